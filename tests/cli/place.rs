//! `move`.

use crate::add::TASK;
use crate::list::ROW;
use crate::support::{Sandbox, assert_shape, ids};

fn column(board: &Sandbox, status: &str) -> Vec<i64> {
    ids(&board.json(["list", "--status", status])["tasks"])
}

#[test]
fn one_moved_task_is_answered_in_full_and_several_as_a_list() {
    let board = Sandbox::with_tasks(["One", "Two", "Three"]);
    let task = board.json(["move", "1", "in-progress"]);
    assert_shape(&task, TASK);
    assert_eq!(task["status"], "In Progress");
    let moved = board.json(["move", "2", "3", "Code", "Review"]);
    assert_shape(&moved, "tasks:array");
    assert_eq!(ids(&moved["tasks"]), [2, 3]);
    assert_shape(&moved["tasks"][0], ROW);
    assert_eq!(board.text(["move", "1", "done"]), "#1 is in Done: One\n");
}

#[test]
fn done_has_a_time_and_only_done() {
    let board = Sandbox::with_tasks(["One"]);
    let done = board.json(["move", "1", "Done"]);
    assert_shape(&done, &TASK.replace("completed_at:null", "completed_at:string"));
    assert_shape(&board.json(["move", "1", "testing"]), TASK);
}

#[test]
fn a_place_is_the_top_the_bottom_or_beside_a_task() {
    let board = Sandbox::with_tasks(["1 >done", "2 >done", "3 >done", "4", "5", "6"]);
    assert_eq!(column(&board, "done"), [3, 2, 1]);
    board.json(["move", "4", "done", "--after", "3"]);
    assert_eq!(column(&board, "done"), [3, 4, 2, 1]);
    board.json(["move", "5", "--before", "#1", "done"]);
    assert_eq!(column(&board, "done"), [3, 4, 2, 5, 1]);
    board.json(["move", "--bottom", "6", "3", "done"]);
    assert_eq!(column(&board, "done"), [4, 2, 5, 1, 6, 3]);
    board.json(["move", "1", "done", "--top"]);
    assert_eq!(column(&board, "done"), [1, 4, 2, 5, 6, 3]);
    let before = board.json(["show", "2"]);
    assert_eq!(board.json(["move", "2", "done"]), before, "without a place it stays where it is");
    board.json(["undo"]);
    assert_eq!(column(&board, "done"), [4, 2, 5, 1, 6, 3]);
}

#[test]
fn a_move_that_makes_no_sense_is_refused() {
    let board = Sandbox::with_tasks(["1", "2", "3 >done"]);
    board.refused(["move", "1", "done", "--after", "2"], "neighbour_elsewhere");
    board.refused(["move", "1", "done", "--after", "99"], "task_not_found");
    board.refused(["move", "3", "done", "--before", "3"], "invalid_value");
    board.refused(["move", "99", "done"], "task_not_found");
    board.refused(["move", "1", "99", "done"], "task_not_found");
    assert_eq!(column(&board, "backlog"), [2, 1]);
    for args in [
        &["move", "1"][..],
        &["move", "done"],
        &["move", "1", "2"],
        &["move", "1", "nowhere"],
        &["move", "1", "Don"],
        &["move", "99999999999999999999", "done"],
        &["move", "1", "done", "--top", "--bottom"],
        &["move", "1", "done", "--before", "2", "--after", "2"],
        &["move", "1", "done", "--before", "x"],
    ] {
        board.misused(args);
    }
    let error = board.misused(["move", "1", "nowhere"]);
    for status in ["Backlog", "Analysis", "Ready", "In Progress", "Testing", "Code Review", "Done"] {
        assert!(error["hint"].as_str().unwrap().contains(status), "{error}");
    }
}

#[test]
fn every_column_is_understood_in_a_loose_spelling() {
    let board = Sandbox::with_tasks(["1"]);
    for (spelling, status) in [
        ("BACKLOG", "Backlog"),
        ("analysis", "Analysis"),
        ("Ready", "Ready"),
        ("in_progress", "In Progress"),
        ("testing", "Testing"),
        ("codereview", "Code Review"),
        ("In Progress", "In Progress"),
        ("done", "Done"),
    ] {
        assert_eq!(board.json(["move", "1", spelling])["status"], status);
    }
}
