//! The feed of runs: what any process changed of them, told after the commit.

use std::time::Duration;

use claudetask_store::ChangeWatch;

use super::read::RunsNow;
use super::shape::shown;
use super::{queue, request};
use crate::{Call, Error};

/// What changed of the runs: the changed ones, and the rest as it is now.
pub type RunsChanged = RunsNow;

/// How often the feed looks while nothing changes. A change is told at once; whoever shows it sets the pace.
const POLL: Duration = Duration::from_millis(100);

/// The most runs that one change tells.
const PAGE: u64 = 500;

/// Follows the runs of all projects.
#[derive(Debug)]
pub struct RunFeed {
    call: Call,
    watch: ChangeWatch,
    seen: i64,
    told: Option<(Vec<request::RunRequest>, queue::QueueState)>,
    /// Whether there may be something new whatever the watch says.
    more: bool,
}

impl RunFeed {
    /// Follows the runs from now on.
    pub async fn follow(call: &Call) -> Result<Self, Error> {
        let watch = call.store.watch().await?;
        let tx = call.store.read().await?;
        let told = Some((request::open(&tx).await?, queue::state(call, &tx).await?));
        Ok(Self { call: call.clone(), watch, seen: tx.last_run_change().await?, told, more: true })
    }

    /// Waits for a change; dropping the future loses nothing.
    pub async fn next(&mut self) -> Result<RunsChanged, Error> {
        loop {
            if self.more || self.watch.changed().await? {
                self.more = true;
                let found = self.read().await?;
                self.more = false;
                if let Some(changed) = found {
                    return Ok(changed);
                }
            }
            tokio::time::sleep(POLL).await;
            // A pause ends by the clock alone.
            let until = self.told.as_ref().and_then(|(_, queue)| queue.until);
            self.more |= until.is_some_and(|until| until <= self.call.now());
        }
    }

    async fn read(&mut self) -> Result<Option<RunsChanged>, Error> {
        let tx = self.call.store.read().await?;
        let records = tx.runs_changed_since(self.seen, PAGE).await?;
        let last = records.iter().map(|record| record.change).max();
        let requests = request::open(&tx).await?;
        let queue = queue::state(&self.call, &tx).await?;
        let same = self.told.as_ref().is_some_and(|(asked, state)| *asked == requests && *state == queue);
        if records.is_empty() && same {
            return Ok(None);
        }
        let runs = shown(&tx, records).await?;
        self.seen = last.unwrap_or(self.seen);
        self.told = Some((requests.clone(), queue.clone()));
        Ok(Some(RunsNow { runs, requests, queue }))
    }
}
