//! Deleting a branch, only when nothing is lost by it.

use std::path::Path;

use git2::{Oid, ReferenceType, Repository};

use crate::checkout::checkouts;
use crate::unmerged::between;
use crate::{GitError, base, open};

/// How often a deletion starts again because a branch moved during the check.
const ATTEMPTS: usize = 3;
/// How many of the commits that would be lost an error lists.
const LISTED: usize = 50;

/// A branch that is gone, with what [`crate::restore_branch`] needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deleted {
    /// The branch's name.
    pub name: String,
    /// The full id of the commit that it stood at.
    pub commit: String,
}

/// Deletes the branch `name` if all its commits are reachable from the local default branch `base`.
///
/// Refused for the default branch, and for a branch that any work tree has checked out, rebases or
/// bisects. The check is made first, because it may take long; then both references are locked, must still
/// be where they were, and the branch is removed under the lock. The branch's settings (its upstream) stay in the
/// configuration, so that a restored branch has them; its reflog goes, as with `git branch -d`.
pub fn delete_branch(path: &Path, name: &str, base: &str) -> Result<Deleted, GitError> {
    let repo = open::open(path)?;
    for _ in 0..ATTEMPTS {
        let (tip, base_tip) = check(&repo, name, base)?;
        if remove(&repo, (name, tip), (base, base_tip))? {
            return Ok(Deleted { name: name.to_owned(), commit: tip.to_string() });
        }
    }
    Err(GitError::Moved { name: name.to_owned() })
}

/// Returns where the branch and the default branch stand, if the branch may go.
fn check(repo: &Repository, name: &str, base: &str) -> Result<(Oid, Oid), GitError> {
    let not_found = || GitError::BranchNotFound { name: name.to_owned() };
    let reference = base::local(repo, name)?.ok_or_else(not_found)?;
    // Resolved, because the default branch may be another name of this one.
    let base_reference = base::local(repo, base)?.and_then(|reference| reference.resolve().ok());
    if base_reference.is_some_and(|base| base.name_bytes() == reference.name_bytes()) {
        return Err(GitError::IsDefault { name: name.to_owned() });
    }
    if reference.kind() == Some(ReferenceType::Symbolic) {
        let target = String::from_utf8_lossy(reference.symbolic_target_bytes().unwrap_or_default()).into_owned();
        return Err(GitError::Symbolic { name: name.to_owned(), target });
    }
    let tip = reference.target().ok_or_else(not_found)?;
    let base_tip = base::local_tip(repo, base)?.ok_or_else(|| GitError::BaseNotFound { base: base.to_owned() })?;
    let lost = between(repo, tip, base_tip, LISTED)?;
    if lost.total > 0 {
        return Err(GitError::NotMerged {
            name: name.to_owned(),
            base: base.to_owned(),
            commits: lost.commits,
            total: lost.total,
        });
    }
    Ok((tip, base_tip))
}

/// Removes the branch if both branches are still where they were; else returns false.
fn remove(repo: &Repository, (name, tip): (&str, Oid), (base, base_tip): (&str, Oid)) -> Result<bool, GitError> {
    let full = format!("refs/heads/{name}");
    let mut transaction = repo.transaction().map_err(GitError::writing(name))?;
    transaction.lock_ref(&full).map_err(GitError::writing(name))?;
    transaction.lock_ref(&format!("refs/heads/{base}")).map_err(GitError::writing(base))?;
    let moved = base::local(repo, name)?.and_then(|reference| reference.target()) != Some(tip)
        || base::local_tip(repo, base)? != Some(base_tip);
    if moved {
        return Ok(false);
    }
    if let Some(checkout) = checkouts(repo)?.into_iter().find(|checkout| checkout.branch == name) {
        return Err(GitError::CheckedOut { name: name.to_owned(), path: checkout.path });
    }
    transaction.remove(&full).map_err(GitError::writing(name))?;
    transaction.commit().map_err(GitError::writing(name))?;
    // A reflog without a branch would stand in the way of `task` after `task/1`. The branch is gone
    // whether or not this works, so a failure is not reported as one.
    let _ = repo.reflog_delete(&full);
    Ok(true)
}

#[cfg(test)]
mod tests {
    use git2::Signature;

    use super::*;

    #[test]
    fn a_branch_or_base_that_moved_since_the_check_stays() {
        let folder = tempfile::tempdir().unwrap();
        let repo = Repository::init(folder.path()).unwrap();
        let tree = repo.find_tree(repo.treebuilder(None).unwrap().write().unwrap()).unwrap();
        let who = Signature::now("A", "a@example.com").unwrap();
        let old = repo.commit(None, &who, &who, "old", &tree, &[]).unwrap();
        let parent = repo.find_commit(old).unwrap();
        let new = repo.commit(None, &who, &who, "new", &tree, &[&parent]).unwrap();
        for (name, at) in [("base", old), ("moved", new), ("task", old)] {
            repo.reference(&format!("refs/heads/{name}"), at, false, "test").unwrap();
        }
        assert!(!remove(&repo, ("moved", old), ("base", old)).unwrap());
        assert!(!remove(&repo, ("task", old), ("base", new)).unwrap());
        assert_eq!(base::local_names(&repo).unwrap().len(), 3);
        assert!(remove(&repo, ("task", old), ("base", old)).unwrap());
        assert_eq!(base::local_tip(&repo, "task").unwrap(), None);
    }
}
