//! `list`.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use crate::support::{Sandbox, assert_shape, ids, ran};

pub(crate) const ROW: &str = "id:number project_id:number title:string type:string priority:string status:string \
     has_analysis:bool run_state:null git_branch:null blocked_reason:null depends_on:array rank:string \
     revision:number created_at:string updated_at:string completed_at:null";

#[test]
fn the_list_has_slim_rows_by_column_and_place_and_a_total() {
    let board = Sandbox::with_tasks(["a >done", "b // long text", "c", "d >analysis"]);
    let list = board.json(["list"]);
    assert_shape(&list, "tasks:array total:number");
    assert_eq!(ids(&list["tasks"]), [3, 2, 4, 1]);
    assert_eq!(list["total"], 4);
    assert_shape(&list["tasks"][0], ROW);
    let first = board.json(["list", "--limit", "1"]);
    assert_eq!((ids(&first["tasks"]), &first["total"]), (vec![3], &4.into()));
}

#[test]
fn filters_narrow_the_list() {
    let board =
        Sandbox::with_tasks(["Login !high #bug", "Logout !low >done", "Other // the LOGIN page", "Größe >ready"]);
    board.json(["edit", "2", "--analysis", "about login, too"]);
    for (args, expected) in [
        (&["--status", "done"][..], vec![2]),
        (&["--status", "done", "--status", "Ready"], vec![4, 2]),
        (&["--status", "done,ready"], vec![4, 2]),
        (&["--type", "BUG"], vec![1]),
        (&["--type", "feature", "--priority", "low"], vec![2]),
        (&["--priority", "high"], vec![1]),
        (&["--text", "login"], vec![3, 1, 2]),
        (&["--text", "GRÖSSE"], vec![]),
        (&["--text", "größE"], vec![4]),
        (&["--text", "%"], vec![]),
        (&["--text", ""], vec![3, 1, 4, 2]),
        (&["--text", "-"], vec![]),
    ] {
        let list = board.json(["list"].iter().chain(args));
        assert_eq!(ids(&list["tasks"]), expected, "{args:?}");
        assert_eq!(list["total"], expected.len(), "{args:?}");
    }
    for args in [
        ["--status", "Doing"],
        ["--type", "x"],
        ["--priority", ""],
        ["--limit", "0"],
        ["--limit", "-1"],
        ["--limit", "x"],
    ] {
        board.misused(["list", args[0], args[1]]);
    }
}

#[test]
fn a_filter_is_added_to_the_other_conditions() {
    let board = Sandbox::with_tasks(["Login !high #bug", "Logout #bug >done", "Other ^1 // the LOGIN page"]);
    for (args, expected) in [
        (&["--filter", "type:bug"][..], vec![1, 2]),
        (&["--filter", "-type:bug"], vec![3]),
        (&["--filter=-type:bug blocked"], vec![3]),
        (&["--filter", "type:bug", "--status", "done"], vec![2]),
        (&["--filter", "login"], vec![3, 1]),
        (&["--filter", r"\type:bug"], vec![]),
        (&["--filter", ""], vec![3, 1, 2]),
    ] {
        assert_eq!(ids(&board.json(["list"].iter().chain(args))["tasks"]), expected, "{args:?}");
    }
    let error = board.misused(["list", "--filter", "login type:urgent"]);
    assert_eq!(error["message"], "--filter: \"urgent\" is not a type; use bug, feature");
    board.json(["list", "--filter", &"é ".repeat(500)]);
    let error = board.misused(["list", "--filter", &"é ".repeat(501)]);
    assert_eq!(error["message"], "--filter: it has 1002 characters; the limit is 1000");
}

#[test]
fn people_see_the_columns_with_their_counts() {
    let board = Sandbox::with_tasks(["Login fails !high #bug", "日本語", "Third >done ^1"]);
    board.json(["edit", "2", "--blocked", "waits for ops"]);
    let expected = "Backlog  2\n  #2  Medium  Feature  日本語       blocked: waits for ops\n  \
                    #1  High    Bug      Login fails\n\nDone  1\n  #3  Medium  Feature  Third        after #1\n";
    assert_eq!(board.text(["list"]), expected);
    assert!(board.text(["list", "--limit", "1"]).ends_with("\n1 of 3 tasks shown.\n"));
}

#[test]
fn a_narrow_terminal_cuts_titles_and_nothing_is_coloured_unless_wanted() {
    let board = Sandbox::with_tasks(["A title that is a good deal longer than the terminal is wide, as one can see"]);
    let list = |name: &str, value: &str| ran(board.command(["list"]).env(name, value).output().unwrap()).stdout;
    let narrow = list("COLUMNS", "50");
    assert!(narrow.lines().all(|line| line.chars().count() <= 50), "{narrow}");
    assert!(narrow.contains('…'), "{narrow}");
    assert!(!list("COLUMNS", "0").contains('…'));
    let coloured = list("CLICOLOR_FORCE", "1");
    assert!(coloured.contains('\x1b'), "{coloured:?}");
    assert!(coloured.contains("Medium"), "words stay beside the colour");
    let mut both = board.command(["list"]);
    let both = ran(both.env("CLICOLOR_FORCE", "0").env("NO_COLOR", "1").output().unwrap()).stdout;
    assert!(!both.contains('\x1b'));
}

#[test]
fn an_empty_list_says_what_to_do() {
    let board = Sandbox::board();
    assert!(board.text(["list"]).contains("claudetask add"));
    assert_eq!(board.json(["list"]), serde_json::json!({"tasks": [], "total": 0}));
    board.json(["add", "One"]);
    assert!(board.text(["list", "--status", "done"]).contains("None of the 1 task of project matches"));
}

#[test]
fn nothing_that_a_terminal_obeys_comes_out_of_stored_text() {
    let board = Sandbox::with_tasks(["One"]);
    let evil = "\u{1b}[2J\u{1b}]0;owned\u{7}\u{9b}31m\rgone\u{8}\u{202e}evil";
    board.json(["edit", "1", "--description", evil, "--analysis", evil, "--blocked", evil]);
    board.json(["add", "\u{202e}reversed"]);
    for args in [&["show", "1"][..], &["list"], &["log"], &["show", "2"]] {
        let text = board.text(args);
        let obeyed = |c: &char| (c.is_control() && !matches!(c, '\n' | '\t')) || ('\u{202a}'..='\u{202e}').contains(c);
        assert_eq!(text.chars().find(obeyed), None, "{args:?}: {text:?}");
    }
    assert!(board.text(["show", "1"]).contains("\\x1b[2J"));
    assert_eq!(board.json(["show", "1"])["description"], evil, "JSON has it as it is");
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let board = Sandbox::board();
    let title = "x".repeat(150);
    for _ in 0..3 {
        board.json(["add", &title]);
    }
    // More than a pipe holds, so that the program meets the closed end while it writes.
    board.run_with(["edit", "1", "--description", "-"], "line\n".repeat(30_000).as_bytes());
    for args in [&["show", "1"][..], &["show", "1", "--json"], &["list"], &["list", "--json"], &["--help"]] {
        let mut command = board.command(args);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut first = String::new();
        BufReader::with_capacity(16, child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        let ended = ran(child.wait_with_output().unwrap());
        assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{args:?}");
    }
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let ended = ran(board.command(["list"]).stdout(writer).stderr(Stdio::piped()).output().unwrap());
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""));
}

#[test]
#[cfg(target_os = "linux")]
fn an_answer_that_can_t_be_written_is_a_failure() {
    let board = Sandbox::with_tasks(["One"]);
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let ended = ran(board.command(["list", "--json"]).stdout(full).stderr(Stdio::piped()).output().unwrap());
    ended.error(1, "disk_full");
}
