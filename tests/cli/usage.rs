//! The command line as such: help, wrong usage, places of the data, completions.

use crate::support::{Sandbox, assert_shape, ran};

#[test]
fn wrong_usage_exits_with_2_and_says_how_it_is_right() {
    let board = Sandbox::board();
    for args in [
        &[][..],
        &["nonsense"],
        &["--nonsense"],
        &["list", "--nonsense"],
        &["add"],
        &["add", "two", "words"],
        &["show"],
        &["show", "1", "2"],
        &["delete"],
        &["project"],
        &["branch"],
        &["branch", "create"],
        &["undo", "1", "2"],
        &["completions"],
        &["completions", "tcsh"],
        &["mcp"],
        &["serve"],
        &["help"],
    ] {
        let error = board.misused(args);
        assert_shape(&error, "code:string message:string hint:string retryable:bool");
        let text = board.run(args);
        assert_eq!((text.code, text.stdout.as_str()), (2, ""), "{args:?}");
        assert!(text.stderr.starts_with("error: ") && text.stderr.contains("\nhint: "), "{args:?}: {}", text.stderr);
    }
    assert!(!board.path("data").join("logs").exists());
    let error = board.misused(["shwo", "1"]);
    assert!(error["hint"].as_str().unwrap().contains("show"), "{error}");
}

#[test]
fn an_error_is_text_for_people_and_json_for_programs() {
    let board = Sandbox::board();
    let text = board.run(["show", "7"]);
    assert_eq!((text.code, text.stdout.as_str()), (1, ""));
    assert_eq!(
        text.stderr,
        "error: there is no task #7\nhint: Look the id up on the board or with `claudetask list`.\n"
    );
    let error = board.refused(["show", "7"], "task_not_found");
    assert_shape(&error, "code:string message:string hint:string retryable:bool");
}

#[test]
fn help_and_version_are_answers() {
    let board = Sandbox::empty();
    let help = board.text(["--help"]);
    for command in [
        "project",
        "add",
        "list",
        "show",
        "edit",
        "move",
        "delete",
        "undo",
        "redo",
        "log",
        "branch",
        "backup",
        "restore",
        "doctor",
        "completions",
    ] {
        assert!(help.contains(&format!("\n  {command} ")), "{command} is not in\n{help}");
        let help = board.text([command, "--help"]);
        assert!(help.contains("--json") && help.contains("--data-dir"), "{help}");
    }
    assert_eq!(board.text(["--version"]), format!("claudetask {}\n", env!("CARGO_PKG_VERSION")));
    assert!(board.text(["add", "--help"]).contains("!high"));
    assert!(!board.data().exists(), "help opens nothing");
}

#[test]
fn the_data_folder_is_the_option_s_then_the_environment_s_then_the_platform_s() {
    let board = Sandbox::empty();
    let opened = |with: &dyn Fn(&mut std::process::Command)| {
        let mut command = board.command(["project", "open", ".", "--json"]);
        with(&mut command);
        ran(command.output().unwrap()).json();
    };
    opened(&|command| {
        command.arg("--data-dir").arg(board.path("option"));
    });
    assert!(board.path("option/claudetask.db").exists() && !board.data().exists());
    opened(&|_| ());
    assert!(board.database().exists());
    opened(&|command| {
        command.env("CLAUDETASK_DATA_DIR", "").env("XDG_DATA_HOME", board.path("xdg"));
    });
    #[cfg(target_os = "linux")]
    {
        assert!(board.path("xdg/claudetask/claudetask.db").exists(), "an empty value is none");
        opened(&|command| {
            command.env_remove("CLAUDETASK_DATA_DIR");
        });
        assert!(board.path("home/.local/share/claudetask/claudetask.db").exists());
    }
    opened(&|command| {
        command.args(["--data-dir", "relative/folder"]);
    });
    assert!(board.project().join("relative/folder/claudetask.db").exists());
    board.misused(["list", "--data-dir", ""]);
    board.misused(["list", "--data-dir"]);
}

#[test]
fn json_may_be_asked_for_anywhere_and_more_than_once() {
    let board = Sandbox::with_tasks(["One"]);
    for args in [&["--json", "list"][..], &["list", "--json"], &["--json", "list", "--json"]] {
        assert_eq!(board.run(args).json()["total"], 1, "{args:?}");
    }
    board.run(["--json", "nonsense"]).error(2, "usage");
    board.run(["nonsense", "--json"]).error(2, "usage");
}

#[test]
#[cfg(unix)]
fn arguments_that_are_not_utf_8_are_wrong_usage() {
    use std::os::unix::ffi::OsStrExt;
    let board = Sandbox::with_tasks(["One"]);
    let bad = std::ffi::OsStr::from_bytes(b"caf\xe9");
    for args in [["add", ""], ["show", ""], ["list", "--text"], ["move", "1"]] {
        let args = args.iter().filter(|arg| !arg.is_empty()).map(std::ffi::OsStr::new);
        board.misused(args.chain([bad]));
    }
}

#[test]
fn every_shell_has_completions() {
    let board = Sandbox::empty();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = board.text(["completions", shell]);
        for word in ["claudetask", "project", "restore", "depends-on"] {
            assert!(script.contains(word), "{shell} lacks {word}");
        }
        let json = board.json(["completions", shell]);
        assert_shape(&json, "shell:string script:string");
        assert_eq!(json["script"], script);
    }
    assert!(!board.data().exists());
}

#[test]
fn a_log_is_written_only_where_it_is_asked_for() {
    let board = Sandbox::with_tasks(["One"]);
    let mut command = board.command(["backup", "--json"]);
    let logged = ran(command.env("RUST_LOG", "claudetask_store=debug").output().unwrap());
    assert!(logged.code == 0 && logged.stderr.contains("wrote a back-up"), "{}", logged.stderr);
    serde_json::from_str::<serde_json::Value>(&logged.stdout).unwrap();
}
