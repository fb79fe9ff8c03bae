//! Does what the script says, one thing after the other.

use std::io::Write as _;
use std::path::Path;
use std::process::{ExitCode, Stdio};
use std::time::Duration;

use claudetask_testkit::claude::{Act, Record};
use serde_json::json;

use crate::input::{Input, Waited};
use crate::os;
use crate::output::Output;
use crate::recorder::Recorder;

/// A megabyte.
const MEGABYTE: usize = 1_000_000;

/// The longest that it hangs: a test that failed leaves no process for ever.
const LONGEST: Duration = Duration::from_mins(10);

/// The parts of the program.
#[derive(Debug)]
pub(crate) struct Player {
    pub(crate) output: Output,
    pub(crate) input: Input,
    pub(crate) recorder: Recorder,
}

/// What comes after a thing that was done.
enum Next {
    On,
    Interrupted,
    End(u8),
}

impl From<Waited> for Next {
    fn from(waited: Waited) -> Self {
        match waited {
            // Where nothing more can come, the script goes on.
            Waited::Came | Waited::Ended => Self::On,
            Waited::Interrupted => Self::Interrupted,
        }
    }
}

impl Player {
    /// Plays all; after an interruption it only waits for the end of its input.
    pub(crate) fn play(&self, acts: &[Act]) -> ExitCode {
        for act in acts {
            let next = if self.input.interrupted() { Next::Interrupted } else { self.act(act) };
            match next {
                Next::On => {}
                Next::Interrupted => {
                    self.input.wait_for_end();
                    return ExitCode::FAILURE;
                }
                Next::End(code) => return ExitCode::from(code),
            }
        }
        ExitCode::SUCCESS
    }

    fn act(&self, act: &Act) -> Next {
        match act {
            Act::Event { event } => self.output.event(event),
            Act::Raw { bytes } => self.output.bytes(bytes),
            Act::AwaitUser => return self.input.wait_for(|line| line["type"] == "user").into(),
            Act::AwaitControl { subtype } => {
                return self.input.wait_for(|line| line["request"]["subtype"] == subtype.as_str()).into();
            }
            Act::AwaitAnswer { request } => {
                return self.input.wait_for(|line| line["response"]["request_id"] == request.as_str()).into();
            }
            Act::AwaitEnd => self.input.wait_for_end(),
            Act::Sleep { milliseconds } => return self.input.sleep(Duration::from_millis(*milliseconds)).into(),
            Act::Hang => return self.input.sleep(LONGEST).into(),
            Act::CloseOutput => os::close_output(),
            Act::LongLine { megabytes, ends } => self.long_line(*megabytes, *ends),
            Act::Flood { events } => self.flood(*events),
            Act::ErrorFlood { megabytes } => error_flood(*megabytes),
            Act::Error { line } => drop(writeln!(std::io::stderr(), "{line}")),
            Act::Child { seconds, holds_output } => self.child(*seconds, *holds_output),
            Act::Touch { file, milliseconds } => touch(file.clone(), Duration::from_millis(*milliseconds)),
            Act::Exit { code } => return Next::End(*code),
            Act::Die { signal } => os::die(*signal),
        }
        Next::On
    }

    fn long_line(&self, megabytes: usize, ends: bool) {
        let head = r#"{"type":"assistant","session_id":"$SESSION","uuid":"$UUID","message":{"id":"msg_long","role":"assistant","model":"claude-fake","content":[{"type":"text","text":""#;
        self.output.bytes(self.output.filled(head).as_bytes());
        let megabyte = vec![b'x'; MEGABYTE];
        for _ in 0..megabytes {
            self.output.bytes(&megabyte);
        }
        if ends {
            self.output.bytes(b"\"}]}}\n");
        }
    }

    fn flood(&self, events: usize) {
        // The events differ in their number alone: what is made anew for each would be the speed of this program.
        let event = json!({
            "type": "assistant", "session_id": "$SESSION", "uuid": "$UUID", "parent_tool_use_id": null,
            "message": {
                "id": "msg_flood", "type": "message", "role": "assistant", "model": "claude-fake",
                "content": [{ "type": "text", "text": "Event $NUMBER." }],
            },
        });
        let event = self.output.filled(&event.to_string());
        let (head, tail) = event.split_once("$NUMBER").unwrap_or((&event, ""));
        let mut text = String::new();
        for number in 0..events {
            text.extend([head, &number.to_string(), tail, "\n"]);
            if text.len() > 64 * 1024 {
                self.output.bytes(text.as_bytes());
                text.clear();
            }
        }
        self.output.bytes(text.as_bytes());
    }

    fn child(&self, seconds: u64, holds_output: bool) {
        let mut command = os::sleep(seconds);
        command.stdin(Stdio::null());
        if !holds_output {
            command.stdout(Stdio::null()).stderr(Stdio::null());
        }
        match command.spawn() {
            Ok(child) => {
                self.recorder.write(&Record::Child { pid: std::process::id(), child: child.id() });
                self.output.event(&json!({ "type": "system", "subtype": "child", "pid": child.id() }));
            }
            Err(error) => drop(writeln!(std::io::stderr(), "fake-claude: no child: {error}")),
        }
    }
}

fn error_flood(megabytes: usize) {
    let line = format!("{}\n", "e".repeat(99));
    let megabyte = line.repeat(MEGABYTE / line.len());
    let mut error = std::io::stderr().lock();
    for _ in 0..megabytes {
        // Nobody needs to read it all.
        let _ = error.write_all(megabyte.as_bytes());
    }
}

/// Writes a number that grows into a file, until the program ends.
fn touch(file: String, wait: Duration) {
    std::thread::spawn(move || {
        for number in 1_u64.. {
            // The test sees whether the file is written.
            let _ = std::fs::write(Path::new(&file), number.to_string());
            std::thread::sleep(wait);
        }
    });
}
