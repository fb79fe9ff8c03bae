//! Files that are refused: each with its own error, and nothing is overwritten.

use std::path::Path;

use claudetask_store::{Store, StoreError, TaskQuery, Use};
use sqlx::Connection;

use crate::fixture::{NOW, Place, add_project, add_task, raw};

/// Opens the file, expects to be refused, and sees that every byte in the folder is as it was.
async fn refused(place: &Place) -> StoreError {
    let before = place.bytes();
    let error = Store::open(&place.path, Use::Service, NOW).await.unwrap_err();
    let mut after = place.bytes();
    // A look at a file in WAL mode makes these; they hold nothing.
    for end in ["-shm", "-wal"] {
        let name = format!("claudetask.db{end}");
        if !before.contains_key(&name) {
            after.remove(&name);
        }
    }
    assert!(before == after, "files changed: {:?} {:?}", before.keys(), after.keys());
    error
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused() {
    for content in [&b"Dear diary"[..], &[0; 5000], b"SQLite format 3\0", &b"x".repeat(100_000)] {
        let place = Place::new();
        std::fs::write(&place.path, content).unwrap();
        let error = refused(&place).await;
        assert!(matches!(error, StoreError::NotADatabase { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn a_database_of_another_program_is_refused() {
    for mode in ["PRAGMA journal_mode = DELETE", "PRAGMA journal_mode = WAL"] {
        for mark in ["PRAGMA application_id = 0", "PRAGMA application_id = 5"] {
            let place = Place::new();
            std::fs::write(&place.path, "").unwrap();
            let mut connection = raw(&place.path).await;
            for sql in [mode, mark, "CREATE TABLE tasks (id INTEGER)", "INSERT INTO tasks VALUES (7)"] {
                sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
            }
            connection.close().await.unwrap();
            let error = refused(&place).await;
            assert!(matches!(error, StoreError::ForeignDatabase { .. }), "{mode}, {mark}: {error:?}");
        }
    }
}

#[tokio::test]
async fn a_file_of_a_newer_version_is_refused() {
    let place = Place::new();
    let store = place.open().await;
    add_project(&store, "/a").await;
    store.close().await.unwrap();
    place.sql("INSERT INTO seaql_migrations (version, applied_at) VALUES ('m20990101_000001_future', 1)").await;
    let error = refused(&place).await;
    let StoreError::NewerVersion { unknown, .. } = &error else { panic!("{error:?}") };
    assert_eq!(unknown, "m20990101_000001_future");
}

/// Overwrites a part of the closed file.
fn damage(path: &Path, from: usize, length: usize) {
    let mut bytes = std::fs::read(path).unwrap();
    bytes[from..from + length].fill(0xA5);
    std::fs::write(path, bytes).unwrap();
}

async fn filled(place: &Place) {
    let store = place.open().await;
    let project = add_project(&store, "/a").await;
    for n in 0..60 {
        add_task(&store, project, &format!("{n} {}", "long title ".repeat(15))).await;
    }
    store.close().await.unwrap();
}

#[tokio::test]
async fn a_truncated_file_is_refused_as_damaged() {
    let place = Place::new();
    filled(&place).await;
    let bytes = std::fs::read(&place.path).unwrap();
    std::fs::write(&place.path, &bytes[..bytes.len() / 2]).unwrap();
    let error = refused(&place).await;
    assert!(matches!(error, StoreError::Corrupt { .. }), "{error:?}");
}

#[tokio::test]
async fn damage_in_the_middle_is_told_as_damage_when_it_is_read() {
    let place = Place::new();
    filled(&place).await;
    let length = std::fs::read(&place.path).unwrap().len();
    // All but the schema's page and the last ones.
    damage(&place.path, 4096 * 2, length - 4096 * 4);
    let before = std::fs::read(&place.path).unwrap();
    let error = match Store::open(&place.path, Use::Command, NOW).await {
        Err(error) => error,
        Ok(store) => {
            let check = store.check().await.unwrap_err();
            assert!(matches!(check, StoreError::Corrupt { .. }), "{check:?}");
            let tx = store.read().await.unwrap();
            tx.tasks(claudetask_core::ProjectId(1), &TaskQuery::default()).await.unwrap_err()
        }
    };
    assert!(matches!(error, StoreError::Corrupt { .. }), "{error:?}");
    assert_eq!(std::fs::read(&place.path).unwrap(), before);
}

#[tokio::test]
async fn a_damaged_older_file_is_not_migrated() {
    let place = Place::new();
    place.older().await;
    // A second row that breaks the order of an index: `quick_check` finds it, opening does not.
    let length = std::fs::read(&place.path).unwrap().len();
    damage(&place.path, length - 4096, 4096);
    let error = refused(&place).await;
    assert!(matches!(error, StoreError::Corrupt { .. }), "{error:?}");
    assert!(place.names(".bak").is_empty());
}

#[tokio::test]
async fn a_folder_that_can_t_be_written_or_made_says_so() {
    let place = Place::new();
    std::fs::write(place.folder.path().join("file"), "x").unwrap();
    let below_a_file = place.folder.path().join("file/data/claudetask.db");
    let error = Store::open(&below_a_file, Use::Command, NOW).await.unwrap_err();
    let StoreError::Io { action, .. } = &error else { panic!("{error:?}") };
    assert_eq!(*action, "create the folder");
    if cfg!(target_os = "linux") {
        // Nobody, not even root, makes a file in there.
        let error = Store::open(Path::new("/proc/self/claudetask.db"), Use::Command, NOW).await.unwrap_err();
        assert!(matches!(error, StoreError::Io { .. } | StoreError::ReadOnly { .. }), "{error:?}");
    }
    // A folder where the file should be.
    std::fs::create_dir(&place.path).unwrap();
    let error = Store::open(&place.path, Use::Command, NOW).await.unwrap_err();
    assert!(matches!(error, StoreError::Io { .. }), "{error:?}");
}

/// Names the small disk to the process that runs on it.
const SMALL_DISK: &str = "CLAUDETASK_TEST_SMALL_DISK";

/// Puts the small disk there.
const MOUNT: &str = "mount -t tmpfs -o size=1m tmpfs \"$CLAUDETASK_TEST_SMALL_DISK\"";

/// Runs itself again in a namespace of its own with a disk of a megabyte. Where the system gives nobody such a
/// namespace, there is no full disk to be had.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_full_disk_is_told_as_such_and_loses_nothing() {
    if let Some(disk) = std::env::var_os(SMALL_DISK) {
        return fill(Path::new(&disk)).await;
    }
    let unshare = |script: &str, disk: &Path| {
        let mut command = std::process::Command::new("unshare");
        command.args(["-rm", "sh", "-c", script]).arg(std::env::current_exe().unwrap());
        command.env(SMALL_DISK, disk).output()
    };
    let folder = tempfile::tempdir().unwrap();
    if !unshare(MOUNT, folder.path()).is_ok_and(|output| output.status.success()) {
        return;
    }
    let run = format!("{MOUNT} && exec \"$0\" --exact refusal::a_full_disk_is_told_as_such_and_loses_nothing");
    let output = unshare(&run, folder.path()).unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

async fn fill(disk: &Path) {
    let full = |error: &StoreError| matches!(error, StoreError::DiskFull { .. });
    let path = disk.join("claudetask.db");
    let store = Store::open(&path, Use::Service, NOW).await.unwrap();
    let project = add_project(&store, "/a").await;
    add_task(&store, project, "kept").await;
    let ballast = disk.join("ballast");
    // As much as fits.
    let mut size = 1 << 20;
    while size > 0 {
        let mut file = std::fs::File::options().create(true).append(true).open(&ballast).unwrap();
        if std::io::Write::write_all(&mut file, &vec![0; size]).is_err() {
            size /= 2;
        }
    }
    let keep = |content: String| {
        let store = store.clone();
        async move {
            let tx = store.write().await?;
            let text = claudetask_store::NewText {
                project,
                document: "d",
                content: &content,
                origin: claudetask_core::Origin::Cli,
                at: NOW,
            };
            tx.keep_text(text).await?;
            tx.commit().await
        }
    };
    let error = keep("x".repeat(300_000)).await.unwrap_err();
    assert!(full(&error), "a commit: {error:?}");
    let error = store.backup(&disk.join("copy.db")).await.unwrap_err();
    assert!(full(&error), "a back-up: {error:?}");
    assert!(!disk.join("copy.db").exists());
    let error = Store::open(&disk.join("more/claudetask.db"), Use::Command, NOW).await.unwrap_err();
    assert!(full(&error), "a fresh file: {error:?}");
    std::fs::remove_file(ballast).unwrap();
    keep("room again".to_owned()).await.unwrap();
    store.check().await.unwrap();
    assert_eq!(crate::fixture::titles(&store, project).await, ["kept"]);
    // Each connection sees what was written since, the one of the failed commit too.
    for count in 2..12 {
        add_task(&store, project, "later").await;
        assert_eq!(crate::fixture::titles(&store, project).await.len(), count);
    }
}
