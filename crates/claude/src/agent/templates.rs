//! Agents to begin with.

use serde::Serialize;

/// An agent to begin with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct AgentTemplate {
    /// Its stable word.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What it is for, in one sentence.
    pub summary: String,
    /// The whole file.
    pub text: String,
}

const TEMPLATES: &[(&str, &str, &str, &str)] = &[
    (
        "architect",
        "Architect",
        "Works out how a change should be built before anyone builds it.",
        include_str!("templates/architect.md"),
    ),
    (
        "developer",
        "Developer",
        "Makes one well-described change, with its tests.",
        include_str!("templates/developer.md"),
    ),
    ("reviewer", "Reviewer", "Reads a change for mistakes that matter.", include_str!("templates/reviewer.md")),
    (
        "tester",
        "Tester",
        "Writes and runs tests that would catch the next mistake.",
        include_str!("templates/tester.md"),
    ),
    (
        "documenter",
        "Documenter",
        "Brings the documentation in line with what the code does.",
        include_str!("templates/documenter.md"),
    ),
];

/// Returns the agents to begin with.
pub fn templates() -> Vec<AgentTemplate> {
    TEMPLATES
        .iter()
        .map(|(id, title, summary, text)| AgentTemplate {
            id: (*id).to_owned(),
            title: (*title).to_owned(),
            summary: (*summary).to_owned(),
            text: (*text).to_owned(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::{Verdict, read};

    #[test]
    fn every_template_is_accepted_without_a_word() {
        for template in templates() {
            let reading = read(template.text.as_bytes(), &format!("{}.md", template.id));
            assert_eq!(reading.verdict, Verdict::Accepted, "{}: {:?}", template.id, reading.findings);
            assert_eq!(reading.name.as_deref(), Some(template.id.as_str()));
            let lines = reading.body.lines().count();
            assert!((15..=40).contains(&lines), "{}: {lines} lines", template.id);
        }
    }
}
