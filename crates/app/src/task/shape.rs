//! A task as the doors show it: in full, and as the slim row of a card.

use claudetask_core::{Priority, ProjectId, RunState, Status, TaskId, TaskType, Timestamp, VersionId};
use claudetask_store::{TaskRecord, Tx};
use serde::Serialize;

use crate::Error;

/// A task in full, as every door shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Task {
    /// Its id, shown as `#12`.
    pub id: TaskId,
    /// The project it belongs to.
    pub project_id: ProjectId,
    /// One line.
    pub title: String,
    /// Markdown, may be empty.
    pub description: String,
    /// Feature or bug.
    #[serde(rename = "type")]
    pub task_type: TaskType,
    /// How urgent it is.
    pub priority: Priority,
    /// Its column.
    pub status: Status,
    /// Markdown.
    pub analysis: Option<String>,
    /// The branch on which it is worked.
    pub git_branch: Option<String>,
    /// Why it can't go on.
    pub blocked_reason: Option<String>,
    /// The tasks that come first, ascending; deleted ones are left out.
    pub depends_on: Vec<TaskId>,
    /// Its place in the column; compares bytewise.
    pub rank: String,
    /// Grows by one with each change.
    pub revision: u32,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it changed last.
    pub updated_at: Timestamp,
    /// When it entered Done; null outside Done.
    pub completed_at: Option<Timestamp>,
}

/// A task as a card or a list shows it: without the long texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct TaskRow {
    /// Its id.
    pub id: TaskId,
    /// The project it belongs to.
    pub project_id: ProjectId,
    /// One line.
    pub title: String,
    /// Feature or bug.
    #[serde(rename = "type")]
    pub task_type: TaskType,
    /// How urgent it is.
    pub priority: Priority,
    /// Its column.
    pub status: Status,
    /// Whether it has an analysis.
    pub has_analysis: bool,
    /// The state of its last run.
    pub run_state: Option<RunState>,
    /// The branch on which it is worked.
    pub git_branch: Option<String>,
    /// Why it can't go on.
    pub blocked_reason: Option<String>,
    /// The tasks that come first, ascending; deleted ones are left out.
    pub depends_on: Vec<TaskId>,
    /// Its place in the column; compares bytewise.
    pub rank: String,
    /// Grows by one with each change.
    pub revision: u32,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it changed last.
    pub updated_at: Timestamp,
    /// When it entered Done.
    pub completed_at: Option<Timestamp>,
}

/// Completes a record with its long texts and dependencies.
pub(crate) async fn full(tx: &Tx, record: TaskRecord) -> Result<Task, Error> {
    let texts = tx.texts(record.description.into_iter().chain(record.analysis)).await?;
    let text = |id: Option<VersionId>| {
        id.and_then(|id| texts.iter().find(|text| text.id == id)).map(|text| text.content.clone())
    };
    let depends_on = tx.live_dependencies_of(&[record.id]).await?.remove(&record.id).unwrap_or_default();
    Ok(Task {
        description: text(record.description).unwrap_or_default(),
        analysis: text(record.analysis),
        depends_on,
        id: record.id,
        project_id: record.project_id,
        title: record.title,
        task_type: record.task_type,
        priority: record.priority,
        status: record.status,
        git_branch: record.git_branch,
        blocked_reason: record.blocked_reason,
        rank: record.rank.into(),
        revision: record.revision,
        created_at: record.created_at,
        updated_at: record.updated_at,
        completed_at: record.completed_at,
    })
}

/// Up to how many rows are asked for by their ids.
const FEW: usize = 100;

/// Completes the records of a project, or of all, with their dependencies.
pub(crate) async fn rows(
    tx: &Tx,
    project: impl Into<Option<ProjectId>>,
    records: Vec<TaskRecord>,
) -> Result<Vec<TaskRow>, Error> {
    // A few rows ask for their own links only: a move must not read those of a whole board.
    let (mut depends_on, runs) = if records.len() < FEW {
        let ids: Vec<_> = records.iter().map(|record| record.id).collect();
        (tx.live_dependencies_of(&ids).await?, tx.last_run_states(Some(&ids), None).await?)
    } else {
        let project = project.into();
        (tx.live_dependencies(project).await?, tx.last_run_states(None, project).await?)
    };
    Ok(records
        .into_iter()
        .map(|record| TaskRow {
            depends_on: depends_on.remove(&record.id).unwrap_or_default(),
            id: record.id,
            project_id: record.project_id,
            title: record.title,
            task_type: record.task_type,
            priority: record.priority,
            status: record.status,
            has_analysis: record.analysis.is_some(),
            run_state: runs.get(&record.id).copied(),
            git_branch: record.git_branch,
            blocked_reason: record.blocked_reason,
            rank: record.rank.into(),
            revision: record.revision,
            created_at: record.created_at,
            updated_at: record.updated_at,
            completed_at: record.completed_at,
        })
        .collect())
}
