//! The change feed: what any process changed, told after the commit.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use claudetask_core::{EventKind, EventSeq, Origin, ProjectId, TaskId};
use claudetask_store::{ChangeWatch, EventFilter};
use serde::Serialize;

use crate::project::{self, Project};
use crate::task::{TaskRow, rows};
use crate::{Call, Error};

/// What changed in one project.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Changes {
    /// The last event that is included.
    pub seq: EventSeq,
    /// The project.
    pub project_id: ProjectId,
    /// The tasks that were added or changed, as they are now.
    pub tasks: Vec<TaskRow>,
    /// The tasks that are deleted now.
    pub deleted: Vec<TaskId>,
    /// The project where it changed itself; null also where it was forgotten.
    pub project: Option<Project>,
    /// Whether everything may have changed, so that a board is better read anew.
    pub reload: bool,
    /// Who made the changes.
    pub origins: Vec<Origin>,
}

/// How often the feed looks; a look takes some microseconds.
const POLL: Duration = Duration::from_millis(100);

/// How many events one look takes at the most.
const PAGE: u64 = 2_000;

/// Follows the journal from a place on.
#[derive(Debug)]
pub struct Feed {
    call: Call,
    watch: ChangeWatch,
    seen: EventSeq,
    /// Whether there may be more than was read.
    more: bool,
}

impl Feed {
    /// Follows the journal after the event `since`.
    pub async fn follow(call: &Call, since: EventSeq) -> Result<Self, Error> {
        Ok(Self { call: call.clone(), watch: call.store.watch().await?, seen: since, more: true })
    }

    /// Waits for changes and returns them, one item a project; dropping the future loses nothing.
    pub async fn next(&mut self) -> Result<Vec<Changes>, Error> {
        loop {
            if self.more || self.watch.changed().await? {
                // From here on an error leaves the place as it is, and the next call looks again.
                self.more = true;
                let (changes, seen, more) = self.read().await?;
                self.seen = seen;
                self.more = more;
                if !changes.is_empty() {
                    return Ok(changes);
                }
            } else {
                tokio::time::sleep(POLL).await;
            }
        }
    }

    async fn read(&self) -> Result<(Vec<Changes>, EventSeq, bool), Error> {
        let tx = self.call.store.read().await?;
        let filter = EventFilter { since: Some(self.seen), ..EventFilter::default() };
        let events = tx.next_events(&filter, PAGE).await?;
        let more = u64::try_from(events.len()).is_ok_and(|count| count == PAGE);
        let seen = events.last().map_or(self.seen, |event| event.seq);
        let mut by_project: BTreeMap<ProjectId, Vec<_>> = BTreeMap::new();
        for event in events {
            by_project.entry(event.project_id).or_default().push(event);
        }
        let mut changes = Vec::with_capacity(by_project.len());
        for (project_id, events) in by_project {
            let ids: BTreeSet<TaskId> = events.iter().filter_map(|event| event.task_id).collect();
            let ids: Vec<TaskId> = ids.into_iter().collect();
            let records = tx.tasks_by_id(&ids).await?;
            let (live, gone): (Vec<_>, Vec<_>) = records.into_iter().partition(|record| record.deleted_at.is_none());
            let project = if events.iter().any(|event| event.task_id.is_none()) {
                match tx.project(project_id).await?.filter(|record| record.forgotten_at.is_none()) {
                    Some(record) => Some(project::full(&tx, record).await?),
                    None => None,
                }
            } else {
                None
            };
            let origins: BTreeSet<Origin> = events.iter().map(|event| event.origin).collect();
            changes.push(Changes {
                seq: seen,
                project_id,
                tasks: rows(&tx, project_id, live).await?,
                deleted: gone.into_iter().map(|record| record.id).collect(),
                project,
                reload: events.iter().any(|event| event.kind == EventKind::Restored),
                origins: origins.into_iter().collect(),
            });
        }
        Ok((changes, seen, more))
    }
}
