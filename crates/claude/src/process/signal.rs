//! Signals to a process that is surely the one that is meant.

use std::io;

use super::ProcessId;

/// Asks a process to end (SIGTERM; on Windows, which has no such request, it is ended at once).
///
/// Returns whether it was there to be asked.
///
/// # Errors
///
/// When the system refuses, such as for the process of another user, or when it is one that is never signalled: this
/// process, or the system's first one.
pub fn terminate(process: &ProcessId) -> io::Result<bool> {
    send(process, Wish::Terminate)
}

/// Ends a process at once.
///
/// Returns whether it was there. Its children live on.
///
/// # Errors
///
/// As [`terminate`].
pub fn kill(process: &ProcessId) -> io::Result<bool> {
    send(process, Wish::Kill)
}

/// What a process is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wish {
    Terminate,
    Kill,
}

fn send(process: &ProcessId, wish: Wish) -> io::Result<bool> {
    if process.pid <= 1 || process.pid == std::process::id() {
        let text = format!("process {} is never signalled from here", process.pid);
        return Err(io::Error::new(io::ErrorKind::InvalidInput, text));
    }
    deliver(process, wish)
}

#[cfg(target_os = "linux")]
fn deliver(process: &ProcessId, wish: Wish) -> io::Result<bool> {
    use rustix::io::Errno;
    use rustix::process::{Pid, PidfdFlags, Signal, kill_process, pidfd_open, pidfd_send_signal};

    let signal = match wish {
        Wish::Terminate => Signal::TERM,
        Wish::Kill => Signal::KILL,
    };
    let Some(pid) = i32::try_from(process.pid).ok().and_then(Pid::from_raw) else { return Ok(false) };
    // The handle holds on to whoever has the pid now, so that the answer of the look stays true.
    let sent = match pidfd_open(pid, PidfdFlags::empty()) {
        Ok(_) | Err(Errno::NOSYS | Errno::PERM) if !super::is_alive(process) => return Ok(false),
        Ok(handle) => pidfd_send_signal(handle, signal),
        // Kernels before 5.3, and sandboxes that forbid it.
        Err(Errno::NOSYS | Errno::PERM) => kill_process(pid, signal),
        Err(error) => Err(error),
    };
    match sent {
        Ok(()) => Ok(true),
        Err(Errno::SRCH) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

#[cfg(all(unix, not(target_os = "linux")))]
fn deliver(process: &ProcessId, wish: Wish) -> io::Result<bool> {
    use rustix::io::Errno;
    use rustix::process::{Pid, Signal, kill_process};

    let signal = match wish {
        Wish::Terminate => Signal::TERM,
        Wish::Kill => Signal::KILL,
    };
    let pid = i32::try_from(process.pid).ok().and_then(Pid::from_raw);
    let Some(pid) = pid.filter(|_| super::is_alive(process)) else { return Ok(false) };
    match kill_process(pid, signal) {
        Ok(()) => Ok(true),
        Err(Errno::SRCH) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(unix))]
fn deliver(process: &ProcessId, _: Wish) -> io::Result<bool> {
    super::portable::end(process)
}
