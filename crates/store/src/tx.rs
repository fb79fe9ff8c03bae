//! The open database and its transactions.

use std::ops::Deref;
use std::path::{Path, PathBuf};

use claudetask_core::{Origin, Timestamp};
use sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};

use crate::error::StoreError;
use crate::sqlite::{self, ChangeWatch, Facts, Use};

/// The open database file; cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    db: DatabaseConnection,
    path: PathBuf,
}

impl Store {
    /// Opens the file at `path`, makes it where there is none, and brings its schema up to date.
    pub async fn open(path: &Path, usage: Use, now: Timestamp) -> Result<Self, StoreError> {
        let db = sqlite::open(path, usage, now).await?;
        Ok(Self { db, path: path.to_path_buf() })
    }

    /// Returns the database file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Begins a transaction that sees one state of the database.
    pub async fn read(&self) -> Result<Tx, StoreError> {
        self.begin(SqliteTransactionMode::Deferred).await
    }

    /// Begins a transaction that may write; it waits until no other process writes.
    ///
    /// IMMEDIATE, since a deferred one that turns into a writer can fail whatever the busy timeout.
    pub async fn write(&self) -> Result<WriteTx, StoreError> {
        Ok(WriteTx(self.begin(SqliteTransactionMode::Immediate).await?))
    }

    async fn begin(&self, mode: SqliteTransactionMode) -> Result<Tx, StoreError> {
        let options = TransactionOptions { sqlite_transaction_mode: Some(mode), ..TransactionOptions::default() };
        let db = self.db.begin_with_options(options).await.map_err(|e| StoreError::from_db(&self.path, e))?;
        Ok(Tx { db, path: self.path.clone() })
    }

    /// Opens a watch that notices other connections' commits.
    pub async fn watch(&self) -> Result<ChangeWatch, StoreError> {
        ChangeWatch::open(&self.path).await
    }

    /// Fails with what `PRAGMA quick_check` finds.
    pub async fn check(&self) -> Result<(), StoreError> {
        sqlite::quick_check(self.db.get_sqlite_connection_pool(), &self.path).await
    }

    /// Returns facts about the linked library and the file.
    pub async fn facts(&self) -> Result<Facts, StoreError> {
        sqlite::facts(self.db.get_sqlite_connection_pool(), &self.path).await
    }

    /// Writes a consistent copy to `target`, which must not be there.
    pub async fn backup(&self, target: &Path) -> Result<(), StoreError> {
        sqlite::backup(self.db.get_sqlite_connection_pool(), &self.path, target).await
    }

    /// Puts the content of the back-up `source` in force and returns where the current one was saved.
    pub async fn restore(&self, source: &Path, origin: Origin, now: Timestamp) -> Result<PathBuf, StoreError> {
        sqlite::restore(self.db.get_sqlite_connection_pool(), &self.path, source, origin, now).await
    }

    /// Returns the back-ups that stand beside the file, oldest first.
    pub fn backups(&self) -> Result<Vec<PathBuf>, StoreError> {
        sqlite::backups(&self.path)
    }

    /// Closes all connections, which folds the write-ahead log into the file.
    pub async fn close(self) -> Result<(), StoreError> {
        let path = self.path;
        self.db.close().await.map_err(|e| StoreError::from_db(&path, e))
    }
}

/// A transaction; dropping it takes back what it did.
#[derive(Debug)]
pub struct Tx {
    pub(crate) db: DatabaseTransaction,
    path: PathBuf,
}

impl Tx {
    pub(crate) fn error(&self, error: DbErr) -> StoreError {
        StoreError::from_db(&self.path, error)
    }
}

/// A transaction that may write.
#[derive(Debug)]
pub struct WriteTx(Tx);

impl WriteTx {
    /// Makes the changes lasting: when this returns, they are on the disk.
    pub async fn commit(self) -> Result<(), StoreError> {
        let Tx { db, path } = self.0;
        db.commit().await.map_err(|e| StoreError::from_db(&path, e))
    }
}

impl Deref for WriteTx {
    type Target = Tx;

    fn deref(&self) -> &Tx {
        &self.0
    }
}

/// Reads a word of a closed set from a column.
pub(crate) fn word<T>(
    table: &'static str,
    column: &'static str,
    value: &str,
    read: impl FnOnce(&str) -> Option<T>,
) -> Result<T, StoreError> {
    read(value).ok_or_else(|| StoreError::BadRow { table, column, value: value.to_owned() })
}
