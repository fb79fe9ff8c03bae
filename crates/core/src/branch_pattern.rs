//! The pattern from which a task's branch gets its name.

use crate::invalid::{Invalid, quoted};
use crate::{BranchName, TaskId, TaskType, slug};

/// A pattern such as `task/{id}-{slug}`; it holds `{id}`, and may hold `{slug}` and `{type}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BranchPattern(String);

impl Default for BranchPattern {
    fn default() -> Self {
        Self(Self::DEFAULT.to_owned())
    }
}

impl BranchPattern {
    /// The pattern of a new project.
    pub const DEFAULT: &'static str = "task/{id}-{slug}";

    /// Returns the pattern, or why it would not give a branch of its own to each task.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let refuse = |problem: &str| {
            Err(Invalid::new(
                "branch_pattern",
                format!("{} {problem}", quoted(text)),
                format!("Use {{id}}, {{slug}} and {{type}} in a branch name, such as {}.", Self::DEFAULT),
            ))
        };
        if !text.contains("{id}") {
            return refuse("has no {id}, so two tasks could get the same branch");
        }
        let pattern = Self(text.to_owned());
        // The longest id, so that no task's name is too long later; a slug can be cut.
        let sample = pattern.fill(TaskId::MAX, "task", TaskType::Feature);
        if sample.contains(['{', '}']) {
            return refuse("holds an unknown placeholder");
        }
        match BranchName::parse(&sample) {
            Ok(_) => Ok(pattern),
            Err(error) => refuse(&format!("does not give a branch name: {}", error.problem)),
        }
    }

    /// Returns the pattern's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the name for a task.
    ///
    /// The pattern was tried when it was parsed, but a title's words can make a name too long, or one that
    /// git keeps for itself (`1.lock`): then the slug is cut until the name is valid.
    pub fn name(&self, id: TaskId, title: &str, task_type: TaskType) -> Result<BranchName, Invalid> {
        let mut slug = slug(title);
        while !slug.is_empty() {
            if let Ok(name) = BranchName::parse(&self.fill(id, &slug, task_type)) {
                return Ok(name);
            }
            slug.pop();
            slug.truncate(slug.trim_end_matches('-').len());
        }
        BranchName::parse(&self.fill(id, "task", task_type))
    }

    fn fill(&self, id: TaskId, slug: &str, task_type: TaskType) -> String {
        self.0
            .replace("{id}", &id.to_string())
            .replace("{type}", &task_type.as_str().to_lowercase())
            .replace("{slug}", slug)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_names_a_task_s_branch() {
        let pattern = BranchPattern::parse("{type}/{id}-{slug}").unwrap();
        let name = pattern.name(TaskId(12), "Login fails", TaskType::Bug).unwrap();
        assert_eq!(name.as_str(), "bug/12-login-fails");
    }

    #[test]
    fn any_title_gives_a_name_that_git_accepts() {
        for (pattern, title, expected) in [
            ("{id}.{slug}", "Lock", "12.loc"),
            ("{slug}/{id}", "Refs", "ref/12"),
            ("{slug}/{id}", "🎉", "task/12"),
            ("a-{id}/{slug}{slug}", &"汉".repeat(90), &format!("a-12/{}", "汉".repeat(64))),
        ] {
            let name = BranchPattern::parse(pattern).unwrap().name(TaskId(12), title, TaskType::Bug).unwrap();
            assert_eq!(name.as_str(), expected);
        }
    }

    #[test]
    fn a_pattern_that_is_too_long_for_a_large_id_is_refused() {
        assert!(BranchPattern::parse(&format!("{}{{id}}", "x".repeat(184))).is_ok());
        assert!(BranchPattern::parse(&format!("{}{{id}}", "x".repeat(185))).is_err());
    }

    #[test]
    fn a_pattern_without_id_or_with_rubbish_is_refused() {
        for text in ["", "task", "{slug}", "{id} x", "{id}{nope}", "-{id}", "{id}..x", "refs/heads/{id}"] {
            assert!(BranchPattern::parse(text).is_err(), "{text:?}");
        }
        assert_eq!(BranchPattern::parse(BranchPattern::DEFAULT).unwrap(), BranchPattern::default());
    }
}
