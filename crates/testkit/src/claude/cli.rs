//! Runs the command line with a home of its own and nothing of the caller's environment.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::environment;
use super::messages::Messages;

/// How long a run can take.
const LONGEST: Duration = Duration::from_mins(2);

/// The command line with a home.
#[derive(Debug)]
pub struct Cli {
    program: PathBuf,
    home: TempDir,
}

/// What a run said.
#[derive(Debug)]
pub struct Run {
    /// The events on its output.
    pub events: Vec<Value>,
    /// Its output, byte for byte: a recording.
    pub raw: Vec<u8>,
    /// The code that it ended with; none where a signal ended it.
    pub code: Option<i32>,
    /// Its error output.
    pub errors: String,
    /// Its debug log.
    pub log: String,
}

impl Run {
    /// Returns the last result; null where there is none.
    pub fn result(&self) -> &Value {
        self.events.iter().rfind(|event| event["type"] == "result").unwrap_or(&Value::Null)
    }

    /// Returns the events of a type and, where it is given, a subtype.
    pub fn of(&self, kind: &str, subtype: Option<&str>) -> Vec<&Value> {
        let is = |event: &&Value| event["type"] == kind && subtype.is_none_or(|subtype| event["subtype"] == subtype);
        self.events.iter().filter(is).collect()
    }
}

/// An agent as `initialize` lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedAgent {
    /// Its name.
    pub name: String,
    /// Its description.
    pub description: String,
    /// Its model.
    pub model: Option<String>,
}

/// An agent with the file that it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActiveAgent {
    /// Its name.
    pub name: String,
    /// The file.
    pub file: PathBuf,
}

/// The agents that a run saw.
#[derive(Debug)]
pub struct Seen {
    /// The names in `system/init`.
    pub names: Vec<String>,
    /// What `initialize` lists.
    pub listed: Vec<ListedAgent>,
    /// Which files are in use.
    pub active: Vec<ActiveAgent>,
    /// The lines of the debug log that speak of agents' files.
    pub log: Vec<String>,
}

impl Cli {
    /// Makes a home for the program.
    pub fn new(program: PathBuf) -> io::Result<Self> {
        let home = tempfile::tempdir()?;
        std::fs::create_dir_all(home.path().join(".claude"))?;
        std::fs::create_dir_all(home.path().join("tmp"))?;
        Ok(Self { program, home })
    }

    /// Returns the home.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Runs it in a folder, with one line of JSON after the other on its input.
    pub fn run(&self, folder: &Path, messages: &Messages, input: &[Value]) -> io::Result<Run> {
        let mut child = self.start(folder, &environment(self.home(), &messages.url()), &[])?;
        if let Some(mut stdin) = child.stdin.take() {
            for line in input {
                writeln!(stdin, "{line}")?;
            }
        }
        self.read(child, |_| {})
    }

    /// Holds a conversation in a folder: says the prompt, answers events, and closes the input when a result comes.
    ///
    /// The environment is the whole one ([`environment`] or [`super::subscriber`]); the arguments come after the usual ones
    /// of the two-way mode. `answer` sees every event and returns the lines to write.
    pub fn converse(
        &self,
        folder: &Path,
        environment: &[(String, String)],
        arguments: &[&str],
        prompt: &str,
        mut answer: impl FnMut(&Value) -> Vec<Value>,
    ) -> io::Result<Run> {
        let mut child = self.start(folder, environment, arguments)?;
        let mut stdin = child.stdin.take();
        let prompt =
            json!({ "type": "user", "message": { "role": "user", "content": [{ "type": "text", "text": prompt }] } });
        let mut write = move |lines: &[Value], last: bool| {
            if let Some(stdin) = &mut stdin {
                for line in lines {
                    // It may have ended by now, which its output tells.
                    let _ = writeln!(stdin, "{line}");
                }
            }
            if last {
                stdin = None;
            }
        };
        write(&[prompt], false);
        self.read(child, |event| write(&answer(event), event["type"] == "result"))
    }

    fn start(&self, folder: &Path, environment: &[(String, String)], arguments: &[&str]) -> io::Result<Child> {
        Command::new(&self.program)
            .args(["-p", "--verbose", "--input-format", "stream-json", "--output-format", "stream-json"])
            .args(["--permission-prompt-tool", "stdio", "--debug-file"])
            .arg(self.log())
            .args(arguments)
            .current_dir(folder)
            .env_clear()
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(File::create(self.errors())?)
            .spawn()
    }

    fn log(&self) -> PathBuf {
        self.home().join("debug.log")
    }

    fn errors(&self) -> PathBuf {
        self.home().join("errors.log")
    }

    /// Reads to the end of a run.
    fn read(&self, mut child: Child, mut seen: impl FnMut(&Value)) -> io::Result<Run> {
        let stdout = child.stdout.take();
        let child = Arc::new(Mutex::new(child));
        let (done, waiting) = mpsc::channel::<()>();
        let guarded = Arc::clone(&child);
        let guard = std::thread::spawn(move || {
            if waiting.recv_timeout(LONGEST) == Err(RecvTimeoutError::Timeout) {
                // It may have ended in this very moment.
                let _ = guarded.lock().unwrap_or_else(PoisonError::into_inner).kill();
            }
        });
        let (mut events, mut raw) = (Vec::new(), Vec::new());
        let mut stdout = stdout.map(BufReader::new);
        while let Some(stdout) = &mut stdout {
            let start = raw.len();
            if stdout.read_until(b'\n', &mut raw)? == 0 {
                break;
            }
            if let Ok(event) = serde_json::from_slice(&raw[start..]) {
                seen(&event);
                events.push(event);
            }
        }
        drop(done);
        let _ = guard.join();
        let status = child.lock().unwrap_or_else(PoisonError::into_inner).wait()?;
        let text = |file: &Path| String::from_utf8_lossy(&std::fs::read(file).unwrap_or_default()).into_owned();
        Ok(Run { events, raw, code: status.code(), errors: text(&self.errors()), log: text(&self.log()) })
    }

    /// Returns the agents that it sees in a folder, after one prompt.
    pub fn agents(&self, folder: &Path, messages: &Messages) -> io::Result<Seen> {
        let ask = |id: &str, what: &str| json!({ "type": "control_request", "request_id": id, "request": { "subtype": what } });
        let prompt =
            json!({ "type": "user", "message": { "role": "user", "content": [{ "type": "text", "text": "hello" }] } });
        let input = [ask("listed", "initialize"), ask("active", "get_context_usage"), prompt];
        let run = self.run(folder, messages, &input)?;
        let response = |id: &str| {
            let of = |event: &&Value| event["type"] == "control_response" && event["response"]["request_id"] == id;
            let agents = run.events.iter().find(of).map(|event| event["response"]["response"]["agents"].clone());
            agents.and_then(|agents| agents.as_array().cloned()).unwrap_or_default()
        };
        let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let init = run.events.iter().find(|event| event["type"] == "system" && event["subtype"] == "init");
        let names = init.and_then(|init| init["agents"].as_array()).into_iter().flatten().map(word).collect();
        let listed = response("listed").into_iter().map(|agent| ListedAgent {
            name: word(&agent["name"]),
            description: word(&agent["description"]),
            model: agent["model"].as_str().map(str::to_owned),
        });
        let active = response("active")
            .into_iter()
            .map(|agent| ActiveAgent { name: word(&agent["agentType"]), file: PathBuf::from(word(&agent["path"])) });
        let log = run.log.lines().filter(|line| line.contains("/.claude/agents/")).map(str::to_owned);
        Ok(Seen { names, listed: listed.collect(), active: active.collect(), log: log.collect() })
    }
}
