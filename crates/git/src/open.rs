//! From a folder to its repository.

use std::io;
use std::path::{Path, PathBuf};

use git2::{ErrorCode, Repository, RepositoryOpenFlags};

use crate::GitError;

/// Opens the repository that holds `path`, searching upwards as git does (not into another file system),
/// or `None` if there is none.
///
/// A damaged `.git` on the way is an error: git2 would pass it by and take an unrelated repository above.
pub(crate) fn find(path: &Path) -> Result<Option<Repository>, GitError> {
    let unreadable =
        |source: Box<dyn std::error::Error + Send + Sync>| GitError::Unreadable { path: path.to_owned(), source };
    match std::fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => {}
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => return Err(unreadable(error.into())),
        Ok(_) | Err(_) => return Err(GitError::FolderNotFound { path: path.to_owned() }),
    }
    let real = path.canonicalize().map_err(|error| unreadable(error.into()))?;
    let repo = match Repository::open_ext(&real, RepositoryOpenFlags::empty(), std::iter::empty::<&Path>()) {
        Ok(repo) => Some(repo),
        Err(error) if error.code() == ErrorCode::NotFound => None,
        Err(source) if source.code() == ErrorCode::Owner => {
            return Err(GitError::OwnedByAnother { path: real, source });
        }
        Err(error) => return Err(unreadable(error.into())),
    };
    let root = repo.as_ref().map(|repo| repo.workdir().unwrap_or(repo.path()).to_owned());
    if let Some(broken) = damaged_below(&real, root.as_deref()) {
        let text = format!("{} is not a valid git folder", broken.display());
        return Err(unreadable(text.into()));
    }
    Ok(repo)
}

/// Opens the repository that holds `path`; it is an error if there is none.
pub(crate) fn open(path: &Path) -> Result<Repository, GitError> {
    find(path)?.ok_or_else(|| GitError::NotARepository { path: path.to_owned() })
}

/// Returns the first damaged `.git` from `path` upwards, ending before `root`. A sound one can stand
/// there only beyond the file system's border.
fn damaged_below(path: &Path, root: Option<&Path>) -> Option<PathBuf> {
    let root = root.map(tidy);
    path.ancestors()
        .take_while(|folder| root.as_deref().is_none_or(|root| *folder != root && folder.starts_with(root)))
        .find(|folder| folder.join(".git").symlink_metadata().is_ok() && Repository::open(folder).is_err())
        .map(|folder| folder.join(".git"))
}

/// Returns a path without the slash that libgit2 puts at the end of folders.
pub(crate) fn tidy(path: &Path) -> PathBuf {
    path.components().collect()
}

/// Returns the work tree of the main repository: for a worktree that of the repository which it belongs
/// to; `None` if that is bare.
pub(crate) fn main_root(repo: &Repository) -> Option<PathBuf> {
    if repo.is_worktree() {
        let main = Repository::open(repo.commondir()).ok()?;
        main.workdir().map(tidy)
    } else {
        repo.workdir().map(tidy)
    }
}
