//! The open board as a command uses it.

use std::path::{Path, PathBuf};

use claudetask_app::project::{self, Project};
use claudetask_app::{Call, Error, Use, data_folder};
use claudetask_core::{Origin, ProjectId};

use crate::args::Global;
use crate::failure::Failure;
use crate::output::Output;

/// The open database, and which project and answer are wanted.
#[derive(Debug)]
pub(crate) struct Door {
    pub(crate) call: Call,
    pub(crate) output: Output,
    global: Global,
}

impl Door {
    /// Opens the database.
    pub(crate) async fn open(global: Global, output: Output) -> Result<Self, Failure> {
        let call = Call::open(&folder(&global)?, Use::Command, Origin::Cli).await?;
        Ok(Self { call, output, global })
    }

    /// Closes the database after the command; where that fails all is stored all the same, in the
    /// write-ahead log, and a failure of the command says more.
    pub(crate) async fn close(self, outcome: Result<(), Failure>) -> Result<(), Failure> {
        let closed = self.call.close().await;
        outcome?;
        Ok(closed?)
    }

    /// Returns the project that `--project` names, else the one that holds the current folder.
    pub(crate) async fn project(&self) -> Result<Project, Failure> {
        project_of(&self.call, &self.global).await
    }

    /// Returns whether `--project` names one.
    pub(crate) fn names_a_project(&self) -> bool {
        self.global.project.is_some()
    }

    /// Returns the id of the project; one that `--project` names by its id may be forgotten.
    pub(crate) async fn even_forgotten(&self) -> Result<ProjectId, Failure> {
        match id_of(&self.global)? {
            Some(id) => Ok(id),
            None => Ok(self.project().await?.id),
        }
    }
}

/// Returns the data folder that is wanted, as an absolute path.
pub(crate) fn folder(global: &Global) -> Result<PathBuf, Failure> {
    let from_environment = || {
        let value = std::env::var_os("CLAUDETASK_DATA_DIR").filter(|value| !value.is_empty());
        value.map(PathBuf::from)
    };
    let folder = match global.data_dir.clone().or_else(from_environment) {
        Some(folder) => folder,
        None => data_folder()?,
    };
    std::path::absolute(&folder).map_err(Failure::Start)
}

/// Does what [`Door::project`] does.
async fn project_of(call: &Call, global: &Global) -> Result<Project, Failure> {
    match (id_of(global)?, &global.project) {
        (Some(id), _) => Ok(project::get(call, id).await?),
        (None, Some(path)) => Ok(project::holding(call, Path::new(path)).await?),
        (None, None) => Ok(project::holding(call, Path::new(".")).await?),
    }
}

/// Returns the id that `--project` names: a text of digits is one; a folder of that name is `./12`.
pub(crate) fn id_of(global: &Global) -> Result<Option<ProjectId>, Failure> {
    let text = global.project.as_deref().and_then(std::ffi::OsStr::to_str).unwrap_or_default();
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    Ok(is_number.then(|| text.parse()).transpose().map_err(Error::from)?)
}
