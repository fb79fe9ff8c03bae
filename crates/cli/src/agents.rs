//! Agents: list, show, set, new, rename, duplicate, enable, disable, delete, check, versions, restore.

use clap::Subcommand;
use claudetask_app::agent::{self, AgentChange, AgentField, AgentFieldKind, AgentReading, AgentValue, NewAgent};
use claudetask_app::claude::{DocPath, Scope};
use claudetask_app::document::{self, DocumentText};
use claudetask_core::{Invalid, ProjectId, VersionId};
use serde::Serialize;

use crate::door::Door;
use crate::failure::Failure;
use crate::{input, instructions, render};

/// What to do with agents.
#[derive(Debug, Subcommand)]
pub(crate) enum AgentsCommand {
    /// List the agents of the project and your own
    List,
    /// Show an agent's file, byte for byte; with --json also how Claude Code reads it
    Show {
        /// Its name, or its path such as .claude/agents/reviewer.md
        agent: String,
    },
    /// Change fields of an agent, or with `-` its whole file, which is made where there is none
    Set {
        /// Its name, or its path
        agent: String,
        /// The fields and their values; an empty value takes the field out; `body` is the text below the front matter
        #[arg(value_name = "KEY=VALUE|-", required = true)]
        changes: Vec<String>,
        /// Change it only if the file still has this hash, as `show --json` gives it
        #[arg(long, value_name = "HASH")]
        base: Option<String>,
    },
    /// Make an agent
    New {
        /// What Claude calls it
        name: String,
        /// When Claude shall use it
        #[arg(long, value_name = "TEXT", default_value = "", allow_hyphen_values = true)]
        description: String,
        /// Begin with: architect, developer, reviewer, tester, documenter
        #[arg(long, value_name = "ID")]
        template: Option<String>,
        /// For all of your projects, in ~/.claude/agents
        #[arg(long)]
        user: bool,
    },
    /// Give an agent another name, in the file and as the file's name
    Rename {
        /// Its name, or its path
        agent: String,
        /// The new name
        name: String,
    },
    /// Copy an agent under another name
    Duplicate {
        /// Its name, or its path
        agent: String,
        /// The copy's name
        name: String,
    },
    /// Turn an agent on that was turned off
    Enable {
        /// Its name, or its path
        agent: String,
    },
    /// Turn an agent off without deleting it: its file then ends in .md.disabled
    Disable {
        /// Its name, or its path
        agent: String,
    },
    /// Delete an agent's file; `undo` brings it back
    Delete {
        /// Its name, or its path
        agent: String,
    },
    /// Say which files Claude Code accepts, and why not the others
    Check,
    /// List the kept versions of an agent's file, newest first
    Versions {
        /// Its name, or its path, also of one that was deleted
        agent: String,
    },
    /// Put a version in force again; `undo` takes it back
    Restore {
        /// Its name, or its path, also of one that was deleted
        agent: String,
        /// The version, as `versions` shows it
        version: VersionId,
    },
}

/// An agent's file with how Claude Code reads it.
#[derive(Debug, Serialize)]
struct Shown {
    #[serde(flatten)]
    document: DocumentText,
    #[serde(flatten)]
    reading: AgentReading,
}

/// Runs a command on agents.
pub(crate) async fn run(door: &Door, command: AgentsCommand) -> Result<(), Failure> {
    let project = door.project().await?.id;
    let call = &door.call;
    let saved = match command {
        AgentsCommand::List => {
            let list = agent::list(call, project).await?;
            return door.output.show(&list, |screen| render::agents::list(&list, screen));
        }
        AgentsCommand::Check => {
            let checks = agent::check(call, project).await?;
            return door.output.show(&checks, |screen| render::agents::checks(&checks, screen));
        }
        AgentsCommand::Show { agent } => {
            let path = resolve(door, project, &agent).await?;
            return show(door, project, &path).await;
        }
        AgentsCommand::Versions { agent } => {
            let path = resolve_even_missing(door, project, &agent).await?;
            return instructions::versions(door, project, path).await;
        }
        AgentsCommand::Restore { agent, version } => {
            let path = resolve_even_missing(door, project, &agent).await?;
            return instructions::restore(door, project, &path, version).await;
        }
        AgentsCommand::Set { agent, changes, base } => set(door, project, &agent, &changes, base).await?,
        AgentsCommand::New { name, description, template, user } => {
            let scope = if user { Scope::User } else { Scope::Project };
            agent::create(call, project, NewAgent { scope, name, description, template }).await?
        }
        AgentsCommand::Duplicate { agent, name } => {
            let path = resolve(door, project, &agent).await?;
            agent::duplicate(call, project, &path, &name).await?
        }
        AgentsCommand::Rename { agent, name } => {
            let (path, hash) = seen(door, project, &agent).await?;
            agent::rename(call, project, &path, &name, &hash).await?
        }
        AgentsCommand::Enable { agent } => {
            let (path, hash) = seen(door, project, &agent).await?;
            agent::set_enabled(call, project, &path, true, &hash).await?
        }
        AgentsCommand::Disable { agent } => {
            let (path, hash) = seen(door, project, &agent).await?;
            agent::set_enabled(call, project, &path, false, &hash).await?
        }
        AgentsCommand::Delete { agent } => {
            let (path, hash) = seen(door, project, &agent).await?;
            document::delete(call, project, &path, &hash).await?
        }
    };
    door.output.show(&saved, |_| render::instructions::saved(&saved))
}

async fn resolve(door: &Door, project: ProjectId, text: &str) -> Result<DocPath, Failure> {
    Ok(agent::resolve(&door.call, project, &written(text)).await?)
}

/// Does what [`resolve`] does, also for a file that is to be made or was deleted.
async fn resolve_even_missing(door: &Door, project: ProjectId, text: &str) -> Result<DocPath, Failure> {
    Ok(agent::resolve_even_missing(&door.call, project, &written(text)).await?)
}

/// Returns an agent's name or path as it is written everywhere.
fn written(text: &str) -> String {
    instructions::document_path(text).map_or_else(|_| text.to_owned(), |path| path.as_str().to_owned())
}

/// Returns an agent's file with its hash.
async fn seen(door: &Door, project: ProjectId, text: &str) -> Result<(DocPath, String), Failure> {
    let path = resolve(door, project, text).await?;
    let bytes = document::bytes(&door.call, project, &path).await?;
    Ok((path, claudetask_app::claude::files::hash(&bytes)))
}

async fn show(door: &Door, project: ProjectId, path: &DocPath) -> Result<(), Failure> {
    if !door.output.json {
        return instructions::show(door, project, path).await;
    }
    document::bytes(&door.call, project, path).await?;
    let document = document::get(&door.call, project, path).await?;
    let reading = agent::read(path, document.text.clone()).await;
    crate::output::write_json(&Shown { document, reading })
}

async fn set(
    door: &Door,
    project: ProjectId,
    agent: &str,
    changes: &[String],
    base: Option<String>,
) -> Result<document::DocumentSaved, Failure> {
    if changes == ["-"] {
        let path = resolve_even_missing(door, project, agent).await?;
        let bytes = input::document("-".to_owned())?;
        return Ok(document::put_bytes(&door.call, project, &path, bytes, base.map(Some)).await?);
    }
    let path = resolve(door, project, agent).await?;
    let text = document::get(&door.call, project, &path).await?.text;
    let reading = agent::read(&path, text).await;
    let mut wanted = Vec::new();
    for change in changes {
        let Some((key, value)) = change.split_once('=') else {
            return Err(Failure::usage(
                format!("{change:?} is no field with its value"),
                "Give fields as KEY=VALUE, such as model=sonnet, or `-` alone for the whole file from stdin.",
            ));
        };
        let field = reading.fields.iter().find(|field| field.key == key);
        wanted.push(AgentChange { key: key.to_owned(), value: value_of(field, key, value)? });
    }
    Ok(agent::set(&door.call, project, &path, wanted, base).await?)
}

/// Reads a value as its field has it; an empty one takes the field out.
fn value_of(field: Option<&AgentField>, key: &str, text: &str) -> Result<Option<AgentValue>, Failure> {
    if text.is_empty() {
        return Ok(None);
    }
    let list = || text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect();
    let wrong = |hint: &str| Invalid::new("changes", format!("{text:?} is no value of {key}"), hint);
    let value = match field.map(|field| field.kind) {
        Some(AgentFieldKind::Tools) => AgentValue::List(agent::tool_names(text)),
        Some(AgentFieldKind::List) => AgentValue::List(list()),
        Some(AgentFieldKind::Flag) => AgentValue::Flag(text.parse().map_err(|_| wrong("Give true or false."))?),
        Some(AgentFieldKind::Number) => AgentValue::Number(text.parse().map_err(|_| wrong("Give a whole number."))?),
        Some(AgentFieldKind::Line | AgentFieldKind::Text | AgentFieldKind::Choice | AgentFieldKind::Raw) | None => {
            AgentValue::Text(text.to_owned())
        }
    };
    Ok(Some(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_stands_in_parentheses_behind_a_tool_belongs_to_it() {
        let reading = agent::read(&DocPath::parse(".claude/agents/a.md").unwrap(), "---\n---\n".to_owned()).await;
        let check = |key: &str, text: &str, expected: &[&str]| {
            let field = reading.fields.iter().find(|field| field.key == key);
            let expected = expected.iter().map(|part| (*part).to_owned()).collect();
            assert_eq!(value_of(field, key, text).unwrap(), Some(AgentValue::List(expected)), "{text}");
        };
        check("tools", "Bash(git log, git diff), Read", &["Bash(git log, git diff)", "Read"]);
        check("disallowedTools", "Write Edit", &["Write", "Edit"]);
        check("skills", "a b, c", &["a b", "c"]);
    }
}
