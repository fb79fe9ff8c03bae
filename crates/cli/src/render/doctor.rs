//! What the doctor found.

use std::fmt::Write as _;

use super::{BAD, BOLD, DIM, GOOD, WARN, paint, visible};
use crate::doctor::{Report, State};

/// Returns the checks, one a line, with what to do.
pub(crate) fn report(report: &Report) -> String {
    let mut text = String::new();
    for check in &report.checks {
        let (style, word) = match check.state {
            State::Ok => (GOOD, "ok"),
            State::Warning => (WARN, "warning"),
            State::Problem => (BAD, "problem"),
        };
        let word = paint(style, &format!("{word:<7}"));
        let name = paint(BOLD, &format!("{:<11}", check.name));
        let _ = writeln!(text, "{word}  {name}  {}", visible(&check.message));
        if !check.hint.is_empty() {
            let _ = writeln!(text, "{:22}{}", "", paint(DIM, &visible(&check.hint)));
        }
    }
    text
}
