//! The real `claude` command line in tests: installed once, run without a network or a home, against a stand-in for the
//! Messages API. Only the model is not real.

mod cli;
mod install;
pub mod messages;

pub use cli::{ActiveAgent, Cli, ListedAgent, Run, Seen};
pub use install::{Unavailable, VERSION, install};

/// Says on the terminal that a test did not run and why, past the capture of the test's output.
pub fn skipped(test: &str, reason: &Unavailable) {
    use std::io::Write as _;
    let mut terminal = std::io::stderr().lock();
    // A test that can't even say that it was skipped has nobody who reads it.
    let _ = writeln!(terminal, "skipped: {test}: {reason}");
}
