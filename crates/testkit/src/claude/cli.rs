//! Runs the command line with a home of its own and nothing of the caller's environment.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

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
    /// Its debug log.
    pub log: String,
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
        let home = self.home.path();
        let log = home.join("debug.log");
        let temporary = home.join("tmp");
        let mut child = Command::new(&self.program)
            .args(["-p", "--verbose", "--input-format", "stream-json", "--output-format", "stream-json"])
            .args(["--permission-prompt-tool", "stdio", "--debug-file"])
            .arg(&log)
            .current_dir(folder)
            .env_clear()
            .env("PATH", "/usr/local/bin:/usr/bin:/bin")
            .env("HOME", home)
            .env("CLAUDE_CONFIG_DIR", home.join(".claude"))
            .env("TMPDIR", &temporary)
            .env("CLAUDE_CODE_TMPDIR", &temporary)
            .env("SHELL", "/bin/sh")
            .env("LANG", "C.UTF-8")
            .env("ANTHROPIC_API_KEY", "sk-not-a-key")
            .env("ANTHROPIC_BASE_URL", messages.url())
            .env("DISABLE_TELEMETRY", "1")
            .env("DISABLE_ERROR_REPORTING", "1")
            .env("DISABLE_AUTOUPDATER", "1")
            .env("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1")
            .env("CLAUDE_CODE_MAX_RETRIES", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            for line in input {
                writeln!(stdin, "{line}")?;
            }
        }
        let mut output = Vec::new();
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
        if let Some(mut stdout) = stdout {
            stdout.read_to_end(&mut output)?;
        }
        drop(done);
        let _ = guard.join();
        child.lock().unwrap_or_else(PoisonError::into_inner).wait()?;
        let events = output.split(|&byte| byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect();
        let log = std::fs::read(&log).unwrap_or_default();
        Ok(Run { events, log: String::from_utf8_lossy(&log).into_owned() })
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
