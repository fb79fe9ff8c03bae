use claudetask_app::attention::{self, Need, NeedKind};
use claudetask_app::place;
use claudetask_app::task::{self, NewTask, TaskPatch};
use claudetask_app::{Call, event, project, undo};
use claudetask_core::{EventSeq, Origin, Status, TaskId};
use claudetask_store::{Store, Use};
use claudetask_testkit::Board;

use crate::code;

async fn block(call: &Call, board: &Board, id: TaskId, reason: Option<&str>) {
    let patch = TaskPatch { blocked_reason: Some(reason.map(str::to_owned)), ..TaskPatch::default() };
    task::update(call, board.project, id, patch).await.unwrap();
}

async fn put(call: &Call, board: &Board, id: TaskId, status: Status) {
    place::set_status(call, board.project, id, status).await.unwrap();
}

async fn waiting(board: &Board) -> Vec<(NeedKind, TaskId)> {
    let needs = attention::list(&board.call).await.unwrap();
    needs.iter().map(|need| (need.kind, need.task_id)).collect()
}

#[tokio::test]
async fn what_another_program_brought_to_review_or_blocked_waits() {
    let board = Board::new().await;
    let mcp = board.call.by(Origin::Mcp);
    let (one, two) = (board.add("one").await.id, board.add("two").await.id);
    assert_eq!(waiting(&board).await, []);
    put(&mcp, &board, one, Status::CodeReview).await;
    block(&mcp, &board, two, Some("waits for the key")).await;
    let needs = attention::list(&board.call).await.unwrap();
    let last = event::last(&board.call).await.unwrap();
    let at = claudetask_core::Timestamp::from_millis(claudetask_testkit::START);
    let blocked = Need {
        seq: last,
        kind: NeedKind::Blocked,
        project_id: board.project,
        task_id: two,
        title: "two".to_owned(),
        reason: Some("waits for the key".to_owned()),
        origin: Origin::Mcp,
        at,
    };
    let review = Need {
        seq: EventSeq(last.0 - 1),
        kind: NeedKind::Review,
        task_id: one,
        title: "one".to_owned(),
        reason: None,
        ..blocked.clone()
    };
    assert_eq!(needs, [blocked, review]);
}

#[tokio::test]
async fn every_program_counts_and_no_person() {
    for (origin, counts) in [
        (Origin::User, false),
        (Origin::QuickAdd, false),
        (Origin::Cli, true),
        (Origin::Http, true),
        (Origin::Mcp, true),
        (Origin::Run, true),
    ] {
        let board = Board::new().await;
        let call = board.call.by(origin);
        let task = board.add("a").await.id;
        put(&call, &board, task, Status::CodeReview).await;
        block(&call, &board, task, Some("x")).await;
        let expected = [(NeedKind::Blocked, task), (NeedKind::Review, task)];
        assert_eq!(waiting(&board).await, if counts { &expected[..] } else { &[] }, "{origin:?}");
    }
}

#[tokio::test]
async fn it_waits_only_while_it_is_so() {
    let board = Board::new().await;
    let (user, run) = (board.call.by(Origin::User), board.call.by(Origin::Run));
    let task = board.add("a").await.id;
    let review = [(NeedKind::Review, task)];
    put(&run, &board, task, Status::CodeReview).await;
    put(&user, &board, task, Status::Done).await;
    assert_eq!(waiting(&board).await, [], "it is Done now");
    undo::undo(&user, board.project, None).await.unwrap();
    assert_eq!(waiting(&board).await, review, "the user's own move was taken back");
    undo::undo(&user, board.project, None).await.unwrap();
    assert_eq!(waiting(&board).await, [], "the move to Code Review was undone");
    undo::redo(&user, board.project, None).await.unwrap();
    assert_eq!(waiting(&board).await, review);
    put(&user, &board, task, Status::Testing).await;
    put(&user, &board, task, Status::CodeReview).await;
    assert_eq!(waiting(&board).await, [], "the user moved it there himself");
    put(&user, &board, task, Status::Testing).await;
    put(&run, &board, task, Status::CodeReview).await;
    for _ in 0..2 {
        undo::undo(&user, board.project, None).await.unwrap();
    }
    assert_eq!(waiting(&board).await, [], "it is where the user put it; the other move was undone");
    block(&run, &board, task, Some("a")).await;
    block(&run, &board, task, Some("b")).await;
    assert_eq!(waiting(&board).await, [(NeedKind::Blocked, task)], "once for each kind");
    block(&user, &board, task, Some("said better")).await;
    assert_eq!(waiting(&board).await, []);
    block(&run, &board, task, Some("c")).await;
    task::delete(&user, board.project, &[task]).await.unwrap();
    assert_eq!(waiting(&board).await, [], "it is deleted");
    undo::undo(&user, board.project, None).await.unwrap();
    project::forget(&user, board.project).await.unwrap();
    assert_eq!(waiting(&board).await, [], "its project is off the list");
}

#[tokio::test]
async fn a_task_that_was_added_to_review_waits_too() {
    let board = Board::new().await;
    let new = NewTask { title: "a".to_owned(), status: Status::CodeReview, ..NewTask::default() };
    let task = task::create(&board.call.by(Origin::Http), board.project, new).await.unwrap().id;
    assert_eq!(waiting(&board).await, [(NeedKind::Review, task)]);
}

#[tokio::test]
async fn what_was_seen_waits_no_more_and_a_mark_only_rises() {
    let board = Board::new().await;
    let other = board.another_project("other").await;
    let (one, two) = (board.add("one").await.id, board.add("two").await.id);
    let new = NewTask { title: "far".to_owned(), status: Status::CodeReview, ..NewTask::default() };
    let far = task::create(&board.call, other, new).await.unwrap().id;
    put(&board.call, &board, one, Status::CodeReview).await;
    let first = event::last(&board.call).await.unwrap();
    put(&board.call, &board, two, Status::CodeReview).await;
    let second = event::last(&board.call).await.unwrap();
    let seen = async |seq| {
        let needs = attention::seen(&board.call, board.project, seq).await.unwrap();
        assert_eq!(needs, attention::list(&board.call).await.unwrap());
        needs.iter().map(|need| need.task_id).collect::<Vec<_>>()
    };
    assert_eq!(seen(EventSeq(0)).await, [two, one, far]);
    assert_eq!(seen(first).await, [two, far]);
    assert_eq!(seen(second).await, [far], "of the other project nothing was seen");
    assert_eq!(seen(first).await, [far]);
    put(&board.call, &board, one, Status::Testing).await;
    assert_eq!(seen(EventSeq::MAX).await, [far], "a mark beyond the end hides nothing that comes");
    put(&board.call, &board, one, Status::CodeReview).await;
    assert_eq!(waiting(&board).await, [(NeedKind::Review, one), (NeedKind::Review, far)]);
    assert_eq!(code(attention::seen(&board.call, claudetask_core::ProjectId(99), first).await), "project_not_found");
}

#[tokio::test]
async fn at_most_100_are_told_and_marks_that_can_t_be_read_hide_nothing() {
    let board = Board::new().await;
    for n in 0..102 {
        let new = NewTask { title: format!("{n}"), status: Status::CodeReview, ..NewTask::default() };
        task::create(&board.call, board.project, new).await.unwrap();
    }
    let needs = attention::list(&board.call).await.unwrap();
    assert_eq!((needs.len(), needs[0].title.as_str(), needs[99].title.as_str()), (100, "101", "2"));
    let store = Store::open(board.call.database(), Use::Command, needs[0].at).await.unwrap();
    for rubbish in ["", "[]", "{\"x\": 1}", "{\"1\": \"x\"}"] {
        let tx = store.write().await.unwrap();
        tx.set_setting("attention", rubbish).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(attention::list(&board.call).await.unwrap().len(), 100, "{rubbish:?}");
    }
}
