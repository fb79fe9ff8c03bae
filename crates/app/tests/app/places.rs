use claudetask_app::place::{self, Place};
use claudetask_app::{board, event, task};
use claudetask_core::{Status, TaskId};
use claudetask_testkit::Board;

use crate::code;

/// A board with the tasks 1 to 5 in Backlog, in this order from the top.
async fn five() -> (Board, Vec<TaskId>) {
    let board = Board::new().await;
    let mut ids = Vec::new();
    for title in ["1", "2", "3", "4", "5"] {
        ids.push(board.add(title).await.id);
    }
    place::move_to(&board.call, board.project, &ids, Status::Backlog, Some(Place::Bottom)).await.unwrap();
    assert_eq!(column(&board, Status::Backlog).await, "1 2 3 4 5");
    (board, ids)
}

async fn column(board: &Board, status: Status) -> String {
    let rows = board::get(&board.call, board.project).await.unwrap().tasks;
    let titles: Vec<_> = rows.into_iter().filter(|row| row.status == status).map(|row| row.title).collect();
    titles.join(" ")
}

#[tokio::test]
async fn a_card_goes_to_any_place_and_its_neighbours_keep_theirs() {
    for (moved, place, expected) in [
        (3, Place::Top, "4 1 2 3 5"),
        (1, Place::Bottom, "1 3 4 5 2"),
        (4, Place::Before { id: TaskId(2) }, "1 5 2 3 4"),
        (0, Place::After { id: TaskId(3) }, "2 3 1 4 5"),
        (0, Place::After { id: TaskId(5) }, "2 3 4 5 1"),
        (4, Place::Before { id: TaskId(1) }, "5 1 2 3 4"),
    ] {
        let (board, ids) = five().await;
        let before = board::get(&board.call, board.project).await.unwrap().tasks;
        let answer =
            place::move_to(&board.call, board.project, &[ids[moved]], Status::Backlog, Some(place)).await.unwrap();
        assert_eq!(column(&board, Status::Backlog).await, expected);
        let after = board::get(&board.call, board.project).await.unwrap().tasks;
        assert_eq!(answer[0], *after.iter().find(|row| row.id == ids[moved]).unwrap());
        for row in before.iter().filter(|row| row.id != ids[moved]) {
            assert!(after.contains(row), "#{} was touched", row.id);
        }
    }
}

#[tokio::test]
async fn several_cards_go_in_the_given_order_as_one_change() {
    let (board, ids) = five().await;
    let to = async |ids: &[TaskId], status, place| place::move_to(&board.call, board.project, ids, status, place).await;
    to(&[ids[3], ids[0], ids[3]], Status::Ready, None).await.unwrap();
    assert_eq!(column(&board, Status::Ready).await, "4 1");
    to(&[ids[4], ids[1]], Status::Ready, Some(Place::After { id: ids[3] })).await.unwrap();
    assert_eq!(column(&board, Status::Ready).await, "4 5 2 1");
    to(&[ids[2], ids[0], ids[1]], Status::Ready, Some(Place::Before { id: ids[4] })).await.unwrap();
    assert_eq!(column(&board, Status::Ready).await, "4 3 1 2 5");
    claudetask_app::undo::undo(&board.call, board.project, None).await.unwrap();
    assert_eq!(column(&board, Status::Ready).await, "4 5 2 1");
    assert_eq!(column(&board, Status::Backlog).await, "3");
}

#[tokio::test]
async fn a_move_to_where_the_card_is_changes_nothing() {
    let (board, ids) = five().await;
    let seq = event::last(&board.call).await.unwrap();
    let before = board::get(&board.call, board.project).await.unwrap().tasks;
    for (moved, place) in [
        (vec![ids[0]], Some(Place::Top)),
        (vec![ids[4]], Some(Place::Bottom)),
        (vec![ids[2]], Some(Place::Before { id: ids[3] })),
        (vec![ids[2]], Some(Place::After { id: ids[1] })),
        (vec![ids[2]], None),
        (vec![ids[1], ids[2]], Some(Place::After { id: ids[0] })),
        (ids.clone(), Some(Place::Top)),
        (vec![], Some(Place::Top)),
    ] {
        let rows = place::move_to(&board.call, board.project, &moved, Status::Backlog, place).await.unwrap();
        assert_eq!(rows.len(), moved.len());
        assert!(rows.iter().all(|row| before.contains(row)), "{place:?}: {rows:?}");
    }
    place::set_status(&board.call, board.project, ids[0], Status::Backlog).await.unwrap();
    assert_eq!(event::last(&board.call).await.unwrap(), seq);
}

#[tokio::test]
async fn a_card_of_a_group_that_keeps_its_place_is_not_touched() {
    let (board, ids) = five().await;
    let before = task::get(&board.call, board.project, ids[0]).await.unwrap();
    let order = [ids[0], ids[2], ids[1], ids[3], ids[4]];
    place::move_to(&board.call, board.project, &order, Status::Backlog, Some(Place::Bottom)).await.unwrap();
    assert_eq!(column(&board, Status::Backlog).await, "1 3 2 4 5");
    assert_eq!(task::get(&board.call, board.project, ids[0]).await.unwrap(), before);
    let last =
        event::log(&board.call, board.project, event::LogQuery { limit: 10, ..Default::default() }).await.unwrap();
    assert!(last.iter().all(|event| event.after.as_ref().is_none_or(|fields| !fields.is_empty())), "{last:?}");
}

#[tokio::test]
async fn a_place_that_can_t_be_told_is_refused() {
    let (board, ids) = five().await;
    let other = board.another_project("other").await;
    place::set_status(&board.call, board.project, ids[4], Status::Done).await.unwrap();
    task::delete(&board.call, board.project, &[ids[3]]).await.unwrap();
    for (neighbour, expected) in [
        (ids[0], "invalid_value"),
        (ids[4], "neighbour_elsewhere"),
        (ids[3], "task_not_found"),
        (TaskId(99), "task_not_found"),
    ] {
        for place in [Place::Before { id: neighbour }, Place::After { id: neighbour }] {
            let moved = place::move_to(&board.call, board.project, &ids[..1], Status::Backlog, Some(place)).await;
            assert_eq!(code(moved), expected);
        }
    }
    assert_eq!(code(place::set_status(&board.call, other, ids[0], Status::Done).await), "task_in_other_project");
    assert_eq!(code(place::move_to(&board.call, board.project, &ids, Status::Done, None).await), "task_not_found");
    assert_eq!(column(&board, Status::Backlog).await, "1 2 3", "a refused move moves none");
    let many = vec![ids[0]; 10_001];
    assert_eq!(code(place::move_to(&board.call, board.project, &many, Status::Done, None).await), "invalid_value");
}

#[tokio::test]
async fn a_status_is_entered_at_the_top_and_done_is_dated() {
    let (board, ids) = five().await;
    place::set_status(&board.call, board.project, ids[0], Status::Done).await.unwrap();
    let row = place::set_status(&board.call, board.project, ids[1], Status::Done).await.unwrap();
    assert_eq!(column(&board, Status::Done).await, "2 1");
    assert!(row.completed_at.is_some());
    let row = place::set_status(&board.call, board.project, ids[1], Status::CodeReview).await.unwrap();
    assert_eq!(row.completed_at, None);
}

#[test]
fn a_place_reads_as_the_doors_write_it() {
    for (json, place) in [
        (r#"{"at":"top"}"#, Place::Top),
        (r#"{"at":"bottom"}"#, Place::Bottom),
        (r#"{"at":"before","id":3}"#, Place::Before { id: TaskId(3) }),
        (r#"{"at":"after","id":3}"#, Place::After { id: TaskId(3) }),
    ] {
        assert_eq!(serde_json::from_str::<Place>(json).unwrap(), place);
        assert_eq!(serde_json::to_string(&place).unwrap(), json);
    }
}
