//! What tests share: temporary boards, fixture repositories and a fixed clock.

pub mod bare;
pub mod claude;
pub mod seed;

mod repository;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use claudetask_app::task::{self, NewTask, Task};
use claudetask_app::{Call, Clock, Use, project};
use claudetask_core::{Origin, ProjectId, Status, Timestamp};
use tempfile::TempDir;

pub use repository::Repository;

/// A clock that stands still until it is set.
#[derive(Debug, Default)]
pub struct FixedClock(AtomicI64);

impl FixedClock {
    /// Returns a clock that stands at `millis` after the Unix epoch.
    pub fn at(millis: i64) -> Self {
        Self(AtomicI64::new(millis))
    }

    /// Sets the time, forwards or backwards.
    pub fn set(&self, millis: i64) {
        self.0.store(millis, Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
}

/// A board in a temporary folder, with one project; all of it goes when it is dropped.
#[derive(Debug)]
pub struct Board {
    /// The board as the command line uses it.
    pub call: Call,
    /// The project.
    pub project: ProjectId,
    /// Its clock.
    pub clock: Arc<FixedClock>,
    folder: TempDir,
}

/// The moment at which a temporary board begins: 2026-01-02T03:04:05.678Z.
pub const START: i64 = 1_767_323_045_678;

impl Board {
    /// Makes a board with an empty project folder that is no repository.
    ///
    /// # Panics
    /// When the temporary folder can't be written.
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let clock = Arc::new(FixedClock::at(START));
        let call = Call::open_at(&folder.path().join("data"), Use::Service, Origin::Cli, clock.clone())
            .await
            .expect("a new database can be opened")
            .with_claude_folder(&folder.path().join("home/.claude"));
        let work = folder.path().join("project");
        std::fs::create_dir(&work).expect("a folder can be made");
        let project = project::open(&call, &work).await.expect("an empty folder can be a project").id;
        Self { call, project, clock, folder }
    }

    /// Makes a board whose project is a git repository with one commit on `main`.
    ///
    /// # Panics
    /// When git does not run.
    pub async fn with_repository() -> (Self, Repository) {
        let board = Self::new().await;
        let repository = Repository::init(&board.project_folder());
        repository.commit("first");
        (board, repository)
    }

    /// Opens the same file once more, as another process would.
    ///
    /// # Panics
    /// When the database can't be opened.
    pub async fn another_process(&self, origin: Origin) -> Call {
        Call::open_at(self.call.data_folder(), Use::Service, origin, self.clock.clone())
            .await
            .expect("the database can be opened twice")
            .with_claude_folder(self.call.claude_folder())
    }

    /// Adds a task to Backlog.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn add(&self, title: &str) -> Task {
        self.add_to(title, Status::Backlog).await
    }

    /// Adds a task to a column.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn add_to(&self, title: &str, status: Status) -> Task {
        let new = NewTask { title: title.to_owned(), status, ..NewTask::default() };
        task::create(&self.call, self.project, new).await.expect("a plain task can be added")
    }

    /// Makes a folder beside the project and opens it as a project.
    ///
    /// # Panics
    /// When the folder can't be made.
    pub async fn another_project(&self, name: &str) -> ProjectId {
        let folder = self.root().join(name);
        std::fs::create_dir_all(&folder).expect("a folder can be made");
        project::open(&self.call, &folder).await.expect("an empty folder can be a project").id
    }

    /// Returns the project's folder.
    pub fn project_folder(&self) -> std::path::PathBuf {
        self.folder.path().join("project")
    }

    /// Returns the folder that holds the data and the project.
    pub fn root(&self) -> &Path {
        self.folder.path()
    }
}
