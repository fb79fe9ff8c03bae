use claudetask_app::task::{self, NewTask, Task, TaskPatch};
use claudetask_app::{Error, board, event, undo};
use claudetask_core::TaskId;
use claudetask_testkit::Board;

use crate::code;

async fn depend(board: &Board, task: TaskId, on: &[TaskId]) -> Result<Task, Error> {
    let patch = TaskPatch { depends_on: Some(on.to_vec()), ..TaskPatch::default() };
    task::update(&board.call, board.project, task, patch).await
}

#[tokio::test]
async fn dependencies_are_sorted_each_once_and_shown_on_the_board() {
    let board = Board::new().await;
    let ids = [board.add("a").await.id, board.add("b").await.id, board.add("c").await.id];
    let task = depend(&board, ids[2], &[ids[1], ids[0], ids[1]]).await.unwrap();
    assert_eq!(task.depends_on, ids[..2]);
    let rows = board::get(&board.call, board.project).await.unwrap().tasks;
    assert_eq!(rows.iter().find(|row| row.id == ids[2]).unwrap().depends_on, ids[..2]);
}

#[tokio::test]
async fn a_circle_of_any_length_is_refused_and_nothing_changes() {
    let board = Board::new().await;
    let (a, b, c) = (board.add("a").await.id, board.add("b").await.id, board.add("c").await.id);
    depend(&board, b, &[a]).await.unwrap();
    depend(&board, c, &[b]).await.unwrap();
    assert_eq!(code(depend(&board, a, &[a]).await), "dependency_cycle");
    assert_eq!(code(depend(&board, a, &[b]).await), "dependency_cycle");
    let error = depend(&board, a, &[c]).await.unwrap_err();
    assert!(matches!(error, Error::DependencyCycle { task, depends_on } if task == a && depends_on == c), "{error:?}");
    assert!(task::get(&board.call, board.project, a).await.unwrap().depends_on.is_empty());
    depend(&board, c, &[a, b]).await.expect("two ways to one task are no circle");
}

#[tokio::test]
async fn what_is_not_there_is_no_dependency() {
    let board = Board::new().await;
    let other = board.another_project("other").await;
    let new = |title: &str, on: &[i64]| NewTask {
        title: title.into(),
        depends_on: on.iter().copied().map(TaskId).collect(),
        ..NewTask::default()
    };
    let theirs = task::create(&board.call, other, new("theirs", &[])).await.unwrap().id;
    let (a, gone) = (board.add("a").await.id, board.add("gone").await.id);
    task::delete(&board.call, board.project, &[gone]).await.unwrap();
    assert_eq!(code(depend(&board, a, &[theirs]).await), "task_in_other_project");
    assert_eq!(code(depend(&board, a, &[gone]).await), "task_not_found");
    assert_eq!(code(depend(&board, a, &[TaskId(99)]).await), "task_not_found");
    // The id that the new task itself would get.
    let own = new("itself", &[gone.0 + 1]);
    assert_eq!(code(task::create(&board.call, board.project, own).await), "task_not_found");
}

#[tokio::test]
async fn a_deleted_dependency_is_hidden_and_comes_back_with_its_task() {
    let board = Board::new().await;
    let (a, b, c) = (board.add("a").await.id, board.add("b").await.id, board.add("c").await.id);
    depend(&board, a, &[b, c]).await.unwrap();
    task::delete(&board.call, board.project, &[b]).await.unwrap();
    let deleted = event::last(&board.call).await.unwrap();
    let seen = task::get(&board.call, board.project, a).await.unwrap();
    assert_eq!(seen.depends_on, [c]);
    let same = depend(&board, a, &[c]).await.unwrap();
    assert_eq!(same.revision, seen.revision, "saying what is seen is no change");
    undo::undo(&board.call, board.project, Some(deleted)).await.unwrap();
    assert_eq!(task::get(&board.call, board.project, a).await.unwrap().depends_on, [b, c]);
}

#[tokio::test]
async fn undo_brings_no_circle_back() {
    let board = Board::new().await;
    let (a, b) = (board.add("a").await.id, board.add("b").await.id);
    depend(&board, a, &[b]).await.unwrap();
    depend(&board, a, &[]).await.unwrap();
    let cleared = event::last(&board.call).await.unwrap();
    depend(&board, b, &[a]).await.unwrap();
    assert_eq!(code(undo::undo(&board.call, board.project, Some(cleared)).await), "dependency_cycle");
    assert!(task::get(&board.call, board.project, a).await.unwrap().depends_on.is_empty());
    task::delete(&board.call, board.project, &[b]).await.unwrap();
    assert_eq!(code(undo::undo(&board.call, board.project, Some(cleared)).await), "dependency_cycle");
}
