//! New and restored branches.

use claudetask_git::{branch, create_branch, restore_branch};

use crate::support::{Fixture, name};

#[track_caller]
fn refused(fixture: &Fixture, branch: &str, base: &str, code: &str) {
    let before = fixture.snapshot("");
    let error = create_branch(&fixture.path, &name(branch), base).expect_err("it is refused");
    assert_eq!(error.code(), code, "{branch}: {error}");
    assert!(!error.hint().is_empty());
    assert_eq!(fixture.snapshot(""), before);
}

#[test]
fn a_branch_starts_at_the_default_branch_and_nothing_else_moves() {
    let fixture = Fixture::new();
    let tip = fixture.commit("second");
    fixture.branch("elsewhere", &["x"]);
    fixture.git(&["switch", "-q", "elsewhere"]);
    fixture.write("first", "changed");
    fixture.write("staged", "x");
    fixture.git(&["add", "staged"]);
    fixture.write("untracked", "x");
    let before = fixture.snapshot("task/12-größe");
    let commit = create_branch(&fixture.path, &name("task/12-größe"), "main").unwrap();
    assert_eq!(commit.id, tip);
    assert_eq!(fixture.git(&["rev-parse", "refs/heads/task/12-größe"]), tip);
    assert_eq!(fixture.snapshot("task/12-größe"), before);
    assert_eq!(fixture.git(&["fsck", "--no-dangling"]), "");
    let log = fixture.git(&["reflog", "show", "--format=%gs", "task/12-größe", "--"]);
    assert_eq!(log, "branch: Created from main");
}

#[test]
fn a_worktree_and_a_bare_repository_can_have_new_branches_too() {
    let fixture = Fixture::new();
    let tree = fixture.beside("tree");
    fixture.git(&["worktree", "add", "-q", "-b", "task/1", tree.to_str().unwrap()]);
    create_branch(&tree, &name("task/2"), "main").unwrap();
    assert!(branch(&fixture.path, "task/2", None).unwrap().is_some());
    assert_eq!(fixture.git_in(&tree, &["symbolic-ref", "HEAD"]), "refs/heads/task/1");
    let bare = fixture.beside("bare.git");
    fixture.git(&["clone", "-q", "--bare", ".", bare.to_str().unwrap()]);
    create_branch(&bare, &name("task/3"), "main").unwrap();
    assert_eq!(fixture.git_in(&bare, &["branch", "--list", "task/3"]).trim(), "task/3");
}

#[test]
fn names_that_are_taken_or_in_the_way_are_refused_each_for_its_reason() {
    let fixture = Fixture::new();
    fixture.branch("task/1", &[]);
    fixture.branch("flat", &[]);
    for packed in [false, true] {
        if packed {
            fixture.git(&["pack-refs", "--all"]);
        }
        refused(&fixture, "task/1", "main", "branch_exists");
        refused(&fixture, "main", "main", "branch_exists");
        refused(&fixture, "task", "main", "name_conflict");
        refused(&fixture, "task/1/more", "main", "name_conflict");
        refused(&fixture, "flat/x", "main", "name_conflict");
        refused(&fixture, "FLAT/x", "main", "name_conflict");
        refused(&fixture, "Task/1", "main", "name_case_conflict");
        refused(&fixture, "MAIN", "main", "name_case_conflict");
    }
    create_branch(&fixture.path, &name("task/10"), "main").unwrap();
    create_branch(&fixture.path, &name("taskforce"), "main").unwrap();
}

#[test]
fn an_empty_repository_and_a_missing_base_are_told_apart() {
    let empty = Fixture::empty();
    refused(&empty, "task/1", "main", "repository_empty");
    refused(&empty, "task/1", "gone", "repository_empty");
    let fixture = Fixture::new();
    for base in ["gone", "", "-x", "a..b", "refs/heads/main", "HEAD", "main~0", "a\0b"] {
        refused(&fixture, "task/1", base, "base_not_found");
    }
    // A remote's copy stands in for a default branch that is not local.
    let clone = Fixture::folder();
    clone.git(&["clone", "-q", fixture.path.to_str().unwrap(), "."]);
    clone.git(&["switch", "-q", "-c", "mine"]);
    clone.git(&["branch", "-q", "-D", "main"]);
    let commit = create_branch(&clone.path, &name("task/1"), "main").unwrap();
    assert_eq!(commit.id, clone.git(&["rev-parse", "origin/main"]));
    assert!(!clone.try_git(&["config", "branch.task/1.remote"]), "no upstream is set");
}

#[test]
fn a_head_without_a_commit_does_not_jump_to_a_new_branch() {
    let fixture = Fixture::new();
    fixture.git(&["symbolic-ref", "HEAD", "refs/heads/orphan"]);
    refused(&fixture, "orphan", "main", "branch_checked_out");
}

#[test]
fn a_lock_of_another_program_can_be_waited_for() {
    let fixture = Fixture::new();
    fixture.write(".git/refs/heads/busy.lock", "");
    let error = create_branch(&fixture.path, &name("busy"), "main").unwrap_err();
    assert_eq!((error.code(), error.retryable()), ("branch_locked", true), "{error}");
    std::fs::remove_file(fixture.path.join(".git/refs/heads/busy.lock")).unwrap();
    create_branch(&fixture.path, &name("busy"), "main").unwrap();
}

#[test]
fn of_many_that_create_one_branch_at_once_one_wins() {
    let fixture = Fixture::new();
    for round in 0..30 {
        let name = name(&format!("task/{round}"));
        let start = std::sync::Barrier::new(8);
        let create = || {
            start.wait();
            create_branch(&fixture.path, &name, "main").map_err(|error| error.code())
        };
        let codes: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(create)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(codes.iter().filter(|code| code.is_ok()).count(), 1, "{codes:?}");
        for code in codes.into_iter().filter_map(Result::err) {
            assert!(matches!(code, "branch_exists" | "branch_locked"), "{code}");
        }
    }
}

#[test]
fn a_branch_is_restored_at_its_commit() {
    let fixture = Fixture::new();
    fixture.branch("task/1", &["a"]);
    let commit = fixture.git(&["rev-parse", "task/1"]);
    fixture.git(&["branch", "-q", "-D", "task/1"]);
    let before = fixture.snapshot("task/1");
    assert_eq!(restore_branch(&fixture.path, &name("task/1"), &commit).unwrap().summary, "a");
    assert_eq!(fixture.git(&["rev-parse", "task/1"]), commit);
    assert_eq!(fixture.snapshot("task/1"), before);
    restore_branch(&fixture.path, &name("task/1"), &commit).unwrap();
    let main = fixture.git(&["rev-parse", "main"]);
    let error = restore_branch(&fixture.path, &name("task/1"), &main).unwrap_err();
    assert_eq!(error.code(), "branch_exists");
    let tree = fixture.git(&["rev-parse", "main^{tree}"]);
    for missing in ["", "main", "1111111111111111111111111111111111111111", &tree, "x\0y"] {
        let error = restore_branch(&fixture.path, &name("task/2"), missing).unwrap_err();
        assert_eq!(error.code(), "commit_not_found", "{missing:?}");
    }
}
