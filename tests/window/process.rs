//! Processes that a test starts and that end with it, however it ends.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};

/// How long anything may take before it counts as failed; generous, for machines that build beside the tests.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// How long to rest between two looks at a condition that nothing tells of.
pub(crate) const LOOK: Duration = Duration::from_millis(15);

/// Looks whether a process has ended without reaping it, so that its number stays its own.
const LOOKING: WaitIdOptions = WaitIdOptions::EXITED.union(WaitIdOptions::NOHANG).union(WaitIdOptions::NOWAIT);

/// A process in a group of its own. Dropping it ends the group: the process and what it started.
#[derive(Debug)]
pub(crate) struct Process {
    name: String,
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Starts a program that writes both its outputs to `<name>.log` in `logs`.
    pub(crate) fn start(name: &str, command: &mut Command, logs: &Path) -> Self {
        let log = logs.join(format!("{name}.log"));
        let file = File::options().create(true).append(true).open(&log).unwrap();
        command.stdin(Stdio::null()).stderr(file.try_clone().unwrap()).stdout(file);
        Self::spawn(name, command, log)
    }

    /// Starts a program that says on its first line of standard output that it is ready; answers that line.
    pub(crate) fn start_announced(name: &str, command: &mut Command, logs: &Path) -> (Self, String) {
        let log = logs.join(format!("{name}.log"));
        command.stdin(Stdio::null()).stderr(File::create(&log).unwrap()).stdout(Stdio::piped());
        let mut process = Self::spawn(name, command, log);
        let out = process.child.stdout.take().unwrap();
        let (tell, told) = mpsc::channel();
        thread::spawn(move || {
            let mut lines = BufReader::new(out).lines();
            let _ = tell.send(lines.next().and_then(Result::ok).unwrap_or_default());
            // Read on, so that the program never waits for a full pipe.
            lines.for_each(drop);
        });
        let line = told.recv_timeout(PATIENCE).unwrap_or_default();
        assert!(!line.is_empty(), "{name} did not say that it is ready\n{}", process.log_text());
        (process, line)
    }

    fn spawn(name: &str, command: &mut Command, log: PathBuf) -> Self {
        let child = command.process_group(0).spawn().unwrap_or_else(|error| {
            panic!("{name} can't be started: {error}. `cargo xtask test` installs what these tests need.")
        });
        Self { name: name.to_owned(), child, log }
    }

    /// Returns whether the process has ended.
    pub(crate) fn has_ended(&self) -> bool {
        !matches!(waitid(WaitId::Pid(Pid::from_child(&self.child)), LOOKING), Ok(None))
    }

    /// Ends it and what it started at once, without a chance to say goodbye.
    pub(crate) fn kill(self) {
        kill_process_group(Pid::from_child(&self.child), Signal::KILL).expect("an own process can be ended");
    }

    /// Returns what it wrote.
    pub(crate) fn log_text(&self) -> String {
        let text = std::fs::read(&self.log).unwrap_or_default();
        format!("--- {} ---\n{}", self.log.display(), String::from_utf8_lossy(&text))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // The group was made for this process, and nobody else can have its number before the process is reaped.
        let group = Pid::from_child(&self.child);
        // What has ended already can't be signalled, and need not be.
        let _ = kill_process_group(group, Signal::TERM);
        let until = Instant::now() + Duration::from_secs(2);
        while Instant::now() < until && !self.has_ended() {
            thread::sleep(LOOK);
        }
        let _ = kill_process_group(group, Signal::KILL);
        if let Err(error) = self.child.wait() {
            eprintln!("{} (process {}) did not end: {error}", self.name, self.child.id());
        }
    }
}

/// Runs a program to its end and returns what it wrote; a failure is the test's.
pub(crate) fn run<S: AsRef<OsStr>>(command: &mut Command, arguments: impl IntoIterator<Item = S>) -> String {
    command.args(arguments).stdin(Stdio::null());
    let output = command.output().unwrap_or_else(|error| panic!("{command:?} can't be started: {error}"));
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{command:?}: {}\n{out}{err}", output.status);
    out.into_owned()
}

/// Looks again and again until there is an answer; panics with what `trouble` says when there is none in time.
pub(crate) fn wait_for<T>(mut look: impl FnMut() -> Option<T>, trouble: impl Fn() -> String) -> T {
    let until = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < until, "{}", trouble());
        thread::sleep(LOOK);
    }
}
