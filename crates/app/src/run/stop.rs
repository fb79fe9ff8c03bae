//! Stopping a run: asked for in the ledger, done by the program that watches it, or here where none does.

use std::time::Duration;

use claudetask_claude::process;
use claudetask_core::{RunId, RunState};
use claudetask_store::RunRecord;

use super::ledger::{self, Ending};
use super::recover;
use super::shape::{Run, shown_one};
use crate::context::blocking;
use crate::{Call, Error};

/// Why a run is to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    /// The user wants it.
    User,
    /// The program that watches it ends.
    Quit,
}

impl Reason {
    fn word(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Quit => "quit",
        }
    }
}

/// How long the processes of a run that nobody watches may take to end by themselves.
const GRACE: Duration = Duration::from_secs(3);

/// Asks a run to stop. A queued one is stopped when this returns, and so is one that nothing watches; another is
/// `stopping`, and gone within some seconds.
pub async fn stop(call: &Call, run: RunId) -> Result<Run, Error> {
    let record = request(call, run, Reason::User).await?;
    if record.state == RunState::Stopping
        && let Ok(me) = process::of_this()
        && recover::is_orphan(&record, &me, None)
    {
        return end_orphan(call, &record).await;
    }
    let tx = call.store.read().await?;
    let record = tx.run(run).await?.ok_or(Error::RunNotFound(run))?;
    shown_one(&tx, record).await
}

/// Writes into the ledger that a run is to stop.
pub(super) async fn request(call: &Call, run: RunId, reason: Reason) -> Result<RunRecord, Error> {
    let tx = call.store.write().await?;
    let mut record = ledger::live(&tx, run).await?;
    if record.state == RunState::Queued {
        let ending = Ending::stopped();
        ledger::end(call, &tx, &mut record, ending, Vec::new()).await?;
    } else if record.stop_asked_at.is_none() {
        record.stop_asked_at = Some(call.now());
        record.stop_reason = Some(reason.word().to_owned());
        record.state = RunState::Stopping;
        record.activity = Some("Stopping".to_owned());
        tx.update_run(&mut record).await?;
    }
    tx.commit().await?;
    Ok(record)
}

/// Ends what is left of a run that nothing watches.
async fn end_orphan(call: &Call, record: &RunRecord) -> Result<Run, Error> {
    let known: Vec<_> = ledger::process(record).into_iter().collect();
    let marker = record.marker.clone();
    let swept = blocking(move || process::sweep(&marker, &known, GRACE)).await;
    let tx = call.store.write().await?;
    let mut now = tx.run(record.id).await?.ok_or(Error::RunNotFound(record.id))?;
    if now.state.is_live() && swept.left.is_empty() {
        let ending = Ending::stopped();
        ledger::end(call, &tx, &mut now, ending, Vec::new()).await?;
    }
    let run = shown_one(&tx, now).await?;
    tx.commit().await?;
    Ok(run)
}
