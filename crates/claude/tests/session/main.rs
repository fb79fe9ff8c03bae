//! Processes that behave, and that do not.
#![cfg(unix)]

mod ends;
mod floods;
mod messages;
mod real;
mod starts;
mod tie;

use std::path::PathBuf;
use std::time::Duration;

use claudetask_claude::session::{Heard, Launch, Session};
use claudetask_claude::stream::Event;
use tempfile::TempDir;

/// Far more than anything here takes.
const LONGEST: Duration = Duration::from_secs(20);

/// A line that the scripts write as a sign of life.
const BEAT: &str = r#"echo '{"type":"keep_alive"}'"#;

/// What is to be run as `sh script`, in a folder of its own.
struct Script {
    folder: TempDir,
}

impl Script {
    fn new(text: &str) -> Self {
        let folder = tempfile::tempdir().expect("there is room");
        std::fs::write(folder.path().join("script"), text).expect("there is room");
        Self { folder }
    }

    fn launch(&self) -> Launch {
        Launch {
            program: PathBuf::from("/bin/sh"),
            arguments: vec!["script".into()],
            folder: self.folder.path().to_owned(),
            environment: Vec::new(),
            tie: false,
        }
    }

    fn start(&self) -> Session {
        Session::start(self.launch()).expect("sh can be started")
    }
}

/// How a process ended.
#[derive(Debug, PartialEq)]
struct End {
    exit_code: Option<i32>,
    signal: Option<i32>,
    stderr: String,
}

impl End {
    fn code(exit_code: i32) -> Self {
        Self { exit_code: Some(exit_code), signal: None, stderr: String::new() }
    }

    fn signal(signal: i32) -> Self {
        Self { exit_code: None, signal: Some(signal), stderr: String::new() }
    }
}

async fn next(session: &mut Session) -> Heard {
    let heard = tokio::time::timeout(LONGEST, session.next()).await;
    heard.expect("the process is silent").expect("there is nothing after the end")
}

async fn event(session: &mut Session) -> Event {
    match next(session).await {
        Heard::Event(event) => event,
        other => panic!("no event: {other:?}"),
    }
}

/// Hears all until the end, after which there must be nothing.
async fn rest(session: &mut Session) -> (Vec<Heard>, End) {
    let mut all = Vec::new();
    loop {
        match next(session).await {
            Heard::Ended { exit_code, signal, stderr } => {
                assert_eq!(session.next().await, None);
                return (all, End { exit_code, signal, stderr });
            }
            heard => all.push(heard),
        }
    }
}

/// Waits until `true` comes.
async fn until(mut condition: impl FnMut() -> bool) {
    let start = std::time::Instant::now();
    while !condition() {
        assert!(start.elapsed() < LONGEST, "it never came true");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

fn number(pid: u32) -> rustix::process::Pid {
    i32::try_from(pid).ok().and_then(rustix::process::Pid::from_raw).expect("the system gives no other")
}

/// Whether a process of this number runs, zombies aside.
fn lives(pid: u32) -> bool {
    let pid = number(pid);
    let state = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let zombie = state.rsplit(')').next().is_some_and(|rest| rest.trim_start().starts_with('Z'));
    rustix::process::test_kill_process(pid).is_ok() && !zombie
}

/// Ends a process that a script left behind.
fn end(pid: u32) {
    let pid = number(pid);
    rustix::process::kill_process(pid, rustix::process::Signal::KILL).expect("it is there");
}

/// The number that a script told as `{"type":"pid","subtype":"…"}`.
async fn told_pid(session: &mut Session) -> u32 {
    match event(session).await {
        Event::Unknown { kind, .. } => kind.strip_prefix("pid/").and_then(|pid| pid.parse().ok()).expect("a number"),
        other => panic!("no number: {other:?}"),
    }
}
