//! The process itself: its start, its end, and signals that never hit another one.

use std::io;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc as threads;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::mpsc;

use super::input::Sender;
use super::{Heard, Launch, StartError, output, tie};

/// Ends a process. Clones mean the same one.
#[derive(Debug, Clone)]
pub struct Process {
    pid: u32,
    /// `None` once it was reaped, when the number may be another's.
    child: Arc<Mutex<Option<Child>>>,
}

impl Process {
    /// The process's number, also after it ended.
    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// Asks the process to end. Does nothing when it has.
    pub fn terminate(&self) {
        self.signal(false);
    }

    /// Ends the process. Does nothing when it has. What it started lives on.
    pub fn kill(&self) {
        self.signal(true);
    }

    fn signal(&self, kill: bool) {
        let mut child = self.child.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(child) = child.as_mut() else { return };
        #[cfg(unix)]
        {
            use rustix::process::{Pid, Signal, kill_process};
            // It is not reaped, so it can still be told, and a dead one doesn't mind.
            let signal = if kill { Signal::KILL } else { Signal::TERM };
            let _ = kill_process(Pid::from_child(child), signal);
        }
        #[cfg(not(unix))]
        {
            // There is nothing milder here.
            let _ = kill;
            let _ = child.kill();
        }
    }

    /// Waits for the end, and reaps.
    fn wait(&self) -> io::Result<ExitStatus> {
        #[cfg(unix)]
        {
            use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};
            let id = i32::try_from(self.pid).ok().and_then(Pid::from_raw);
            let id = WaitId::Pid(id.ok_or(io::ErrorKind::InvalidInput)?);
            // Leaves it unreaped, so that a signal until then hits a dead process and not a stranger.
            rustix::io::retry_on_intr(|| waitid(id.clone(), WaitIdOptions::EXITED | WaitIdOptions::NOWAIT))?;
        }
        #[cfg(not(unix))]
        loop {
            let mut child = self.child.lock().unwrap_or_else(PoisonError::into_inner);
            if child.as_mut().is_none_or(|child| !matches!(child.try_wait(), Ok(None))) {
                break;
            }
            drop(child);
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        let mut child = self.child.lock().unwrap_or_else(PoisonError::into_inner);
        child.take().ok_or(io::ErrorKind::NotFound)?.wait()
    }
}

/// Tells the threads around a process that it ended.
#[derive(Debug)]
pub(super) struct Ending {
    #[cfg(unix)]
    pipe: io::PipeReader,
}

/// What there is to do with a stream of the process's.
#[cfg(unix)]
pub(super) struct Turn {
    /// It can be read or written, or is closed.
    pub(super) ready: bool,
    /// The process ended.
    pub(super) ended: bool,
}

#[cfg(unix)]
impl Ending {
    /// Returns the notice, which comes when the writer is dropped.
    fn new() -> io::Result<(Self, io::PipeWriter)> {
        let (pipe, notice) = io::pipe()?;
        Ok((Self { pipe }, notice))
    }

    fn copy(&self) -> io::Result<Self> {
        Ok(Self { pipe: self.pipe.try_clone()? })
    }

    /// Waits until `stream` can be used or the process ended, or `longest` is over.
    pub(super) fn wait_for(
        &self,
        stream: impl std::os::fd::AsFd,
        interest: rustix::event::PollFlags,
        longest: Option<std::time::Duration>,
    ) -> io::Result<Turn> {
        use rustix::event::{PollFd, PollFlags, poll};
        let mut both = [PollFd::new(&stream, interest), PollFd::new(&self.pipe, PollFlags::IN)];
        let longest = longest.map(rustix::event::Timespec::try_from).transpose().map_err(io::Error::other)?;
        rustix::io::retry_on_intr(|| poll(&mut both, longest.as_ref()))?;
        Ok(Turn { ready: !both[0].revents().is_empty(), ended: !both[1].revents().is_empty() })
    }

    /// Returns whether the process ended within `longest`.
    pub(super) fn within(&self, longest: std::time::Duration) -> bool {
        self.wait_for(&self.pipe, rustix::event::PollFlags::IN, Some(longest)).is_ok_and(|turn| turn.ended)
    }
}

#[cfg(not(unix))]
impl Ending {
    fn new() -> io::Result<(Self, ())> {
        Ok((Self {}, ()))
    }

    fn copy(&self) -> io::Result<Self> {
        Ok(Self {})
    }

    pub(super) fn within(&self, _: std::time::Duration) -> bool {
        false
    }
}

/// Starts a process, says so to `started`, and stays until it ends.
pub(super) fn keep(
    launch: &Launch,
    tell: mpsc::Sender<Heard>,
    started: &threads::SyncSender<Result<(Process, Sender), StartError>>,
) {
    let begun = spawn(launch).and_then(|child| {
        let refused = |source| StartError::Refused { program: launch.program.clone(), source };
        surround(child, tell).map_err(refused)
    });
    let (process, sender, end) = match begun {
        Ok(begun) => begun,
        Err(error) => {
            // Who started it waits for exactly this.
            let _ = started.send(Err(error));
            return;
        }
    };
    let _ = started.send(Ok((process.clone(), sender.clone())));
    let status = process.wait();
    let (status_to, notice) = end;
    // The reader is there until it has the status.
    let _ = status_to.send(status.ok());
    drop(notice);
    sender.close_input();
}

fn spawn(launch: &Launch) -> Result<Child, StartError> {
    let program = &launch.program;
    #[cfg(unix)]
    if program.components().count() > 1 && rustix::fs::access(program, rustix::fs::Access::EXEC_OK).is_err() {
        return Err(StartError::ProgramMissing { program: program.clone() });
    }
    let tied = if launch.tie { tie::command() } else { None };
    let mut command = match tied {
        Some(mut command) => {
            command.arg(program);
            command
        }
        None => Command::new(program),
    };
    command.args(&launch.arguments).current_dir(&launch.folder);
    // Inside another Claude Code it would refuse to run.
    command.env_remove("CLAUDECODE");
    for (name, value) in &launch.environment {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt;
        // Ctrl+C in the terminal is for this program alone.
        command.process_group(0);
    }
    command.spawn().map_err(|source| match source.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::PermissionDenied => {
            StartError::ProgramMissing { program: program.clone() }
        }
        _ => StartError::Refused { program: program.clone(), source },
    })
}

#[cfg(unix)]
type Notice = io::PipeWriter;
#[cfg(not(unix))]
type Notice = ();

type Begun = (Process, Sender, (threads::SyncSender<Option<ExitStatus>>, Notice));

/// Starts the threads around a process. Ends it when that fails.
fn surround(mut child: Child, tell: mpsc::Sender<Heard>) -> io::Result<Begun> {
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let begin = || {
        let (Some(stdin), Some(stdout), Some(stderr)) = (stdin, stdout, stderr) else {
            return Err(io::Error::other("a stream of the process is missing"));
        };
        let (ending, notice) = Ending::new()?;
        let (status_to, status) = threads::sync_channel(1);
        let sender = Sender::new(stdin, ending.copy()?)?;
        output::listen(stdout, stderr, [ending.copy()?, ending], status, tell)?;
        Ok((sender, (status_to, notice)))
    };
    match begin() {
        Ok((sender, end)) => {
            let process = Process { pid: child.id(), child: Arc::new(Mutex::new(Some(child))) };
            Ok((process, sender, end))
        }
        Err(error) => {
            // The error says enough; a process without its streams is of no use.
            let _ = child.kill();
            let _ = child.wait();
            Err(error)
        }
    }
}
