//! What the use cases are measured against: the same file through sqlx with nothing in between.

use std::path::Path;
use std::time::Duration;

use claudetask_core::ProjectId;
use serde::Serialize;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};

/// The columns of a card as they are stored, with which tasks they are.
pub const CARDS: &str = "SELECT id, project_id, title, type, priority, status, analysis_id IS NOT NULL AS has_analysis, \
     git_branch, blocked_reason, rank, revision, created_at, updated_at, completed_at \
     FROM tasks WHERE project_id = ? AND deleted_at IS NULL ORDER BY rank, id";

const LINKS: &str = "SELECT task_id, depends_on_id FROM task_links \
     WHERE task_id IN (SELECT id FROM tasks WHERE project_id = ?) ORDER BY task_id, depends_on_id";

/// A board's file, opened with the PRAGMAs of the store.
#[derive(Debug, Clone)]
pub struct BareFile {
    pool: SqlitePool,
}

/// The columns of a card as they are stored: times in milliseconds, enums as words.
#[derive(Debug, Serialize)]
pub struct BareCard {
    id: i64,
    project_id: i64,
    title: String,
    #[serde(rename = "type")]
    task_type: String,
    priority: String,
    status: String,
    has_analysis: bool,
    git_branch: Option<String>,
    blocked_reason: Option<String>,
    rank: String,
    revision: i64,
    created_at: i64,
    updated_at: i64,
    completed_at: Option<i64>,
}

/// All cards of a project, and the links between them as pairs.
#[derive(Debug, Serialize)]
pub struct BareBoard {
    /// The cards, by rank.
    pub cards: Vec<BareCard>,
    links: Vec<(i64, i64)>,
}

impl BareFile {
    /// Opens the file of a board that exists, with a row of its own to change.
    pub async fn open(path: &Path) -> Result<Self, sqlx::Error> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(5))
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .row_buffer_size(2048);
        let pool = SqlitePoolOptions::new()
            .max_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
            .connect_with(options)
            .await?;
        sqlx::query("INSERT OR REPLACE INTO settings (key, value) VALUES ('bare', '0')").execute(&pool).await?;
        Ok(Self { pool })
    }

    /// Reads all that a board shows, with one SELECT for the cards and one for the links.
    pub async fn board(&self, project: ProjectId) -> Result<BareBoard, sqlx::Error> {
        let rows: Vec<Row> = sqlx::query_as(CARDS).bind(project.0).fetch_all(&self.pool).await?;
        let cards = rows.into_iter().map(BareCard::from).collect();
        let links = sqlx::query_as(LINKS).bind(project.0).fetch_all(&self.pool).await?;
        Ok(BareBoard { cards, links })
    }

    /// Changes one row and waits until that is on the disk: what every write has to pay.
    pub async fn commit(&self) -> Result<(), sqlx::Error> {
        sqlx::query("UPDATE settings SET value = value + 1 WHERE key = 'bare'").execute(&self.pool).await?;
        Ok(())
    }

    /// Closes the file.
    pub async fn close(self) {
        self.pool.close().await;
    }
}

type Row = (
    i64,
    i64,
    String,
    String,
    String,
    String,
    bool,
    Option<String>,
    Option<String>,
    String,
    i64,
    i64,
    i64,
    Option<i64>,
);

impl From<Row> for BareCard {
    fn from(row: Row) -> Self {
        Self {
            id: row.0,
            project_id: row.1,
            title: row.2,
            task_type: row.3,
            priority: row.4,
            status: row.5,
            has_analysis: row.6,
            git_branch: row.7,
            blocked_reason: row.8,
            rank: row.9,
            revision: row.10,
            created_at: row.11,
            updated_at: row.12,
            completed_at: row.13,
        }
    }
}
