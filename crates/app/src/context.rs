//! What every use case needs: the open database, the time, and who asks.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use claudetask_core::{EventKind, Fields, Origin, ProjectId, TaskId, Timestamp};
use claudetask_store::{NewEvent, Store, Use};

use crate::Error;

/// Tells the time; a test fixes it.
pub trait Clock: Send + Sync {
    /// Returns the present moment. It may go backwards, as the machine's clock may.
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        chrono::Utc::now().into()
    }
}

/// The open board as one door uses it; cheap to clone.
#[derive(Clone)]
pub struct Call {
    pub(crate) store: Store,
    pub(crate) origin: Origin,
    clock: Arc<dyn Clock>,
    data_folder: PathBuf,
    claude_folder: Arc<Path>,
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("data_folder", &self.data_folder)
            .field("origin", &self.origin)
            .finish_non_exhaustive()
    }
}

impl Call {
    /// Opens the database in `data_folder`, makes it where there is none, for changes made by `origin`.
    pub async fn open(data_folder: &Path, usage: Use, origin: Origin) -> Result<Self, Error> {
        Self::open_at(data_folder, usage, origin, Arc::new(SystemClock)).await
    }

    /// Does what [`Call::open`] does with another clock.
    pub async fn open_at(data_folder: &Path, usage: Use, origin: Origin, clock: Arc<dyn Clock>) -> Result<Self, Error> {
        let store = Store::open(&data_folder.join("claudetask.db"), usage, clock.now()).await?;
        let claude_folder = crate::document::claude_folder().into();
        Ok(Self { store, origin, clock, data_folder: data_folder.to_path_buf(), claude_folder })
    }

    /// Returns the same board with another folder of the user's own files of Claude Code.
    #[must_use]
    pub fn with_claude_folder(self, folder: &Path) -> Self {
        Self { claude_folder: folder.into(), ..self }
    }

    /// Returns the user's own folder of Claude Code.
    pub fn claude_folder(&self) -> &Path {
        &self.claude_folder
    }

    /// Returns the same board for changes made by `origin`.
    #[must_use]
    pub fn by(&self, origin: Origin) -> Self {
        Self { origin, ..self.clone() }
    }

    /// Returns the folder that holds the database and all else that is kept.
    pub fn data_folder(&self) -> &Path {
        &self.data_folder
    }

    /// Returns the database file.
    pub fn database(&self) -> &Path {
        self.store.path()
    }

    /// Closes the database, which folds its write-ahead log into the file.
    pub async fn close(self) -> Result<(), Error> {
        Ok(self.store.close().await?)
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Returns the entry of a change that this caller makes, with the changed fields as they were and as they
    /// became.
    pub(crate) fn event(
        &self,
        project_id: ProjectId,
        task_id: Option<TaskId>,
        kind: EventKind,
        at: Timestamp,
        (before, after): (Option<Fields>, Option<Fields>),
    ) -> NewEvent {
        NewEvent { project_id, task_id, at, origin: self.origin, kind, before, after, batch: None, reverts: None }
    }
}

/// Returns the platform's data folder of ClaudeTask (`$XDG_DATA_HOME/claudetask` on Linux).
pub fn data_folder() -> Result<PathBuf, Error> {
    dirs::data_dir().map(|folder| folder.join("claudetask")).ok_or(Error::NoDataFolder)
}

/// Runs blocking work (git, the file system) away from the async threads.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(value) => value,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}
