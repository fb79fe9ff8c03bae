//! `agents …`: Claude Code's subagents.

use std::fs;

use serde_json::{Value, json};

use crate::support::Sandbox;

fn write(board: &Sandbox, name: &str, text: &str) {
    let file = board.project().join(".claude/agents").join(name);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

fn read(board: &Sandbox, name: &str) -> String {
    fs::read_to_string(board.project().join(".claude/agents").join(name)).unwrap()
}

fn of<'a>(checks: &'a Value, path: &str) -> &'a Value {
    let found = checks.as_array().unwrap().iter().find(|check| check["path"] == path);
    found.unwrap_or_else(|| panic!("{path} is not in {checks}"))
}

#[test]
fn the_check_says_what_claude_code_makes_of_each_file() {
    let board = Sandbox::board();
    assert_eq!(board.json(["agents", "check"]), json!([]));
    write(&board, "good.md", "---\nname: good\ndescription: A good one\n---\nBody\n");
    write(&board, "silent.md", "---\nname: silent\n---\nBody\n");
    write(&board, "deep/colon.md", "---\nname: a:b\ndescription: x\n---\n");
    write(&board, "idle.md", "---\nname: idle\ndescription: Does nothing\ntools:\n---\n");
    write(&board, "off.md.disabled", "---\nname: off\ndescription: x\n---\n");
    let checks = board.json(["agents", "check"]);
    assert_eq!(checks.as_array().unwrap().len(), 4, "{checks}");
    let good = of(&checks, ".claude/agents/good.md");
    assert_eq!(
        (&good["verdict"], &good["name"], &good["scope"]),
        (&json!("accepted"), &json!("good"), &json!("project"))
    );
    for path in [".claude/agents/silent.md", ".claude/agents/deep/colon.md"] {
        let refused = of(&checks, path);
        assert_eq!(refused["verdict"], "refused", "{refused}");
        assert!(refused["findings"][0]["code"].is_string() && refused["findings"][0]["message"].is_string());
    }
    assert_eq!(of(&checks, ".claude/agents/idle.md")["verdict"], "accepted_with_warnings");
    let text = board.text(["agents", "check"]);
    assert!(text.contains("does not load it") && text.contains("4 files, 2 not loaded"), "{text}");
}

#[test]
fn an_agent_is_made_changed_renamed_copied_turned_off_deleted_and_brought_back() {
    let board = Sandbox::board();
    let made = board.json(["agents", "new", "Tide Watcher", "--description", "Use when: tides change"]);
    assert_eq!(made["document"]["path"], ".claude/agents/tide-watcher.md");
    let shown = board.json(["agents", "show", "Tide Watcher"]);
    assert_eq!(
        (&shown["verdict"], &shown["fields"][1]["value"]),
        (&json!("accepted"), &json!("Use when: tides change"))
    );

    write(&board, "tide-watcher.md", "---\n# ours\nname: Tide Watcher\ndescription: x # why\nextra: 1\n---\r\nBody\n");
    board.json(["agents", "set", "Tide Watcher", "model=sonnet", "tools=Read, Grep", "description=Watches tides"]);
    let text = read(&board, "tide-watcher.md");
    for kept in ["# ours\n", "extra: 1\n", "---\r\nBody\n", "model: sonnet", "Watches tides"] {
        assert!(text.contains(kept), "{kept:?} is not in {text:?}");
    }
    board.json(["agents", "set", "tide-watcher", "model="]);
    assert!(!read(&board, "tide-watcher.md").contains("model"));
    board.refused(["agents", "set", "tide-watcher", "maxTurns=many"], "invalid_value");
    assert_eq!(board.run(["agents", "set", "tide-watcher", "model"]).code, 2);

    board.refused(["agents", "new", "tide watcher", "--description", "x"], "agent_taken");
    board.refused(["agents", "new", "a:b", "--description", "x"], "invalid_value");
    board.refused(["agents", "new", "silent"], "invalid_value");
    board.refused(["agents", "new", "x", "--template", "nonsense"], "invalid_value");
    board.refused(["agents", "show", "nobody"], "agent_not_found");

    let renamed = board.json(["agents", "rename", "Tide Watcher", "../Ebb/Watcher"]);
    assert_eq!(renamed["document"]["path"], ".claude/agents/ebb-watcher.md", "no name leads out of the folder");
    assert_eq!(
        board.json(["agents", "versions", ".claude/agents/ebb-watcher.md"])["versions"].as_array().unwrap().len(),
        5
    );
    board.json(["undo"]);
    assert!(read(&board, "tide-watcher.md").contains("name: Tide Watcher"));

    let copy = board.json(["agents", "duplicate", "Tide Watcher", "ebb"]);
    assert_eq!(copy["document"]["path"], ".claude/agents/ebb.md");
    let off = board.json(["agents", "disable", "ebb"]);
    assert_eq!(off["document"]["path"], ".claude/agents/ebb.md.disabled");
    assert_eq!(board.json(["agents", "check"]).as_array().unwrap().len(), 1);
    board.json(["agents", "enable", "ebb"]);
    let before = read(&board, "ebb.md");
    board.json(["agents", "delete", "ebb"]);
    board.refused(["agents", "show", "ebb"], "agent_not_found");
    board.json(["undo"]);
    assert_eq!(read(&board, "ebb.md"), before);
}

#[test]
fn a_whole_file_goes_in_and_out_byte_for_byte() {
    let board = Sandbox::board();
    let bytes = b"\xef\xbb\xbf---\r\nname: odd\r\ndescription: x\r\n---\r\n\xff\r\n";
    board.run_with(["agents", "set", ".claude/agents/odd.md", "-", "--json"], bytes).json();
    assert_eq!(board.command(["agents", "show", "odd"]).output().unwrap().stdout, bytes);
    board.refused(["agents", "set", ".claude/agents/../../x.md", "a=b"], "agent_not_found");
    // A name that no agent has yet gets a file of its own, and one that is gone is found by its name.
    let made = board.run_with(["agents", "set", "Ebb Watcher", "-", "--json"], bytes).json();
    assert_eq!(made["document"]["path"], ".claude/agents/ebb-watcher.md");
    board.json(["agents", "delete", "ebb-watcher"]);
    let versions = board.json(["agents", "versions", "Ebb Watcher"]);
    let newest = versions["versions"][0]["id"].to_string();
    board.json(["agents", "restore", "Ebb Watcher", &newest]);
    assert_eq!(fs::read(board.project().join(".claude/agents/ebb-watcher.md")).unwrap(), bytes);
    board.refused(["agents", "restore", "nobody", "1"], "version_not_found");
}

#[test]
fn the_users_own_agents_are_beside_the_projects() {
    let board = Sandbox::board();
    board.json(["agents", "new", "helper", "--description", "Mine", "--user"]);
    assert!(board.path("home/.claude/agents/helper.md").is_file());
    let list = board.json(["agents", "list"]);
    assert_eq!(list["agents"][0]["path"], "~/.claude/agents/helper.md");
    board.json(["agents", "new", "helper", "--description", "The project's"]);
    let list = board.json(["agents", "list"]);
    let own = of(&list["agents"], "~/.claude/agents/helper.md");
    assert_eq!((&own["in_force"], &own["shadowed_by"]), (&json!(false), &json!(".claude/agents/helper.md")));
    assert_eq!(board.json(["agents", "show", "helper"])["path"], ".claude/agents/helper.md");
    assert!(board.text(["agents", "list"]).contains("shadowed"));
}
