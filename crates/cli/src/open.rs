//! Brings the window forward, or starts it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::time::{Duration, Instant};

use claudetask_app::{Error, ErrorCode, task};
use claudetask_core::{ProjectId, TaskId};
use serde::Serialize;

use crate::apart;
use crate::door::Door;
use crate::failure::Failure;
use crate::render;

/// The window's program. A second start of it hands its arguments to the running one and ends.
const PROGRAM: &str = "claudetask-desktop";

/// How long a program that can't show a window is given to say so.
const PATIENCE: Duration = Duration::from_millis(700);

/// What was opened.
#[derive(Debug, Serialize)]
pub(crate) struct Opened {
    pub(crate) task: Option<TaskId>,
    pub(crate) project: Option<ProjectId>,
    program: String,
}

/// Brings the window forward with a task, or with the project of the current folder.
pub(crate) async fn run(door: &Door, id: Option<TaskId>) -> Result<(), Failure> {
    let project = match door.project().await {
        Ok(project) => Some(project.id),
        // The window can be opened from anywhere.
        Err(Failure::App(Error::NoProject(_))) if !door.names_a_project() => None,
        Err(failure) => return Err(failure),
    };
    let project = match id {
        Some(id) => Some(task::project_of(&door.call, project, id).await?),
        None => project,
    };
    let program = find()?;
    let mut arguments: Vec<OsString> = vec!["--data-dir".into(), door.call.data_folder().into()];
    match (id, project) {
        (Some(id), _) => arguments.extend(["--open".into(), id.to_string().into()]),
        (None, Some(project)) => arguments.extend(["--project".into(), project.to_string().into()]),
        (None, None) => {}
    }
    let child = apart::start(&program, &arguments, door.call.data_folder());
    let child = child.map_err(|error| failed(&program, &error.to_string()))?;
    still_there(child, &program).await?;
    let opened = Opened { task: id, project, program: program.display().to_string() };
    door.output.show(&opened, |_| render::opened(&opened))
}

/// Finds the window's program: beside this one, else in `PATH`.
fn find() -> Result<PathBuf, Failure> {
    let name = format!("{PROGRAM}{}", std::env::consts::EXE_SUFFIX);
    let own = std::env::current_exe().ok();
    // A link to this program may stand in a folder of links; the programs then lie side by side where it leads.
    let real = own.as_deref().and_then(|path| path.canonicalize().ok());
    let beside = [own, real].into_iter().flatten().filter_map(|path| path.parent().map(Path::to_path_buf));
    let path = std::env::var_os("PATH").unwrap_or_default();
    // A relative folder in PATH would start whatever lies in the folder that one happens to be in.
    let in_path = std::env::split_paths(&path).filter(|folder| folder.is_absolute());
    let mut places = beside.chain(in_path).map(|folder| folder.join(&name));
    places.find(|path| is_program(path)).ok_or_else(|| Failure::Desktop {
        code: ErrorCode::DesktopNotFound,
        message: format!("the window's program {name} is neither beside claudetask nor in PATH"),
        hint: format!("Install the ClaudeTask app, or put {name} into a folder of PATH."),
    })
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file()
}

/// Looks whether the program ends at once with a failure; one that handed over to a running window ends without.
async fn still_there(mut child: Child, program: &Path) -> Result<(), Failure> {
    let begin = Instant::now();
    while begin.elapsed() < PATIENCE {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => return Ok(()),
            Ok(Some(status)) => return Err(failed(program, &status.to_string())),
            Ok(None) => tokio::time::sleep(Duration::from_millis(20)).await,
            Err(error) => return Err(failed(program, &error.to_string())),
        }
    }
    Ok(())
}

fn failed(program: &Path, reason: &str) -> Failure {
    Failure::Desktop {
        code: ErrorCode::DesktopFailed,
        message: format!("{} can't show the window: {reason}", program.display()),
        hint: "Start it in a terminal of the desktop to see why; a window needs a display.".to_owned(),
    }
}
