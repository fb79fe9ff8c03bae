//! The tools of Claude Code, and how an agent's list of them is read.

use serde::Serialize;

use super::yaml::{Document, Value};

/// A tool that an agent can be given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct AgentTool {
    /// Its name, as `tools` has it.
    pub name: String,
    /// `cli`, or the name of an MCP server.
    pub source: String,
    /// What it does, in one sentence.
    pub description: String,
}

/// The tools that an agent can have, in the order in which they are offered.
const TOOLS: &[(&str, &str)] = &[
    ("Read", "Reads a file: text, images, PDFs and notebooks."),
    ("Grep", "Searches the contents of files with a regular expression."),
    ("Glob", "Finds files by a pattern of their names."),
    ("Edit", "Replaces exact text in a file."),
    ("Write", "Writes a file, replacing what it held."),
    ("NotebookEdit", "Changes a cell of a Jupyter notebook."),
    ("Bash", "Runs a command in a shell."),
    ("Monitor", "Watches a command that runs in the background."),
    ("TaskStop", "Ends a task that runs in the background."),
    ("WebFetch", "Reads a page from the web."),
    ("WebSearch", "Searches the web."),
    ("Agent", "Gives work to another agent."),
    ("ListAgents", "Lists the agents that a message can be sent to."),
    ("SendMessage", "Sends a message to another agent."),
    ("Skill", "Uses one of the skills."),
    ("ToolSearch", "Looks up tools that are loaded only when they are needed."),
    ("ReportFindings", "Reports the findings of a review as a list."),
    ("EnterWorktree", "Goes on working in a git worktree."),
    ("ExitWorktree", "Leaves a git worktree."),
    ("CronCreate", "Schedules a prompt."),
    ("CronDelete", "Takes a scheduled prompt away."),
    ("CronList", "Lists the scheduled prompts."),
];

/// Other names that still mean a tool.
const ALIASES: &[&str] = &["Task", "KillShell", "KillBash"];

/// Tools that only the main conversation has.
const NOT_FOR_AGENTS: &[&str] = &["AskUserQuestion", "EnterPlanMode", "ExitPlanMode", "ScheduleWakeup", "Workflow"];

/// Returns Claude Code's own tools that an agent can have.
pub fn tools() -> Vec<AgentTool> {
    TOOLS
        .iter()
        .map(|(name, description)| AgentTool {
            name: (*name).to_owned(),
            source: "cli".to_owned(),
            description: (*description).to_owned(),
        })
        .collect()
}

/// What a name in a list of tools stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    /// A tool, or all of them.
    Tool,
    /// Perhaps a tool of an MCP server.
    Server,
    /// A tool that agents do not get.
    NotForAgents,
    /// Nothing.
    No,
}

/// Returns what a name stands for; what stands in parentheses behind it narrows the tool down.
pub(super) fn known(name: &str) -> Known {
    let name = name.split_once('(').map_or(name, |(name, _)| name);
    if name == "*" || ALIASES.contains(&name) || TOOLS.iter().any(|(known, _)| *known == name) {
        Known::Tool
    } else if name.starts_with("mcp__") {
        Known::Server
    } else if NOT_FOR_AGENTS.contains(&name) {
        Known::NotForAgents
    } else {
        Known::No
    }
}

/// Returns the names in a list of tools, and whether something in it is no text. Names are parted by `,` and blanks,
/// outside of parentheses; all that is neither a text nor a list of texts names none.
pub(super) fn names(document: &Document, value: Value) -> (Vec<String>, bool) {
    let mut names = Vec::new();
    let mut other = false;
    match value {
        Value::Text(_) => part(document.text(value).unwrap_or_default(), &mut names),
        Value::List(_) => {
            for &item in document.list(value).unwrap_or_default() {
                match document.text(item) {
                    Some(text) => part(text, &mut names),
                    None => other = true,
                }
            }
        }
        Value::Null => {}
        Value::Bool(_) | Value::Number(_) | Value::Map(_) => other = true,
    }
    (names, other)
}

/// Returns the names in a text that lists tools, as Claude Code parts them.
pub fn tool_names(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    part(text, &mut names);
    names
}

/// Parts a text into names. A `)` ends the parentheses however many were opened.
fn part(text: &str, names: &mut Vec<String>) {
    let mut name = String::new();
    let mut inside = false;
    for char in text.chars() {
        match char {
            ',' | ' ' if !inside => take(&mut name, names),
            _ => {
                match char {
                    '(' => inside = true,
                    ')' => inside = false,
                    _ => {}
                }
                name.push(char);
            }
        }
    }
    take(&mut name, names);
}

fn take(name: &mut String, names: &mut Vec<String>) {
    let trimmed = name.trim_matches(super::front_matter::is_blank);
    if !trimmed.is_empty() {
        names.push(trimmed.to_owned());
    }
    name.clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_parted_by_commas_and_blanks_outside_of_parentheses() {
        for (text, expected) in [
            ("Read, Write", &["Read", "Write"][..]),
            ("Read Write,,", &["Read", "Write"]),
            ("Bash(git a, b), Read", &["Bash(git a, b)", "Read"]),
            ("Bash(a(b,c),d),e", &["Bash(a(b,c)", "d)", "e"]),
            ("Bash(a,b", &["Bash(a,b"]),
            ("Bash)a,b(", &["Bash)a", "b("]),
            ("Read\tWrite", &["Read\tWrite"]),
            (" , ", &[]),
        ] {
            assert_eq!(tool_names(text), expected, "{text}");
        }
    }
}
