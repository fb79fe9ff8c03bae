//! The part of a program that takes runs from the queue and watches them to their end.

use std::collections::HashSet;
use std::ffi::OsString;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use claudetask_claude::process::{self, ProcessId};
use claudetask_claude::program::Surroundings;
use claudetask_core::{Origin, RunId, RunState};
use claudetask_store::{RunRecord, Tx};
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

use super::start::survivor_in;
use super::{drive, ledger, queue, recover, stop};
use crate::{Call, Error};

/// How a program runs Claude.
#[derive(Debug, Clone)]
pub struct RunnerOptions {
    /// Which runs it takes.
    pub takes: Takes,
    /// How long it waits for what.
    pub patience: Patience,
    /// What differs in the environment of `claude`; `None` takes a variable away.
    pub environment: Vec<(OsString, Option<OsString>)>,
    /// Where the program is looked for.
    pub surroundings: Surroundings,
}

impl RunnerOptions {
    /// Returns the usual options.
    pub fn new(takes: Takes) -> Self {
        Self {
            takes,
            patience: Patience::default(),
            environment: Vec::new(),
            surroundings: Surroundings::of_this_machine(),
        }
    }
}

/// Which runs a runner takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// Any that is not kept for another process.
    All,
    /// This one.
    Only(RunId),
}

/// How long a runner waits for what.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For a run to end its turn when it was interrupted.
    pub interrupt: Duration,
    /// For it to end when its input was closed.
    pub close: Duration,
    /// For it to end when it was asked to by a signal.
    pub terminate: Duration,
    /// For what it started to end when that was asked to.
    pub sweep: Duration,
    /// For the disk to take the transcript again.
    pub disk: Duration,
    /// How long a minute of a run's limit is; a test makes it shorter.
    pub minute: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            interrupt: Duration::from_secs(5),
            close: Duration::from_secs(5),
            terminate: Duration::from_secs(5),
            sweep: Duration::from_secs(2),
            disk: Duration::from_secs(15),
            minute: Duration::from_mins(1),
        }
    }
}

/// How often the runner looks whether anything changed.
const POLL: Duration = Duration::from_millis(100);

/// How often it looks for runs whose watcher is gone.
const RECOVER: Duration = Duration::from_secs(2);

/// How long it rests after a failure.
const REST: Duration = Duration::from_secs(1);

/// What the runner and the runs that it watches share.
pub(super) struct Shared {
    pub(super) call: Call,
    pub(super) me: ProcessId,
    pub(super) options: RunnerOptions,
    /// Beats when the database changed.
    pub(super) pulse: watch::Sender<u64>,
    wake: Notify,
    ended: Notify,
    watched: Mutex<HashSet<RunId>>,
    closing: AtomicBool,
    /// Held from before a run is claimed until it is among the watched.
    claiming: tokio::sync::Mutex<()>,
}

impl Shared {
    fn watched(&self) -> MutexGuard<'_, HashSet<RunId>> {
        self.watched.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns whether the runner takes no more runs and its own have to stop.
    pub(super) fn is_closing(&self) -> bool {
        self.closing.load(Ordering::SeqCst)
    }
}

/// Takes runs from the queue and watches them to their end.
pub struct Runner {
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

impl fmt::Debug for Runner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Runner").field("watched", &self.shared.watched()).finish_non_exhaustive()
    }
}

impl Runner {
    /// Begins to take runs. What it writes has the origin `run`.
    pub fn start(call: &Call, options: RunnerOptions) -> Result<Self, Error> {
        let me = process::of_this().map_err(|error| Error::Probe(format!("this process can't be told: {error}")))?;
        let shared = Arc::new(Shared {
            call: call.by(Origin::Run),
            me,
            options,
            pulse: watch::Sender::new(0),
            wake: Notify::new(),
            ended: Notify::new(),
            watched: Mutex::default(),
            closing: AtomicBool::new(false),
            claiming: tokio::sync::Mutex::default(),
        });
        let task = tokio::spawn(follow(Arc::clone(&shared)));
        Ok(Self { shared, task })
    }

    /// Looks at once whether there is something to do.
    pub fn wake(&self) {
        self.shared.wake.notify_one();
    }

    /// Returns the runs that it watches now.
    pub fn watched(&self) -> Vec<RunId> {
        let mut runs: Vec<RunId> = self.shared.watched().iter().copied().collect();
        runs.sort_unstable();
        runs
    }

    /// Takes no more runs, stops those that it watches, and returns when the last one is gone. A database that can't be
    /// written keeps none of them from stopping.
    pub async fn close(&self) {
        self.shared.closing.store(true, Ordering::SeqCst);
        // One that is being taken is among the watched then.
        drop(self.shared.claiming.lock().await);
        for run in self.watched() {
            match stop::request(&self.shared.call, run, stop::Reason::Quit).await {
                Ok(_) | Err(Error::RunEnded { .. }) => {}
                Err(error) => tracing::warn!(%error, %run, "that a run is to stop could not be written down"),
            }
        }
        self.wake();
        loop {
            let ended = self.shared.ended.notified();
            if self.shared.watched().is_empty() {
                return;
            }
            ended.await;
        }
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn follow(shared: Arc<Shared>) {
    loop {
        if let Err(error) = serve(&shared).await {
            tracing::warn!(%error, "the queue of runs can't be followed; it is tried again");
        }
        tokio::time::sleep(REST).await;
    }
}

async fn serve(shared: &Arc<Shared>) -> Result<(), Error> {
    let mut watch = shared.call.store.watch().await?;
    let mut recovered: Option<Instant> = None;
    let mut look = true;
    loop {
        if recovered.is_none_or(|at| at.elapsed() >= RECOVER) {
            let watched = shared.watched().clone();
            recover::look(&shared.call, &shared.me, Some(&watched)).await?;
            // A pause may have ended by the clock alone, and a process by itself.
            look = true;
            recovered = Some(Instant::now());
        }
        if look {
            shared.pulse.send_modify(|beats| *beats = beats.wrapping_add(1));
            loop {
                let claiming = shared.claiming.lock().await;
                let Some(record) = claim(shared).await? else { break };
                shared.watched().insert(record.id);
                drop(claiming);
                let shared = Arc::clone(shared);
                tokio::spawn(async move {
                    let run = record.id;
                    let own = Arc::clone(&shared);
                    let driven = tokio::spawn(async move { drive::drive(&own, record).await }).await;
                    // Not watched any more, it is found by the next look for runs without a watcher.
                    if let Err(error) = driven {
                        tracing::error!(%error, %run, "watching a run failed");
                    }
                    shared.watched().remove(&run);
                    shared.ended.notify_waiters();
                    shared.wake.notify_one();
                });
            }
        }
        tokio::select! {
            () = tokio::time::sleep(POLL) => look = watch.changed().await?,
            () = shared.wake.notified() => look = true,
        }
    }
}

/// Takes the next run that may begin, and makes it this process's.
async fn claim(shared: &Shared) -> Result<Option<RunRecord>, Error> {
    if shared.is_closing() {
        return Ok(None);
    }
    // Most looks find nothing to take, and a reader stands in nobody's way.
    let tx = shared.call.store.read().await?;
    if next(shared, &tx).await?.is_none() {
        return Ok(None);
    }
    drop(tx);
    let tx = shared.call.store.write().await?;
    let Some(mut record) = next(shared, &tx).await? else { return Ok(None) };
    record.state = RunState::Starting;
    record.owner = Some(ledger::process_json(&shared.me));
    record.started_at = Some(shared.call.now().max(record.queued_at));
    record.activity = Some("Starting Claude Code".to_owned());
    tx.update_run(&mut record).await?;
    tx.commit().await?;
    Ok(Some(record))
}

async fn next(shared: &Shared, tx: &Tx) -> Result<Option<RunRecord>, Error> {
    let live = tx.live_runs().await?;
    let mine = |record: &RunRecord| {
        let kept = ledger::owner(record);
        let free = kept.is_none_or(|owner| owner == shared.me || !process::is_alive(&owner));
        free && match shared.options.takes {
            Takes::All => true,
            Takes::Only(run) => record.id == run,
        }
    };
    // One that waits for a survivor in its folder lets those of other folders pass.
    let ready = |record: &&RunRecord| {
        record.state == RunState::Queued && mine(record) && survivor_in(&live, &record.folder).is_none()
    };
    let Some(first) = live.iter().find(ready) else { return Ok(None) };
    let queue = queue::state(&shared.call, tx).await?;
    if queue.paused || queue.running >= queue.limit {
        return Ok(None);
    }
    Ok(Some(first.clone()))
}
