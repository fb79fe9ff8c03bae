//! Tasks: a row each, and what is asked of all of them.

use std::collections::HashMap;

use claudetask_core::{Priority, ProjectId, Rank, Status, TaskId, TaskType, Timestamp, VersionId};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Select,
};
use serde::Deserialize;

use crate::entity::{project, task};
use crate::error::StoreError;
use crate::tx::{Tx, WriteTx, word};

mod links;
mod search;

pub use search::TitleRecord;

/// A task as it is stored: the long texts are named by their versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskRecord {
    /// Its id.
    pub id: TaskId,
    /// The project it belongs to.
    pub project_id: ProjectId,
    /// Its title.
    pub title: String,
    /// Feature or bug.
    pub task_type: TaskType,
    /// How urgent it is.
    pub priority: Priority,
    /// Its column.
    pub status: Status,
    /// Its place in the column.
    pub rank: Rank,
    /// Grows by one with each change.
    pub revision: u32,
    /// The git branch on which it is worked.
    pub git_branch: Option<String>,
    /// Why it can't go on.
    pub blocked_reason: Option<String>,
    /// The version of its description; `None` is an empty one.
    pub description: Option<VersionId>,
    /// The version of its analysis.
    pub analysis: Option<VersionId>,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it changed last.
    pub updated_at: Timestamp,
    /// When it entered Done.
    pub completed_at: Option<Timestamp>,
    /// When it was deleted.
    pub deleted_at: Option<Timestamp>,
}

/// A task that is not stored yet.
#[derive(Debug, Clone)]
pub struct NewTask {
    /// The project it belongs to.
    pub project_id: ProjectId,
    /// Its title.
    pub title: String,
    /// Feature or bug.
    pub task_type: TaskType,
    /// How urgent it is.
    pub priority: Priority,
    /// Its column.
    pub status: Status,
    /// Its place in the column.
    pub rank: Rank,
    /// Why it can't go on.
    pub blocked_reason: Option<String>,
    /// Now.
    pub at: Timestamp,
}

/// Which tasks of a project to list.
#[derive(Debug, Clone, Default)]
pub struct TaskQuery {
    /// In these columns; none means all.
    pub statuses: Vec<Status>,
    /// Of this type.
    pub task_type: Option<TaskType>,
    /// Of this priority.
    pub priority: Option<Priority>,
    /// Whose title, description or analysis holds this text, whatever the case.
    pub text: Option<String>,
}

/// How many tasks a project has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TaskCounts {
    /// Not deleted.
    pub all: u32,
    /// Not deleted and not in Done.
    pub open: u32,
    /// Not deleted and in In Progress.
    pub in_progress: u32,
    /// Not deleted and in Code Review.
    pub code_review: u32,
}

fn record(row: task::Model) -> Result<TaskRecord, StoreError> {
    fn column<T: std::str::FromStr>(column: &'static str, value: &str) -> Result<T, StoreError> {
        word("tasks", column, value, |value| value.parse().ok())
    }
    Ok(TaskRecord {
        id: TaskId(row.id),
        project_id: ProjectId(row.project_id),
        title: row.title,
        task_type: column("type", &row.task_type)?,
        priority: column("priority", &row.priority)?,
        status: column("status", &row.status)?,
        rank: word("tasks", "rank", &row.rank, |value| Rank::parse(value).ok())?,
        revision: u32::try_from(row.revision).unwrap_or(u32::MAX),
        git_branch: row.git_branch,
        blocked_reason: row.blocked_reason,
        description: row.description_id.map(VersionId),
        analysis: row.analysis_id.map(VersionId),
        created_at: Timestamp::from_millis(row.created_at),
        updated_at: Timestamp::from_millis(row.updated_at),
        completed_at: row.completed_at.map(Timestamp::from_millis),
        deleted_at: row.deleted_at.map(Timestamp::from_millis),
    })
}

/// A row as [`Tx::all_at_once`] reads it: its fields in the order of the table's columns, in the types of the
/// record, so that nothing is made only to be read again.
#[derive(Deserialize)]
struct Row {
    id: i64,
    project_id: i64,
    title: String,
    task_type: TaskType,
    priority: Priority,
    status: Status,
    rank: Rank,
    revision: i64,
    git_branch: Option<String>,
    blocked_reason: Option<String>,
    description_id: Option<i64>,
    analysis_id: Option<i64>,
    created_at: i64,
    updated_at: i64,
    completed_at: Option<i64>,
    deleted_at: Option<i64>,
}

impl From<Row> for TaskRecord {
    fn from(row: Row) -> Self {
        Self {
            id: TaskId(row.id),
            project_id: ProjectId(row.project_id),
            title: row.title,
            task_type: row.task_type,
            priority: row.priority,
            status: row.status,
            rank: row.rank,
            revision: u32::try_from(row.revision).unwrap_or(u32::MAX),
            git_branch: row.git_branch,
            blocked_reason: row.blocked_reason,
            description: row.description_id.map(VersionId),
            analysis: row.analysis_id.map(VersionId),
            created_at: Timestamp::from_millis(row.created_at),
            updated_at: Timestamp::from_millis(row.updated_at),
            completed_at: row.completed_at.map(Timestamp::from_millis),
            deleted_at: row.deleted_at.map(Timestamp::from_millis),
        }
    }
}

fn model(record: &TaskRecord) -> task::ActiveModel {
    task::ActiveModel {
        id: Set(record.id.0),
        project_id: Set(record.project_id.0),
        title: Set(record.title.clone()),
        task_type: Set(record.task_type.as_str().to_owned()),
        priority: Set(record.priority.as_str().to_owned()),
        status: Set(record.status.as_str().to_owned()),
        rank: Set(record.rank.as_str().to_owned()),
        revision: Set(i64::from(record.revision)),
        git_branch: Set(record.git_branch.clone()),
        blocked_reason: Set(record.blocked_reason.clone()),
        description_id: Set(record.description.map(|id| id.0)),
        analysis_id: Set(record.analysis.map(|id| id.0)),
        created_at: Set(record.created_at.millis()),
        updated_at: Set(record.updated_at.millis()),
        completed_at: Set(record.completed_at.map(Timestamp::millis)),
        deleted_at: Set(record.deleted_at.map(Timestamp::millis)),
    }
}

/// Which neighbour of a place in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The last one before the place.
    Before,
    /// The first one after the place.
    After,
}

impl Tx {
    /// Returns a task of any project, deleted or not.
    pub async fn task(&self, id: TaskId) -> Result<Option<TaskRecord>, StoreError> {
        let row = task::Entity::find_by_id(id.0).one(&self.db).await.map_err(|e| self.error(e))?;
        row.map(record).transpose()
    }

    /// Returns those of the tasks that exist, deleted or not, in no particular order.
    pub async fn tasks_by_id(&self, ids: &[TaskId]) -> Result<Vec<TaskRecord>, StoreError> {
        let mut records = Vec::with_capacity(ids.len());
        for chunk in ids.chunks(BIND_LIMIT) {
            let rows = task::Entity::find()
                .filter(task::Column::Id.is_in(chunk.iter().map(|id| id.0)))
                .all(&self.db)
                .await
                .map_err(|e| self.error(e))?;
            for row in rows {
                records.push(record(row)?);
            }
        }
        Ok(records)
    }

    /// Returns the tasks of a project that are not deleted and match, by column, then by rank; without a project
    /// those of all projects that are not forgotten.
    pub async fn tasks(
        &self,
        project: impl Into<Option<ProjectId>>,
        query: &TaskQuery,
    ) -> Result<Vec<TaskRecord>, StoreError> {
        let mut select = live_tasks(project.into());
        if !query.statuses.is_empty() {
            select = select.filter(task::Column::Status.is_in(query.statuses.iter().map(|status| status.as_str())));
        }
        if let Some(task_type) = query.task_type {
            select = select.filter(task::Column::TaskType.eq(task_type.as_str()));
        }
        if let Some(priority) = query.priority {
            select = select.filter(task::Column::Priority.eq(priority.as_str()));
        }
        let rows: Vec<Row> = self.all_at_once(select).await?;
        let mut records: Vec<TaskRecord> = rows.into_iter().map(Into::into).collect();
        if let Some(text) = query.text.as_deref() {
            self.keep_with_text(&mut records, text).await?;
        }
        // They come in the order of the index, which has the columns by name, so there is little to sort.
        records.sort_by(|a, b| (a.status, &a.rank, a.id).cmp(&(b.status, &b.rank, b.id)));
        Ok(records)
    }

    /// Returns how many tasks a project has.
    pub async fn task_counts(&self, project: ProjectId) -> Result<TaskCounts, StoreError> {
        Ok(self.counts(Some(project)).await?.remove(&project).unwrap_or_default())
    }

    /// Returns how many tasks each project has that is not forgotten; those without tasks are left out.
    pub async fn all_task_counts(&self) -> Result<HashMap<ProjectId, TaskCounts>, StoreError> {
        self.counts(None).await
    }

    async fn counts(&self, project: Option<ProjectId>) -> Result<HashMap<ProjectId, TaskCounts>, StoreError> {
        let rows: Vec<(i64, String, i64)> = live_tasks(project)
            .select_only()
            .column(task::Column::ProjectId)
            .column(task::Column::Status)
            .column_as(task::Column::Id.count(), "tasks")
            .group_by(task::Column::ProjectId)
            .group_by(task::Column::Status)
            .into_tuple()
            .all(&self.db)
            .await
            .map_err(|e| self.error(e))?;
        let mut all: HashMap<ProjectId, TaskCounts> = HashMap::new();
        for (project, status, tasks) in rows {
            let counts = all.entry(ProjectId(project)).or_default();
            let tasks = u32::try_from(tasks).unwrap_or(u32::MAX);
            counts.all += tasks;
            if status != Status::Done.as_str() {
                counts.open += tasks;
            }
            if status == Status::InProgress.as_str() {
                counts.in_progress = tasks;
            }
            if status == Status::CodeReview.as_str() {
                counts.code_review = tasks;
            }
        }
        Ok(all)
    }

    /// Returns the rank next to `of` in a column on one side, passing over the tasks `except`; without
    /// `of` the column's first (`After`) or last (`Before`) rank.
    pub async fn neighbour(
        &self,
        project: ProjectId,
        status: Status,
        side: Side,
        of: Option<&Rank>,
        except: &[TaskId],
    ) -> Result<Option<Rank>, StoreError> {
        let mut select = task::Entity::find()
            .select_only()
            .column(task::Column::Rank)
            .filter(task::Column::ProjectId.eq(project.0))
            .filter(task::Column::Status.eq(status.as_str()))
            .filter(task::Column::DeletedAt.is_null())
            .limit(1);
        if !except.is_empty() {
            select = select.filter(task::Column::Id.is_not_in(except.iter().map(|id| id.0)));
        }
        select = match side {
            Side::Before => select.order_by_desc(task::Column::Rank),
            Side::After => select.order_by_asc(task::Column::Rank),
        };
        if let Some(rank) = of {
            select = select.filter(match side {
                Side::Before => task::Column::Rank.lt(rank.as_str()),
                Side::After => task::Column::Rank.gt(rank.as_str()),
            });
        }
        let found: Option<String> = select.into_tuple().one(&self.db).await.map_err(|e| self.error(e))?;
        found.map(|rank| word("tasks", "rank", &rank, |value| Rank::parse(value).ok())).transpose()
    }

    /// Returns true where a task that is not deleted, and is none of `except`, has this rank in a column.
    pub async fn rank_is_taken(
        &self,
        project: ProjectId,
        status: Status,
        rank: &Rank,
        except: &[TaskId],
    ) -> Result<bool, StoreError> {
        // One row for each exception at the most, so that no statement binds thousands of them.
        let most = u64::try_from(except.len() + 1).unwrap_or(1);
        let found: Vec<i64> = task::Entity::find()
            .select_only()
            .column(task::Column::Id)
            .filter(task::Column::ProjectId.eq(project.0))
            .filter(task::Column::Status.eq(status.as_str()))
            .filter(task::Column::Rank.eq(rank.as_str()))
            .filter(task::Column::DeletedAt.is_null())
            .limit(std::cmp::min(most, i64::MAX.unsigned_abs()))
            .into_tuple()
            .all(&self.db)
            .await
            .map_err(|e| self.error(e))?;
        Ok(found.iter().any(|id| !except.contains(&TaskId(*id))))
    }
}

impl WriteTx {
    /// Stores a new task.
    pub async fn insert_task(&self, new: NewTask) -> Result<TaskRecord, StoreError> {
        let row = task::ActiveModel {
            project_id: Set(new.project_id.0),
            title: Set(new.title),
            task_type: Set(new.task_type.as_str().to_owned()),
            priority: Set(new.priority.as_str().to_owned()),
            status: Set(new.status.as_str().to_owned()),
            rank: Set(new.rank.as_str().to_owned()),
            revision: Set(1),
            blocked_reason: Set(new.blocked_reason),
            created_at: Set(new.at.millis()),
            updated_at: Set(new.at.millis()),
            completed_at: Set((new.status == Status::Done).then_some(new.at.millis())),
            ..Default::default()
        };
        record(row.insert(&self.db).await.map_err(|e| self.error(e))?)
    }

    /// Stores all fields of a task.
    pub async fn update_task(&self, record: &TaskRecord) -> Result<(), StoreError> {
        task::Entity::update(model(record)).exec_without_returning(&self.db).await.map_err(|e| self.error(e))?;
        Ok(())
    }
}

/// Selects the tasks of a project that are not deleted; without one, of all projects that are not forgotten.
pub(crate) fn live_tasks(project: Option<ProjectId>) -> Select<task::Entity> {
    let of = match project {
        Some(project) => task::Column::ProjectId.eq(project.0),
        None => {
            let listed = project::Entity::find()
                .select_only()
                .column(project::Column::Id)
                .filter(project::Column::ForgottenAt.is_null())
                .into_query();
            task::Column::ProjectId.in_subquery(listed)
        }
    };
    task::Entity::find().filter(of).filter(task::Column::DeletedAt.is_null())
}

/// How many values one statement binds; SQLite takes 32,766.
const BIND_LIMIT: usize = 10_000;
