//! What a task depends on: tasks of its project that do not lead back to it.

use std::collections::{HashMap, HashSet};

use claudetask_core::{ProjectId, TaskId};
use claudetask_store::Tx;

use super::find_all;
use crate::Error;

/// Returns the tasks of the project, ascending, each once; all must be there.
pub(super) async fn existing(tx: &Tx, project: ProjectId, ids: &[TaskId]) -> Result<Vec<TaskId>, Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut ids: Vec<TaskId> = find_all(tx, project, ids).await?.iter().map(|record| record.id).collect();
    ids.sort_unstable();
    Ok(ids)
}

/// Returns what a task is to depend on when `ids` take the place of `old`, ascending.
///
/// Deleted tasks are in `old` but not in what a caller sees: a list that says what the caller saw changes
/// nothing, so that they come back with their links.
pub(super) async fn replaced(
    tx: &Tx,
    project: ProjectId,
    task: TaskId,
    old: &[TaskId],
    ids: &[TaskId],
) -> Result<Vec<TaskId>, Error> {
    let new = existing(tx, project, ids).await?;
    if new == tx.live_dependencies_of(&[task]).await?.remove(&task).unwrap_or_default() {
        return Ok(old.to_vec());
    }
    refuse_cycle(tx, task, &new).await?;
    Ok(new)
}

/// Refuses dependencies that lead back to the task.
pub(crate) async fn refuse_cycle(tx: &Tx, task: TaskId, ids: &[TaskId]) -> Result<(), Error> {
    let mut links: HashMap<TaskId, Vec<TaskId>> = HashMap::new();
    let mut known: HashSet<TaskId> = ids.iter().copied().collect();
    let mut next: Vec<TaskId> = ids.to_vec();
    while !next.is_empty() {
        let found = tx.dependencies_of_all(&next).await?;
        next = found.values().flatten().copied().filter(|id| known.insert(*id)).collect();
        links.extend(found);
    }
    for id in ids {
        let mut open = vec![*id];
        let mut seen = HashSet::new();
        while let Some(at) = open.pop() {
            if at == task {
                return Err(Error::DependencyCycle { task, depends_on: *id });
            }
            if seen.insert(at) {
                open.extend(links.get(&at).into_iter().flatten());
            }
        }
    }
    Ok(())
}
