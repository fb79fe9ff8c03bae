//! What stands in the way of reading or changing a file, in the words of the doors.

use serde::Serialize;

/// Why a file can't be read or changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Problem {
    /// A stable word.
    pub code: String,
    /// What it is, with the path.
    pub message: String,
    /// What to do.
    pub hint: String,
}

impl Problem {
    /// Returns a problem.
    pub fn new(code: &str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code: code.to_owned(), message: message.into(), hint: hint.into() }
    }
}
