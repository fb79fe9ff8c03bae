//! Tasks: get, list, create, update, delete.

use std::collections::{HashMap, HashSet};

use claudetask_core::{
    Analysis, BlockedReason, Description, EventKind, FieldValue, Fields, Priority, ProjectId, Status, TaskId, TaskType,
    Timestamp, Title, VersionId,
};
use claudetask_store::{NewEvent, NewTask as StoredTask, NewText, TaskQuery, TaskRecord, Tx, WriteTx};
use serde::{Deserialize, Deserializer, Serialize};

use crate::{Call, Error, place};

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

/// The state of the run of a task that matters most; none until runs exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum RunState {
    /// It runs now.
    Running,
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
    /// The state of its run.
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
    #[serde(deserialize_with = "present")]
    #[cfg_attr(feature = "specta", specta(optional, type = String))]
    pub title: Option<String>,
    /// Markdown, up to 200,000 characters.
    #[serde(deserialize_with = "present")]
    #[cfg_attr(feature = "specta", specta(optional, type = String))]
    pub description: Option<String>,
    /// Feature or bug.
    #[serde(rename = "type", deserialize_with = "present")]
    #[cfg_attr(feature = "specta", specta(optional, type = TaskType))]
    pub task_type: Option<TaskType>,
    /// How urgent it is.
    #[serde(deserialize_with = "present")]
    #[cfg_attr(feature = "specta", specta(optional, type = Priority))]
    pub priority: Option<Priority>,
    /// Its column; it enters at the top.
    #[serde(deserialize_with = "present")]
    #[cfg_attr(feature = "specta", specta(optional, type = Status))]
    pub status: Option<Status>,
    /// Markdown, up to 1,000,000 characters; null clears.
    #[serde(deserialize_with = "named")]
    #[cfg_attr(feature = "specta", specta(optional, type = Option<String>))]
    pub analysis: Option<Option<String>>,
    /// Up to 500 characters; null clears.
    #[serde(deserialize_with = "named")]
    #[cfg_attr(feature = "specta", specta(optional, type = Option<String>))]
    pub blocked_reason: Option<Option<String>>,
    /// The tasks that come first; replaces the whole list.
    #[serde(deserialize_with = "present")]
    #[cfg_attr(feature = "specta", specta(optional, type = Vec<TaskId>))]
    pub depends_on: Option<Vec<TaskId>>,
    /// The revision that the caller read; another one now is `stale_task`.
    #[serde(deserialize_with = "present")]
    #[cfg_attr(feature = "specta", specta(optional, type = u32))]
    pub revision: Option<u32>,
}

/// Reads a field that may be left out but not cleared: `null` is a wrong type.
pub(crate) fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// Tells a field that is named with `null` from one that is not named.
pub(crate) fn named<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

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
    /// At most so many.
    pub limit: Option<usize>,
}

/// Returns a task in full.
pub async fn get(call: &Call, project: ProjectId, id: TaskId) -> Result<Task, Error> {
    let tx = call.store.read().await?;
    let record = find(&tx, project, id).await?;
    full(&tx, record).await
}

/// Returns the matching tasks of a project, by column, then by place.
pub async fn list(call: &Call, project: ProjectId, query: ListQuery) -> Result<TaskList, Error> {
    let tx = call.store.read().await?;
    let stored = TaskQuery {
        statuses: query.statuses,
        task_type: query.task_type,
        priority: query.priority,
        text: query.text.filter(|text| !text.trim().is_empty()),
    };
    let mut records = tx.tasks(project, &stored).await?;
    let total = records.len();
    records.truncate(query.limit.unwrap_or(usize::MAX));
    Ok(TaskList { tasks: rows(&tx, project, records).await?, total })
}

/// Adds a task at the top of its column.
pub async fn create(call: &Call, project: ProjectId, new: NewTask) -> Result<Task, Error> {
    let title = Title::parse(&new.title)?;
    let description = Description::parse(&new.description)?;
    let tx = call.store.write().await?;
    crate::project::find(&tx, project).await?;
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
    let depends_on = dependencies(&tx, project, record.id, &new.depends_on).await?;
    if !depends_on.is_empty() {
        tx.set_dependencies(record.id, &depends_on).await?;
    }
    let event = NewEvent {
        project_id: project,
        task_id: Some(record.id),
        at,
        origin: call.origin,
        kind: EventKind::TaskCreated,
        before: None,
        after: Some(fields(&record, &depends_on)),
        batch: None,
        reverts: None,
    };
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
        Some(ids) => dependencies(&tx, project, id, &ids).await?,
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
    let event = NewEvent {
        project_id: project,
        task_id: Some(id),
        at,
        origin: call.origin,
        kind: EventKind::TaskUpdated,
        before: Some(before),
        after: Some(after),
        batch: None,
        reverts: None,
    };
    tx.record(event).await?;
    let task = full(&tx, record).await?;
    tx.commit().await?;
    Ok(task)
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
        let event = NewEvent {
            project_id: project,
            task_id: Some(record.id),
            at,
            origin: call.origin,
            kind: EventKind::TaskDeleted,
            before: Some(before),
            after: Some(Fields::from([("deleted".to_owned(), FieldValue::Flag(true))])),
            batch: None,
            reverts: None,
        };
        batch.record(&tx, event).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Writes the events of a change to several tasks, so that they are undone together.
pub(crate) struct Batch {
    several: bool,
    first: Option<claudetask_core::EventSeq>,
}

impl Batch {
    pub(crate) fn new(tasks: usize) -> Self {
        Self { several: tasks > 1, first: None }
    }

    pub(crate) async fn record(&mut self, tx: &WriteTx, mut event: NewEvent) -> Result<(), Error> {
        event.batch = self.first;
        let written = tx.record(event).await?;
        if self.several && self.first.is_none() {
            tx.begin_batch(written.seq).await?;
            self.first = Some(written.seq);
        }
        Ok(())
    }
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

/// Checks what a task is to depend on: tasks of the project that do not lead back to it. Returns them
/// ascending, each once.
async fn dependencies(tx: &Tx, project: ProjectId, task: TaskId, ids: &[TaskId]) -> Result<Vec<TaskId>, Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut ids: Vec<TaskId> = find_all(tx, project, ids).await?.iter().map(|record| record.id).collect();
    ids.sort_unstable();
    refuse_cycle(tx, project, task, &ids).await?;
    Ok(ids)
}

/// Refuses dependencies that lead back to the task.
pub(crate) async fn refuse_cycle(tx: &Tx, project: ProjectId, task: TaskId, ids: &[TaskId]) -> Result<(), Error> {
    let links = tx.dependencies(project).await?;
    for id in ids {
        let mut open = vec![*id];
        let mut seen = HashSet::new();
        while let Some(at) = open.pop() {
            if at == task {
                return Err(Error::DependencyCycle { task, depends_on: *id });
            }
            if seen.insert(at) {
                open.extend(links.get(&at).into_iter().flatten());
            }
        }
    }
    Ok(())
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

/// Returns the fields of a task as the journal writes them.
pub(crate) fn fields(record: &TaskRecord, depends_on: &[TaskId]) -> Fields {
    Fields::from([
        ("title".to_owned(), FieldValue::Text(record.title.clone())),
        ("description".to_owned(), record.description.into()),
        ("type".to_owned(), record.task_type.as_str().into()),
        ("priority".to_owned(), record.priority.as_str().into()),
        ("status".to_owned(), record.status.as_str().into()),
        ("rank".to_owned(), record.rank.as_str().into()),
        ("analysis".to_owned(), record.analysis.into()),
        ("git_branch".to_owned(), record.git_branch.clone().into()),
        ("blocked_reason".to_owned(), record.blocked_reason.clone().into()),
        ("depends_on".to_owned(), FieldValue::Tasks(depends_on.to_vec())),
        ("completed_at".to_owned(), record.completed_at.map(|at| at.to_string()).into()),
    ])
}

/// Returns the fields that differ, as they were and as they are.
pub(crate) fn difference(before: &Fields, after: &Fields) -> (Fields, Fields) {
    let differs = |(name, value): &(&String, &FieldValue)| after.get(*name) != Some(*value);
    let names: Vec<&String> = before.iter().filter(differs).map(|(name, _)| name).collect();
    let pick = |fields: &Fields| {
        names.iter().filter_map(|name| fields.get_key_value(*name)).map(|(n, v)| (n.clone(), v.clone())).collect()
    };
    (pick(before), pick(after))
}

/// Completes a record with its long texts and dependencies.
pub(crate) async fn full(tx: &Tx, record: TaskRecord) -> Result<Task, Error> {
    let texts = tx.texts(record.description.into_iter().chain(record.analysis)).await?;
    let text = |id: Option<VersionId>| {
        id.and_then(|id| texts.iter().find(|text| text.id == id)).map(|text| text.content.clone())
    };
    let depends_on = tx.live_dependencies_of(record.id).await?;
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

/// Completes the records of a project with their dependencies.
pub(crate) async fn rows(tx: &Tx, project: ProjectId, records: Vec<TaskRecord>) -> Result<Vec<TaskRow>, Error> {
    let mut depends_on = tx.live_dependencies(project).await?;
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
            run_state: None,
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
