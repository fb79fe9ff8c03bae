//! Runs a small program that may hang, print without an end, or leave children behind.

use std::io::{self, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How much is kept of what it prints; the rest is read and dropped.
const MOST: usize = 1_000_000;

/// How long its output may stay open after its end, where something that it started holds on to it.
const LINGER: Duration = Duration::from_millis(200);

/// How often it is looked whether it has ended.
const PAUSE: Duration = Duration::from_millis(5);

/// How a program ended.
pub(super) enum Ended {
    /// By itself.
    Done {
        /// How.
        status: ExitStatus,
        /// What it printed.
        stdout: Vec<u8>,
        /// What it printed as errors.
        stderr: Vec<u8>,
    },
    /// It took too long and was killed with all of its process group.
    TimedOut {
        /// What it had printed.
        stdout: Vec<u8>,
    },
}

/// Runs a program without input, in a process group of its own, for at most `longest`.
pub(super) fn run(mut command: Command, longest: Duration) -> io::Result<Ended> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    // A marked one would be taken for a part of the run in whose environment this program may have been started.
    command.env_remove(crate::process::MARKER);
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let until = Instant::now() + longest;
    let mut group = Group { child: command.spawn()?, ended: false };
    let stdout = Stream::of(group.child.stdout.take());
    let stderr = Stream::of(group.child.stderr.take());
    loop {
        if let Some(status) = group.child.try_wait()? {
            group.ended = true;
            let linger = Instant::now() + LINGER;
            return Ok(Ended::Done { status, stdout: stdout.until(linger), stderr: stderr.until(linger) });
        }
        if Instant::now() >= until {
            return Ok(Ended::TimedOut { stdout: stdout.until(Instant::now()) });
        }
        thread::sleep(PAUSE);
    }
}

/// A program that is ended with its group, unless it ended by itself: then what it left behind, such as a user's
/// `ssh-agent`, is meant to stay.
struct Group {
    child: Child,
    ended: bool,
}

impl Drop for Group {
    fn drop(&mut self) {
        if self.ended {
            return;
        }
        // The group's number is not given away as long as its first process is not reaped.
        #[cfg(unix)]
        if let Some(pid) = i32::try_from(self.child.id()).ok().and_then(rustix::process::Pid::from_raw) {
            // It may have ended in this very moment; then the next line reaps it.
            let _ = rustix::process::kill_process_group(pid, rustix::process::Signal::KILL);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a stream brings, read by a thread that ends with the stream.
struct Stream {
    bytes: Arc<Mutex<Vec<u8>>>,
    end: Receiver<()>,
}

impl Stream {
    fn of(source: Option<impl Read + Send + 'static>) -> Self {
        let bytes = Arc::new(Mutex::new(Vec::new()));
        let (done, end) = channel::<()>();
        let kept = Arc::clone(&bytes);
        if let Some(mut source) = source {
            thread::spawn(move || {
                let mut buffer = [0; 8_192];
                // A stream that breaks has ended.
                while let Ok(count @ 1..) = source.read(&mut buffer) {
                    let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
                    let room = MOST.saturating_sub(kept.len()).min(count);
                    kept.extend_from_slice(&buffer[..room]);
                }
                drop(done);
            });
        }
        Self { bytes, end }
    }

    /// Returns what came, once it has ended or at a moment.
    fn until(&self, moment: Instant) -> Vec<u8> {
        // It ends with an error in both cases: nothing is ever sent.
        let _ = self.end.recv_timeout(moment.saturating_duration_since(Instant::now()));
        self.bytes.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
