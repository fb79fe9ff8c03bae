//! What waits for the user: tasks that another program moved to Code Review or said to be blocked.
//!
//! Nothing is stored of it but how far the user has seen each project's journal, so it can't be out of step
//! with the board: what is no longer so, or was undone, no longer waits.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use claudetask_core::{EventSeq, Origin, ProjectId, TaskId, Timestamp};
use claudetask_store::{EventRecord, Tx, Waiting};
use serde::Serialize;

use crate::{Call, Error, project};

/// Something that waits for the user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Need {
    /// The event that made it so.
    pub seq: EventSeq,
    /// What it is.
    pub kind: NeedKind,
    /// The project.
    pub project_id: ProjectId,
    /// The task.
    pub task_id: TaskId,
    /// The task's title.
    pub title: String,
    /// The reason for `blocked`, else null.
    pub reason: Option<String>,
    /// Who did it.
    pub origin: Origin,
    /// When.
    pub at: Timestamp,
}

/// Why a task waits for the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum NeedKind {
    /// Another program moved it to Code Review.
    Review,
    /// Another program said that it is blocked.
    Blocked,
}

/// The most needs that are told; the user has long lost count by then.
const MOST: usize = 100;

/// The programs whose changes the user has not made in the window.
const PROGRAMS: [Origin; 4] = [Origin::Cli, Origin::Http, Origin::Mcp, Origin::Run];

/// The key of the settings' row that says how far each project's journal was seen.
const KEY: &str = "attention";

/// Returns what waits, newest first, at most 100; a task once for each kind.
pub async fn list(call: &Call) -> Result<Vec<Need>, Error> {
    let tx = call.store.read().await?;
    let seen = marks(&tx).await?;
    needs(&tx, &seen).await
}

/// Notes that the user has seen what waits in a project up to an event, and returns what waits still. An event
/// before the one that was noted changes nothing.
pub async fn seen(call: &Call, project: ProjectId, seq: EventSeq) -> Result<Vec<Need>, Error> {
    let tx = call.store.write().await?;
    project::find(&tx, project).await?;
    // Beyond the journal's end it would hide what is still to come.
    let seq = seq.min(tx.last_seq().await?);
    let mut seen = marks(&tx).await?;
    if seen.get(&project).is_some_and(|mark| *mark >= seq) {
        return needs(&tx, &seen).await;
    }
    seen.insert(project, seq);
    tx.set_setting(KEY, &json(&seen)).await?;
    let needs = needs(&tx, &seen).await?;
    tx.commit().await?;
    Ok(needs)
}

async fn marks(tx: &Tx) -> Result<BTreeMap<ProjectId, EventSeq>, Error> {
    let Some(json) = tx.setting(KEY).await? else { return Ok(BTreeMap::new()) };
    Ok(serde_json::from_str(&json).unwrap_or_else(|error| {
        tracing::warn!(%error, "what was seen can't be read; everything counts as new");
        BTreeMap::new()
    }))
}

fn json(seen: &BTreeMap<ProjectId, EventSeq>) -> String {
    serde_json::to_string(seen).expect("numbers by number are JSON")
}

async fn needs(tx: &Tx, seen: &BTreeMap<ProjectId, EventSeq>) -> Result<Vec<Need>, Error> {
    let mut found: Vec<(NeedKind, EventRecord)> = Vec::new();
    for (kind, state) in [(NeedKind::Review, Waiting::InReview), (NeedKind::Blocked, Waiting::Blocked)] {
        let events = tx.waiting(state, &PROGRAMS, seen, MOST as u64).await?;
        found.extend(events.into_iter().map(|event| (kind, event)));
    }
    found.sort_by_key(|(kind, event)| (Reverse(event.seq), *kind));
    found.truncate(MOST);
    let ids: Vec<TaskId> = found.iter().filter_map(|(_, event)| event.task_id).collect();
    let tasks: HashMap<_, _> = tx.tasks_by_id(&ids).await?.into_iter().map(|task| (task.id, task)).collect();
    let need = |(kind, event): (NeedKind, EventRecord)| {
        let task = tasks.get(&event.task_id?)?;
        Some(Need {
            seq: event.seq,
            kind,
            project_id: event.project_id,
            task_id: task.id,
            title: task.title.clone(),
            reason: task.blocked_reason.clone().filter(|_| kind == NeedKind::Blocked),
            origin: event.origin,
            at: event.at,
        })
    };
    Ok(found.into_iter().filter_map(need).collect())
}
