//! Tasks: get, list, create, update, delete.

use std::collections::{HashMap, HashSet};

use claudetask_core::{
    Analysis, BlockedReason, Description, EventKind, FieldValue, Fields, Filter, Priority, ProjectId, Status, TaskId,
    TaskType, Timestamp, Title, VersionId,
};
use claudetask_store::{NewTask as StoredTask, NewText, TaskQuery, TaskRecord, Tx, WriteTx};
use serde::Serialize;

use crate::{Call, Error, place, project};

mod bulk;
mod filter;
mod journal;
mod links;
mod patch;
mod search;
mod shape;

pub(crate) use bulk::check_count;
pub use bulk::update_all;
pub(crate) use journal::{Batch, difference, fields};
pub(crate) use links::refuse_cycle;
pub use patch::{BulkPatch, NewTask, TaskPatch};
pub use search::{SuggestedTask, search, suggest};
pub use shape::{Task, TaskRow};
pub(crate) use shape::{full, rows};

/// A page of tasks.
#[derive(Debug, Clone, Serialize)]
pub struct TaskList {
    /// By column, then by place.
    pub tasks: Vec<TaskRow>,
    /// How many match without the limit.
    pub total: usize,
}

/// Which tasks to list.
#[derive(Debug, Clone, Default)]
pub struct ListQuery {
    /// In these columns; none means all.
    pub statuses: Vec<Status>,
    /// Of this type.
    pub task_type: Option<TaskType>,
    /// Of this priority.
    pub priority: Option<Priority>,
    /// Whose title, description or analysis holds this, whatever the case.
    pub text: Option<String>,
    /// For which all terms of this hold.
    pub filter: Filter,
    /// At most so many.
    pub limit: Option<usize>,
}

/// Returns a task in full.
pub async fn get(call: &Call, project: ProjectId, id: TaskId) -> Result<Task, Error> {
    let tx = call.store.read().await?;
    let record = find(&tx, project, id).await?;
    full(&tx, record).await
}

/// Returns the project of a task that can be shown; with `project` it must be that one.
pub async fn project_of(call: &Call, project: Option<ProjectId>, id: TaskId) -> Result<ProjectId, Error> {
    let tx = call.store.read().await?;
    let record = tx.task(id).await?.ok_or(Error::TaskNotFound(id))?;
    let record = checked(project.unwrap_or(record.project_id), id, Some(record))?;
    Ok(project::find(&tx, record.project_id).await?.id)
}

/// Returns the matching tasks of a project, by column, then by place.
pub async fn list(call: &Call, project: ProjectId, query: ListQuery) -> Result<TaskList, Error> {
    let tx = call.store.read().await?;
    let record = project::find(&tx, project).await?;
    let stored = TaskQuery {
        statuses: query.statuses,
        task_type: query.task_type,
        priority: query.priority,
        text: query.text.filter(|text| !text.trim().is_empty()),
    };
    let mut records = tx.tasks(project, &stored).await?;
    if !query.filter.terms.is_empty() {
        records = filter::keep(&tx, &record, &query.filter, records, call.now()).await?;
    }
    let total = records.len();
    records.truncate(query.limit.unwrap_or(usize::MAX));
    Ok(TaskList { tasks: rows(&tx, project, records).await?, total })
}

/// Adds a task at the top of its column.
pub async fn create(call: &Call, project: ProjectId, new: NewTask) -> Result<Task, Error> {
    let title = Title::parse(&new.title)?;
    let description = Description::parse(&new.description)?;
    let tx = call.store.write().await?;
    project::find(&tx, project).await?;
    // Before the task is there, so that it can't name itself; and nothing can lead back to it yet.
    let depends_on = links::existing(&tx, project, &new.depends_on).await?;
    let at = call.now();
    let rank = place::top(&tx, project, new.status).await?;
    let stored = StoredTask {
        project_id: project,
        title: title.into(),
        task_type: new.task_type,
        priority: new.priority,
        status: new.status,
        rank,
        blocked_reason: None,
        at,
    };
    let mut record = tx.insert_task(stored).await?;
    if !description.as_str().is_empty() {
        record.description = Some(keep(call, &tx, &record, TextOf::Description, description.as_str(), at).await?);
        tx.update_task(&record).await?;
    }
    if !depends_on.is_empty() {
        tx.set_dependencies(record.id, &depends_on).await?;
    }
    let event =
        call.event(project, Some(record.id), EventKind::TaskCreated, at, (None, Some(fields(&record, &depends_on))));
    tx.record(event).await?;
    let task = full(&tx, record).await?;
    tx.commit().await?;
    Ok(task)
}

/// Changes the named fields of a task.
pub async fn update(call: &Call, project: ProjectId, id: TaskId, patch: TaskPatch) -> Result<Task, Error> {
    let title = patch.title.as_deref().map(Title::parse).transpose()?;
    let description = patch.description.as_deref().map(Description::parse).transpose()?;
    let analysis = patch.analysis.map(|text| text.as_deref().map(Analysis::parse).transpose()).transpose()?;
    let blocked = patch.blocked_reason.map(|text| text.as_deref().map(BlockedReason::parse).transpose()).transpose()?;
    let tx = call.store.write().await?;
    let old = find(&tx, project, id).await?;
    if let Some(given) = patch.revision
        && given != old.revision
    {
        return Err(Error::StaleTask { task: Box::new(full(&tx, old).await?), given });
    }
    let at = call.now();
    let old_dependencies = tx.dependencies_of(id).await?;
    let mut record = old.clone();
    if let Some(title) = title {
        record.title = title.into();
    }
    if let Some(text) = description {
        record.description = match text.as_str() {
            "" => None,
            text => Some(keep(call, &tx, &old, TextOf::Description, text, at).await?),
        };
    }
    if let Some(text) = analysis {
        record.analysis = match text {
            None => None,
            Some(text) => Some(keep(call, &tx, &old, TextOf::Analysis, text.as_str(), at).await?),
        };
    }
    if let Some(reason) = blocked {
        record.blocked_reason = reason.map(Into::into);
    }
    record.task_type = patch.task_type.unwrap_or(record.task_type);
    record.priority = patch.priority.unwrap_or(record.priority);
    if let Some(status) = patch.status.filter(|status| *status != old.status) {
        record.rank = place::top(&tx, project, status).await?;
        place::enter(&mut record, status, at);
    }
    let new_dependencies = match patch.depends_on {
        Some(ids) => links::replaced(&tx, project, id, &old_dependencies, &ids).await?,
        None => old_dependencies.clone(),
    };
    let (before, after) = difference(&fields(&old, &old_dependencies), &fields(&record, &new_dependencies));
    if after.is_empty() {
        return full(&tx, old).await;
    }
    if new_dependencies != old_dependencies {
        tx.set_dependencies(id, &new_dependencies).await?;
    }
    touch(&mut record, at);
    tx.update_task(&record).await?;
    let event = call.event(project, Some(id), EventKind::TaskUpdated, at, (Some(before), Some(after)));
    tx.record(event).await?;
    let task = full(&tx, record).await?;
    tx.commit().await?;
    Ok(task)
}

/// Gives a task an analysis, another column, or both, as one change.
pub(crate) async fn set_analysis(
    call: &Call,
    tx: &WriteTx,
    old: TaskRecord,
    analysis: Option<&str>,
    status: Option<Status>,
) -> Result<(), Error> {
    let at = call.now();
    let links = tx.dependencies_of(old.id).await?;
    let mut record = old.clone();
    if let Some(text) = analysis {
        let text = Analysis::parse(text)?;
        record.analysis = Some(keep(call, tx, &old, TextOf::Analysis, text.as_str(), at).await?);
    }
    if let Some(status) = status.filter(|status| *status != old.status) {
        record.rank = place::top(tx, old.project_id, status).await?;
        place::enter(&mut record, status, at);
    }
    let (before, after) = difference(&fields(&old, &links), &fields(&record, &links));
    if after.is_empty() {
        return Ok(());
    }
    touch(&mut record, at);
    tx.update_task(&record).await?;
    let event = call.event(record.project_id, Some(record.id), EventKind::TaskUpdated, at, (Some(before), Some(after)));
    tx.record(event).await?;
    Ok(())
}

/// Deletes tasks as one change; their rows are kept, and undo brings them back.
pub async fn delete(call: &Call, project: ProjectId, ids: &[TaskId]) -> Result<(), Error> {
    let tx = call.store.write().await?;
    let records = find_all(&tx, project, ids).await?;
    let at = call.now();
    let mut batch = Batch::new(records.len());
    for mut record in records {
        let before = Fields::from([
            ("deleted".to_owned(), FieldValue::Flag(false)),
            ("title".to_owned(), FieldValue::Text(record.title.clone())),
        ]);
        record.deleted_at = Some(at);
        touch(&mut record, at);
        tx.update_task(&record).await?;
        let event = call.event(
            project,
            Some(record.id),
            EventKind::TaskDeleted,
            at,
            (Some(before), Some(Fields::from([("deleted".to_owned(), FieldValue::Flag(true))]))),
        );
        batch.record(&tx, event).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Returns a task of the project that is not deleted.
pub(crate) async fn find(tx: &Tx, project: ProjectId, id: TaskId) -> Result<TaskRecord, Error> {
    checked(project, id, tx.task(id).await?)
}

/// Returns the tasks in the given order, each once; all must be there.
pub(crate) async fn find_all(tx: &Tx, project: ProjectId, ids: &[TaskId]) -> Result<Vec<TaskRecord>, Error> {
    let mut by_id: HashMap<_, _> = tx.tasks_by_id(ids).await?.into_iter().map(|record| (record.id, record)).collect();
    let mut seen = HashSet::new();
    ids.iter().filter(|id| seen.insert(**id)).map(|id| checked(project, *id, by_id.remove(id))).collect()
}

fn checked(project: ProjectId, id: TaskId, record: Option<TaskRecord>) -> Result<TaskRecord, Error> {
    let record = record.ok_or(Error::TaskNotFound(id))?;
    if record.project_id != project {
        return Err(Error::TaskInOtherProject { task: id, project: record.project_id });
    }
    if record.deleted_at.is_some() {
        return Err(Error::TaskDeleted(id));
    }
    Ok(record)
}

/// Marks a changed record: the next revision, and a time that never goes back.
pub(crate) fn touch(record: &mut TaskRecord, at: Timestamp) {
    record.revision = record.revision.saturating_add(1);
    record.updated_at = record.updated_at.max(at);
}

/// Which long text of a task.
#[derive(Debug, Clone, Copy)]
enum TextOf {
    Description,
    Analysis,
}

async fn keep(
    call: &Call,
    tx: &WriteTx,
    record: &TaskRecord,
    which: TextOf,
    content: &str,
    at: Timestamp,
) -> Result<VersionId, Error> {
    let document = match which {
        TextOf::Description => format!("task/{}/description", record.id),
        TextOf::Analysis => format!("task/{}/analysis", record.id),
    };
    let text = NewText { project: record.project_id, document: &document, content, origin: call.origin, at };
    Ok(tx.keep_text(text).await?)
}
