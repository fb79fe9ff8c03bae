//! Back-up while others write, and restore.

use std::path::PathBuf;

use claudetask_core::{EventKind, Origin};
use claudetask_store::{EventFilter, Store, StoreError, Use};

use crate::fixture::{NOW, Place, add_project, add_task, later, titles};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_back_up_taken_while_others_write_is_whole() {
    let place = Place::new();
    let store = place.open().await;
    let project = add_project(&store, "/a").await;
    let writer = {
        let store = place.open().await;
        tokio::spawn(async move {
            for n in 0..40 {
                add_task(&store, project, &format!("{n}")).await;
            }
        })
    };
    let mut copies = Vec::new();
    while !writer.is_finished() {
        let copy = place.folder.path().join(format!("copy-{}.db", copies.len()));
        store.backup(&copy).await.unwrap();
        copies.push(copy);
    }
    writer.await.unwrap();
    for copy in copies {
        let copy = Store::open(&copy, Use::Command, NOW).await.unwrap();
        copy.check().await.unwrap();
        let tx = copy.read().await.unwrap();
        let tasks = tx.task_counts(project).await.unwrap().all;
        let events = tx.next_events(&EventFilter::default(), 1000).await.unwrap().len();
        assert_eq!(events, tasks as usize + 1, "tasks and journal agree");
    }
    assert!(place.names("partial").is_empty());
    assert_eq!(titles(&store, project).await.len(), 40);
}

#[tokio::test]
async fn a_back_up_overwrites_nothing() {
    let place = Place::new();
    let store = place.open().await;
    let target = place.folder.path().join("copy.db");
    std::fs::write(&target, "mine").unwrap();
    assert!(matches!(store.backup(&target).await.unwrap_err(), StoreError::Exists { .. }));
    assert!(matches!(store.backup(place.folder.path()).await.unwrap_err(), StoreError::Exists { .. }));
    assert_eq!(std::fs::read(&target).unwrap(), b"mine");
    let nowhere = place.folder.path().join("no folder/copy.db");
    assert!(store.backup(&nowhere).await.is_err());
    assert!(place.bytes().keys().all(|name| !name.contains("partial")), "{:?}", place.bytes().keys());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_back_ups_to_one_file_one_wins_and_is_whole() {
    let place = Place::new();
    let store = place.open().await;
    let project = add_project(&store, "/a").await;
    for n in 0..20 {
        add_task(&store, project, &format!("{n}")).await;
    }
    let target = place.folder.path().join("copy.db");
    let (one, two) = tokio::join!(store.backup(&target), store.backup(&target));
    assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
    let error = one.err().or(two.err()).unwrap();
    assert!(matches!(error, StoreError::Exists { .. }), "{error:?}");
    let copy = Store::open(&target, Use::Command, NOW).await.unwrap();
    copy.check().await.unwrap();
    copy.close().await.unwrap();
    assert!(place.bytes().keys().all(|name| !name.contains("partial")), "{:?}", place.bytes().keys());
}

#[tokio::test]
async fn a_restore_puts_the_back_up_in_force_for_everyone_and_keeps_what_was_there() {
    let place = Place::new();
    let store = place.open().await;
    let project = add_project(&store, "/a").await;
    let old = add_task(&store, project, "old").await;
    let copy = place.folder.path().join("copy.db");
    store.backup(&copy).await.unwrap();
    let new = add_task(&store, project, "new").await;
    let other = place.open().await;
    let mut watch = other.watch().await.unwrap();
    let seen = other.read().await.unwrap().last_seq().await.unwrap();

    let saved = store.restore(&copy, Origin::Cli, later(1)).await.unwrap();

    assert!(watch.changed().await.unwrap());
    assert_eq!(titles(&other, project).await, ["old"]);
    let tx = other.read().await.unwrap();
    let events = tx.next_events(&EventFilter { since: Some(seen), ..EventFilter::default() }, 10).await.unwrap();
    let [event] = &events[..] else { panic!("{events:?}") };
    assert_eq!((event.kind, event.project_id), (EventKind::Restored, project));
    drop(tx);
    let next = add_task(&store, project, "next").await;
    assert!(next > new && new > old, "an id that was shown once does not come back as another task");
    let before = Store::open(&saved, Use::Command, NOW).await.unwrap();
    assert_eq!(titles(&before, project).await, ["old", "new"]);
    before.close().await.unwrap();
    let names: Vec<_> = place.bytes().into_keys().filter(|name| name.contains(".restore-")).collect();
    assert!(names.is_empty(), "{names:?}");
    store.check().await.unwrap();
}

#[tokio::test]
async fn ids_stay_used_when_a_back_up_without_their_tasks_goes_into_a_fresh_file() {
    let place = Place::new();
    let store = place.open().await;
    let project = add_project(&store, "/a").await;
    let empty = place.folder.path().join("empty.db");
    store.backup(&empty).await.unwrap();
    let shown = add_task(&store, project, "shown once").await;
    store.restore(&empty, Origin::Cli, later(1)).await.unwrap();
    let rewound = place.folder.path().join("rewound.db");
    store.backup(&rewound).await.unwrap();
    let fresh_place = Place::new();
    let fresh = fresh_place.open().await;
    fresh.restore(&rewound, Origin::Cli, later(2)).await.unwrap();
    assert!(add_task(&fresh, project, "new").await > shown);
}

#[tokio::test]
async fn a_back_up_of_an_older_version_is_restored_and_stays_as_it_was() {
    let older = Place::new();
    older.older().await;
    let bytes = std::fs::read(&older.path).unwrap();
    let place = Place::new();
    let store = place.open().await;
    add_project(&store, "/new").await;
    store.restore(&older.path, Origin::Cli, later(1)).await.unwrap();
    let projects = store.read().await.unwrap().projects().await.unwrap();
    assert_eq!(projects.iter().map(|project| project.name.as_str()).collect::<Vec<_>>(), ["Old"]);
    assert_eq!(std::fs::read(&older.path).unwrap(), bytes);
}

#[tokio::test]
async fn the_back_up_that_is_restored_is_never_the_one_that_is_cleared_away() {
    let place = Place::new();
    let store = place.open().await;
    let project = add_project(&store, "/a").await;
    let mut oldest: Option<PathBuf> = None;
    for n in 0..3 {
        add_task(&store, project, &format!("{n}")).await;
        let copy = place.folder.path().join(format!("copy-{n}.db"));
        store.backup(&copy).await.unwrap();
        let saved = store.restore(&copy, Origin::Cli, later(n)).await.unwrap();
        oldest.get_or_insert(saved);
    }
    let oldest = oldest.unwrap();
    assert_eq!(store.backups().unwrap().len(), 3);
    // By another name for the same file, too.
    let by_another_name = place.folder.path().join(".").join(oldest.file_name().unwrap());
    store.restore(&by_another_name, Origin::Cli, later(10)).await.unwrap();
    assert_eq!(titles(&store, project).await, ["0"]);
    assert!(oldest.exists());
}

#[tokio::test]
async fn what_can_t_be_restored_is_refused_and_all_stays_as_it_was() {
    let place = Place::new();
    let store = place.open().await;
    let project = add_project(&store, "/a").await;
    add_task(&store, project, "mine").await;
    let file = |name: &str| place.folder.path().join(name);
    std::fs::write(file("text"), "no database").unwrap();
    std::fs::write(file("empty"), "").unwrap();
    std::fs::create_dir(file("folder")).unwrap();
    let copy = file("copy");
    store.backup(&copy).await.unwrap();
    let bytes = std::fs::read(&copy).unwrap();
    std::fs::write(file("truncated"), &bytes[..bytes.len() - 4096 * 3]).unwrap();
    let mut damaged = bytes.clone();
    damaged[4096 * 2..].fill(0x5A);
    std::fs::write(file("damaged"), damaged).unwrap();
    let newer = Place::new();
    std::fs::copy(&copy, &newer.path).unwrap();
    newer.sql("INSERT INTO seaql_migrations (version, applied_at) VALUES ('m2099_x', 1)").await;
    std::fs::rename(&newer.path, file("newer")).unwrap();
    let foreign = Place::new();
    std::fs::write(&foreign.path, "").unwrap();
    foreign.sql("CREATE TABLE notes (id INTEGER)").await;
    std::fs::rename(&foreign.path, file("foreign")).unwrap();
    std::fs::remove_dir(file("folder")).unwrap();

    let before = place.bytes();
    let seq = store.read().await.unwrap().last_seq().await.unwrap();
    for (name, expected) in [
        ("text", "not_a_database"),
        ("empty", "io"),
        ("not there", "io"),
        ("truncated", "corrupt"),
        ("damaged", "corrupt"),
        ("newer", "newer"),
        ("foreign", "foreign"),
    ] {
        let error = store.restore(&file(name), Origin::Cli, later(1)).await.unwrap_err();
        let found = match error {
            StoreError::NotADatabase { .. } => "not_a_database",
            StoreError::Io { .. } => "io",
            StoreError::Corrupt { .. } => "corrupt",
            StoreError::NewerVersion { .. } => "newer",
            StoreError::ForeignDatabase { .. } => "foreign",
            error => panic!("{name}: {error:?}"),
        };
        assert_eq!(found, expected, "{name}");
    }
    let after = place.bytes();
    for (name, bytes) in &before {
        assert!(after.get(name) == Some(bytes), "{name} changed");
    }
    assert!(place.names(".bak").is_empty(), "a refused restore pushes no good back-up out");
    assert_eq!(store.read().await.unwrap().last_seq().await.unwrap(), seq);
    assert_eq!(titles(&store, project).await, ["mine"]);
}
