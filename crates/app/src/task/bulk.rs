//! Several tasks at once, as one change.

use claudetask_core::{BlockedReason, EventKind, Invalid, ProjectId, TaskId};

use super::{Batch, BulkPatch, TaskRow, difference, fields, find_all, rows, touch};
use crate::{Call, Error};

/// The most tasks that one change takes.
pub(crate) const MAX_TASKS: usize = 10_000;

/// Refuses a change of too many tasks; `verb` says what was to be done with them.
pub(crate) fn check_count(ids: &[TaskId], verb: &str) -> Result<(), Invalid> {
    if ids.len() <= MAX_TASKS {
        return Ok(());
    }
    Err(Invalid::new(
        "ids",
        format!("{} tasks are too many", ids.len()),
        format!("{verb} at most {MAX_TASKS} at once."),
    ))
}

/// Changes the named fields of several tasks as one change; those that have the values already are left out of
/// it. Answers all of them as they are now, in the given order.
pub async fn update_all(
    call: &Call,
    project: ProjectId,
    ids: &[TaskId],
    patch: BulkPatch,
) -> Result<Vec<TaskRow>, Error> {
    check_count(ids, "Change")?;
    let blocked = patch.blocked_reason.map(|text| text.as_deref().map(BlockedReason::parse).transpose()).transpose()?;
    let blocked = blocked.map(|reason| reason.map(String::from));
    let tx = call.store.write().await?;
    let at = call.now();
    let mut records = find_all(&tx, project, ids).await?;
    let mut changed = Vec::new();
    for record in &mut records {
        let old = record.clone();
        record.task_type = patch.task_type.unwrap_or(record.task_type);
        record.priority = patch.priority.unwrap_or(record.priority);
        if let Some(reason) = &blocked {
            record.blocked_reason.clone_from(reason);
        }
        if *record != old {
            changed.push((record, old));
        }
    }
    if changed.is_empty() {
        return rows(&tx, project, records).await;
    }
    let mut batch = Batch::new(changed.len());
    for (record, old) in changed {
        touch(record, at);
        tx.update_task(record).await?;
        let (before, after) = difference(&fields(&old, &[]), &fields(record, &[]));
        let event = call.event(project, Some(record.id), EventKind::TaskUpdated, at, (Some(before), Some(after)));
        batch.record(&tx, event).await?;
    }
    let rows = rows(&tx, project, records).await?;
    tx.commit().await?;
    Ok(rows)
}
