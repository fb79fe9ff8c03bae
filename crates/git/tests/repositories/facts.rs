//! What a folder is, and which branch is its default one.

use std::fs;
use std::path::Path;
use std::process::Command;

use claudetask_git::{Facts, GitError, RepositoryKind, default_branch, inspect};

use crate::support::Fixture;

fn check(path: &Path, kind: RepositoryKind, root: Option<&Path>, main_root: Option<&Path>) -> Facts {
    let facts = inspect(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    assert_eq!(facts.kind, kind, "{}", path.display());
    assert_eq!(facts.root.as_deref(), root, "{}", path.display());
    assert_eq!(facts.main_root.as_deref(), main_root, "{}", path.display());
    facts
}

#[test]
fn a_folder_without_a_repository_has_none() {
    let fixture = Fixture::folder();
    let facts = check(&fixture.path, RepositoryKind::None, None, None);
    assert_eq!((facts.common_dir, facts.default_branch, facts.remote_url), (None, None, None));
}

#[test]
fn a_folder_inside_a_repository_reports_its_root() {
    let fixture = Fixture::new();
    let root = fixture.path.as_path();
    fs::create_dir_all(root.join("a/b")).unwrap();
    for path in [root.to_owned(), root.join("a/b"), root.join("a/../a/"), root.join(".git")] {
        let facts = check(&path, RepositoryKind::Repository, Some(root), Some(root));
        assert_eq!(facts.common_dir.as_deref(), Some(root.join(".git").as_path()));
        assert_eq!(facts.default_branch.as_deref(), Some("main"));
    }
}

#[cfg(unix)]
#[test]
fn a_symlink_leads_to_the_repository() {
    let fixture = Fixture::new();
    let link = fixture.beside("link");
    std::os::unix::fs::symlink(&fixture.path, &link).unwrap();
    check(&link, RepositoryKind::Repository, Some(&fixture.path), Some(&fixture.path));
}

#[test]
fn a_worktree_names_the_repository_that_it_belongs_to() {
    let fixture = Fixture::new();
    let tree = fixture.beside("tree of task 1");
    fixture.git(&["worktree", "add", "-q", "-b", "task/1", tree.to_str().unwrap()]);
    let facts = check(&tree, RepositoryKind::Worktree, Some(&tree), Some(&fixture.path));
    assert_eq!(facts.common_dir, inspect(&fixture.path).unwrap().common_dir);
    assert_eq!(facts.default_branch.as_deref(), Some("main"));
}

#[test]
fn a_bare_repository_has_no_root_and_its_worktrees_no_main_one() {
    let fixture = Fixture::new();
    let bare = fixture.beside("bare.git");
    fixture.git(&["clone", "-q", "--bare", ".", bare.to_str().unwrap()]);
    let facts = check(&bare, RepositoryKind::Bare, None, None);
    assert_eq!(facts.common_dir.as_deref(), Some(bare.as_path()));

    let tree = fixture.beside("tree");
    fixture.git_in(&bare, &["worktree", "add", "-q", "-b", "task/1", tree.to_str().unwrap()]);
    let of_tree = check(&tree, RepositoryKind::Worktree, Some(&tree), None);
    assert_eq!(of_tree.common_dir, facts.common_dir);
}

#[test]
fn a_submodule_is_told_from_a_repository() {
    let fixture = Fixture::new();
    let outer = Fixture::new();
    outer.git(&["submodule", "add", "-q", fixture.path.to_str().unwrap(), "libs/sub"]);
    let sub = outer.path.join("libs/sub");
    check(&sub, RepositoryKind::Submodule, Some(&sub), Some(&sub));

    // Git's folder inside, as `git submodule add` leaves it for a repository that was there before.
    let inside = outer.path.join("inside");
    outer.git(&["clone", "-q", fixture.path.to_str().unwrap(), "inside"]);
    check(&inside, RepositoryKind::Repository, Some(&inside), Some(&inside));
    outer.git(&["add", "inside"]);
    check(&inside, RepositoryKind::Submodule, Some(&inside), Some(&inside));

    // A git folder elsewhere does not make a submodule.
    let separate = fixture.beside("separate");
    fixture.git(&["clone", "-q", "--separate-git-dir", "../apart", ".", separate.to_str().unwrap()]);
    check(&separate, RepositoryKind::Repository, Some(&separate), Some(&separate));
}

type Spoil = fn(&Path);

#[test]
fn a_damaged_repository_is_an_error_and_never_the_one_above() {
    let outer = Fixture::new();
    let ways: [(&str, Spoil); 4] = [
        ("an empty .git", |path| fs::create_dir(path.join(".git")).unwrap()),
        ("a .git that leads nowhere", |path| fs::write(path.join(".git"), "gitdir: /does/not/exist").unwrap()),
        ("a .git of rubbish", |path| fs::write(path.join(".git"), "rubbish").unwrap()),
        ("an unknown format", |path| {
            Command::new("git").args(["init", "-q"]).current_dir(path).output().unwrap();
            fs::write(path.join(".git/config"), "[core]\n\trepositoryformatversion = 99\n").unwrap();
        }),
    ];
    for (place, (what, spoil)) in ways.into_iter().enumerate() {
        let folder = outer.path.join(format!("inner{place}"));
        fs::create_dir(&folder).unwrap();
        spoil(&folder);
        let error = inspect(&folder).expect_err(what);
        assert_eq!(error.code(), "repository_unreadable", "{what}: {error}");
        assert!(!error.hint().is_empty());
    }
}

#[test]
fn a_missing_folder_and_a_file_are_no_folder() {
    let fixture = Fixture::new();
    for name in ["nowhere", "first"] {
        let error = inspect(&fixture.path.join(name)).unwrap_err();
        assert!(matches!(error, GitError::FolderNotFound { .. }), "{error}");
    }
}

/// Only the superuser can give a folder away, so elsewhere there is nothing to look at.
#[cfg(unix)]
#[test]
fn a_repository_of_another_user_is_refused_with_the_way_out() {
    use std::os::unix::fs::{MetadataExt, chown};
    let fixture = Fixture::new();
    if fs::metadata(&fixture.path).unwrap().uid() != 0 {
        return;
    }
    for path in [fixture.path.clone(), fixture.path.join(".git")] {
        chown(path, Some(12345), Some(12345)).unwrap();
    }
    let error = inspect(&fixture.path).unwrap_err();
    assert_eq!(error.code(), "repository_owned_by_another", "{error}");
    assert!(error.hint().contains("safe.directory '/"), "{}", error.hint());
}

#[test]
fn the_remote_s_address_comes_without_credentials() {
    let fixture = Fixture::new();
    assert_eq!(inspect(&fixture.path).unwrap().remote_url, None);
    fixture.git(&["remote", "add", "upstream", "https://me:secret@host.example/group/sub/app.git"]);
    let facts = inspect(&fixture.path).unwrap();
    assert_eq!(facts.remote_url.as_deref(), Some("https://host.example/group/sub/app.git"));
    assert_eq!(facts.suggested_repository.as_deref(), Some("group/sub/app"));
    fixture.git(&["remote", "add", "other", "/srv/git/x/y"]);
    assert_eq!(inspect(&fixture.path).unwrap().remote_url, None, "two remotes, none of them origin");
    fixture.git(&["remote", "add", "origin", "git@host.example:me/app.git"]);
    assert_eq!(inspect(&fixture.path).unwrap().suggested_repository.as_deref(), Some("me/app"));
    fixture.git(&["remote", "set-url", "origin", "../x/y"]);
    assert_eq!(inspect(&fixture.path).unwrap().suggested_repository, None);
}

#[test]
fn the_default_branch_is_found_in_the_documented_order() {
    let fixture = Fixture::empty();
    let found = |configured| default_branch(&fixture.path, configured).unwrap();
    assert_eq!(found(None).as_deref(), Some("main"), "HEAD's branch without a commit");
    fixture.git(&["symbolic-ref", "HEAD", "refs/heads/unusual"]);
    assert_eq!(found(None).as_deref(), Some("unusual"));
    fixture.commit("first");
    fixture.git(&["switch", "-q", "--detach"]);
    assert_eq!(found(None).as_deref(), Some("unusual"), "the only branch");
    fixture.git(&["branch", "other"]);
    assert_eq!(found(None), None, "nothing tells");
    fixture.git(&["switch", "-q", "other"]);
    assert_eq!(found(None).as_deref(), Some("other"));
    for name in ["develop", "trunk", "master", "main"] {
        fixture.git(&["branch", name]);
        assert_eq!(found(None).as_deref(), Some(name));
    }
    fixture.git(&["config", "init.defaultBranch", "unusual"]);
    assert_eq!(found(None).as_deref(), Some("unusual"));
    fixture.git(&["remote", "add", "origin", "/srv/x"]);
    fixture.git(&["update-ref", "refs/remotes/origin/release", "HEAD"]);
    fixture.git(&["symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/release"]);
    assert_eq!(found(None).as_deref(), Some("release"), "origin's, though it is not local");
    assert_eq!(found(Some("trunk")).as_deref(), Some("trunk"));
    for missing in ["gone", "", "-x", "a..b", "refs/heads/main", "a\0b"] {
        assert_eq!(found(Some(missing)).as_deref(), Some("release"), "{missing:?}");
    }
}
