//! Where the measured programs are, and where the measured boards are written.

use std::path::{Path, PathBuf};

use claudetask_app::settings::{self, SettingsPatch};
use claudetask_app::{Call, Use, project};
use claudetask_core::{Origin, ProjectId, Status, TaskId, Timestamp};
use claudetask_testkit::seed;
use tempfile::TempDir;

use crate::failure::Failure;

/// Where the measured programs are, and where the measured boards are written.
#[derive(Debug)]
pub(crate) struct Places {
    programs: PathBuf,
    data: TempDir,
}

impl Places {
    /// Finds the programs beside this one, or in `programs`.
    ///
    /// Boards are written below the build folder: the temporary folder may be memory, where a commit costs nothing.
    pub(crate) fn find(programs: Option<PathBuf>) -> Result<Self, Failure> {
        let own = std::env::current_exe().map_err(|source| Failure::io("find the running program", source))?;
        let beside = own.parent().unwrap_or(Path::new("."));
        let data = tempfile::Builder::new()
            .prefix("measure-")
            .tempdir_in(beside)
            .map_err(|source| Failure::io(format!("make a folder in {}", beside.display()), source))?;
        let programs = programs.unwrap_or_else(|| beside.to_owned());
        let programs = std::path::absolute(&programs).unwrap_or(programs);
        Ok(Self { programs, data })
    }

    /// Returns the folder below which all boards are written.
    pub(crate) fn data(&self) -> &Path {
        self.data.path()
    }

    /// Returns the command line.
    pub(crate) fn cli(&self) -> Result<PathBuf, Failure> {
        self.built("claudetask", "build it with `cargo build --release -p claudetask-cli`")
    }

    /// Returns the window's program.
    pub(crate) fn desktop(&self) -> Result<PathBuf, Failure> {
        self.built("claudetask-desktop", "build it with `cargo build --release -p claudetask-desktop`")
    }

    /// Returns the program with the empty window.
    pub(crate) fn empty_window(&self) -> Result<PathBuf, Failure> {
        let hint = "build it with `cargo build --release -p claudetask-desktop --example empty-window`";
        self.built("examples/empty-window", hint)
    }

    fn built(&self, name: &str, hint: &'static str) -> Result<PathBuf, Failure> {
        let path = self.programs.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
        if path.is_file() { Ok(path) } else { Err(Failure::NotBuilt { path, hint }) }
    }

    /// Makes a board with `tasks` tasks in `columns` that the window opens with.
    pub(crate) async fn board(&self, name: &str, tasks: usize, columns: &[Status]) -> Result<LargeBoard, Failure> {
        let folder = self.data.path().join(name);
        let work = folder.join("project");
        std::fs::create_dir_all(&work).map_err(|source| Failure::io("make a project folder", source))?;
        let data = folder.join("data");
        let claude = folder.join("claude");
        // The user's own agents and instructions would be measured too.
        let call = Call::open(&data, Use::Service, Origin::User).await?.with_claude_folder(&claude);
        let project = project::open(&call, &work).await?.id;
        let shown = SettingsPatch { last_project: Some(Some(project)), ..SettingsPatch::default() };
        settings::update(&call, shown).await?;
        let ids = seed::fill(call.database(), project, tasks, columns, now()).await?;
        Ok(LargeBoard { call, project, ids, data, folder: work, claude })
    }
}

fn now() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// A board to measure.
#[derive(Debug)]
pub(crate) struct LargeBoard {
    pub(crate) call: Call,
    pub(crate) project: ProjectId,
    /// Oldest first.
    pub(crate) ids: Vec<TaskId>,
    /// Its data folder.
    pub(crate) data: PathBuf,
    /// The project's folder.
    pub(crate) folder: PathBuf,
    /// What stands for the user's own folder of Claude Code.
    pub(crate) claude: PathBuf,
}
