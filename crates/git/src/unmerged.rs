//! What the default branch doesn't have of a branch.

use std::path::Path;

use git2::{Oid, Repository};

use crate::history::compare;
use crate::{BranchCommit, GitError, base, open};

/// The commits that a delete would lose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmerged {
    /// Newest first, as many as were asked for.
    pub commits: Vec<BranchCommit>,
    /// How many there are in all.
    pub total: u32,
}

/// Returns the commits that are reachable from the local branch `name` but not from the local branch
/// `base`, newest first, at most `limit` of them, and how many there are.
///
/// A squashed or cherry-picked change has other commits, so its branch counts as unmerged. The default
/// branch's upstream does not count: what is only there is not in this repository's own history.
pub fn unmerged(path: &Path, name: &str, base: &str, limit: usize) -> Result<Unmerged, GitError> {
    let repo = open::open(path)?;
    let tip = base::local_tip(&repo, name)?.ok_or_else(|| GitError::BranchNotFound { name: name.to_owned() })?;
    let base_tip = base::local_tip(&repo, base)?.ok_or_else(|| GitError::BaseNotFound { base: base.to_owned() })?;
    between(&repo, tip, base_tip, limit)
}

/// Does what [`unmerged`] does for two commits.
pub(crate) fn between(repo: &Repository, tip: Oid, base: Oid, limit: usize) -> Result<Unmerged, GitError> {
    let ahead = compare(repo, base, &[tip], usize::MAX).ahead()?;
    let shown = &ahead[..ahead.len().min(limit)];
    Ok(Unmerged { commits: BranchCommit::read(repo, shown)?, total: u32::try_from(ahead.len()).unwrap_or(u32::MAX) })
}
