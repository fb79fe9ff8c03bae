//! Undo and redo by the journal, in any process.
//!
//! An undo puts the `before` of an event in force again, a redo its `after`. Both look first whether the
//! fields still have the values that the event left: a later change in the way is named, never overwritten.
//! Both are events themselves, so the journal stays a true account.

use claudetask_core::{EventKind, EventSeq, FieldValue, Fields, ProjectId, TaskId, Timestamp};
use claudetask_store::{EventFilter, EventRecord, NewEvent, TaskRecord, Tx, WriteTx};
use serde::Serialize;

use crate::branch::GitEffect;
use crate::document::FileEffect;
use crate::event::{self, Event};
use crate::task::{self, Task, TaskRow, full, refuse_cycle, rows, touch};
use crate::{Call, Error, branch, document, place, project};

mod fields;

/// What an undo or a redo did.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct UndoReport {
    /// The event that was undone or redone, as it is now; of several, the first.
    pub event: Event,
    /// The task that it is about, as it is now; null where it is deleted now or the event is about a project.
    pub task: Option<Task>,
    /// All tasks that changed, as they are now, without those that are deleted now.
    pub tasks: Vec<TaskRow>,
    /// The tasks that changed and are deleted now.
    pub deleted: Vec<TaskId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Undo,
    Redo,
}

/// What has to be done outside of the database before an undo or redo is written.
enum Effect {
    None,
    /// In the repository.
    Git(GitEffect),
    /// To a file.
    File(FileEffect),
}

impl Direction {
    fn verb(self) -> &'static str {
        match self {
            Self::Undo => "undone",
            Self::Redo => "redone",
        }
    }
}

/// Takes back an event, or without `seq` the last change that is in force, of the project or without one of any.
pub async fn undo(
    call: &Call,
    project: impl Into<Option<ProjectId>>,
    seq: Option<EventSeq>,
) -> Result<UndoReport, Error> {
    revert(call, project.into(), seq, Direction::Undo).await
}

/// Makes an undone event's change again, or without `seq` the one that was undone last, as long as nothing
/// else was changed since; of the project, or without one of any.
pub async fn redo(
    call: &Call,
    project: impl Into<Option<ProjectId>>,
    seq: Option<EventSeq>,
) -> Result<UndoReport, Error> {
    revert(call, project.into(), seq, Direction::Redo).await
}

async fn revert(
    call: &Call,
    project: Option<ProjectId>,
    seq: Option<EventSeq>,
    direction: Direction,
) -> Result<UndoReport, Error> {
    // Git and files can't take part in a transaction: they are looked at and put back first; if the rest then fails, a
    // branch too many is all that is left, or a file whose versions have both texts.
    let mut seq = seq;
    let mut of_file = None;
    let (tx, chosen) = loop {
        let (seen, effect) = effect(call, project, seq, direction).await?;
        match effect {
            Effect::None => {}
            Effect::Git(effect) => branch::apply(call, effect).await?,
            Effect::File(effect) => {
                of_file = Some(effect.apply(call).await?);
                // What is on the disk now has to be written, whatever else came meanwhile.
                seq = Some(seen);
            }
        }
        let tx = call.store.write().await?;
        let chosen = choose(&tx, project, seq, direction).await?;
        // Another process may have made a change meanwhile, which is then the last one.
        if chosen.seq == seen {
            break (tx, chosen);
        }
    };
    let events = tx.batch_of(&chosen).await?;
    for event in &events {
        if event.undone != (direction == Direction::Redo) {
            return Err(Error::UndoConflict {
                seq: chosen.seq,
                verb: direction.verb(),
                reason: format!("event {} of the same change was taken back by itself", event.seq),
                later: None,
            });
        }
    }
    let at = call.now();
    let mut changed = Vec::new();
    let mut batch = None;
    for (place, event) in events.iter().enumerate() {
        let written = match event.task_id {
            Some(task) => {
                let leaving: Vec<TaskId> = events[place + 1..].iter().filter_map(|later| later.task_id).collect();
                let (record, new) = revert_task(call, &tx, event, task, &leaving, (direction, at)).await?;
                changed.push(record);
                new
            }
            None => match of_file.take() {
                Some((before, after)) => reverting(call, event, direction, at, before, after),
                None => revert_project(call, &tx, event, direction, at).await?,
            },
        };
        let written = tx.record(NewEvent { batch, ..written }).await?;
        if events.len() > 1 && batch.is_none() {
            tx.begin_batch(written.seq).await?;
            batch = Some(written.seq);
        }
        tx.set_applied(event.seq, direction == Direction::Undo, written.seq).await?;
    }
    let report = report(&tx, chosen.project_id, chosen.seq, changed).await?;
    tx.commit().await?;
    Ok(report)
}

async fn report(
    tx: &WriteTx,
    project: ProjectId,
    seq: EventSeq,
    changed: Vec<TaskRecord>,
) -> Result<UndoReport, Error> {
    let event = event::find(tx, project, seq).await?;
    let (live, gone): (Vec<_>, Vec<_>) = changed.into_iter().partition(|record| record.deleted_at.is_none());
    let task = match live.iter().find(|record| Some(record.id) == event.task_id) {
        Some(record) => Some(full(tx, record.clone()).await?),
        None => None,
    };
    Ok(UndoReport {
        event: event::with_text(tx, event).await?,
        task,
        tasks: rows(tx, project, live).await?,
        deleted: gone.into_iter().map(|record| record.id).collect(),
    })
}

/// Returns the event that is to be reverted, and what has to be done outside of the database before that.
async fn effect(
    call: &Call,
    project: Option<ProjectId>,
    seq: Option<EventSeq>,
    direction: Direction,
) -> Result<(EventSeq, Effect), Error> {
    let tx = call.store.read().await?;
    let event = choose(&tx, project, seq, direction).await?;
    if event.kind.is_of_a_file() {
        let (left, wanted) = ends(&tx, &event, direction).await?;
        let roots = document::roots_of(call, &tx, event.project_id).await?;
        let effect = document::effect_of(&tx, roots, &event, (&left, &wanted), direction.verb()).await?;
        return Ok((event.seq, Effect::File(effect)));
    }
    if direction == Direction::Undo && event.kind == EventKind::BranchDeleted {
        let text = |name: &str| match event.before.as_ref().and_then(|fields| fields.get(name)) {
            Some(FieldValue::Text(text)) => Some(text.clone()),
            _ => None,
        };
        let project = event.project_id;
        let effect = text("git_branch").zip(text("commit"));
        let effect = effect.map(|(name, commit)| Effect::Git(GitEffect { project, name, commit }));
        return Ok((event.seq, effect.unwrap_or(Effect::None)));
    }
    if direction == Direction::Redo && event.kind == EventKind::BranchDeleted {
        return Err(Error::NotRevertible {
            seq: event.seq,
            verb: direction.verb(),
            reason: "a branch is deleted anew only after a new check; use `claudetask branch delete`".to_owned(),
        });
    }
    Ok((event.seq, Effect::None))
}

async fn choose(
    tx: &Tx,
    project: Option<ProjectId>,
    seq: Option<EventSeq>,
    direction: Direction,
) -> Result<EventRecord, Error> {
    let Some(seq) = seq else {
        return match direction {
            Direction::Undo => tx.event_to_undo(project).await?.ok_or(Error::NothingToUndo),
            Direction::Redo => {
                let undone = tx.event_to_redo(project).await?.ok_or(Error::NothingToRedo)?;
                // A new change ends what could be redone in passing, as in every editor.
                let newer = tx.changed_since(project, undone.applied).await?;
                if newer { Err(Error::NothingToRedo) } else { Ok(undone) }
            }
        };
    };
    let event = event::find(tx, project, seq).await?;
    let refuse = |reason: &str| Err(Error::NotRevertible { seq, verb: direction.verb(), reason: reason.to_owned() });
    if !event.kind.can_be_undone() {
        return refuse(match event.reverts {
            Some(_) => "it is an undo or redo itself; name the event that it is about",
            None => "it has nothing to take back",
        });
    }
    match direction {
        Direction::Undo if event.undone => refuse("it is undone already"),
        Direction::Redo if !event.undone => refuse("it is in force"),
        Direction::Undo | Direction::Redo => Ok(event),
    }
}

/// Returns the values that must still be in force, and those to put in force.
///
/// An event that was undone or redone before left what that undo or redo wrote, which can differ from the
/// event's own fields: a rank that was taken meanwhile is replaced by one beside it.
async fn ends(tx: &Tx, event: &EventRecord, direction: Direction) -> Result<(Fields, Fields), Error> {
    let deleted = |flag| Fields::from([("deleted".to_owned(), FieldValue::Flag(flag))]);
    let own = |fields: &Option<Fields>| fields.clone().unwrap_or_default();
    let (before, after) = match event.kind {
        // A creation is taken back by a deletion and brought again by taking that back.
        EventKind::TaskCreated => (deleted(true), deleted(false)),
        _ => (own(&event.before), own(&event.after)),
    };
    let (left, wanted) = match direction {
        Direction::Undo => (after, before),
        Direction::Redo => (before, after),
    };
    if event.applied == event.seq {
        return Ok((left, wanted));
    }
    let last = tx.event(event.applied).await?.and_then(|last| last.after);
    Ok((last.unwrap_or(left), wanted))
}

async fn revert_task(
    call: &Call,
    tx: &WriteTx,
    event: &EventRecord,
    task: TaskId,
    leaving: &[TaskId],
    (direction, at): (Direction, Timestamp),
) -> Result<(TaskRecord, NewEvent), Error> {
    let mut record = tx.task(task).await?.ok_or(Error::TaskNotFound(task))?;
    let old_links = tx.dependencies_of(task).await?;
    let (expected, wanted) = ends(tx, event, direction).await?;
    let mut old = task::fields(&record, &old_links);
    old.insert("deleted".to_owned(), FieldValue::Flag(record.deleted_at.is_some()));
    let creation = event.kind == EventKind::TaskCreated;
    let changed_field = expected.iter().find(|(name, value)| old.get(*name).is_some_and(|now| now != *value));
    let later = later_change(tx, event, changed_field.map(|(name, _)| name.as_str()), creation).await?;
    if changed_field.is_some() || (creation && direction == Direction::Undo && later.is_some()) {
        return Err(conflict(event, direction, task, changed_field.map(|(name, _)| name.as_str()), later));
    }
    if !creation && event.kind != EventKind::TaskDeleted && record.deleted_at.is_some() {
        return Err(conflict(event, direction, task, Some("deleted"), later));
    }
    let mut links = old_links.clone();
    for (name, value) in &wanted {
        fields::set(&mut record, &mut links, name, value, at)?;
    }
    if record.deleted_at.is_none() {
        record.rank = place::free(tx, &record, leaving).await?;
    }
    if links != old_links {
        refuse_cycle(tx, task, &links).await?;
        tx.set_dependencies(task, &links).await?;
    }
    touch(&mut record, at);
    tx.update_task(&record).await?;
    let mut new = task::fields(&record, &links);
    new.insert("deleted".to_owned(), FieldValue::Flag(record.deleted_at.is_some()));
    let (before, after) = task::difference(&old, &new);
    Ok((record, reverting(call, event, direction, at, before, after)))
}

async fn revert_project(
    call: &Call,
    tx: &WriteTx,
    event: &EventRecord,
    direction: Direction,
    at: Timestamp,
) -> Result<NewEvent, Error> {
    let mut record = project::find_even_forgotten(tx, event.project_id).await?;
    let (expected, wanted) = ends(tx, event, direction).await?;
    let old = project::fields(&record);
    let changed = expected.iter().find(|(name, value)| old.get(*name).is_some_and(|now| now != *value));
    if let Some((name, _)) = changed {
        return Err(Error::UndoConflict {
            seq: event.seq,
            verb: direction.verb(),
            reason: format!("{name} of the project was changed again later"),
            later: later_change(tx, event, Some(name), false).await?,
        });
    }
    for (name, value) in &wanted {
        fields::set_project(&mut record, name, value, at)?;
    }
    if let Some(other) = tx.project_at(&record.path).await?.filter(|other| other.id != record.id) {
        return Err(Error::FolderTaken { path: other.path, id: other.id, name: other.name });
    }
    record.revision = record.revision.saturating_add(1);
    tx.update_project(&record).await?;
    let (before, after) = task::difference(&old, &project::fields(&record));
    Ok(reverting(call, event, direction, at, before, after))
}

fn reverting(
    call: &Call,
    event: &EventRecord,
    direction: Direction,
    at: Timestamp,
    before: Fields,
    after: Fields,
) -> NewEvent {
    let kind = match direction {
        Direction::Undo => EventKind::Undo,
        Direction::Redo => EventKind::Redo,
    };
    let new = call.event(event.project_id, event.task_id, kind, at, (Some(before), Some(after)));
    NewEvent { reverts: Some(event.seq), ..new }
}

/// Returns the first later event in force that changed `field` of the same task or project; any field
/// where `any`.
async fn later_change(
    tx: &WriteTx,
    event: &EventRecord,
    field: Option<&str>,
    any: bool,
) -> Result<Option<EventSeq>, Error> {
    let filter = EventFilter { project: Some(event.project_id), task: event.task_id, since: Some(event.applied) };
    let touches = |later: &EventRecord| {
        any || field.is_some_and(|field| {
            later.kind == EventKind::TaskDeleted
                || later.after.as_ref().is_some_and(|fields| fields.contains_key(field))
        })
    };
    let later = tx.next_events(&filter, 1000).await?;
    Ok(later
        .iter()
        .find(|later| later.kind.can_be_undone() && !later.undone && later.task_id == event.task_id && touches(later))
        .map(|later| later.seq))
}

fn conflict(
    event: &EventRecord,
    direction: Direction,
    task: TaskId,
    field: Option<&str>,
    later: Option<EventSeq>,
) -> Error {
    let by = later.map(|seq| format!(" by event {seq}")).unwrap_or_default();
    let reason = match field {
        Some("deleted") => format!("#{task} was deleted or brought back later{by}"),
        Some(field) => format!("{field} of #{task} was changed again later{by}"),
        None => format!("#{task} was changed later{by}"),
    };
    Error::UndoConflict { seq: event.seq, verb: direction.verb(), reason, later }
}
