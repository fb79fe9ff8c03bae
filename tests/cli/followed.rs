//! `log --follow`.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::Value;

use crate::support::Sandbox;

/// A running `log --follow` whose lines are read by a thread.
struct Follower {
    child: Child,
    lines: Receiver<String>,
}

impl Follower {
    fn start(board: &Sandbox, args: &[&str]) -> Self {
        let mut command = board.command(["log", "--follow"].iter().chain(args));
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let (send, lines) = channel();
        std::thread::spawn(move || stdout.lines().map_while(Result::ok).all(|line| send.send(line).is_ok()));
        Self { child, lines }
    }

    /// Returns the next line; fails when none comes.
    fn line(&self) -> String {
        self.lines.recv_timeout(Duration::from_secs(20)).unwrap()
    }

    fn event(&self) -> Value {
        serde_json::from_str(&self.line()).unwrap()
    }

    /// Sends a signal, and returns the exit code and what stderr has.
    fn end(mut self, signal: &str) -> (Option<i32>, String) {
        let sent = Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        let code = self.child.wait().unwrap().code();
        let stderr = std::io::read_to_string(self.child.stderr.take().unwrap()).unwrap();
        assert_eq!(self.lines.iter().count(), 0, "nothing comes after the end");
        (code, stderr)
    }
}

#[test]
#[cfg(unix)]
fn changes_of_other_processes_follow_one_a_line_until_ctrl_c() {
    let board = Sandbox::with_tasks(["One"]);
    let follower = Follower::start(&board, &["--json"]);
    assert_eq!(follower.event()["kind"], "project_opened");
    assert_eq!(follower.event()["kind"], "task_created");
    for n in 0..5 {
        board.json(["edit", "1", "--title", &format!("Title {n}")]);
        let event = follower.event();
        assert_eq!((&event["kind"], &event["after"]["title"]), (&"task_updated".into(), &format!("Title {n}").into()));
    }
    board.json(["add", "Two"]);
    board.json(["move", "1", "2", "done"]);
    assert_eq!(follower.event()["kind"], "task_created");
    assert_eq!(follower.event()["task_id"], 1);
    assert_eq!(follower.event()["task_id"], 2);
    assert_eq!(follower.end("-INT"), (Some(0), String::new()));
}

#[test]
#[cfg(unix)]
fn only_what_was_asked_for_follows() {
    let board = Sandbox::with_tasks(["One", "Two"]);
    let other = board.path("other");
    std::fs::create_dir(&other).unwrap();
    board.json(["project", "open", other.to_str().unwrap()]);
    let of_task = Follower::start(&board, &["--json", "--task", "2", "--since", "1"]);
    let text = Follower::start(&board, &["--limit", "1"]);
    assert_eq!(of_task.event()["seq"], 3);
    assert!(text.line().contains("added to Backlog: Two"));
    board.json(["--project", "2", "add", "Elsewhere"]);
    board.json(["edit", "1", "--title", "Not followed"]);
    board.json(["move", "2", "done"]);
    assert_eq!(of_task.event()["kind"], "task_moved");
    assert!(text.line().contains("changed title One → Not followed"));
    assert!(text.line().contains("#2  moved from Backlog to Done"));
    assert_eq!(of_task.end("-TERM"), (Some(0), String::new()));
    assert_eq!(text.end("-INT"), (Some(0), String::new()));
}

#[test]
fn following_ends_when_nobody_reads_any_more() {
    let board = Sandbox::with_tasks(["One"]);
    let mut follower = board.start(["log", "--follow", "--json", "--since", "2"]);
    drop(follower.stdout.take());
    board.json(["edit", "1", "--title", "Two"]);
    let ended = follower.wait_with_output().unwrap();
    assert_eq!((ended.status.code(), ended.stderr.as_slice()), (Some(0), &b""[..]));
}
