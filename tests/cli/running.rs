//! A board on which runs go on, with a program that plays `claude`.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use claudetask_testkit::claude::wait_for;
use claudetask_testkit::claude::{Act, Fake};
use serde_json::{Value, json};

use crate::support::{Ran, Sandbox, ran};

/// How long anything may take on a machine that is busy.
pub(crate) const WITHIN: Duration = Duration::from_secs(30);

/// A board with tasks, and a `claude` that does what it is told.
pub(crate) struct Running {
    pub(crate) board: Sandbox,
    pub(crate) claude: Fake,
}

/// An analysis as Claude answers it.
pub(crate) fn answer() -> Value {
    json!({
        "summary": "The session ends too early.", "approach": "Renew it.",
        "files": [{ "path": "src/login.rs", "reason": "It makes the session." }],
        "risks": ["Old sessions."], "questions": [], "size": "S", "test_plan": "Log in twice.",
    })
}

impl Running {
    /// Makes a board with one task and a `claude` that does these things.
    pub(crate) fn new(acts: impl IntoIterator<Item = Act>) -> Self {
        Self::with(Fake::new(acts))
    }

    pub(crate) fn with(claude: Fake) -> Self {
        Self { board: Sandbox::with_tasks(["Log in again"]), claude }
    }

    /// Returns a call of the program that finds the `claude`.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = self.board.command(args);
        command.env("PATH", format!("{}:/usr/bin:/bin", self.claude.folder().display()));
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        ran(self.command(args).output().unwrap())
    }

    pub(crate) fn json(&self, args: &[&str]) -> Value {
        ran(self.command(args).arg("--json").output().unwrap()).json()
    }

    /// Starts the program with its lines at hand.
    pub(crate) fn follow(&self, args: &[&str]) -> Followed {
        let mut child = self.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let (send, lines) = channel();
        std::thread::spawn(move || stdout.lines().map_while(Result::ok).all(|line| send.send(line).is_ok()));
        Followed { child, lines }
    }

    /// Waits until a run is in a state, and returns it in full.
    #[track_caller]
    pub(crate) fn until(&self, run: &str, state: &str) -> Value {
        let mut seen = Value::Null;
        wait_for(&format!("run {run} to be {state}"), WITHIN, || {
            seen = self.json(&["runs", "show", run]);
            seen["state"] == state
        });
        seen
    }
}

/// A program that goes on.
pub(crate) struct Followed {
    pub(crate) child: Child,
    lines: Receiver<String>,
}

impl Followed {
    /// Returns the next line that holds a text.
    #[track_caller]
    pub(crate) fn line(&self, holding: &str) -> String {
        loop {
            let line = self.lines.recv_timeout(WITHIN).unwrap_or_else(|_| panic!("no line holds {holding}"));
            if line.contains(holding) {
                return line;
            }
        }
    }

    pub(crate) fn signal(&self, signal: &str) {
        let sent = Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// Waits for the end, and returns what else was written.
    pub(crate) fn end(mut self) -> Ran {
        let stdout: Vec<String> = self.lines.iter().map(|line| line + "\n").collect();
        let code = self.child.wait().unwrap().code().unwrap_or(-1);
        let stderr = std::io::read_to_string(self.child.stderr.take().unwrap()).unwrap();
        Ran { code, stdout: stdout.concat(), stderr }
    }
}
