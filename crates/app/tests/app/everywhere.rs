//! What reaches over several tasks or all projects: the board of all, changes of many, suggestions.

use claudetask_app::task::{self, BulkPatch, ListQuery, NewTask, TaskPatch};
use claudetask_app::{board, event, place, project, undo};
use claudetask_core::{Priority, ProjectId, Status, TaskId, TaskType, parse_filter};
use claudetask_testkit::Board;

use crate::code;

async fn add(board: &Board, project: ProjectId, title: &str, status: Status) -> TaskId {
    let new = NewTask { title: title.to_owned(), status, ..NewTask::default() };
    task::create(&board.call, project, new).await.unwrap().id
}

fn bulk(json: &str) -> BulkPatch {
    serde_json::from_str(json).unwrap()
}

#[tokio::test]
async fn the_board_of_all_has_the_cards_of_every_project_that_is_not_forgotten() {
    let board = Board::new().await;
    let (other, gone) = (board.another_project("other").await, board.another_project("gone").await);
    let first = add(&board, board.project, "first", Status::Ready).await;
    let second = add(&board, other, "second", Status::Backlog).await;
    add(&board, gone, "third", Status::Backlog).await;
    let patch =
        TaskPatch { depends_on: Some(vec![add(&board, other, "fourth", Status::Done).await]), ..Default::default() };
    task::update(&board.call, other, second, patch).await.unwrap();
    project::forget(&board.call, gone).await.unwrap();
    let all = board::all(&board.call).await.unwrap();
    assert!(all.project.is_none());
    assert_eq!(all.seq, event::last(&board.call).await.unwrap());
    let found: Vec<_> = all.tasks.iter().map(|row| (row.id, row.project_id, row.depends_on.len())).collect();
    assert_eq!(found[..2], [(second, other, 1), (first, board.project, 0)]);
    assert_eq!(found.len(), 3);
}

#[tokio::test]
async fn many_tasks_change_as_one_and_are_undone_as_one() {
    let board = Board::new().await;
    let ids = [board.add("a").await.id, board.add("b").await.id, board.add("c").await.id];
    let update = async |ids: &[TaskId], json: &str| task::update_all(&board.call, board.project, ids, bulk(json)).await;
    update(&ids[1..2], r#"{"type": "Bug"}"#).await.unwrap();
    let before = event::last(&board.call).await.unwrap();
    let rows = update(&ids, r#"{"type": "Bug", "priority": "Medium"}"#).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), ids);
    assert!(rows.iter().all(|row| row.task_type == TaskType::Bug && row.priority == Priority::Medium));
    assert_eq!(rows.iter().map(|row| row.revision).collect::<Vec<_>>(), [2, 2, 2]);
    assert_eq!(event::last(&board.call).await.unwrap().0, before.0 + 2, "b was a bug already");
    let report = undo::undo(&board.call, board.project, None).await.unwrap();
    assert_eq!(report.tasks.len(), 2);
    let types: Vec<_> = board::get(&board.call, board.project).await.unwrap().tasks;
    assert_eq!(
        types.iter().filter(|row| row.task_type == TaskType::Bug).map(|row| row.id).collect::<Vec<_>>(),
        [ids[1]]
    );
    let rows = update(&ids[..1], r#"{"blocked_reason": " waits "}"#).await.unwrap();
    assert_eq!(rows[0].blocked_reason.as_deref(), Some("waits"));
    assert_eq!(update(&ids[..1], r#"{"blocked_reason": null}"#).await.unwrap()[0].blocked_reason, None);
    let last = event::last(&board.call).await.unwrap();
    update(&ids, "{}").await.unwrap();
    assert_eq!(event::last(&board.call).await.unwrap(), last, "nothing changed");
}

#[tokio::test]
async fn a_change_of_many_that_can_t_be_whole_changes_nothing() {
    let board = Board::new().await;
    let other = board.another_project("other").await;
    let (one, far) = (board.add("a").await.id, add(&board, other, "far", Status::Ready).await);
    let refused =
        async |ids: &[TaskId], json: &str| code(task::update_all(&board.call, board.project, ids, bulk(json)).await);
    assert_eq!(refused(&[one, TaskId(99)], r#"{"priority": "High"}"#).await, "task_not_found");
    assert_eq!(refused(&[one, far], r#"{"priority": "High"}"#).await, "task_in_other_project");
    assert_eq!(refused(&[one], r#"{"blocked_reason": " "}"#).await, "invalid_value");
    assert_eq!(refused(&vec![one; 10_001], r#"{"priority": "High"}"#).await, "invalid_value");
    assert_eq!(task::get(&board.call, board.project, one).await.unwrap().priority, Priority::Medium);
    for (json, field) in [(r#"{"priority": null}"#, "priority"), (r#"{"title": "x"}"#, "title")] {
        let error = serde_json::from_str::<BulkPatch>(json).unwrap_err().to_string();
        assert!(error.contains(field), "{error}");
    }
}

#[tokio::test]
async fn without_a_project_the_last_change_of_any_is_undone_and_redone() {
    let board = Board::new().await;
    let other = board.another_project("other").await;
    let here = board.add("here").await.id;
    let there = add(&board, other, "there", Status::Backlog).await;
    place::set_status(&board.call, board.project, here, Status::Ready).await.unwrap();
    let undone = async || {
        let report = undo::undo(&board.call, None, None).await.unwrap();
        (report.event.project_id, report.event.task_id.unwrap())
    };
    assert_eq!(undone().await, (board.project, here));
    assert_eq!(undone().await, (other, there));
    assert_eq!(undone().await, (board.project, here));
    assert_eq!(code(undo::undo(&board.call, None, None).await), "nothing_to_undo");
    let report = undo::redo(&board.call, None, None).await.unwrap();
    assert_eq!(report.event.task_id, Some(here));
    let report = undo::redo(&board.call, None, None).await.unwrap();
    assert_eq!(report.event.task_id, Some(there));
    add(&board, other, "new", Status::Backlog).await;
    assert_eq!(code(undo::redo(&board.call, None, None).await), "nothing_to_redo");
    let seq = report.event.seq;
    assert_eq!(code(undo::undo(&board.call, board.project, Some(seq)).await), "event_not_found");
    assert_eq!(undo::undo(&board.call, None, Some(seq)).await.unwrap().deleted, [there]);
    project::forget(&board.call, other).await.unwrap();
    undo::undo(&board.call, None, None).await.unwrap();
    assert!(project::get(&board.call, other).await.is_ok(), "forgetting a project is a change too");
}

#[tokio::test]
async fn a_text_is_found_in_one_project_or_in_all() {
    let board = Board::new().await;
    let other = board.another_project("other").await;
    let here = add(&board, board.project, "Gro\u{308}ße", Status::Ready).await;
    let there = add(&board, other, "größer", Status::Backlog).await;
    let search = async |project, text| task::search(&board.call, project, text).await.unwrap();
    assert_eq!(search(None, "GRÖß").await, [there, here]);
    assert_eq!(search(Some(other), "größ").await, [there]);
    assert_eq!(search(Some(other), " ").await, [there]);
    assert_eq!(code(task::search(&board.call, Some(ProjectId(99)), "x").await), "project_not_found");
}

#[tokio::test]
async fn a_few_letters_suggest_the_likeliest_tasks() {
    let board = Board::new().await;
    let other = board.another_project("other").await;
    for title in ["Login page", "Backlog in order", "Slow login", "Version 12", "Done thing"] {
        add(&board, board.project, title, Status::Backlog).await;
    }
    place::set_status(&board.call, board.project, TaskId(5), Status::Done).await.unwrap();
    for n in 6..=13 {
        add(&board, other, &format!("other {n}"), Status::Backlog).await;
    }
    let suggested = async |project, text: &str| {
        let found = task::suggest(&board.call, project, text).await.unwrap();
        found.iter().map(|task| task.id.0).collect::<Vec<_>>()
    };
    let here = Some(board.project);
    for (project, text, expected) in [
        (here, "log", &[3, 1, 2][..]),
        (here, "LOGIN sl", &[3]),
        (here, "in", &[2, 5, 3, 1]),
        (here, "og in", &[3, 2, 1]),
        (here, "nothing", &[]),
        (here, "4", &[4]),
        (here, "#1", &[1]),
        (None, "1", &[1, 13, 12, 11, 10, 4]),
        (None, "12", &[12, 4]),
        (None, "#", &[]),
        (here, "done", &[5]),
        (here, "", &[4, 3, 2, 1]),
        (None, "other", &[13, 12, 11, 10, 9, 8, 7, 6]),
        (None, " ", &[13, 12, 11, 10, 9, 8, 7, 6]),
    ] {
        assert_eq!(suggested(project, text).await, expected, "{text:?}");
    }
    board.clock.set(claudetask_testkit::START + 1000);
    let patch = TaskPatch { priority: Some(Priority::Low), ..TaskPatch::default() };
    task::update(&board.call, board.project, TaskId(1), patch).await.unwrap();
    assert_eq!(suggested(here, "").await, [1, 4, 3, 2], "the one that changed last is first");
    let found = task::suggest(&board.call, None, "13").await.unwrap();
    assert_eq!((found[0].project_id, found[0].title.as_str(), found[0].status), (other, "other 13", Status::Backlog));
}

#[tokio::test]
async fn a_filter_narrows_the_list() {
    let board = Board::new().await;
    for (title, status) in [("first", Status::Ready), ("second", Status::InProgress), ("third", Status::Done)] {
        add(&board, board.project, title, status).await;
    }
    let edit = async |id, json: &str| {
        task::update(&board.call, board.project, TaskId(id), serde_json::from_str(json).unwrap()).await.unwrap();
    };
    edit(1, r#"{"depends_on": [2], "analysis": "About the SECOND one"}"#).await;
    edit(2, r#"{"depends_on": [3], "type": "Bug"}"#).await;
    edit(3, r#"{"blocked_reason": "x"}"#).await;
    board.clock.set(claudetask_testkit::START + 8 * 86_400_000);
    let list = async |text: &str| {
        let query = ListQuery { filter: parse_filter(text), ..ListQuery::default() };
        let list = task::list(&board.call, board.project, query).await.unwrap();
        assert_eq!(list.total, list.tasks.len());
        list.tasks.iter().map(|row| row.id.0).collect::<Vec<_>>()
    };
    for (text, expected) in [
        ("", &[1, 2, 3][..]),
        ("type:bug", &[2]),
        ("blocked", &[1, 3]),
        ("-blocked", &[2]),
        ("has:dependencies", &[1, 2]),
        ("has:analysis", &[1]),
        ("second", &[1, 2]),
        ("second -has:analysis", &[2]),
        ("-second", &[3]),
        ("about second", &[1]),
        ("about -second", &[]),
        ("-third -about", &[2]),
        ("is:stale", &[2]),
        ("idle:8d #3", &[3]),
        ("older:9d", &[]),
        ("project:project", &[1, 2, 3]),
        ("project:other", &[]),
    ] {
        assert_eq!(list(text).await, expected, "{text:?}");
    }
}
