//! Agents, as Claude Code reads them.

use std::fmt::Write as _;

use claudetask_app::agent::{AgentCheck, AgentFinding, AgentList, AgentRow, FindingLevel, Verdict};

use super::table::{Align, Cell, lines};
use super::{BAD, BOLD, DIM, GOOD, NAME, PLAIN, Screen, WARN, paint, visible};

/// Returns the agents by name.
pub(crate) fn list(list: &AgentList, screen: Screen) -> String {
    let mut problems = String::new();
    for problem in list.folders.iter().filter_map(|folder| folder.problem.as_ref()) {
        let _ = writeln!(problems, "{}", paint(BAD, &visible(&problem.message)));
        let _ = writeln!(problems, "  {}", paint(DIM, &visible(&problem.hint)));
    }
    if list.agents.is_empty() && !problems.is_empty() {
        return problems;
    }
    if list.agents.is_empty() {
        return "There is no agent. `claudetask agents new NAME --template reviewer` makes one.\n".to_owned();
    }
    let rows: Vec<_> = list.agents.iter().map(row).collect();
    let aligns = [Align::Left, Align::Shrinks(12), Align::Shrinks(16), Align::Left, Align::Shrinks(16)];
    let mut text = String::new();
    for line in lines(&aligns, &rows, screen) {
        let _ = writeln!(text, "{line}");
    }
    text + &problems
}

fn row(row: &AgentRow) -> Vec<Cell> {
    let (style, state) = match (row.enabled, row.verdict, row.in_force) {
        (false, ..) => (DIM, "off"),
        (_, Verdict::Refused, _) => (BAD, "refused"),
        (_, _, false) => (WARN, "shadowed"),
        (_, Verdict::AcceptedWithWarnings, _) => (WARN, "warnings"),
        (_, Verdict::Accepted, _) => (GOOD, "accepted"),
    };
    vec![
        Cell::new(style, state),
        Cell::new(NAME, visible(&row.name)),
        Cell::new(DIM, visible(row.path.as_str())),
        Cell::new(PLAIN, row.model.as_deref().map(visible).unwrap_or_default()),
        Cell::new(PLAIN, visible(&row.description)),
    ]
}

/// Returns what Claude Code makes of each file.
pub(crate) fn checks(checks: &[AgentCheck], _: Screen) -> String {
    if checks.is_empty() {
        return "There is no agent to check.\n".to_owned();
    }
    let mut text = String::new();
    for check in checks {
        let (style, verdict) = match check.verdict {
            Verdict::Accepted => (GOOD, "accepted"),
            Verdict::AcceptedWithWarnings => (WARN, "accepted, with warnings"),
            Verdict::Refused => (BAD, "refused: Claude Code does not load it"),
        };
        let name = paint(BOLD, &visible(check.path.as_str()));
        let _ = writeln!(text, "{name}  {}  {}", visible(&check.name), paint(style, verdict));
        for finding in &check.findings {
            finding_lines(&mut text, finding);
        }
    }
    let refused = checks.iter().filter(|check| check.verdict == Verdict::Refused).count();
    let _ = writeln!(text, "\n{} files, {refused} not loaded by Claude Code", checks.len());
    text
}

fn finding_lines(text: &mut String, finding: &AgentFinding) {
    let (style, word) = match finding.level {
        FindingLevel::Refused => (BAD, "refused"),
        FindingLevel::Ignored => (WARN, "ignored"),
        FindingLevel::Surprising => (WARN, "note"),
    };
    let line = finding.line.map(|line| format!("line {line}: ")).unwrap_or_default();
    let _ = writeln!(text, "  {} {line}{}", paint(style, &format!("{word}:")), visible(&finding.message));
    let _ = writeln!(text, "  {}", paint(DIM, &visible(&finding.hint)));
}
