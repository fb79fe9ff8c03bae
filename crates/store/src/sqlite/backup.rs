//! Back-ups, and putting one in force again. A copy appears whole or not at all, and nothing that the user
//! made is ever overwritten or deleted.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use claudetask_core::{EventKind, Origin, Timestamp};
use claudetask_migrations::{Migrator, MigratorTrait};
use sea_orm::SqlxSqliteConnector;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions};
use sqlx::{ConnectOptions, Connection, Row};

use super::{Look, Missing, Use, connect, look, missing_migrations, options, quick_check, refuse_foreign, with_suffix};
use crate::error::StoreError;

/// How many back-ups from before a migration or a restore are kept.
const KEPT_BACKUPS: usize = 3;

/// Writes a consistent copy to `target`, which must not be there; it appears whole or not at all.
pub(crate) async fn backup(pool: &SqlitePool, path: &Path, target: &Path) -> Result<(), StoreError> {
    match fs::symlink_metadata(target) {
        Ok(_) => return Err(StoreError::Exists { path: target.to_path_buf() }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(StoreError::from_io("write", target, error)),
    }
    let partial = with_suffix(target, &format!(".partial-{}", unique()));
    let text = partial.to_str().ok_or_else(|| StoreError::Io {
        action: "write",
        path: partial.clone(),
        source: std::io::Error::other("the path is not UTF-8, which SQLite needs"),
    })?;
    let written = sqlx::query("VACUUM INTO ?").bind(text).execute(pool).await;
    let finished = written.map(|_| ()).map_err(|e| StoreError::from_sqlx(target, e)).and_then(|()| {
        // VACUUM INTO does not wait for the disk.
        fs::File::open(&partial).and_then(|file| file.sync_all()).and_then(|()| publish(&partial, target)).map_err(
            |error| match error.kind() {
                std::io::ErrorKind::AlreadyExists => StoreError::Exists { path: target.to_path_buf() },
                _ => StoreError::from_io("write", target, error),
            },
        )
    });
    if finished.is_err()
        && let Err(error) = fs::remove_file(&partial)
        && error.kind() != std::io::ErrorKind::NotFound
    {
        tracing::warn!(%error, partial = %partial.display(), "a partial back-up stays behind");
    }
    tracing::debug!(from = %path.display(), to = %target.display(), "wrote a back-up");
    finished
}

/// Gives a finished file its name, unless something has that name.
fn publish(partial: &Path, target: &Path) -> std::io::Result<()> {
    // A second name for the file appears whole or not at all; not every file system (exFAT) can give one.
    match fs::hard_link(partial, target) {
        Ok(()) => fs::remove_file(partial)?,
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => return Err(error),
        Err(_) => {
            fs::File::create_new(target)?;
            if let Err(error) = fs::rename(partial, target) {
                fs::remove_file(target)?;
                return Err(error);
            }
        }
    }
    // The new name is on the disk only when its folder is. Windows has no such notion.
    #[cfg(unix)]
    if let Some(folder) = target.parent() {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// Returns a word that no other work file of this machine has while this process lives.
fn unique() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    format!("{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

/// Writes a back-up beside the file.
pub(super) async fn backup_beside(
    pool: &SqlitePool,
    path: &Path,
    reason: &str,
    now: Timestamp,
) -> Result<PathBuf, StoreError> {
    let stamp = now.to_utc().format("%Y%m%dT%H%M%S%3fZ");
    let target = with_suffix(path, &format!(".{stamp}-{reason}.bak"));
    backup(pool, path, &target).await?;
    Ok(target)
}

/// Deletes all but the newest three of the back-ups beside the file, but never one of `keep`: names tell the age,
/// and a clock that went back makes the newest look like the oldest.
pub(super) fn delete_old_backups(path: &Path, keep: &[&Path]) -> Result<(), StoreError> {
    let same = |a: &Path, b: &Path| a == b || matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b);
    for old in backups(path)?.into_iter().rev().skip(KEPT_BACKUPS) {
        if !keep.iter().any(|kept| same(&old, kept)) {
            fs::remove_file(&old).map_err(|e| StoreError::from_io("delete the old back-up", &old, e))?;
        }
    }
    Ok(())
}

/// Returns the back-ups that the store wrote beside the file, oldest first (their names hold the time).
pub(crate) fn backups(path: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name().and_then(|name| name.to_str())) else {
        return Ok(Vec::new());
    };
    let error = |e| StoreError::from_io("list", folder, e);
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(error)? {
        let entry = entry.map_err(error)?;
        if entry.file_name().to_str().and_then(|file| file.strip_prefix(name)).is_some_and(is_backup_suffix) {
            found.push(entry.path());
        }
    }
    found.sort();
    Ok(found)
}

/// Returns true for the end of a name that [`backup_beside`] gives, such as `.20260102T030405678Z-before-restore.bak`;
/// a copy that the user made is none of ours.
fn is_backup_suffix(suffix: &str) -> bool {
    let stamp = suffix.strip_prefix('.').and_then(|rest| rest.strip_suffix(".bak")).and_then(|rest| rest.get(..19));
    stamp.is_some_and(|stamp| {
        stamp.bytes().enumerate().all(|(at, byte)| match at {
            8 => byte == b'T',
            18 => byte == b'Z',
            _ => byte.is_ascii_digit(),
        })
    }) && suffix.as_bytes().get(20) == Some(&b'-')
}

/// Puts the content of `source` in place of the current one, in one transaction that every open
/// process sees, and returns where the current content was saved. The ids of events stay increasing.
///
/// The source is read and checked before anything else, so that a refusal leaves no trace.
pub(crate) async fn restore(
    pool: &SqlitePool,
    path: &Path,
    source: &Path,
    origin: Origin,
    now: Timestamp,
) -> Result<PathBuf, StoreError> {
    let work = with_suffix(path, &format!(".restore-{}", unique()));
    let outcome = async {
        prepare(source, &work).await?;
        let saved = backup_beside(pool, path, "before-restore", now).await?;
        replace_content(path, &work, origin, now).await?;
        Ok(saved)
    }
    .await;
    for suffix in ["", "-wal", "-shm", ".lock"] {
        let file = with_suffix(&work, suffix);
        if let Err(error) = fs::remove_file(&file)
            && error.kind() != std::io::ErrorKind::NotFound
        {
            tracing::warn!(%error, file = %file.display(), "a work file of the restore stays behind");
        }
    }
    let saved: PathBuf = outcome?;
    if let Err(error) = delete_old_backups(path, &[&saved, source]) {
        tracing::warn!(%error, "an old back-up stays");
    }
    Ok(saved)
}

/// Writes a copy of the back-up `source` to `work` and brings its schema up to date.
async fn prepare(source: &Path, work: &Path) -> Result<(), StoreError> {
    match look(source)? {
        Look::Absent => {
            return Err(StoreError::from_io("read", source, std::io::ErrorKind::NotFound.into()));
        }
        Look::Ours => {}
        Look::Unsure => refuse_foreign(source).await?,
    }
    // A copy is brought up to date, never the user's back-up itself.
    let reader = SqlitePoolOptions::new()
        .max_connections(1)
        .connect_with(SqliteConnectOptions::new().filename(source).read_only(true))
        .await
        .map_err(|e| StoreError::from_sqlx(source, e))?;
    quick_check(&reader, source).await?;
    backup(&reader, source, work).await?;
    reader.close().await;
    let pool = connect(work, Use::Command).await?;
    match missing_migrations(&pool, source).await? {
        None => {}
        Some(Missing::All) => return Err(StoreError::ForeignDatabase { path: source.to_path_buf() }),
        Some(Missing::After(_)) => {
            let db = SqlxSqliteConnector::from_sqlx_sqlite_pool(pool.clone());
            Migrator::up(&db, None).await.map_err(|e| StoreError::from_db(source, e))?;
        }
    }
    pool.close().await;
    Ok(())
}

async fn replace_content(path: &Path, work: &Path, origin: Origin, now: Timestamp) -> Result<(), StoreError> {
    let error = |e| StoreError::from_sqlx(path, e);
    let mut connection = options(path).foreign_keys(false).connect().await.map_err(error)?;
    sqlx::query("ATTACH ? AS source").bind(work.to_str()).execute(&mut connection).await.map_err(error)?;
    let mut tx = connection.begin_with("BEGIN IMMEDIATE").await.map_err(error)?;
    let last_seq: i64 =
        sqlx::query_scalar("SELECT coalesce(max(seq), 0) FROM main.events").fetch_one(&mut *tx).await.map_err(error)?;
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' \
         AND name <> 'seaql_migrations'",
    )
    .fetch_all(&mut *tx)
    .await
    .map_err(error)?;
    let mut statements = Vec::new();
    for table in &tables {
        let columns: Vec<String> = sqlx::query("SELECT name FROM pragma_table_info(?)")
            .bind(table)
            .fetch_all(&mut *tx)
            .await
            .map_err(error)?
            .iter()
            .map(|row| format!("\"{}\"", row.get::<String, _>(0)))
            .collect();
        let columns = columns.join(", ");
        statements.push(format!("DELETE FROM main.\"{table}\""));
        statements.push(format!("INSERT INTO main.\"{table}\" ({columns}) SELECT {columns} FROM source.\"{table}\""));
    }
    // Windows and other processes wait for events after the last that they saw, so the journal goes on
    // from the higher of both ends, with one event for each project.
    statements.push(
        "UPDATE main.sqlite_sequence SET seq = max(seq, \
         coalesce((SELECT s.seq FROM source.sqlite_sequence s WHERE s.name = sqlite_sequence.name), 0))"
            .to_owned(),
    );
    statements.push(
        "INSERT INTO main.sqlite_sequence (name, seq) SELECT name, seq FROM source.sqlite_sequence \
         WHERE name NOT IN (SELECT name FROM main.sqlite_sequence)"
            .to_owned(),
    );
    statements.push(format!("UPDATE main.sqlite_sequence SET seq = max(seq, {last_seq}) WHERE name = 'events'"));
    statements.push(format!(
        "INSERT INTO main.events (project_id, at, origin, kind, undone, applied) \
         SELECT id, {}, '{}', '{}', 0, 0 FROM main.projects",
        now.millis(),
        origin.as_str(),
        EventKind::Restored.as_str(),
    ));
    for statement in statements {
        sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(&mut *tx).await.map_err(error)?;
    }
    tx.commit().await.map_err(error)?;
    sqlx::query("DETACH source").execute(&mut connection).await.map_err(error)?;
    connection.close().await.map_err(error)
}
