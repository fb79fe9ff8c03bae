//! Values of a project's settings.

use crate::invalid::{Invalid, quoted};
use crate::text::one_line;

/// A project's name as it is shown: 1 to 100 characters on one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectName(String);

/// A repository on a forge as `owner/name`, or deeper (`group/subgroup/name`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepositoryName(String);

/// A branch name that git accepts (the rules of `git check-ref-format --branch`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BranchName(String);

impl ProjectName {
    /// Returns the trimmed name, or why it is none.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        one_line("name", text, 100).map(Self)
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl RepositoryName {
    /// Returns the name, or why it is none.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text = one_line("repository", text, 200)?;
        let parts: Vec<_> = text.split('/').collect();
        let is_part = |part: &&str| {
            !part.is_empty()
                && *part != "."
                && *part != ".."
                && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
        };
        if parts.len() < 2 || !parts.iter().all(is_part) {
            return Err(Invalid::new(
                "repository",
                format!("{} is not of the form owner/name", quoted(&text)),
                "Give the repository as owner/name, such as rust-lang/cargo, or clear it.",
            ));
        }
        Ok(Self(text))
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl BranchName {
    /// The most bytes that a branch name may have; file systems end a path's part at 255.
    pub const MAX: usize = 200;

    /// Returns the name, or why git would refuse it.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        Self::parse_field("branch", text)
    }

    /// Does what [`BranchName::parse`] does, for a setting called `field`.
    pub fn parse_field(field: &'static str, text: &str) -> Result<Self, Invalid> {
        if let Some(problem) = branch_problem(text) {
            return Err(Invalid::new(
                field,
                format!("{} is not a branch name: {problem}", quoted(text)),
                "Use letters, digits, - _ . and single slashes, such as task/12-login.",
            ));
        }
        Ok(Self(text.to_owned()))
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Returns why git would refuse `name` as a branch, by the rules of git-check-ref-format(1), and two of
/// our own: no `refs/` in front (it would be read as a full reference), at most 200 bytes.
fn branch_problem(name: &str) -> Option<&'static str> {
    let bad_char = |c: char| c.is_control() || c.is_whitespace() || "~^:?*[\\".contains(c);
    if name.is_empty() {
        Some("it is empty")
    } else if name.len() > BranchName::MAX {
        Some("it is longer than 200 bytes")
    } else if name.starts_with('-') {
        Some("it begins with -")
    } else if name.starts_with("refs/") {
        Some("it begins with refs/")
    } else if name == "@" || name == "HEAD" {
        Some("git uses that name itself")
    } else if name.chars().any(bad_char) {
        Some("it holds a space, a control character or one of ~ ^ : ? * [ \\")
    } else if name.contains("..") || name.contains("@{") {
        Some("it holds .. or @{")
    } else if name.split('/').any(|part| part.is_empty() || part.starts_with('.')) {
        Some("a part of it is empty or begins with a dot")
    } else if name.split('/').any(|part| std::path::Path::new(part).extension().is_some_and(|e| e == "lock")) {
        Some("a part of it ends with .lock")
    } else if name.ends_with('.') {
        Some("it ends with a dot")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn branch_names_follow_git() {
        for name in ["main", "task/12-login", "ünïcode/größe", "a.b", "release-1.2", "a@b"] {
            assert!(BranchName::parse(name).is_ok(), "{name:?}");
        }
        for name in [
            "",
            "-x",
            "a..b",
            "refs/heads/x",
            "a b",
            "a~b",
            "a^",
            "a:b",
            "a?b",
            "a*b",
            "a[b",
            "a\\b",
            "/a",
            "a/",
            "a//b",
            ".a",
            "a/.b",
            "a.lock",
            "a.lock/b",
            "a.",
            "@",
            "a@{b",
            "HEAD",
            "a\0b",
            "a\tb",
            "a\nb",
        ] {
            assert!(BranchName::parse(name).is_err(), "{name:?}");
        }
        assert!(BranchName::parse(&"x".repeat(201)).is_err());
    }

    #[test]
    fn a_repository_is_owner_and_name() {
        for name in ["rust-lang/cargo", "a/b/c", "me/my.repo_1"] {
            assert!(RepositoryName::parse(name).is_ok(), "{name:?}");
        }
        for name in ["", "cargo", "/cargo", "a/", "a b/c", "https://x/y", "a/..", "git@host:a/b"] {
            assert!(RepositoryName::parse(name).is_err(), "{name:?}");
        }
    }
}
