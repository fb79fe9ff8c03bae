//! Opening: a fresh file, an older one, several at once.

use claudetask_store::{Store, Use};
use sqlx::Connection;

use crate::fixture::{Place, add_project, later, raw};

#[tokio::test]
async fn a_fresh_file_is_ours_and_empty_and_opens_again() {
    let place = Place::new();
    let nested = place.folder.path().join("not there/yet/claudetask.db");
    let store = Store::open(&nested, Use::Command, crate::fixture::NOW).await.unwrap();
    assert!(store.read().await.unwrap().projects().await.unwrap().is_empty());
    add_project(&store, "/a").await;
    store.close().await.unwrap();
    let header = std::fs::read(&nested).unwrap();
    assert_eq!(&header[68..72], b"CLTK");
    let store = Store::open(&nested, Use::Command, crate::fixture::NOW).await.unwrap();
    assert_eq!(store.read().await.unwrap().projects().await.unwrap().len(), 1);
    assert!(store.backups().unwrap().is_empty(), "nothing was migrated");
}

#[tokio::test]
async fn an_empty_file_is_a_fresh_start() {
    let place = Place::new();
    std::fs::write(&place.path, "").unwrap();
    let store = place.open().await;
    add_project(&store, "/a").await;
}

#[tokio::test]
async fn a_start_that_was_killed_between_its_steps_is_finished() {
    // After the switch to WAL, and after the mark but before the first table.
    for steps in
        [&["PRAGMA journal_mode = WAL"][..], &["PRAGMA journal_mode = WAL", "PRAGMA application_id = 1129075787"]]
    {
        let place = Place::new();
        std::fs::write(&place.path, "").unwrap();
        let mut connection = raw(&place.path).await;
        for step in steps {
            sqlx::raw_sql(*step).execute(&mut connection).await.unwrap();
        }
        connection.close().await.unwrap();
        let store = place.open().await;
        add_project(&store, "/a").await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_can_open_a_fresh_file_at_once() {
    let place = Place::new();
    let opening: Vec<_> = (0..12)
        .map(|n| {
            let path = place.path.clone();
            tokio::spawn(async move {
                let store = Store::open(&path, Use::Command, crate::fixture::NOW).await.unwrap();
                add_project(&store, &format!("/{n}")).await;
                store.close().await.unwrap();
            })
        })
        .collect();
    for opened in opening {
        opened.await.unwrap();
    }
    let store = place.open().await;
    assert_eq!(store.read().await.unwrap().projects().await.unwrap().len(), 12);
    assert!(store.backups().unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_can_open_an_older_file_at_once_and_one_back_up_is_written() {
    let place = Place::new();
    place.older().await;
    let opening: Vec<_> = (0..6)
        .map(|_| {
            let path = place.path.clone();
            tokio::spawn(async move { Store::open(&path, Use::Service, crate::fixture::NOW).await.map(drop) })
        })
        .collect();
    for opened in opening {
        opened.await.unwrap().unwrap();
    }
    assert_eq!(place.names(".bak").len(), 1);
}

#[tokio::test]
async fn an_older_file_is_backed_up_before_its_schema_changes() {
    let place = Place::new();
    place.older().await;
    let store = place.open().await;
    assert_eq!(store.read().await.unwrap().setting("app").await.unwrap(), None, "the new table is there");
    assert_eq!(store.read().await.unwrap().projects().await.unwrap()[0].name, "Old");
    let backups = store.backups().unwrap();
    let [backup] = &backups[..] else { panic!("{backups:?}") };
    let name = backup.file_name().unwrap().to_str().unwrap();
    assert_eq!(name, "claudetask.db.20260102T030405678Z-before-upgrade-from-m20261101_000001_board.bak");
    let mut connection = raw(backup).await;
    let tables: Vec<String> =
        sqlx::query_scalar("SELECT name FROM sqlite_schema WHERE name IN ('projects', 'settings')")
            .fetch_all(&mut connection)
            .await
            .unwrap();
    assert_eq!(tables, ["projects"], "the back-up has the old schema");
}

#[tokio::test]
async fn the_last_three_back_ups_are_kept_and_copies_of_the_user_s_own_are_not_touched() {
    let place = Place::new();
    let own = ["claudetask.db.bak", "claudetask.db.20200101-mine.bak", "claudetask.db.before-trip.bak", "other.bak"];
    for name in own {
        std::fs::write(place.folder.path().join(name), "mine").unwrap();
    }
    for round in 0..5 {
        for end in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(place.folder.path().join(format!("claudetask.db{end}")));
        }
        place.older().await;
        Store::open(&place.path, Use::Command, later(round)).await.unwrap().close().await.unwrap();
    }
    let written: Vec<_> = place.names(".bak").into_iter().filter(|name| !own.contains(&name.as_str())).collect();
    let stamps: Vec<_> = written.iter().map(|name| &name[14..33]).collect();
    assert_eq!(stamps, ["20260102T030407678Z", "20260102T030408678Z", "20260102T030409678Z"]);
    for name in own {
        assert_eq!(std::fs::read(place.folder.path().join(name)).unwrap(), b"mine", "{name}");
    }
}

#[tokio::test]
async fn a_back_up_that_a_clock_gone_back_makes_the_oldest_is_kept() {
    let place = Place::new();
    for year in 2027..2030 {
        let name = format!("claudetask.db.{year}0102T030405678Z-before-restore.bak");
        std::fs::write(place.folder.path().join(name), "newer by name").unwrap();
    }
    place.older().await;
    place.open().await;
    assert!(place.names(".bak").iter().any(|name| name.contains("2026")), "{:?}", place.names(".bak"));
}
