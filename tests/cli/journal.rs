//! `undo`, `redo`, `log`.

use crate::list::ROW;
use crate::support::{Sandbox, assert_shape, ids};

const EVENT: &str = "seq:number at:string origin:string kind:string project_id:number task_id:number before:object \
     after:object undone:bool reverts:null batch:null";

#[test]
fn undo_and_redo_answer_the_event_and_the_task() {
    let board = Sandbox::with_tasks(["One"]);
    board.json(["edit", "1", "--title", "Two"]);
    let undone = board.json(["undo"]);
    assert_shape(&undone, "event:object task:object tasks:array deleted:array");
    assert_shape(&undone["event"], EVENT);
    assert_shape(&undone["tasks"][0], ROW);
    assert_eq!((&undone["event"]["seq"], &undone["event"]["undone"]), (&3.into(), &true.into()));
    assert_eq!((&undone["task"]["title"], &undone["task"]["revision"]), (&"One".into(), &3.into()));
    let redone = board.json(["redo"]);
    assert_shape(&redone, "event:object task:object tasks:array deleted:array");
    assert_eq!((&redone["task"]["title"], &redone["event"]["undone"]), (&"Two".into(), &false.into()));
    assert!(board.text(["undo"]).starts_with("Undid event 3: #1 changed title One → Two\n"));
    assert!(board.text(["redo"]).starts_with("Did again event 3: "));
}

#[test]
fn undo_goes_back_step_by_step_to_the_beginning() {
    let board = Sandbox::with_tasks(["One"]);
    board.json(["edit", "1", "--title", "Two"]);
    board.json(["move", "1", "done"]);
    board.json(["undo"]);
    board.json(["undo"]);
    let last = board.json(["undo"]);
    assert_shape(&last, "event:object task:null tasks:array deleted:array");
    assert_eq!(last["deleted"], serde_json::json!([1]));
    board.refused(["undo"], "nothing_to_undo");
    for _ in 0..3 {
        board.json(["redo"]);
    }
    board.refused(["redo"], "nothing_to_redo");
    let task = board.json(["show", "1"]);
    assert_eq!((&task["title"], &task["status"]), (&"Two".into(), &"Done".into()));
    board.json(["undo"]);
    board.json(["edit", "1", "--priority", "high"]);
    board.refused(["redo"], "nothing_to_redo");
}

#[test]
fn a_given_event_is_undone_unless_a_later_one_stands_in_the_way() {
    let board = Sandbox::with_tasks(["One"]);
    board.json(["edit", "1", "--title", "Two"]);
    board.json(["edit", "1", "--priority", "high"]);
    board.json(["edit", "1", "--title", "Three"]);
    let error = board.refused(["undo", "3"], "undo_conflict");
    assert!(error["hint"].as_str().unwrap().contains('5'), "{error}");
    assert_eq!(board.json(["undo", "4"])["task"]["priority"], "Medium");
    board.refused(["undo", "4"], "not_revertible");
    board.refused(["redo", "3"], "not_revertible");
    board.refused(["undo", "1"], "not_revertible");
    board.refused(["undo", "999"], "event_not_found");
    assert_eq!(board.json(["redo", "4"])["task"]["priority"], "High");
    for event in ["0", "-1", "x", "99999999999999999999"] {
        board.run(["--json", "undo", "--", event]).error(2, "usage");
    }
}

#[test]
fn several_moved_tasks_are_undone_together() {
    let board = Sandbox::with_tasks(["One", "Two", "Three"]);
    board.json(["move", "1", "2", "3", "done"]);
    let undone = board.json(["undo"]);
    assert_eq!(undone["tasks"].as_array().unwrap().len(), 3);
    assert_eq!(ids(&board.json(["list"])["tasks"]), [3, 2, 1]);
    assert_eq!(board.json(["list", "--status", "backlog"])["total"], 3);
}

#[test]
fn the_log_has_every_change_oldest_first() {
    let board = Sandbox::with_tasks(["One", "Two"]);
    board.json(["edit", "1", "--description", "long"]);
    board.json(["move", "2", "done"]);
    board.json(["delete", "2"]);
    board.json(["undo"]);
    let log = board.json(["log"]);
    assert_shape(&log, "events:array");
    let events = log["events"].as_array().unwrap();
    let kinds: Vec<_> = events.iter().map(|event| event["kind"].as_str().unwrap()).collect();
    assert_eq!(
        kinds,
        ["project_opened", "task_created", "task_created", "task_updated", "task_moved", "task_deleted", "undo"]
    );
    assert_shape(&events[0], &EVENT.replace("task_id:number before:object", "task_id:null before:null"));
    assert_shape(&events[1], &EVENT.replace("before:object", "before:null"));
    assert_shape(&events[3], EVENT);
    assert_shape(&events[6], &EVENT.replace("reverts:null", "reverts:number"));
    assert_eq!(events[3]["after"], serde_json::json!({"description": "long"}));
    assert_eq!((&events[5]["undone"], &events[6]["reverts"]), (&true.into(), &6.into()));
    assert!(events.iter().zip(1..).all(|(event, seq)| event["seq"] == seq));

    let seqs = |args: &[&str]| -> Vec<i64> {
        let log = board.json(["log"].iter().chain(args));
        log["events"].as_array().unwrap().iter().map(|event| event["seq"].as_i64().unwrap()).collect()
    };
    assert_eq!(seqs(&["--limit", "2"]), [6, 7], "the newest");
    assert_eq!(seqs(&["--since", "2", "--limit", "2"]), [3, 4], "the oldest after it");
    assert_eq!(seqs(&["--since", "0"]), [1, 2, 3, 4, 5, 6, 7]);
    assert_eq!(seqs(&["--task", "#1"]), [2, 4]);
    assert_eq!(seqs(&["--task", "1", "--since", "2"]), [4]);
    assert_eq!(seqs(&["--since", "7"]), [0; 0]);
    for args in [["--since", "-1"], ["--since", "x"], ["--limit", "0"], ["--task", "x"]] {
        board.misused(["log", args[0], args[1]]);
    }
    let text = board.text(["log"]);
    assert!(text.contains("#2  moved from Backlog to Done\n") && text.contains("deleted: Two  (undone)\n"), "{text}");
    assert_eq!(text.lines().count(), 7);
}
