//! Asks a filter's questions of stored tasks.

use std::collections::{HashMap, HashSet};

use claudetask_core::{Filter, FilterFacts, FilterPart, ProjectId, Status, TaskId, Timestamp, slug};
use claudetask_store::{ProjectRecord, TaskQuery, TaskRecord, Tx};

use crate::Error;

/// Returns the tasks of a project for which all terms of the filter hold at the moment `now`.
pub(super) async fn keep(
    tx: &Tx,
    project: &ProjectRecord,
    filter: &Filter,
    records: Vec<TaskRecord>,
    now: Timestamp,
) -> Result<Vec<TaskRecord>, Error> {
    let ids: Vec<TaskId> = records.iter().map(|record| record.id).collect();
    let depends_on = tx.live_dependencies_of(&ids).await?;
    let unfinished = unfinished(tx, &depends_on).await?;
    let holding = holding(tx, project.id, filter).await?;
    let project_word = slug(&claudetask_core::fold(&project.name));
    let keeps = |record: &TaskRecord| {
        let first = depends_on.get(&record.id).map(Vec::as_slice).unwrap_or_default();
        let facts = FilterFacts {
            id: record.id,
            project: record.project_id,
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
        filter.matches(&facts, now, |text| holding.get(text).is_some_and(|ids| ids.contains(&record.id)))
    };
    Ok(records.into_iter().filter(keeps).collect())
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

/// Returns the tasks that hold each text of the filter.
async fn holding<'a>(
    tx: &Tx,
    project: ProjectId,
    filter: &'a Filter,
) -> Result<HashMap<&'a str, HashSet<TaskId>>, Error> {
    let mut holding = HashMap::new();
    for text in filter.texts() {
        if !holding.contains_key(text) {
            let query = TaskQuery { text: Some(text.to_owned()), ..TaskQuery::default() };
            let found = tx.tasks(project, &query).await?;
            holding.insert(text, found.into_iter().map(|record| record.id).collect());
        }
    }
    Ok(holding)
}
