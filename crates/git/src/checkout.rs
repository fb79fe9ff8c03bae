//! Which branches are in use by a work tree.
//!
//! Read from the git folders' own files, as the git program does, because libgit2 does not list worktrees
//! whose folder is gone, and knows nothing of a rebase's or bisection's branch.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use git2::Repository;

use crate::GitError;
use crate::open::{main_root, tidy};

/// A branch that a work tree uses.
#[derive(Debug)]
pub(crate) struct Checkout {
    /// The branch's short name.
    pub(crate) branch: String,
    /// The work tree; the git folder for a bare repository.
    pub(crate) path: PathBuf,
}

/// Returns the branches in use by the main work tree (or a bare repository's HEAD) and all worktrees:
/// checked out, or being rebased or bisected there.
pub(crate) fn checkouts(repo: &Repository) -> Result<Vec<Checkout>, GitError> {
    let common = tidy(repo.commondir());
    let main = main_root(repo).unwrap_or_else(|| common.clone());
    let unreadable = |source: io::Error| GitError::Unreadable { path: common.clone(), source: source.into() };
    let mut found = Vec::new();
    in_use(&common, &main, &mut found).map_err(unreadable)?;
    let entries = match fs::read_dir(common.join("worktrees")) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(found),
        Err(error) => return Err(unreadable(error)),
    };
    for entry in entries {
        let git_dir = entry.map_err(unreadable)?.path();
        let Some(dot_git) = read(&git_dir.join("gitdir")).map_err(unreadable)? else { continue };
        // An absolute path, or one that is relative to this folder (extensions.relativeWorktrees).
        let dot_git = git_dir.join(dot_git.trim_end_matches(['\n', '\r']));
        let work_tree = dot_git.parent().unwrap_or(&dot_git);
        let work_tree = work_tree.canonicalize().unwrap_or_else(|_| tidy(work_tree));
        in_use(&git_dir, &work_tree, &mut found).map_err(unreadable)?;
    }
    Ok(found)
}

/// Adds the branches that the work tree of one git folder uses.
fn in_use(git_dir: &Path, work_tree: &Path, found: &mut Vec<Checkout>) -> io::Result<()> {
    let mut add = |name: &str| {
        if let Some(branch) = name.trim().strip_prefix("refs/heads/") {
            found.push(Checkout { branch: branch.to_owned(), path: work_tree.to_owned() });
        }
    };
    if let Some(head) = read(&git_dir.join("HEAD"))?
        && let Some(target) = head.strip_prefix("ref:")
    {
        add(target);
    }
    for file in ["rebase-merge/head-name", "rebase-apply/head-name", "rebase-merge/update-refs"] {
        if let Some(text) = read(&git_dir.join(file))? {
            text.lines().for_each(&mut add);
        }
    }
    if let Some(start) = read(&git_dir.join("BISECT_START"))? {
        add(&format!("refs/heads/{}", start.trim()));
    }
    Ok(())
}

/// Reads a small file of git's; `None` if it isn't there.
fn read(path: &Path) -> io::Result<Option<String>> {
    const MOST: u64 = 1 << 20;
    match fs::File::open(path) {
        Ok(file) => {
            let mut bytes = Vec::new();
            file.take(MOST).read_to_end(&mut bytes)?;
            Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
        }
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(error),
    }
}
