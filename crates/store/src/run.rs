//! Runs of Claude: a row each, with a counter that grows with every change of any run.

use std::collections::HashMap;

use claudetask_core::{Origin, ProjectId, RunId, RunKind, RunState, TaskId, Timestamp};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    Select,
};

use crate::entity::run::{ActiveModel, Column, Entity, Model};
use crate::error::StoreError;
use crate::tx::{Tx, WriteTx, word};

mod item;
mod request;

pub use item::{Item, ItemQuery, NewItem};
pub use request::{NewRequest, RequestRecord};

/// A run as it is stored; what only the use cases read is JSON.
#[derive(Debug, Clone, PartialEq)]
pub struct RunRecord {
    /// Its id.
    pub id: RunId,
    /// The project.
    pub project_id: ProjectId,
    /// The task.
    pub task_id: TaskId,
    /// What it is for.
    pub kind: RunKind,
    /// How far it is.
    pub state: RunState,
    /// The run whose session it goes on with.
    pub follows: Option<RunId>,
    /// Who started it.
    pub origin: Origin,
    /// Grows with each change of any run.
    pub change: i64,
    /// Whether its process lives while the program that watched it is gone.
    pub survivor: bool,
    /// Whether the folder's own settings were loaded.
    pub trusted: bool,
    /// When it was asked for.
    pub queued_at: Timestamp,
    /// When its process was started.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// How long its transcript is.
    pub items: u32,
    /// What it cost, in US dollars.
    pub cost_usd: Option<f64>,
    /// What its session cost up to its end, in US dollars.
    pub session_cost_usd: Option<f64>,
    /// Tokens that were read, from caches too.
    pub input_tokens: u64,
    /// Tokens that were written.
    pub output_tokens: u64,
    /// Turns.
    pub turns: u32,
    /// What its process ended with.
    pub exit_code: Option<i32>,
    /// When Claude tries again.
    pub waits_until: Option<Timestamp>,
    /// When it was asked to stop.
    pub stop_asked_at: Option<Timestamp>,
    /// Why it was asked to stop.
    pub stop_reason: Option<String>,
    /// The session of Claude Code.
    pub session_id: String,
    /// What its process and all that it starts have in their environment.
    pub marker: String,
    /// The model.
    pub model: Option<String>,
    /// The version of the program.
    pub version: Option<String>,
    /// The process that watches it, as JSON.
    pub owner: Option<String>,
    /// Its own process, as JSON.
    pub process: Option<String>,
    /// The folder in which it works.
    pub folder: String,
    /// The path of the program.
    pub program: Option<String>,
    /// What it does now.
    pub activity: Option<String>,
    /// What Claude writes now: `text` or `thinking`, and its end.
    pub live: Option<(String, String)>,
    /// The question of a run that follows.
    pub question: Option<String>,
    /// Why it did not succeed, as JSON.
    pub failure: Option<String>,
    /// The options with which it was started, as JSON.
    pub options: String,
}

/// A run that is not stored yet.
#[derive(Debug, Clone)]
pub struct NewRun {
    /// The project.
    pub project_id: ProjectId,
    /// The task.
    pub task_id: TaskId,
    /// What it is for.
    pub kind: RunKind,
    /// The run whose session it goes on with.
    pub follows: Option<RunId>,
    /// Who started it.
    pub origin: Origin,
    /// Whether the folder's own settings are loaded.
    pub trusted: bool,
    /// The session of Claude Code.
    pub session_id: String,
    /// What its process and all that it starts get into their environment.
    pub marker: String,
    /// The model that was asked for.
    pub model: Option<String>,
    /// The folder in which it works.
    pub folder: String,
    /// The question of a run that follows.
    pub question: Option<String>,
    /// The options with which it is started, as JSON.
    pub options: String,
    /// Now.
    pub at: Timestamp,
}

/// Which runs.
#[derive(Debug, Clone, Copy, Default)]
pub struct RunFilter {
    /// Of this project.
    pub project: Option<ProjectId>,
    /// Of this task.
    pub task: Option<TaskId>,
    /// That have ended, or not.
    pub live: Option<bool>,
    /// Before this one.
    pub before: Option<RunId>,
}

fn count<T: TryFrom<i64> + Default>(value: i64) -> T {
    T::try_from(value).unwrap_or_default()
}

fn stored(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

fn record(row: Model) -> Result<RunRecord, StoreError> {
    Ok(RunRecord {
        id: RunId(row.id),
        project_id: ProjectId(row.project_id),
        task_id: TaskId(row.task_id),
        kind: word("runs", "kind", &row.kind, RunKind::from_word)?,
        state: word("runs", "state", &row.state, RunState::from_word)?,
        follows: row.follows.map(RunId),
        origin: word("runs", "origin", &row.origin, Origin::from_word)?,
        change: row.change,
        survivor: row.survivor,
        trusted: row.trusted,
        queued_at: Timestamp::from_millis(row.queued_at),
        started_at: row.started_at.map(Timestamp::from_millis),
        ended_at: row.ended_at.map(Timestamp::from_millis),
        items: count(row.items),
        cost_usd: row.cost_usd,
        session_cost_usd: row.session_cost_usd,
        input_tokens: count(row.input_tokens),
        output_tokens: count(row.output_tokens),
        turns: count(row.turns),
        exit_code: row.exit_code.map(count),
        waits_until: row.waits_until.map(Timestamp::from_millis),
        stop_asked_at: row.stop_asked_at.map(Timestamp::from_millis),
        stop_reason: row.stop_reason,
        session_id: row.session_id,
        marker: row.marker,
        model: row.model,
        version: row.version,
        owner: row.owner,
        process: row.process,
        folder: row.folder,
        program: row.program,
        activity: row.activity,
        live: row.live_kind.zip(row.live_text),
        question: row.question,
        failure: row.failure,
        options: row.options,
    })
}

fn filtered(filter: &RunFilter) -> Select<Entity> {
    let mut select = Entity::find();
    if let Some(project) = filter.project {
        select = select.filter(Column::ProjectId.eq(project.0));
    }
    if let Some(task) = filter.task {
        select = select.filter(Column::TaskId.eq(task.0));
    }
    if let Some(live) = filter.live {
        select = select.filter(if live { Column::EndedAt.is_null() } else { Column::EndedAt.is_not_null() });
    }
    if let Some(before) = filter.before {
        select = select.filter(Column::Id.lt(before.0));
    }
    select
}

impl Tx {
    /// Returns a run.
    pub async fn run(&self, id: RunId) -> Result<Option<RunRecord>, StoreError> {
        let row = Entity::find_by_id(id.0).one(&self.db).await.map_err(|e| self.error(e))?;
        row.map(record).transpose()
    }

    /// Returns matching runs, the newest first, at most `limit`.
    pub async fn runs(&self, filter: &RunFilter, limit: u64) -> Result<Vec<RunRecord>, StoreError> {
        let select = filtered(filter).order_by_desc(Column::Id).limit(limit);
        select.all(&self.db).await.map_err(|e| self.error(e))?.into_iter().map(record).collect()
    }

    /// Returns how many runs match.
    pub async fn count_runs(&self, filter: &RunFilter) -> Result<u64, StoreError> {
        filtered(filter).count(&self.db).await.map_err(|e| self.error(e))
    }

    /// Returns the runs that have not ended, the oldest first.
    pub async fn live_runs(&self) -> Result<Vec<RunRecord>, StoreError> {
        let select = Entity::find().filter(Column::EndedAt.is_null()).order_by_asc(Column::Id);
        select.all(&self.db).await.map_err(|e| self.error(e))?.into_iter().map(record).collect()
    }

    /// Returns the runs that changed after a change, in the order of their changes, at most `limit`.
    pub async fn runs_changed_since(&self, change: i64, limit: u64) -> Result<Vec<RunRecord>, StoreError> {
        let select = Entity::find().filter(Column::Change.gt(change)).order_by_asc(Column::Change).limit(limit);
        select.all(&self.db).await.map_err(|e| self.error(e))?.into_iter().map(record).collect()
    }

    /// Returns the last change of any run, 0 where there is none.
    pub async fn last_run_change(&self) -> Result<i64, StoreError> {
        let last: Option<Option<i64>> = Entity::find()
            .select_only()
            .column_as(Column::Change.max(), "last")
            .into_tuple()
            .one(&self.db)
            .await
            .map_err(|e| self.error(e))?;
        Ok(last.flatten().unwrap_or(0))
    }

    /// Returns the state of the last run of each task that has one: of these tasks, or of a whole project or of all.
    pub async fn last_run_states(
        &self,
        tasks: Option<&[TaskId]>,
        project: Option<ProjectId>,
    ) -> Result<HashMap<TaskId, RunState>, StoreError> {
        let mut last =
            Query::select().expr(Expr::col(Column::Id).max()).from(Entity).group_by_col(Column::TaskId).take();
        if let Some(tasks) = tasks {
            last.and_where(Expr::col(Column::TaskId).is_in(tasks.iter().map(|task| task.0)));
        }
        if let Some(project) = project {
            last.and_where(Expr::col(Column::ProjectId).eq(project.0));
        }
        let rows: Vec<(i64, String)> = Entity::find()
            .select_only()
            .column(Column::TaskId)
            .column(Column::State)
            .filter(Column::Id.in_subquery(last))
            .into_tuple()
            .all(&self.db)
            .await
            .map_err(|e| self.error(e))?;
        let state = |state: &str| word("runs", "state", state, RunState::from_word);
        rows.into_iter().map(|(task, word)| Ok((TaskId(task), state(&word)?))).collect()
    }
}

impl WriteTx {
    /// Stores a new run, which is queued.
    pub async fn insert_run(&self, new: NewRun) -> Result<RunRecord, StoreError> {
        let row = ActiveModel {
            project_id: Set(new.project_id.0),
            task_id: Set(new.task_id.0),
            kind: Set(new.kind.as_str().to_owned()),
            state: Set(RunState::Queued.as_str().to_owned()),
            follows: Set(new.follows.map(|run| run.0)),
            origin: Set(new.origin.as_str().to_owned()),
            change: Set(self.last_run_change().await?.saturating_add(1)),
            survivor: Set(false),
            trusted: Set(new.trusted),
            queued_at: Set(new.at.millis()),
            items: Set(0),
            input_tokens: Set(0),
            output_tokens: Set(0),
            turns: Set(0),
            session_id: Set(new.session_id),
            marker: Set(new.marker),
            model: Set(new.model),
            folder: Set(new.folder),
            question: Set(new.question),
            options: Set(new.options),
            ..Default::default()
        };
        record(row.insert(&self.db).await.map_err(|e| self.error(e))?)
    }

    /// Stores what can change of a run, and counts the change.
    pub async fn update_run(&self, record: &mut RunRecord) -> Result<(), StoreError> {
        record.change = self.last_run_change().await?.saturating_add(1);
        let (live_kind, live_text) = record.live.clone().unzip();
        let millis = |at: Option<Timestamp>| at.map(Timestamp::millis);
        let row = ActiveModel {
            id: Set(record.id.0),
            state: Set(record.state.as_str().to_owned()),
            change: Set(record.change),
            survivor: Set(record.survivor),
            trusted: Set(record.trusted),
            started_at: Set(millis(record.started_at)),
            ended_at: Set(millis(record.ended_at)),
            items: Set(i64::from(record.items)),
            cost_usd: Set(record.cost_usd),
            session_cost_usd: Set(record.session_cost_usd),
            input_tokens: Set(stored(record.input_tokens)),
            output_tokens: Set(stored(record.output_tokens)),
            turns: Set(i64::from(record.turns)),
            exit_code: Set(record.exit_code.map(i64::from)),
            waits_until: Set(millis(record.waits_until)),
            stop_asked_at: Set(millis(record.stop_asked_at)),
            stop_reason: Set(record.stop_reason.clone()),
            session_id: Set(record.session_id.clone()),
            model: Set(record.model.clone()),
            version: Set(record.version.clone()),
            owner: Set(record.owner.clone()),
            process: Set(record.process.clone()),
            folder: Set(record.folder.clone()),
            program: Set(record.program.clone()),
            activity: Set(record.activity.clone()),
            live_kind: Set(live_kind),
            live_text: Set(live_text),
            failure: Set(record.failure.clone()),
            options: Set(record.options.clone()),
            ..Default::default()
        };
        Entity::update(row).exec_without_returning(&self.db).await.map_err(|e| self.error(e))?;
        Ok(())
    }
}
