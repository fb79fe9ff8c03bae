//! `instructions …`: CLAUDE.md and what else Claude Code loads.

use std::fs;

use serde_json::json;

use crate::support::Sandbox;

#[test]
fn claude_md_is_made_changed_compared_restored_and_undone() {
    let board = Sandbox::board();
    let file = board.project().join("CLAUDE.md");
    board.refused(["instructions", "show"], "document_not_found");
    let made = board.json(["instructions", "set", "--template"]);
    assert_eq!(made["document"]["path"], "CLAUDE.md");
    assert!(fs::read_to_string(&file).unwrap().starts_with("# "));
    board.refused(["instructions", "set", "--template"], "stale_document");

    let first = board.json(["instructions", "show"])["hash"].as_str().unwrap().to_owned();
    board.json(["instructions", "set", "Use tabs.\n", "--base", &first]);
    let stale = board.refused(["instructions", "set", "Use spaces.\n", "--base", &first], "stale_document");
    assert_eq!(stale["document"]["text"], "Use tabs.\n");
    let versions = board.json(["instructions", "versions"]);
    let (newest, oldest) = (&versions["versions"][0], &versions["versions"][1]);
    assert_eq!((&newest["on_disk"], &newest["origin"], &oldest["hash"]), (&json!(true), &json!("cli"), &json!(first)));
    let oldest = oldest["id"].to_string();
    let diff = board.json(["instructions", "diff", &oldest])["diff"].as_str().unwrap().to_owned();
    assert!(diff.contains("+Use tabs.\n"), "{diff}");
    assert!(board.text(["instructions", "diff", &oldest]).contains("+Use tabs."));

    let restored = board.json(["instructions", "restore", &oldest]);
    assert_eq!(restored["document"]["hash"], first);
    board.json(["undo", &restored["seq"].to_string()]);
    assert_eq!(fs::read_to_string(&file).unwrap(), "Use tabs.\n");
    assert!(board.text(["log"]).contains("changed CLAUDE.md"));
    board.refused(["instructions", "restore", "999"], "version_not_found");
    board.refused(["instructions", "show", "--file", "../secret.md"], "invalid_value");
    board.refused(["instructions", "show", "--file", "Cargo.toml"], "not_a_document");
}

#[test]
fn what_claude_loads_is_listed_with_its_imports() {
    let board = Sandbox::board();
    fs::write(board.project().join("CLAUDE.md"), "# Tides\n\nSee @docs/a.md and @docs/none.md.\n").unwrap();
    fs::create_dir(board.project().join("docs")).unwrap();
    fs::write(board.project().join("docs/a.md"), "More.\n").unwrap();
    let list = board.json(["instructions", "list"]);
    let of = |path: &str| {
        let files = list["files"].as_array().unwrap();
        files.iter().find(|file| file["path"] == path).unwrap_or_else(|| panic!("{path}: {list}")).clone()
    };
    assert_eq!(of("CLAUDE.md")["loaded"], true);
    assert_eq!(of("docs/a.md")["imported_by"], "CLAUDE.md");
    assert_eq!(of("CLAUDE.local.md")["exists"], false);
    let found = board.json(["instructions", "inspect"]);
    let states: Vec<_> = found["imports"].as_array().unwrap().iter().map(|import| &import["state"]).collect();
    assert_eq!(states, ["found", "missing"]);
    assert_eq!(found["outline"][0]["text"], "Tides");
    assert!(board.text(["instructions", "list"]).contains("loaded at the start"));
    assert!(board.text(["instructions", "inspect"]).contains("missing"));
    // An imported file can be read and written, and only because it is imported.
    board.json(["instructions", "set", "Less.\n", "--file", "docs/a.md"]);
    assert_eq!(fs::read_to_string(board.project().join("docs/a.md")).unwrap(), "Less.\n");
}

#[test]
fn the_setting_claude_config_is_the_file() {
    let board = Sandbox::board();
    let file = board.project().join("CLAUDE.md");
    let set = board.json(["project", "set", "claude_config=Use tabs.", "name=Web"]);
    assert_eq!((&set["claude_config"], &set["name"]), (&json!("Use tabs."), &json!("Web")));
    assert_eq!(fs::read_to_string(&file).unwrap(), "Use tabs.");
    fs::write(&file, "Use spaces.").unwrap();
    assert_eq!(board.json(["project", "show"])["claude_config"], "Use spaces.");
    assert_eq!(board.json(["project", "set", "claude_config="])["claude_config"], json!(null));
    assert!(!file.exists());
    board.json(["undo"]);
    assert_eq!(fs::read_to_string(&file).unwrap(), "Use spaces.");
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    let shown = board.json(["project", "show"]);
    assert_eq!(shown["claude_config_problem"]["code"], "not_a_file");
    board.refused(["project", "set", "claude_config=x"], "not_a_file");
    board.refused(["project", "set", "claude_config=x", "path=."], "invalid_value");
}

#[test]
fn text_goes_in_and_out_byte_for_byte() {
    let board = Sandbox::board();
    let file = board.project().join("CLAUDE.md");
    let odd = b"\xef\xbb\xbf# Tides\r\nodd \xff\n";
    let set = board.run_with(["instructions", "set", "-", "--json"], odd);
    assert_eq!(set.json()["document"]["utf8"], false);
    assert_eq!(fs::read(&file).unwrap(), odd);
    let shown = board.command(["instructions", "show"]).output().unwrap();
    assert_eq!(shown.stdout, odd);
    assert_eq!(board.json(["instructions", "show"])["line_ending"], "mixed");
}
