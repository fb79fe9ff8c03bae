//! HEAD, emptiness and changes.

use claudetask_git::{RepositoryKind, RepositoryState, state};

use crate::support::Fixture;

fn of(fixture: &Fixture) -> RepositoryState {
    state(&fixture.path, None).expect("the state can be read")
}

/// Compares the count of changes with the lines of `git status`.
fn agrees_with_git(fixture: &Fixture, expected: u32) {
    let lines = fixture.git(&["status", "--porcelain", "--no-renames"]).lines().count();
    assert_eq!(lines, expected as usize, "the test's own idea of git");
    let state = of(fixture);
    assert_eq!((state.dirty, state.changed_files), (Some(expected > 0), expected));
}

#[test]
fn no_repository_is_a_state() {
    let state = of(&Fixture::folder());
    assert_eq!((state.kind, state.head, state.dirty), (RepositoryKind::None, None, None));
}

#[test]
fn an_empty_repository_has_a_head_without_a_commit() {
    let fixture = Fixture::empty();
    let state = of(&fixture);
    assert_eq!(state.head.as_deref(), Some("main"));
    assert_eq!(state.default_branch.as_deref(), Some("main"));
    assert!(state.empty && !state.detached);
    agrees_with_git(&fixture, 0);
    fixture.write("new", "x");
    agrees_with_git(&fixture, 1);
    fixture.commit("first");
    assert!(!of(&fixture).empty);
}

#[test]
fn an_orphan_head_beside_other_branches_is_not_an_empty_repository() {
    let fixture = Fixture::new();
    fixture.git(&["symbolic-ref", "HEAD", "refs/heads/orphan"]);
    let state = of(&fixture);
    assert_eq!(state.head.as_deref(), Some("orphan"));
    assert!(!state.empty && !state.detached);
}

#[test]
fn a_detached_head_names_no_branch() {
    let fixture = Fixture::new();
    fixture.git(&["switch", "-q", "--detach"]);
    let state = of(&fixture);
    assert_eq!((state.head, state.detached, state.empty), (None, true, false));
    assert_eq!(state.default_branch.as_deref(), Some("main"));
    fixture.git(&["branch", "-q", "-D", "main"]);
    assert!(!of(&fixture).empty, "HEAD has a commit");
}

#[test]
fn changes_are_counted_as_git_lists_them() {
    let fixture = Fixture::new();
    fixture.write(".gitignore", "ignored/\n*.log\n");
    fixture.git(&["add", ".gitignore"]);
    fixture.commit("second");
    agrees_with_git(&fixture, 0);
    fixture.write("ignored/x", "x");
    fixture.write("a.log", "x");
    agrees_with_git(&fixture, 0);
    fixture.write("folder/deep/x", "x");
    fixture.write("folder/y", "x");
    agrees_with_git(&fixture, 1);
    fixture.write("größe 2", "x");
    fixture.write("first", "changed");
    agrees_with_git(&fixture, 3);
    std::fs::remove_file(fixture.path.join("second")).unwrap();
    fixture.git(&["add", "first"]);
    agrees_with_git(&fixture, 4);
    std::fs::create_dir(fixture.path.join("hollow")).unwrap();
    agrees_with_git(&fixture, 4);
}

#[test]
fn looking_for_changes_leaves_the_index_as_it_is() {
    let fixture = Fixture::new();
    // The same content with another date: git would refresh the index.
    let file = std::fs::File::options().write(true).open(fixture.path.join("first")).unwrap();
    file.set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap();
    let index = fixture.path.join(".git/index");
    let before = std::fs::read(&index).unwrap();
    assert_eq!(of(&fixture).dirty, Some(false));
    assert_eq!(std::fs::read(&index).unwrap(), before);
}

#[test]
fn a_damaged_index_means_could_not_check() {
    let fixture = Fixture::new();
    fixture.write(".git/index", "rubbish");
    let state = of(&fixture);
    assert_eq!((state.dirty, state.changed_files), (None, 0));
    assert_eq!(state.head.as_deref(), Some("main"));
}

#[test]
fn each_worktree_has_its_own_head_and_changes() {
    let fixture = Fixture::new();
    let tree = fixture.beside("tree");
    fixture.git(&["worktree", "add", "-q", "-b", "task/1", tree.to_str().unwrap()]);
    std::fs::write(tree.join("new"), "x").unwrap();
    let of_tree = state(&tree, None).unwrap();
    assert_eq!(of_tree.kind, RepositoryKind::Worktree);
    assert_eq!((of_tree.head.as_deref(), of_tree.changed_files), (Some("task/1"), 1));
    assert_eq!(of(&fixture).dirty, Some(false));
}

#[test]
fn a_bare_repository_has_nothing_to_change() {
    let fixture = Fixture::new();
    let bare = fixture.beside("bare.git");
    fixture.git(&["clone", "-q", "--bare", ".", bare.to_str().unwrap()]);
    let state = state(&bare, None).unwrap();
    assert_eq!((state.kind, state.dirty), (RepositoryKind::Bare, Some(false)));
    assert_eq!(state.head.as_deref(), Some("main"));
}

#[test]
fn a_changed_submodule_is_a_change() {
    let library = Fixture::new();
    let fixture = Fixture::new();
    fixture.git(&["submodule", "add", "-q", library.path.to_str().unwrap(), "sub"]);
    fixture.git(&["commit", "-q", "-m", "sub"]);
    agrees_with_git(&fixture, 0);
    fixture.write("sub/first", "changed");
    agrees_with_git(&fixture, 1);
    assert_eq!(state(&fixture.path.join("sub"), None).unwrap().kind, RepositoryKind::Submodule);
}
