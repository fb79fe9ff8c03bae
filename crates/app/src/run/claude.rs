//! The user's `claude` program, and what a folder would have it run.

use std::ffi::OsStr;

use claudetask_claude::instructions;
use claudetask_claude::program::{self, Found, ProgramError, Surroundings};
use claudetask_claude::trust;
use claudetask_core::ProjectId;
use serde::Serialize;

use crate::context::blocking;
use crate::{Call, Error, document, settings};

pub use claudetask_claude::trust::TrustReport;

/// Whether there is a `claude` to run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ClaudeStatus {
    /// Whether it can be used.
    pub state: ClaudeState,
    /// Where it is.
    pub path: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// What is so, in a sentence.
    pub message: String,
    /// What to do; empty where nothing has to be done.
    pub hint: String,
}

/// Whether there is a `claude` to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum ClaudeState {
    /// It can be used.
    Found,
    /// There is none.
    Missing,
    /// There is one that can't be used.
    Unusable,
}

/// Returns whether there is a `claude` to run. Starts it for its version, which takes a moment.
pub async fn status(call: &Call) -> Result<ClaudeStatus, Error> {
    let found = find(call, Surroundings::of_this_machine()).await?;
    Ok(match found {
        Ok(found) => ClaudeStatus {
            state: ClaudeState::Found,
            message: format!("Claude Code {} at {}", found.version, found.path.display()),
            path: Some(found.path.display().to_string()),
            version: Some(found.version.to_string()),
            hint: String::new(),
        },
        Err(error) => ClaudeStatus {
            state: match error {
                ProgramError::NotFound { .. } => ClaudeState::Missing,
                _ => ClaudeState::Unusable,
            },
            path: None,
            version: None,
            message: error.to_string(),
            hint: error.hint(),
        },
    })
}

/// Returns what a project's folder would have Claude Code run if it were trusted.
pub async fn trust_report(call: &Call, project: ProjectId) -> Result<TrustReport, Error> {
    let roots = document::roots(call, project).await?;
    Ok(blocking(move || trust::report(&roots, &instructions::Surroundings::of_this_machine())).await)
}

/// Looks for the program that the settings name, or for any.
pub(crate) async fn find(call: &Call, surroundings: Surroundings) -> Result<Result<Found, ProgramError>, Error> {
    let setting = settings::get(call).await?.claude_program;
    Ok(blocking(move || program::find(setting.as_deref().map(OsStr::new), &surroundings)).await)
}
