//! The agents of a project and of the user, with the one that Claude Code uses where several have one name.
//!
//! Claude Code looks in `.claude/agents` of the project and of the folders above it, up to the repository's root (or the
//! home folder), and in the user's own. Of one name the nearest folder wins, then the last file in the order of paths.

mod rank;
mod walk;

use std::fs;
use std::path::{Path, PathBuf};

use claudetask_core::Timestamp;
use serde::Serialize;

use super::code::AgentCode;
use super::fields::AgentValue;
use super::read::{self, AgentFinding, AgentReading, Verdict};
use crate::{DocPath, Problem, Roots, Scope, files};
use walk::Found;

/// The folder of agents, below a project's and the user's own root.
const FOLDER: &str = ".claude/agents";

/// How much of a description a row shows, in characters.
const DESCRIPTION: usize = 300;

/// Which tools an agent has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum ToolsKind {
    /// All that there are.
    All,
    /// None at all.
    None,
    /// Those that it names.
    Some,
}

/// An agent's file in a list.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct AgentRow {
    /// The file.
    pub path: DocPath,
    /// Its absolute path.
    pub file: String,
    /// Whose it is.
    pub scope: Scope,
    /// What Claude calls it; the file's stem where it has no name.
    pub name: String,
    /// At most 300 characters.
    pub description: String,
    /// Its model.
    pub model: Option<String>,
    /// Its colour.
    pub color: Option<String>,
    /// Which tools it has.
    pub tools: ToolsKind,
    /// How many it names.
    pub tool_count: u32,
    /// Whether Claude Code is to see it.
    pub enabled: bool,
    /// Whether Claude Code takes it.
    pub verdict: Verdict,
    /// What there is to know.
    pub findings: Vec<AgentFinding>,
    /// Whether Claude Code uses it.
    pub in_force: bool,
    /// The file that wins its name instead.
    pub shadowed_by: Option<DocPath>,
    /// The other files whose name it wins.
    pub shadows: Vec<DocPath>,
    /// Of its bytes, SHA-256 in hexadecimal digits; empty where they can't be read.
    pub hash: String,
    /// When it was last changed.
    pub modified_at: Option<Timestamp>,
}

/// A folder of agents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct AgentFolder {
    /// Whose it is.
    pub scope: Scope,
    /// The folder.
    pub path: DocPath,
    /// Its absolute path.
    pub file: String,
    /// Whether it exists.
    pub exists: bool,
    /// Whether files can be made in it, as far as its permissions tell.
    pub writable: bool,
    /// Why it can't be read.
    pub problem: Option<Problem>,
}

/// An agent in a folder above the project, which Claude Code reads as well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct OutsideAgent {
    /// The file's absolute path; what is not UTF-8 in it is written as U+FFFD.
    #[serde(serialize_with = "as_shown")]
    #[cfg_attr(feature = "specta", specta(type = String))]
    pub file: PathBuf,
    /// The name that Claude Code gives it.
    pub name: String,
    /// Whether Claude Code uses it.
    pub in_force: bool,
}

fn as_shown<S: serde::Serializer>(file: &Path, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&file.display())
}

/// The agents of a project and of the user.
#[derive(Debug, Clone, PartialEq)]
pub struct AgentFolderList {
    /// The files: the project's, then the user's own, by path.
    pub agents: Vec<AgentRow>,
    /// The two folders.
    pub folders: Vec<AgentFolder>,
    /// What Claude Code reads besides, from folders above the project.
    pub outside: Vec<OutsideAgent>,
    /// Files and folders of which no row can be made.
    pub problems: Vec<Problem>,
}

/// Lists the agents.
pub fn list(roots: &Roots) -> AgentFolderList {
    let mut problems = Vec::new();
    let mut agents = Vec::new();
    let mut folders = Vec::new();
    for scope in [Scope::Project, Scope::User] {
        let (folder, below) = folder(roots, scope);
        let root = fs::canonicalize(roots.of(scope)).unwrap_or_else(|_| roots.of(scope).to_path_buf());
        for found in walk::files(&below, &mut problems) {
            match row(&root, scope, &below, &found) {
                Ok(row) => agents.push((row, found.identity)),
                Err(problem) => problems.push(problem),
            }
        }
        folders.push(folder);
    }
    let mut outside = Vec::new();
    for (distance, above) in walk::above(roots).into_iter().enumerate() {
        for found in walk::files(&above, &mut problems) {
            let Ok(bytes) = found.content() else { continue };
            let name = found.file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let reading = read::read(&bytes, name);
            if let (false, Some(name)) = (reading.verdict == Verdict::Refused, reading.name) {
                outside.push((distance, OutsideAgent { file: found.file, name, in_force: false }));
            }
        }
    }
    rank::decide(&mut agents, &mut outside);
    AgentFolderList {
        agents: agents.into_iter().map(|(row, _)| row).collect(),
        folders,
        outside: outside.into_iter().map(|(_, agent)| agent).collect(),
        problems,
    }
}

/// Returns a scope's folder with its absolute path.
fn folder(roots: &Roots, scope: Scope) -> (AgentFolder, PathBuf) {
    let (path, file) = match scope {
        Scope::Project => (FOLDER.to_owned(), roots.project.join(".claude").join("agents")),
        Scope::User => ("~/.claude/agents".to_owned(), roots.user.join("agents")),
    };
    let path = DocPath::parse(&path).expect("the path is plain");
    let metadata = fs::metadata(&file);
    let exists = metadata.is_ok();
    let problem = match &metadata {
        Ok(metadata) if !metadata.is_dir() => Some(Problem::new(
            "not_a_folder",
            format!("{} is a file", file.display()),
            "Move the file away, so that agents can be kept in a folder there.",
        )),
        Ok(_) => fs::read_dir(&file).err().map(|error| {
            Problem::new("unreadable", format!("{} can't be read: {error}", file.display()), "Check its permissions.")
        }),
        Err(_) => None,
    };
    let nearest = file.ancestors().find_map(|folder| fs::metadata(folder).ok());
    let writable = problem.is_none() && nearest.is_some_and(|metadata| !metadata.permissions().readonly());
    (AgentFolder { scope, path, file: file.display().to_string(), exists, writable, problem }, file)
}

fn row(root: &Path, scope: Scope, below: &Path, found: &Found) -> Result<AgentRow, Problem> {
    let unlisted = || {
        Problem::new(
            AgentCode::FileNameNotText.as_str(),
            format!("{} has a name that can't be shown", found.file.display()),
            "Rename the file.",
        )
    };
    let relative = found.file.strip_prefix(below).map_err(|_| unlisted())?;
    let parts: Option<Vec<&str>> = relative.iter().map(|part| part.to_str()).collect();
    let prefix = match scope {
        Scope::Project => FOLDER,
        Scope::User => "~/.claude/agents",
    };
    let path =
        DocPath::parse(&format!("{prefix}/{}", parts.ok_or_else(unlisted)?.join("/"))).map_err(|_| unlisted())?;
    let enabled = !path.name().ends_with(super::DISABLED);
    let content = found.content();
    let mut reading = match &content {
        Ok(bytes) => read::read(bytes, path.name()),
        Err(finding) => AgentReading { findings: vec![finding.clone()], ..read::read(b"", path.name()) },
    };
    if let Some(finding) = walk::link(root, found) {
        reading.findings.push(finding);
    }
    reading.verdict = read::verdict(&reading.findings);
    let stem = path.name().trim_end_matches(super::DISABLED).trim_end_matches(".md").to_owned();
    let (tools, tool_count) = match reading.value("tools") {
        None => (ToolsKind::All, 0),
        Some(AgentValue::List(names)) if names.iter().any(|name| name == "*") => (ToolsKind::All, 0),
        Some(AgentValue::List(names)) if !names.is_empty() => {
            (ToolsKind::Some, u32::try_from(names.len()).unwrap_or(u32::MAX))
        }
        Some(_) => (ToolsKind::None, 0),
    };
    Ok(AgentRow {
        file: found.file.display().to_string(),
        scope,
        name: reading.name.clone().unwrap_or(stem),
        description: reading.description.as_deref().unwrap_or_default().chars().take(DESCRIPTION).collect(),
        model: reading.text("model").map(str::to_owned),
        color: reading.text("color").map(str::to_owned),
        tools,
        tool_count,
        enabled,
        verdict: reading.verdict,
        findings: reading.findings,
        in_force: false,
        shadowed_by: None,
        shadows: Vec::new(),
        hash: content.map(|bytes| files::hash(&bytes)).unwrap_or_default(),
        modified_at: found.modified_at,
        path,
    })
}
