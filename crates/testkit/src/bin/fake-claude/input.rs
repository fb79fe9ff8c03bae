//! What comes to the program: messages of the user, requests, which it answers, and answers to its own.

use std::collections::VecDeque;
use std::io::BufRead as _;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use claudetask_testkit::claude::{Act, Record, Script, script};
use serde_json::{Value, json};

use crate::output::Output;
use crate::recorder::Recorder;

#[derive(Debug, Default)]
struct State {
    lines: VecDeque<Value>,
    ended: bool,
    interrupted: bool,
}

/// The input, read by a thread of its own.
#[derive(Debug, Clone, Default)]
pub(crate) struct Input(Arc<(Mutex<State>, Condvar)>);

/// What a wait came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Waited {
    /// What was waited for is there.
    Came,
    /// The input has ended.
    Ended,
    /// The run was interrupted.
    Interrupted,
}

impl Input {
    /// Returns an input that has ended.
    pub(crate) fn closed() -> Self {
        let input = Self::default();
        input.state().ended = true;
        input
    }

    /// Starts to read.
    pub(crate) fn read(script: &Script, output: Output, recorder: Recorder) -> Self {
        let input = Self::default();
        let (shared, script) = (input.clone(), script.clone());
        std::thread::spawn(move || {
            let pid = std::process::id();
            for line in std::io::stdin().lock().split(b'\n') {
                let Ok(line) = line else { break };
                recorder.write(&Record::Line { pid, line: String::from_utf8_lossy(&line).into_owned() });
                let line: Value = serde_json::from_slice(&line).unwrap_or_default();
                let interrupted = line["type"] == "control_request" && reply(&line, &script, &output);
                let mut state = shared.state();
                state.lines.push_back(line);
                state.interrupted |= interrupted;
                shared.0.1.notify_all();
            }
            recorder.write(&Record::InputEnded { pid });
            if script.ends_with_input {
                std::process::exit(0);
            }
            shared.state().ended = true;
            shared.0.1.notify_all();
        });
        input
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until a line comes for which this holds; it and those before it are used up.
    pub(crate) fn wait_for(&self, wanted: impl Fn(&Value) -> bool) -> Waited {
        let mut state = self.state();
        loop {
            if state.interrupted {
                return Waited::Interrupted;
            }
            while let Some(line) = state.lines.pop_front() {
                if wanted(&line) {
                    return Waited::Came;
                }
            }
            if state.ended {
                return Waited::Ended;
            }
            state = self.0.1.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Waits for its end, whatever else comes.
    pub(crate) fn wait_for_end(&self) {
        let ended = self.0.1.wait_while(self.state(), |state| !state.ended);
        drop(ended.unwrap_or_else(PoisonError::into_inner));
    }

    /// Waits; only an interruption makes it shorter.
    pub(crate) fn sleep(&self, time: Duration) -> Waited {
        let waited = self.0.1.wait_timeout_while(self.state(), time, |state| !state.interrupted);
        let interrupted = waited.unwrap_or_else(PoisonError::into_inner).0.interrupted;
        if interrupted { Waited::Interrupted } else { Waited::Came }
    }

    pub(crate) fn interrupted(&self) -> bool {
        self.state().interrupted
    }
}

/// Answers a request; says whether it was an interruption that is heeded.
fn reply(line: &Value, script: &Script, output: &Output) -> bool {
    let subtype = line["request"]["subtype"].as_str().unwrap_or_default();
    let interrupts = subtype == "interrupt";
    if interrupts && !script.heeds_interrupt {
        return false;
    }
    let answer = if interrupts { Some(json!({ "still_queued": [] })) } else { script.controls.get(subtype).cloned() };
    let response = match answer {
        Some(answer) => json!({ "subtype": "success", "request_id": line["request_id"], "response": answer }),
        None => json!({
            "subtype": "error", "request_id": line["request_id"], "error_code": "unsupported_request",
            "error": format!("Unsupported control request subtype: {subtype}"),
        }),
    };
    output.event(&json!({ "type": "control_response", "response": response }));
    if interrupts && let Act::Event { event } = script::failed("error_during_execution", &["interrupted"]) {
        output.event(&event);
    }
    interrupts
}
