use claudetask_app::project::{self, ProjectPatch};
use claudetask_app::{board, quick_add};
use claudetask_core::{Priority, Status, TaskId, TaskType};
use claudetask_testkit::Board;

use crate::code;

#[tokio::test]
async fn a_line_is_added_as_it_is_shown() {
    let board = Board::new().await;
    let first = board.add("first").await.id;
    let other = board.another_project("other").await;
    let patch = ProjectPatch { name: Some("My Web App".into()), ..ProjectPatch::default() };
    project::update(&board.call, board.project, patch).await.unwrap();
    let line = format!("Login fails !high #bug @my-web-app >in-progress ^{first} // repro: twice");
    let preview = quick_add::preview(&board.call, other, &line).await.unwrap();
    assert!(preview.problem.is_none(), "{:?}", preview.problem);
    assert_eq!(preview.project.as_deref(), Some("My Web App"));
    assert_eq!(preview.marks.len(), 6);
    let task = quick_add::add(&board.call, other, &line, Some(Status::Done)).await.unwrap();
    assert_eq!(task.project_id, board.project);
    assert_eq!((task.title.as_str(), task.description.as_str()), ("Login fails", "repro: twice"));
    assert_eq!((task.priority, task.task_type, task.status), (Priority::High, TaskType::Bug, Status::InProgress));
    assert_eq!(task.depends_on, [first]);
    let task =
        quick_add::add(&board.call, board.project, "in the column @nobody", Some(Status::Testing)).await.unwrap();
    assert_eq!((task.status, task.title.as_str()), (Status::Testing, "in the column @nobody"));
}

#[tokio::test]
async fn what_would_be_refused_is_shown_before_and_keeps_nothing() {
    let board = Board::new().await;
    let other = board.another_project("other").await;
    let theirs = quick_add::add(&board.call, other, "theirs", None).await.unwrap().id;
    for (line, expected) in [
        ("x ^99".to_owned(), "task_not_found"),
        (format!("x ^{}", theirs.0 + 1), "task_not_found"),
        (format!("x ^{theirs}"), "task_in_other_project"),
        ("!high #bug".to_owned(), "invalid_value"),
        ("x".repeat(201), "invalid_value"),
        (format!("x // {}", "y".repeat(200_001)), "invalid_value"),
        ("bell \u{7}".to_owned(), "invalid_value"),
    ] {
        let preview = quick_add::preview(&board.call, board.project, &line).await.unwrap();
        assert_eq!(preview.problem.unwrap().code, expected, "{line:.40}");
        assert_eq!(code(quick_add::add(&board.call, board.project, &line, None).await), expected);
    }
    assert!(quick_add::preview(&board.call, board.project, "  ").await.unwrap().problem.is_none());
    assert_eq!(code(quick_add::add(&board.call, board.project, "  ", None).await), "invalid_value");
    assert!(board::get(&board.call, board.project).await.unwrap().tasks.is_empty());
}

#[tokio::test]
async fn similar_tasks_are_shown_the_most_alike_first() {
    let board = Board::new().await;
    for title in ["Login fails on Safari", "Safari crashes", "The login page fails", "Dark theme", "login"] {
        board.add(title).await;
    }
    let similar = async |line: &str| {
        let preview = quick_add::preview(&board.call, board.project, line).await.unwrap();
        preview.similar.into_iter().map(|task| task.title).collect::<Vec<_>>()
    };
    assert_eq!(similar("login FAILS").await, ["The login page fails", "Login fails on Safari", "login"]);
    assert!(similar("the of and").await.is_empty());
    assert!(similar("").await.is_empty());
}

#[tokio::test]
async fn ten_thousand_hostile_lines_are_read_or_refused() {
    let board = Board::new().await;
    let parts = [
        "!h",
        "^1",
        "^99999999999999999999",
        "@",
        "@x",
        ">",
        ">done",
        "//",
        "\\",
        "#bug",
        "\0",
        "\u{202e}",
        "👩‍👩‍👧",
        "a\tb",
        "\n",
        "\r",
        "'; --",
        "%s",
        " ",
    ];
    let mut state = 7_u64;
    let projects = project::list(&board.call).await.unwrap().len();
    let mut added = 0;
    for n in 0..10_000 {
        let mut line = String::new();
        for _ in 0..n % 9 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            line.push_str(parts[(state >> 33) as usize % parts.len()]);
            if state & 1 == 0 {
                line.push(' ');
            }
        }
        // Reading all; saving some, because each save waits for the disk.
        if n % 50 == 0 {
            match quick_add::add(&board.call, board.project, &line, None).await {
                Ok(task) => added += i64::from(task.id > TaskId(0)),
                Err(error) => assert!(!error.report().message.is_empty()),
            }
        } else {
            quick_add::preview(&board.call, board.project, &line).await.unwrap();
        }
    }
    assert!(added > 20, "{added}");
    assert_eq!(project::list(&board.call).await.unwrap().len(), projects);
}
