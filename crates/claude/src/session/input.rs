//! What is written to the process, by a thread of its own: a process that does not read keeps nobody waiting.

use std::io;
use std::process::ChildStdin;
use std::sync::mpsc;

use serde_json::Value;

use super::process::Ending;

/// How many messages may wait for a process that does not read.
const WAITING: usize = 256;

/// Writes to a process. Clones write to the same one.
#[derive(Debug, Clone)]
pub struct Sender {
    queue: mpsc::SyncSender<Told>,
}

#[derive(Debug)]
enum Told {
    Line(Vec<u8>),
    Close,
}

impl Sender {
    /// Begins to write to `stdin`, until the process ends.
    pub(super) fn new(stdin: ChildStdin, ending: Ending) -> io::Result<Self> {
        let (queue, told) = mpsc::sync_channel(WAITING);
        std::thread::Builder::new().name("claude-stdin".to_owned()).spawn(move || {
            let mut stdin = stdin;
            while let Ok(Told::Line(line)) = told.recv() {
                // A process that is dead or no longer reads says so by its end.
                if write(&mut stdin, &line, &ending).is_err() {
                    break;
                }
            }
        })?;
        Ok(Self { queue })
    }

    /// Writes `message` as one line, soon. Returns false when it is lost for sure: the process ended, its input was
    /// closed, or it reads nothing and 256 messages wait already.
    pub fn send(&self, message: &Value) -> bool {
        let mut line = message.to_string().into_bytes();
        line.push(b'\n');
        self.queue.try_send(Told::Line(line)).is_ok()
    }

    /// Closes the process's input after what was sent: it finishes its work and ends.
    pub fn close_input(&self) {
        // A full queue means a process that does not read, so that it would not notice either.
        let _ = self.queue.try_send(Told::Close);
    }
}

/// Writes all of `line`, unless the process ends before.
#[cfg(unix)]
fn write(stdin: &mut ChildStdin, line: &[u8], ending: &Ending) -> io::Result<()> {
    use std::io::Write;

    use rustix::event::PollFlags;

    rustix::io::ioctl_fionbio(&*stdin, true)?;
    let mut rest = line;
    while !rest.is_empty() {
        match stdin.write(rest) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => rest = &rest[written..],
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                // What the process left behind may keep its input open, and not read it either.
                if !ending.wait_for(&*stdin, PollFlags::OUT, None)?.ready {
                    return Err(io::ErrorKind::BrokenPipe.into());
                }
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Writes all of `line`.
#[cfg(not(unix))]
fn write(stdin: &mut ChildStdin, line: &[u8], _: &Ending) -> io::Result<()> {
    use std::io::Write;

    stdin.write_all(line)?;
    stdin.flush()
}
