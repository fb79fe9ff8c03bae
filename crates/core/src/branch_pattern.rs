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
        let sample = pattern.fill(TaskId(1), "sample", TaskType::Bug);
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

    /// Returns the name for a task. It is a valid branch name: the pattern was tried when it was parsed.
    pub fn name(&self, id: TaskId, title: &str, task_type: TaskType) -> Result<BranchName, Invalid> {
        BranchName::parse(&self.fill(id, title, task_type))
    }

    fn fill(&self, id: TaskId, title: &str, task_type: TaskType) -> String {
        self.0
            .replace("{id}", &id.to_string())
            .replace("{type}", &task_type.as_str().to_lowercase())
            .replace("{slug}", &slug(title))
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
    fn a_pattern_without_id_or_with_rubbish_is_refused() {
        for text in ["", "task", "{slug}", "{id} x", "{id}{nope}", "-{id}", "{id}..x", "refs/heads/{id}"] {
            assert!(BranchPattern::parse(text).is_err(), "{text:?}");
        }
        assert_eq!(BranchPattern::parse(BranchPattern::DEFAULT).unwrap(), BranchPattern::default());
    }
}
