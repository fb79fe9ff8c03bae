use claudetask_app::{board, event, maintenance, undo};
use claudetask_testkit::{Board, START};

use crate::code;

#[tokio::test]
async fn a_back_up_comes_back_and_what_was_there_is_kept() {
    let board = Board::new().await;
    board.add("one").await;
    let copy = maintenance::backup(&board.call, None).await.unwrap();
    assert_eq!(copy.path, board.call.data_folder().join("claudetask-20260102T030405678Z.db"));
    assert!(copy.bytes > 4096);
    board.add("two").await;
    let seq = event::last(&board.call).await.unwrap();
    let restored = maintenance::restore(&board.call, &copy.path).await.unwrap();
    assert!(restored.saved.exists());
    let titles = async || {
        let tasks = board::get(&board.call, board.project).await.unwrap().tasks;
        tasks.into_iter().map(|task| task.title).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(titles().await, "one");
    assert!(event::last(&board.call).await.unwrap() > seq);
    // Undo goes on with what the back-up holds, and the restore itself by restoring what was saved.
    undo::undo(&board.call, board.project, None).await.unwrap();
    assert_eq!(titles().await, "");
    board.clock.set(START + 1000);
    maintenance::restore(&board.call, &restored.saved).await.unwrap();
    assert_eq!(titles().await, "two one");
}

#[tokio::test]
async fn refusals_have_their_codes() {
    let board = Board::new().await;
    let text = board.root().join("text");
    std::fs::write(&text, "x").unwrap();
    assert_eq!(code(maintenance::backup(&board.call, Some(&text)).await), "file_exists");
    assert_eq!(code(maintenance::restore(&board.call, &text).await), "not_a_database");
    assert_eq!(code(maintenance::restore(&board.call, &board.root().join("nowhere")).await), "file_failed");
}

#[tokio::test]
async fn the_health_says_what_is_in_force() {
    let board = Board::new().await;
    let health = maintenance::health(&board.call).await.unwrap();
    assert_eq!((health.check.as_str(), health.journal_mode.as_str(), health.durable), ("ok", "wal", true));
    assert!(health.backups.is_empty());
}
