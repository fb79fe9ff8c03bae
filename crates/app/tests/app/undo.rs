use claudetask_app::place::{self, Place};
use claudetask_app::project::{self, ProjectPatch};
use claudetask_app::task::{self, Task, TaskPatch};
use claudetask_app::{board, event, undo};
use claudetask_core::{EventSeq, Origin, Priority, Status, TaskId};
use claudetask_testkit::Board;

use crate::code;

async fn edit(board: &Board, id: TaskId, json: &str) -> Task {
    let patch: TaskPatch = serde_json::from_str(json).unwrap();
    task::update(&board.call, board.project, id, patch).await.unwrap()
}

async fn last(board: &Board) -> EventSeq {
    event::last(&board.call).await.unwrap()
}

/// What a task says, without what every change moves on.
fn content(task: &Task) -> Task {
    Task { revision: 0, updated_at: task.created_at, ..task.clone() }
}

#[tokio::test]
async fn every_field_goes_back_and_forth() {
    let board = Board::new().await;
    let other = board.add("other").await.id;
    let start = board.add("one").await;
    for json in [
        r#"{"title": "two"}"#.to_owned(),
        r#"{"description": "long"}"#.to_owned(),
        r#"{"description": "longer", "analysis": "why"}"#.to_owned(),
        r#"{"analysis": null}"#.to_owned(),
        r#"{"type": "Bug", "priority": "Low"}"#.to_owned(),
        r#"{"blocked_reason": "waits"}"#.to_owned(),
        r#"{"status": "Done"}"#.to_owned(),
        format!(r#"{{"depends_on": [{other}]}}"#),
    ] {
        let before = task::get(&board.call, board.project, start.id).await.unwrap();
        let after = edit(&board, start.id, &json).await;
        let report = undo::undo(&board.call, board.project, None).await.unwrap();
        assert!(report.event.undone);
        assert_eq!(content(report.task.as_ref().unwrap()), content(&before), "{json}");
        assert_eq!(report.task.as_ref().unwrap().revision, after.revision + 1, "an undo is a change");
        let report = undo::redo(&board.call, board.project, None).await.unwrap();
        assert!(!report.event.undone);
        assert_eq!(content(report.task.as_ref().unwrap()), content(&after), "{json}");
        assert_eq!(report.tasks.len(), 1);
        assert!(report.deleted.is_empty());
    }
    // All the way back, to before the first task, and forth again.
    let end = board::get(&board.call, board.project).await.unwrap().tasks.len();
    let mut steps = 0;
    while undo::undo(&board.call, board.project, None).await.is_ok() {
        steps += 1;
    }
    assert_eq!(steps, 10);
    assert!(board::get(&board.call, board.project).await.unwrap().tasks.is_empty());
    assert_eq!(code(undo::undo(&board.call, board.project, None).await), "nothing_to_undo");
    for _ in 0..steps {
        undo::redo(&board.call, board.project, None).await.unwrap();
    }
    assert_eq!(code(undo::redo(&board.call, board.project, None).await), "nothing_to_redo");
    assert_eq!(board::get(&board.call, board.project).await.unwrap().tasks.len(), end);
}

#[tokio::test]
async fn a_creation_and_a_deletion_go_back_and_forth() {
    let board = Board::new().await;
    let task = board.add("one").await;
    for _ in 0..2 {
        let report = undo::undo(&board.call, board.project, None).await.unwrap();
        assert_eq!((report.task, report.tasks.len(), report.deleted), (None, 0, vec![task.id]));
        let report = undo::redo(&board.call, board.project, None).await.unwrap();
        assert_eq!(content(report.task.as_ref().unwrap()), content(&task));
    }
    let more = [task.id, board.add("two").await.id];
    task::delete(&board.call, board.project, &more).await.unwrap();
    let report = undo::undo(&board.call, board.project, None).await.unwrap();
    assert_eq!(report.tasks.len(), 2, "deleted together, back together");
    let report = undo::redo(&board.call, board.project, None).await.unwrap();
    assert_eq!(report.deleted, more);
}

#[tokio::test]
async fn a_move_of_many_comes_back_to_the_very_same_places() {
    let board = Board::new().await;
    let mut ids = Vec::new();
    for n in 0..9 {
        ids.push(board.add(&n.to_string()).await.id);
    }
    let ranks = async || {
        let rows = board::get(&board.call, board.project).await.unwrap().tasks;
        rows.into_iter().map(|row| (row.id, row.status, row.rank)).collect::<Vec<_>>()
    };
    let start = ranks().await;
    // The same ranks are handed out in another order, so that each card wants a place that another one holds.
    let shuffled: Vec<TaskId> = [4, 8, 0, 2, 6, 1, 7, 3, 5].iter().map(|n| ids[*n]).collect();
    place::move_to(&board.call, board.project, &shuffled, Status::Backlog, Some(Place::Top)).await.unwrap();
    let end = ranks().await;
    undo::undo(&board.call, board.project, None).await.unwrap();
    assert_eq!(ranks().await, start);
    undo::redo(&board.call, board.project, None).await.unwrap();
    assert_eq!(ranks().await, end);
}

#[tokio::test]
async fn a_place_that_was_taken_meanwhile_is_shared_out_beside_it() {
    let board = Board::new().await;
    let (a, b, c) = (board.add("a").await.id, board.add("b").await.id, board.add("c").await.id);
    // b leaves the middle; a takes exactly b's rank by an undo of its own.
    place::set_status(&board.call, board.project, b, Status::Done).await.unwrap();
    let moved = last(&board).await;
    place::move_to(&board.call, board.project, &[c], Status::Backlog, Some(Place::Bottom)).await.unwrap();
    place::move_to(&board.call, board.project, &[c], Status::Backlog, Some(Place::Top)).await.unwrap();
    undo::undo(&board.call, board.project, Some(moved)).await.unwrap();
    let rows = board::get(&board.call, board.project).await.unwrap().tasks;
    assert!(rows.is_sorted_by(|x, y| x.rank < y.rank), "{rows:?}");
    assert!(rows.iter().any(|row| row.id == b && row.status == Status::Backlog));
    assert!(rows.iter().any(|row| row.id == a));
    // And the undo itself can be taken back, whatever rank it chose.
    undo::redo(&board.call, board.project, Some(moved)).await.unwrap();
    undo::undo(&board.call, board.project, Some(moved)).await.unwrap();
}

#[tokio::test]
async fn an_older_event_can_be_undone_unless_a_later_one_stands_in_the_way() {
    let board = Board::new().await;
    let task = board.add("one").await;
    let created = last(&board).await;
    edit(&board, task.id, r#"{"title": "two"}"#).await;
    let first = last(&board).await;
    edit(&board, task.id, r#"{"priority": "High"}"#).await;
    let other_field = last(&board).await;
    edit(&board, task.id, r#"{"title": "three"}"#).await;
    let second = last(&board).await;

    let error = undo::undo(&board.call, board.project, Some(first)).await.unwrap_err().report();
    assert_eq!(error.code, "undo_conflict");
    assert!(error.message.contains("title") && error.message.contains(&second.to_string()), "{}", error.message);
    assert!(error.hint.contains(&second.to_string()), "{}", error.hint);
    assert_eq!(code(undo::undo(&board.call, board.project, Some(created)).await), "undo_conflict");

    let report = undo::undo(&board.call, board.project, Some(other_field)).await.unwrap();
    assert_eq!(report.task.unwrap().title, "three", "another field does not stand in the way");
    undo::undo(&board.call, board.project, Some(second)).await.unwrap();
    let report = undo::undo(&board.call, board.project, Some(first)).await.unwrap();
    assert_eq!(report.task.unwrap().title, "one");
    undo::undo(&board.call, board.project, Some(created)).await.unwrap();

    assert_eq!(code(undo::undo(&board.call, board.project, Some(created)).await), "not_revertible");
    assert_eq!(code(undo::redo(&board.call, board.project, Some(first)).await), "undo_conflict");
    assert_eq!(code(undo::undo(&board.call, board.project, Some(EventSeq(999))).await), "event_not_found");
    let undo_itself = last(&board).await;
    assert_eq!(code(undo::undo(&board.call, board.project, Some(undo_itself)).await), "not_revertible");
    assert_eq!(code(undo::redo(&board.call, board.project, Some(EventSeq(1))).await), "not_revertible");
    let other = board.another_project("other").await;
    assert_eq!(code(undo::undo(&board.call, other, Some(first)).await), "event_not_found");
}

#[tokio::test]
async fn a_deletion_stands_in_the_way_of_what_was_before() {
    let board = Board::new().await;
    let task = board.add("one").await;
    edit(&board, task.id, r#"{"title": "two"}"#).await;
    let edited = last(&board).await;
    task::delete(&board.call, board.project, &[task.id]).await.unwrap();
    let error = undo::undo(&board.call, board.project, Some(edited)).await.unwrap_err().report();
    assert_eq!(error.code, "undo_conflict");
    assert!(error.message.contains("deleted"), "{}", error.message);
}

#[tokio::test]
async fn a_new_change_ends_what_could_be_redone() {
    let board = Board::new().await;
    let task = board.add("one").await;
    edit(&board, task.id, r#"{"title": "two"}"#).await;
    let edited = last(&board).await;
    undo::undo(&board.call, board.project, None).await.unwrap();
    board.add("new").await;
    assert_eq!(code(undo::redo(&board.call, board.project, None).await), "nothing_to_redo");
    // By its number it can be brought again: nothing stands in the way.
    let report = undo::redo(&board.call, board.project, Some(edited)).await.unwrap();
    assert_eq!(report.task.unwrap().title, "two");
}

#[tokio::test]
async fn chains_of_undo_and_redo_hold() {
    let board = Board::new().await;
    let id = board.add("0").await.id;
    for n in 1..4 {
        edit(&board, id, &format!(r#"{{"title": "{n}"}}"#)).await;
    }
    let mut titles = Vec::new();
    for step in "uuruurrrurr".chars() {
        let report = match step {
            'u' => undo::undo(&board.call, board.project, None).await,
            _ => undo::redo(&board.call, board.project, None).await,
        };
        titles.push(report.map_or_else(|error| error.code().as_str().to_owned(), |report| report.task.unwrap().title));
    }
    assert_eq!(titles.join(" "), "2 1 2 1 0 1 2 3 2 3 nothing_to_redo");
}

#[tokio::test]
async fn another_process_can_undo_and_the_journal_says_who() {
    let board = Board::new().await;
    let task = board.add("one").await;
    edit(&board, task.id, r#"{"title": "two"}"#).await;
    let other = board.another_process(Origin::User).await;
    undo::undo(&other, board.project, None).await.unwrap();
    assert_eq!(task::get(&board.call, board.project, task.id).await.unwrap().title, "one");
    let history = event::history(&board.call, board.project, task.id).await.unwrap();
    let origins: Vec<_> = history.iter().map(|event| event.origin).collect();
    assert_eq!(origins, [Origin::User, Origin::Cli, Origin::Cli]);
    assert_eq!(history[0].reverts, Some(history[1].seq));
    undo::redo(&board.call, board.project, None).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_that_undo_at_once_undo_two_changes() {
    let board = Board::new().await;
    let id = board.add("0").await.id;
    for n in 1..4 {
        edit(&board, id, &format!(r#"{{"title": "{n}"}}"#)).await;
    }
    let other = board.another_process(Origin::User).await;
    let (one, two) =
        tokio::join!(undo::undo(&board.call, board.project, None), undo::undo(&other, board.project, None));
    assert_ne!(one.unwrap().event.seq, two.unwrap().event.seq);
    assert_eq!(task::get(&board.call, board.project, id).await.unwrap().title, "1");
}

#[tokio::test]
async fn settings_and_forgetting_of_a_project_go_back_and_forth() {
    let board = Board::new().await;
    let patch = ProjectPatch {
        name: Some("New name".into()),
        repository: Some(Some("me/app".into())),
        branch_pattern: Some("{type}/{id}".into()),
        ..ProjectPatch::default()
    };
    let before = project::get(&board.call, board.project).await.unwrap();
    let after = project::update(&board.call, board.project, patch).await.unwrap();
    assert_eq!((after.name.as_str(), after.repository.as_deref()), ("New name", Some("me/app")));
    undo::undo(&board.call, board.project, None).await.unwrap();
    let undone = project::get(&board.call, board.project).await.unwrap();
    assert_eq!(undone, project::Project { revision: undone.revision, ..before });
    undo::redo(&board.call, board.project, None).await.unwrap();
    assert_eq!(project::get(&board.call, board.project).await.unwrap().branch_pattern, "{type}/{id}");

    project::forget(&board.call, board.project).await.unwrap();
    assert_eq!(code(project::get(&board.call, board.project).await), "project_not_found");
    undo::undo(&board.call, board.project, None).await.unwrap();
    assert!(project::get(&board.call, board.project).await.is_ok());
    undo::redo(&board.call, board.project, None).await.unwrap();
    assert_eq!(code(project::get(&board.call, board.project).await), "project_not_found");
}

#[tokio::test]
async fn a_project_that_was_forgotten_and_opened_again_does_not_block_undo() {
    let board = Board::new().await;
    let task = board.add("one").await;
    edit(&board, task.id, r#"{"title": "two"}"#).await;
    project::forget(&board.call, board.project).await.unwrap();
    let forgotten = last(&board).await;
    let again = project::open(&board.call, &board.project_folder()).await.unwrap();
    assert_eq!(again.id, board.project);
    let report = undo::undo(&board.call, board.project, None).await.unwrap();
    assert_eq!(report.task.unwrap().title, "one");
    assert_eq!(code(undo::undo(&board.call, board.project, Some(forgotten)).await), "undo_conflict");
}

#[tokio::test]
async fn a_change_that_was_redone_by_its_number_hides_no_newer_one_from_a_redo() {
    let board = Board::new().await;
    let (one, two) = (board.add("one").await.id, board.add("two").await.id);
    edit(&board, one, r#"{"priority": "Low"}"#).await;
    let first = last(&board).await;
    edit(&board, one, r#"{"type": "Bug"}"#).await;
    undo::undo(&board.call, board.project, None).await.unwrap();
    edit(&board, two, r#"{"priority": "High"}"#).await;
    undo::undo(&board.call, board.project, Some(first)).await.unwrap();
    undo::redo(&board.call, board.project, Some(first)).await.unwrap();
    for project in [Some(board.project), None] {
        assert_eq!(code(undo::redo(&board.call, project, None).await), "nothing_to_redo", "two was changed since");
    }
}

#[tokio::test]
async fn a_change_of_many_is_not_undone_where_one_of_them_was_changed_later() {
    let board = Board::new().await;
    let ids = [board.add("one").await.id, board.add("two").await.id];
    let patch = serde_json::from_str(r#"{"priority": "Low"}"#).unwrap();
    task::update_all(&board.call, board.project, &ids, patch).await.unwrap();
    let batch = last(&board).await;
    edit(&board, ids[1], r#"{"priority": "High"}"#).await;
    let error = undo::undo(&board.call, board.project, Some(batch)).await.unwrap_err().to_string();
    assert!(error.contains("priority of #2 was changed again later by event"), "{error}");
    let priority = async |id| task::get(&board.call, board.project, id).await.unwrap().priority;
    assert_eq!((priority(ids[0]).await, priority(ids[1]).await), (Priority::Low, Priority::High), "nothing changed");
    undo::undo(&board.call, board.project, None).await.unwrap();
    undo::undo(&board.call, board.project, None).await.unwrap();
    assert_eq!((priority(ids[0]).await, priority(ids[1]).await), (Priority::Medium, Priority::Medium));
}
