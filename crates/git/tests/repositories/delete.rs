//! Deleting branches, and refusing to.

use claudetask_git::{GitError, delete_branch, restore_branch};

use crate::support::{Fixture, name};

#[track_caller]
fn refused(fixture: &Fixture, branch: &str, base: &str, code: &str) -> GitError {
    let before = fixture.snapshot("");
    let error = delete_branch(&fixture.path, branch, base).expect_err("it is refused");
    assert_eq!(error.code(), code, "{branch}: {error}");
    assert_eq!(fixture.snapshot(""), before);
    error
}

#[test]
fn a_merged_branch_goes_and_comes_back() {
    for packed in [false, true] {
        let fixture = Fixture::new();
        fixture.branch("task/1", &["a", "b"]);
        fixture.git(&["config", "branch.task/1.merge", "refs/heads/x"]);
        let tip = fixture.git(&["rev-parse", "task/1"]);
        fixture.commit("later");
        fixture.git(&["merge", "-q", "--no-edit", "task/1"]);
        if packed {
            fixture.git(&["pack-refs", "--all"]);
        }
        let before = fixture.snapshot("task/1");
        let deleted = delete_branch(&fixture.path, "task/1", "main").unwrap();
        assert_eq!((deleted.name.as_str(), &deleted.commit), ("task/1", &tip));
        assert_eq!(fixture.git(&["branch", "--list", "task/1"]), "");
        assert_eq!(fixture.snapshot("task/1"), before);
        // Neither the log nor a lock stands in the way of the name's other uses.
        fixture.git(&["branch", "task", "main"]);
        fixture.git(&["branch", "-D", "task"]);
        restore_branch(&fixture.path, &name("task/1"), &deleted.commit).unwrap();
        assert_eq!(fixture.git(&["rev-parse", "task/1"]), tip);
        assert_eq!(fixture.git(&["fsck", "--no-dangling"]), "");
    }
}

#[test]
fn a_fresh_branch_has_nothing_to_lose() {
    let fixture = Fixture::new();
    fixture.branch("task/1", &[]);
    delete_branch(&fixture.path, "task/1", "main").unwrap();
    assert!(!fixture.try_git(&["rev-parse", "-q", "--verify", "refs/heads/task/1"]));
}

#[test]
fn what_would_be_lost_is_listed() {
    let fixture = Fixture::new();
    fixture.branch("task/1", &["a", "b"]);
    let error = refused(&fixture, "task/1", "main", "branch_not_merged");
    let GitError::NotMerged { commits, total, .. } = error else { panic!("{error}") };
    let summaries: Vec<_> = commits.iter().map(|commit| commit.summary.as_str()).collect();
    assert_eq!((summaries, total), (vec!["b", "a"], 2));
}

#[test]
fn neither_a_part_nor_a_copy_of_the_commits_is_enough() {
    let fixture = Fixture::new();
    fixture.branch("part", &["a", "b"]);
    fixture.git(&["merge", "-q", "--no-ff", "--no-edit", "part~1"]);
    refused(&fixture, "part", "main", "branch_not_merged");
    fixture.branch("picked", &["c"]);
    fixture.git(&["cherry-pick", "picked"]);
    refused(&fixture, "picked", "main", "branch_not_merged");
    fixture.branch("squashed", &["d", "e"]);
    fixture.git(&["merge", "-q", "--squash", "squashed"]);
    fixture.git(&["commit", "-q", "-m", "squash"]);
    refused(&fixture, "squashed", "main", "branch_not_merged");
}

#[test]
fn being_pushed_or_in_another_branch_is_not_being_merged() {
    let origin = Fixture::new();
    let fixture = Fixture::folder();
    fixture.git(&["clone", "-q", origin.path.to_str().unwrap(), "."]);
    fixture.branch("task/1", &["a"]);
    fixture.git(&["push", "-q", "-u", "origin", "task/1"]);
    fixture.git(&["push", "-q", "origin", "task/1:release"]);
    fixture.git(&["branch", "-q", "copy", "task/1"]);
    fixture.git(&["update-ref", "refs/remotes/origin/main", "task/1"]);
    refused(&fixture, "task/1", "main", "branch_not_merged");
}

#[test]
fn the_default_branch_stays() {
    let fixture = Fixture::new();
    fixture.git(&["switch", "-q", "--detach"]);
    refused(&fixture, "main", "main", "branch_is_default");
    // Also when the default branch is another name of it.
    fixture.git(&["symbolic-ref", "refs/heads/alias", "refs/heads/main"]);
    refused(&fixture, "main", "alias", "branch_is_default");
    refused(&fixture, "alias", "main", "branch_is_symbolic");
}

#[test]
fn a_branch_in_use_stays() {
    let fixture = Fixture::new();
    fixture.branch("here", &[]);
    fixture.git(&["switch", "-q", "here"]);
    refused(&fixture, "here", "main", "branch_checked_out");
    let tree = fixture.beside("tree");
    fixture.git(&["worktree", "add", "-q", "-b", "there", tree.to_str().unwrap()]);
    let error = refused(&fixture, "there", "main", "branch_checked_out");
    assert!(error.to_string().contains(tree.to_str().unwrap()), "{error}");
    // From the worktree, the main work tree's branch is in use.
    let error = delete_branch(&tree, "here", "main").unwrap_err();
    assert!(matches!(&error, GitError::CheckedOut { path, .. } if *path == fixture.path), "{error}");
    std::fs::remove_dir_all(&tree).unwrap();
    refused(&fixture, "there", "main", "branch_checked_out");
    fixture.git(&["worktree", "prune"]);
    delete_branch(&fixture.path, "there", "main").unwrap();
}

#[test]
fn a_missing_branch_or_base_has_its_own_error() {
    let fixture = Fixture::new();
    fixture.branch("task/1", &[]);
    for name in ["gone", "", "-x", "a..b", "refs/heads/task/1", "a\0b"] {
        refused(&fixture, name, "main", "branch_not_found");
        refused(&fixture, "task/1", name, "base_not_found");
    }
}

#[test]
fn a_lock_of_another_program_stops_a_deletion() {
    let fixture = Fixture::new();
    fixture.branch("task/1", &[]);
    for lock in ["task/1.lock", "main.lock"] {
        let path = format!(".git/refs/heads/{lock}");
        fixture.write(&path, "");
        assert!(refused(&fixture, "task/1", "main", "branch_locked").retryable());
        std::fs::remove_file(fixture.path.join(path)).unwrap();
    }
    delete_branch(&fixture.path, "task/1", "main").unwrap();
}

#[test]
fn a_repository_with_missing_objects_deletes_nothing() {
    let fixture = Fixture::new();
    let lost = fixture.commit("second");
    fixture.commit("third");
    fixture.branch("task/1", &["a"]);
    fixture.git(&["merge", "-q", "--ff-only", "task/1"]);
    fixture.git(&["branch", "-q", "old", "main~3"]);
    let (folder, file) = lost.split_at(2);
    std::fs::remove_file(fixture.path.join(".git/objects").join(folder).join(file)).unwrap();
    let error = delete_branch(&fixture.path, "old", "main").unwrap_err();
    assert_eq!(error.code(), "git_failed", "{error}");
    assert!(fixture.try_git(&["rev-parse", "-q", "--verify", "refs/heads/old"]));
}

/// Commits arrive on the branch while it is being deleted: whoever comes first, no commit may be lost.
#[test]
fn a_commit_that_arrives_meanwhile_is_never_lost() {
    for round in 0..30_u64 {
        let fixture = Fixture::new();
        fixture.branch("task/1", &["a"]);
        fixture.git(&["merge", "-q", "--ff-only", "task/1"]);
        let old = fixture.git(&["rev-parse", "task/1"]);
        let new = fixture.git(&["commit-tree", "-p", &old, "-m", "late", "main^{tree}"]);
        let (updated, deleted) = std::thread::scope(|scope| {
            let update = scope.spawn(|| {
                std::thread::sleep(std::time::Duration::from_micros(round * 100));
                fixture.try_git(&["update-ref", "refs/heads/task/1", &new, &old])
            });
            let deleted = delete_branch(&fixture.path, "task/1", "main");
            (update.join().unwrap(), deleted)
        });
        let there = fixture.try_git(&["rev-parse", "-q", "--verify", "refs/heads/task/1"]);
        match deleted {
            Ok(deleted) => {
                assert_eq!(deleted.commit, old);
                assert!(!updated && !there, "round {round}: the late commit is lost");
            }
            Err(error) => {
                assert!(there, "{error}");
                assert!(matches!(error.code(), "branch_not_merged" | "branch_locked"), "{error}");
            }
        }
    }
}
