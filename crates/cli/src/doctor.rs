//! What works on this machine and what does not; also when the database can't be opened.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use claudetask_app::doctor::{self, DoctorReport, Subject};
use claudetask_app::git::RepositoryState;
use claudetask_app::maintenance::DatabaseHealth;
use claudetask_app::project::Project;
use serde::Serialize;

use crate::args::Global;
use crate::door::{folder, id_of};
use crate::failure::Failure;
use crate::output::Output;
use crate::render;

/// All that was found.
#[derive(Debug, Serialize)]
struct Shown {
    #[serde(flatten)]
    found: DoctorReport,
    version: &'static str,
    data_folder: PathBuf,
    /// Bytes that the data folder's disk has left; null where it can't be told.
    disk_free: Option<u64>,
    /// Null where there is no database yet or it can't be opened.
    database: Option<DatabaseHealth>,
    /// The project of `--project` or of the current folder.
    project: Option<Project>,
    repository: Option<RepositoryState>,
}

/// Looks at everything and shows it; the exit code is 1 where there is a problem.
pub(crate) async fn run(global: &Global, output: Output, quick: bool) -> Result<ExitCode, Failure> {
    let data_folder = folder(global)?;
    let subject = match (id_of(global)?, &global.project) {
        (Some(id), _) => Subject::Project(id),
        (None, Some(path)) => Subject::Named(Path::new(path)),
        (None, None) => Subject::Around(Path::new(".")),
    };
    let found = doctor::examine_all(None, &data_folder, subject, quick).await;
    let shown = Shown {
        found: found.report,
        version: env!("CARGO_PKG_VERSION"),
        data_folder,
        disk_free: found.disk_free,
        database: found.database,
        project: found.project,
        repository: found.repository,
    };
    output.show(&shown, |_| render::doctor::report(&shown.found))?;
    Ok(if shown.found.ok { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
