//! Asks a filter's questions of stored tasks.

use std::collections::{HashMap, HashSet};

use claudetask_core::{Filter, FilterFacts, FilterPart, Status, TaskId, Timestamp, slug};
use claudetask_store::{ProjectRecord, TaskRecord, Tx};

use crate::Error;

/// Returns the tasks of a project for which all terms of the filter hold at the moment `now`.
pub(super) async fn keep(
    tx: &Tx,
    project: &ProjectRecord,
    filter: &Filter,
    mut records: Vec<TaskRecord>,
    now: Timestamp,
) -> Result<Vec<TaskRecord>, Error> {
    let ids: Vec<TaskId> = records.iter().map(|record| record.id).collect();
    let depends_on = tx.live_dependencies_of(&ids).await?;
    let unfinished = unfinished(tx, &depends_on).await?;
    let project_word = slug(&claudetask_core::fold(&project.name));
    let keeps = |record: &TaskRecord| {
        let first = depends_on.get(&record.id).map(Vec::as_slice).unwrap_or_default();
        let facts = FilterFacts {
            id: record.id,
            project_word: &project_word,
            task_type: record.task_type,
            priority: record.priority,
            status: record.status,
            blocked: record.blocked_reason.is_some() || first.iter().any(|id| unfinished.contains(id)),
            git_branch: record.git_branch.as_deref(),
            has: parts(record, first),
            created_at: record.created_at,
            updated_at: record.updated_at,
        };
        filter.matches(&facts, now)
    };
    records.retain(keeps);
    for (text, negated) in filter.texts() {
        let holding = tx.holding(&records, text).await?;
        records.retain(|record| holding.contains(&record.id) != negated);
    }
    Ok(records)
}

/// Returns what a task has; a run is not among it until runs exist.
fn parts(record: &TaskRecord, first: &[TaskId]) -> Vec<FilterPart> {
    [
        (FilterPart::Branch, record.git_branch.is_some()),
        (FilterPart::Analysis, record.analysis.is_some()),
        (FilterPart::Dependencies, !first.is_empty()),
    ]
    .into_iter()
    .filter_map(|(part, has)| has.then_some(part))
    .collect()
}

/// Returns those of the tasks that come first which are not in Done.
async fn unfinished(tx: &Tx, depends_on: &HashMap<TaskId, Vec<TaskId>>) -> Result<HashSet<TaskId>, Error> {
    let first: HashSet<TaskId> = depends_on.values().flatten().copied().collect();
    let first: Vec<TaskId> = first.into_iter().collect();
    let open = tx.tasks_by_id(&first).await?.into_iter().filter(|record| record.status != Status::Done);
    Ok(open.map(|record| record.id).collect())
}
