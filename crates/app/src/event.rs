//! The journal as the doors show it.

use std::collections::{BTreeMap, HashMap};

use claudetask_core::{EventKind, EventSeq, FieldValue, Fields, Origin, ProjectId, TaskId, Timestamp, VersionId};
use claudetask_store::{EventFilter, EventRecord, Tx};
use serde::Serialize;

use crate::{Call, Error, project};

/// An entry of the journal.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Event {
    /// Its place in the journal.
    pub seq: EventSeq,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub origin: Origin,
    /// What.
    pub kind: EventKind,
    /// The project.
    pub project_id: ProjectId,
    /// The task, where it is about one.
    pub task_id: Option<TaskId>,
    /// The changed fields as they were.
    pub before: Option<BTreeMap<String, Shown>>,
    /// The changed fields as they became.
    pub after: Option<BTreeMap<String, Shown>>,
    /// Whether its effect is taken back now.
    pub undone: bool,
    /// For an undo or redo: the event that it is about.
    pub reverts: Option<EventSeq>,
    /// The first event of a change to several tasks, which are undone together.
    pub batch: Option<EventSeq>,
}

/// A field's value as it is shown: long texts as text, or null in a slim list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(untagged)]
pub enum Shown {
    /// Nothing, or a long text in a slim list.
    Null,
    /// Yes or no.
    Flag(bool),
    /// A text.
    Text(String),
    /// Tasks.
    Tasks(Vec<TaskId>),
}

/// Which events to list.
#[derive(Debug, Clone, Copy, Default)]
pub struct LogQuery {
    /// Of this task.
    pub task: Option<TaskId>,
    /// After this event, oldest first; without it the newest are listed.
    pub since: Option<EventSeq>,
    /// At most so many.
    pub limit: u64,
}

/// Returns events of a project, oldest first, with their long texts.
pub async fn log(call: &Call, project: ProjectId, query: LogQuery) -> Result<Vec<Event>, Error> {
    let tx = call.store.read().await?;
    project::find(&tx, project).await?;
    let filter = EventFilter { project: Some(project), task: query.task, since: query.since };
    let records = match query.since {
        Some(_) => tx.next_events(&filter, query.limit).await?,
        None => tx.latest_events(&filter, query.limit).await?,
    };
    with_texts(&tx, records).await
}

/// Returns the newest 200 events of a task, newest first, without long texts; a deleted task has a history too.
pub async fn history(call: &Call, project: ProjectId, task: TaskId) -> Result<Vec<Event>, Error> {
    let tx = call.store.read().await?;
    let record = tx.task(task).await?.ok_or(Error::TaskNotFound(task))?;
    if record.project_id != project {
        return Err(Error::TaskInOtherProject { task, project: record.project_id });
    }
    let filter = EventFilter { project: Some(project), task: Some(task), since: None };
    let mut records = tx.latest_events(&filter, 200).await?;
    records.reverse();
    Ok(records.into_iter().map(|record| shown(record, &HashMap::new())).collect())
}

/// Returns one event with its long texts.
pub async fn get(call: &Call, project: ProjectId, seq: EventSeq) -> Result<Event, Error> {
    let tx = call.store.read().await?;
    let record = find(&tx, project, seq).await?;
    with_text(&tx, record).await
}

/// Returns the newest event of the whole journal.
pub async fn last(call: &Call) -> Result<EventSeq, Error> {
    Ok(call.store.read().await?.last_seq().await?)
}

/// Returns an event of the project, or of any.
pub(crate) async fn find(tx: &Tx, project: impl Into<Option<ProjectId>>, seq: EventSeq) -> Result<EventRecord, Error> {
    let project = project.into();
    let record = tx.event(seq).await?.filter(|record| project.is_none_or(|project| record.project_id == project));
    record.ok_or(Error::EventNotFound(seq))
}

pub(crate) async fn with_text(tx: &Tx, record: EventRecord) -> Result<Event, Error> {
    let mut events = with_texts(tx, vec![record]).await?;
    Ok(events.remove(0))
}

async fn with_texts(tx: &Tx, records: Vec<EventRecord>) -> Result<Vec<Event>, Error> {
    let versions = records.iter().flat_map(|record| record.before.iter().chain(&record.after)).flat_map(Fields::values);
    let ids: Vec<VersionId> = versions
        .filter_map(|value| match value {
            FieldValue::Version { version } => Some(*version),
            FieldValue::Null | FieldValue::Flag(_) | FieldValue::Text(_) | FieldValue::Tasks(_) => None,
        })
        .collect();
    let texts = tx.texts(ids).await?.into_iter().map(|text| (text.id, text.content)).collect();
    Ok(records.into_iter().map(|record| shown(record, &texts)).collect())
}

fn shown(record: EventRecord, texts: &HashMap<VersionId, String>) -> Event {
    let show = |value| match value {
        FieldValue::Null => Shown::Null,
        FieldValue::Flag(flag) => Shown::Flag(flag),
        FieldValue::Text(text) => Shown::Text(text),
        FieldValue::Tasks(ids) => Shown::Tasks(ids),
        FieldValue::Version { version } => texts.get(&version).cloned().map_or(Shown::Null, Shown::Text),
    };
    let fields = |fields: Option<Fields>| {
        fields.map(|fields| fields.into_iter().map(|(name, value)| (name, show(value))).collect())
    };
    Event {
        seq: record.seq,
        at: record.at,
        origin: record.origin,
        kind: record.kind,
        project_id: record.project_id,
        task_id: record.task_id,
        before: fields(record.before),
        after: fields(record.after),
        undone: record.undone,
        reverts: record.reverts,
        batch: record.batch,
    }
}
