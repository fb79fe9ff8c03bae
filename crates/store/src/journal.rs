//! The journal: what changed, in the transaction that changed it.

use claudetask_core::{EventKind, EventSeq, Fields, Origin, ProjectId, TaskId, Timestamp};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select,
};

use crate::entity::event::{ActiveModel, Column, Entity, Model};
use crate::entity::project;
use crate::error::StoreError;
use crate::tx::{Tx, WriteTx, word};

/// An entry of the journal.
#[derive(Debug, Clone, PartialEq)]
pub struct EventRecord {
    /// Its place in the journal.
    pub seq: EventSeq,
    /// The project.
    pub project_id: ProjectId,
    /// The task, where it is about one.
    pub task_id: Option<TaskId>,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub origin: Origin,
    /// What.
    pub kind: EventKind,
    /// The changed fields as they were.
    pub before: Option<Fields>,
    /// The changed fields as they became.
    pub after: Option<Fields>,
    /// The first event of a change to several tasks.
    pub batch: Option<EventSeq>,
    /// For an undo or redo: the event that it is about.
    pub reverts: Option<EventSeq>,
    /// Whether its effect is taken back now.
    pub undone: bool,
    /// The event that last put its effect in force or out of it.
    pub applied: EventSeq,
}

/// An entry to write.
#[derive(Debug, Clone)]
pub struct NewEvent {
    /// The project.
    pub project_id: ProjectId,
    /// The task, where it is about one.
    pub task_id: Option<TaskId>,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub origin: Origin,
    /// What.
    pub kind: EventKind,
    /// The changed fields as they were.
    pub before: Option<Fields>,
    /// The changed fields as they became.
    pub after: Option<Fields>,
    /// The first event of a change to several tasks; `None` for the first itself.
    pub batch: Option<EventSeq>,
    /// For an undo or redo: the event that it is about.
    pub reverts: Option<EventSeq>,
}

/// Which events to list.
#[derive(Debug, Clone, Default)]
pub struct EventFilter {
    /// Of this project.
    pub project: Option<ProjectId>,
    /// Of this task.
    pub task: Option<TaskId>,
    /// After this one.
    pub since: Option<EventSeq>,
}

fn fields(column: &'static str, json: Option<String>) -> Result<Option<Fields>, StoreError> {
    json.map(|json| word("events", column, &json, |json| serde_json::from_str(json).ok())).transpose()
}

fn json(fields: Option<&Fields>) -> Option<String> {
    fields.map(|fields| serde_json::to_string(fields).expect("a map of plain values is JSON"))
}

pub(crate) fn record(row: Model) -> Result<EventRecord, StoreError> {
    Ok(EventRecord {
        seq: EventSeq(row.seq),
        project_id: ProjectId(row.project_id),
        task_id: row.task_id.map(TaskId),
        at: Timestamp::from_millis(row.at),
        origin: word("events", "origin", &row.origin, Origin::from_word)?,
        kind: word("events", "kind", &row.kind, EventKind::from_word)?,
        before: fields("before", row.before)?,
        after: fields("after", row.after)?,
        batch: row.batch.map(EventSeq),
        reverts: row.reverts.map(EventSeq),
        undone: row.undone,
        applied: EventSeq(row.applied),
    })
}

fn filtered(filter: &EventFilter) -> Select<Entity> {
    let mut select = Entity::find();
    if let Some(project) = filter.project {
        select = select.filter(Column::ProjectId.eq(project.0));
    }
    if let Some(task) = filter.task {
        select = select.filter(Column::TaskId.eq(task.0));
    }
    if let Some(since) = filter.since {
        select = select.filter(Column::Seq.gt(since.0));
    }
    select
}

/// Returns a limit that SQLite can count to.
fn bound(limit: u64) -> u64 {
    limit.min(i64::MAX.unsigned_abs())
}

impl Tx {
    /// Returns an event.
    pub async fn event(&self, seq: EventSeq) -> Result<Option<EventRecord>, StoreError> {
        let row = Entity::find_by_id(seq.0).one(&self.db).await.map_err(|e| self.error(e))?;
        row.map(record).transpose()
    }

    /// Returns the newest matching events, oldest first, at most `limit`.
    pub async fn latest_events(&self, filter: &EventFilter, limit: u64) -> Result<Vec<EventRecord>, StoreError> {
        let mut rows = filtered(filter)
            .order_by_desc(Column::Seq)
            .limit(bound(limit))
            .all(&self.db)
            .await
            .map_err(|e| self.error(e))?;
        rows.reverse();
        rows.into_iter().map(record).collect()
    }

    /// Returns the oldest matching events, oldest first, at most `limit`.
    pub async fn next_events(&self, filter: &EventFilter, limit: u64) -> Result<Vec<EventRecord>, StoreError> {
        let rows = filtered(filter)
            .order_by_asc(Column::Seq)
            .limit(bound(limit))
            .all(&self.db)
            .await
            .map_err(|e| self.error(e))?;
        rows.into_iter().map(record).collect()
    }

    /// Returns the last event of the journal, 0 where it is empty.
    pub async fn last_seq(&self) -> Result<EventSeq, StoreError> {
        let last: Option<i64> = Entity::find()
            .select_only()
            .column(Column::Seq)
            .order_by_desc(Column::Seq)
            .limit(1)
            .into_tuple()
            .one(&self.db)
            .await
            .map_err(|e| self.error(e))?;
        Ok(EventSeq(last.unwrap_or(0)))
    }

    /// Returns the event of a project, or of any, whose effect came into force last and can be taken back.
    pub async fn event_to_undo(
        &self,
        project: impl Into<Option<ProjectId>>,
    ) -> Result<Option<EventRecord>, StoreError> {
        self.last_to_revert(project.into(), false).await
    }

    /// Returns the event of a project, or of any, whose effect was taken back last.
    pub async fn event_to_redo(
        &self,
        project: impl Into<Option<ProjectId>>,
    ) -> Result<Option<EventRecord>, StoreError> {
        self.last_to_revert(project.into(), true).await
    }

    async fn last_to_revert(
        &self,
        project: Option<ProjectId>,
        undone: bool,
    ) -> Result<Option<EventRecord>, StoreError> {
        if let Some(project) = project {
            return self.first_to_revert(project, undone).await;
        }
        // The index is by project, and projects are few.
        let mut last: Option<EventRecord> = None;
        for project in self.all_project_ids().await? {
            let found = self.first_to_revert(project, undone).await?;
            if found.as_ref().map(|event| event.applied) > last.as_ref().map(|event| event.applied) {
                last = found;
            }
        }
        Ok(last)
    }

    async fn first_to_revert(&self, project: ProjectId, undone: bool) -> Result<Option<EventRecord>, StoreError> {
        let of_project = revertible(undone).filter(Column::ProjectId.eq(project.0));
        let row = of_project.order_by_desc(Column::Applied).limit(1).one(&self.db).await.map_err(|e| self.error(e))?;
        row.map(record).transpose()
    }

    /// Returns whether a change that is in force and can be taken back was made after an event, in a project or in
    /// any. The making counts: a change that was only redone since is none.
    pub async fn changed_since(
        &self,
        project: impl Into<Option<ProjectId>>,
        since: EventSeq,
    ) -> Result<bool, StoreError> {
        let mut select = revertible(false).filter(Column::Seq.gt(since.0));
        if let Some(project) = project.into() {
            select = select.filter(Column::ProjectId.eq(project.0));
        }
        let select = select.select_only().column(Column::Seq).order_by_desc(Column::Seq).limit(1);
        let found: Option<i64> = select.into_tuple().one(&self.db).await.map_err(|e| self.error(e))?;
        Ok(found.is_some())
    }

    /// Returns all events of a change to several tasks, oldest first; the event alone where it was one.
    pub async fn batch_of(&self, event: &EventRecord) -> Result<Vec<EventRecord>, StoreError> {
        let Some(batch) = event.batch else { return Ok(vec![event.clone()]) };
        let rows = Entity::find()
            .filter(Column::Batch.eq(batch.0))
            .order_by_asc(Column::Seq)
            .all(&self.db)
            .await
            .map_err(|e| self.error(e))?;
        rows.into_iter().map(record).collect()
    }
}

/// Selects the changes that can be taken back, or made again.
fn revertible(undone: bool) -> Select<Entity> {
    let select = Entity::find()
        .filter(Column::Undone.eq(undone))
        .filter(Column::Reverts.is_null())
        .filter(Column::Kind.is_not_in(NEVER_UNDONE.map(EventKind::as_str)));
    if undone {
        return select;
    }
    // Opening a forgotten project again took its forgetting back without being an undo of it.
    let forgotten = project::Entity::find()
        .select_only()
        .column(project::Column::Id)
        .filter(project::Column::ForgottenAt.is_not_null())
        .into_query();
    select.filter(
        Condition::any()
            .add(Column::Kind.ne(EventKind::ProjectForgotten.as_str()))
            .add(Column::ProjectId.in_subquery(forgotten)),
    )
}

/// The kinds that stay out of the choice of what to undo next.
const NEVER_UNDONE: [EventKind; 6] = [
    EventKind::ProjectOpened,
    EventKind::RunStarted,
    EventKind::RunEnded,
    EventKind::Restored,
    EventKind::Undo,
    EventKind::Redo,
];

impl WriteTx {
    /// Writes an entry.
    pub async fn record(&self, new: NewEvent) -> Result<EventRecord, StoreError> {
        let row = ActiveModel {
            project_id: Set(new.project_id.0),
            task_id: Set(new.task_id.map(|id| id.0)),
            at: Set(new.at.millis()),
            origin: Set(new.origin.as_str().to_owned()),
            kind: Set(new.kind.as_str().to_owned()),
            before: Set(json(new.before.as_ref())),
            after: Set(json(new.after.as_ref())),
            batch: Set(new.batch.map(|seq| seq.0)),
            reverts: Set(new.reverts.map(|seq| seq.0)),
            undone: Set(false),
            applied: Set(0),
            ..Default::default()
        };
        let inserted = row.insert(&self.db).await.map_err(|e| self.error(e))?;
        let seq = EventSeq(inserted.seq);
        self.set_applied(seq, false, seq).await?;
        let mut event = record(inserted)?;
        event.applied = seq;
        Ok(event)
    }

    /// Makes `seq` the first event of a change to several tasks.
    pub async fn begin_batch(&self, seq: EventSeq) -> Result<(), StoreError> {
        Entity::update_many()
            .col_expr(Column::Batch, Expr::value(seq.0))
            .filter(Column::Seq.eq(seq.0))
            .exec(&self.db)
            .await
            .map_err(|e| self.error(e))?;
        Ok(())
    }

    /// Notes that `by` put the effect of `seq` in force or took it back.
    pub async fn set_applied(&self, seq: EventSeq, undone: bool, by: EventSeq) -> Result<(), StoreError> {
        Entity::update_many()
            .col_expr(Column::Undone, Expr::value(undone))
            .col_expr(Column::Applied, Expr::value(by.0))
            .filter(Column::Seq.eq(seq.0))
            .exec(&self.db)
            .await
            .map_err(|e| self.error(e))?;
        Ok(())
    }
}
