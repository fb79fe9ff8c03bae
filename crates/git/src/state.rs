//! The state of a project's repository at a moment.

use std::path::Path;

use git2::{Repository, Status, StatusOptions};
use serde::{Deserialize, Serialize};

use crate::facts::{RepositoryKind, kind};
use crate::{GitError, base, open};

/// The most files in the index for which [`state`] looks for changes.
const MOST_FILES: usize = 200_000;

/// What a repository is and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RepositoryState {
    /// The kind; with `none` the rest says nothing.
    pub kind: RepositoryKind,
    /// HEAD's branch, also when it has no commit yet.
    pub head: Option<String>,
    /// Whether HEAD is at a commit instead of a branch.
    pub detached: bool,
    /// Whether neither HEAD nor any local branch has a commit.
    pub empty: bool,
    /// Whether tracked files have changed or untracked ones exist; `None`: could not check.
    pub dirty: Option<bool>,
    /// How many entries git would list as changed or untracked: a folder with only untracked files counts
    /// once, a staged rename twice.
    pub changed_files: u32,
    /// The default branch, if one can be told.
    pub default_branch: Option<String>,
}

/// Returns the state of the repository that holds `path`; no repository is a state too.
///
/// `configured` is the default branch of the project's settings. The look for changes honours
/// `.gitignore`, does not descend into untracked folders further than to see whether they hold a file, and
/// does not refresh the index on disk. With more than 200,000 tracked files, or when git can't tell, `dirty` is
/// `None`.
pub fn state(path: &Path, configured: Option<&str>) -> Result<RepositoryState, GitError> {
    let Some(repo) = open::find(path)? else {
        return Ok(RepositoryState {
            kind: RepositoryKind::None,
            head: None,
            detached: false,
            empty: false,
            dirty: None,
            changed_files: 0,
            default_branch: None,
        });
    };
    let changed = changed_files(&repo);
    Ok(RepositoryState {
        kind: kind(&repo),
        head: base::head_branch(&repo)?,
        detached: repo.head_detached().map_err(GitError::failed("read HEAD"))?,
        empty: is_empty(&repo)?,
        dirty: changed.map(|count| count > 0),
        changed_files: changed.unwrap_or(0),
        default_branch: base::of(&repo, configured)?,
    })
}

/// Returns whether neither HEAD nor any local branch has a commit.
pub(crate) fn is_empty(repo: &Repository) -> Result<bool, GitError> {
    Ok(repo.head().is_err() && base::local_names(repo)?.is_empty())
}

/// Counts what has changed; a bare repository has nothing that could. `None`: could not check.
fn changed_files(repo: &Repository) -> Option<u32> {
    if repo.is_bare() {
        return Some(0);
    }
    if repo.index().ok()?.len() > MOST_FILES {
        return None;
    }
    let mut options = StatusOptions::new();
    options.include_untracked(true).include_ignored(false).update_index(false);
    let statuses = repo.statuses(Some(&mut options)).ok()?;
    let changed = statuses.iter().filter(|entry| !matches!(entry.status(), Status::CURRENT | Status::IGNORED)).count();
    Some(u32::try_from(changed).unwrap_or(u32::MAX))
}
