//! Files of Claude Code: saved over what was seen, versioned, undone, watched.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use claudetask_app::claude::{DocPath, LineEnding};
use claudetask_app::document::{self, DocumentSaved, PutText, Watch};
use claudetask_app::settings::{self, SettingsPatch};
use claudetask_app::{Error, event, undo};
use claudetask_core::{EventKind, Origin};
use claudetask_testkit::Board;

fn path(text: &str) -> DocPath {
    DocPath::parse(text).unwrap()
}

fn file(board: &Board, name: &str) -> PathBuf {
    board.project_folder().join(name)
}

async fn put(board: &Board, text: &str, base: Option<&str>) -> Result<DocumentSaved, Error> {
    let put = PutText { text: text.to_owned(), base: base.map(str::to_owned) };
    document::put(&board.call, board.project, &path("CLAUDE.md"), put).await
}

#[tokio::test]
async fn a_save_writes_the_file_keeps_both_texts_and_can_be_undone_and_redone() {
    let board = Board::new().await;
    let claude = file(&board, "CLAUDE.md");
    let made = put(&board, "one\n", None).await.unwrap();
    let one = made.document.hash.unwrap();
    let changed = put(&board, "two\n", Some(&one)).await.unwrap();
    assert_eq!(fs::read(&claude).unwrap(), b"two\n");
    let versions = document::versions(&board.call, board.project, &path("CLAUDE.md")).await.unwrap();
    assert_eq!(versions.iter().map(|version| version.on_disk).collect::<Vec<_>>(), [true, false]);

    let undone = undo::undo(&board.call, board.project, changed.seq).await.unwrap();
    assert_eq!((undone.event.kind, undone.event.undone), (EventKind::FileChanged, true));
    assert_eq!(fs::read(&claude).unwrap(), b"one\n");
    undo::redo(&board.call, board.project, changed.seq).await.unwrap();
    assert_eq!(fs::read(&claude).unwrap(), b"two\n");
    undo::undo(&board.call, board.project, None).await.unwrap();
    undo::undo(&board.call, board.project, None).await.unwrap();
    assert!(!claude.exists(), "taking back the first save takes the file away");
    undo::redo(&board.call, board.project, made.seq).await.unwrap();
    assert_eq!(fs::read(&claude).unwrap(), b"one\n");
    let kinds: Vec<_> = event::log(&board.call, board.project, event::LogQuery { limit: 9, ..Default::default() })
        .await
        .unwrap()
        .into_iter()
        .map(|event| event.kind.as_str())
        .collect();
    let expected = ["project_opened", "file_created", "file_changed", "undo", "redo", "undo", "undo", "redo"];
    assert_eq!(kinds, expected);
}

#[tokio::test]
async fn a_file_that_changed_on_the_disk_is_never_overwritten() {
    let board = Board::new().await;
    let saved = put(&board, "one\n", None).await.unwrap();
    fs::write(file(&board, "CLAUDE.md"), "theirs\n").unwrap();
    let refused = put(&board, "mine\n", saved.document.hash.as_deref()).await.unwrap_err();
    let Error::StaleDocument(now) = &refused else { panic!("{refused}") };
    assert_eq!(now.text, "theirs\n");
    assert_eq!(refused.report().document.unwrap().hash, now.hash);
    let refused = put(&board, "mine\n", None).await.unwrap_err();
    assert_eq!(refused.code().as_str(), "stale_document");
    let refused = undo::undo(&board.call, board.project, saved.seq).await.unwrap_err();
    assert_eq!(refused.code().as_str(), "undo_conflict");
    assert_eq!(fs::read(file(&board, "CLAUDE.md")).unwrap(), b"theirs\n");
    // Told to, it replaces it, and theirs is in the versions.
    put(&board, "mine\n", now.hash.as_deref()).await.unwrap();
    let versions = document::versions(&board.call, board.project, &path("CLAUDE.md")).await.unwrap();
    let origins: Vec<_> = versions.iter().map(|version| version.origin).collect();
    assert_eq!(origins, [Origin::Cli, Origin::Outside, Origin::Cli]);
    let theirs = document::version(&board.call, board.project, &path("CLAUDE.md"), versions[1].id).await.unwrap();
    assert_eq!(theirs.text, "theirs\n");
}

#[tokio::test]
async fn a_deleted_file_comes_back_byte_for_byte_by_undo_and_by_its_versions() {
    let board = Board::new().await;
    let odd = b"\xef\xbb\xbfa\r\nb\xff\0\n";
    fs::write(file(&board, "CLAUDE.md"), odd).unwrap();
    let claude = path("CLAUDE.md");
    let found = document::get(&board.call, board.project, &claude).await.unwrap();
    assert_eq!((found.bom, found.utf8, found.line_ending), (true, false, LineEnding::Mixed));
    let hash = found.hash.unwrap();
    let gone = document::delete(&board.call, board.project, &claude, &hash).await.unwrap();
    assert!(!gone.document.exists);
    undo::undo(&board.call, board.project, gone.seq).await.unwrap();
    assert_eq!(fs::read(file(&board, "CLAUDE.md")).unwrap(), odd);

    document::delete(&board.call, board.project, &claude, &hash).await.unwrap();
    let versions = document::versions(&board.call, board.project, &claude).await.unwrap();
    document::restore(&board.call, board.project, &claude, versions[0].id, Some(None)).await.unwrap();
    assert_eq!(fs::read(file(&board, "CLAUDE.md")).unwrap(), odd);
    let unedited = PutText { text: found.text, base: Some(hash) };
    let saved = document::put(&board.call, board.project, &claude, unedited).await.unwrap();
    assert_eq!(saved.seq, None, "a text that was not edited is no change");
}

#[tokio::test]
async fn versions_are_bounded_and_the_last_ones_stay() {
    let board = Board::new().await;
    let few = SettingsPatch { versions_per_file: Some(3), ..SettingsPatch::default() };
    settings::update(&board.call, few).await.unwrap();
    let mut hash = None;
    let mut first = None;
    for number in 0..6 {
        let saved = put(&board, &format!("{number}\n"), hash.as_deref()).await.unwrap();
        hash = saved.document.hash;
        first = first.or(saved.seq);
    }
    let claude = path("CLAUDE.md");
    let versions = document::versions(&board.call, board.project, &claude).await.unwrap();
    let mut texts = Vec::new();
    for version in &versions {
        texts.push(document::version(&board.call, board.project, &claude, version.id).await.unwrap().text);
    }
    assert_eq!(texts, ["5\n", "4\n", "3\n"]);
    for wrong in [0, 1, 10_001] {
        let patch = SettingsPatch { versions_per_file: Some(wrong), ..SettingsPatch::default() };
        assert_eq!(settings::update(&board.call, patch).await.unwrap_err().code().as_str(), "invalid_value");
    }
    let unknown = document::version(&board.call, board.project, &claude, claudetask_core::VersionId(999)).await;
    assert_eq!(unknown.unwrap_err().code().as_str(), "version_not_found");
}

#[tokio::test]
async fn a_difference_names_both_versions() {
    let board = Board::new().await;
    let saved = put(&board, "one\ntwo\n", None).await.unwrap();
    put(&board, "one\nzwei\n", saved.document.hash.as_deref()).await.unwrap();
    let claude = path("CLAUDE.md");
    let versions = document::versions(&board.call, board.project, &claude).await.unwrap();
    let diff = document::diff(&board.call, board.project, &claude, versions[1].id, None).await.unwrap();
    assert!(diff.contains("-two\n+zwei\n"), "{diff}");
    let same = document::diff(&board.call, board.project, &claude, versions[0].id, Some(versions[0].id)).await.unwrap();
    assert_eq!(same, "");
}

#[tokio::test]
async fn what_is_no_document_is_neither_read_nor_written() {
    let board = Board::new().await;
    fs::write(file(&board, "secret.txt"), "x").unwrap();
    for name in ["secret.txt", ".git/config", "src/main.rs", ".claude/settings.json"] {
        let refused = document::get(&board.call, board.project, &path(name)).await.unwrap_err();
        assert_eq!(refused.code().as_str(), "not_a_document", "{name}");
        let put = PutText { text: "y".into(), base: None };
        assert!(document::put(&board.call, board.project, &path(name), put).await.is_err());
    }
}

#[tokio::test]
async fn many_programs_that_save_at_once_lose_nothing() {
    let board = Board::new().await;
    let saved = put(&board, "start\n", None).await.unwrap();
    let mut saves = Vec::new();
    for number in 0..8 {
        let call = board.another_process(Origin::Mcp).await;
        let (project, base) = (board.project, saved.document.hash.clone());
        saves.push(tokio::spawn(async move {
            let put = PutText { text: format!("{number}\n"), base };
            document::put(&call, project, &path("CLAUDE.md"), put).await.is_ok()
        }));
    }
    let mut won = 0;
    for save in saves {
        won += u32::from(save.await.unwrap());
    }
    assert_eq!(won, 1, "one save is over what it saw, all others are told");
}

#[tokio::test]
async fn what_other_programs_do_is_seen_within_a_second_and_kept() {
    let board = Board::new().await;
    fs::write(file(&board, "CLAUDE.md"), "before\n").unwrap();
    let mut watch = Watch::start(&board.call, board.project).await.unwrap();
    let mut seen = async || {
        let changed =
            tokio::time::timeout(Duration::from_secs(10), watch.next()).await.expect("it is noticed").unwrap();
        changed.paths.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    fs::write(file(&board, "CLAUDE.md"), "after\n").unwrap();
    assert_eq!(seen().await, ["CLAUDE.md"]);
    let versions = document::versions(&board.call, board.project, &path("CLAUDE.md")).await.unwrap();
    assert_eq!(versions.iter().map(|version| version.origin).collect::<Vec<_>>(), [Origin::Outside, Origin::Outside]);

    // A folder that was not there when the watch began.
    let agents = file(&board, ".claude/agents");
    fs::create_dir_all(&agents).unwrap();
    fs::write(agents.join("a.md"), "---\nname: a\n---\n").unwrap();
    assert_eq!(seen().await, [".claude/agents/a.md"]);
    fs::create_dir_all(agents.join("deep")).unwrap();
    fs::rename(agents.join("a.md"), agents.join("deep/b.md")).unwrap();
    let mut both = seen().await;
    if both.len() < 2 {
        both.extend(seen().await);
    }
    assert_eq!(both, [".claude/agents/a.md", ".claude/agents/deep/b.md"]);

    // Our own save is told too, and no version is written twice.
    let now = document::get(&board.call, board.project, &path("CLAUDE.md")).await.unwrap().hash;
    put(&board, "saved\n", now.as_deref()).await.unwrap();
    assert_eq!(seen().await, ["CLAUDE.md"]);
    let versions = document::versions(&board.call, board.project, &path("CLAUDE.md")).await.unwrap();
    assert_eq!(versions.len(), 3);
    fs::remove_file(file(&board, "CLAUDE.md")).unwrap();
    assert_eq!(seen().await, ["CLAUDE.md"]);
}

#[tokio::test]
async fn a_folder_that_was_replaced_or_taken_away_is_followed_where_it_is_now() {
    let board = Board::new().await;
    let agents = file(&board, ".claude/agents");
    fs::create_dir_all(&agents).unwrap();
    fs::write(agents.join("a.md"), "one").unwrap();
    let mut watch = Watch::start(&board.call, board.project).await.unwrap();
    let mut seen = async |step: &str| {
        let changed = tokio::time::timeout(Duration::from_secs(10), watch.next()).await.expect(step).unwrap();
        changed.paths.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let a = [".claude/agents/a.md"];

    // As a checkout of another branch does it: gone and there again before anyone could look.
    fs::remove_dir_all(&agents).unwrap();
    fs::create_dir(&agents).unwrap();
    fs::write(agents.join("a.md"), "two").unwrap();
    assert_eq!(seen("it was made anew").await, a);
    fs::write(agents.join("a.md"), "three").unwrap();
    assert_eq!(seen("it is written where it was made anew").await, a);

    let other = file(&board, "other");
    fs::create_dir(&other).unwrap();
    fs::write(other.join("a.md"), "four").unwrap();
    fs::rename(&agents, file(&board, "old")).unwrap();
    fs::rename(&other, &agents).unwrap();
    assert_eq!(seen("another took its name").await, a);
    fs::write(agents.join("a.md"), "five").unwrap();
    assert_eq!(seen("it is written where another took its name").await, a);

    let project = board.project_folder();
    let away = project.with_extension("away");
    fs::rename(&project, &away).unwrap();
    assert_eq!(seen("the project is gone").await, a);
    fs::write(away.join(".claude/agents/a.md"), "six").unwrap();
    fs::rename(&away, &project).unwrap();
    assert_eq!(seen("the project is back").await, a);
    fs::write(agents.join("a.md"), "seven").unwrap();
    assert_eq!(seen("it is written where the project is back").await, a);
}
