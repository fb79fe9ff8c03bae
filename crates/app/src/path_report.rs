//! What a folder is, before it becomes a project.

use std::fs;
use std::path::{Component, Path, PathBuf};

use claudetask_core::ProjectId;
use claudetask_git::{self as git, RepositoryKind};
use serde::Serialize;

use crate::context::blocking;
use crate::{Call, Error, ErrorCode};

/// What was found out about a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about one folder")]
pub struct PathReport {
    /// The path as it was given.
    pub given: String,
    /// The canonical path; null where the path does not exist.
    pub path: Option<String>,
    /// Whether anything is there.
    pub exists: bool,
    /// Whether it is a folder.
    pub is_folder: bool,
    /// Whether its entries can be listed.
    pub readable: bool,
    /// Whether files can be made in it.
    pub writable: bool,
    /// The kind of git repository that it belongs to.
    pub git: RepositoryKind,
    /// The top of that repository's work tree, which may be above the folder.
    pub git_root: Option<String>,
    /// The repository's default branch.
    pub default_branch: Option<String>,
    /// The address of its remote, without credentials.
    pub remote_url: Option<String>,
    /// `owner/name` from that address.
    pub suggested_repository: Option<String>,
    /// Whether there is a CLAUDE.md.
    pub has_claude_md: bool,
    /// How many agents `.claude/agents` holds.
    pub agents: u32,
    /// The project that has this folder already.
    pub project_id: Option<ProjectId>,
    /// Whether it can be opened as a project.
    pub can_open: bool,
    /// Why it can't be opened, else null.
    pub error: Option<PathWarning>,
    /// What is unusual about it; it can be opened all the same.
    pub warnings: Vec<PathWarning>,
}

/// Something unusual about a folder, or why it can't be opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PathWarning {
    /// A stable word.
    pub code: String,
    /// What it is.
    pub message: String,
    /// What to do.
    pub hint: String,
}

impl PathWarning {
    fn new(code: &str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code: code.to_owned(), message: message.into(), hint: hint.into() }
    }
}

/// Reports on a path without changing anything.
pub async fn validate(call: &Call, given: &Path) -> Result<PathReport, Error> {
    let mut report = PathReport {
        given: given.to_string_lossy().into_owned(),
        path: None,
        exists: false,
        is_folder: false,
        readable: false,
        writable: false,
        git: RepositoryKind::None,
        git_root: None,
        default_branch: None,
        remote_url: None,
        suggested_repository: None,
        has_claude_md: false,
        agents: 0,
        project_id: None,
        can_open: false,
        error: None,
        warnings: Vec::new(),
    };
    let expanded = expand(given);
    report.exists = fs::exists(&expanded).unwrap_or(false);
    report.is_folder = expanded.is_dir();
    report.path = fs::canonicalize(&expanded).ok().and_then(|path| path.to_str().map(str::to_owned));
    let folder = match canonical_folder(given) {
        Ok(folder) => folder,
        Err(error) => {
            report.error = Some(PathWarning::new(error.code().as_str(), error.to_string(), error.hint()));
            return Ok(report);
        }
    };
    report.readable = true;
    report.can_open = true;
    let looked = folder.clone();
    report = blocking(move || look(report, &looked)).await;
    beside_projects(call, &folder, &mut report).await?;
    Ok(report)
}

/// Fills in what the file system and git know.
fn look(mut report: PathReport, folder: &Path) -> PathReport {
    report.writable = is_writable(folder);
    report.has_claude_md = folder.join("CLAUDE.md").is_file() || folder.join(".claude/CLAUDE.md").is_file();
    report.agents = count_agents(&folder.join(".claude/agents"), 0);
    let warnings = &mut report.warnings;
    if !report.writable {
        warnings.push(PathWarning::new(
            "not_writable",
            format!("{} can't be written", folder.display()),
            "The board works; CLAUDE.md, agents and branches can't be changed.",
        ));
    }
    warnings.extend(place_warning(folder));
    match git::inspect(folder) {
        Ok(facts) => {
            report.git = facts.kind;
            let above = facts.root.as_deref().is_some_and(|root| root != folder);
            match facts.kind {
                RepositoryKind::None => warnings.push(PathWarning::new(
                    "not_a_repository",
                    format!("{} is in no git repository", folder.display()),
                    "The board works; task branches need `git init` first.",
                )),
                RepositoryKind::Worktree => warnings.push(PathWarning::new(
                    "worktree",
                    format!("{} is a worktree of another repository", folder.display()),
                    facts.main_root.as_deref().map_or_else(
                        || "Its branches are those of that repository.".to_owned(),
                        |root| format!("The repository itself is at {}; you may want to open that.", root.display()),
                    ),
                )),
                RepositoryKind::Bare => warnings.push(PathWarning::new(
                    "bare_repository",
                    format!("{} is a bare repository", folder.display()),
                    "There are no files to work on; open a clone or a worktree of it.",
                )),
                RepositoryKind::Repository | RepositoryKind::Submodule if above => {
                    let root = facts.root.clone().unwrap_or_default();
                    warnings.push(PathWarning::new(
                        "inside_repository",
                        format!("{} lies inside the repository {}", folder.display(), root.display()),
                        "Branches are those of the whole repository; you may want to open its top folder.",
                    ));
                }
                RepositoryKind::Repository | RepositoryKind::Submodule => {}
            }
            report.git_root = facts.root.and_then(|root| root.to_str().map(str::to_owned));
            report.default_branch = facts.default_branch;
            report.remote_url = facts.remote_url;
            report.suggested_repository = facts.suggested_repository;
        }
        Err(error) => warnings.push(PathWarning::new(error.code(), error.to_string(), error.hint())),
    }
    report
}

async fn beside_projects(call: &Call, folder: &Path, report: &mut PathReport) -> Result<(), Error> {
    let tx = call.store.read().await?;
    for project in tx.projects().await? {
        let path = Path::new(&project.path);
        if path == folder {
            report.project_id = Some(project.id);
        } else if folder.starts_with(path) {
            report.warnings.push(PathWarning::new(
                "inside_project",
                format!("{} lies inside the project {} ({})", folder.display(), project.name, project.path),
                "Its tasks will be apart from that project's.",
            ));
        } else if path.starts_with(folder) {
            report.warnings.push(PathWarning::new(
                "holds_project",
                format!("{} holds the project {} ({})", folder.display(), project.name, project.path),
                "Its tasks will be apart from that project's.",
            ));
        }
    }
    Ok(())
}

/// Says where a folder is too large or too delicate to be somebody's project.
fn place_warning(folder: &Path) -> Option<PathWarning> {
    /// Folders of the system themselves; what lies below them may be somebody's project.
    const SYSTEM: [&str; 6] = ["run", "usr", "var", "Library", "Program Files", "Program Files (x86)"];
    /// Nothing below these is anybody's project.
    const DEEP: [&str; 11] = ["bin", "boot", "dev", "etc", "lib", "lib64", "proc", "sbin", "sys", "System", "Windows"];
    /// Nor below these folders of `/usr`, where `/bin` and `/lib` lead on most systems.
    const IN_USR: [&str; 7] = ["bin", "include", "lib", "lib64", "libexec", "sbin", "share"];
    let hint = "Open the folder of one project instead.";
    if folder.parent().is_none() {
        return Some(PathWarning::new(
            "filesystem_root",
            format!("{} is the root of a file system", folder.display()),
            hint,
        ));
    }
    if dirs::home_dir().and_then(|home| fs::canonicalize(home).ok()).is_some_and(|home| home == folder) {
        return Some(PathWarning::new("home_folder", format!("{} is your home folder", folder.display()), hint));
    }
    let parts: Vec<_> = folder
        .components()
        .filter_map(|part| match part {
            Component::Normal(name) => name.to_str(),
            Component::Prefix(_) | Component::RootDir | Component::CurDir | Component::ParentDir => None,
        })
        .collect();
    let first = parts.first().copied().unwrap_or_default();
    let in_usr = first == "usr" && parts.get(1).is_some_and(|second| IN_USR.contains(second));
    let system = (parts.len() == 1 && SYSTEM.contains(&first)) || DEEP.contains(&first) || in_usr;
    system.then(|| PathWarning::new("system_folder", format!("{} belongs to the system", folder.display()), hint))
}

/// Tries it, because rights, ACLs and read-only mounts can't be told from the mode alone.
fn is_writable(folder: &Path) -> bool {
    tempfile_in(folder).is_ok()
}

fn tempfile_in(folder: &Path) -> std::io::Result<()> {
    let path = folder.join(format!(".claudetask-{}-{:x}", std::process::id(), std::ptr::from_ref(folder).addr()));
    fs::File::create_new(&path)?;
    fs::remove_file(&path)
}

fn count_agents(folder: &Path, depth: u8) -> u32 {
    let Ok(entries) = fs::read_dir(folder) else { return 0 };
    let mut count = 0;
    for entry in entries.flatten() {
        let path = entry.path();
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) && depth < 8 {
            count += count_agents(&path, depth + 1);
        } else if path.extension().is_some_and(|extension| extension == "md") && path.is_file() {
            count += 1;
        }
    }
    count
}

/// Returns the canonical path of a folder that can be read; `~` is the home folder.
pub(crate) fn canonical_folder(given: &Path) -> Result<PathBuf, Error> {
    if given.as_os_str().is_empty() {
        return Err(problem(ErrorCode::PathNotFound, "the path is empty".to_owned(), "Give the path of a folder."));
    }
    if given.to_str().is_none() {
        return Err(not_utf8(given));
    }
    let expanded = expand(given);
    let path = fs::canonicalize(&expanded).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => problem(
            ErrorCode::PathNotFound,
            format!("{} does not exist", expanded.display()),
            "Check the spelling; if the folder was moved, give its new path.",
        ),
        _ => problem(
            ErrorCode::PathNotReadable,
            format!("{} can't be read: {error}", expanded.display()),
            "Check the rights of the folder and of those above it.",
        ),
    })?;
    if !path.is_dir() {
        return Err(problem(
            ErrorCode::PathNotAFolder,
            format!("{} is not a folder", path.display()),
            "Give the folder that holds it.",
        ));
    }
    if let Err(error) = fs::read_dir(&path) {
        return Err(problem(
            ErrorCode::PathNotReadable,
            format!("{} can't be read: {error}", path.display()),
            "Check the rights of the folder.",
        ));
    }
    if path.to_str().is_none() {
        return Err(not_utf8(&path));
    }
    Ok(path)
}

/// Returns the refusal of a path that is not UTF-8.
pub(crate) fn not_utf8(path: &Path) -> Error {
    problem(
        ErrorCode::PathNotUtf8,
        format!("the path {} is not UTF-8", path.to_string_lossy()),
        "Rename the folder so that its whole path is valid UTF-8.",
    )
}

fn problem(code: ErrorCode, problem: String, hint: &str) -> Error {
    Error::Path { code, problem, hint: hint.to_owned() }
}

/// Returns the path with a leading `~` replaced by the home folder.
fn expand(path: &Path) -> PathBuf {
    match (path.strip_prefix("~"), dirs::home_dir()) {
        (Ok(rest), Some(home)) => home.join(rest),
        _ => path.to_path_buf(),
    }
}
