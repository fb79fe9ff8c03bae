//! Projects: open, list, show, set, validate, forget.

use std::path::PathBuf;

use clap::Subcommand;
use claudetask_app::path_report::validate;
use claudetask_app::project::{self, Project};
use claudetask_core::ProjectId;
use serde::Serialize;

use crate::door::Door;
use crate::failure::Failure;
use crate::render;

/// What to do with projects.
#[derive(Debug, Subcommand)]
pub(crate) enum ProjectCommand {
    /// Open a folder as a project; one that is open already stays as it is
    Open {
        /// The folder
        path: PathBuf,
    },
    /// List the projects, the last opened first
    List,
    /// Show the project
    Show,
    /// Change settings: name, path, repository, `default_branch`, `branch_pattern`, `claude_config`, limit.COLUMN, trusted,
    /// analysis.model, `.max_turns`, `.budget_usd`, .minutes, .mcp, `.moves_task`, .template
    Set {
        /// The setting and its value; an empty value clears repository, `default_branch`, `claude_config` and limits
        #[arg(required = true, value_name = "KEY=VALUE", value_parser = setting)]
        settings: Vec<(String, String)>,
    },
    /// Report what a folder is, without opening it
    Validate {
        /// The folder
        path: PathBuf,
    },
    /// Take the project off the list; its tasks are kept, nothing in the folder is touched
    Forget,
}

#[derive(Debug, Serialize)]
struct Projects {
    projects: Vec<Project>,
}

#[derive(Debug, Serialize)]
struct Forgotten {
    forgotten: ProjectId,
}

fn setting(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("give a setting as KEY=VALUE")?;
    Ok((key.trim().replace('-', "_"), value.to_owned()))
}

/// Runs a command on projects.
pub(crate) async fn run(door: &Door, command: ProjectCommand) -> Result<(), Failure> {
    match command {
        ProjectCommand::Open { path } => {
            let project = project::open(&door.call, &path).await?;
            let warnings = if door.output.json { Vec::new() } else { validate(&door.call, &path).await?.warnings };
            door.output.show(&project, |screen| render::project::opened(&project, &warnings, screen))
        }
        ProjectCommand::List => {
            let list = Projects { projects: project::list(&door.call).await? };
            door.output.show(&list, |screen| render::project::list(&list.projects, screen))
        }
        ProjectCommand::Show => {
            let settings = project::settings(&door.call, door.project().await?.id).await?;
            door.output.show(&settings, |screen| render::project::page(&settings, screen))
        }
        ProjectCommand::Set { settings } => {
            let patch = project::patch_from_settings(&settings)?;
            let id = door.project().await?.id;
            project::update(&door.call, id, patch).await?;
            let settings = project::settings(&door.call, id).await?;
            door.output.show(&settings, |screen| render::project::page(&settings, screen))
        }
        ProjectCommand::Validate { path } => {
            let report = validate(&door.call, &path).await?;
            door.output.show(&report, |screen| render::project::report(&report, screen))
        }
        ProjectCommand::Forget => {
            let project = door.project().await?;
            project::forget(&door.call, project.id).await?;
            door.output
                .show(&Forgotten { forgotten: project.id }, |screen| render::project::forgotten(&project, screen))
        }
    }
}
