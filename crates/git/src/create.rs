//! New branches: a reference is written, nothing else.

use std::path::Path;

use claudetask_core::BranchName;
use git2::{Commit, Oid, Repository};

use crate::checkout::checkouts;
use crate::state::is_empty;
use crate::{BranchCommit, GitError, base, open};

/// Creates the branch `name` at the commit of the default branch `base` and returns that commit.
///
/// The working tree, HEAD and the index stay as they are; no upstream is set. If `base` is not there
/// as a local branch, the primary remote's copy as of the last fetch serves.
pub fn create_branch(path: &Path, name: &BranchName, base: &str) -> Result<BranchCommit, GitError> {
    let repo = open::open(path)?;
    let Some(commit) = base::tip(&repo, base)? else {
        return Err(if is_empty(&repo)? {
            GitError::Empty { path: path.to_owned() }
        } else {
            GitError::BaseNotFound { base: base.to_owned() }
        });
    };
    write(&repo, name.as_str(), &commit, &format!("branch: Created from {base}"))?;
    Ok(BranchCommit::of(&commit))
}

/// Creates the branch `name` at `commit` (a full id), to undo its deletion. It is fine if the branch is there at
/// that commit already.
pub fn restore_branch(path: &Path, name: &BranchName, commit: &str) -> Result<BranchCommit, GitError> {
    let repo = open::open(path)?;
    let not_found = |_| GitError::CommitNotFound { commit: commit.to_owned() };
    let found = repo.find_commit(Oid::from_str(commit).map_err(not_found)?).map_err(not_found)?;
    if base::local_tip(&repo, name.as_str())? != Some(found.id()) {
        write(&repo, name.as_str(), &found, "branch: restored")?;
    }
    Ok(BranchCommit::of(&found))
}

/// Writes the new branch under its reference's lock, after the checks.
fn write(repo: &Repository, name: &str, commit: &Commit<'_>, message: &str) -> Result<(), GitError> {
    // Before the lock, because taking it needs the folders that a conflict stands in the way of.
    refuse_conflicts(repo, name)?;
    let full = format!("refs/heads/{name}");
    let mut transaction = repo.transaction().map_err(GitError::writing(name))?;
    transaction.lock_ref(&full).map_err(GitError::writing(name))?;
    refuse_conflicts(repo, name)?;
    transaction.set_target(&full, commit.id(), None, message).map_err(GitError::writing(name))?;
    transaction.commit().map_err(GitError::writing(name))
}

/// Refuses a name that is taken, can't exist beside another, or is some HEAD's branch without a commit
/// (that work tree's HEAD would jump to the commit).
fn refuse_conflicts(repo: &Repository, name: &str) -> Result<(), GitError> {
    let existing = base::local_names(repo)?;
    if existing.iter().any(|other| other == name) {
        return Err(GitError::BranchExists { name: name.to_owned() });
    }
    let folded = name.to_lowercase();
    for other in existing {
        let other_folded = other.to_lowercase();
        if other_folded == folded {
            return Err(GitError::CaseConflict { name: name.to_owned(), existing: other });
        }
        let within = |outer: &str, inner: &str| inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'));
        if within(&folded, &other_folded) || within(&other_folded, &folded) {
            return Err(GitError::NameConflict { name: name.to_owned(), existing: other });
        }
    }
    match checkouts(repo)?.into_iter().find(|checkout| checkout.branch == name) {
        Some(checkout) => Err(GitError::CheckedOut { name: name.to_owned(), path: checkout.path }),
        None => Ok(()),
    }
}
