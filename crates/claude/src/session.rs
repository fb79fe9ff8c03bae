//! A `claude` that runs: what it says, as it says it, and what it is told.
//!
//! Owns the process from its start to its end, and the threads around it. Nothing of the process can hold up who uses
//! it: not one that writes without end, reads nothing, closes its output early or leaves others behind that keep it open.
//! Refuses to know why it runs and to decide when it has to stop.

mod input;
pub mod message;
mod output;
mod process;
mod tie;

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::sync::mpsc as threads;

use tokio::sync::mpsc;

pub use self::input::Sender;
pub use self::process::Process;
use crate::stream::Event;

/// How many things may wait to be heard before the process has to wait as well.
const HEARD: usize = 256;

/// What to start, and where.
#[derive(Debug, Clone)]
pub struct Launch {
    /// An absolute path.
    pub program: PathBuf,
    /// All of them, as in `--input-format stream-json`.
    pub arguments: Vec<OsString>,
    /// The folder it works in.
    pub folder: PathBuf,
    /// Variables to set, or with `None` to remove, over this program's own. `CLAUDECODE` is always removed.
    pub environment: Vec<(OsString, Option<OsString>)>,
    /// Whether the process ends with this program, even with one that was killed. On Linux with `setpriv` only; a process
    /// elsewhere lives on.
    pub tie: bool,
}

/// Why nothing was started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// There is no such program, or it may not be run.
    #[error("there is no program {} that may be run", program.display())]
    ProgramMissing {
        /// The program.
        program: PathBuf,
    },
    /// There is no such folder.
    #[error("there is no folder {}", folder.display())]
    FolderMissing {
        /// The folder.
        folder: PathBuf,
    },
    /// The system refused.
    #[error("{} can't be started", program.display())]
    Refused {
        /// The program.
        program: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
}

/// What came from the process.
#[derive(Debug, Clone, PartialEq)]
pub enum Heard {
    /// It said something.
    Event(Event),
    /// It closed its output but has not ended.
    OutputClosed,
    /// It ended. Always the last.
    Ended {
        /// What it returned; `None` when a signal ended it.
        exit_code: Option<i32>,
        /// The signal that ended it.
        signal: Option<i32>,
        /// The end of what it wrote to stderr, at most 64 kB.
        stderr: String,
    },
}

/// A process that runs. Dropping it kills the process.
#[derive(Debug)]
pub struct Session {
    heard: mpsc::Receiver<Heard>,
    sender: Sender,
    process: Process,
}

impl Session {
    /// Starts a process, within milliseconds. A program that is there but no program at all may be told as an end with
    /// code 126 instead of an error.
    pub fn start(launch: Launch) -> Result<Self, StartError> {
        if !launch.folder.is_dir() {
            return Err(StartError::FolderMissing { folder: launch.folder });
        }
        let (tell, heard) = mpsc::channel(HEARD);
        let (started, start) = threads::sync_channel(1);
        let program = launch.program.clone();
        let refused = |source| StartError::Refused { program, source };
        // The system ties a process to the thread that started it, so that thread lives as long as the process.
        std::thread::Builder::new()
            .name("claude".to_owned())
            .spawn(move || process::keep(&launch, tell, &started))
            .map_err(refused.clone())?;
        let lost = || refused(io::Error::other("the thread that starts it is gone"));
        let (process, sender) = start.recv().map_err(|_| lost())??;
        Ok(Self { heard, sender, process })
    }

    /// The process's number, also after it ended.
    pub fn pid(&self) -> u32 {
        self.process.pid()
    }

    /// Waits for what comes next; `None` after [`Heard::Ended`]. Dropping the future loses nothing.
    pub async fn next(&mut self) -> Option<Heard> {
        self.heard.recv().await
    }

    /// Returns what writes to the process.
    pub fn sender(&self) -> Sender {
        self.sender.clone()
    }

    /// Returns what ends the process while somebody else listens.
    pub fn process(&self) -> Process {
        self.process.clone()
    }

    /// Asks the process to end.
    pub fn terminate(&self) {
        self.process.terminate();
    }

    /// Ends the process. What it started lives on.
    pub fn kill(&self) {
        self.process.kill();
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.process.kill();
    }
}
