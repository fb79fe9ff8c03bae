//! Why a value was refused.

use thiserror::Error;

/// A value that breaks a rule, with the field, what is wrong and what would be right.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{field}: {problem}")]
pub struct Invalid {
    /// The field's name as the doors show it, such as `title`.
    pub field: &'static str,
    /// What is wrong, with the offending value where that helps.
    pub problem: String,
    /// What to do now.
    pub hint: String,
}

impl Invalid {
    /// Creates a refusal of `field`.
    pub fn new(field: &'static str, problem: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { field, problem: problem.into(), hint: hint.into() }
    }
}

/// Quotes a value for a message: escaped, and cut after 60 characters so that no message is huge.
pub fn quoted(value: &str) -> String {
    let mut shown: String = value.chars().take(60).collect();
    if shown.len() < value.len() {
        shown.push('…');
    }
    format!("{shown:?}")
}
