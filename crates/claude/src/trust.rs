//! What a project would run and load if its folder were trusted. Files are read here and nothing is run.
//!
//! `claude -p` starts the servers of `.mcp.json` and runs the hooks of a project's settings without asking; so who is
//! asked to trust a folder sees them first.

mod programs;
mod servers;

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::Value;

use crate::Roots;
use crate::instructions::{self, InstructionKind, Surroundings};

/// The settings that a project shares, and those of its user alone.
const SHARED: &str = ".claude/settings.json";
const LOCAL: &str = ".claude/settings.local.json";

/// The servers that belong to a project.
const SERVERS: &str = ".mcp.json";

/// The largest file that is read, in bytes.
const MOST: u64 = 10_000_000;

/// The longest line of a report, in characters.
const LINE: usize = 300;

/// What a project would run and load if it were trusted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct TrustReport {
    /// The settings that are there: `.claude/settings.json`.
    pub settings_files: Vec<String>,
    /// What the settings run, each with what starts it: `PreToolUse (Bash): ./check.sh`, `statusLine: ./line.sh`; and
    /// what else they decide about programs: `env: PATH, NODE_OPTIONS`.
    pub hooks: Vec<String>,
    /// The servers with their command or address: `github: npx -y server`.
    pub mcp_servers: Vec<String>,
    /// The files of instructions that would be loaded: `CLAUDE.md`.
    pub instructions: Vec<String>,
    /// Files that could not be read, and why.
    pub problems: Vec<String>,
}

/// Returns what a project would run and load.
pub fn report(roots: &Roots, surroundings: &Surroundings) -> TrustReport {
    let mut report = TrustReport::default();
    for file in settings_files(&roots.project) {
        let name = written(roots, &file);
        if let Some(settings) = read(&file, &name, &mut report.problems) {
            report.settings_files.push(name);
            programs::add(&mut report.hooks, &settings);
        }
    }
    report.hooks.iter_mut().for_each(shorten);
    let mut known = BTreeSet::new();
    for folder in roots.project.ancestors().filter(|folder| folder.parent().is_some()) {
        let file = folder.join(SERVERS);
        if let Some(shared) = read(&file, &written(roots, &file), &mut report.problems) {
            servers::add(&mut report.mcp_servers, &mut known, &shared);
        }
    }
    report.mcp_servers.iter_mut().for_each(shorten);
    for file in instructions::list(roots, surroundings).files {
        let own = match file.kind {
            InstructionKind::User | InstructionKind::UserRules | InstructionKind::Managed => false,
            InstructionKind::Import => !file.path.starts_with("~/"),
            InstructionKind::Project
            | InstructionKind::DotClaude
            | InstructionKind::Local
            | InstructionKind::Rules
            | InstructionKind::AgentsMd
            | InstructionKind::Parent => true,
        };
        if !own || !file.exists {
            continue;
        }
        if let Some(problem) = &file.problem {
            report.problems.push(problem.message.clone());
        } else {
            report.instructions.push(file.path);
        }
    }
    report
}

/// Returns the settings that Claude Code 2.1.330 was seen to use: the project's own, and the local ones of the
/// repository that it is a part of, or of the main work tree where it is another one. Its servers it takes from every
/// folder above too, and of one name the nearest.
fn settings_files(project: &Path) -> Vec<PathBuf> {
    let mut files = vec![project.join(SHARED), project.join(LOCAL)];
    for folder in repository(project) {
        let file = folder.join(LOCAL);
        if !files.contains(&file) {
            files.push(file);
        }
    }
    files
}

/// Returns the root of the work tree that a folder is in, and that of the main one where git links it to another.
fn repository(project: &Path) -> Vec<PathBuf> {
    let Some(root) = project.ancestors().find(|folder| folder.join(".git").symlink_metadata().is_ok()) else {
        return Vec::new();
    };
    let mut roots = vec![root.to_path_buf()];
    // A linked work tree has a file there that names its folder in the main one's `.git`.
    let link = text(&root.join(".git")).ok();
    let own = link.as_deref().and_then(|link| link.trim().strip_prefix("gitdir:")).map(|own| root.join(own.trim()));
    let common = own.and_then(|own| Some(own.join(text(&own.join("commondir")).ok()?.trim())));
    let main = common.and_then(|common| Some(common.canonicalize().ok()?.parent()?.to_path_buf()));
    roots.extend(main);
    roots
}

/// Returns a path as people read it: relative to the project where it is inside.
fn written(roots: &Roots, file: &Path) -> String {
    let inside = file.strip_prefix(&roots.project).unwrap_or(file);
    inside.display().to_string().replace('\\', "/")
}

/// Returns a file's JSON object; `None` where it is not there, or can't be read, which is added to the problems.
///
/// A link is followed wherever it leads, as Claude Code does.
fn read(file: &Path, name: &str, problems: &mut Vec<String>) -> Option<Value> {
    match text(file) {
        Ok(text) => match serde_json::from_str(text.trim_start_matches('\u{feff}')) {
            Ok(value @ Value::Object(_)) => Some(value),
            Ok(_) => {
                problems.push(format!("{name} is no JSON object"));
                None
            }
            Err(error) => {
                problems.push(format!("{name} is no valid JSON: {error}"));
                None
            }
        },
        // A link that leads nowhere is a file that is not there.
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => None,
        Err(error) => {
            problems.push(format!("{name} can't be read: {error}"));
            None
        }
    }
}

fn text(file: &Path) -> io::Result<String> {
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(io::Error::other("it is no file"));
    }
    let mut bytes = Vec::new();
    File::open(file)?.take(MOST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST {
        return Err(io::Error::other(format!("it has more than {MOST} bytes")));
    }
    String::from_utf8(bytes).map_err(|_| io::Error::other("it is not UTF-8"))
}

/// Makes one line of bounded length of what a file says, without characters that would disguise it.
fn shorten(line: &mut String) {
    let hidden = |sign: char| {
        sign.is_control()
            || matches!(sign, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    let mut shown: String = line.chars().take(LINE).map(|sign| if hidden(sign) { '\u{fffd}' } else { sign }).collect();
    if shown.chars().count() < line.chars().count() {
        shown.push('…');
    }
    *line = shown;
}
