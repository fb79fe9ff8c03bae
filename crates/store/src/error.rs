//! What can go wrong with the database, told apart by SQLite's result codes.

use std::io;
use std::path::PathBuf;

use sea_orm::{DbErr, RuntimeErr};
use thiserror::Error;

/// A failure of the store.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The file is not an SQLite database.
    #[error("{} is not a database", path.display())]
    NotADatabase {
        /// The file.
        path: PathBuf,
    },
    /// The file is an SQLite database of another program.
    #[error("{} is a database, but not one of ClaudeTask's", path.display())]
    ForeignDatabase {
        /// The file.
        path: PathBuf,
    },
    /// A newer version of the program wrote the file.
    #[error("{} was written by a newer version of ClaudeTask (it has {unknown})", path.display())]
    NewerVersion {
        /// The file.
        path: PathBuf,
        /// The first migration that this version does not know.
        unknown: String,
    },
    /// SQLite found the file damaged.
    #[error("{} is damaged: {detail}", path.display())]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// What `quick_check` or SQLite said first.
        detail: String,
    },
    /// The file or its folder can't be written.
    #[error("{} can't be written: {detail}", path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
        /// What the system said.
        detail: String,
    },
    /// There is no room left.
    #[error("there is no room left on the disk of {}", path.display())]
    DiskFull {
        /// The file.
        path: PathBuf,
    },
    /// Another process held the database for longer than the busy timeout.
    #[error("another process kept {} busy for more than {seconds} seconds", path.display())]
    Busy {
        /// The file.
        path: PathBuf,
        /// The busy timeout.
        seconds: u64,
    },
    /// A file operation of the store failed.
    #[error("can't {action} {}: {source}", path.display())]
    Io {
        /// What was tried, such as `create the folder`.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file that must not be overwritten is there.
    #[error("{} is there already", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// A row holds a value that no version ever writes.
    #[error("a row of {table} holds {value:?} as its {column}")]
    BadRow {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The value.
        value: String,
    },
    /// Anything else that the database said.
    #[error("the database refused: {source}")]
    Database {
        /// What it said.
        source: Box<DbErr>,
    },
}

/// How long a process waits for another one's write.
pub(crate) const BUSY_SECONDS: u64 = 10;

impl StoreError {
    /// Sorts an error of the database by SQLite's primary result code.
    pub(crate) fn from_db(path: &std::path::Path, error: DbErr) -> Self {
        let path = path.to_path_buf();
        let detail = || error.to_string();
        if matches!(error, DbErr::ConnectionAcquire(_)) {
            // All connections of this process wait for another one's write.
            return Self::Busy { path, seconds: BUSY_SECONDS };
        }
        match primary_code(&error) {
            Some(5 | 6) => Self::Busy { path, seconds: BUSY_SECONDS },
            Some(3 | 8 | 14 | 23) => Self::ReadOnly { detail: detail(), path },
            Some(11) => Self::Corrupt { detail: detail(), path },
            Some(13) => Self::DiskFull { path },
            Some(26) => Self::NotADatabase { path },
            _ => Self::Database { source: Box::new(error) },
        }
    }

    pub(crate) fn from_sqlx(path: &std::path::Path, error: sqlx::Error) -> Self {
        Self::from_db(path, DbErr::Query(RuntimeErr::SqlxError(std::sync::Arc::new(error))))
    }

    /// Sorts an error of the file system.
    pub(crate) fn from_io(action: &'static str, path: &std::path::Path, source: io::Error) -> Self {
        let path = path.to_path_buf();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull { path },
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Self::ReadOnly { path, detail: source.to_string() }
            }
            _ => Self::Io { action, path, source },
        }
    }
}

/// Returns SQLite's primary result code (<https://www.sqlite.org/rescode.html>), where there is one.
fn primary_code(error: &DbErr) -> Option<u32> {
    let (DbErr::Conn(RuntimeErr::SqlxError(error))
    | DbErr::Exec(RuntimeErr::SqlxError(error))
    | DbErr::Query(RuntimeErr::SqlxError(error))) = error
    else {
        return None;
    };
    let sqlx::Error::Database(error) = error.as_ref() else { return None };
    error.code()?.parse::<u32>().ok().map(|extended| extended & 0xff)
}
