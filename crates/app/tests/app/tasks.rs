use claudetask_app::task::{self, ListQuery, NewTask, TaskPatch};
use claudetask_app::{Error, event};
use claudetask_core::{Priority, Status, TaskId, TaskType};
use claudetask_testkit::{Board, START};

use crate::code;

fn patch(json: &str) -> TaskPatch {
    serde_json::from_str(json).unwrap()
}

#[tokio::test]
async fn a_new_task_has_the_defaults_and_can_be_read_back() {
    let board = Board::new().await;
    let task = board.add("  Login fails ").await;
    assert_eq!(task.title, "Login fails");
    assert_eq!((task.task_type, task.priority, task.status), (TaskType::Feature, Priority::Medium, Status::Backlog));
    assert_eq!((task.description.as_str(), &task.analysis, &task.git_branch), ("", &None, &None));
    assert_eq!((task.revision, task.completed_at), (1, None));
    assert_eq!(task.created_at.millis(), START);
    assert_eq!(task::get(&board.call, board.project, task.id).await.unwrap(), task);
    let json = serde_json::to_value(&task).unwrap();
    let mut names: Vec<_> = json.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    let contract = "analysis blocked_reason completed_at created_at depends_on description git_branch id priority \
                    project_id rank revision status title type updated_at";
    assert_eq!(names.join(" "), contract);
    assert_eq!(json["created_at"], "2026-01-02T03:04:05.678Z");
}

#[tokio::test]
async fn limits_count_characters_at_the_edge() {
    let board = Board::new().await;
    let create = |title: String, description: String| {
        let new = NewTask { title, description, ..NewTask::default() };
        task::create(&board.call, board.project, new)
    };
    let task = create("👩".repeat(200), "é".repeat(200_000)).await.unwrap();
    assert_eq!(task.description.chars().count(), 200_000);
    for (title, description) in [
        ("é".repeat(201), String::new()),
        ("x".to_owned(), "é".repeat(200_001)),
        (" \u{3000} ".to_owned(), String::new()),
        ("two\nlines".to_owned(), String::new()),
        ("nul\0".to_owned(), String::new()),
    ] {
        assert_eq!(code(create(title, description).await), "invalid_value");
    }
    let update = |patch: TaskPatch| task::update(&board.call, board.project, task.id, patch);
    let analysis = |n| TaskPatch { analysis: Some(Some("ü".repeat(n))), ..TaskPatch::default() };
    let blocked = |n| TaskPatch { blocked_reason: Some(Some("ü".repeat(n))), ..TaskPatch::default() };
    assert!(update(analysis(1_000_000)).await.is_ok());
    assert!(update(blocked(500)).await.is_ok());
    for (patch, field) in
        [(analysis(1_000_001), "analysis"), (blocked(501), "blocked_reason"), (blocked(0), "blocked_reason")]
    {
        let report = update(patch).await.unwrap_err().report();
        assert_eq!(report.field.as_deref(), Some(field));
    }
    let list = task::list(&board.call, board.project, ListQuery::default()).await.unwrap();
    assert_eq!(list.total, 1, "what was refused left nothing");
}

#[test]
fn a_patch_that_is_not_understood_names_the_field_and_what_is_allowed() {
    for (json, parts) in [
        (r#"{"titel": "x"}"#, &["titel", "title"][..]),
        (r#"{"title": 5}"#, &["title: ", "string"]),
        (r#"{"title": null}"#, &["title: ", "null"]),
        (r#"{"status": "Doing"}"#, &["status: ", "Doing", "In Progress"]),
        (r#"{"status": null}"#, &["status: "]),
        (r#"{"priority": "Urgent"}"#, &["priority: ", "High"]),
        (r#"{"type": 3}"#, &["type: "]),
        (r#"{"analysis": 5}"#, &["analysis: "]),
        (r#"{"blocked_reason": []}"#, &["blocked_reason: "]),
        (r#"{"depends_on": [1, "x"]}"#, &["depends_on: "]),
        (r#"{"depends_on": null}"#, &["depends_on: "]),
        (r#"{"revision": -1}"#, &["revision: "]),
        (r#"{"git_branch": "x"}"#, &["git_branch"]),
        (r#"{"id": 5}"#, &["id"]),
    ] {
        let error = serde_json::from_str::<TaskPatch>(json).unwrap_err().to_string();
        assert!(parts.iter().all(|part| error.contains(part)), "{json}: {error}");
    }
}

#[tokio::test]
async fn an_update_changes_what_it_names_and_null_clears() {
    let board = Board::new().await;
    let task = board.add("one").await;
    let update = |json: &str| task::update(&board.call, board.project, task.id, patch(json));
    let changed =
        update(r##"{"analysis": "# How", "blocked_reason": " waits ", "description": "d", "priority": "High"}"##);
    let changed = changed.await.unwrap();
    assert_eq!(changed.analysis.as_deref(), Some("# How"));
    assert_eq!(changed.blocked_reason.as_deref(), Some("waits"));
    assert_eq!((changed.title.as_str(), changed.priority, changed.revision), ("one", Priority::High, 2));
    let cleared = update(r#"{"analysis": null, "blocked_reason": null, "description": ""}"#).await.unwrap();
    assert_eq!((cleared.analysis, cleared.blocked_reason, cleared.description.as_str()), (None, None, ""));
    assert_eq!(cleared.revision, 3);
}

#[tokio::test]
async fn an_update_that_says_what_is_so_already_changes_nothing() {
    let board = Board::new().await;
    let task = board.add("one").await;
    let json = r#"{"title": " one ", "description": "", "status": "Backlog", "analysis": null, "depends_on": []}"#;
    let seq = event::last(&board.call).await.unwrap();
    let same = task::update(&board.call, board.project, task.id, patch(json)).await.unwrap();
    assert_eq!(same, task);
    assert_eq!(task::update(&board.call, board.project, task.id, patch("{}")).await.unwrap(), task);
    assert_eq!(event::last(&board.call).await.unwrap(), seq);
}

#[tokio::test]
async fn a_stale_update_changes_nothing_and_carries_the_task_as_it_is() {
    let board = Board::new().await;
    let task = board.add("one").await;
    let other = board.another_process(claudetask_core::Origin::User).await;
    let theirs = task::update(&other, board.project, task.id, patch(r#"{"title": "theirs"}"#)).await.unwrap();
    let mine = patch(r#"{"title": "mine", "revision": 1}"#);
    let error = task::update(&board.call, board.project, task.id, mine).await.unwrap_err();
    let report = error.report();
    assert_eq!((report.code.as_str(), report.task.as_deref()), ("stale_task", Some(&theirs)));
    assert_eq!(task::get(&board.call, board.project, task.id).await.unwrap(), theirs);
    let mine = patch(r#"{"title": "mine", "revision": 2}"#);
    assert_eq!(task::update(&board.call, board.project, task.id, mine).await.unwrap().title, "mine");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_edits_at_once_with_one_revision_one_wins() {
    let board = Board::new().await;
    let task = board.add("one").await;
    let other = board.another_process(claudetask_core::Origin::User).await;
    let (a, b) = tokio::join!(
        task::update(&board.call, board.project, task.id, patch(r#"{"title": "a", "revision": 1}"#)),
        task::update(&other, board.project, task.id, patch(r#"{"title": "b", "revision": 1}"#)),
    );
    assert!(a.is_ok() != b.is_ok());
    let lost = a.as_ref().err().or(b.as_ref().err()).unwrap();
    assert!(matches!(lost, Error::StaleTask { given: 1, .. }), "{lost:?}");
}

#[tokio::test]
async fn completed_at_is_set_on_entering_done_and_cleared_on_leaving_it() {
    let board = Board::new().await;
    let task = board.add("one").await;
    board.clock.set(START + 5);
    let done = task::update(&board.call, board.project, task.id, patch(r#"{"status": "Done"}"#)).await.unwrap();
    assert_eq!(done.completed_at.unwrap().millis(), START + 5);
    board.clock.set(START + 9);
    let edited = task::update(&board.call, board.project, task.id, patch(r#"{"title": "x"}"#)).await.unwrap();
    assert_eq!(edited.completed_at, done.completed_at);
    let open = task::update(&board.call, board.project, task.id, patch(r#"{"status": "Testing"}"#)).await.unwrap();
    assert_eq!(open.completed_at, None);
    assert!(board.add_to("born done", Status::Done).await.completed_at.is_some());
}

#[tokio::test]
async fn a_clock_that_goes_back_moves_neither_updated_at_nor_the_journal_back() {
    let board = Board::new().await;
    let task = board.add("one").await;
    board.clock.set(START - 1_000_000);
    let changed = task::update(&board.call, board.project, task.id, patch(r#"{"title": "two"}"#)).await.unwrap();
    assert_eq!(changed.updated_at.millis(), START);
    let history = event::history(&board.call, board.project, task.id).await.unwrap();
    assert!(
        history[0].seq > history[1].seq && history[0].at < history[1].at,
        "the order is the journal's, not the clock's"
    );
}

#[tokio::test]
async fn ids_that_don_t_fit_say_why() {
    let board = Board::new().await;
    let other = board.another_project("other").await;
    let (mine, gone) = (board.add("mine").await.id, board.add("gone").await.id);
    task::delete(&board.call, board.project, &[gone]).await.unwrap();
    for (project, id, expected) in [
        (board.project, TaskId(99), "task_not_found"),
        (board.project, TaskId(-1), "task_not_found"),
        (board.project, TaskId(i64::MAX), "task_not_found"),
        (board.project, gone, "task_not_found"),
        (other, mine, "task_in_other_project"),
    ] {
        assert_eq!(code(task::get(&board.call, project, id).await), expected);
        assert_eq!(code(task::update(&board.call, project, id, TaskPatch::default()).await), expected);
        assert_eq!(
            code(task::delete(&board.call, project, &[mine, id]).await),
            if project == other { "task_in_other_project" } else { expected }
        );
    }
    assert!(task::get(&board.call, board.project, mine).await.is_ok(), "a refused delete deletes none");
    let nowhere = claudetask_core::ProjectId(77);
    assert_eq!(
        code(task::create(&board.call, nowhere, NewTask { title: "x".into(), ..NewTask::default() }).await),
        "project_not_found"
    );
    assert_eq!(code(task::list(&board.call, nowhere, ListQuery::default()).await), "project_not_found");
}

async fn found(board: &Board, text: &str) -> Vec<String> {
    let query = ListQuery { text: Some(text.to_owned()), ..ListQuery::default() };
    let list = task::list(&board.call, board.project, query).await.unwrap();
    list.tasks.into_iter().map(|task| task.title).collect()
}

#[tokio::test]
async fn a_text_is_found_in_title_description_and_analysis_whatever_the_case() {
    let board = Board::new().await;
    for (title, description, analysis) in [
        ("Größe ändern", "", ""),
        ("plain", "Die GRÖSSE und 100% sicher_heit", ""),
        ("third", "", "Ärger with C:\\temp"),
        ("100 percent", "sicherXheit", ""),
    ] {
        let new = NewTask { title: title.into(), description: description.into(), ..NewTask::default() };
        let task = task::create(&board.call, board.project, new).await.unwrap();
        if !analysis.is_empty() {
            let patch = TaskPatch { analysis: Some(Some(analysis.into())), ..TaskPatch::default() };
            task::update(&board.call, board.project, task.id, patch).await.unwrap();
        }
    }
    for (text, expected) in [
        ("GRÖßE", &["Größe ändern"][..]),
        ("größe", &["Größe ändern"]),
        ("grösse", &["plain"]),
        ("ärger", &["third"]),
        ("WITH c:\\TEMP", &["third"]),
        ("100%", &["plain"]),
        ("sicher_heit", &["plain"]),
        ("r_h", &["plain"]),
        ("%", &["plain"]),
        ("\\", &["third"]),
        ("100", &["100 percent", "plain"]),
        ("nothing", &[]),
        ("   ", &["100 percent", "third", "plain", "Größe ändern"]),
    ] {
        assert_eq!(found(&board, text).await, expected, "{text:?}");
    }
    assert!(found(&board, &"x".repeat(60_000)).await.is_empty(), "longer than any LIKE pattern");
}

#[tokio::test]
async fn a_list_is_filtered_limited_and_in_the_board_s_order() {
    let board = Board::new().await;
    for (title, status) in [("d", Status::Done), ("b1", Status::Backlog), ("b2", Status::Backlog), ("r", Status::Ready)]
    {
        board.add_to(title, status).await;
    }
    let new = NewTask { title: "bug".into(), task_type: TaskType::Bug, priority: Priority::Low, ..NewTask::default() };
    task::create(&board.call, board.project, new).await.unwrap();
    let list = |query| task::list(&board.call, board.project, query);
    let titles = |list: task::TaskList| {
        (list.tasks.into_iter().map(|task| task.title).collect::<Vec<_>>().join(" "), list.total)
    };
    let all = list(ListQuery::default()).await.unwrap();
    assert_eq!(titles(all), ("bug b2 b1 r d".to_owned(), 5));
    let query = ListQuery { statuses: vec![Status::Done, Status::Backlog], limit: Some(2), ..ListQuery::default() };
    assert_eq!(titles(list(query).await.unwrap()), ("bug b2".to_owned(), 4));
    let query = ListQuery { task_type: Some(TaskType::Bug), priority: Some(Priority::Low), ..ListQuery::default() };
    assert_eq!(titles(list(query).await.unwrap()), ("bug".to_owned(), 1));
    let query = ListQuery { limit: Some(0), ..ListQuery::default() };
    assert_eq!(titles(list(query).await.unwrap()), (String::new(), 5));
}
