//! The reference documents tell what the program does.

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use claudetask_app::ErrorCode;
use claudetask_app::run::FailureCode;

use crate::support::Sandbox;

fn document(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(name)
}

#[test]
fn the_table_of_error_codes_is_not_stale() {
    let mut table = String::from(
        "# Error codes\n\n\
         Every door (window, command line, and those to come) reports a failure as `{code, message, hint, retryable}`: the \
         message\nsays what failed, with the offending value, the hint what to do now, and `retryable` whether the same call \
         may\nsucceed later without anyone's doing. The code is a stable word of this table. The command line exits with 1; \
         only\n`usage` exits with 2. Nothing was changed by a call that failed, except where the hint says so.\n\n\
         This file is generated from `claudetask_app::ErrorCode::ALL`; after a change there write it anew with\n\
         `CLAUDETASK_UPDATE_DOCS=1 cargo test -p claudetask-cli --test cli documents`.\n\n\
         | code | means |\n|---|---|\n\
         | `usage` | The command line can't be understood (the command line's only; `field` names a bad argument's field). |\n",
    );
    for (code, meaning) in ErrorCode::ALL {
        writeln!(table, "| `{}` | {} |", code.as_str(), meaning.trim()).unwrap();
    }
    let path = document("errors.md");
    if std::env::var_os("CLAUDETASK_UPDATE_DOCS").is_some() {
        fs::write(&path, &table).unwrap();
    }
    assert_eq!(
        fs::read_to_string(&path).unwrap(),
        table,
        "docs/errors.md is stale; its head says how to write it anew"
    );
}

#[test]
fn the_table_of_failures_is_not_stale() {
    const HEAD: &str = "| code | what happened | what to do |\n|---|---|---|\n";
    let path = document("runs.md");
    let found = fs::read_to_string(&path).unwrap();
    // The table is the end of the document.
    let mut expected = found.split(HEAD).next().unwrap().trim_end().to_owned() + "\n\n" + HEAD;
    for code in FailureCode::ALL {
        writeln!(expected, "| `{}` | {} | {} |", code.as_str(), code.message(), code.hint()).unwrap();
    }
    if std::env::var_os("CLAUDETASK_UPDATE_DOCS").is_some() {
        fs::write(&path, &expected).unwrap();
    }
    assert_eq!(fs::read_to_string(&path).unwrap(), expected, "docs/runs.md is stale; it says how to write it anew");
}

#[test]
fn every_command_and_option_is_in_the_reference() {
    let reference = fs::read_to_string(document("cli.md")).unwrap();
    let board = Sandbox::empty();
    let commands = [
        "project open",
        "project list",
        "project show",
        "project set",
        "project validate",
        "project forget",
        "add",
        "list",
        "show",
        "edit",
        "move",
        "delete",
        "open",
        "undo",
        "redo",
        "log",
        "branch list",
        "branch create",
        "branch attach",
        "branch detach",
        "branch delete",
        "instructions list",
        "instructions show",
        "instructions inspect",
        "instructions set",
        "instructions versions",
        "instructions diff",
        "instructions restore",
        "agents list",
        "agents show",
        "agents check",
        "agents set",
        "agents new",
        "agents rename",
        "agents duplicate",
        "agents disable",
        "agents enable",
        "agents delete",
        "agents versions",
        "agents restore",
        "analyze",
        "runs list",
        "runs show",
        "runs log",
        "runs stop",
        "runs requests",
        "runs answer",
        "runs resume",
        "runs ask",
        "runs pause",
        "runs continue",
        "runs prompt",
        "backup",
        "restore",
        "doctor",
        "completions",
    ];
    for command in commands {
        let heading = format!("### `claudetask {command}");
        let section = reference.split(&heading).nth(1).unwrap_or_else(|| panic!("{heading} is missing"));
        let section = section.split("\n### ").next().unwrap();
        assert!(section.contains("```"), "{command} has no example");
        let help = board.text(command.split(' ').chain(["--help"]));
        for option in help.split_whitespace().filter(|word| word.starts_with("--") && word.len() > 2) {
            let option = option.trim_end_matches(|c: char| !c.is_alphanumeric());
            let global = ["--help", "--json", "--data-dir", "--project", "--version"].contains(&option);
            assert!(global || section.contains(option), "{option} of {command} is missing");
        }
    }
    for global in ["--json", "--data-dir", "--project", "CLAUDETASK_DATA_DIR", "NO_COLOR"] {
        assert!(reference.contains(global), "{global} is missing");
    }
}
