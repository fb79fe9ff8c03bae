//! The list of branches.

use std::time::Instant;

use claudetask_git::{Branch, branch, branches, unmerged};

use crate::support::Fixture;

fn names(branches: &[Branch]) -> Vec<&str> {
    branches.iter().map(|branch| branch.name.as_str()).collect()
}

/// What `git rev-list --left-right --count` says.
fn counts_of_git(fixture: &Fixture, name: &str, base: &str) -> (Option<u32>, Option<u32>) {
    let text = fixture.git(&["rev-list", "--left-right", "--count", &format!("{name}...{base}"), "--"]);
    let (left, right) = text.split_once('\t').expect("git prints two numbers");
    (left.parse().ok(), right.parse().ok())
}

fn agrees_with_git(fixture: &Fixture, base: &str) {
    let list = branches(&fixture.path, Some(base)).expect("branches can be listed");
    let mut found = names(&list);
    found.sort_unstable();
    let listed = fixture.git(&["for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads"]);
    assert_eq!(found, listed.lines().collect::<Vec<_>>());
    for entry in &list {
        assert_eq!((entry.ahead, entry.behind), counts_of_git(fixture, &entry.name, base), "{}", entry.name);
        let alone = branch(&fixture.path, &entry.name, Some(base)).expect("the branch can be read");
        assert_eq!(alone.as_ref(), Some(entry));
        let format = "--format=%H%x00%s%x00%an%x00%ct";
        let text = fixture.git(&["log", "-1", format, &entry.name, "--"]);
        let commit = entry.commit.as_ref().expect("it has a commit");
        let seconds = commit.at.millis() / 1000;
        assert_eq!(format!("{}\0{}\0{}\0{seconds}", commit.id, commit.summary, commit.author), text);
    }
}

#[test]
fn branches_are_listed_with_counts_and_last_commit() {
    let fixture = Fixture::new();
    fixture.branch("task/1-größe", &["a1", "a2"]);
    fixture.branch("task/2", &["b"]);
    fixture.commit("later");
    fixture.branch("same", &[]);
    fixture.branch("youngest", &["c"]);
    agrees_with_git(&fixture, "main");
    agrees_with_git(&fixture, "task/2");
    let list = branches(&fixture.path, None).unwrap();
    assert_eq!(names(&list), ["main", "youngest", "same", "task/2", "task/1-größe"]);
    let [main, youngest, _, _, task] = list.as_slice() else { panic!("five branches") };
    assert!(main.is_default && main.is_head && !youngest.is_default && !youngest.is_head);
    assert_eq!((task.ahead, task.behind), (Some(2), Some(1)));
    assert_eq!(main.checked_out_at.as_deref(), fixture.path.to_str());
    assert_eq!(task.checked_out_at, None);
}

#[test]
fn counts_agree_with_git_over_random_histories() {
    for seed in 1..=8 {
        let fixture = Fixture::empty();
        fixture.grow(120, 25, seed);
        agrees_with_git(&fixture, "main");
        agrees_with_git(&fixture, "b3");
    }
}

#[test]
fn counts_hold_where_clocks_were_wrong() {
    let fixture = Fixture::empty();
    // The merge's first parent is newer than a child of that parent's, which is the branch's start: it
    // is seen to belong to the branch only after everything newer is settled.
    let commit = |mark: u32, branch: &str, time: u32, from: &str| {
        format!("commit refs/heads/{branch}\nmark :{mark}\ncommitter C <c@x> {time} +0000\ndata 1\nx\n{from}\n")
    };
    let stream = commit(1, "main", 1_500_050_000, "")
        + &commit(2, "task", 1_500_000_000, "from :1\n")
        + &commit(3, "task", 1_500_060_000, "from :2\n")
        + &commit(4, "main", 1_500_070_000, "from :1\nmerge :2\n");
    fixture.git_with_input(&["fast-import", "--quiet"], &stream);
    let task = branch(&fixture.path, "task", None).unwrap().unwrap();
    assert_eq!((task.ahead, task.behind), (Some(1), Some(1)));
    assert_eq!(unmerged(&fixture.path, "task", "main", 9).unwrap().total, 1);
}

#[test]
fn unrelated_histories_can_be_compared() {
    let fixture = Fixture::new();
    fixture.git(&["switch", "-q", "--orphan", "pages"]);
    fixture.commit("page");
    agrees_with_git(&fixture, "main");
}

#[test]
fn packed_references_and_tags_do_not_change_the_list() {
    let fixture = Fixture::new();
    fixture.branch("task/1", &["a"]);
    let before = branches(&fixture.path, None).unwrap();
    fixture.git(&["pack-refs", "--all"]);
    fixture.git(&["tag", "task"]);
    fixture.git(&["tag", "-a", "-m", "annotated", "v1"]);
    fixture.write(".git/refs/heads/rubbish", "rubbish");
    assert_eq!(branches(&fixture.path, None).unwrap(), before);
}

#[test]
fn an_empty_repository_has_no_branches() {
    let fixture = Fixture::empty();
    assert_eq!(branches(&fixture.path, None).unwrap(), []);
    assert_eq!(branch(&fixture.path, "main", None).unwrap(), None);
}

#[test]
fn a_detached_head_is_on_no_branch() {
    let fixture = Fixture::new();
    fixture.git(&["switch", "-q", "--detach"]);
    let list = branches(&fixture.path, None).unwrap();
    assert!(!list[0].is_head && list[0].is_default && list[0].checked_out_at.is_none());
}

#[test]
fn a_missing_or_impossible_name_is_no_branch() {
    let fixture = Fixture::new();
    for name in ["gone", "", "-x", "a..b", "refs/heads/main", "heads/main", "HEAD", "a\0b", "MAIN/", "/"] {
        assert_eq!(branch(&fixture.path, name, None).unwrap(), None, "{name:?}");
    }
}

#[test]
fn no_repository_has_its_own_error() {
    let fixture = Fixture::folder();
    assert_eq!(branches(&fixture.path, None).unwrap_err().code(), "not_a_repository");
}

#[test]
fn a_branch_in_use_by_a_worktree_says_where() {
    let fixture = Fixture::new();
    let tree = fixture.beside("tree größe");
    fixture.git(&["worktree", "add", "-q", "-b", "task/1", tree.to_str().unwrap()]);
    let at = |path, name| branch(path, name, None).unwrap().unwrap();
    let seen = at(&fixture.path, "task/1");
    assert_eq!((seen.is_head, seen.checked_out_at.as_deref()), (false, tree.to_str()));
    let seen = at(&tree, "task/1");
    assert_eq!((seen.is_head, seen.checked_out_at.as_deref()), (true, tree.to_str()));
    assert_eq!(at(&tree, "main").checked_out_at.as_deref(), fixture.path.to_str());
    // Until it is pruned, git counts a worktree whose folder is gone.
    std::fs::remove_dir_all(&tree).unwrap();
    assert_eq!(at(&fixture.path, "task/1").checked_out_at.as_deref(), tree.to_str());
    fixture.git(&["worktree", "prune"]);
    assert_eq!(at(&fixture.path, "task/1").checked_out_at, None);
}

#[test]
fn a_branch_in_a_rebase_or_bisection_is_in_use() {
    let fixture = Fixture::new();
    fixture.branch("task/1", &["a", "b"]);
    let used = || branch(&fixture.path, "task/1", None).unwrap().unwrap().checked_out_at;
    fixture.write("a", "in the way");
    fixture.git(&["add", "a"]);
    fixture.git(&["commit", "-q", "-m", "conflict"]);
    assert_eq!(used(), None);
    assert!(!fixture.try_git(&["rebase", "main", "task/1"]), "it has to stop at the conflict");
    assert_eq!(used().as_deref(), fixture.path.to_str());
    fixture.git(&["rebase", "--abort"]);
    fixture.git(&["switch", "-q", "task/1"]);
    fixture.git(&["bisect", "start", "HEAD", "main~1"]);
    assert_eq!(used().as_deref(), fixture.path.to_str());
}

#[test]
fn a_shallow_clone_can_be_listed() {
    let fixture = Fixture::new();
    for message in ["2", "3", "4", "5"] {
        fixture.commit(message);
    }
    fixture.branch("task/1", &["a"]);
    let shallow = Fixture::folder();
    let url = format!("file://{}", fixture.path.display());
    shallow.git(&["clone", "-q", "--depth", "2", "--no-single-branch", &url, "."]);
    shallow.git(&["branch", "-q", "task/1", "origin/task/1"]);
    shallow.git(&["branch", "-q", "old", "main~1"]);
    agrees_with_git(&shallow, "main");
    assert_eq!(unmerged(&shallow.path, "task/1", "main", 9).unwrap().total, 1);
}

#[test]
fn a_branch_with_a_missing_commit_is_still_shown() {
    let fixture = Fixture::new();
    fixture.write(".git/refs/heads/broken", "1111111111111111111111111111111111111111\n");
    let broken = branch(&fixture.path, "broken", None).unwrap().unwrap();
    assert_eq!((broken.commit, broken.ahead, broken.behind), (None, None, None));
    assert_eq!(names(&branches(&fixture.path, None).unwrap()), ["main", "broken"]);
}

#[test]
fn without_a_local_default_branch_the_remote_s_copy_counts() {
    let fixture = Fixture::new();
    let clone = Fixture::folder();
    clone.git(&["clone", "-q", fixture.path.to_str().unwrap(), "."]);
    clone.git(&["switch", "-q", "-c", "task/1"]);
    clone.commit("a");
    clone.git(&["branch", "-q", "-D", "main"]);
    let task = branch(&clone.path, "task/1", None).unwrap().unwrap();
    assert_eq!((task.ahead, task.behind, task.is_default), (Some(1), Some(0), false));
    assert_eq!(unmerged(&clone.path, "task/1", "main", 9).unwrap_err().code(), "base_not_found");
}

#[test]
fn a_long_summary_is_cut() {
    let fixture = Fixture::new();
    fixture.git(&["commit", "-q", "--allow-empty", "-m", &"ü".repeat(500)]);
    let summary = branch(&fixture.path, "main", None).unwrap().unwrap().commit.unwrap().summary;
    assert_eq!(summary, "ü".repeat(199) + "…");
}

#[test]
fn unmerged_commits_come_newest_first_up_to_the_limit() {
    let fixture = Fixture::new();
    fixture.branch("task/1", &["a", "b", "c"]);
    fixture.commit("later");
    let all = unmerged(&fixture.path, "task/1", "main", 50).unwrap();
    let ids: Vec<_> = all.commits.iter().map(|commit| commit.id.clone()).collect();
    assert_eq!(ids.join("\n"), fixture.git(&["rev-list", "main..task/1"]));
    assert_eq!(all.total, 3);
    let two = unmerged(&fixture.path, "task/1", "main", 2).unwrap();
    assert_eq!((two.commits.as_slice(), two.total), (&all.commits[..2], 3));
    fixture.git(&["merge", "-q", "--no-edit", "task/1"]);
    assert_eq!(unmerged(&fixture.path, "task/1", "main", 50).unwrap().total, 0);
    for (name, base, code) in [("gone", "main", "branch_not_found"), ("task/1", "gone", "base_not_found")] {
        assert_eq!(unmerged(&fixture.path, name, base, 1).unwrap_err().code(), code);
    }
}

/// Prints how long a large list takes: `cargo test --release -p claudetask-git -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement"]
fn a_thousand_branches_are_measured() {
    for commits in [1_000, 20_000, 100_000] {
        let fixture = Fixture::empty();
        fixture.grow(commits, 1_000, 7);
        let start = Instant::now();
        let list = branches(&fixture.path, None).unwrap();
        let counted = list.iter().filter(|branch| branch.ahead.is_some()).count();
        println!("{commits} commits: {} branches in {:?}, {counted} counted", list.len(), start.elapsed());
        assert!(list.len() >= 1_000);
    }
}
