//! `add`, `show` and `delete`.

use crate::support::{Sandbox, assert_shape, ids};

pub(crate) const TASK: &str = "id:number project_id:number title:string description:string type:string \
     priority:string status:string analysis:null git_branch:null blocked_reason:null depends_on:array rank:string \
     revision:number created_at:string updated_at:string completed_at:null";

#[test]
fn a_line_becomes_a_task_in_the_shape_of_the_contract() {
    let board = Sandbox::with_tasks(["First"]);
    let task = board.json(["add", "Login fails !high #bug >ready ^1 // open /login twice"]);
    assert_shape(&task, TASK);
    for (key, expected) in [
        ("title", "Login fails"),
        ("description", "open /login twice"),
        ("type", "Bug"),
        ("priority", "High"),
        ("status", "Ready"),
    ] {
        assert_eq!(task[key], expected, "{key}");
    }
    assert_eq!(task["depends_on"], serde_json::json!([1]));
    assert_eq!((task["id"].as_i64(), task["revision"].as_i64()), (Some(2), Some(1)));
    let at = task["created_at"].as_str().unwrap();
    assert!(at.len() == 24 && at.ends_with('Z') && at.as_bytes()[19] == b'.', "{at}");
    assert_eq!(board.json(["show", "2"]), task);
    assert_eq!(board.json(["show", "#2"]), task);
    let log = board.json(["log", "--task", "2"]);
    assert_eq!(log["events"][0]["origin"], "cli");
}

#[test]
fn a_plain_line_has_the_defaults() {
    let board = Sandbox::board();
    let task = board.json(["add", "Just a title"]);
    assert_eq!(
        (&task["type"], &task["priority"], &task["status"]),
        (&"Feature".into(), &"Medium".into(), &"Backlog".into())
    );
    assert_eq!(task["description"], "");
}

#[test]
fn people_read_what_was_added_and_what_a_task_holds() {
    let board = Sandbox::board();
    assert_eq!(board.text(["add", "Login fails !high #bug"]), "Added #1 to Backlog: Login fails\n");
    board.json(["add", "Second ^1 // One\ntwo"]);
    board.json(["edit", "2", "--blocked", "waits", "--analysis", "# Look"]);
    let page = board.text(["show", "2"]);
    for part in
        ["#2  Second", "Backlog · Medium · Feature", "Blocked", "waits", "#1", "revision 2", "One\n  two", "# Look"]
    {
        assert!(page.contains(part), "{part:?} is not in\n{page}");
    }
    assert!(!page.contains('\x1b'), "a pipe gets no colour");
}

#[test]
fn a_line_without_a_title_and_a_title_that_is_too_long_are_refused() {
    let board = Sandbox::board();
    for line in ["", "   ", "!high #bug", "\nonly a second line", "a\u{7}b", "a\u{1b}[31m"] {
        assert_eq!(board.refused(["add", line], "invalid_value")["field"], "title", "{line:?}");
    }
    assert_eq!(board.json(["add", " a\tb  c "])["title"], "a b c", "white space only separates words");
    let error = board.refused(["add", &"é".repeat(201)], "invalid_value");
    assert_eq!(error["field"], "title");
    assert!(error["message"].as_str().unwrap().contains("201 characters; the limit is 200"), "{error}");
    assert_eq!(board.json(["add", &"é".repeat(200)])["title"].as_str().unwrap().chars().count(), 200);
}

#[test]
fn titles_of_every_script_come_back_as_they_were() {
    let board = Sandbox::board();
    for title in [
        "مرحبا بالعالم",
        "👩‍👩‍👧 family 🇩🇪",
        "日本語のタイトル",
        "e\u{301}le\u{300}ve",
        "'; DROP TABLE tasks; --",
        "100% _ \\n",
    ] {
        let task = board.json(["add", title]);
        assert_eq!(task["title"], title);
        assert!(board.text(["list"]).contains(title), "{title}");
    }
}

#[test]
fn a_second_line_belongs_to_the_description() {
    let board = Sandbox::board();
    let task = board.json(["add", "Title\nand more\nlines"]);
    assert_eq!((&task["title"], &task["description"]), (&"Title".into(), &"and more\nlines".into()));
}

#[test]
fn a_line_that_begins_with_a_hyphen_is_a_line() {
    let board = Sandbox::board();
    assert_eq!(board.json(["add", "-5 degrees"])["title"], "-5 degrees");
    assert_eq!(board.run(["--json", "add", "--", "--json"]).json()["title"], "--json");
}

#[test]
fn a_line_can_name_another_project_also_from_outside_of_all() {
    let board = Sandbox::board();
    let other = board.path("web app");
    std::fs::create_dir(&other).unwrap();
    board.json(["project", "open", other.to_str().unwrap()]);
    assert_eq!(board.json(["add", "Here @web-app"])["project_id"], 2);
    let outside = |line: &str| {
        let mut command = board.command(["add", line, "--json"]);
        crate::support::ran(command.current_dir(board.path("home")).output().unwrap())
    };
    assert_eq!(outside("There @web-app").json()["project_id"], 2);
    outside("There").error(1, "no_project");
}

#[test]
fn deleted_tasks_are_named_and_come_back() {
    let board = Sandbox::with_tasks(["One", "Two", "Three"]);
    let deleted = board.json(["delete", "3", "#1", "3"]);
    assert_eq!(deleted, serde_json::json!({"deleted": [3, 1]}));
    assert_eq!(ids(&board.json(["list"])["tasks"]), [2]);
    let error = board.refused(["show", "1"], "task_not_found");
    assert!(error["hint"].as_str().unwrap().contains("undo"), "{error}");
    board.json(["undo"]);
    assert_eq!(ids(&board.json(["list"])["tasks"]), [3, 2, 1]);
    assert!(board.text(["delete", "1"]).contains("Deleted 1 task: #1."));
}

#[test]
fn deleting_is_all_or_nothing() {
    let board = Sandbox::with_tasks(["One"]);
    board.refused(["delete", "1", "99"], "task_not_found");
    assert_eq!(board.json(["list"])["total"], 1);
}

#[test]
fn ids_that_are_none_or_not_there_or_of_another_project() {
    let board = Sandbox::with_tasks(["One"]);
    let other = board.path("other");
    std::fs::create_dir(&other).unwrap();
    board.json(["project", "open", other.to_str().unwrap()]);
    board.json(["--project", "2", "add", "Elsewhere"]);
    board.refused(["show", "99"], "task_not_found");
    let error = board.refused(["show", "2"], "task_in_other_project");
    assert!(error["hint"].as_str().unwrap().contains("--project 2"), "{error}");
    board.refused(["edit", "2", "--title", "Mine"], "task_in_other_project");
    board.refused(["move", "2", "done"], "task_in_other_project");
    board.refused(["delete", "2"], "task_in_other_project");
    board.refused(["edit", "1", "--depends-on", "2"], "task_in_other_project");
    assert_eq!(board.json(["--project", "2", "show", "2"])["title"], "Elsewhere");
    for id in ["0", "-1", "1.5", "abc", "", "9007199254740992", "99999999999999999999", "1 2"] {
        board.run(["--json", "show", "--", id]).error(2, "usage");
    }
    board.refused(["show", "9007199254740991"], "task_not_found");
}
