//! The use cases on a temporary board: real SQLite, real git, a fixed clock.

#![expect(clippy::unwrap_used, reason = "a test ends where what it needs is missing")]

mod agents;
mod attention;
mod branches;
mod dependencies;
mod documents;
mod everywhere;
mod feed;
mod journal;
mod maintenance;
mod paths;
mod places;
mod projects;
mod quick_add;
mod random;
mod settings;
mod tasks;
mod undo;

use claudetask_app::Error;

/// Returns the stable code of a refusal.
fn code<T: std::fmt::Debug>(outcome: Result<T, Error>) -> String {
    let report = outcome.unwrap_err().report();
    assert!(!report.message.is_empty() && !report.hint.is_empty(), "{report:?}");
    report.code
}
