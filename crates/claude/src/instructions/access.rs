//! Which paths the doors may read and write as instructions.

use super::overview::{InstructionKind, list};
use super::place::{Places, Surroundings};
use super::rules::is_rule;
use crate::{DocPath, Roots, Scope};

/// Tells whether a path may be read and written as instructions: the standard files, rules, and what a loaded file
/// imports now; never what lies behind a link that leaves its root.
pub fn may_open(roots: &Roots, surroundings: &Surroundings, path: &DocPath) -> bool {
    if !Places::new(roots, surroundings).stays_inside(path) {
        return false;
    }
    let standard = match path.scope() {
        Scope::Project => &["CLAUDE.md", "CLAUDE.local.md", ".claude/CLAUDE.md", "AGENTS.md", ".claude/AGENTS.md"][..],
        Scope::User => &["CLAUDE.md"],
    };
    let rules = match path.scope() {
        Scope::Project => ".claude/rules/",
        Scope::User => "rules/",
    };
    let relative = path.relative();
    standard.contains(&relative)
        || (relative.starts_with(rules) && is_rule(path.name()))
        || list(roots, surroundings).files.iter().any(|file| {
            file.kind == InstructionKind::Import && file.loaded && file.can_open && file.path == path.as_str()
        })
}
