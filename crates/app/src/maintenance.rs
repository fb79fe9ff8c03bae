//! The data's safety: back-up, restore, and a look at its health.

use std::path::{Path, PathBuf};

use claudetask_store::Facts;
use serde::Serialize;

use crate::{Call, Error};

/// What a back-up wrote.
#[derive(Debug, Clone, Serialize)]
pub struct Backup {
    /// The file.
    pub path: PathBuf,
    /// Its size in bytes.
    pub bytes: u64,
}

/// What a restore did.
#[derive(Debug, Clone, Serialize)]
pub struct Restore {
    /// The back-up that is in force now.
    pub from: PathBuf,
    /// Where the data that was there before is kept.
    pub saved: PathBuf,
}

/// The health of the database.
#[derive(Debug, Clone, Serialize)]
pub struct DatabaseHealth {
    /// The file.
    pub path: PathBuf,
    /// Its size in bytes, without the write-ahead log.
    pub bytes: u64,
    /// The version of the linked SQLite.
    pub sqlite_version: String,
    /// `wal`.
    pub journal_mode: String,
    /// Whether a commit waits for the disk (`synchronous=FULL`).
    pub durable: bool,
    /// What `PRAGMA quick_check` says: `ok`, or what is wrong.
    pub check: String,
    /// The back-ups that the program wrote beside it, oldest first.
    pub backups: Vec<PathBuf>,
}

/// Writes a consistent copy of the database to `target`, or to a file with the time in its name in the data
/// folder; it is safe while other processes write.
pub async fn backup(call: &Call, target: Option<&Path>) -> Result<Backup, Error> {
    let path = target.map_or_else(
        || call.data_folder().join(format!("claudetask-{}.db", call.now().to_utc().format("%Y%m%dT%H%M%S%3fZ"))),
        Path::to_path_buf,
    );
    let path = std::path::absolute(&path).unwrap_or(path);
    call.store.backup(&path).await?;
    let bytes = std::fs::metadata(&path).map_or(0, |file| file.len());
    Ok(Backup { path, bytes })
}

/// Puts a back-up in force, in one transaction; the present data is saved beside the database first.
pub async fn restore(call: &Call, from: &Path) -> Result<Restore, Error> {
    let from = std::path::absolute(from).unwrap_or_else(|_| from.to_path_buf());
    let saved = call.store.restore(&from, call.origin, call.now()).await?;
    Ok(Restore { from, saved })
}

/// Looks at the database without changing it.
pub async fn health(call: &Call) -> Result<DatabaseHealth, Error> {
    let Facts { sqlite_version, journal_mode, synchronous, size, .. } = call.store.facts().await?;
    let check = match call.store.check().await {
        Ok(()) => "ok".to_owned(),
        Err(claudetask_store::StoreError::Corrupt { detail, .. }) => detail,
        Err(error) => return Err(error.into()),
    };
    Ok(DatabaseHealth {
        path: call.database().to_path_buf(),
        bytes: size,
        sqlite_version,
        journal_mode,
        durable: synchronous >= 2,
        check,
        backups: call.store.backups()?,
    })
}
