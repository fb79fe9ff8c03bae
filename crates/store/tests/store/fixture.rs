//! What these tests share: a temporary folder with a database, and looks at it past the store.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use claudetask_core::{EventKind, Fields, Origin, Priority, ProjectId, Rank, Status, TaskId, TaskType, Timestamp};
use claudetask_migrations::{Migrator, MigratorTrait};
use claudetask_store::{NewEvent, NewProject, NewTask, NewText, Store, TaskQuery, Use};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqlitePoolOptions};
use sqlx::{ConnectOptions, Connection};
use tempfile::TempDir;

/// 2026-01-02T03:04:05.678Z.
pub(crate) const NOW: Timestamp = Timestamp::from_millis(1_767_323_045_678);

/// A moment some seconds after [`NOW`].
pub(crate) fn later(seconds: i64) -> Timestamp {
    Timestamp::from_millis(NOW.millis() + seconds * 1000)
}

/// A temporary folder, and the path of a database in it.
pub(crate) struct Place {
    pub(crate) folder: TempDir,
    pub(crate) path: PathBuf,
}

impl Place {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("claudetask.db");
        Self { folder, path }
    }

    pub(crate) async fn open(&self) -> Store {
        Store::open(&self.path, Use::Service, NOW).await.unwrap()
    }

    /// A file that the first version wrote, with one project.
    pub(crate) async fn older(&self) {
        let options = SqliteConnectOptions::new().filename(&self.path).create_if_missing(true);
        let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await.unwrap();
        let db = sea_orm::SqlxSqliteConnector::from_sqlx_sqlite_pool(pool.clone());
        Migrator::up(&db, Some(1)).await.unwrap();
        for sql in [
            "PRAGMA application_id = 1129075787",
            "INSERT INTO projects (path, name, branch_pattern, revision, created_at, opened_at) \
             VALUES ('/old', 'Old', 'task/{id}', 1, 5, 5)",
            "PRAGMA journal_mode = WAL",
        ] {
            sqlx::raw_sql(sql).execute(&pool).await.unwrap();
        }
        pool.close().await;
    }

    /// Runs a statement on the closed file.
    pub(crate) async fn sql(&self, sql: &'static str) {
        let mut connection = raw(&self.path).await;
        sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }

    /// Every file of the folder with its bytes; the file under whose lock a database is made says nothing.
    pub(crate) fn bytes(&self) -> BTreeMap<String, Vec<u8>> {
        std::fs::read_dir(self.folder.path())
            .unwrap()
            .filter_map(|entry| {
                let entry = entry.unwrap();
                // A connection that is being closed takes its log away.
                let bytes = std::fs::read(entry.path()).ok()?;
                Some((entry.file_name().into_string().unwrap(), bytes))
            })
            .filter(|(name, _)| !name.contains(".lock"))
            .collect()
    }

    /// The names of the files in the folder that end so.
    pub(crate) fn names(&self, end: &str) -> Vec<String> {
        self.bytes().into_keys().filter(|name| name.ends_with(end)).collect()
    }
}

/// Opens a file without the store.
pub(crate) async fn raw(path: &Path) -> SqliteConnection {
    SqliteConnectOptions::new().filename(path).connect().await.unwrap()
}

/// Adds a project.
pub(crate) async fn add_project(store: &Store, path: &str) -> ProjectId {
    let tx = store.write().await.unwrap();
    let new = NewProject {
        path: path.to_owned(),
        name: path.to_owned(),
        repository: None,
        branch_pattern: "task/{id}".to_owned(),
        at: NOW,
        opened_at: NOW,
    };
    let project = tx.insert_project(new).await.unwrap().id;
    tx.record(event(project, None, EventKind::ProjectOpened)).await.unwrap();
    tx.commit().await.unwrap();
    project
}

/// Adds a task with a description and its event, at the end of Backlog.
pub(crate) async fn add_task(store: &Store, project: ProjectId, title: &str) -> TaskId {
    let tx = store.write().await.unwrap();
    let last = tx.neighbour(project, Status::Backlog, claudetask_store::Side::Before, None, &[]).await.unwrap();
    let new = NewTask {
        project_id: project,
        title: title.to_owned(),
        task_type: TaskType::Bug,
        priority: Priority::High,
        status: Status::Backlog,
        rank: Rank::between(last.as_ref(), None).unwrap(),
        blocked_reason: None,
        at: NOW,
    };
    let mut task = tx.insert_task(new).await.unwrap();
    let document = format!("task/{}/description", task.id);
    let content = format!("About {title}.");
    let text = NewText { project, document: &document, content: &content, origin: Origin::Cli, at: NOW };
    task.description = Some(tx.keep_text(text).await.unwrap());
    tx.update_task(&task).await.unwrap();
    tx.record(event(project, Some(task.id), EventKind::TaskCreated)).await.unwrap();
    tx.commit().await.unwrap();
    task.id
}

pub(crate) fn event(project: ProjectId, task: Option<TaskId>, kind: EventKind) -> NewEvent {
    NewEvent {
        project_id: project,
        task_id: task,
        at: NOW,
        origin: Origin::Cli,
        kind,
        before: None,
        after: Some(Fields::new()),
        batch: None,
        reverts: None,
    }
}

/// The titles of a project's tasks in the board's order.
pub(crate) async fn titles(store: &Store, project: ProjectId) -> Vec<String> {
    let tx = store.read().await.unwrap();
    let tasks = tx.tasks(project, &TaskQuery::default()).await.unwrap();
    tasks.into_iter().map(|task| task.title).collect()
}
