//! `branch …`, against git itself.

use crate::add::TASK;
use crate::support::{Sandbox, assert_shape};

fn with_branch() -> String {
    TASK.replace("git_branch:null", "git_branch:string")
}

fn branches(board: &Sandbox) -> String {
    board.git(["branch", "--format=%(refname:short)"])
}

#[test]
fn a_branch_is_created_listed_detached_attached_and_deleted() {
    let board = Sandbox::repository();
    board.json(["add", "Login fails !high #bug"]);
    let task = board.json(["branch", "create", "1"]);
    assert_shape(&task, &with_branch());
    assert_eq!(task["git_branch"], "task/1-login-fails");
    assert_eq!(branches(&board), "main\ntask/1-login-fails");
    assert_eq!(board.git(["branch", "--show-current"]), "main", "HEAD stays");

    let list = board.json(["branch", "list"]);
    assert_shape(&list, "repository:object branches:array");
    assert_shape(
        &list["repository"],
        "kind:string head:string detached:bool empty:bool dirty:bool changed_files:number default_branch:string",
    );
    let branch = &list["branches"][1];
    assert_shape(
        branch,
        "name:string is_head:bool is_default:bool ahead:number behind:number commit:object checked_out_at:null \
         task_ids:array",
    );
    assert_shape(&branch["commit"], "id:string summary:string author:string at:string");
    assert_eq!((&branch["name"], &branch["task_ids"]), (&"task/1-login-fails".into(), &serde_json::json!([1])));
    assert!(board.text(["branch", "list"]).contains("0 ahead, 0 behind  #1"));

    assert_shape(&board.json(["branch", "detach", "1"]), TASK);
    assert_eq!(branches(&board), "main\ntask/1-login-fails", "it stays in the repository");
    assert_shape(&board.json(["branch", "attach", "1", "task/1-login-fails"]), &with_branch());
    assert_shape(&board.json(["branch", "delete", "1"]), TASK);
    assert_eq!(branches(&board), "main");
    board.json(["undo"]);
    assert_eq!(branches(&board), "main\ntask/1-login-fails", "undo brings it back");
    assert_eq!(board.json(["show", "1"])["git_branch"], "task/1-login-fails");
}

#[test]
fn a_branch_with_unmerged_commits_is_kept_and_they_are_listed() {
    let board = Sandbox::repository();
    board.json(["add", "One"]);
    board.json(["branch", "create", "1"]);
    board.git(["switch", "--quiet", "task/1-one"]);
    board.refused(["branch", "delete", "1"], "branch_checked_out");
    board.commit("precious work");
    board.git(["switch", "--quiet", "main"]);
    let error = board.refused(["branch", "delete", "1"], "branch_not_merged");
    assert_eq!(error["commits"][0]["summary"], "precious work", "{error}");
    let text = board.run(["branch", "delete", "1"]);
    assert!(text.code == 1 && text.stderr.contains("precious work (Ada)"), "{}", text.stderr);
    assert_eq!(branches(&board), "main\ntask/1-one");
    board.git(["merge", "--quiet", "--ff-only", "task/1-one"]);
    board.json(["branch", "delete", "1"]);
    assert_eq!(branches(&board), "main");
}

#[test]
fn names_that_git_refuses_are_refused() {
    let board = Sandbox::repository();
    board.json(["add", "One"]);
    for name in [
        "-x",
        "--force",
        "a..b",
        "refs/heads/main",
        "",
        "a b",
        "a~1",
        "@",
        "HEAD",
        "a.lock",
        "a//b",
        ".a",
        "a\nb",
        "x\u{7f}",
    ] {
        let ran = board.run(["--json", "branch", "attach", "1", name]);
        assert_eq!(ran.error(1, "invalid_value")["field"], "branch", "{name:?}");
    }
    board.refused(["branch", "attach", "1", "nonexistent"], "branch_not_found");
    board.refused(["branch", "attach", "99", "main"], "task_not_found");
    board.misused(["branch", "attach", "1"]);
    assert_eq!(branches(&board), "main");
}

#[test]
fn an_existing_branch_is_neither_overwritten_nor_taken_twice() {
    let board = Sandbox::repository();
    board.json(["add", "One"]);
    board.git(["branch", "task/1-one"]);
    board.refused(["branch", "create", "1"], "branch_exists");
    board.json(["branch", "attach", "1", "task/1-one"]);
    board.refused(["branch", "create", "1"], "has_branch");
    board.refused(["branch", "attach", "1", "main"], "has_branch");
    board.refused(["branch", "delete", "99"], "task_not_found");
    board.json(["branch", "detach", "1"]);
    board.refused(["branch", "detach", "1"], "no_branch");
    board.refused(["branch", "delete", "1"], "no_branch");
    board.json(["branch", "attach", "1", "main"]);
    board.refused(["branch", "delete", "1"], "branch_is_default");
}

#[test]
fn no_repository_an_empty_one_and_a_missing_folder_are_told_apart() {
    let board = Sandbox::with_tasks(["One"]);
    let list = board.json(["branch", "list"]);
    assert_eq!((&list["repository"]["kind"], &list["branches"]), (&"none".into(), &serde_json::json!([])));
    assert!(board.text(["branch", "list"]).contains("git init"));
    board.refused(["branch", "create", "1"], "not_a_repository");
    board.git(["init", "--quiet", "--initial-branch=trunk"]);
    assert!(board.text(["branch", "list"]).contains("on trunk"));
    board.refused(["branch", "create", "1"], "repository_empty");
    board.commit("first");
    assert_eq!(board.json(["branch", "create", "1"])["git_branch"], "task/1-one");
    std::fs::remove_dir_all(board.project()).unwrap();
    let mut outside = board.command(["--project", "1", "branch", "list", "--json"]);
    crate::support::ran(outside.current_dir("/").output().unwrap()).error(1, "folder_not_found");
}
