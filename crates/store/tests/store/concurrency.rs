//! Several writers and readers of one file.

use claudetask_core::EventKind;
use claudetask_store::{EventFilter, Store, StoreError, Use};

use crate::fixture::{NOW, Place, add_project, add_task, event, titles};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writers_that_read_first_wait_for_each_other_and_lose_nothing() {
    let place = Place::new();
    let project = add_project(&place.open().await, "/a").await;
    let writers: Vec<_> = (0..4)
        .map(|writer| {
            let path = place.path.clone();
            tokio::spawn(async move {
                let store = Store::open(&path, Use::Service, NOW).await.unwrap();
                for n in 0..15 {
                    add_task(&store, project, &format!("{writer}-{n}")).await;
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    let store = place.open().await;
    assert_eq!(titles(&store, project).await.len(), 60);
    let tx = store.read().await.unwrap();
    let tasks = tx.tasks(project, &claudetask_store::TaskQuery::default()).await.unwrap();
    assert!(tasks.is_sorted_by(|a, b| a.rank < b.rank), "each writer saw the last rank");
    let events = tx.next_events(&EventFilter::default(), u64::MAX).await.unwrap();
    assert!(events.is_sorted_by(|a, b| a.seq < b.seq) && events.len() == 61);
}

#[tokio::test]
async fn a_reader_sees_one_state_while_others_write() {
    let place = Place::new();
    let store = place.open().await;
    let project = add_project(&store, "/a").await;
    let tx = store.read().await.unwrap();
    let before = tx.last_seq().await.unwrap();
    add_task(&store, project, "new").await;
    assert_eq!(tx.last_seq().await.unwrap(), before);
    assert_eq!(tx.task_counts(project).await.unwrap().all, 0);
    drop(tx);
    assert_eq!(store.read().await.unwrap().task_counts(project).await.unwrap().all, 1);
}

#[tokio::test]
async fn a_dropped_transaction_takes_everything_back() {
    let place = Place::new();
    let store = Store::open(&place.path, Use::Command, NOW).await.unwrap();
    let project = add_project(&store, "/a").await;
    let tx = store.write().await.unwrap();
    tx.record(event(project, None, EventKind::ProjectUpdated)).await.unwrap();
    drop(tx);
    // The one connection is free again, and the next writer need not wait.
    let events = store.read().await.unwrap().next_events(&EventFilter::default(), 9).await.unwrap();
    assert_eq!(events.len(), 1);
    add_task(&store, project, "after").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_waits_longer_than_the_busy_timeout_is_told_so() {
    let place = Place::new();
    let (one, other) = (place.open().await, place.open().await);
    let holder = one.write().await.unwrap();
    let error = other.write().await.unwrap_err();
    assert!(matches!(error, StoreError::Busy { seconds: 10, .. }), "{error:?}");
    drop(holder);
    add_project(&other, "/a").await;
}

#[tokio::test]
async fn a_watch_notices_commits_of_others_and_nothing_else() {
    let place = Place::new();
    let (store, other) = (place.open().await, place.open().await);
    let mut watch = store.watch().await.unwrap();
    assert!(!watch.changed().await.unwrap());
    add_project(&other, "/a").await;
    assert!(watch.changed().await.unwrap());
    assert!(!watch.changed().await.unwrap());
    add_project(&store, "/b").await;
    assert!(watch.changed().await.unwrap(), "a commit of the same process counts too");
    let tx = other.write().await.unwrap();
    tx.set_setting("app", "{}").await.unwrap();
    drop(tx);
    assert!(!watch.changed().await.unwrap(), "what was taken back is no change");
}
