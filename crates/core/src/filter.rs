//! The language of filters: a line of text says which tasks are shown.
//!
//! `type:bug priority:high,medium blocked -has:branch "log in" idle:7d`
//!
//! Terms are parted by white space, and all must hold. A term is a key with a value, `blocked`, `#12`, or else a text
//! that the title or a long text holds. `-` in front negates; quotes keep words together, and in them `\"` is a quote;
//! `\` before a term makes it plain text. A known key with a value that it does not know filters nothing and says what
//! is wrong; an unknown key is plain text, since titles hold colons too.

use serde::Serialize;

use crate::{Priority, Status, TaskId, TaskType, Timestamp};

mod read;
#[cfg(test)]
mod tests;
mod words;

pub use read::parse;

/// The most characters of a filter's text that a door takes.
pub const MAX_FILTER: usize = 1_000;

/// After how many seconds without a change a task that is being worked on counts as stale: seven days.
pub const STALE_AFTER: u32 = 7 * 86_400;

/// The columns in which a task is being worked on, and can become stale.
pub const WORKED_ON: [Status; 4] = [Status::Analysis, Status::InProgress, Status::Testing, Status::CodeReview];

/// What a filter's text means.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Filter {
    /// All of them must hold.
    pub terms: Vec<FilterTerm>,
    /// Where the terms with a meaning of their own stand in the text, and what was not understood.
    pub marks: Vec<FilterMark>,
}

/// A part of a filter's text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FilterMark {
    /// Where it begins, in UTF-16 code units.
    pub start: u32,
    /// Where it ends (exclusive), in the same unit.
    pub end: u32,
    /// Why it can't be used, else null; such a part filters nothing.
    pub problem: Option<String>,
}

/// One condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FilterTerm {
    /// Whether it must not hold.
    pub negated: bool,
    /// What is asked.
    pub test: FilterTest,
}

/// What a condition asks of a task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FilterTest {
    /// Its type is one of these.
    Type {
        /// The types.
        any: Vec<TaskType>,
    },
    /// Its priority is one of these.
    Priority {
        /// The priorities.
        any: Vec<Priority>,
    },
    /// Its column is one of these.
    Status {
        /// The columns.
        any: Vec<Status>,
    },
    /// It has a reason to be blocked, or waits for a task that is not Done.
    Blocked,
    /// It is being worked on, and nothing happened to it for a week.
    Stale,
    /// It has this.
    Has {
        /// What it has.
        what: FilterPart,
    },
    /// It is one of these.
    Id {
        /// The ids.
        any: Vec<TaskId>,
    },
    /// Its project's name, as one word in lower case, holds one of these.
    Project {
        /// Parts of names.
        any: Vec<String>,
    },
    /// Its branch's name holds this, in lower case.
    Branch {
        /// The part of the name.
        text: String,
    },
    /// It was added longer ago than so many seconds.
    Older {
        /// The seconds.
        seconds: u32,
    },
    /// Nothing happened to it for so many seconds.
    Idle {
        /// The seconds.
        seconds: u32,
    },
    /// Its title or a long text holds this, in lower case and composed (NFC).
    Text {
        /// The text.
        text: String,
    },
}

/// What a task can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum FilterPart {
    /// A branch.
    Branch,
    /// An analysis.
    Analysis,
    /// Tasks that come first.
    Dependencies,
    /// A run.
    Run,
}

/// What a filter needs to know of a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterFacts<'a> {
    /// Its id.
    pub id: TaskId,
    /// Its project's name as one word ([`crate::slug`]).
    pub project_word: &'a str,
    /// Feature or bug.
    pub task_type: TaskType,
    /// How urgent it is.
    pub priority: Priority,
    /// Its column.
    pub status: Status,
    /// Whether it has a reason to be blocked, or waits for a task that is not Done.
    pub blocked: bool,
    /// Its branch.
    pub git_branch: Option<&'a str>,
    /// What it has.
    pub has: Vec<FilterPart>,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it changed last.
    pub updated_at: Timestamp,
}

impl Filter {
    /// Returns whether all terms hold at the moment `now` but those that ask for a text ([`Filter::texts`]): whoever
    /// has the long texts looks into the few that are left.
    pub fn matches(&self, facts: &FilterFacts<'_>, now: Timestamp) -> bool {
        self.terms.iter().all(|term| term.test.holds(facts, now).is_none_or(|holds| holds != term.negated))
    }

    /// Returns the first part that was not understood: why, in words for the user.
    pub fn problem(&self) -> Option<&str> {
        self.marks.iter().find_map(|mark| mark.problem.as_deref())
    }

    /// Returns the folded texts ([`crate::fold`]) that the title or a long text must hold, or where true must not.
    pub fn texts(&self) -> impl Iterator<Item = (&str, bool)> {
        self.terms.iter().filter_map(|term| match &term.test {
            FilterTest::Text { text } => Some((text.as_str(), term.negated)),
            FilterTest::Type { .. }
            | FilterTest::Priority { .. }
            | FilterTest::Status { .. }
            | FilterTest::Blocked
            | FilterTest::Stale
            | FilterTest::Has { .. }
            | FilterTest::Id { .. }
            | FilterTest::Project { .. }
            | FilterTest::Branch { .. }
            | FilterTest::Older { .. }
            | FilterTest::Idle { .. } => None,
        })
    }
}

impl FilterTest {
    /// Returns whether it holds; `None` for a text, which the facts don't have.
    fn holds(&self, facts: &FilterFacts<'_>, now: Timestamp) -> Option<bool> {
        let past = |since: Timestamp, seconds: u32| now.millis() - since.millis() >= i64::from(seconds) * 1000;
        Some(match self {
            Self::Type { any } => any.contains(&facts.task_type),
            Self::Priority { any } => any.contains(&facts.priority),
            Self::Status { any } => any.contains(&facts.status),
            Self::Blocked => facts.blocked,
            Self::Stale => WORKED_ON.contains(&facts.status) && past(facts.updated_at, STALE_AFTER),
            Self::Has { what } => facts.has.contains(what),
            Self::Id { any } => any.contains(&facts.id),
            Self::Project { any } => any.iter().any(|part| facts.project_word.contains(part.as_str())),
            Self::Branch { text } => facts.git_branch.is_some_and(|branch| crate::fold(branch).contains(text.as_str())),
            Self::Older { seconds } => past(facts.created_at, *seconds),
            Self::Idle { seconds } => past(facts.updated_at, *seconds),
            Self::Text { .. } => return None,
        })
    }
}
