//! The real `claude` command line in tests: installed once, run without a network or a home, against a stand-in for the
//! Messages API, where only the model is not real; and a program that plays `claude` for what the real one can't be made
//! to do.

mod cli;
mod environment;
mod fake;
mod install;
pub mod messages;
pub mod scenarios;
mod wait;

pub use cli::{ActiveAgent, Cli, ListedAgent, Run, Seen};
pub use environment::{environment, subscriber};
pub use fake::{Act, Fake, RECORD, Record, SCRIPT, Script, script};
pub use install::{Unavailable, VERSION, install};
pub use wait::{alive, wait_for};

/// Says on the terminal that a test did not run and why, past the capture of the test's output.
pub fn skipped(test: &str, reason: &Unavailable) {
    use std::io::Write as _;
    let mut terminal = std::io::stderr().lock();
    // A test that can't even say that it was skipped has nobody who reads it.
    let _ = writeln!(terminal, "skipped: {test}: {reason}");
}
