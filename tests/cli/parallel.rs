//! Several processes on one board.

use std::process::Child;

use serde_json::Value;

use crate::support::{Ran, Sandbox, ran};

fn ended(children: Vec<Child>) -> Vec<Ran> {
    children.into_iter().map(|child| ran(child.wait_with_output().unwrap())).collect()
}

fn events_of_1(board: &Sandbox) -> Vec<Value> {
    board.json(["log", "--task", "1", "--since", "0", "--limit", "1000"])["events"].as_array().unwrap().clone()
}

#[test]
fn sixteen_edits_at_once_lose_nothing() {
    let board = Sandbox::with_tasks(["Start"]);
    let start = |n: usize| {
        let (title, reason) = (format!("Title {n}"), format!("Reason {n}"));
        if n.is_multiple_of(2) {
            board.start(["edit", "1", "--title", &title, "--json"])
        } else {
            board.start(["edit", "1", "--blocked", &reason, "--json"])
        }
    };
    let mut revisions: Vec<i64> =
        ended((0..16).map(start).collect()).iter().map(|ran| ran.json()["revision"].as_i64().unwrap()).collect();
    revisions.sort_unstable();
    assert_eq!(revisions, (2..=17).collect::<Vec<_>>(), "each has a revision of its own");
    let events = events_of_1(&board);
    assert_eq!(events.len(), 17);
    // Each change began where the one before it had ended.
    for field in ["title", "blocked_reason"] {
        let mut value = events[0]["after"][field].clone();
        let mut changes = 0;
        for event in events[1..].iter().filter(|event| event["after"].get(field).is_some()) {
            assert_eq!(event["before"][field], value);
            value = event["after"][field].clone();
            changes += 1;
        }
        assert_eq!((changes, &board.json(["show", "1"])[field]), (8, &value));
    }
}

#[test]
fn of_sixteen_edits_with_one_revision_exactly_one_wins() {
    let board = Sandbox::with_tasks(["Start"]);
    for revision in 1..=4 {
        let start = |n: usize| {
            board.start([
                "edit",
                "1",
                "--title",
                &format!("{revision}/{n}"),
                "--revision",
                &revision.to_string(),
                "--json",
            ])
        };
        let ran = ended((0..16).map(start).collect());
        let winners: Vec<Value> = ran.iter().filter(|ran| ran.code == 0).map(Ran::json).collect();
        assert_eq!(winners.len(), 1, "revision {revision}");
        for loser in ran.iter().filter(|ran| ran.code != 0) {
            let error = loser.error(1, "stale_task");
            assert_eq!(error["task"], winners[0], "it is told what is so now");
        }
        assert_eq!(board.json(["show", "1"]), winners[0]);
    }
    assert_eq!(events_of_1(&board).len(), 5);
}

#[test]
fn tasks_added_at_once_get_ids_and_places_of_their_own() {
    let board = Sandbox::board();
    let tasks: Vec<Value> = ended((0..16).map(|n| board.start(["add", &format!("Task {n}"), "--json"])).collect())
        .iter()
        .map(Ran::json)
        .collect();
    let distinct = |key: &str| tasks.iter().map(|task| task[key].to_string()).collect::<std::collections::HashSet<_>>();
    assert_eq!((distinct("id").len(), distinct("rank").len()), (16, 16));
    assert_eq!(board.json(["list"])["total"], 16);
}

#[test]
fn a_fresh_data_folder_is_made_by_two_at_the_same_moment() {
    for _ in 0..20 {
        let board = Sandbox::empty();
        let home = board.path("home");
        let children = vec![
            board.start(["project", "open", ".", "--json"]),
            board.start(["project", "open", home.to_str().unwrap(), "--json"]),
        ];
        let mut ids: Vec<_> = ended(children).iter().map(|ran| ran.json()["id"].as_i64().unwrap()).collect();
        ids.sort_unstable();
        assert_eq!(ids, [1, 2]);
        let report = board.json(["doctor"]);
        assert_eq!(report["database"]["check"], "ok");
        assert_eq!(report["database"]["backups"], serde_json::json!([]), "nothing was upgraded");
    }
}

#[test]
fn a_back_up_is_whole_while_others_write() {
    let board = Sandbox::with_tasks(["One"]);
    let file = board.path("copy.db");
    let mut children: Vec<_> = (0..6).map(|n| board.start(["add", &format!("Task {n}"), "--json"])).collect();
    children.push(board.start(["backup", file.to_str().unwrap(), "--json"]));
    children.extend((6..12).map(|n| board.start(["add", &format!("Task {n}"), "--json"])));
    for ran in ended(children) {
        ran.json();
    }
    assert_eq!(board.json(["list"])["total"], 13);
    board.json(["restore", file.to_str().unwrap()]);
    let tasks = board.json(["list"])["total"].as_i64().unwrap();
    let log = board.json(["log", "--since", "0", "--limit", "100"]);
    let created = log["events"].as_array().unwrap().iter().filter(|event| event["kind"] == "task_created").count();
    assert_eq!(i64::try_from(created).unwrap(), tasks, "journal and tasks agree in the copy");
}
