//! Instructions: CLAUDE.md and what else Claude Code loads.

use clap::{Args, Subcommand};
use claudetask_app::claude::DocPath;
use claudetask_app::document::{self, DocumentVersion};
use claudetask_app::instructions;
use claudetask_core::{ProjectId, VersionId};
use serde::Serialize;

use crate::door::Door;
use crate::failure::Failure;
use crate::input;
use crate::render;

/// What to do with instructions.
#[derive(Debug, Subcommand)]
pub(crate) enum InstructionsCommand {
    /// List the files that Claude Code loads here, in its order
    List,
    /// Show a file's text, byte for byte
    Show {
        #[command(flatten)]
        file: Which,
    },
    /// Show what a file imports, its outline and its size
    Inspect {
        #[command(flatten)]
        file: Which,
    },
    /// Replace a file's text; what it said before is kept in its versions
    Set {
        /// The text, or `-` for stdin
        #[arg(value_name = "TEXT|-", allow_hyphen_values = true, required_unless_present = "template")]
        text: Option<String>,
        #[command(flatten)]
        file: Which,
        /// Change it only if it still has this hash, as `show --json` gives it
        #[arg(long, value_name = "HASH")]
        base: Option<String>,
        /// Begin a file that is not there with a text made from what the project's folder shows
        #[arg(long, conflicts_with = "text")]
        template: bool,
    },
    /// List the kept versions of a file, newest first
    Versions {
        #[command(flatten)]
        file: Which,
    },
    /// Show what changed between two versions, or from one to the file as it is now
    Diff {
        /// The older version
        from: VersionId,
        /// The newer one; else the file as it is now
        to: Option<VersionId>,
        #[command(flatten)]
        file: Which,
    },
    /// Put a version in force again; `undo` takes it back
    Restore {
        /// The version, as `versions` shows it
        version: VersionId,
        #[command(flatten)]
        file: Which,
    },
}

/// Which file is meant.
#[derive(Debug, Args)]
pub(crate) struct Which {
    /// The file, such as .claude/rules/tests.md or ~/.claude/CLAUDE.md; else the project's CLAUDE.md
    #[arg(long = "file", value_name = "PATH")]
    path: Option<String>,
}

impl Which {
    async fn resolve(&self, door: &Door, project: ProjectId) -> Result<DocPath, Failure> {
        match &self.path {
            Some(path) => document_path(path),
            None => Ok(instructions::main(&door.call, project).await?),
        }
    }
}

/// Reads a path; the shell may have turned `~` into the home folder.
pub(crate) fn document_path(text: &str) -> Result<DocPath, Failure> {
    let own = claudetask_app::claude_folder();
    let below = std::path::Path::new(text).strip_prefix(&own).ok().and_then(std::path::Path::to_str);
    let text = below.map_or_else(|| text.trim_start_matches("./").to_owned(), |below| format!("~/.claude/{below}"));
    Ok(DocPath::parse(&text)?)
}

/// The versions of a file.
#[derive(Debug, Serialize)]
pub(crate) struct Versions {
    pub(crate) path: DocPath,
    pub(crate) versions: Vec<DocumentVersion>,
}

/// A difference.
#[derive(Debug, Serialize)]
pub(crate) struct Difference {
    path: DocPath,
    diff: String,
}

/// Runs a command on instructions.
pub(crate) async fn run(door: &Door, command: InstructionsCommand) -> Result<(), Failure> {
    let project = door.project().await?.id;
    let call = &door.call;
    match command {
        InstructionsCommand::List => {
            let list = instructions::list(call, project).await?;
            door.output.show(&list, |screen| render::instructions::list(&list, screen))
        }
        InstructionsCommand::Show { file } => {
            let path = file.resolve(door, project).await?;
            show(door, project, &path).await
        }
        InstructionsCommand::Inspect { file } => {
            let path = file.resolve(door, project).await?;
            let text = document::get(call, project, &path).await?.text;
            let found = instructions::inspect(call, project, &path, text).await?;
            door.output.show(&found, |screen| render::instructions::inspection(&path, &found, screen))
        }
        InstructionsCommand::Set { text, file, base, template } => {
            let path = file.resolve(door, project).await?;
            let (bytes, base) = match text {
                Some(text) => (input::document(text)?, base.map(Some)),
                // A template never takes the place of a text.
                None if template => (instructions::template(call, project).await?.into_bytes(), Some(None)),
                None => return Err(Failure::usage("there is no text", "Give a text, `-` for stdin, or --template.")),
            };
            let saved = document::put_bytes(call, project, &path, bytes, base).await?;
            door.output.show(&saved, |_| render::instructions::saved(&saved))
        }
        InstructionsCommand::Versions { file } => {
            let path = file.resolve(door, project).await?;
            versions(door, project, path).await
        }
        InstructionsCommand::Diff { from, to, file } => {
            let path = file.resolve(door, project).await?;
            let diff = document::diff(call, project, &path, from, to).await?;
            let answer = Difference { path, diff };
            door.output.show(&answer, |_| render::visible_lines(&answer.diff))
        }
        InstructionsCommand::Restore { version, file } => {
            let path = file.resolve(door, project).await?;
            restore(door, project, &path, version).await
        }
    }
}

/// Shows a document: with `--json` all that is known, else its exact bytes.
pub(crate) async fn show(door: &Door, project: ProjectId, path: &DocPath) -> Result<(), Failure> {
    let bytes = document::bytes(&door.call, project, path).await?;
    if door.output.json {
        return crate::output::write_json(&document::get(&door.call, project, path).await?);
    }
    crate::output::write_bytes(&bytes)
}

pub(crate) async fn versions(door: &Door, project: ProjectId, path: DocPath) -> Result<(), Failure> {
    let versions = document::versions(&door.call, project, &path).await?;
    let answer = Versions { path, versions };
    door.output.show(&answer, |screen| render::instructions::versions(&answer, screen))
}

pub(crate) async fn restore(
    door: &Door,
    project: ProjectId,
    path: &DocPath,
    version: VersionId,
) -> Result<(), Failure> {
    let saved = document::restore(&door.call, project, path, version, None).await?;
    door.output.show(&saved, |_| render::instructions::saved(&saved))
}
