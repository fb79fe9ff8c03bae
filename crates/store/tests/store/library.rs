//! Which SQLite is linked, and what is in force on a connection.

use claudetask_store::{Store, Use};

use crate::fixture::{NOW, Place};

#[tokio::test]
async fn the_linked_sqlite_is_the_bundled_one() {
    let place = Place::new();
    let store = place.open().await;
    let facts = store.facts().await.unwrap();
    assert_eq!(facts.sqlite_version, libsqlite3_sys::SQLITE_VERSION.to_str().unwrap());
    // libsqlite3-sys alone builds with this one; distributions do not.
    for option in ["DEFAULT_FOREIGN_KEYS", "ENABLE_FTS5", "ENABLE_STAT4", "THREADSAFE=1"] {
        assert!(facts.compile_options.iter().any(|found| found == option), "{option}: {:?}", facts.compile_options);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn no_sqlite_of_the_system_is_loaded() {
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
    assert!(maps.contains("libc.so"), "the list of loaded libraries is read wrongly");
    assert!(!maps.contains("libsqlite3"), "{maps}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_connection_is_durable_and_checks_references() {
    let place = Place::new();
    let store = Store::open(&place.path, Use::Service, NOW).await.unwrap();
    // Transactions that are open at once have a connection each: all four of the pool.
    let mut held = Vec::new();
    for _ in 0..3 {
        let tx = store.read().await.unwrap();
        tx.last_seq().await.unwrap();
        let facts = store.facts().await.unwrap();
        assert_eq!(facts.journal_mode, "wal");
        assert_eq!(facts.synchronous, 2, "FULL");
        assert_eq!(facts.foreign_keys, 1);
        assert_eq!(facts.busy_timeout, 10_000);
        held.push(tx);
    }
}

#[tokio::test]
async fn a_reference_to_nothing_is_refused() {
    let place = Place::new();
    let store = place.open().await;
    let tx = store.write().await.unwrap();
    let event = crate::fixture::event(claudetask_core::ProjectId(77), None, claudetask_core::EventKind::ProjectOpened);
    assert!(tx.record(event).await.is_err());
}
