//! `edit`: partial updates, stdin, limits, revisions.

use crate::add::TASK;
use crate::support::{Sandbox, assert_shape};

#[test]
fn only_the_named_fields_change() {
    let board = Sandbox::with_tasks(["One !low // words", "Two"]);
    let before = board.json(["show", "1"]);
    let task = board.json(["edit", "1", "--title", "New"]);
    assert_shape(&task, TASK);
    for key in before.as_object().unwrap().keys() {
        let changed = ["title", "revision", "updated_at"].contains(&key.as_str());
        assert!(changed || before[key] == task[key], "{key}: {} became {}", before[key], task[key]);
    }
    assert_eq!((&task["title"], &task["revision"]), (&"New".into(), &2.into()));
    let task = board.json([
        "edit",
        "#1",
        "--description",
        "# D",
        "--type",
        "bug",
        "--priority",
        "HIGH",
        "--analysis",
        "- a",
        "--blocked",
        "waits",
        "--depends-on",
        "2",
    ]);
    assert_shape(
        &task,
        &TASK.replace("analysis:null", "analysis:string").replace("blocked_reason:null", "blocked_reason:string"),
    );
    for (key, expected) in [
        ("description", "# D"),
        ("type", "Bug"),
        ("priority", "High"),
        ("analysis", "- a"),
        ("blocked_reason", "waits"),
    ] {
        assert_eq!(task[key], expected, "{key}");
    }
    assert_eq!((&task["depends_on"], &task["revision"]), (&serde_json::json!([2]), &3.into()));
    assert_eq!(board.json(["show", "1"]), task);
}

#[test]
fn clear_empties_fields() {
    let board = Sandbox::with_tasks(["One", "Two ^1 // words"]);
    board.json(["edit", "2", "--analysis", "a", "--blocked", "b"]);
    let task = board.json([
        "edit",
        "2",
        "--clear",
        "blocked_reason",
        "--clear",
        "analysis,description",
        "--clear",
        "depends-on",
    ]);
    assert_shape(&task, TASK);
    assert_eq!((&task["description"], &task["depends_on"]), (&"".into(), &serde_json::json!([])));
    let nothing = board.json(["edit", "2", "--clear", "Blocked"]);
    assert_eq!(nothing["revision"], task["revision"], "nothing changed");
    for args in [["--clear", "title"], ["--clear", "status"], ["--clear", ""]] {
        board.misused(["edit", "2", args[0], args[1]]);
    }
    board.misused(["edit", "2", "--clear", "analysis", "--analysis", "x"]);
}

#[test]
fn long_texts_are_read_from_stdin_as_they_are() {
    let board = Sandbox::with_tasks(["One"]);
    for field in ["description", "analysis"] {
        for text in ["# Käse\n\n\ttab \u{1b}[31m\r\n", "", "-", "مرحبا 👩‍👩‍👧"] {
            let task = board.run_with(["edit", "1", &format!("--{field}"), "-", "--json"], text.as_bytes()).json();
            assert_eq!(task[field], text);
        }
    }
    let error = board.run_with(["edit", "1", "--description", "-", "--analysis", "-", "--json"], b"x");
    error.error(2, "usage");
}

#[test]
fn stdin_that_is_no_text_or_too_long_is_refused() {
    let board = Sandbox::with_tasks(["One"]);
    let refused = |field: &str, input: &[u8]| {
        let error =
            board.run_with(["edit", "1", &format!("--{field}"), "-", "--json"], input).error(1, "invalid_value");
        assert_eq!(error["field"], field);
        error["message"].as_str().unwrap().to_owned()
    };
    assert!(refused("description", b"ab\xff\xfe").contains("not UTF-8"));
    assert!(refused("description", b"a\0b").contains("NUL"));
    assert!(refused("analysis", b"a\0b").contains("NUL"));
    assert!(refused("description", &vec![b'x'; 200_001]).contains("200001 characters"));
    assert!(refused("description", &vec![b'x'; 5_000_000]).contains("200000 characters"));
    assert!(refused("analysis", &vec![b'x'; 1_000_001]).contains("1000001 characters"));
    let most = "ü".repeat(200_000);
    let task = board.run_with(["edit", "1", "--description", "-", "--json"], most.as_bytes()).json();
    assert_eq!(task["description"], most);
    assert_eq!(board.json(["show", "1"])["revision"], 2, "the refused ones changed nothing");
}

#[test]
fn limits_and_enums_hold_at_this_door() {
    let board = Sandbox::with_tasks(["One"]);
    for (field, args) in [
        ("title", ["--title", ""]),
        ("title", ["--title", "  "]),
        ("title", ["--title", "a\nb"]),
        ("title", ["--title", "a\u{2028}b"]),
        ("title", ["--title", &"x".repeat(201)]),
        ("blocked_reason", ["--blocked", ""]),
        ("blocked_reason", ["--blocked", &"x".repeat(501)]),
    ] {
        let error = board.refused(["edit", "1", args[0], args[1]], "invalid_value");
        assert_eq!(error["field"], field, "{error}");
    }
    for (args, allowed) in [(["--type", "Story"], "Feature, Bug"), (["--priority", "Urgent"], "High, Medium, Low")] {
        let error = board.misused(["edit", "1", args[0], args[1]]);
        assert_eq!(error["field"], args[0].trim_start_matches('-'));
        assert!(error["message"].as_str().unwrap().contains(&format!("{:?}", args[1])), "{error}");
        assert!(error["hint"].as_str().unwrap().contains(allowed), "{error}");
    }
    for args in [["--revision", "-1"], ["--revision", "x"], ["--revision", "4294967296"], ["--depends-on", "x"]] {
        board.misused(["edit", "1", args[0], args[1]]);
    }
    for blocked in ["x".repeat(500), "é".repeat(500), "-x".to_owned()] {
        assert_eq!(board.json(["edit", "1", "--blocked", &blocked])["blocked_reason"], blocked);
    }
    assert_eq!(board.json(["edit", "1", "--title", "-x"])["title"], "-x");
}

#[test]
fn an_edit_of_nothing_is_wrong_usage() {
    let board = Sandbox::with_tasks(["One"]);
    let error = board.misused(["edit", "1"]);
    assert!(error["hint"].as_str().unwrap().contains("--title"), "{error}");
    board.misused(["edit", "1", "--revision", "1"]);
    board.misused(["edit"]);
}

#[test]
fn a_stale_edit_changes_nothing_and_answers_the_task_as_it_is() {
    let board = Sandbox::with_tasks(["One"]);
    board.json(["edit", "1", "--title", "Two", "--revision", "1"]);
    let error = board.refused(["edit", "1", "--title", "Three", "--revision", "1"], "stale_task");
    assert_eq!(error["task"], board.json(["show", "1"]));
    assert_eq!((&error["task"]["title"], &error["task"]["revision"]), (&"Two".into(), &2.into()));
    let text = board.run(["edit", "1", "--title", "Three", "--revision", "1"]);
    assert_eq!((text.code, text.stdout.as_str()), (1, ""));
    assert!(
        text.stderr.starts_with("error: task #1 has changed: it is at revision 2, not 1\nhint: "),
        "{}",
        text.stderr
    );
}

#[test]
fn dependencies_lead_nowhere_in_a_circle() {
    let board = Sandbox::with_tasks(["One", "Two", "Three"]);
    assert_eq!(board.json(["edit", "3", "--depends-on", "2,#1"])["depends_on"], serde_json::json!([1, 2]));
    board.refused(["edit", "1", "--depends-on", "3"], "dependency_cycle");
    board.refused(["edit", "1", "--depends-on", "1"], "dependency_cycle");
    board.refused(["edit", "1", "--depends-on", "99"], "task_not_found");
}
