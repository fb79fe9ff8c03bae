//! Places: moving tasks between and within columns.

use claudetask_core::{EventKind, Invalid, ProjectId, Rank, Status, TaskId, Timestamp};
use claudetask_store::{Side, TaskRecord, Tx};
use serde::{Deserialize, Serialize};

use crate::task::{Batch, TaskRow, check_count, difference, fields, find, find_all, rows, touch};
use crate::{Call, Error};

/// Where in a column a task goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "at", rename_all = "snake_case")]
pub enum Place {
    /// Before all others.
    Top,
    /// After all others.
    Bottom,
    /// Just before a task of that column.
    Before {
        /// That task.
        id: TaskId,
    },
    /// Just after a task of that column.
    After {
        /// That task.
        id: TaskId,
    },
}

/// Puts a task into a column, at its top; a task that is there already stays where it is.
pub async fn set_status(call: &Call, project: ProjectId, id: TaskId, status: Status) -> Result<TaskRow, Error> {
    let mut moved = move_to(call, project, &[id], status, None).await?;
    moved.pop().ok_or(Error::TaskNotFound(id))
}

/// Moves tasks, in the given order, to a place in a column, as one change.
///
/// Without a place they enter the column at its top, and those that are there already stay. Answers
/// the tasks as they are now.
pub async fn move_to(
    call: &Call,
    project: ProjectId,
    ids: &[TaskId],
    status: Status,
    place: Option<Place>,
) -> Result<Vec<TaskRow>, Error> {
    check_count(ids, "Move")?;
    let tx = call.store.write().await?;
    let records = find_all(&tx, project, ids).await?;
    let moving: Vec<&TaskRecord> = match place {
        None => records.iter().filter(|record| record.status != status).collect(),
        Some(_) => records.iter().collect(),
    };
    let moving_ids: Vec<TaskId> = moving.iter().map(|record| record.id).collect();
    let (low, high) = bounds(&tx, project, status, place.unwrap_or(Place::Top), &moving_ids).await?;
    let stays = !moving.is_empty()
        && moving.iter().all(|record| {
            record.status == status
                && low.as_ref().is_none_or(|low| *low < record.rank)
                && high.as_ref().is_none_or(|high| record.rank < *high)
        })
        && moving.is_sorted_by(|a, b| a.rank < b.rank);
    if stays || moving.is_empty() {
        return rows(&tx, project, records).await;
    }
    let ranks = spread(low.as_ref(), high.as_ref(), moving.len());
    let at = call.now();
    let mut new_ranks = moving_ids.into_iter().zip(ranks).collect::<std::collections::HashMap<_, _>>();
    let mut batch = Batch::new(new_ranks.len());
    let mut moved = Vec::with_capacity(records.len());
    for old in records {
        let Some(rank) = new_ranks.remove(&old.id) else {
            moved.push(old);
            continue;
        };
        let mut record = old.clone();
        record.rank = rank;
        enter(&mut record, status, at);
        if record == old {
            moved.push(old);
            continue;
        }
        touch(&mut record, at);
        tx.update_task(&record).await?;
        let (before, after) = difference(&fields(&old, &[]), &fields(&record, &[]));
        let event = call.event(project, Some(record.id), EventKind::TaskMoved, at, (Some(before), Some(after)));
        batch.record(&tx, event).await?;
        moved.push(record);
    }
    let moved = rows(&tx, project, moved).await?;
    tx.commit().await?;
    Ok(moved)
}

/// Returns the ranks between which the place lies, without counting the tasks that move.
async fn bounds(
    tx: &Tx,
    project: ProjectId,
    status: Status,
    place: Place,
    moving: &[TaskId],
) -> Result<(Option<Rank>, Option<Rank>), Error> {
    let next = |side, of| async move { tx.neighbour(project, status, side, of, moving).await };
    let neighbour = |id| async move {
        if moving.contains(&id) {
            let problem = format!("#{id} can't be moved next to itself");
            return Err(Invalid::new("place", problem, "Name a task that does not move.").into());
        }
        let record = find(tx, project, id).await?;
        if record.status == status {
            Ok(record.rank)
        } else {
            Err(Error::NeighbourElsewhere { neighbour: id, actual: record.status, wanted: status })
        }
    };
    Ok(match place {
        Place::Top => (None, next(Side::After, None).await?),
        Place::Bottom => (next(Side::Before, None).await?, None),
        Place::Before { id } => {
            let rank = neighbour(id).await?;
            (next(Side::Before, Some(&rank)).await?, Some(rank))
        }
        Place::After { id } => {
            let rank = neighbour(id).await?;
            let high = next(Side::After, Some(&rank)).await?;
            (Some(rank), high)
        }
    })
}

/// Returns `count` ranks between two; where the ends are in the wrong order, which only a file edited by
/// hand can bring about, after the lower one.
fn spread(low: Option<&Rank>, high: Option<&Rank>, count: usize) -> Vec<Rank> {
    Rank::spread(low, high, count)
        .or_else(|| Rank::spread(low, None, count))
        .expect("there is always a rank after another")
}

/// Returns a rank before all others of a column.
pub(crate) async fn top(tx: &Tx, project: ProjectId, status: Status) -> Result<Rank, Error> {
    let first = tx.neighbour(project, status, Side::After, None, &[]).await?;
    Ok(spread(None, first.as_ref(), 1).remove(0))
}

/// Returns the record's rank if no other task of the column has it, else one just after it. Tasks of `leaving` do
/// not count: they are about to leave their places.
pub(crate) async fn free(tx: &Tx, record: &TaskRecord, leaving: &[TaskId]) -> Result<Rank, Error> {
    let (project, status, rank) = (record.project_id, record.status, &record.rank);
    let mut except = leaving.to_vec();
    except.push(record.id);
    if !tx.rank_is_taken(project, status, rank, &except).await? {
        return Ok(rank.clone());
    }
    let next = tx.neighbour(project, status, Side::After, Some(rank), &except).await?;
    Ok(spread(Some(rank), next.as_ref(), 1).remove(0))
}

/// Puts a record into a column: `completed_at` is set on entering Done and cleared on leaving it.
pub(crate) fn enter(record: &mut TaskRecord, status: Status, at: Timestamp) {
    if record.status != status {
        record.completed_at = (status == Status::Done).then_some(at);
    }
    record.status = status;
}
