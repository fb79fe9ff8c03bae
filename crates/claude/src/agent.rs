//! Claude Code's subagents: the files in `.claude/agents`, read with the real program's verdict on each, and edited byte
//! by byte.
//!
//! What Claude Code takes and what it drops was measured; `docs/agents-check.md` has the table. This module refuses to
//! run anything and to write any file: [`apply`] answers with bytes.

mod apply;
mod code;
mod fields;
pub mod front_matter;
mod hooks;
mod list;
mod read;
mod slug;
mod source;
mod templates;
mod tools;
pub mod yaml;

pub use apply::{AgentChange, ApplyError, apply};
pub use code::{AgentCode, FindingLevel};
pub use fields::{AgentFieldKind, AgentValue, BUILTIN, COLORS, FIELDS, FieldSpec, MODELS, spec};
pub use list::{AgentFolder, AgentFolderList, AgentRow, OutsideAgent, ToolsKind, list};
pub use read::{AgentField, AgentFinding, AgentReading, LONGEST, Verdict, read};
pub use slug::{differ_by_case_only, slug_file_name};
pub use source::{Source, SourceEntry};
pub use templates::{AgentTemplate, templates};
pub use tools::{AgentTool, tool_names, tools};

/// What is behind the name of a file that Claude Code is not to see.
pub const DISABLED: &str = ".disabled";

/// Returns whether Claude Code reads a file of that name: it tells the case of the ending apart.
fn is_agent_name(name: &str) -> bool {
    name.strip_suffix(".md").is_some()
}
