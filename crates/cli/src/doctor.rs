//! What works on this machine and what does not; also when the database can't be opened.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use claudetask_app::git::{RepositoryKind, RepositoryState};
use claudetask_app::maintenance::{self, DatabaseHealth};
use claudetask_app::project::Project;
use claudetask_app::{Call, Error, ErrorCode, Use, branch};
use claudetask_core::Origin;
use serde::Serialize;

use crate::args::Global;
use crate::door::{folder, project_of};
use crate::failure::Failure;
use crate::output::Output;
use crate::render::{self, bytes};

/// Less room than this on the disk is worth a warning.
const LITTLE_ROOM: u64 = 200_000_000;
/// Less room than this may fail the next change.
const NO_ROOM: u64 = 10_000_000;

/// All that was found.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    /// Whether there is no problem; warnings do not count.
    pub(crate) ok: bool,
    pub(crate) version: &'static str,
    pub(crate) data_folder: PathBuf,
    /// Bytes that the data folder's disk has left; null where it can't be told.
    pub(crate) disk_free: Option<u64>,
    /// Null where there is no database yet or it can't be opened.
    pub(crate) database: Option<DatabaseHealth>,
    /// The project of `--project` or of the current folder.
    pub(crate) project: Option<Project>,
    pub(crate) repository: Option<RepositoryState>,
    pub(crate) checks: Vec<Check>,
}

/// One thing that was looked at.
#[derive(Debug, Serialize)]
pub(crate) struct Check {
    pub(crate) name: &'static str,
    pub(crate) state: State,
    pub(crate) message: String,
    /// What to do; empty where nothing has to be done.
    pub(crate) hint: String,
    /// The failure's code, where there is one.
    pub(crate) code: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum State {
    Ok,
    Warning,
    Problem,
}

impl Check {
    fn new(name: &'static str, state: State, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { name, state, message: message.into(), hint: hint.into(), code: None }
    }

    fn ok(name: &'static str, message: impl Into<String>) -> Self {
        Self::new(name, State::Ok, message, "")
    }

    fn failed(name: &'static str, state: State, error: &Error) -> Self {
        let report = error.report();
        Self { name, state, message: report.message, hint: report.hint, code: Some(report.code) }
    }
}

/// Looks at everything and shows it; the exit code is 1 where there is a problem.
pub(crate) async fn run(global: &Global, output: Output) -> Result<ExitCode, Failure> {
    let report = examine(global).await?;
    output.show(&report, |_| render::doctor::report(&report))?;
    Ok(if report.ok { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn examine(global: &Global) -> Result<Report, Failure> {
    let data_folder = folder(global)?;
    let disk_free = existing(&data_folder).and_then(free);
    let mut report = Report {
        ok: true,
        version: env!("CARGO_PKG_VERSION"),
        disk_free,
        database: None,
        project: None,
        repository: None,
        checks: vec![Check::ok("version", format!("claudetask {}", env!("CARGO_PKG_VERSION")))],
        data_folder,
    };
    report.checks.push(data_folder_check(&report.data_folder));
    report.checks.extend(disk_free.map(disk_check));
    if let Some(call) = open(&mut report).await {
        match maintenance::health(&call).await {
            Ok(health) => {
                report.checks.extend(database_checks(&health));
                report.database = Some(health);
            }
            Err(error) => report.checks.push(Check::failed("database", State::Problem, &error)),
        }
        look_at_project(&call, global, &mut report).await;
        // What closing could fail at, such as a full disk, was looked at above.
        drop(call.close().await);
    }
    report.ok = report.checks.iter().all(|check| check.state != State::Problem);
    Ok(report)
}

/// Opens the database, if there is one: a look must not make it.
async fn open(report: &mut Report) -> Option<Call> {
    let file = report.data_folder.join("claudetask.db");
    if fs::metadata(&file).is_err_and(|error| error.kind() == ErrorKind::NotFound) {
        let message = format!("{} is not there yet", file.display());
        let hint = "The first `claudetask project open FOLDER` makes it.";
        report.checks.push(Check::new("database", State::Ok, message, hint));
        return None;
    }
    match Call::open(&report.data_folder, Use::Command, Origin::Cli).await {
        Ok(call) => Some(call),
        Err(error) => {
            report.checks.push(Check::failed("database", State::Problem, &error));
            None
        }
    }
}

fn data_folder_check(folder: &Path) -> Check {
    let name = "data folder";
    let shown = folder.display();
    let problem = |message: String| {
        let hint = "Make it writable, or name another folder with --data-dir or CLAUDETASK_DATA_DIR.";
        Check::new(name, State::Problem, message, hint)
    };
    match fs::metadata(folder) {
        Ok(found) if !found.is_dir() => problem(format!("{shown} is not a folder")),
        Ok(_) => match try_writing(folder) {
            Ok(()) => Check::ok(name, shown.to_string()),
            Err(error) => problem(format!("{shown} can't be written: {error}")),
        },
        Err(error) if error.kind() == ErrorKind::NotFound => match existing(folder) {
            Some(above) if !above.is_dir() => problem(format!("{shown} can't be made: {} is a file", above.display())),
            Some(above) => match try_writing(above) {
                Ok(()) => Check::ok(name, format!("{shown} is not there yet and can be made")),
                Err(error) => problem(format!("{shown} can't be made in {}: {error}", above.display())),
            },
            None => problem(format!("{shown} can't be made")),
        },
        Err(error) => problem(format!("{shown} can't be read: {error}")),
    }
}

/// Tries it, because rights, ACLs and read-only mounts can't be told from the mode alone.
fn try_writing(folder: &Path) -> std::io::Result<()> {
    let path = folder.join(format!(".claudetask-doctor-{}", std::process::id()));
    fs::File::create_new(&path)?;
    fs::remove_file(&path)
}

/// Returns the innermost part of a path that is there.
fn existing(path: &Path) -> Option<&Path> {
    path.ancestors().find(|part| fs::symlink_metadata(part).is_ok())
}

/// Returns the bytes that this user may still write on the disk of `path`.
#[cfg(unix)]
fn free(path: &Path) -> Option<u64> {
    let found = rustix::fs::statvfs(path).ok()?;
    Some(found.f_bavail.saturating_mul(found.f_frsize))
}

#[cfg(not(unix))]
fn free(_: &Path) -> Option<u64> {
    None
}

fn disk_check(free: u64) -> Check {
    let message = format!("{} free", bytes(free));
    let hint = "Free some room; changes are refused when there is none left.";
    match free {
        ..NO_ROOM => Check::new("disk", State::Problem, message, hint),
        NO_ROOM..LITTLE_ROOM => Check::new("disk", State::Warning, message, hint),
        LITTLE_ROOM.. => Check::ok("disk", message),
    }
}

fn database_checks(health: &DatabaseHealth) -> Vec<Check> {
    let path = health.path.display();
    let file = if health.check == "ok" {
        let message = format!("{path}, {}, sound, SQLite {}", bytes(health.bytes), health.sqlite_version);
        Check::ok("database", message)
    } else {
        let hint = format!(
            "Copy {path} somewhere safe, move it away, then run `claudetask restore FILE` with one of the back-ups \
             beside it."
        );
        let mut check = Check::new("database", State::Problem, format!("{path} is damaged: {}", health.check), hint);
        check.code = Some(ErrorCode::DatabaseCorrupt.as_str().to_owned());
        check
    };
    let durability = if health.durable && health.journal_mode == "wal" {
        Check::ok("durability", "every change is on the disk before it is confirmed")
    } else {
        Check::new(
            "durability",
            State::Problem,
            format!("changes may be lost in a power cut (journal mode {})", health.journal_mode),
            "Move the data folder to a local disk; network file systems do not support the write-ahead log.",
        )
    };
    let backups = match health.backups.last() {
        Some(last) => Check::ok("back-ups", format!("{}, the last is {}", health.backups.len(), last.display())),
        None => Check::new("back-ups", State::Ok, "none yet", "`claudetask backup` writes one."),
    };
    vec![file, durability, backups]
}

async fn look_at_project(call: &Call, global: &Global, report: &mut Report) {
    let project = match project_of(call, global).await {
        Ok(project) => project,
        Err(Failure::App(error @ Error::NoProject(_))) if global.project.is_none() => {
            let hint = error.hint();
            report.checks.push(Check::new("project", State::Ok, error.to_string(), hint));
            return;
        }
        Err(Failure::App(error)) => {
            report.checks.push(Check::failed("project", State::Problem, &error));
            return;
        }
        Err(other) => {
            report.checks.push(Check::new("project", State::Problem, other.to_string(), ""));
            return;
        }
    };
    report.checks.push(if project.folder_exists {
        Check::ok("project", format!("{} ({}) at {}", project.name, project.id, project.path))
    } else {
        Check::new(
            "project",
            State::Problem,
            format!("the folder {} of {} is missing", project.path, project.name),
            format!("Bring it back, or run `claudetask --project {} project set path=FOLDER`.", project.id),
        )
    });
    if project.folder_exists {
        match branch::list(call, project.id).await {
            Ok(list) => {
                report.checks.push(repository_check(&list.repository));
                report.repository = Some(list.repository);
            }
            Err(error) => report.checks.push(Check::failed("git", State::Problem, &error)),
        }
    }
    report.project = Some(project);
}

fn repository_check(repository: &RepositoryState) -> Check {
    let kind = match repository.kind {
        RepositoryKind::None => {
            let hint = "The board works; task branches need `git init` first.";
            return Check::new("git", State::Warning, "the project is in no git repository", hint);
        }
        RepositoryKind::Repository => "repository",
        RepositoryKind::Worktree => "worktree",
        RepositoryKind::Bare => "bare repository",
        RepositoryKind::Submodule => "submodule",
    };
    if repository.empty {
        let hint = "Make a first commit; task branches start from it.";
        return Check::new("git", State::Warning, format!("{kind} without a commit"), hint);
    }
    match &repository.default_branch {
        Some(branch) => Check::ok("git", format!("{kind}, default branch {branch}")),
        None => Check::new(
            "git",
            State::Warning,
            format!("{kind} whose default branch can't be told"),
            "Name it: `claudetask project set default_branch=NAME`.",
        ),
    }
}
