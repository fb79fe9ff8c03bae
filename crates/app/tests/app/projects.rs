use std::path::Path;

use claudetask_app::event::LogQuery;
use claudetask_app::project::{self, ProjectPatch};
use claudetask_app::{board, event, undo};
use claudetask_core::{EventKind, Status};
use claudetask_testkit::{Board, Repository, START};

use crate::code;

fn patch(json: &str) -> ProjectPatch {
    serde_json::from_str(json).unwrap()
}

#[tokio::test]
async fn opening_a_folder_again_is_the_same_project_however_it_is_written() {
    let board = Board::new().await;
    let folder = board.root().join("my größe 項目");
    std::fs::create_dir(&folder).unwrap();
    let first = project::open(&board.call, &folder).await.unwrap();
    assert_eq!(first.name, "my größe 項目");
    assert_eq!(Path::new(&first.path), folder.canonicalize().unwrap());
    let mut spellings = vec![folder.join(""), folder.join("."), folder.join("../my größe 項目//")];
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(&folder, board.root().join("link")).unwrap();
        spellings.push(board.root().join("link"));
    }
    // A path from the current folder of this process.
    let here = std::env::current_dir().unwrap();
    let up: std::path::PathBuf = here.components().skip(1).map(|_| "..").collect();
    spellings.push(up.join(folder.strip_prefix("/").unwrap_or(&folder)));
    for spelling in spellings {
        assert_eq!(project::open(&board.call, &spelling).await.unwrap().id, first.id, "{spelling:?}");
    }
    let opened = event::log(&board.call, first.id, event::LogQuery { limit: 9, ..Default::default() }).await.unwrap();
    assert_eq!(opened.len(), 1, "opening again is no change: {opened:?}");
}

#[tokio::test]
async fn the_last_opened_project_is_first_whatever_the_clock_says() {
    let board = Board::new().await;
    let a = board.another_project("a").await;
    let again = board.another_project("a").await;
    board.clock.set(START - 5000);
    let b = board.another_project("b").await;
    let order = async || project::list(&board.call).await.unwrap().iter().map(|project| project.id).collect::<Vec<_>>();
    assert_eq!((a, order().await), (again, vec![b, a, board.project]));
    board.another_project("project").await;
    assert_eq!(order().await, [board.project, b, a]);
}

#[tokio::test]
async fn a_path_that_is_no_project_says_why() {
    let board = Board::new().await;
    let file = board.root().join("file");
    std::fs::write(&file, "").unwrap();
    for (path, expected) in [
        (file.clone(), "path_not_a_folder"),
        (file.join("below"), "path_not_found"),
        (board.root().join("nowhere"), "path_not_found"),
        ("".into(), "path_not_found"),
        ("a\0b".into(), "path_not_readable"),
    ] {
        assert_eq!(code(project::open(&board.call, &path).await), expected, "{path:?}");
        assert_eq!(code(project::holding(&board.call, &path).await), expected, "{path:?}");
    }
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::ffi::OsStrExt;
        let name = std::ffi::OsStr::from_bytes(b"bad-\xff");
        std::fs::create_dir(board.root().join(name)).unwrap();
        assert_eq!(code(project::open(&board.call, &board.root().join(name)).await), "path_not_utf8");
        // Behind a link that is UTF-8 itself.
        std::os::unix::fs::symlink(board.root().join(name), board.root().join("plain")).unwrap();
        assert_eq!(code(project::open(&board.call, &board.root().join("plain")).await), "path_not_utf8");
    }
    assert_eq!(project::list(&board.call).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_folder_that_moved_is_followed() {
    let board = Board::new().await;
    board.add("stays").await;
    let new = board.root().join("moved");
    std::fs::rename(board.project_folder(), &new).unwrap();
    assert!(!project::get(&board.call, board.project).await.unwrap().folder_exists);
    let json = format!(r#"{{"path": {:?}}}"#, new.to_str().unwrap());
    let project = project::update(&board.call, board.project, patch(&json)).await.unwrap();
    assert!(project.folder_exists);
    assert_eq!((project.open_tasks, project.tasks), (1, 1));
    assert_eq!(project::holding(&board.call, &new).await.unwrap().id, board.project);
    let other = board.another_project("other").await;
    assert_eq!(code(project::update(&board.call, other, patch(&json)).await), "folder_taken");
    let gone = patch(r#"{"path": "/nowhere/at/all"}"#);
    assert_eq!(code(project::update(&board.call, other, gone).await), "path_not_found");
}

#[tokio::test]
async fn settings_are_checked_and_null_clears() {
    let board = Board::new().await;
    let update = |json: &str| project::update(&board.call, board.project, patch(json));
    let project = update(r#"{"repository": "me/app", "default_branch": "trunk", "branch_pattern": "{id}/{slug}"}"#)
        .await
        .unwrap();
    assert_eq!((project.repository.as_deref(), project.default_branch.as_deref()), (Some("me/app"), Some("trunk")));
    let cleared = update(r#"{"repository": null, "default_branch": null}"#).await.unwrap();
    assert_eq!((cleared.repository, cleared.default_branch), (None, None));
    let same = update(r#"{"branch_pattern": "{id}/{slug}"}"#).await.unwrap();
    assert_eq!(same.revision, cleared.revision);
    for (json, field) in [
        (r#"{"name": " "}"#, "name"),
        (r#"{"repository": "app"}"#, "repository"),
        (r#"{"default_branch": "-x"}"#, "default_branch"),
        (r#"{"branch_pattern": "{slug}"}"#, "branch_pattern"),
    ] {
        assert_eq!(update(json).await.unwrap_err().report().field.as_deref(), Some(field));
    }
    for (json, field) in [(r#"{"name": null}"#, "name: "), (r#"{"path": 1}"#, "path: "), (r#"{"id": 1}"#, "id")] {
        assert!(serde_json::from_str::<ProjectPatch>(json).unwrap_err().to_string().contains(field));
    }
    let settings = |key: &str, value: &str| project::patch_from_settings(&[(key.to_owned(), value.to_owned())]);
    assert_eq!(settings("repository", "").unwrap().repository, Some(None));
    assert_eq!(settings("name", "").unwrap().name.as_deref(), Some(""));
    assert_eq!(code(settings("colour", "red")), "invalid_value");
}

#[tokio::test]
async fn a_forgotten_project_comes_back_with_its_tasks() {
    let board = Board::new().await;
    board.add("kept").await;
    project::forget(&board.call, board.project).await.unwrap();
    assert!(project::list(&board.call).await.unwrap().is_empty());
    for outcome in [
        code(project::get(&board.call, board.project).await),
        code(project::forget(&board.call, board.project).await),
        code(board::get(&board.call, board.project).await),
        code(project::update(&board.call, board.project, ProjectPatch::default()).await),
    ] {
        assert_eq!(outcome, "project_not_found");
    }
    assert_eq!(code(project::holding(&board.call, &board.project_folder()).await), "no_project");
    let again = project::open(&board.call, &board.project_folder()).await.unwrap();
    assert_eq!((again.id, again.tasks), (board.project, 1));
    let seq = event::last(&board.call).await.unwrap();
    assert_eq!(event::get(&board.call, board.project, seq).await.unwrap().kind, EventKind::ProjectOpened);
}

#[tokio::test]
async fn the_innermost_project_holds_a_folder_and_a_worktree_belongs_to_its_repository_s() {
    let (board, repository) = Board::with_repository().await;
    let inner = board.project_folder().join("packages/inner");
    std::fs::create_dir_all(inner.join("src")).unwrap();
    std::fs::write(inner.join("file"), "").unwrap();
    repository.git(&["add", "-A"]);
    repository.commit("second");
    let inner_project = project::open(&board.call, &inner).await.unwrap().id;
    let worktree = board.root().join("work tree");
    repository.git(&["worktree", "add", "-q", "-b", "other", worktree.to_str().unwrap()]);
    std::fs::create_dir_all(board.root().join("projector")).unwrap();
    for (folder, expected) in [
        (board.project_folder(), Some(board.project)),
        (board.project_folder().join("packages"), Some(board.project)),
        (board.project_folder().join(".git"), Some(board.project)),
        (inner.join("src"), Some(inner_project)),
        (worktree.clone(), Some(board.project)),
        (worktree.join("packages"), Some(board.project)),
        (worktree.join("packages/inner"), Some(inner_project)),
        (board.root().join("projector"), None),
        (board.root().to_path_buf(), None),
    ] {
        let held = project::holding(&board.call, &folder).await;
        match expected {
            Some(id) => assert_eq!(held.unwrap().id, id, "{folder:?}"),
            None => assert_eq!(code(held), "no_project", "{folder:?}"),
        }
    }
    let by = async |text: &str| project::named_by(&board.call, text).await.map(|project| project.id).ok();
    assert_eq!(by(&inner_project.to_string()).await, Some(inner_project));
    assert_eq!(by(inner.to_str().unwrap()).await, Some(inner_project));
    assert_eq!(by("99").await, None);
}

#[tokio::test]
async fn a_repository_s_remote_suggests_the_name() {
    let board = Board::new().await;
    let repository = Repository::init(&board.root().join("clone"));
    repository.git(&["remote", "add", "origin", "https://me:secret@example.com/owner/name.git"]);
    let project = project::open(&board.call, repository.folder()).await.unwrap();
    assert_eq!(project.repository.as_deref(), Some("owner/name"));
}

#[tokio::test]
async fn a_column_has_a_limit_that_undo_takes_back() {
    let board = Board::new().await;
    let update = async |json: &str| project::update(&board.call, board.project, patch(json)).await;
    let limits = |project: &project::Project| serde_json::to_string(&project.column_limits).unwrap();
    assert_eq!(limits(&project::get(&board.call, board.project).await.unwrap()), "{}");
    let both = update(r#"{"column_limits": {"In Progress": 3, "Testing": 999}}"#).await.unwrap();
    assert_eq!(limits(&both), r#"{"In Progress":3,"Testing":999}"#);
    let set = |key: &str, value: &str| project::patch_from_settings(&[(key.to_owned(), value.to_owned())]);
    let one = project::update(&board.call, board.project, set("limit.in_progress", "").unwrap()).await.unwrap();
    assert_eq!(limits(&one), r#"{"Testing":999}"#);
    update(r#"{"column_limits": {"Testing": 5}}"#).await.unwrap();
    // Each column is a field of its own: an undo of one is not in the way of another.
    let log = event::log(&board.call, board.project, LogQuery { limit: 3, ..LogQuery::default() }).await.unwrap();
    undo::undo(&board.call, board.project, Some(log[1].seq)).await.unwrap();
    let now = project::get(&board.call, board.project).await.unwrap();
    assert_eq!(limits(&now), r#"{"In Progress":3,"Testing":5}"#);
    undo::redo(&board.call, board.project, None).await.unwrap();
    let revision = project::get(&board.call, board.project).await.unwrap().revision;
    assert_eq!(update(r#"{"column_limits": {"Testing": 5}}"#).await.unwrap().revision, revision, "nothing changed");
    for json in [r#"{"column_limits": {"Ready": 0}}"#, r#"{"column_limits": {"Ready": 1000}}"#] {
        let report = update(json).await.unwrap_err().report();
        assert_eq!(report.field.as_deref(), Some("column_limits"), "{report:?}");
    }
    for (key, value, field) in
        [("limit.ready", "x", "column_limits"), ("limit.nowhere", "3", "status"), ("limits", "3", "key")]
    {
        assert_eq!(set(key, value).unwrap_err().report().field.as_deref(), Some(field), "{key}={value}");
    }
    assert!(serde_json::from_str::<ProjectPatch>(r#"{"column_limits": null}"#).is_err());
}

#[tokio::test]
async fn a_project_counts_what_is_in_progress_and_in_review() {
    let board = Board::new().await;
    for status in [Status::InProgress, Status::InProgress, Status::CodeReview, Status::Done, Status::Backlog] {
        board.add_to("a", status).await;
    }
    let project = project::get(&board.call, board.project).await.unwrap();
    assert_eq!((project.in_progress, project.code_review), (2, 1));
    assert_eq!((project.open_tasks, project.tasks), (4, 5));
}
