//! Runs whose watcher is gone: either their process lives on, or they are lost with what was kept of them.

use std::collections::HashSet;
use std::time::Duration;

use claudetask_claude::process::{self, ProcessId};
use claudetask_core::{RunId, RunState};
use claudetask_store::RunRecord;

use super::failure::FailureCode;
use super::ledger::{self, Ending};
use crate::context::blocking;
use crate::{Call, Error};

/// What became of a run without a watcher.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    /// Its process, or one that it started, lives.
    Alive,
    /// Nothing of it lives.
    Gone,
}

/// How long a process takes to become the program that it was started for.
const SETTLE: Duration = Duration::from_millis(50);

/// Looks at the runs that nobody watches any more, and says in the ledger what became of them.
///
/// Only a runner can tell which of its own process's runs it watches; without `watched` these are left alone.
pub(super) async fn look(call: &Call, me: &ProcessId, watched: Option<&HashSet<RunId>>) -> Result<(), Error> {
    let live = call.store.read().await?.live_runs().await?;
    let orphans: Vec<RunRecord> =
        live.into_iter().filter(|run| run.state.is_active() && is_orphan(run, me, watched)).collect();
    for orphan in orphans {
        let found = find(&orphan).await;
        if found == Found::Alive && orphan.survivor {
            continue;
        }
        let tx = call.store.write().await?;
        // Another program may have looked too, and been faster.
        let now = tx.run(orphan.id).await?.filter(|now| now.state.is_active() && is_orphan(now, me, watched));
        let Some(mut record) = now else { continue };
        match found {
            Found::Alive if record.survivor => continue,
            Found::Alive => {
                record.survivor = true;
                // Nobody could hand an answer on.
                ledger::withdraw(&tx, record.id).await?;
                record.live = None;
                record.activity = Some("Goes on although nothing watches it".to_owned());
                tx.update_run(&mut record).await?;
            }
            Found::Gone => {
                let asked = record.stop_asked_at.is_some();
                let ending = Ending {
                    state: if asked { RunState::Stopped } else { RunState::Lost },
                    failure: (!asked).then(|| FailureCode::OwnerGone.with(None)),
                    ..Ending::failed(FailureCode::OwnerGone.with(None))
                };
                ledger::end(call, &tx, &mut record, ending, Vec::new()).await?;
            }
        }
        tx.commit().await?;
        tracing::info!(run = %orphan.id, ?found, "a run has lost its watcher");
    }
    Ok(())
}

/// Looks once at the runs that other processes have left. Those of this process are its runner's to judge.
pub async fn refresh(call: &Call) -> Result<(), Error> {
    match process::of_this() {
        Ok(me) => look(&call.by(claudetask_core::Origin::Run), &me, None).await,
        // Then nothing can be told of any process.
        Err(_) => Ok(()),
    }
}

/// Returns whether nobody watches a run.
pub(super) fn is_orphan(run: &RunRecord, me: &ProcessId, watched: Option<&HashSet<RunId>>) -> bool {
    match ledger::owner(run) {
        Some(owner) if owner == *me => watched.is_some_and(|watched| !watched.contains(&run.id)),
        Some(owner) => !process::is_alive(&owner),
        None => true,
    }
}

async fn find(run: &RunRecord) -> Found {
    let known = ledger::process(run);
    let marker = run.marker.clone();
    let alive = blocking(move || {
        // The mark finds also one that was started just before its watcher died, and what it left behind.
        let lives = || known.as_ref().is_some_and(process::is_alive) || !process::marked(&marker).is_empty();
        lives() || {
            // One that is about to become the program does not bear the mark yet.
            known.is_none() && {
                std::thread::sleep(SETTLE);
                lives()
            }
        }
    });
    if alive.await { Found::Alive } else { Found::Gone }
}
