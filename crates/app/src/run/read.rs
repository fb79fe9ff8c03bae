//! Runs as they are now.

use claudetask_core::{ItemKind, ProjectId, RunId, TaskId};
use claudetask_store::{ItemQuery, RunFilter, Tx};
use serde::{Deserialize, Serialize};

use super::ledger;
use super::queue::{self, QueueState};
use super::request::{self, RunRequest};
use super::shape::{Options, Run, RunDetail, shown, shown_one};
use crate::{Call, Error, project};

/// A page of runs.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RunList {
    /// The newest first.
    pub runs: Vec<Run>,
    /// How many there are in all.
    pub total: u32,
}

/// Which runs to list.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default, deny_unknown_fields)]
pub struct RunQuery {
    /// Of this task.
    #[cfg_attr(feature = "specta", specta(optional))]
    pub task: Option<TaskId>,
    /// That have not ended, or that have.
    #[cfg_attr(feature = "specta", specta(optional))]
    pub live: Option<bool>,
    /// Older than this one.
    #[cfg_attr(feature = "specta", specta(optional))]
    pub before: Option<RunId>,
    /// At most so many, 1 to 500; 100 where it is not said.
    #[cfg_attr(feature = "specta", specta(optional))]
    pub limit: Option<u32>,
}

/// What goes on now, in all projects.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RunsNow {
    /// The runs that have not ended; in a change, those that changed.
    pub runs: Vec<Run>,
    /// What waits for the user, the oldest first.
    pub requests: Vec<RunRequest>,
    /// The queue.
    pub queue: QueueState,
}

/// How many runs a page has where nothing else is said, and the most that it can have.
const PAGE: u32 = 100;
const LONGEST_PAGE: u32 = 500;

/// Returns a run in full.
pub async fn get(call: &Call, id: RunId) -> Result<RunDetail, Error> {
    let tx = call.store.read().await?;
    let record = tx.run(id).await?.ok_or(Error::RunNotFound(id))?;
    let first = tx.items(id, ItemQuery { from: 1, limit: 1, cut: u32::MAX >> 1 }).await?;
    let prompt = first.into_iter().find(|item| item.kind == ItemKind::Prompt).map(|item| item.text);
    let options = Options::of(&record);
    Ok(RunDetail {
        session_id: record.session_id.clone(),
        folder: record.folder.clone(),
        program: record.program.clone(),
        version: record.version.clone(),
        pid: ledger::process(&record).map(|process| process.pid),
        exit_code: record.exit_code,
        trusted: record.trusted,
        max_turns: options.analysis.max_turns,
        budget_usd: options.analysis.budget_usd,
        minutes: options.analysis.minutes,
        prompt: prompt.unwrap_or_default(),
        run: shown_one(&tx, record).await?,
    })
}

/// Returns runs of a project or of all, the newest first.
pub async fn list(call: &Call, project: Option<ProjectId>, query: RunQuery) -> Result<RunList, Error> {
    let tx = call.store.read().await?;
    if let Some(project) = project {
        project::find(&tx, project).await?;
    }
    let filter = RunFilter { project, task: query.task, live: query.live, before: None };
    let total = u32::try_from(tx.count_runs(&filter).await?).unwrap_or(u32::MAX);
    let limit = query.limit.unwrap_or(PAGE).clamp(1, LONGEST_PAGE);
    let records = tx.runs(&RunFilter { before: query.before, ..filter }, u64::from(limit)).await?;
    Ok(RunList { runs: shown(&tx, records).await?, total })
}

/// Returns what goes on now, in all projects.
pub async fn now(call: &Call) -> Result<RunsNow, Error> {
    let tx = call.store.read().await?;
    at_one_moment(call, &tx).await
}

pub(super) async fn at_one_moment(call: &Call, tx: &Tx) -> Result<RunsNow, Error> {
    Ok(RunsNow {
        runs: shown(tx, tx.live_runs().await?).await?,
        requests: request::open(tx).await?,
        queue: queue::state(call, tx).await?,
    })
}
