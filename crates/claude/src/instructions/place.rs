//! Where files are: beside the two roots, behind links, and lines within a text.

use std::env;
use std::path::{Component, Path, PathBuf};

use crate::{DocPath, Roots, Scope};

/// The places outside the two [`Roots`] that instructions can come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Surroundings {
    /// What `~` means in an import.
    pub home: Option<PathBuf>,
    /// The folder of what an organisation prescribes on this machine.
    pub managed: PathBuf,
}

impl Surroundings {
    /// Returns those of this process.
    pub fn of_this_machine() -> Self {
        let managed = if cfg!(target_os = "macos") {
            "/Library/Application Support/ClaudeCode"
        } else if cfg!(windows) {
            r"C:\Program Files\ClaudeCode"
        } else {
            "/etc/claude-code"
        };
        Self { home: env::home_dir(), managed: managed.into() }
    }
}

/// The roots with their links resolved.
pub(super) struct Places<'a> {
    pub(super) roots: &'a Roots,
    pub(super) surroundings: &'a Surroundings,
    /// Claude Code works in the folder that the project's path leads to.
    pub(super) project: PathBuf,
    pub(super) user: PathBuf,
}

impl<'a> Places<'a> {
    pub(super) fn new(roots: &'a Roots, surroundings: &'a Surroundings) -> Self {
        Self { roots, surroundings, project: real(&roots.project), user: real(&roots.user) }
    }

    /// Returns how a file is written: within a root as its path there, links resolved or not.
    pub(super) fn name(&self, file: &Path) -> Option<DocPath> {
        let resolved = Roots { project: self.project.clone(), user: self.user.clone() };
        self.roots.name(file).or_else(|| resolved.name(file))
    }

    /// Tells whether a file lies in the project, by its path and by where that leads.
    pub(super) fn in_project(&self, file: &Path, target: &Path) -> bool {
        let by_path = file.starts_with(&self.roots.project) || file.starts_with(&self.project);
        by_path && target.starts_with(&self.project)
    }

    /// Tells whether a path may be opened: links may lead around within its own root only.
    pub(super) fn stays_inside(&self, path: &DocPath) -> bool {
        let root = match path.scope() {
            Scope::Project => &self.project,
            Scope::User => &self.user,
        };
        real(&self.roots.file(path)).starts_with(root)
    }

    /// Returns the file that an import means, by its path alone; `None` where `~` is nowhere.
    pub(super) fn target(&self, path: &str, folder: &Path) -> Option<PathBuf> {
        let joined = match path.strip_prefix("~/") {
            Some(rest) => self.surroundings.home.as_ref()?.join(rest.trim_start_matches('/')),
            None => folder.join(path),
        };
        let mut file = PathBuf::new();
        for part in joined.components() {
            match part {
                Component::CurDir => {}
                Component::ParentDir => {
                    file.pop();
                }
                other => file.push(other),
            }
        }
        Some(file)
    }
}

/// Returns where a path leads; of a path whose end is not there, where its folder leads.
pub(super) fn real(path: &Path) -> PathBuf {
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) => real(parent).join(name),
        _ => path.to_path_buf(),
    }
}

/// A place in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Position {
    /// From 1.
    pub(super) line: u32,
    /// UTF-16 units from the line's start.
    pub(super) column: u32,
}

/// A text's lines.
pub(super) struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { text, starts }
    }

    pub(super) fn position(&self, byte: usize) -> Position {
        let line = self.starts.partition_point(|start| *start <= byte);
        let before = &self.text[self.starts[line - 1]..byte];
        let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Position { line: small(line), column: small(before.encode_utf16().count()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_counts_lines_from_one_and_columns_in_utf_16() {
        let text = "ab\n😀é@x\n";
        let lines = Lines::new(text);
        assert_eq!(lines.position(0), Position { line: 1, column: 0 });
        assert_eq!(lines.position(text.find('@').unwrap()), Position { line: 2, column: 3 });
    }
}
