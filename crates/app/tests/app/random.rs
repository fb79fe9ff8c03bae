//! Random changes: all of them can be taken back and brought again, and the journal tells them all.

use claudetask_app::event::{LogQuery, Shown};
use claudetask_app::place::{self, Place};
use claudetask_app::task::{self, NewTask, TaskPatch, TaskRow};
use claudetask_app::{Error, board, event, undo};
use claudetask_core::{Priority, Status, TaskId, TaskType};
use claudetask_testkit::{Board, START};

/// A small generator, so that a failure names the seed that shows it again.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.roll(of.len())]
    }
}

/// The board without what every change moves on.
async fn picture(board: &Board) -> Vec<(TaskRow, String, Option<String>)> {
    let mut picture = Vec::new();
    for row in board::get(&board.call, board.project).await.unwrap().tasks {
        let task = task::get(&board.call, board.project, row.id).await.unwrap();
        let row = TaskRow { revision: 0, updated_at: row.created_at, ..row };
        picture.push((row, task.description, task.analysis));
    }
    picture
}

async fn change(board: &Board, dice: &mut Dice) -> Result<(), Error> {
    let (call, project) = (&board.call, board.project);
    let live: Vec<TaskId> = board::get(call, project).await?.tasks.iter().map(|row| row.id).collect();
    if live.is_empty() || dice.roll(6) == 0 {
        let new =
            NewTask { title: format!("t{}", dice.roll(100)), status: dice.pick(Status::ALL), ..NewTask::default() };
        return task::create(call, project, new).await.map(drop);
    }
    let id = dice.pick(&live);
    let some: Vec<TaskId> = (0..=dice.roll(4)).map(|_| dice.pick(&live)).collect();
    match dice.roll(8) {
        0 => task::delete(call, project, &some[..some.len().min(2)]).await,
        1 | 2 => {
            let patch = TaskPatch {
                title: Some(format!("t{}", dice.roll(9))),
                description: Some(dice.pick(&["", "long", "longer"]).to_owned()),
                analysis: Some(dice.pick(&[None, Some("why")]).map(str::to_owned)),
                blocked_reason: Some(dice.pick(&[None, Some("waits")]).map(str::to_owned)),
                priority: Some(dice.pick(Priority::ALL)),
                task_type: Some(dice.pick(TaskType::ALL)),
                ..TaskPatch::default()
            };
            task::update(call, project, id, patch).await.map(drop)
        }
        3 => {
            let patch =
                TaskPatch { depends_on: Some(some), status: Some(dice.pick(Status::ALL)), ..TaskPatch::default() };
            task::update(call, project, id, patch).await.map(drop)
        }
        _ => {
            let place = dice.pick(&[
                None,
                Some(Place::Top),
                Some(Place::Bottom),
                Some(Place::Before { id }),
                Some(Place::After { id }),
            ]);
            place::move_to(call, project, &some, dice.pick(&[Status::Backlog, Status::Done]), place).await.map(drop)
        }
    }
}

#[tokio::test]
async fn random_changes_can_all_be_undone_and_redone() {
    for seed in 1..=6 {
        let board = Board::new().await;
        let mut dice = Dice(seed);
        let mut pictures = vec![picture(&board).await];
        let mut seq = event::last(&board.call).await.unwrap();
        let mut step = 0;
        while pictures.len() < 31 {
            step += 1;
            board.clock.set(START + step * 1000 * if dice.roll(3) == 0 { -1 } else { 1 });
            match change(&board, &mut dice).await.map_err(|error| error.report()) {
                Ok(()) => {}
                Err(report) => assert!(
                    ["dependency_cycle", "invalid_value", "neighbour_elsewhere"].contains(&report.code.as_str()),
                    "seed {seed}: {report:?}"
                ),
            }
            let now = event::last(&board.call).await.unwrap();
            if now > seq {
                seq = now;
                pictures.push(picture(&board).await);
            }
        }
        for round in 0..2 {
            for before in pictures.iter().rev().skip(1) {
                undo::undo(&board.call, board.project, None)
                    .await
                    .unwrap_or_else(|e| panic!("seed {seed}, round {round}: {e}"));
                assert_eq!(&picture(&board).await, before, "seed {seed}, round {round}");
            }
            assert!(matches!(undo::undo(&board.call, board.project, None).await, Err(Error::NothingToUndo)));
            for after in pictures.iter().skip(1) {
                undo::redo(&board.call, board.project, None)
                    .await
                    .unwrap_or_else(|e| panic!("seed {seed}, round {round}: {e}"));
                assert_eq!(&picture(&board).await, after, "seed {seed}, round {round}");
            }
            assert!(matches!(undo::redo(&board.call, board.project, None).await, Err(Error::NothingToRedo)));
        }
        replay(&board).await;
    }
}

/// Plays the journal back and compares it with the tasks as they are.
async fn replay(board: &Board) {
    let events =
        event::log(&board.call, board.project, LogQuery { limit: 100_000, ..LogQuery::default() }).await.unwrap();
    let mut told: std::collections::BTreeMap<TaskId, std::collections::BTreeMap<String, Shown>> =
        std::collections::BTreeMap::new();
    for event in events {
        if let Some(task) = event.task_id {
            told.entry(task).or_default().extend(event.after.unwrap());
        }
    }
    let live = board::get(&board.call, board.project).await.unwrap().tasks;
    for (id, fields) in told {
        let deleted = fields.get("deleted") == Some(&Shown::Flag(true));
        assert_eq!(deleted, live.iter().all(|row| row.id != id), "#{id}");
        if deleted {
            continue;
        }
        let is = serde_json::to_value(task::get(&board.call, board.project, id).await.unwrap()).unwrap();
        for (name, value) in
            fields.iter().filter(|(name, _)| !["deleted", "depends_on", "description"].contains(&name.as_str()))
        {
            assert_eq!(serde_json::to_value(value).unwrap(), is[name], "{name} of #{id}");
        }
    }
}
