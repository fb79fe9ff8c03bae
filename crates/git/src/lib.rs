//! The only user of git2: what a folder's repository is, its branches, and the few references that the
//! program writes.
//!
//! Everything here blocks; async callers use `spawn_blocking`. The crate reads configuration but never
//! writes it, never opens a network connection, runs no hook, and never touches a working tree, an index
//! or HEAD: it creates and deletes `refs/heads/…`, nothing else. libgit2's options stay as they are, so
//! its check that the repository belongs to the user stays on; environment variables such as `GIT_DIR`
//! are not read, because a project is a folder.
//!
//! `base` always means the name of the default branch (see [`default_branch`]). Partial clones, SHA-256
//! and reftable repositories are unknown to libgit2 and end in [`GitError::Unreadable`].

mod base;
mod branches;
mod checkout;
mod create;
mod delete;
mod error;
mod facts;
mod history;
mod open;
mod remote;
mod rename;
mod state;
mod unmerged;

pub use base::default_branch;
pub use branches::{Branch, BranchCommit, branch, branches};
pub use create::{create_branch, restore_branch};
pub use delete::{Deleted, delete_branch};
pub use error::GitError;
pub use facts::{Facts, RepositoryKind, inspect};
pub use rename::renamed_to;
pub use state::{RepositoryState, state};
pub use unmerged::{Unmerged, unmerged};
