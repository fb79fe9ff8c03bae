//! Which files Claude Code finds in a folder of agents, and in which folders it looks.

use std::collections::HashSet;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use claudetask_core::Timestamp;

use super::super::code::AgentCode;
use super::super::read::{AgentFinding, LONGEST};
use crate::{Problem, Roots};

/// A file in a folder of agents.
#[derive(Debug)]
pub(super) struct Found {
    /// Its path.
    pub(super) file: PathBuf,
    /// Where it really is, links followed.
    pub(super) real: Option<PathBuf>,
    /// What tells it from every other file, as long as it is no link.
    pub(super) identity: Option<(u64, u64)>,
    /// When it was last changed.
    pub(super) modified_at: Option<Timestamp>,
    /// Why it can't be read.
    problem: Option<AgentFinding>,
}

impl Found {
    /// Reads the file.
    pub(super) fn content(&self) -> Result<Vec<u8>, AgentFinding> {
        if let Some(problem) = &self.problem {
            return Err(problem.clone());
        }
        fs::read(&self.file).map_err(|error| unreadable(&self.file, &error))
    }
}

fn unreadable(file: &Path, error: &io::Error) -> AgentFinding {
    AgentFinding::new(
        AgentCode::Unreadable,
        format!("{} can't be read: {error}", file.display()),
        "Check the permissions of the file.",
    )
}

/// The endings of files that are agents, or were most likely meant to be.
const ENDINGS: &[&str] = &["md", "markdown", "mdx", "txt"];

/// Returns whether a file is worth a row.
fn is_candidate(name: &str) -> bool {
    let name = name.strip_suffix(super::super::DISABLED).unwrap_or(name);
    name.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending.to_ascii_lowercase().as_str()))
}

/// Returns the files below a folder, in the order of their paths as JavaScript compares them. Links are followed; a
/// folder that was seen is not entered again.
pub(super) fn files(folder: &Path, problems: &mut Vec<Problem>) -> Vec<Found> {
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    let mut left = vec![folder.to_path_buf()];
    while let Some(folder) = left.pop() {
        // The real path tells a folder that is reached twice, through links.
        let Ok(real) = fs::canonicalize(&folder) else { continue };
        if !seen.insert(real.clone()) {
            continue;
        }
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => continue,
            Err(error) => {
                let problem = format!("{} can't be read: {error}", folder.display());
                problems.push(Problem::new(
                    AgentCode::Unreadable.as_str(),
                    problem,
                    "Check the permissions of the folder.",
                ));
                continue;
            }
        };
        for entry in entries.flatten() {
            let path = entry.path();
            let kind = entry.file_type();
            if kind.as_ref().is_ok_and(fs::FileType::is_dir) {
                left.push(path);
                continue;
            }
            let candidate = entry.file_name().to_str().is_none_or(is_candidate);
            let link = kind.is_ok_and(|kind| kind.is_symlink());
            match fs::metadata(&path) {
                Ok(metadata) if metadata.is_dir() => left.push(path),
                Ok(metadata) if candidate => found.push(file(path, &real, &metadata, link)),
                Err(error) if candidate => found.push(Found {
                    problem: Some(if link { broken(&path) } else { unreadable(&path, &error) }),
                    file: path,
                    real: None,
                    identity: None,
                    modified_at: None,
                }),
                Ok(_) | Err(_) => {}
            }
        }
    }
    found.sort_by_cached_key(|found| found.file.to_string_lossy().encode_utf16().collect::<Vec<u16>>());
    found
}

fn broken(file: &Path) -> AgentFinding {
    AgentFinding::new(
        AgentCode::BrokenLink,
        format!("{} is a link that leads nowhere", file.display()),
        "Take the link away, or put a file where it leads.",
    )
}

fn file(path: PathBuf, folder: &Path, metadata: &Metadata, link: bool) -> Found {
    let problem = if !metadata.is_file() {
        Some(AgentFinding::new(
            AgentCode::Unreadable,
            format!("{} is no file", path.display()),
            "Only files can be agents.",
        ))
    } else if metadata.len() > LONGEST as u64 {
        Some(AgentFinding::new(
            AgentCode::FileTooLarge,
            format!("the file has {} bytes; Claude Code skips files of more than {LONGEST}", metadata.len()),
            "Move what the agent needs only sometimes into files that it can read.",
        ))
    } else {
        None
    };
    let modified = metadata.modified().ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    let millis = modified.and_then(|time| i64::try_from(time.as_millis()).ok());
    let real = if link { fs::canonicalize(&path).ok() } else { path.file_name().map(|name| folder.join(name)) };
    Found {
        file: path,
        real,
        identity: if link { None } else { identity(metadata) },
        modified_at: millis.map(Timestamp::from_millis),
        problem,
    }
}

/// Returns what tells a file from every other; nothing where that can't be had without opening it.
#[cfg_attr(unix, expect(clippy::unnecessary_wraps, reason = "other systems have nothing to return"))]
fn identity(metadata: &Metadata) -> Option<(u64, u64)> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        Some((metadata.dev(), metadata.ino()))
    }
    #[cfg(not(unix))]
    {
        let _ = metadata;
        None
    }
}

/// Returns a finding where a file is reached through a link that leads out of a root, given by its real path.
pub(super) fn link(root: &Path, found: &Found) -> Option<AgentFinding> {
    let real = found.real.as_ref()?;
    (!real.starts_with(root)).then(|| {
        AgentFinding::new(
            AgentCode::LinkOutside,
            format!("a link leads to {}", real.display()),
            "Edit the file where it is; here it is only shown.",
        )
    })
}

/// Returns the folders of agents above the project in which Claude Code looks too, the nearest first.
///
/// It goes up to the root of the repository, or of the file system where there is none, and stops before the home folder.
/// In a linked worktree whose root has no agents it takes those of the main one.
pub(super) fn above(roots: &Roots) -> Vec<PathBuf> {
    let Ok(project) = fs::canonicalize(&roots.project) else { return Vec::new() };
    let home = roots.user.parent().and_then(|home| fs::canonicalize(home).ok());
    let mut folders = Vec::new();
    for folder in project.ancestors() {
        if Some(folder) == home.as_deref() {
            break;
        }
        let agents = folder.join(super::FOLDER);
        let is_root = fs::symlink_metadata(folder.join(".git")).is_ok();
        if is_root && !agents.exists() {
            folders.extend(main_worktree(folder).map(|main| main.join(super::FOLDER)));
        } else if folder != project && agents.is_dir() {
            folders.push(agents);
        }
        if is_root {
            break;
        }
    }
    folders
}

/// Returns the main worktree's folder, for the folder of a linked one.
fn main_worktree(folder: &Path) -> Option<PathBuf> {
    let pointer = fs::read_to_string(folder.join(".git")).ok()?;
    let own = folder.join(pointer.lines().next()?.strip_prefix("gitdir:")?.trim());
    let common = fs::read_to_string(own.join("commondir")).ok()?;
    let common = fs::canonicalize(own.join(common.trim())).ok()?;
    (common.file_name()? == ".git").then(|| common.parent().map(Path::to_path_buf))?
}
