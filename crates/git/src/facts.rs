//! What a folder is to git, for opening it as a project.

use std::path::{Path, PathBuf};

use git2::{Repository, RepositoryOpenFlags};
use serde::{Deserialize, Serialize};

use crate::open::{find, main_root, tidy};
use crate::{GitError, base, remote};

/// What kind of git repository a folder is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum RepositoryKind {
    /// No repository.
    None,
    /// A repository with its own work tree.
    Repository,
    /// A further work tree of a repository (`git worktree add`).
    Worktree,
    /// A repository without a work tree.
    Bare,
    /// A repository inside another one that records it as a submodule.
    Submodule,
}

/// What git knows of a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// The kind of the repository that holds the folder.
    pub kind: RepositoryKind,
    /// The top of the work tree, symlinks resolved; `None` without a work tree. It may lie above the folder:
    /// the caller decides whether that repository is meant.
    pub root: Option<PathBuf>,
    /// The folder with references and objects, the same for all worktrees of a repository.
    pub common_dir: Option<PathBuf>,
    /// The work tree of the main repository: of a worktree the one that it was made from (`None` if that is
    /// bare), else the same as `root`.
    pub main_root: Option<PathBuf>,
    /// The default branch, as [`crate::default_branch`] finds it without a setting.
    pub default_branch: Option<String>,
    /// The address of `origin`, or of the only remote, without credentials.
    pub remote_url: Option<String>,
    /// `owner/name` from that address; `None` for a local path.
    pub suggested_repository: Option<String>,
}

/// Returns what git knows of the folder `path`, searching upwards as git does. No repository is
/// [`RepositoryKind::None`]; a missing folder, a damaged repository, one of another user are errors.
pub fn inspect(path: &Path) -> Result<Facts, GitError> {
    let Some(repo) = find(path)? else {
        return Ok(Facts {
            kind: RepositoryKind::None,
            root: None,
            common_dir: None,
            main_root: None,
            default_branch: None,
            remote_url: None,
            suggested_repository: None,
        });
    };
    let url = remote::url(&repo);
    Ok(Facts {
        kind: kind(&repo),
        root: repo.workdir().map(tidy),
        common_dir: Some(tidy(repo.commondir())),
        main_root: main_root(&repo),
        default_branch: base::of(&repo, None)?,
        suggested_repository: url.as_deref().and_then(remote::owner_and_name),
        remote_url: url,
    })
}

/// Returns the kind of an open repository.
pub(crate) fn kind(repo: &Repository) -> RepositoryKind {
    if repo.is_worktree() {
        RepositoryKind::Worktree
    } else if repo.is_bare() {
        RepositoryKind::Bare
    } else if repo.workdir().is_some_and(is_gitlink) {
        RepositoryKind::Submodule
    } else {
        RepositoryKind::Repository
    }
}

/// Returns whether the repository above `root` records it as a commit (mode 160000), as
/// `git rev-parse --show-superproject-working-tree` asks.
fn is_gitlink(root: &Path) -> bool {
    const GITLINK: u32 = 0o160_000;
    let above = || {
        let parent = root.parent()?;
        let outer = Repository::open_ext(parent, RepositoryOpenFlags::empty(), std::iter::empty::<&Path>()).ok()?;
        let place = tidy(root).strip_prefix(tidy(outer.workdir()?)).ok()?.to_owned();
        let entry = outer.index().ok()?.get_path(&place, 0)?;
        Some(entry.mode == GITLINK)
    };
    above().unwrap_or(false)
}
