//! Where a file is, as people write it: relative to the project, or below the user's own `~/.claude`.

use std::fmt;
use std::path::{Component, Path, PathBuf};

use claudetask_core::{Invalid, quoted};
use serde::{Deserialize, Serialize};

/// Whose file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// The project's.
    Project,
    /// The user's own, for all projects.
    User,
}

/// What a path of the user's own begins with, wherever that folder really is.
const USER: &str = "~/.claude/";

/// A file by its path relative to the project, with `/` on every system (`.claude/agents/reviewer.md`), or below the
/// user's own folder (`~/.claude/CLAUDE.md`). It never leaves its root: no `..`, no empty and no absolute part.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "specta", specta(type = String))]
pub struct DocPath(String);

impl DocPath {
    /// The longest path, in characters.
    pub const MAX: usize = 1_000;

    /// Returns the path that a text names.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let refuse = |problem: String| {
            Err(Invalid::new(
                "path",
                problem,
                "Give a path inside the project such as CLAUDE.md, or one of your own such as ~/.claude/CLAUDE.md.",
            ))
        };
        let relative = text.strip_prefix(USER).unwrap_or(text);
        if relative.is_empty() {
            return refuse("the path is empty".to_owned());
        }
        if text.chars().count() > Self::MAX {
            return refuse(format!("{} has more than {} characters", quoted(text), Self::MAX));
        }
        if text.chars().any(char::is_control) {
            return refuse(format!("{} holds a control character", quoted(text)));
        }
        // On Windows `a\..\b` and `c:` are more than names; nobody's agent is called so.
        let of_windows = |part: &str| cfg!(windows) && part.contains(['\\', ':']);
        let plain = |part: &str| !matches!(part, "" | "." | "..") && !of_windows(part);
        if !relative.split('/').all(plain) || relative.starts_with('~') {
            return refuse(format!("{} leads out of its folder or is no plain path", quoted(text)));
        }
        Ok(Self(text.to_owned()))
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns whose file it is.
    pub fn scope(&self) -> Scope {
        if self.0.starts_with(USER) { Scope::User } else { Scope::Project }
    }

    /// Returns the part below the root.
    pub fn relative(&self) -> &str {
        self.0.strip_prefix(USER).unwrap_or(&self.0)
    }

    /// Returns the file's name.
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }
}

impl fmt::Display for DocPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl From<DocPath> for String {
    fn from(path: DocPath) -> Self {
        path.0
    }
}

impl TryFrom<String> for DocPath {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text)
    }
}

/// The two folders that files are looked for in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roots {
    /// The project's folder.
    pub project: PathBuf,
    /// The user's own folder of Claude Code: `$CLAUDE_CONFIG_DIR`, else `~/.claude`.
    pub user: PathBuf,
}

impl Roots {
    /// Returns the folder of a scope.
    pub fn of(&self, scope: Scope) -> &Path {
        match scope {
            Scope::Project => &self.project,
            Scope::User => &self.user,
        }
    }

    /// Returns the absolute path of a file.
    pub fn file(&self, path: &DocPath) -> PathBuf {
        let mut file = self.of(path.scope()).to_path_buf();
        file.extend(path.relative().split('/'));
        file
    }

    /// Returns how a file below a root is written; `None` outside both, or where the path is not UTF-8.
    pub fn name(&self, file: &Path) -> Option<DocPath> {
        let below = |root: &Path, prefix: &str| {
            let relative = file.strip_prefix(root).ok()?;
            let mut parts = Vec::new();
            for part in relative.components() {
                let Component::Normal(part) = part else { return None };
                parts.push(part.to_str()?);
            }
            DocPath::parse(&format!("{prefix}{}", parts.join("/"))).ok()
        };
        below(&self.project, "").or_else(|| below(&self.user, USER))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_never_leaves_its_root() {
        for text in ["CLAUDE.md", ".claude/agents/a b.md", "~/.claude/CLAUDE.md", "docs/ü.md", "a:b.md"] {
            assert_eq!(DocPath::parse(text).unwrap().as_str(), text);
        }
        for text in [
            "",
            "/etc/passwd",
            "../a.md",
            "a/../b.md",
            "a//b.md",
            "./a.md",
            "a/",
            "~/.claude/",
            "~/.claude/../x",
            "~/x.md",
            "a\0b",
        ] {
            assert!(DocPath::parse(text).is_err(), "{text:?}");
        }
        assert!(DocPath::parse(&"x".repeat(1_001)).is_err());
    }

    #[test]
    fn a_file_and_its_name_lead_to_each_other() {
        let roots = Roots { project: "/work/web".into(), user: "/home/me/.claude".into() };
        for text in ["CLAUDE.md", ".claude/rules/a.md", "~/.claude/agents/x.md"] {
            let path = DocPath::parse(text).unwrap();
            assert_eq!(roots.name(&roots.file(&path)), Some(path));
        }
        assert_eq!(roots.name(Path::new("/work/other/CLAUDE.md")), None);
        assert_eq!(roots.file(&DocPath::parse("~/.claude/a.md").unwrap()), Path::new("/home/me/.claude/a.md"));
    }
}
