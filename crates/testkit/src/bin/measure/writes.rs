//! One change at a time among 10,000 tasks, beside what a commit costs at the least.

use std::time::Instant;

use claudetask_app::place::Place;
use claudetask_app::task::{NewTask, TaskPatch};
use claudetask_app::{place, task};
use claudetask_core::Status;
use claudetask_testkit::bare::BareFile;

use crate::failure::Failure;
use crate::figure::{Report, Samples, Scale};
use crate::payload::TASKS;
use crate::places::{LargeBoard, Places};

/// What is measured, in turns.
#[derive(Debug, Clone, Copy)]
enum Change {
    Bare,
    Create,
    Move,
    Status,
    Update,
}

const CHANGES: [Change; 5] = [Change::Bare, Change::Create, Change::Move, Change::Status, Change::Update];

impl Change {
    fn name(self) -> &'static str {
        match self {
            Self::Bare => "  bare commit with fsync",
            Self::Create => "create a task among 10,000",
            Self::Move => "move a task to the end of another column",
            Self::Status => "set a task's status",
            Self::Update => "update a task's title",
        }
    }
}

/// Measures each change; all take turns, so that no one alone pays for a checkpoint.
pub(crate) async fn measure(places: &Places, scale: Scale, report: &mut Report) -> Result<(), Failure> {
    let made = places.board("writes", TASKS, Status::ALL).await?;
    let bare = BareFile::open(made.call.database()).await?;
    let mut samples: [Samples; CHANGES.len()] = std::array::from_fn(|_| Samples::default());
    let warm_up = scale.samples(20, 2);
    for round in 0..scale.samples(400, 10) + warm_up {
        for turn in 0..CHANGES.len() {
            // Who goes first changes from round to round.
            let which = (turn + round) % CHANGES.len();
            let start = Instant::now();
            change(CHANGES[which], &made, &bare, round).await?;
            let time = start.elapsed();
            if round >= warm_up {
                samples[which].push_time(time);
            }
        }
    }
    bare.close().await;
    made.call.close().await?;
    for (change, samples) in CHANGES.into_iter().zip(&samples) {
        let median = samples.median();
        let figure = format!("{median:.2} ms (p95 {:.2}, n {})", samples.p95(), samples.len());
        match change {
            Change::Bare => report.beside(change.name(), figure),
            _ => report.against(change.name(), figure, "≤ 2 ms", median <= 2.0),
        }
    }
    Ok(())
}

/// Makes one change; each round takes other tasks, each in the column in which it was added.
async fn change(change: Change, made: &LargeBoard, bare: &BareFile, round: usize) -> Result<(), Failure> {
    let (call, project) = (&made.call, made.project);
    // Far apart, as a person's changes are.
    let at = |offset: usize| (round * 24 + offset) % made.ids.len();
    let next_column = |index: usize| Status::ALL[(index + 1) % Status::ALL.len()];
    match change {
        Change::Bare => bare.commit().await?,
        Change::Create => {
            let title = format!("Remember the width of the panel, round {round}");
            task::create(call, project, NewTask { title, ..NewTask::default() }).await?;
        }
        Change::Move => {
            let index = at(0);
            let id = made.ids[index];
            let moved = place::move_to(call, project, &[id], next_column(index), Some(Place::Bottom)).await?;
            changed(moved.first().is_some_and(|row| row.revision > 1))?;
        }
        Change::Status => {
            let index = at(8);
            let row = place::set_status(call, project, made.ids[index], next_column(index)).await?;
            changed(row.revision > 1)?;
        }
        Change::Update => {
            let title = Some(format!("Remember the width of the side bar, round {round}"));
            let patch = TaskPatch { title, ..TaskPatch::default() };
            let task = task::update(call, project, made.ids[at(16)], patch).await?;
            changed(task.revision > 1)?;
        }
    }
    Ok(())
}

fn changed(so: bool) -> Result<(), Failure> {
    if so { Ok(()) } else { Err(Failure::Meaningless("a measured change changed nothing".to_owned())) }
}
