//! What can go wrong, with the values that a person needs to act on it.

use std::path::PathBuf;

use thiserror::Error;

use crate::BranchCommit;

/// Why an operation on a repository failed or was refused. Nothing was changed.
#[derive(Debug, Error)]
pub enum GitError {
    /// The folder is gone, or is no folder.
    #[error("the folder {} does not exist", .path.display())]
    FolderNotFound {
        /// The folder.
        path: PathBuf,
    },
    /// The folder is in no git repository.
    #[error("{} is not in a git repository", .path.display())]
    NotARepository {
        /// The folder.
        path: PathBuf,
    },
    /// There is a repository, but it is damaged, not permitted, or of a format that libgit2 doesn't know.
    #[error("the git repository of {} can't be read: {source}", .path.display())]
    Unreadable {
        /// The folder.
        path: PathBuf,
        /// What git or the file system said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The repository belongs to another user of the machine ("dubious ownership").
    #[error("the git repository of {} belongs to another user", .path.display())]
    OwnedByAnother {
        /// The folder.
        path: PathBuf,
        /// What git said.
        source: git2::Error,
    },
    /// The repository has no commit, so there is nothing that a branch could start from.
    #[error("the repository of {} has no commit", .path.display())]
    Empty {
        /// The folder.
        path: PathBuf,
    },
    /// A branch of that name exists.
    #[error("the branch {name} exists")]
    BranchExists {
        /// The name.
        name: String,
    },
    /// One name would have to be a file and a folder at once (`task` and `task/1`).
    #[error("the branch {name} can't exist beside the branch {existing}")]
    NameConflict {
        /// The name asked for.
        name: String,
        /// The branch in its way.
        existing: String,
    },
    /// A branch differs only in upper and lower case, which is one file on macOS and Windows.
    #[error("the branch {name} differs from the branch {existing} only in upper and lower case")]
    CaseConflict {
        /// The name asked for.
        name: String,
        /// The branch in its way.
        existing: String,
    },
    /// There is no local branch of that name.
    #[error("there is no branch {name}")]
    BranchNotFound {
        /// The name.
        name: String,
    },
    /// The default branch isn't there or has no commit.
    #[error("the default branch {base} does not exist or has no commit")]
    BaseNotFound {
        /// The default branch's name.
        base: String,
    },
    /// The repository doesn't hold that commit.
    #[error("the repository has no commit {commit}")]
    CommitNotFound {
        /// The id as it was given.
        commit: String,
    },
    /// The branch has commits that the default branch doesn't have; deleting it would lose them.
    #[error("the branch {name} has {total} commits that {base} does not have")]
    NotMerged {
        /// The branch.
        name: String,
        /// The default branch.
        base: String,
        /// The commits that would be lost, newest first, at most 50.
        commits: Vec<BranchCommit>,
        /// How many there are in all.
        total: u32,
    },
    /// The branch is checked out, or is in a rebase or bisection.
    #[error("the branch {name} is checked out at {}", .path.display())]
    CheckedOut {
        /// The branch.
        name: String,
        /// The work tree; the git folder for a bare repository.
        path: PathBuf,
    },
    /// The branch is the project's default branch.
    #[error("{name} is the default branch")]
    IsDefault {
        /// The branch.
        name: String,
    },
    /// The branch is a symbolic reference: another name of a branch.
    #[error("the branch {name} is another name of {target}")]
    Symbolic {
        /// The branch.
        name: String,
        /// The reference that it stands for.
        target: String,
    },
    /// Another program changed the branch or the default branch during the check, several times.
    #[error("the branch {name} or its base changed during the check")]
    Moved {
        /// The branch.
        name: String,
    },
    /// Another program holds the lock of the reference.
    #[error("another program is changing the branch {name}")]
    Locked {
        /// The branch.
        name: String,
        /// What git said.
        source: git2::Error,
    },
    /// Anything else that libgit2 reports.
    #[error("git could not {action}: {source}")]
    Failed {
        /// What was tried, such as `read the branches`.
        action: &'static str,
        /// What git said.
        source: git2::Error,
    },
}

impl GitError {
    /// Returns the stable word for the doors.
    pub fn code(&self) -> &'static str {
        match self {
            Self::FolderNotFound { .. } => "folder_not_found",
            Self::NotARepository { .. } => "not_a_repository",
            Self::Unreadable { .. } => "repository_unreadable",
            Self::OwnedByAnother { .. } => "repository_owned_by_another",
            Self::Empty { .. } => "repository_empty",
            Self::BranchExists { .. } => "branch_exists",
            Self::NameConflict { .. } => "name_conflict",
            Self::CaseConflict { .. } => "name_case_conflict",
            Self::BranchNotFound { .. } => "branch_not_found",
            Self::BaseNotFound { .. } => "base_not_found",
            Self::CommitNotFound { .. } => "commit_not_found",
            Self::NotMerged { .. } => "branch_not_merged",
            Self::CheckedOut { .. } => "branch_checked_out",
            Self::IsDefault { .. } => "branch_is_default",
            Self::Symbolic { .. } => "branch_is_symbolic",
            Self::Moved { .. } => "branch_moved",
            Self::Locked { .. } => "branch_locked",
            Self::Failed { .. } => "git_failed",
        }
    }

    /// Returns what to do now.
    pub fn hint(&self) -> String {
        match self {
            Self::FolderNotFound { .. } => {
                "Bring the folder back, or set the project's path to where it is now.".to_owned()
            }
            Self::NotARepository { .. } => "Open the folder of a git repository, or run git init in it.".to_owned(),
            Self::Unreadable { .. } => {
                "Run git status in the folder: it says what is wrong. Repositories with extensions such as partial \
                 clone, SHA-256 or reftable can't be read."
                    .to_owned()
            }
            Self::OwnedByAnother { path, .. } => format!(
                "If you trust it, run: git config --global --add safe.directory {}",
                shell_quoted(&path.to_string_lossy())
            ),
            Self::Empty { .. } => "Make a first commit, then try again.".to_owned(),
            Self::BranchExists { name } => {
                format!("Attach {name} to the task, or choose another name.")
            }
            Self::NameConflict { existing, .. } => {
                format!("Choose a name that neither begins with {existing}/ nor is the first part of it.")
            }
            Self::CaseConflict { existing, .. } => format!("Attach {existing}, or choose another name."),
            Self::BranchNotFound { .. } => {
                "It may have been deleted or renamed; attach another branch or create a new one.".to_owned()
            }
            Self::BaseNotFound { .. } => {
                "Set the project's default branch to a local branch that has a commit.".to_owned()
            }
            Self::CommitNotFound { .. } => "git may have removed it; look for it in another clone.".to_owned(),
            Self::NotMerged { base, .. } => format!("Merge the branch into {base} first, or keep it."),
            Self::CheckedOut { path, .. } => {
                format!("Switch {} to another branch (or finish its rebase), then try again.", path.display())
            }
            Self::IsDefault { .. } => "Choose another default branch in the project's settings first.".to_owned(),
            Self::Symbolic { target, .. } => format!("Use {target} itself."),
            Self::Moved { .. } => "Try again when nothing else is committing to it.".to_owned(),
            Self::Locked { .. } => {
                "Try again. If no git program is running, a crash left a .lock file in the repository's refs folder."
                    .to_owned()
            }
            Self::Failed { .. } => "Run git fsck in the project's folder to see whether it is damaged.".to_owned(),
        }
    }

    /// Returns whether the same call may succeed later without anyone's doing.
    pub fn retryable(&self) -> bool {
        matches!(self, Self::Moved { .. } | Self::Locked { .. })
    }

    /// Returns a closure for `map_err` that says what was tried.
    pub(crate) fn failed(action: &'static str) -> impl Fn(git2::Error) -> Self {
        move |source| Self::Failed { action, source }
    }

    /// Returns a closure for `map_err` of what takes the lock of the branch `name`.
    pub(crate) fn writing(name: &str) -> impl Fn(git2::Error) -> Self + '_ {
        move |source| {
            if source.code() == git2::ErrorCode::Locked {
                Self::Locked { name: name.to_owned(), source }
            } else {
                Self::Failed { action: "write the branch", source }
            }
        }
    }
}

/// Quotes a path for a POSIX shell where it needs it.
fn shell_quoted(path: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/._-".contains(c);
    if path.chars().all(plain) { path.to_owned() } else { format!("'{}'", path.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_in_a_hint_can_be_pasted_into_a_shell() {
        assert_eq!(shell_quoted("/home/me/app"), "/home/me/app");
        assert_eq!(shell_quoted("/home/me/it's mine"), r"'/home/me/it'\''s mine'");
        assert_eq!(shell_quoted("/home/$(x)"), "'/home/$(x)'");
    }
}
