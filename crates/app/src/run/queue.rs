//! The queue: how many runs go on at once, and whether new ones may begin.

use claudetask_core::{RunState, Timestamp};
use claudetask_store::{Tx, WriteTx};
use serde::{Deserialize, Serialize};

use crate::{Call, Error, settings};

/// The queue as the doors show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct QueueState {
    /// Whether new runs wait although there would be room.
    pub paused: bool,
    /// Why.
    pub reason: Option<PauseReason>,
    /// When it goes on by itself.
    pub until: Option<Timestamp>,
    /// How many runs go on at once.
    pub limit: u32,
    /// How many go on now.
    pub running: u32,
    /// How many wait for their turn.
    pub queued: u32,
}

/// Why the queue is paused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum PauseReason {
    /// The user paused it.
    User,
    /// The account's rate limit is reached.
    RateLimit,
}

/// What is stored of a pause.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Pause {
    by_user: bool,
    limited_until: Option<Timestamp>,
}

/// The key of the settings' row.
const KEY: &str = "queue";

/// The longest pause that a rate limit makes; a clock that jumps must not stop the queue for good.
const LONGEST: i64 = 8 * 24 * 3600 * 1000;

/// Returns the queue as it is now.
pub async fn queue(call: &Call) -> Result<QueueState, Error> {
    let tx = call.store.read().await?;
    state(call, &tx).await
}

/// Lets new runs wait, or go on; a rate limit's pause ends with the latter too.
pub async fn pause(call: &Call, paused: bool) -> Result<QueueState, Error> {
    let tx = call.store.write().await?;
    // To go on is wished for whatever the reason was; to pause takes no other pause away.
    let limited_until = if paused { stored(&tx).await?.limited_until } else { None };
    store(&tx, Pause { by_user: paused, limited_until }).await?;
    let state = state(call, &tx).await?;
    tx.commit().await?;
    Ok(state)
}

/// Lets new runs wait until a rate limit resets. A longer pause that is in force stays.
pub(super) async fn limited(call: &Call, tx: &WriteTx, until: Timestamp) -> Result<(), Error> {
    let mut pause = stored(tx).await?;
    let latest = call.now().millis().saturating_add(LONGEST);
    let until = Timestamp::from_millis(until.millis().min(latest));
    // One that a clock far ahead has left behind is none.
    let before = pause.limited_until.filter(|before| *before <= Timestamp::from_millis(latest));
    pause.limited_until = Some(before.map_or(until, |other| other.max(until)));
    store(tx, pause).await
}

pub(super) async fn state(call: &Call, tx: &Tx) -> Result<QueueState, Error> {
    let pause = stored(tx).await?;
    let now = call.now().millis();
    let until = pause.limited_until.filter(|until| {
        let left = until.millis() - now;
        (1..=LONGEST).contains(&left)
    });
    let reason = if pause.by_user { Some(PauseReason::User) } else { until.map(|_| PauseReason::RateLimit) };
    let live = tx.live_runs().await?;
    let count =
        |of: fn(RunState) -> bool| u32::try_from(live.iter().filter(|run| of(run.state)).count()).unwrap_or(u32::MAX);
    Ok(QueueState {
        paused: reason.is_some(),
        reason,
        until: until.filter(|_| !pause.by_user),
        limit: settings::of(tx).await?.parallel_runs,
        running: count(RunState::is_active),
        queued: count(|state| state == RunState::Queued),
    })
}

async fn stored(tx: &Tx) -> Result<Pause, Error> {
    let json = tx.setting(KEY).await?;
    Ok(json.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default())
}

async fn store(tx: &WriteTx, pause: Pause) -> Result<(), Error> {
    let json = serde_json::to_string(&pause).expect("flags and times are JSON");
    Ok(tx.set_setting(KEY, &json).await?)
}
