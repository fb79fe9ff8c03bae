//! `project …`, and which project a folder belongs to.

use std::fs;

use crate::support::{Sandbox, assert_shape, git, ids, ran};

const PROJECT: &str = "id:number name:string path:string repository:null default_branch:null branch_pattern:string \
     revision:number created_at:string opened_at:string folder_exists:bool open_tasks:number tasks:number \
     in_progress:number code_review:number column_limits:object analysis:object trusted:null";

/// What `show` and `set` answer: the project with the text of its CLAUDE.md.
fn with_settings(project: &str) -> String {
    format!("{project} claude_config:null claude_config_problem:null")
}

#[test]
fn opening_is_idempotent_and_the_answers_have_the_shape_of_the_contract() {
    let board = Sandbox::empty();
    let project = board.json(["project", "open", "."]);
    assert_shape(&project, PROJECT);
    assert_eq!(project["path"], board.project().to_str().unwrap());
    assert_eq!(project["name"], "project");
    assert_eq!(board.json(["project", "open", "../project/"])["id"], 1);
    board.json(["add", "One"]);
    board.json(["add", "Two >done"]);
    let shown = board.json(["project", "show"]);
    assert_shape(&shown, &with_settings(PROJECT));
    assert_eq!((&shown["open_tasks"], &shown["tasks"]), (&1.into(), &2.into()));
    let list = board.json(["project", "list"]);
    assert_shape(&list, "projects:array");
    let mut shown = shown;
    shown.as_object_mut().unwrap().retain(|name, _| !name.starts_with("claude_config"));
    assert_eq!(list["projects"], serde_json::json!([shown]));
}

#[test]
fn people_read_projects_and_what_to_do_without_any() {
    let board = Sandbox::empty();
    assert!(board.text(["project", "list"]).contains("claudetask project open"));
    let opened = board.text(["project", "open", "."]);
    assert!(opened.contains("Project 1 is open") && opened.contains("in no git repository"), "{opened}");
    assert!(board.text(["project", "list"]).contains("project  0 open of 0 tasks"));
    assert!(board.text(["project", "show"]).contains("branch_pattern  task/{id}-{slug}"));
}

#[test]
fn a_folder_that_is_none_can_t_be_opened() {
    let board = Sandbox::empty();
    fs::write(board.path("file"), "").unwrap();
    board.refused(["project", "open", "/nonexistent/folder"], "path_not_found");
    board.refused(["project", "open", board.path("file").to_str().unwrap()], "path_not_a_folder");
    board.misused(["project", "open", ""]);
    assert_eq!(board.json(["project", "list"])["projects"], serde_json::json!([]));
}

#[test]
#[cfg(unix)]
fn a_path_that_is_not_utf_8_has_an_error_of_its_own() {
    use std::os::unix::ffi::OsStrExt;
    let board = Sandbox::board();
    let folder = board.path("home").join(std::ffi::OsStr::from_bytes(b"caf\xe9"));
    fs::create_dir(&folder).unwrap();
    let path = folder.as_os_str();
    board.refused(["project".as_ref(), "open".as_ref(), path], "path_not_utf8");
    board.refused(["list".as_ref(), "--project".as_ref(), path], "path_not_utf8");
    let report = board.json(["project".as_ref(), "validate".as_ref(), path]);
    assert_eq!(report["error"]["code"], "path_not_utf8");
    let outside = ran(board.command(["list", "--json"]).current_dir(&folder).output().unwrap());
    outside.error(1, "path_not_utf8");
}

#[test]
fn names_with_spaces_and_of_every_script_are_names() {
    let board = Sandbox::empty();
    for (id, name) in [(1, "with space"), (2, "日本語"), (3, "مشروع"), (4, "-dash"), (5, "a\u{1b}[31mb")] {
        let folder = board.path("home").join(name);
        fs::create_dir(&folder).unwrap();
        let project = board.json(["project", "open", folder.to_str().unwrap()]);
        assert_eq!((&project["id"], &project["path"]), (&id.into(), &folder.to_str().unwrap().into()));
    }
    assert!(!board.text(["project", "list"]).contains('\u{1b}'));
}

#[test]
fn a_home_is_known_by_its_tilde() {
    let board = Sandbox::empty();
    let project = board.json(["project", "open", "~"]);
    assert_eq!(project["path"], board.path("home").to_str().unwrap());
    assert!(board.text(["project", "open", "~"]).contains("home folder"));
}

#[test]
fn settings_are_set_and_cleared_by_their_names() {
    let board = Sandbox::board();
    let project = board.json([
        "project",
        "set",
        "name=Web app",
        "repository=rust-lang/cargo",
        "default-branch=main",
        "branch_pattern=work/{id}",
    ]);
    assert_shape(
        &project,
        &with_settings(
            &PROJECT.replace("repository:null default_branch:null", "repository:string default_branch:string"),
        ),
    );
    for (key, value) in [
        ("name", "Web app"),
        ("repository", "rust-lang/cargo"),
        ("default_branch", "main"),
        ("branch_pattern", "work/{id}"),
    ] {
        assert_eq!(project[key], value);
    }
    assert_shape(&board.json(["project", "set", "repository=", "default_branch="]), &with_settings(PROJECT));
    for setting in ["name=", "repository=nonsense", "default_branch=a..b", "branch_pattern=x", "nonsense=1", "path="] {
        let code = if setting == "path=" { "path_not_found" } else { "invalid_value" };
        board.refused(["project", "set", setting], code);
    }
    for args in [&["project", "set"][..], &["project", "set", "name"]] {
        board.misused(args);
    }
    assert_eq!(board.json(["undo"])["event"]["kind"], "project_updated");
}

#[test]
fn a_project_moves_with_its_folder() {
    let board = Sandbox::with_tasks(["One"]);
    let moved = board.path("moved");
    fs::rename(board.project(), &moved).unwrap();
    fs::create_dir(board.project()).unwrap();
    fs::remove_dir(board.project()).unwrap();
    let inside = |args: &[&str]| ran(board.command(args).current_dir(&moved).arg("--json").output().unwrap());
    inside(&["list"]).error(1, "no_project");
    assert_eq!(inside(&["project", "list"]).json()["projects"][0]["folder_exists"], false);
    assert_eq!(inside(&["--project", "1", "list"]).json()["total"], 1);
    inside(&["--project", "1", "project", "set", "path=."]).json();
    assert_eq!(inside(&["list"]).json()["total"], 1);
}

#[test]
fn a_forgotten_project_keeps_its_tasks() {
    let board = Sandbox::with_tasks(["One"]);
    assert_eq!(board.json(["project", "forget"]), serde_json::json!({"forgotten": 1}));
    board.refused(["list"], "no_project");
    board.refused(["--project", "1", "list"], "project_not_found");
    board.json(["--project", "1", "undo"]);
    assert_eq!(ids(&board.json(["list"])["tasks"]), [1]);
    board.json(["project", "forget"]);
    assert_eq!(board.json(["project", "open", "."])["tasks"], 1);
    board.refused(["--project", "7", "undo"], "project_not_found");
}

#[test]
fn validate_reports_facts_and_changes_nothing() {
    let board = Sandbox::repository();
    fs::write(board.project().join("CLAUDE.md"), "").unwrap();
    fs::create_dir_all(board.project().join(".claude/agents")).unwrap();
    fs::write(board.project().join(".claude/agents/one.md"), "").unwrap();
    board.git(["remote", "add", "origin", "https://token@github.com/ada/engine.git"]);
    let report = board.json(["project", "validate", "."]);
    assert_shape(
        &report,
        "given:string path:string exists:bool is_folder:bool readable:bool writable:bool git:string git_root:string \
         default_branch:string remote_url:string suggested_repository:string has_claude_md:bool agents:number \
         project_id:number can_open:bool error:null warnings:array",
    );
    assert_eq!((&report["git"], &report["default_branch"]), (&"repository".into(), &"main".into()));
    assert_eq!(report["suggested_repository"], "ada/engine");
    assert!(!report["remote_url"].as_str().unwrap().contains("token"));
    assert_eq!((&report["has_claude_md"], &report["agents"]), (&true.into(), &1.into()));
    let report = board.json(["project", "validate", "/nonexistent"]);
    assert_eq!((&report["can_open"], &report["error"]["code"]), (&false.into(), &"path_not_found".into()));
    assert!(board.text(["project", "validate", "/nonexistent"]).contains("problem: /nonexistent does not exist"));
    let root = board.json(["project", "validate", "/"]);
    let codes: Vec<_> = root["warnings"].as_array().unwrap().iter().map(|w| w["code"].as_str().unwrap()).collect();
    assert!(codes.contains(&"filesystem_root"), "{codes:?}");
    assert_eq!(board.json(["project", "list"])["projects"].as_array().unwrap().len(), 1);
}

#[test]
fn a_folder_inside_and_a_worktree_belong_to_the_project() {
    let board = Sandbox::repository();
    board.json(["add", "One"]);
    fs::create_dir_all(board.project().join("a/b c")).unwrap();
    let worktree = board.path("worktree");
    board.git(["worktree", "add", "--quiet", "-b", "side", worktree.to_str().unwrap()]);
    fs::create_dir(worktree.join("deep")).unwrap();
    for folder in [board.project().join("a/b c"), worktree.clone(), worktree.join("deep")] {
        let list = ran(board.command(["list", "--json"]).current_dir(&folder).output().unwrap()).json();
        assert_eq!(list["total"], 1, "{}", folder.display());
        let named = ran(board.command(["list", "--json", "--project"]).arg(&folder).current_dir("/").output().unwrap());
        assert_eq!(named.json()["total"], 1, "{}", folder.display());
    }
    // The inner one of two projects counts.
    git(&board.project(), ["init", "--quiet", "a"]);
    board.json(["project", "open", "a"]);
    let inner =
        ran(board.command(["project", "show", "--json"]).current_dir(board.project().join("a/b c")).output().unwrap());
    assert_eq!(inner.json()["id"], 2);
}

#[test]
fn a_project_is_named_by_id_or_path_before_or_after_the_command() {
    let board = Sandbox::with_tasks(["One"]);
    let outside = |args: &[&str]| ran(board.command(args).current_dir("/").output().unwrap());
    let path = board.project();
    let path = path.to_str().unwrap();
    for args in [
        ["--project", "1", "--json", "list"],
        ["list", "--json", "--project", "1"],
        ["--json", "list", "--project", path],
        ["--project", path, "list", "--json"],
    ] {
        assert_eq!(outside(&args).json()["total"], 1, "{args:?}");
    }
    outside(&["list", "--json"]).error(1, "no_project");
    outside(&["list", "--json", "--project", "7"]).error(1, "project_not_found");
    outside(&["list", "--json", "--project", "0"]).error(1, "invalid_value");
    outside(&["list", "--json", "--project", "99999999999999999999"]).error(1, "invalid_value");
    outside(&["list", "--json", "--project", "/nonexistent"]).error(1, "path_not_found");
    outside(&["list", "--json", "--project", ""]).error(2, "usage");
}

#[test]
fn a_column_s_limit_is_set_shown_and_cleared() {
    let board = Sandbox::board();
    let set = board.json(["project", "set", "limit.in-progress=3", "limit.Testing=12"]);
    assert_eq!(set["column_limits"].to_string(), r#"{"In Progress":3,"Testing":12}"#);
    assert!(board.text(["project", "show"]).contains("In Progress 3, Testing 12"));
    assert!(board.text(["log", "--limit", "1"]).contains("limit.in-progress nothing → 3"));
    assert_eq!(board.json(["project", "set", "limit.testing="])["column_limits"].to_string(), r#"{"In Progress":3}"#);
    for setting in ["limit.ready=0", "limit.ready=1000", "limit.ready=many", "limit.nowhere=3"] {
        let error = board.refused(["project", "set", setting], "invalid_value");
        assert!(error["field"].is_string(), "{error}");
    }
}
