//! The words of the journal: who changed what.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{TaskId, VersionId};

words!(
    /// Who made a change.
    Origin {
        /// A person in the window.
        User = "user",
        /// A person in the quick-add window or line.
        QuickAdd = "quick-add",
        /// The command line.
        Cli = "cli",
        /// The REST API.
        Http = "http",
        /// Claude Code through MCP.
        Mcp = "mcp",
        /// A run of Claude.
        Run = "run",
        /// Another program, which changed a file.
        Outside = "outside",
    }
);

words!(
    /// What an event is about.
    EventKind {
        /// A task came into being.
        TaskCreated = "task_created",
        /// Fields of a task changed.
        TaskUpdated = "task_updated",
        /// A task got another place: column, rank or both.
        TaskMoved = "task_moved",
        /// A task was deleted; its row is kept.
        TaskDeleted = "task_deleted",
        /// A branch was made in the repository and attached.
        BranchCreated = "branch_created",
        /// An existing branch was attached.
        BranchAttached = "branch_attached",
        /// A branch was detached; it stays in the repository.
        BranchDetached = "branch_detached",
        /// A merged branch was deleted from the repository and detached.
        BranchDeleted = "branch_deleted",
        /// A folder was opened as a project, for the first time or again.
        ProjectOpened = "project_opened",
        /// Settings of a project changed.
        ProjectUpdated = "project_updated",
        /// A project was taken off the list; its tasks are kept.
        ProjectForgotten = "project_forgotten",
        /// A file of Claude Code's was made.
        FileCreated = "file_created",
        /// A file of Claude Code's was changed.
        FileChanged = "file_changed",
        /// A file of Claude Code's got another name.
        FileMoved = "file_moved",
        /// A file of Claude Code's was deleted; its versions are kept.
        FileDeleted = "file_deleted",
        /// A run of Claude began.
        RunStarted = "run_started",
        /// A run of Claude ended.
        RunEnded = "run_ended",
        /// The database was put back to an earlier back-up.
        Restored = "restored",
        /// The effect of an earlier event was taken back.
        Undo = "undo",
        /// The effect of an undone event was brought again.
        Redo = "redo",
    }
);

impl EventKind {
    /// Returns true for a change of a file, which is on the disk and not in the database.
    pub const fn is_of_a_file(self) -> bool {
        matches!(self, Self::FileCreated | Self::FileChanged | Self::FileMoved | Self::FileDeleted)
    }

    /// Returns true where the event's `before` can be put in force again.
    pub const fn can_be_undone(self) -> bool {
        match self {
            Self::TaskCreated
            | Self::TaskUpdated
            | Self::TaskMoved
            | Self::TaskDeleted
            | Self::BranchCreated
            | Self::BranchAttached
            | Self::BranchDetached
            | Self::BranchDeleted
            | Self::ProjectUpdated
            | Self::ProjectForgotten
            | Self::FileCreated
            | Self::FileChanged
            | Self::FileMoved
            | Self::FileDeleted => true,
            Self::ProjectOpened | Self::RunStarted | Self::RunEnded | Self::Restored | Self::Undo | Self::Redo => false,
        }
    }
}

/// The value of a field in an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(untagged)]
pub enum FieldValue {
    /// Nothing.
    Null,
    /// Yes or no.
    Flag(bool),
    /// A text, an enum's word or a time.
    Text(String),
    /// A long text (description, analysis), named by its stored version.
    Version {
        /// The version's id.
        version: VersionId,
    },
    /// Tasks, ascending.
    Tasks(Vec<TaskId>),
}

/// Fields by name; an event has the changed ones only.
pub type Fields = BTreeMap<String, FieldValue>;

impl From<Option<String>> for FieldValue {
    fn from(text: Option<String>) -> Self {
        text.map_or(Self::Null, Self::Text)
    }
}

impl From<&str> for FieldValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<Option<VersionId>> for FieldValue {
    fn from(version: Option<VersionId>) -> Self {
        version.map_or(Self::Null, |version| Self::Version { version })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_reads_back_as_what_it_was() {
        for (value, json) in [
            (FieldValue::Null, "null"),
            (FieldValue::Flag(true), "true"),
            (FieldValue::Text("12".into()), "\"12\""),
            (FieldValue::Version { version: VersionId(3) }, "{\"version\":3}"),
            (FieldValue::Tasks(vec![TaskId(3)]), "[3]"),
            (FieldValue::Tasks(vec![]), "[]"),
        ] {
            assert_eq!(serde_json::to_string(&value).unwrap(), json);
            assert_eq!(serde_json::from_str::<FieldValue>(json).unwrap(), value);
        }
    }

    #[test]
    fn words_read_back() {
        assert_eq!(Origin::from_word("quick-add"), Some(Origin::QuickAdd));
        assert_eq!(EventKind::from_word(EventKind::BranchDeleted.as_str()), Some(EventKind::BranchDeleted));
        assert_eq!(EventKind::from_word("later"), None);
    }
}
