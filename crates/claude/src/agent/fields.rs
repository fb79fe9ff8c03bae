//! The keys that Claude Code knows in an agent's front matter.

use serde::{Deserialize, Serialize};

/// How a field is edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum AgentFieldKind {
    /// One line of text.
    Line,
    /// Text of many lines.
    Text,
    /// A list of texts.
    List,
    /// A list of tools.
    Tools,
    /// One of some words.
    Choice,
    /// A whole number.
    Number,
    /// Yes or no.
    Flag,
    /// Only as source.
    Raw,
}

/// A field's value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(untagged)]
pub enum AgentValue {
    /// Yes or no.
    Flag(bool),
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
    /// A list of texts.
    List(Vec<String>),
}

/// A key that Claude Code knows.
#[derive(Debug, Clone, Copy)]
pub struct FieldSpec {
    /// As the front matter names it.
    pub key: &'static str,
    /// How it is edited.
    pub kind: AgentFieldKind,
    /// The words to choose from, or to suggest.
    pub choices: &'static [&'static str],
    /// Whether another value can mean something too.
    pub open: bool,
    /// What it does.
    pub help: &'static str,
}

/// Claude Code's own agents; a file of the same name replaces one.
pub const BUILTIN: &[&str] = &["claude", "Explore", "general-purpose", "Plan", "statusline-setup"];

/// The models that a name stands for.
pub const MODELS: &[&str] = &["inherit", "sonnet", "opus", "haiku", "opusplan", "default"];

/// The colours that Claude Code shows.
pub const COLORS: &[&str] = &["red", "blue", "green", "yellow", "purple", "orange", "pink", "cyan"];

/// The levels of effort.
pub(super) const EFFORTS: &[&str] = &["low", "medium", "high", "xhigh", "max"];

/// The permission modes.
const PERMISSION_MODES: &[&str] = &["default", "acceptEdits", "auto", "bypassPermissions", "dontAsk", "plan", "manual"];

/// The scopes of memory.
const MEMORIES: &[&str] = &["user", "project", "local"];

/// The kinds of isolation.
const ISOLATIONS: &[&str] = &["worktree", "remote"];

const fn field(key: &'static str, kind: AgentFieldKind, help: &'static str) -> FieldSpec {
    FieldSpec { key, kind, choices: &[], open: false, help }
}

const fn choice(key: &'static str, choices: &'static [&'static str], open: bool, help: &'static str) -> FieldSpec {
    FieldSpec { key, kind: AgentFieldKind::Choice, choices, open, help }
}

/// The keys that Claude Code knows, in the order in which a form shows them and a new one is added.
pub const FIELDS: &[FieldSpec] = &[
    field("name", AgentFieldKind::Line, "What Claude calls the agent; must not hold a colon."),
    field(
        "description",
        AgentFieldKind::Text,
        "When to use the agent: Claude decides by this whether to give it work.",
    ),
    field("tools", AgentFieldKind::Tools, "The tools that the agent has; all of them when it is left out."),
    field("disallowedTools", AgentFieldKind::Tools, "Tools that are taken away from the agent."),
    choice("model", MODELS, true, "The model that the agent runs on; that of the conversation when it is left out."),
    choice("effort", EFFORTS, true, "How much the model thinks, or a number of it."),
    choice("permissionMode", PERMISSION_MODES, false, "What the agent may do without asking."),
    field("maxTurns", AgentFieldKind::Number, "After how many turns the agent stops."),
    field("skills", AgentFieldKind::List, "Skills whose contents the agent knows from the start."),
    field("mcpServers", AgentFieldKind::Raw, "MCP servers for the agent: names of known ones, or their settings."),
    field("hooks", AgentFieldKind::Raw, "Commands that run at moments of the agent's work."),
    choice("memory", MEMORIES, false, "Where the agent keeps notes for its next time."),
    field("background", AgentFieldKind::Flag, "Whether the agent always runs in the background."),
    choice("isolation", ISOLATIONS, false, "Where the agent works, so that it does not touch the working folder."),
    choice("color", COLORS, false, "The colour of the agent in the terminal."),
    field("initialPrompt", AgentFieldKind::Text, "The first message when the agent leads a conversation of its own."),
    field("omitClaudeMd", AgentFieldKind::Flag, "Whether the agent starts without the contents of CLAUDE.md."),
    field("experimental", AgentFieldKind::Raw, "Settings that Claude Code tries out."),
];

/// Returns the field of a key.
pub fn spec(key: &str) -> Option<&'static FieldSpec> {
    FIELDS.iter().find(|field| field.key == key)
}

/// Returns the known key that an unknown one was most likely meant to be.
pub(super) fn meant(key: &str) -> Option<&'static str> {
    let plain = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let wanted = plain(key);
    match wanted.as_str() {
        "allowedtools" | "toolset" | "tool" => return Some("tools"),
        "whentouse" | "desc" => return Some("description"),
        _ => {}
    }
    let most = if wanted.len() > 5 { 2 } else { 1 };
    let near = |field: &&FieldSpec| distance(&plain(field.key), &wanted) <= most;
    FIELDS.iter().filter(|_| wanted.len() > 2 && wanted.len() < 40).find(near).map(|field| field.key)
}

/// Returns how many letters must change to make one word of another.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (index, letter) in from.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = index + 1;
        for (at, other) in to.iter().enumerate() {
            let changed = diagonal + usize::from(letter != *other);
            diagonal = row[at + 1];
            row[at + 1] = changed.min(diagonal + 1).min(row[at] + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_finds_its_key() {
        for (key, expected) in [
            ("Tools", Some("tools")),
            ("max_turns", Some("maxTurns")),
            ("allowed-tools", Some("tools")),
            ("colour", Some("color")),
            ("descripton", Some("description")),
            ("version", None),
            ("x", None),
        ] {
            assert_eq!(meant(key), expected, "{key}");
        }
    }
}
