//! Which files of a project and of its user are documents: what may be opened, saved and kept in versions.

use std::fs;
use std::path::Path;

pub use crate::agent::DISABLED;
use crate::instructions::{self, Surroundings};
use crate::{DocPath, Roots, Scope};

/// How deep folders of agents and rules are looked into.
const DEEP: usize = 12;

/// No folder of agents or rules is looked at beyond so many files.
const MOST: usize = 20_000;

/// Returns whether a path may be opened and saved: an agent, or what Claude Code reads as instructions.
pub fn is_document(roots: &Roots, surroundings: &Surroundings, path: &DocPath) -> bool {
    is_agent(path) || instructions::may_open(roots, surroundings, path)
}

/// Returns whether a path is an agent's by its place and name; one that is turned off ends in `.md.disabled`.
pub fn is_agent(path: &DocPath) -> bool {
    let folder = agents_folder(path.scope());
    let below = path.relative().strip_prefix(folder).and_then(|rest| rest.strip_prefix('/'));
    below.is_some_and(|name| is_markdown(name) || is_disabled(name))
}

/// Returns whether an agent's file is turned off by its name.
pub fn is_disabled(name: &str) -> bool {
    name.strip_suffix(DISABLED).is_some_and(is_markdown)
}

fn is_markdown(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    file.strip_suffix(".md").is_some_and(|stem| !stem.is_empty())
}

/// Returns the folder of a scope's agents, relative to the scope's root.
pub fn agents_folder(scope: Scope) -> &'static str {
    match scope {
        Scope::Project => ".claude/agents",
        Scope::User => "agents",
    }
}

/// Returns the documents that are there now, without those that a link leads out to.
pub fn documents(roots: &Roots, surroundings: &Surroundings) -> Vec<DocPath> {
    let mut found: Vec<DocPath> = instructions::list(roots, surroundings)
        .files
        .into_iter()
        .filter(|file| file.exists && file.can_open)
        .filter_map(|file| DocPath::parse(&file.path).ok())
        .collect();
    for scope in [Scope::Project, Scope::User] {
        walk(roots, &roots.of(scope).join(agents_folder(scope)), DEEP, &mut found);
    }
    found.sort();
    found.dedup();
    found
}

fn walk(roots: &Roots, folder: &Path, deep: usize, found: &mut Vec<DocPath>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        if found.len() >= MOST {
            return;
        }
        let path = entry.path();
        // A linked folder could lead in a circle; its files are found under their own names.
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() {
            if deep > 0 {
                walk(roots, &path, deep - 1, found);
            }
        } else {
            found.extend(roots.name(&path).filter(is_agent));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_agent_is_a_markdown_file_in_a_folder_of_agents() {
        let check =
            |path: &str, expected: bool| assert_eq!(is_agent(&DocPath::parse(path).unwrap()), expected, "{path}");
        check(".claude/agents/a.md", true);
        check(".claude/agents/deep/er/a.md", true);
        check(".claude/agents/a.md.disabled", true);
        check("~/.claude/agents/a.md", true);
        check(".claude/agents/.md", false);
        check(".claude/agents/a.txt", false);
        check(".claude/agentsx/a.md", false);
        check("agents/a.md", false);
        check("~/.claude/a.md", false);
    }
}
