use claudetask_app::event::{self, LogQuery, Shown};
use claudetask_app::task::{self, TaskPatch};
use claudetask_app::{project, undo};
use claudetask_core::{EventKind, EventSeq, Origin, TaskId};
use claudetask_testkit::Board;

use crate::code;

#[tokio::test]
async fn the_history_names_long_texts_and_the_log_has_them() {
    let board = Board::new().await;
    let task = board.add("one").await;
    for text in ["first", "second"] {
        let patch =
            TaskPatch { description: Some(text.into()), analysis: Some(Some(text.into())), ..TaskPatch::default() };
        task::update(&board.call, board.project, task.id, patch).await.unwrap();
    }
    let history = event::history(&board.call, board.project, task.id).await.unwrap();
    assert_eq!(history.len(), 3);
    let (before, after) = (history[0].before.as_ref().unwrap(), history[0].after.as_ref().unwrap());
    for field in ["description", "analysis"] {
        assert_eq!((&before[field], &after[field]), (&Shown::Null, &Shown::Null));
    }
    assert!(!serde_json::to_string(&history).unwrap().contains("second"));
    let log = event::log(&board.call, board.project, LogQuery { limit: 1, ..LogQuery::default() }).await.unwrap();
    assert_eq!(log[0].before.as_ref().unwrap()["description"], Shown::Text("first".into()));
    assert_eq!(log[0].after.as_ref().unwrap()["analysis"], Shown::Text("second".into()));
    assert_eq!(event::get(&board.call, board.project, log[0].seq).await.unwrap(), log[0]);
    let json = serde_json::to_value(&log[0]).unwrap();
    for name in ["seq", "at", "origin", "kind", "task_id", "before", "after", "undone"] {
        assert!(json.get(name).is_some(), "{name}");
    }
}

#[tokio::test]
async fn the_log_is_oldest_first_and_takes_any_limit() {
    let board = Board::new().await;
    let one = board.add("one").await;
    board.add("two").await;
    task::delete(&board.call, board.project, &[one.id]).await.unwrap();
    let log = async |query| event::log(&board.call, board.project, query).await.unwrap();
    let kinds = |events: &[event::Event]| events.iter().map(|event| event.kind).collect::<Vec<_>>();
    let all = log(LogQuery { limit: u64::MAX, ..LogQuery::default() }).await;
    assert_eq!(
        kinds(&all),
        [EventKind::ProjectOpened, EventKind::TaskCreated, EventKind::TaskCreated, EventKind::TaskDeleted]
    );
    assert_eq!(all[0].origin, Origin::Cli);
    assert_eq!(log(LogQuery { limit: 2, ..LogQuery::default() }).await, all[2..], "the newest");
    let since = log(LogQuery { since: Some(all[0].seq), limit: 2, ..LogQuery::default() }).await;
    assert_eq!(since, all[1..3], "the oldest after that one");
    let of_task = log(LogQuery { task: Some(one.id), limit: 9, ..LogQuery::default() }).await;
    assert_eq!(kinds(&of_task), [EventKind::TaskCreated, EventKind::TaskDeleted]);
    assert!(log(LogQuery { limit: 0, ..LogQuery::default() }).await.is_empty());
    assert_eq!(
        event::history(&board.call, board.project, one.id).await.unwrap().len(),
        2,
        "a deleted task has one too"
    );
}

#[tokio::test]
async fn what_is_of_another_project_is_not_shown() {
    let board = Board::new().await;
    let other = board.another_project("other").await;
    let task = board.add("one").await;
    let seq = event::last(&board.call).await.unwrap();
    assert_eq!(code(event::get(&board.call, other, seq).await), "event_not_found");
    assert_eq!(code(event::get(&board.call, board.project, EventSeq(0)).await), "event_not_found");
    assert_eq!(code(event::history(&board.call, other, task.id).await), "task_in_other_project");
    assert_eq!(code(event::history(&board.call, other, TaskId(99)).await), "task_not_found");
    let log = event::log(&board.call, other, LogQuery { limit: 9, ..LogQuery::default() }).await.unwrap();
    assert_eq!(log.len(), 1);
    project::forget(&board.call, other).await.unwrap();
    assert_eq!(code(event::log(&board.call, other, LogQuery::default()).await), "project_not_found");
}

#[tokio::test]
async fn the_journal_tells_every_task_as_it_is() {
    let board = Board::new().await;
    let one = board.add("one").await;
    let patch = TaskPatch { title: Some("two".into()), analysis: Some(Some("a".into())), ..TaskPatch::default() };
    task::update(&board.call, board.project, one.id, patch).await.unwrap();
    claudetask_app::place::set_status(&board.call, board.project, one.id, claudetask_core::Status::Done).await.unwrap();
    undo::undo(&board.call, board.project, None).await.unwrap();
    let mut told = std::collections::BTreeMap::new();
    for event in event::log(&board.call, board.project, LogQuery { limit: 99, ..LogQuery::default() }).await.unwrap() {
        if event.task_id.is_some() {
            told.extend(event.after.unwrap());
        }
    }
    let told = serde_json::to_value(told).unwrap();
    let is = serde_json::to_value(task::get(&board.call, board.project, one.id).await.unwrap()).unwrap();
    for name in [
        "title",
        "type",
        "priority",
        "status",
        "rank",
        "analysis",
        "blocked_reason",
        "depends_on",
        "completed_at",
        "git_branch",
    ] {
        assert_eq!(told[name], is[name], "{name}");
    }
}
