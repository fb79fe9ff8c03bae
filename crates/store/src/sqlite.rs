//! What only SQLite knows: opening the file, checking it, back-ups, and noticing other processes' writes.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use claudetask_core::Timestamp;
use claudetask_migrations::{Migrator, MigratorTrait};
use sea_orm::{DatabaseConnection, SqlxSqliteConnector};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions, Connection};

use crate::error::{BUSY_SECONDS, StoreError};

mod backup;
mod rows;

pub(crate) use backup::{backup, backups, restore};
use backup::{backup_beside, delete_old_backups};

/// Marks the file as ours (`PRAGMA application_id`): "CLTK".
const APPLICATION_ID: i32 = 0x434C_544B;

/// How a process uses the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// One command, then the end: a single connection.
    Command,
    /// A long-lived program that serves several requests at once.
    Service,
}

fn options(path: &Path) -> SqliteConnectOptions {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(BUSY_SECONDS))
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        // A board is read in one go; the default of 50 rows stops the reading thread every 50 rows.
        .row_buffer_size(2048);
    // Statements (never their values) are logged only for who asks for them when the file is opened.
    if tracing::enabled!(target: "sqlx::query", tracing::Level::DEBUG) {
        options
    } else {
        options.disable_statement_logging()
    }
}

/// Opens the file, makes it where there is none, and brings its schema up to date.
///
/// A file that is not ours, is damaged or was written by a newer version is refused before anything
/// is written to it.
pub(crate) async fn open(path: &Path, usage: Use, now: Timestamp) -> Result<DatabaseConnection, StoreError> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|e| StoreError::from_io("create the folder", folder, e))?;
    }
    let ready = match look(path)? {
        Look::Ours => true,
        Look::Absent => false,
        Look::Unsure => {
            refuse_foreign(path).await?;
            false
        }
    };
    // Making the file and changing its schema is done by one process at a time.
    let _lock = if ready { None } else { Some(lock(path).await?) };
    let pool = connect(path, usage).await?;
    if missing_migrations(&pool, path).await?.is_some() {
        let _lock = if ready { Some(lock(path).await?) } else { None };
        // Another process may have been faster.
        if let Some(missing) = missing_migrations(&pool, path).await? {
            migrate(&pool, path, missing, now).await?;
        }
    }
    Ok(SqlxSqliteConnector::from_sqlx_sqlite_pool(pool))
}

async fn connect(path: &Path, usage: Use) -> Result<SqlitePool, StoreError> {
    let pool = SqlitePoolOptions::new()
        .max_connections(match usage {
            Use::Command => 1,
            Use::Service => 4,
        })
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        // Where SQLite has taken a transaction back by itself, as on a full disk, sqlx counts it as open for ever: each
        // further one would be a savepoint, and a reader that ends would leave the connection at an old state.
        .before_acquire(|connection, _| Box::pin(std::future::ready(Ok(!connection.is_in_transaction()))))
        .acquire_timeout(Duration::from_secs(BUSY_SECONDS + 5));
    pool.connect_with(options(path)).await.map_err(|e| StoreError::from_sqlx(path, e))
}

/// What the first bytes of the file say.
enum Look {
    Absent,
    Ours,
    Unsure,
}

/// Reads the header of the file, so that a file that is none of ours is never touched by a PRAGMA.
fn look(path: &Path) -> Result<Look, StoreError> {
    let mut header = Vec::new();
    match fs::File::open(path) {
        Ok(file) => file.take(100).read_to_end(&mut header).map_err(|e| StoreError::from_io("read", path, e))?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Look::Absent),
        Err(error) => return Err(StoreError::from_io("read", path, error)),
    };
    // <https://www.sqlite.org/fileformat2.html>: 18 and 19 are 2 in WAL mode, 68..72 the application's id.
    match header.as_slice() {
        [] => Ok(Look::Absent),
        header if header.len() < 100 || !header.starts_with(b"SQLite format 3\0") => {
            Err(StoreError::NotADatabase { path: path.to_path_buf() })
        }
        header if header[68..72] == APPLICATION_ID.to_be_bytes() && header[18..20] == [2, 2] => Ok(Look::Ours),
        _ => Ok(Look::Unsure),
    }
}

/// Refuses a database of another program; a read-only look that follows a write-ahead log.
async fn refuse_foreign(path: &Path) -> Result<(), StoreError> {
    let error = |e| StoreError::from_sqlx(path, e);
    let mut connection = SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .busy_timeout(Duration::from_secs(BUSY_SECONDS))
        .connect()
        .await
        .map_err(error)?;
    let id: i32 = sqlx::query_scalar("PRAGMA application_id").fetch_one(&mut connection).await.map_err(error)?;
    let tables: i64 =
        sqlx::query_scalar("SELECT count(*) FROM sqlite_schema").fetch_one(&mut connection).await.map_err(error)?;
    connection.close().await.map_err(error)?;
    if id == APPLICATION_ID || (id == 0 && tables == 0) {
        Ok(())
    } else {
        Err(StoreError::ForeignDatabase { path: path.to_path_buf() })
    }
}

/// Waits for the lock under which the file is made and migrated; it ends with the process at the latest.
async fn lock(path: &Path) -> Result<fs::File, StoreError> {
    let path = with_suffix(path, ".lock");
    tokio::task::spawn_blocking(move || {
        let file = fs::File::options().create(true).truncate(false).write(true).open(&path);
        file.and_then(|file| file.lock().map(|()| file)).map_err(|e| StoreError::from_io("lock", &path, e))
    })
    .await
    .expect("waiting for a lock does not panic")
}

/// Which migrations the file still needs.
enum Missing {
    /// All: there is no table yet.
    All,
    /// Those after this one.
    After(String),
}

async fn missing_migrations(pool: &SqlitePool, path: &Path) -> Result<Option<Missing>, StoreError> {
    let error = |e| StoreError::from_sqlx(path, e);
    let known: Vec<String> = Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect();
    let applied: Result<Vec<String>, _> =
        sqlx::query_scalar("SELECT version FROM seaql_migrations ORDER BY version").fetch_all(pool).await;
    let applied = match applied {
        Ok(applied) => applied,
        Err(failure) => {
            let tables: i64 =
                sqlx::query_scalar("SELECT count(*) FROM sqlite_schema").fetch_one(pool).await.map_err(error)?;
            return if tables == 0 { Ok(Some(Missing::All)) } else { Err(error(failure)) };
        }
    };
    if let Some(unknown) = applied.iter().find(|version| !known.contains(version)) {
        return Err(StoreError::NewerVersion { path: path.to_path_buf(), unknown: unknown.clone() });
    }
    Ok(match applied.last() {
        Some(_) if applied.len() == known.len() => None,
        Some(last) => Some(Missing::After(last.clone())),
        None => Some(Missing::All),
    })
}

async fn migrate(pool: &SqlitePool, path: &Path, missing: Missing, now: Timestamp) -> Result<(), StoreError> {
    match missing {
        Missing::All => {
            sqlx::raw_sql(sqlx::AssertSqlSafe(format!("PRAGMA application_id = {APPLICATION_ID}")))
                .execute(pool)
                .await
                .map_err(|e| StoreError::from_sqlx(path, e))?;
        }
        Missing::After(last) => {
            quick_check(pool, path).await?;
            let copy = backup_beside(pool, path, &format!("before-upgrade-from-{last}"), now).await?;
            tracing::info!(copy = %copy.display(), "wrote a back-up before changing the schema");
            delete_old_backups(path, &[&copy])?;
        }
    }
    let db = SqlxSqliteConnector::from_sqlx_sqlite_pool(pool.clone());
    Migrator::up(&db, None).await.map_err(|e| StoreError::from_db(path, e))
}

/// Fails with what `PRAGMA quick_check` finds first.
pub(crate) async fn quick_check(pool: &SqlitePool, path: &Path) -> Result<(), StoreError> {
    let said: Vec<String> = sqlx::query_scalar("PRAGMA quick_check(1)")
        .fetch_all(pool)
        .await
        .map_err(|e| StoreError::from_sqlx(path, e))?;
    match said.first().map(String::as_str) {
        Some("ok") => Ok(()),
        first => Err(StoreError::Corrupt {
            path: path.to_path_buf(),
            detail: first.unwrap_or("quick_check said nothing").to_owned(),
        }),
    }
}

/// Returns `path` with `suffix` after its whole name (`with_extension` would replace).
fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Notices commits of any other connection, in this process or another one.
///
/// It has a connection of its own that never writes: `PRAGMA data_version` tells a connection about
/// the others' commits only.
#[derive(Debug)]
pub struct ChangeWatch {
    connection: SqliteConnection,
    path: PathBuf,
    last: i64,
}

impl ChangeWatch {
    pub(crate) async fn open(path: &Path) -> Result<Self, StoreError> {
        let connection =
            options(path).create_if_missing(false).connect().await.map_err(|e| StoreError::from_sqlx(path, e))?;
        let mut watch = Self { connection, path: path.to_path_buf(), last: -1 };
        watch.changed().await?;
        Ok(watch)
    }

    /// Returns true when somebody committed since the last call; takes some microseconds.
    pub async fn changed(&mut self) -> Result<bool, StoreError> {
        let version: i64 = sqlx::query_scalar("PRAGMA data_version")
            .fetch_one(&mut self.connection)
            .await
            .map_err(|e| StoreError::from_sqlx(&self.path, e))?;
        Ok(std::mem::replace(&mut self.last, version) != version)
    }
}

/// Facts about the linked library and the file, for `doctor`.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The version of the linked SQLite.
    pub sqlite_version: String,
    /// The options with which it was compiled.
    pub compile_options: Vec<String>,
    /// `wal` in a file of ours.
    pub journal_mode: String,
    /// 2 is FULL.
    pub synchronous: i64,
    /// 1 is on.
    pub foreign_keys: i64,
    /// How long a connection waits for another one's write, in milliseconds.
    pub busy_timeout: i64,
    /// In bytes, without the write-ahead log.
    pub size: u64,
}

pub(crate) async fn facts(pool: &SqlitePool, path: &Path) -> Result<Facts, StoreError> {
    let error = |e| StoreError::from_sqlx(path, e);
    let mut connection = pool.acquire().await.map_err(error)?;
    Ok(Facts {
        sqlite_version: sqlx::query_scalar("SELECT sqlite_version()")
            .fetch_one(&mut *connection)
            .await
            .map_err(error)?,
        compile_options: sqlx::query_scalar("PRAGMA compile_options")
            .fetch_all(&mut *connection)
            .await
            .map_err(error)?,
        journal_mode: sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&mut *connection).await.map_err(error)?,
        synchronous: sqlx::query_scalar("PRAGMA synchronous").fetch_one(&mut *connection).await.map_err(error)?,
        foreign_keys: sqlx::query_scalar("PRAGMA foreign_keys").fetch_one(&mut *connection).await.map_err(error)?,
        busy_timeout: sqlx::query_scalar("PRAGMA busy_timeout").fetch_one(&mut *connection).await.map_err(error)?,
        size: fs::metadata(path).map_err(|e| StoreError::from_io("read", path, e))?.len(),
    })
}
