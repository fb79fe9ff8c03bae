//! Where the user's own `claude` is, which version it has, and with which PATH it should run.
//!
//! A program that the desktop started has a short PATH, without what the user's shell adds. So the shell is asked too,
//! and then the places are looked at where installers put it.
//!
//! What this module refuses: to install or update anything, and to run scripts of Windows (`.cmd`, `.bat`), whose
//! arguments can't be passed safely.

mod bounded;
mod places;
mod shell;
mod surroundings;
mod version;

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use serde::Serialize;
use thiserror::Error;

pub use surroundings::Surroundings;
pub use version::Version;

/// The oldest version that is used: the first with the names of today's settings and agents. Measured is 2.1.330.
pub const OLDEST: Version = Version { major: 2, minor: 0, patch: 0 };

/// How a program was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The user's setting names it.
    Setting,
    /// It is on the PATH of this process.
    Path,
    /// It is on the PATH that the user's login shell sets.
    LoginShell,
    /// It is where an installer puts it.
    UsualPlace,
}

/// A `claude` that answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The absolute path of the program.
    pub path: PathBuf,
    /// How it was found.
    pub source: Source,
    /// What it says of its version.
    pub version: Version,
    /// The PATH with which it should run, so that it finds git, node and the like as in the user's terminal; `None`:
    /// that of this process.
    pub search_path: Option<OsString>,
}

/// Why there is no `claude` to run.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ProgramError {
    /// The setting names no program's whole path.
    #[error("the setting for Claude Code is {value}, {reason}")]
    BadSetting {
        /// What the setting says, quoted.
        value: String,
        /// What is wrong with it.
        reason: String,
    },
    /// It is nowhere.
    #[error("Claude Code was not found in {}", folders(looked_in))]
    NotFound {
        /// The folders and files that were looked at, in this order.
        looked_in: Vec<PathBuf>,
    },
    /// The file is there but may not be run.
    #[error("{} may not be run by this user", path.display())]
    NotExecutable {
        /// The file.
        path: PathBuf,
    },
    /// It does not answer as Claude Code does.
    #[error("{} can't be used: {reason}", path.display())]
    Unusable {
        /// The program.
        path: PathBuf,
        /// What happened, with its exit code and the first words of its error output.
        reason: String,
    },
    /// It is older than what is understood here.
    #[error("{} is Claude Code {version}; {needed} or newer is needed", path.display())]
    TooOld {
        /// The program.
        path: PathBuf,
        /// Its version.
        version: Version,
        /// The oldest that will do.
        needed: Version,
    },
}

impl ProgramError {
    /// Returns what to do now.
    pub fn hint(&self) -> String {
        match self {
            Self::BadSetting { .. } => {
                "Give the whole path of the program, or empty the setting to have it looked for.".to_owned()
            }
            Self::NotFound { .. } => {
                "Install Claude Code (https://claude.com/claude-code), or give the program's path in the settings."
                    .to_owned()
            }
            Self::NotExecutable { path } => format!("Allow it with: chmod +x {}", path.display()),
            Self::Unusable { .. } => {
                "Try `claude --version` in a terminal; install Claude Code again if that fails too.".to_owned()
            }
            Self::TooOld { path, .. } => format!("Update it with: {} update", path.display()),
        }
    }
}

fn folders(looked_in: &[PathBuf]) -> String {
    let shown: Vec<_> = looked_in.iter().take(4).map(|path| path.display().to_string()).collect();
    match looked_in.len().saturating_sub(shown.len()) {
        0 if shown.is_empty() => "any place: no PATH and no home folder are known".to_owned(),
        0 => shown.join(", "),
        more => format!("{} and {more} more places", shown.join(", ")),
    }
}

/// Returns the user's `claude`: that of the setting and no other if there is one, else the first that works of those
/// on the PATH, on the login shell's PATH and in the usual places.
///
/// Runs programs (the shell, and `--version` of what was found) and blocks for as long as they take, at most 3 s and
/// 10 s each; the answer of the shell is kept for the life of this process.
///
/// # Errors
///
/// That of the first program which was found and does not work, or that there is none.
pub fn find(setting: Option<&OsStr>, surroundings: &Surroundings) -> Result<Found, ProgramError> {
    if let Some(setting) = setting {
        let path = of_setting(setting, surroundings)?;
        let search_path = search_path(Source::Setting, surroundings);
        return answer(path, Source::Setting, search_path);
    }
    let mut looked_in = Vec::new();
    let mut failure = None;
    for source in [Source::Path, Source::LoginShell, Source::UsualPlace] {
        for place in candidates(source, surroundings) {
            let known = looked_in.contains(&place.shown);
            if known {
                continue;
            }
            looked_in.push(place.shown);
            if !places::runs(&place.file) {
                continue;
            }
            match answer(place.file, source, search_path(source, surroundings)) {
                Ok(found) => return Ok(found),
                Err(error) => failure = failure.or(Some(error)),
            }
        }
    }
    Err(failure.unwrap_or(ProgramError::NotFound { looked_in }))
}

/// A file that could be the program.
struct Candidate {
    file: PathBuf,
    /// What people are told: the folder of a search path, or the file itself.
    shown: PathBuf,
}

fn candidates(source: Source, surroundings: &Surroundings) -> Vec<Candidate> {
    let on = |path: Option<&OsStr>| {
        let folders = path.into_iter().flat_map(std::env::split_paths);
        // A relative folder would run what lies in the project.
        let folders = folders.filter(|folder| folder.is_absolute());
        folders.map(|folder| Candidate { file: folder.join(places::NAME), shown: folder }).collect()
    };
    match source {
        Source::Setting => Vec::new(),
        Source::Path => on(surroundings.path.as_deref()),
        Source::LoginShell => on(shell::path(surroundings).as_deref()),
        Source::UsualPlace => {
            let files = places::usual(surroundings).into_iter();
            files.map(|file| Candidate { shown: file.parent().unwrap_or(&file).to_path_buf(), file }).collect()
        }
    }
}

/// Returns the file that a setting names.
fn of_setting(setting: &OsStr, surroundings: &Surroundings) -> Result<PathBuf, ProgramError> {
    let bad =
        |reason: String| Err(ProgramError::BadSetting { value: format!("{:?}", setting.to_string_lossy()), reason });
    let Some(text) = setting.to_str() else { return bad("which is not UTF-8".to_owned()) };
    if text.trim().is_empty() {
        return bad("which is empty".to_owned());
    }
    if text.contains('\0') {
        return bad("which holds a character that no path can have".to_owned());
    }
    if let Some(rest) = text.strip_prefix('~') {
        let rest = rest.trim_start_matches(['/', '\\']);
        let whole = surroundings.home.as_ref().filter(|_| text.starts_with("~/"));
        let whole = whole.map(|home| format!(": write {}", home.join(rest).display())).unwrap_or_default();
        return bad(format!("and ~ is known to shells alone{whole}"));
    }
    let path = Path::new(text);
    if !path.is_absolute() {
        return bad("which is no whole path".to_owned());
    }
    if path.is_dir() {
        return bad("which is a folder".to_owned());
    }
    if let Err(error) = path.metadata() {
        return bad(match error.kind() {
            std::io::ErrorKind::NotFound => "where there is no file".to_owned(),
            _ => format!("which can't be looked at: {error}"),
        });
    }
    if cfg!(windows) && !path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("exe")) {
        return bad("which is a script or no program: give that of claude.exe".to_owned());
    }
    if !places::runs(path) {
        return Err(ProgramError::NotExecutable { path: path.to_path_buf() });
    }
    Ok(path.to_path_buf())
}

/// Returns the PATH for a program: all folders of this process and of the login shell, those first in which it was found.
fn search_path(source: Source, surroundings: &Surroundings) -> Option<OsString> {
    let of_shell = shell::path(surroundings)?;
    let own = surroundings.path.clone().unwrap_or_default();
    let (first, second) = if source == Source::Path { (own, of_shell) } else { (of_shell, own) };
    let mut folders: Vec<PathBuf> = Vec::new();
    for folder in std::env::split_paths(&first).chain(std::env::split_paths(&second)) {
        if folder.is_absolute() && !folders.contains(&folder) {
            folders.push(folder);
        }
    }
    std::env::join_paths(folders).ok()
}

fn answer(path: PathBuf, source: Source, search_path: Option<OsString>) -> Result<Found, ProgramError> {
    let version = match version::ask(&path, search_path.as_deref()) {
        Ok(version) => version,
        Err(reason) => return Err(ProgramError::Unusable { path, reason }),
    };
    if version < OLDEST {
        return Err(ProgramError::TooOld { path, version, needed: OLDEST });
    }
    Ok(Found { path, source, version, search_path })
}
