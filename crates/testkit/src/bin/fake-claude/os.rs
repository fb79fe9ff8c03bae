//! What differs between systems: signals, and an output that is closed.

use crate::recorder::Recorder;

/// Makes SIGTERM and SIGINT do nothing but be recorded.
#[cfg(unix)]
pub(crate) fn ignore_signals(recorder: Recorder) {
    use claudetask_testkit::claude::Record;
    use signal_hook::consts::{SIGINT, SIGTERM};

    let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGTERM, SIGINT]) else { return };
    std::thread::spawn(move || {
        for signal in signals.forever() {
            recorder.write(&Record::Signal { pid: std::process::id(), signal });
        }
    });
}

#[cfg(not(unix))]
pub(crate) fn ignore_signals(_: Recorder) {}

/// Closes the output for good: whoever reads it sees its end.
#[cfg(unix)]
pub(crate) fn close_output() {
    if let Ok(nowhere) = std::fs::File::create("/dev/null") {
        // It fails only where the output is no file at all.
        let _ = rustix::stdio::dup2_stdout(nowhere);
    }
}

#[cfg(not(unix))]
pub(crate) fn close_output() {}

/// Ends by a signal.
#[cfg(unix)]
pub(crate) fn die(signal: i32) {
    // Most signals can be had with their usual effect; SIGKILL has no other.
    let _ = signal_hook::low_level::emulate_default_handler(signal);
    let _ = signal_hook::low_level::raise(signal);
}

#[cfg(not(unix))]
pub(crate) fn die(_: i32) {}

/// Returns the command of a sleep that outlives the program in a session of its own.
pub(crate) fn sleep(seconds: u64) -> std::process::Command {
    let mut command = std::process::Command::new("setsid");
    command.arg("sleep").arg(seconds.to_string());
    command
}
