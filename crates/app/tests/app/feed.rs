use std::collections::BTreeSet;
use std::time::Duration;

use claudetask_app::change::{Changes, Feed};
use claudetask_app::{event, maintenance, place, project, task, undo};
use claudetask_core::{EventSeq, Origin, Status};
use claudetask_testkit::Board;

async fn next(feed: &mut Feed) -> Vec<Changes> {
    tokio::time::timeout(Duration::from_secs(10), feed.next()).await.expect("a change arrives").unwrap()
}

async fn following(board: &Board) -> Feed {
    Feed::follow(&board.call, event::last(&board.call).await.unwrap()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_another_process_changes_arrives() {
    let board = Board::new().await;
    let (one, two) = (board.add("one").await, board.add("two").await);
    let mut feed = following(&board).await;
    let other = board.another_process(Origin::Mcp).await;
    let waiting = tokio::spawn(async move { (next(&mut feed).await, feed) });
    place::set_status(&other, board.project, one.id, Status::Done).await.unwrap();
    let (changes, mut feed) = waiting.await.unwrap();
    let [change] = &changes[..] else { panic!("{changes:?}") };
    assert_eq!((change.project_id, change.tasks.len(), change.tasks[0].status), (board.project, 1, Status::Done));
    assert_eq!((&change.origins[..], change.reload, &change.project), (&[Origin::Mcp][..], false, &None));
    assert_eq!(change.seq, event::last(&board.call).await.unwrap());
    task::delete(&other, board.project, &[two.id]).await.unwrap();
    assert_eq!(next(&mut feed).await[0].deleted, [two.id]);
    undo::undo(&other, board.project, None).await.unwrap();
    assert_eq!(next(&mut feed).await[0].tasks[0].id, two.id);
    project::forget(&other, board.project).await.unwrap();
    let changes = next(&mut feed).await;
    assert!(changes[0].project.is_none() && changes[0].tasks.is_empty());
}

#[tokio::test]
async fn what_was_written_before_the_feed_began_arrives_from_the_given_place_on() {
    let board = Board::new().await;
    board.add("one").await;
    let other = board.another_project("other").await;
    let mut feed = Feed::follow(&board.call, EventSeq(0)).await.unwrap();
    let changes = next(&mut feed).await;
    let projects: Vec<_> = changes.iter().map(|change| change.project_id).collect();
    assert_eq!(projects, [board.project, other]);
    assert!(changes.iter().all(|change| change.project.is_some()));
    assert!(tokio::time::timeout(Duration::from_millis(250), feed.next()).await.is_err(), "nothing comes twice");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_with_many_writers_and_a_reader_that_gives_up_often() {
    let board = Board::new().await;
    let mut feed = following(&board).await;
    let writers: Vec<_> = (0..3)
        .map(|writer| {
            let (folder, project) = (board.call.data_folder().to_path_buf(), board.project);
            tokio::spawn(async move {
                let call =
                    claudetask_app::Call::open(&folder, claudetask_app::Use::Command, Origin::Cli).await.unwrap();
                for n in 0..25 {
                    let new = task::NewTask { title: format!("{writer}-{n}"), ..task::NewTask::default() };
                    task::create(&call, project, new).await.unwrap();
                }
            })
        })
        .collect();
    let mut seen = BTreeSet::new();
    let mut seq = EventSeq(0);
    let mut patience = 1;
    let all = async {
        while seen.len() < 75 {
            // Dropped at every possible moment: after one poll, after some.
            patience = patience % 7 + 1;
            let Ok(changes) = tokio::time::timeout(Duration::from_micros(patience * patience * 300), feed.next()).await
            else {
                continue;
            };
            for change in changes.unwrap() {
                assert!(change.seq > seq, "the journal goes forwards");
                seq = change.seq;
                seen.extend(change.tasks.into_iter().map(|task| task.title));
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(30), all).await.expect("every task arrives");
    for writer in writers {
        writer.await.unwrap();
    }
    assert_eq!(seq, event::last(&board.call).await.unwrap());
}

#[tokio::test]
async fn a_restore_says_that_everything_may_have_changed() {
    let board = Board::new().await;
    board.add("kept").await;
    let copy = maintenance::backup(&board.call, None).await.unwrap();
    board.add("lost").await;
    let mut feed = following(&board).await;
    let other = board.another_process(Origin::Cli).await;
    maintenance::restore(&other, &copy.path).await.unwrap();
    let changes = next(&mut feed).await;
    assert!(changes[0].reload && changes[0].project.is_some(), "{changes:?}");
    board.add("after").await;
    assert_eq!(next(&mut feed).await[0].tasks[0].title, "after");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wait_that_is_given_up_at_any_moment_loses_nothing() {
    let board = Board::new().await;
    let mut feed = following(&board).await;
    for n in 0..60 {
        let task = board.add(&n.to_string()).await;
        // Given up before, between and after the look and the reading; the next wait has it at once.
        let changes = match tokio::time::timeout(Duration::from_micros(n * 40), feed.next()).await {
            Ok(changes) => changes.unwrap(),
            Err(_) => next(&mut feed).await,
        };
        assert_eq!(changes[0].tasks[0].id, task.id);
    }
}
