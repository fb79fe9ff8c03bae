//! The program that is asked: started, spoken to, and ended on every way out.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{Ask, ProbeError};
use crate::process::{self, MARKER, ProcessId};

/// The questions, by the words of the protocol.
pub(super) const INITIALIZE: &str = "initialize";
pub(super) const MCP_STATUS: &str = "mcp_status";
pub(super) const CONTEXT: &str = "get_context_usage";

/// The longest line that is read; an answer has some ten thousand bytes.
const LONGEST_LINE: u64 = 8_000_000;

/// How many lines wait to be looked at.
const LINES: usize = 2;

/// How much is read of its error output.
const MOST_WORDS: u64 = 100_000;

/// How long it may take to end by itself when its input is closed; it may be storing a renewed login.
const GRACE: Duration = Duration::from_secs(3);

/// How long MCP servers are left alone between two questions for them.
const PAUSE: Duration = Duration::from_millis(100);

/// Settings that win over the user's and the project's: nothing listens at that address, and the program estimates
/// what it can't have counted.
const SETTINGS: &str = r#"{"disableAllHooks":true,"env":{"ANTHROPIC_BASE_URL":"http://127.0.0.1:9","NO_PROXY":"127.0.0.1","no_proxy":"127.0.0.1"}}"#;

/// What was answered, by question; absent what was not.
pub(super) type Answers = BTreeMap<&'static str, Result<Value, String>>;

/// Returns the answers to all questions that come in time.
pub(super) fn answers(ask: &Ask) -> Result<Answers, ProbeError> {
    if !ask.folder.is_dir() {
        return Err(ProbeError::FolderGone { path: ask.folder.clone() });
    }
    let until = Instant::now() + ask.limit;
    let servers_until = until.min(Instant::now() + ask.servers_limit);
    let mut asked = Asked::start(ask)?;
    // The context takes longest; the servers get ready meanwhile.
    for question in [INITIALIZE, MCP_STATUS, CONTEXT] {
        asked.send(question);
    }
    let mut answers = Answers::new();
    let mut open = BTreeSet::from([INITIALIZE, MCP_STATUS, CONTEXT]);
    let mut again: Option<Instant> = None;
    while !open.is_empty() || again.is_some() {
        let now = Instant::now();
        if now >= until {
            break;
        }
        if again.is_some_and(|again| now >= again) {
            again = None;
            asked.send(MCP_STATUS);
            open.insert(MCP_STATUS);
        }
        let moment = again.unwrap_or(until).min(until);
        match asked.lines.recv_timeout(moment.saturating_duration_since(now)) {
            Ok(line) => {
                let Some((question, answer)) = read(&line) else { continue };
                open.remove(question);
                if question == MCP_STATUS && pending(&answer) && Instant::now() + PAUSE < servers_until {
                    again = Some(Instant::now() + PAUSE);
                }
                answers.insert(question, answer);
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    if answers.is_empty() {
        return Err(ProbeError::NoAnswer { path: ask.program.clone(), reason: asked.why() });
    }
    Ok(answers)
}

/// Returns the question that a line answers, and the answer or the error.
fn read(line: &[u8]) -> Option<(&'static str, Result<Value, String>)> {
    let event: Value = serde_json::from_slice(line).ok()?;
    if event.get("type")? != "control_response" {
        return None;
    }
    let response = event.get("response")?;
    let id = response.get("request_id")?.as_str()?;
    let question = [INITIALIZE, MCP_STATUS, CONTEXT].into_iter().find(|question| *question == id)?;
    if response.get("subtype").is_some_and(|subtype| subtype == "success") {
        return Some((question, Ok(response.get("response").cloned().unwrap_or_default())));
    }
    let error = response.get("error").and_then(Value::as_str).unwrap_or("it gave no reason");
    Some((question, Err(error.to_owned())))
}

fn pending(answer: &Result<Value, String>) -> bool {
    let servers = answer.as_ref().ok().and_then(|answer| answer.get("mcpServers")?.as_array());
    servers.into_iter().flatten().any(|server| server.get("status").is_some_and(|status| status == "pending"))
}

/// The running program. When it goes, so does the process, with all that it started.
struct Asked {
    child: Child,
    id: Option<ProcessId>,
    marker: String,
    input: Option<ChildStdin>,
    lines: Receiver<Vec<u8>>,
    words: Receiver<Vec<u8>>,
}

impl Asked {
    fn start(ask: &Ask) -> Result<Self, ProbeError> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let own = process::of_this().map_or_else(|_| String::new(), |own| format!("{}-{}", own.boot, own.started));
        let marker = format!("probe-{}-{own}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let mut command = Command::new(&ask.program);
        command.args(["-p", "--verbose", "--input-format", "stream-json", "--output-format", "stream-json"]);
        if ask.trusted {
            command.args(["--setting-sources", "user,project,local"]);
        } else {
            command.args(["--strict-mcp-config", "--setting-sources", "user"]);
        }
        command.args(["--settings", SETTINGS]).current_dir(&ask.folder).env_clear().envs(&ask.environment);
        // Inside another session of Claude Code it would behave as a part of that.
        command.env_remove("CLAUDECODE").env(MARKER, &marker).env("DISABLE_AUTOUPDATER", "1");
        command.env("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1").env("CLAUDE_CODE_MAX_RETRIES", "0");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let child = command.spawn();
        let mut child = child.map_err(|source| ProbeError::NotStarted { path: ask.program.clone(), source })?;
        let (send, lines) = sync_channel(LINES);
        if let Some(stdout) = child.stdout.take() {
            thread::spawn(move || {
                let mut stdout = BufReader::new(stdout);
                loop {
                    let mut line = Vec::new();
                    let read = stdout.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line);
                    // Nobody listens any more, or nothing comes any more: both end the thread.
                    if !matches!(read, Ok(1..)) || send.send(line).is_err() {
                        break;
                    }
                }
            });
        }
        let (send, words) = channel();
        if let Some(stderr) = child.stderr.take() {
            thread::spawn(move || {
                let mut stderr = stderr;
                let mut kept = Vec::new();
                // What can't be read can't be told.
                let _ = stderr.by_ref().take(MOST_WORDS).read_to_end(&mut kept);
                let _ = send.send(kept);
                let _ = std::io::copy(&mut stderr, &mut std::io::sink());
            });
        }
        let id = process::of(child.id());
        let input = child.stdin.take();
        Ok(Self { child, id, marker, input, lines, words })
    }

    fn send(&mut self, question: &str) {
        let line = json!({ "type": "control_request", "request_id": question, "request": { "subtype": question } });
        if let Some(input) = &mut self.input {
            // A program that has ended is noticed by what it no longer says.
            let _ = writeln!(input, "{line}").and_then(|()| input.flush());
        }
    }

    /// Returns in words why nothing came.
    fn why(&mut self) -> String {
        let Some(status) = self.ended(Duration::from_millis(500)) else {
            return "it took too long".to_owned();
        };
        let how = status.code().map_or_else(|| format!("it was ended ({status})"), |code| format!("exit code {code}"));
        let words = self.words.recv_timeout(Duration::from_millis(500)).unwrap_or_default();
        let words = String::from_utf8_lossy(&words);
        match words.lines().map(str::trim).find(|line| !line.is_empty()) {
            Some(line) => format!("{how}: {}", line.chars().take(300).collect::<String>()),
            None => how,
        }
    }

    /// Waits for its end.
    fn ended(&mut self, longest: Duration) -> Option<ExitStatus> {
        let until = Instant::now() + longest;
        loop {
            match self.child.try_wait() {
                Ok(Some(status)) => return Some(status),
                Ok(None) if Instant::now() < until => thread::sleep(Duration::from_millis(5)),
                Ok(None) | Err(_) => return None,
            }
        }
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        drop(self.input.take());
        self.ended(GRACE);
        // MCP servers live in sessions of their own and may not have noticed.
        let known: Vec<ProcessId> = self.id.clone().into_iter().collect();
        process::sweep(&self.marker, &known, Duration::from_secs(1));
        // Where the sweep could not look, this ends at least the program; both fail only where it has ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
