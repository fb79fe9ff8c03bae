//! What a caller may say of a task: a new one, and a partial update.

use claudetask_core::{Priority, Status, TaskId, TaskType};
use serde::Deserialize;

use crate::patch::readers;

/// A task to add.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default, deny_unknown_fields)]
pub struct NewTask {
    /// 1 to 200 characters on one line.
    pub title: String,
    /// Markdown, up to 200,000 characters.
    pub description: String,
    /// Feature or bug.
    #[serde(rename = "type")]
    pub task_type: TaskType,
    /// How urgent it is.
    pub priority: Priority,
    /// Its column; it enters at the top.
    pub status: Status,
    /// The tasks that come first.
    pub depends_on: Vec<TaskId>,
}

/// A partial update: what it does not name stays; `null` clears.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default, deny_unknown_fields)]
pub struct TaskPatch {
    /// 1 to 200 characters on one line.
    #[serde(deserialize_with = "title")]
    #[cfg_attr(feature = "specta", specta(optional, type = String))]
    pub title: Option<String>,
    /// Markdown, up to 200,000 characters.
    #[serde(deserialize_with = "description")]
    #[cfg_attr(feature = "specta", specta(optional, type = String))]
    pub description: Option<String>,
    /// Feature or bug.
    #[serde(rename = "type", deserialize_with = "task_type")]
    #[cfg_attr(feature = "specta", specta(optional, type = TaskType))]
    pub task_type: Option<TaskType>,
    /// How urgent it is.
    #[serde(deserialize_with = "priority")]
    #[cfg_attr(feature = "specta", specta(optional, type = Priority))]
    pub priority: Option<Priority>,
    /// Its column; it enters at the top.
    #[serde(deserialize_with = "status")]
    #[cfg_attr(feature = "specta", specta(optional, type = Status))]
    pub status: Option<Status>,
    /// Markdown, up to 1,000,000 characters; null clears.
    #[serde(deserialize_with = "analysis")]
    #[cfg_attr(feature = "specta", specta(optional, type = Option<String>))]
    pub analysis: Option<Option<String>>,
    /// Up to 500 characters; null clears.
    #[serde(deserialize_with = "blocked_reason")]
    #[cfg_attr(feature = "specta", specta(optional, type = Option<String>))]
    pub blocked_reason: Option<Option<String>>,
    /// The tasks that come first; replaces the whole list.
    #[serde(deserialize_with = "depends_on")]
    #[cfg_attr(feature = "specta", specta(optional, type = Vec<TaskId>))]
    pub depends_on: Option<Vec<TaskId>>,
    /// The revision that the caller read; another one now is `stale_task`.
    #[serde(deserialize_with = "revision")]
    #[cfg_attr(feature = "specta", specta(optional, type = u32))]
    pub revision: Option<u32>,
}

/// A partial update of several tasks.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default, deny_unknown_fields)]
pub struct BulkPatch {
    /// Feature or bug.
    #[serde(rename = "type", deserialize_with = "task_type")]
    #[cfg_attr(feature = "specta", specta(optional, type = TaskType))]
    pub task_type: Option<TaskType>,
    /// How urgent they are.
    #[serde(deserialize_with = "priority")]
    #[cfg_attr(feature = "specta", specta(optional, type = Priority))]
    pub priority: Option<Priority>,
    /// Up to 500 characters; null clears.
    #[serde(deserialize_with = "blocked_reason")]
    #[cfg_attr(feature = "specta", specta(optional, type = Option<String>))]
    pub blocked_reason: Option<Option<String>>,
}

readers! {
    may_be_left_out {
        title = "title", description = "description", task_type = "type", priority = "priority",
        status = "status", depends_on = "depends_on", revision = "revision",
    }
    may_be_cleared { analysis = "analysis", blocked_reason = "blocked_reason" }
}
