use std::path::Path;

use claudetask_app::git::RepositoryKind;
use claudetask_app::path_report::{self, PathReport};
use claudetask_testkit::{Board, Repository};

async fn report(board: &Board, path: impl AsRef<Path>) -> PathReport {
    path_report::validate(&board.call, path.as_ref()).await.unwrap()
}

fn codes(report: &PathReport) -> Vec<&str> {
    report.warnings.iter().map(|warning| warning.code.as_str()).collect()
}

#[tokio::test]
async fn a_repository_is_reported_with_all_its_facts() {
    let board = Board::new().await;
    let repository = Repository::init(&board.root().join("app"));
    repository.commit("first");
    repository.git(&["remote", "add", "origin", "git@example.com:owner/name.git"]);
    let folder = repository.folder();
    std::fs::create_dir_all(folder.join(".claude/agents/deeper")).unwrap();
    for file in ["CLAUDE.md", ".claude/agents/one.md", ".claude/agents/deeper/two.md", ".claude/agents/notes.txt"] {
        std::fs::write(folder.join(file), "x").unwrap();
    }
    let before = repository.work_tree();
    let found = report(&board, folder.join("")).await;
    assert_eq!(found.path.as_deref(), folder.canonicalize().unwrap().to_str());
    assert!(found.exists && found.is_folder && found.readable && found.writable && found.can_open);
    assert_eq!((found.git, found.default_branch.as_deref()), (RepositoryKind::Repository, Some("main")));
    assert_eq!(found.suggested_repository.as_deref(), Some("owner/name"));
    assert_eq!((found.has_claude_md, found.agents), (true, 2));
    assert_eq!((found.project_id, &found.error, codes(&found)), (None, &None, vec![]));
    assert_eq!(repository.work_tree(), before, "a look leaves nothing behind");
    let mine = report(&board, board.project_folder()).await;
    assert_eq!(mine.project_id, Some(board.project));
    assert_eq!((mine.git, codes(&mine)), (RepositoryKind::None, vec!["not_a_repository"]));
}

#[tokio::test]
async fn every_kind_of_repository_is_told() {
    let board = Board::new().await;
    let root = board.root().to_path_buf();
    let main = Repository::init(&root.join("main"));
    main.commit("first");
    main.git(&["worktree", "add", "-q", "../worktree"]);
    main.git(&["clone", "-q", "--bare", ".", "../bare"]);
    let outer = Repository::init(&root.join("outer"));
    outer.commit("first");
    outer.git(&["submodule", "add", "-q", "../main", "module"]);
    std::fs::create_dir(main.folder().join("sub")).unwrap();
    std::fs::create_dir_all(root.join("broken/.git")).unwrap();
    for (folder, kind, warning) in [
        ("main", RepositoryKind::Repository, None),
        ("main/sub", RepositoryKind::Repository, Some("inside_repository")),
        ("worktree", RepositoryKind::Worktree, Some("worktree")),
        ("bare", RepositoryKind::Bare, Some("bare_repository")),
        ("outer/module", RepositoryKind::Submodule, None),
        ("broken", RepositoryKind::None, Some("repository_unreadable")),
    ] {
        let found = report(&board, root.join(folder)).await;
        assert_eq!((found.git, codes(&found)), (kind, warning.into_iter().collect()), "{folder}");
        assert!(found.can_open, "{folder}");
        assert!(found.warnings.iter().all(|warning| !warning.message.is_empty() && !warning.hint.is_empty()));
    }
    let empty = Repository::init(&root.join("empty"));
    assert_eq!(report(&board, empty.folder()).await.default_branch.as_deref(), Some("main"));
}

#[tokio::test]
async fn folders_that_are_nobody_s_project_are_warned_of() {
    let board = Board::new().await;
    let home = std::env::home_dir().unwrap();
    if cfg!(unix) {
        for (path, warning) in [
            (Path::new("/"), "filesystem_root"),
            (Path::new("~"), "home_folder"),
            (Path::new("~/"), "home_folder"),
            (home.as_path(), "home_folder"),
            (Path::new("/usr"), "system_folder"),
            (Path::new("/bin"), "system_folder"),
            (Path::new("/usr/bin"), "system_folder"),
            (Path::new("/etc"), "system_folder"),
            (Path::new("/dev"), "system_folder"),
        ] {
            let found = report(&board, path).await;
            assert!(codes(&found).contains(&warning), "{path:?}: {:?}", found.warnings);
        }
    }
    let inside = board.project_folder().join("inside");
    std::fs::create_dir(&inside).unwrap();
    assert!(codes(&report(&board, &inside).await).contains(&"inside_project"));
    assert!(codes(&report(&board, board.root()).await).contains(&"holds_project"));
    assert!(!codes(&report(&board, board.root()).await).contains(&"system_folder"));
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_folder_that_can_t_be_written_can_be_opened_all_the_same() {
    let board = Board::new().await;
    // Nobody, not even root, makes a file in there.
    let found = report(&board, "/proc/self").await;
    assert!(found.readable && !found.writable && found.can_open);
    assert!(codes(&found).contains(&"not_writable"));
}

#[tokio::test]
async fn what_can_t_be_opened_is_reported_not_refused() {
    let board = Board::new().await;
    let file = board.root().join("file");
    std::fs::write(&file, "").unwrap();
    for (path, error, exists) in [
        (file, "path_not_a_folder", true),
        (board.root().join("nowhere"), "path_not_found", false),
        ("".into(), "path_not_found", false),
        ("~nobody/x".into(), "path_not_found", false),
    ] {
        let found = report(&board, &path).await;
        assert_eq!((found.can_open, found.exists, found.readable), (false, exists, false), "{path:?}");
        assert_eq!(found.error.unwrap().code, error);
    }
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::ffi::OsStrExt;
        let path = board.root().join(std::ffi::OsStr::from_bytes(b"\xff"));
        std::fs::create_dir(&path).unwrap();
        let found = report(&board, &path).await;
        assert_eq!((found.exists, found.path, found.error.unwrap().code.as_str()), (true, None, "path_not_utf8"));
    }
}
