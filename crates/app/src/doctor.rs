//! What works on this machine and what does not: Claude Code, the project, the runs, the data.
//!
//! A look changes nothing but this: runs whose program is gone are marked so. It works also when the database can't be
//! opened, and it costs no token.

mod claude;
mod data;
mod project;
mod runs;
mod size;

use std::path::Path;

use claudetask_core::{Origin, ProjectId};
use claudetask_git::RepositoryState;
use serde::Serialize;

use crate::maintenance::{self, DatabaseHealth};
use crate::project::Project;
use crate::{Call, Error, Use};

pub use claude::{ClaudeFacts, ClaudeModel, ClaudeServer, ContextShare};
pub use size::{bytes, grouped};

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DoctorReport {
    /// Whether there is no problem; warnings and what is not known do not count.
    pub ok: bool,
    /// What was looked at, in the order in which it is shown.
    pub checks: Vec<DoctorCheck>,
    /// What Claude Code says of itself; null where it can't be used.
    pub claude: Option<ClaudeFacts>,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DoctorCheck {
    /// Its name: `claude`, `disk`.
    pub name: String,
    /// How it is.
    pub state: CheckState,
    /// What is so, in a sentence.
    pub message: String,
    /// What to do; empty where nothing has to be done.
    pub hint: String,
    /// The failure's code, where there is one.
    pub code: Option<String>,
}

/// How something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum CheckState {
    /// Well.
    Ok,
    /// Something does not work that the board can do without.
    Warning,
    /// Something has to be done.
    Problem,
    /// It can't be told, or was not decided yet.
    Unknown,
}

impl DoctorCheck {
    fn new(name: &str, state: CheckState, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { name: name.to_owned(), state, message: message.into(), hint: hint.into(), code: None }
    }

    fn ok(name: &str, message: impl Into<String>) -> Self {
        Self::new(name, CheckState::Ok, message, "")
    }

    fn failed(name: &str, error: &Error) -> Self {
        let report = error.report();
        Self {
            name: name.to_owned(),
            state: CheckState::Problem,
            message: report.message,
            hint: report.hint,
            code: Some(report.code),
        }
    }
}

/// Which project is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject<'a> {
    /// None.
    Nothing,
    /// This one.
    Project(ProjectId),
    /// The one that holds a folder which the user named.
    Named(&'a Path),
    /// The one that holds the current folder, if there is one.
    Around(&'a Path),
}

/// All that was found, with what the checks were made from.
#[derive(Debug)]
pub struct Examination {
    /// The checks.
    pub report: DoctorReport,
    /// Bytes that the data folder's disk has left; `None` where it can't be told.
    pub disk_free: Option<u64>,
    /// `None` where there is no database yet or it can't be opened.
    pub database: Option<DatabaseHealth>,
    /// The project.
    pub project: Option<Project>,
    /// Its repository.
    pub repository: Option<RepositoryState>,
}

/// Looks at everything and returns the checks. Takes up to 15 seconds, mostly 2 to 4, while Claude Code is asked;
/// `quick` leaves that out.
///
/// Without `call` the database is opened here if it is there; that it can't be opened is a finding.
pub async fn examine(call: Option<&Call>, data_folder: &Path, subject: Subject<'_>, quick: bool) -> DoctorReport {
    examine_all(call, data_folder, subject, quick).await.report
}

/// Does what [`examine`] does, and returns what the checks were made from too.
pub async fn examine_all(call: Option<&Call>, data_folder: &Path, subject: Subject<'_>, quick: bool) -> Examination {
    let mut data = vec![data::folder(data_folder)];
    let disk_free = data::free(data_folder);
    data.extend(disk_free.map(data::disk));
    let opened = match call {
        Some(_) => None,
        None => open(data_folder, &mut data).await,
    };
    let call = call.or(opened.as_ref());
    let mut database = None;
    let mut found = project::Found::default();
    let mut of_runs = Vec::new();
    if let Some(call) = call {
        match maintenance::health(call).await {
            Ok(health) => {
                if health.check == "ok" {
                    of_runs = runs::checks(call).await;
                }
                data.extend(data::database(&health));
                database = Some(health);
            }
            Err(error) => data.push(DoctorCheck::failed("database", &error)),
        }
        found = project::look(call, subject).await;
    }
    let (of_claude, claude) = claude::look(call, data_folder, found.project.as_ref(), quick).await;
    if let Some(opened) = opened {
        // What closing could fail at, such as a full disk, was looked at above.
        drop(opened.close().await);
    }
    let mut checks = vec![DoctorCheck::ok("version", format!("claudetask {}", env!("CARGO_PKG_VERSION")))];
    checks.extend(of_claude);
    checks.extend(found.checks);
    checks.extend(of_runs);
    checks.extend(data);
    let ok = checks.iter().all(|check| check.state != CheckState::Problem);
    Examination {
        report: DoctorReport { ok, checks, claude },
        disk_free,
        database,
        project: found.project,
        repository: found.repository,
    }
}

/// Opens the database, if there is one: a look must not make it.
async fn open(data_folder: &Path, checks: &mut Vec<DoctorCheck>) -> Option<Call> {
    let file = data_folder.join("claudetask.db");
    if std::fs::metadata(&file).is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound) {
        let message = format!("{} is not there yet", file.display());
        let hint = "The first `claudetask project open FOLDER` makes it.";
        checks.push(DoctorCheck::new("database", CheckState::Ok, message, hint));
        return None;
    }
    match Call::open(data_folder, Use::Command, Origin::Cli).await {
        Ok(call) => Some(call),
        Err(error) => {
            checks.push(DoctorCheck::failed("database", &error));
            None
        }
    }
}
