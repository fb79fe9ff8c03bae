//! Failures, and how they are shown: text or JSON on stderr, and the exit code.

use std::error::Error as _;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use claudetask_app::git::{BranchCommit, GitError};
use claudetask_app::run::{Run, RunFailure};
use claudetask_app::{Error, ErrorCode, ErrorReport};
use claudetask_core::{Invalid, RunId};
use serde::Serialize;
use thiserror::Error;

use crate::output::Output;
use crate::render::visible;

/// The code of a command line that can't be understood.
pub(crate) const USAGE: &str = "usage";

/// Why a command did not do what was asked.
#[derive(Debug, Error)]
pub(crate) enum Failure {
    /// A use case refused or failed.
    #[error(transparent)]
    App(#[from] Error),
    /// The arguments don't fit together.
    #[error("{message}")]
    Usage {
        /// What is wrong.
        message: String,
        /// What to do.
        hint: String,
    },
    /// The arguments can't be read; also a call for help, which is no failure.
    #[error(transparent)]
    Clap(clap::Error),
    /// The window's program is not there or can't show a window.
    #[error("{message}")]
    Desktop {
        /// Which of both.
        code: ErrorCode,
        /// What is wrong.
        message: String,
        /// What to do.
        hint: String,
    },
    /// A run of Claude did not succeed.
    #[error("run {run}: {}", failure.message)]
    Run {
        /// The run.
        run: RunId,
        /// Why.
        failure: Box<RunFailure>,
    },
    /// Stdin can't be read.
    #[error("can't read stdin: {0}")]
    Input(io::Error),
    /// Stdout can't be written; a reader that went away is no failure.
    #[error("can't write the answer: {0}")]
    Output(io::Error),
    /// The system refuses what every program needs.
    #[error("can't start: {0}")]
    Start(io::Error),
}

impl From<Invalid> for Failure {
    fn from(invalid: Invalid) -> Self {
        Self::App(invalid.into())
    }
}

/// A failure as JSON.
#[derive(Debug, Serialize)]
struct Shown {
    #[serde(flatten)]
    report: ErrorReport,
    /// With `branch_not_merged`: what a delete would lose, newest first, at most 50.
    #[serde(skip_serializing_if = "<[BranchCommit]>::is_empty")]
    commits: Vec<BranchCommit>,
    /// Of a run that did not succeed: the program's own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
}

impl Failure {
    pub(crate) fn usage(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Usage { message: message.into(), hint: hint.into() }
    }

    /// Returns the failure of a run that ended without success.
    pub(crate) fn of_run(run: &Run) -> Self {
        let stopped = || RunFailure {
            code: format!("run_{}", run.state.as_str()),
            message: format!("it was {}", run.state.as_str()),
            hint: if run.resumable {
                format!("`claudetask runs resume {}` goes on with it.", run.id)
            } else {
                format!("`claudetask analyze {}` begins anew.", run.task_id)
            },
            detail: None,
        };
        Self::Run { run: run.id, failure: Box::new(run.failure.clone().unwrap_or_else(stopped)) }
    }

    /// Shows the failure and returns the exit code: 1 failed, 2 wrong usage, 0 where nothing failed.
    pub(crate) fn show(self, output: Output) -> ExitCode {
        let code = match &self {
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => return ExitCode::SUCCESS,
            Self::Clap(error) if !error.use_stderr() => {
                return match error.print() {
                    Ok(()) => ExitCode::SUCCESS,
                    Err(error) => Self::Output(error).show(output),
                };
            }
            Self::Clap(_) | Self::Usage { .. } => ExitCode::from(2),
            Self::App(_)
            | Self::Desktop { .. }
            | Self::Run { .. }
            | Self::Input(_)
            | Self::Output(_)
            | Self::Start(_) => ExitCode::FAILURE,
        };
        let written = if output.json { self.write_json() } else { self.write_text() };
        // With stderr gone nobody can be told; the exit code still says it.
        drop(written);
        code
    }

    fn write_json(&self) -> io::Result<()> {
        let mut err = io::stderr().lock();
        serde_json::to_writer(
            &mut err,
            &Shown {
                report: self.report(),
                commits: self.commits().to_vec(),
                detail: self.detail().map(str::to_owned),
            },
        )?;
        writeln!(err)
    }

    fn write_text(&self) -> io::Result<()> {
        let mut err = anstream::stderr().lock();
        let report = self.report();
        let bold = anstyle::AnsiColor::Red.on_default().bold();
        writeln!(err, "{bold}error:{bold:#} {}", visible(&report.message))?;
        for commit in self.commits() {
            let id: String = commit.id.chars().take(10).collect();
            writeln!(err, "  {id} {} ({})", visible(&commit.summary), visible(&commit.author))?;
        }
        for line in self.detail().unwrap_or_default().lines() {
            writeln!(err, "  {}", visible(line))?;
        }
        if !report.hint.is_empty() {
            let bold = anstyle::Style::new().bold();
            writeln!(err, "{bold}hint:{bold:#} {}", visible(&report.hint))?;
        }
        err.flush()
    }

    fn report(&self) -> ErrorReport {
        let plain = |code: &str, message: String, hint: String| ErrorReport {
            code: code.to_owned(),
            message,
            hint,
            retryable: false,
            field: None,
            task: None,
            document: None,
        };
        match self {
            Self::App(error) => error.report(),
            Self::Usage { message, hint } => plain(USAGE, message.clone(), hint.clone()),
            Self::Desktop { code, message, hint } => plain(code.as_str(), message.clone(), hint.clone()),
            Self::Run { failure, .. } => plain(&failure.code, self.to_string(), failure.hint.clone()),
            Self::Clap(error) => from_clap(error),
            Self::Input(error) => plain(
                ErrorCode::FileFailed.as_str(),
                self.to_string(),
                if error.kind() == io::ErrorKind::IsADirectory {
                    "Send a file's content, not a folder, into the command.".to_owned()
                } else {
                    "Look at what is connected to stdin.".to_owned()
                },
            ),
            Self::Output(error) if error.kind() == io::ErrorKind::StorageFull => plain(
                ErrorCode::DiskFull.as_str(),
                self.to_string(),
                "What was asked is done; only its answer is lost. Free some room.".to_owned(),
            ),
            Self::Output(_) => plain(
                ErrorCode::FileFailed.as_str(),
                self.to_string(),
                "What was asked is done; only its answer is lost. Look at where stdout goes.".to_owned(),
            ),
            Self::Start(_) => plain(
                ErrorCode::FileFailed.as_str(),
                self.to_string(),
                "The system may be out of files or memory; try again.".to_owned(),
            ),
        }
    }

    fn detail(&self) -> Option<&str> {
        match self {
            Self::Run { failure, .. } => failure.detail.as_deref(),
            _ => None,
        }
    }

    fn commits(&self) -> &[BranchCommit] {
        match self {
            Self::App(Error::Git(GitError::NotMerged { commits, .. })) => commits,
            _ => &[],
        }
    }
}

/// Turns clap's message into ours: what is wrong on one line, then what to do.
fn from_clap(error: &clap::Error) -> ErrorReport {
    if let Some(invalid) = error.source().and_then(|source| source.downcast_ref::<Invalid>()) {
        return ErrorReport {
            code: USAGE.to_owned(),
            message: match error.get(ContextKind::InvalidArg) {
                Some(ContextValue::String(argument)) => format!("{argument}: {}", invalid.problem),
                _ => invalid.to_string(),
            },
            hint: invalid.hint.clone(),
            retryable: false,
            field: Some(invalid.field.to_owned()),
            task: None,
            document: None,
        };
    }
    let name = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        _ => String::new(),
    };
    let (value, argument) = (name(ContextKind::InvalidValue), name(ContextKind::InvalidArg));
    if error.kind() == ErrorKind::InvalidValue && value.is_empty() {
        let hint = "Give a value, or leave the argument out.".to_owned();
        let message = format!("{argument}: the value is empty");
        return ErrorReport {
            code: USAGE.to_owned(),
            message,
            hint,
            retryable: false,
            field: None,
            task: None,
            document: None,
        };
    }
    if let Some(ContextValue::Strings(allowed)) = error.get(ContextKind::ValidValue)
        && error.kind() == ErrorKind::InvalidValue
    {
        return ErrorReport {
            code: USAGE.to_owned(),
            message: format!("{argument}: {value:?} is not among its values"),
            hint: format!("Use one of: {}.", allowed.join(", ")),
            retryable: false,
            field: None,
            task: None,
            document: None,
        };
    }
    let text = error.to_string();
    let text = text.strip_prefix("error: ").unwrap_or(&text);
    // Clap's parts are separated by blank lines: the message, tips, the usage, a pointer to --help.
    let mut parts = text.split("\n\n").map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "));
    let mut message = parts.next().unwrap_or_default();
    if matches!(error.kind(), ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand) {
        "a command is missing".clone_into(&mut message);
    }
    let tips: Vec<String> = parts.filter_map(|part| part.strip_prefix("tip: ").map(str::to_owned)).collect();
    let hint = if tips.is_empty() {
        "`claudetask --help` shows the commands, `claudetask COMMAND --help` what one takes.".to_owned()
    } else {
        tips.join("; ")
    };
    ErrorReport { code: USAGE.to_owned(), message, hint, retryable: false, field: None, task: None, document: None }
}
