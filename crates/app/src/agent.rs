//! Agents: Claude Code's subagents as files, listed as Claude Code reads them, made, edited, renamed, turned off.

use claudetask_claude::agent;
use claudetask_claude::agent::ApplyError;
pub use claudetask_claude::agent::{
    AgentChange, AgentCode, AgentField, AgentFieldKind, AgentFinding, AgentFolder, AgentReading, AgentRow,
    AgentTemplate, AgentTool, AgentValue, FindingLevel, OutsideAgent, Verdict, tool_names,
};
use claudetask_claude::documents::{DISABLED, agents_folder, is_agent, is_disabled};
use claudetask_claude::{DocPath, Problem, Roots, Scope, mcp};
use claudetask_core::{Invalid, ProjectId, quoted};
use serde::{Deserialize, Serialize};

use crate::context::blocking;
use crate::document::{self, DocumentSaved, roots};
use crate::{Call, Error};

/// The agents of a project and of its user, with what a form offers.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct AgentList {
    /// The files, by name.
    pub agents: Vec<AgentRow>,
    /// The folders that they are in.
    pub folders: Vec<AgentFolder>,
    /// Claude Code's own agents.
    pub builtin: Vec<String>,
    /// The tools that an agent can be given.
    pub tools: Vec<AgentTool>,
    /// The names of models that Claude Code knows.
    pub models: Vec<String>,
    /// The colours that Claude Code knows.
    pub colors: Vec<String>,
    /// What Claude Code reads besides, from folders above the project.
    pub outside: Vec<OutsideAgent>,
    /// Files and folders that can't be read.
    pub problems: Vec<Problem>,
}

/// A text with fields changed, and what Claude Code makes of it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct AgentApplied {
    /// The text.
    pub text: String,
    /// What it says.
    pub reading: AgentReading,
}

/// A new agent.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct NewAgent {
    /// Whose it is.
    pub scope: Scope,
    /// What Claude calls it.
    pub name: String,
    /// When Claude shall use it; empty takes the template's.
    pub description: String,
    /// The id of a template; null begins empty.
    pub template: Option<String>,
}

/// What Claude Code makes of one file.
#[derive(Debug, Clone, Serialize)]
pub struct AgentCheck {
    /// The file.
    pub path: DocPath,
    /// What Claude calls it; the file's stem where it has no name.
    pub name: String,
    /// Whose it is.
    pub scope: Scope,
    /// Whether Claude accepts it.
    pub verdict: Verdict,
    /// Whether Claude uses this file: no other file wins its name.
    pub in_force: bool,
    /// Why not, or what is unusual.
    pub findings: Vec<AgentFinding>,
}

/// The longest name of an agent that is made or renamed here, in UTF-16 units, as Claude Code counts: an emoji is two.
pub const MAX_NAME: usize = 200;

/// Returns the agents of a project and of its user.
pub async fn list(call: &Call, project: ProjectId) -> Result<AgentList, Error> {
    let roots = roots(call, project).await?;
    Ok(blocking(move || list_in(&roots)).await)
}

fn list_in(roots: &Roots) -> AgentList {
    let of_server = |server: String| AgentTool {
        name: format!("mcp__{server}"),
        description: format!("All tools of the MCP server {server}."),
        source: server,
    };
    let found = agent::list(roots);
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    AgentList {
        agents: found.agents,
        folders: found.folders,
        builtin: words(agent::BUILTIN),
        tools: agent::tools().into_iter().chain(mcp::servers(roots).into_iter().map(of_server)).collect(),
        models: words(agent::MODELS),
        colors: words(agent::COLORS),
        outside: found.outside,
        problems: found.problems,
    }
}

/// Returns what Claude Code makes of each file that is not turned off.
pub async fn check(call: &Call, project: ProjectId) -> Result<Vec<AgentCheck>, Error> {
    let roots = roots(call, project).await?;
    let found = blocking(move || agent::list(&roots)).await;
    let enabled = found.agents.into_iter().filter(|row| row.enabled);
    Ok(enabled
        .map(|row| AgentCheck {
            path: row.path,
            name: row.name,
            scope: row.scope,
            verdict: row.verdict,
            in_force: row.in_force,
            findings: row.findings,
        })
        .collect())
}

/// Returns the file that a text names: a path, or the name of an agent, of which the file in force counts.
pub async fn resolve(call: &Call, project: ProjectId, text: &str) -> Result<DocPath, Error> {
    if let Ok(path) = DocPath::parse(text)
        && is_agent(&path)
    {
        return Ok(path);
    }
    let roots = roots(call, project).await?;
    let found = blocking(move || agent::list(&roots)).await.agents;
    let named: Vec<_> = found.iter().filter(|row| row.name == text || stem(row.path.name()) == text).collect();
    let in_force: Vec<_> = named.iter().filter(|row| row.in_force && row.name == text).collect();
    match (in_force.as_slice(), named.as_slice()) {
        ([one], _) => Ok(one.path.clone()),
        (_, [one]) => Ok(one.path.clone()),
        (_, []) => Err(Error::AgentNotFound(text.to_owned())),
        (_, several) => {
            let paths: Vec<_> = several.iter().map(|row| row.path.as_str()).collect();
            let problem = format!("{} could be {}", quoted(text), paths.join(" or "));
            Err(Invalid::new("agent", problem, "Name one of them by its path.").into())
        }
    }
}

/// Returns what [`resolve`] returns, and for a name that no agent has the project's file that would have it: one that is
/// to be made, or one that was deleted and still has versions.
pub async fn resolve_even_missing(call: &Call, project: ProjectId, text: &str) -> Result<DocPath, Error> {
    match resolve(call, project, text).await {
        Err(Error::AgentNotFound(_)) => {
            let file = agent::slug_file_name(parse_name(text)?);
            Ok(DocPath::parse(&format!("{}/{file}", agents_folder(Scope::Project)))?)
        }
        outcome => outcome,
    }
}

fn stem(file: &str) -> &str {
    let file = file.strip_suffix(DISABLED).unwrap_or(file);
    file.strip_suffix(".md").unwrap_or(file)
}

/// Returns the file's name as Claude Code would have it, were it turned on.
fn file_name(path: &DocPath) -> String {
    format!("{}.md", stem(path.name()))
}

/// Returns what Claude Code makes of a text that is or will be an agent's.
pub async fn read(path: &DocPath, text: String) -> AgentReading {
    let name = file_name(path);
    blocking(move || agent::read(text.as_bytes(), &name)).await
}

/// Returns a text with fields changed, and what Claude Code makes of it; nothing is written.
pub async fn apply(path: &DocPath, text: String, changes: Vec<AgentChange>) -> Result<AgentApplied, Error> {
    let name = file_name(path);
    let applied = blocking(move || {
        let bytes = agent::apply(text.as_bytes(), &changes)?;
        let reading = agent::read(&bytes, &name);
        Ok(AgentApplied { text: String::from_utf8_lossy(&bytes).into_owned(), reading })
    });
    applied.await.map_err(|error: ApplyError| refused(&error))
}

/// Changes fields of an agent's file; all other bytes stay as they are. `base` is the hash of the file that was seen,
/// `None` for whatever is there.
pub async fn set(
    call: &Call,
    project: ProjectId,
    path: &DocPath,
    changes: Vec<AgentChange>,
    base: Option<String>,
) -> Result<DocumentSaved, Error> {
    let bytes = document::bytes(call, project, path).await?;
    let base = base.unwrap_or_else(|| claudetask_claude::files::hash(&bytes));
    let changed = blocking(move || agent::apply(&bytes, &changes)).await.map_err(|error| refused(&error))?;
    document::put_bytes(call, project, path, changed, Some(Some(base))).await
}

fn refused(error: &ApplyError) -> Error {
    let hint = match error {
        ApplyError::NoForm => "Mend the front matter in the text first; `claudetask agents check` says what is wrong.",
        ApplyError::OnlySource(_) | ApplyError::Entangled(_) => "Change it in the text.",
        ApplyError::Unwritable { .. } => "Give another value, or write it in the text.",
    };
    Invalid::new("changes", error.to_string(), hint).into()
}

/// Returns the texts that an agent can begin with.
pub fn templates() -> Vec<AgentTemplate> {
    agent::templates()
}

/// Makes an agent's file, named after it.
pub async fn create(call: &Call, project: ProjectId, new: NewAgent) -> Result<DocumentSaved, Error> {
    let name = parse_name(&new.name)?;
    let text = match &new.template {
        Some(id) => {
            let found = agent::templates().into_iter().find(|template| template.id == *id);
            found.map(|template| template.text).ok_or_else(|| {
                let known: Vec<_> = agent::templates().into_iter().map(|template| template.id).collect();
                let problem = format!("there is no template {}", quoted(id));
                Invalid::new("template", problem, format!("Use one of: {}.", known.join(", ")))
            })?
        }
        None => String::new(),
    };
    let description = new.description.trim();
    if description.is_empty() && new.template.is_none() {
        return Err(Invalid::new(
            "description",
            "the description is empty, and Claude Code does not load an agent without one",
            "Say when Claude shall use the agent.",
        )
        .into());
    }
    let mut changes = vec![text_change("name", name)];
    if !description.is_empty() {
        changes.push(text_change("description", description));
    }
    let bytes = agent::apply(text.as_bytes(), &changes).map_err(|error| refused(&error))?;
    let path = free_path(call, project, new.scope, name).await?;
    document::put_bytes(call, project, &path, bytes, Some(None)).await
}

/// Makes a copy of an agent under another name, in the same folder.
pub async fn duplicate(call: &Call, project: ProjectId, path: &DocPath, name: &str) -> Result<DocumentSaved, Error> {
    let name = parse_name(name)?;
    let bytes = document::bytes(call, project, path).await?;
    let bytes = agent::apply(&bytes, &[text_change("name", name)]).map_err(|error| refused(&error))?;
    let copy = beside(path, &agent::slug_file_name(name))?;
    refuse_taken(call, project, name, &copy, None).await?;
    document::put_bytes(call, project, &copy, bytes, Some(None)).await
}

/// Gives an agent another name, in the file and as the file's name; `base` is the hash of the file that was seen.
pub async fn rename(
    call: &Call,
    project: ProjectId,
    path: &DocPath,
    name: &str,
    base: &str,
) -> Result<DocumentSaved, Error> {
    let name = parse_name(name)?;
    let bytes = document::bytes(call, project, path).await?;
    let renamed = agent::apply(&bytes, &[text_change("name", name)]).map_err(|error| refused(&error))?;
    let ending = if is_disabled(path.name()) { DISABLED } else { "" };
    let target = beside(path, &format!("{}{ending}", agent::slug_file_name(name)))?;
    refuse_taken(call, project, name, &target, Some(path)).await?;
    if target == *path {
        return document::put_bytes(call, project, path, renamed, Some(Some(base.to_owned()))).await;
    }
    document::move_to(call, project, (path, &target), base, Some(renamed)).await
}

/// Turns an agent on or off by the end of its file's name; its bytes stay as they are.
pub async fn set_enabled(
    call: &Call,
    project: ProjectId,
    path: &DocPath,
    enabled: bool,
    base: &str,
) -> Result<DocumentSaved, Error> {
    if is_disabled(path.name()) != enabled {
        return Ok(DocumentSaved { document: document::get(call, project, path).await?, seq: None });
    }
    let target = match path.as_str().strip_suffix(DISABLED) {
        Some(on) => DocPath::parse(on)?,
        None => DocPath::parse(&format!("{path}{DISABLED}"))?,
    };
    document::move_to(call, project, (path, &target), base, None).await
}

fn text_change(key: &str, text: &str) -> AgentChange {
    AgentChange { key: key.to_owned(), value: Some(AgentValue::Text(text.to_owned())) }
}

/// Returns the trimmed name, or why Claude Code would not take it.
fn parse_name(name: &str) -> Result<&str, Invalid> {
    let name = name.trim();
    let refuse = |problem: String, hint: &str| Err(Invalid::new("name", problem, hint));
    if name.is_empty() {
        return refuse("the name is empty".to_owned(), "Give a name such as code-reviewer.");
    }
    if name.encode_utf16().count() > MAX_NAME {
        return refuse(format!("{} has more than {MAX_NAME} characters", quoted(name)), "Give a shorter name.");
    }
    if name.starts_with('-') {
        let problem = format!("{} begins with a hyphen, which Claude Code does not take", quoted(name));
        return refuse(problem, "Begin the name with a letter.");
    }
    if name.contains(':') {
        let problem = format!("{} holds a colon, which Claude Code keeps for plugins", quoted(name));
        return refuse(problem, "Use a hyphen in its place.");
    }
    if name.chars().any(char::is_control) {
        return refuse(format!("{} holds a control character", quoted(name)), "Write the name on one line.");
    }
    Ok(name)
}

/// Returns the path of a file beside another one.
fn beside(path: &DocPath, file: &str) -> Result<DocPath, Invalid> {
    let folder = path.as_str().strip_suffix(path.name()).unwrap_or_default();
    DocPath::parse(&format!("{folder}{file}"))
}

async fn free_path(call: &Call, project: ProjectId, scope: Scope, name: &str) -> Result<DocPath, Error> {
    let folder = match scope {
        Scope::Project => agents_folder(scope).to_owned(),
        Scope::User => format!("~/.claude/{}", agents_folder(scope)),
    };
    let path = DocPath::parse(&format!("{folder}/{}", agent::slug_file_name(name)))?;
    refuse_taken(call, project, name, &path, None).await?;
    Ok(path)
}

/// Refuses a name or a file that another agent of the scope has, also where only case tells them apart.
async fn refuse_taken(
    call: &Call,
    project: ProjectId,
    name: &str,
    path: &DocPath,
    own: Option<&DocPath>,
) -> Result<(), Error> {
    let roots = roots(call, project).await?;
    let found = blocking(move || agent::list(&roots)).await.agents;
    let same = |one: &str, other: &str| one.to_lowercase() == other.to_lowercase();
    let taken = found.into_iter().find(|row| {
        row.scope == path.scope()
            && own != Some(&row.path)
            && (same(&row.name, name) || same(row.path.as_str(), path.as_str()))
    });
    match taken {
        None => Ok(()),
        Some(row) => Err(Error::AgentTaken { name: row.name, path: row.path }),
    }
}
