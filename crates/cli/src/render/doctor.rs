//! What the doctor found.

use std::fmt::Write as _;

use claudetask_app::doctor::{CheckState, DoctorReport};

use super::{BAD, BOLD, DIM, GOOD, WARN, paint, visible};

/// Returns the checks, one a line, with what to do.
pub(crate) fn report(report: &DoctorReport) -> String {
    let mut text = String::new();
    for check in &report.checks {
        let (style, word) = match check.state {
            CheckState::Ok => (GOOD, "ok"),
            CheckState::Warning => (WARN, "warning"),
            CheckState::Problem => (BAD, "problem"),
            CheckState::Unknown => (DIM, "unknown"),
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
