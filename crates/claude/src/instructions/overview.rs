//! Every file of instructions around a project, in the order in which Claude Code loads them.

use std::io::{self, ErrorKind};
use std::path::Path;

use serde::Serialize;

use super::frontmatter::{paths, split};
use super::import::{Follow, ImportState, Node, Sent, read};
use super::place::{Places, Surroundings, real};
use super::rules;
use crate::{DocPath, Problem, Roots};

/// Why Claude Code looks at a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum InstructionKind {
    /// The project's `CLAUDE.md`.
    Project,
    /// The project's `.claude/CLAUDE.md`.
    DotClaude,
    /// The project's `CLAUDE.local.md`.
    Local,
    /// A file of the project's `.claude/rules`.
    Rules,
    /// `AGENTS.md`, of the project or of a folder above it.
    AgentsMd,
    /// A file of a folder above the project.
    Parent,
    /// The user's own `CLAUDE.md`.
    User,
    /// A file of the user's own `rules`.
    UserRules,
    /// What an organisation prescribes on this machine.
    Managed,
    /// A file that another one imports.
    Import,
}

/// A file of instructions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct InstructionFile {
    /// Its [`DocPath`] where it lies within the roots, else the absolute path.
    pub path: String,
    /// The absolute path.
    pub file: String,
    /// Why Claude Code looks at it.
    pub kind: InstructionKind,
    /// Whether there is something at the path.
    pub exists: bool,
    /// Whether Claude Code reads it when it starts in the project.
    pub loaded: bool,
    /// One sentence: why it is loaded or not, or when.
    pub reason: String,
    /// Of the text as it is sent.
    pub characters: u32,
    /// Estimated, of the text as it is sent.
    pub tokens: u32,
    /// For an import: the file that names it.
    pub imported_by: Option<String>,
    /// Whether it can be opened here.
    pub can_open: bool,
    /// Why it can't be read.
    pub problem: Option<Problem>,
}

/// All instructions of a project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct InstructionsOverview {
    /// Those that exist and those that could, in the order in which Claude Code loads them.
    pub files: Vec<InstructionFile>,
    /// Estimated, of all that is loaded at the start.
    pub tokens: u32,
    /// The file to open first: `CLAUDE.md`, or `.claude/CLAUDE.md` where only that exists.
    pub main: DocPath,
}

/// Returns all instructions of a project.
///
/// # Panics
///
/// Never: the standard paths are plain.
pub fn list(roots: &Roots, surroundings: &Surroundings) -> InstructionsOverview {
    let places = Places::new(roots, surroundings);
    let mut listing = Listing { follow: Follow::new(&places), places: &places, files: Vec::new(), claude_md: None };
    listing.managed();
    listing.user();
    let mut folders: Vec<&Path> = places.project.ancestors().collect();
    // Claude Code does not look into the root of the file system.
    folders.pop();
    folders.reverse();
    for folder in &folders {
        listing.folder(folder);
    }
    for folder in &folders {
        listing.agents_md(folder);
    }
    let files = listing.files;
    let tokens = files.iter().filter(|file| file.loaded).fold(0, |sum: u32, file| sum.saturating_add(file.tokens));
    let exists = |path: &str| files.iter().any(|file| file.path == path && file.exists);
    let main = if !exists(CLAUDE_MD) && exists(DOT_CLAUDE) { DOT_CLAUDE } else { CLAUDE_MD };
    let main = DocPath::parse(main).expect("the standard paths are plain");
    InstructionsOverview { files, tokens, main }
}

const CLAUDE_MD: &str = "CLAUDE.md";
const DOT_CLAUDE: &str = ".claude/CLAUDE.md";

struct Listing<'a> {
    follow: Follow<'a>,
    places: &'a Places<'a>,
    files: Vec<InstructionFile>,
    /// The first file of the project or above it that makes Claude Code pass over AGENTS.md.
    claude_md: Option<String>,
}

/// A file to look at.
struct Candidate<'a> {
    file: &'a Path,
    kind: InstructionKind,
    /// Whether its imports may lie outside the project.
    free: bool,
    /// Why it is loaded, should it be.
    reason: &'a str,
}

impl Listing<'_> {
    fn managed(&mut self) {
        let folder = self.places.surroundings.managed.clone();
        let reason = "Loaded in every project on this machine: your organisation prescribes it.";
        let kind = InstructionKind::Managed;
        self.claude_file(&Candidate { file: &folder.join("CLAUDE.md"), kind, free: false, reason }, false);
        for file in rules::files(&folder.join(".claude").join("rules")) {
            self.rule(&Candidate { file: &file, kind, free: false, reason });
        }
    }

    fn user(&mut self) {
        let folder = self.places.roots.user.clone();
        let kind = InstructionKind::User;
        let reason = "Loaded in every project: your own instructions.";
        self.claude_file(&Candidate { file: &folder.join("CLAUDE.md"), kind, free: true, reason }, true);
        let kind = InstructionKind::UserRules;
        let reason = "Loaded in every project: a rule of your own.";
        for file in rules::files(&folder.join("rules")) {
            self.rule(&Candidate { file: &file, kind, free: true, reason });
        }
    }

    /// Lists what a folder has, be it the project's or one above.
    fn folder(&mut self, folder: &Path) {
        let own = folder == self.places.project;
        // The project as it is known here: its path may lead over links.
        let folder = if own { self.places.roots.project.clone() } else { folder.to_path_buf() };
        let pick = |kind, reason| {
            if own {
                (kind, reason)
            } else {
                (InstructionKind::Parent, "Loaded because it lies in a folder above the project.")
            }
        };
        for (name, kind, reason) in [
            ("CLAUDE.md", InstructionKind::Project, "Loaded: the project's instructions."),
            (DOT_CLAUDE, InstructionKind::DotClaude, "Loaded: the project's instructions, kept in .claude."),
        ] {
            let (kind, reason) = pick(kind, reason);
            let file = folder.join(name);
            if self.claude_file(&Candidate { file: &file, kind, free: false, reason }, own) {
                self.claude_md.get_or_insert_with(|| written(self.places, &file));
            }
        }
        let (kind, reason) = pick(InstructionKind::Rules, "Loaded: a rule without paths.");
        for file in rules::files(&folder.join(".claude").join("rules")) {
            self.rule(&Candidate { file: &file, kind, free: false, reason });
        }
        let (kind, reason) = pick(InstructionKind::Local, "Loaded: your own instructions for this project alone.");
        let file = folder.join("CLAUDE.local.md");
        if self.claude_file(&Candidate { file: &file, kind, free: false, reason }, own) {
            self.claude_md.get_or_insert_with(|| written(self.places, &file));
        }
    }

    fn agents_md(&mut self, folder: &Path) {
        let own = folder == self.places.project;
        let folder = if own { self.places.roots.project.clone() } else { folder.to_path_buf() };
        for name in ["AGENTS.md", ".claude/AGENTS.md"] {
            let file = folder.join(name);
            let kind = InstructionKind::AgentsMd;
            let reason = "Loaded because no CLAUDE.md or CLAUDE.local.md has any text, here or in a folder above.";
            let candidate = Candidate { file: &file, kind, free: false, reason };
            match self.claude_md.clone() {
                None => {
                    self.claude_file(&candidate, false);
                }
                Some(other) if file.exists() && !self.follow.met.contains(&real(&file)) => {
                    let reason = format!("Not loaded: {other} has text, and AGENTS.md counts only without.");
                    let sent = read(&file).ok().map(|text| Sent::of(split(&text).body));
                    self.push(&candidate, false, reason, sent.as_ref());
                }
                Some(_) => {}
            }
        }
    }

    /// Lists a file with its imports, and tells whether it has something to say.
    fn claude_file(&mut self, candidate: &Candidate<'_>, standard: bool) -> bool {
        let file = candidate.file;
        if file.symlink_metadata().is_err() {
            if standard {
                let mut row = row(self.places, file, candidate.kind);
                row.exists = false;
                "Not there yet; it would be loaded.".clone_into(&mut row.reason);
                self.files.push(row);
            }
            return false;
        }
        let text = match read(file) {
            Ok(text) => text,
            Err(error) => {
                self.push_unreadable(candidate, &error);
                return false;
            }
        };
        let sent = Sent::of(split(&text).body);
        if sent.blank {
            self.push(candidate, false, "Not loaded: there is no text in it.".to_owned(), Some(&sent));
            return false;
        }
        self.load(candidate, &text, &sent);
        // A project below the home meets the user's own file once more, and that does not stand for a CLAUDE.md.
        real(file) != self.places.user.join("CLAUDE.md")
    }

    fn rule(&mut self, candidate: &Candidate<'_>) {
        let file = candidate.file;
        if !candidate.free && !real(file).starts_with(&self.places.project) && candidate.kind == InstructionKind::Rules
        {
            let reason = "Not loaded: the link leads out of the project.".to_owned();
            self.push(candidate, false, reason, None);
            return;
        }
        let text = match read(file) {
            Ok(text) => text,
            Err(error) => return self.push_unreadable(candidate, &error),
        };
        let parts = split(&text);
        let sent = Sent::of(parts.body);
        let patterns = parts.front.map(paths).unwrap_or_default();
        if sent.blank {
            self.push(candidate, false, "Not loaded: there is no text in it.".to_owned(), Some(&sent));
        } else if patterns.is_empty() {
            self.load(candidate, &text, &sent);
        } else {
            let reason = format!("Loaded when Claude reads or edits a file that matches {}.", patterns.join(", "));
            self.push(candidate, false, reason, Some(&sent));
        }
    }

    /// Lists a file that is loaded, and what it imports, unless it was loaded before.
    fn load(&mut self, candidate: &Candidate<'_>, text: &str, sent: &Sent) {
        let target = real(candidate.file);
        if self.follow.met.contains(&target) {
            let listed = self.files.iter().any(|row| Path::new(&row.file) == candidate.file);
            if !listed {
                let reason = "Not loaded again: another file of this list is the same file.".to_owned();
                self.push(candidate, false, reason, Some(sent));
            }
            return;
        }
        self.push(candidate, true, candidate.reason.to_owned(), Some(sent));
        let nodes = self.follow.imports(text, candidate.file, candidate.free);
        let by = written(self.places, candidate.file);
        self.imports(&nodes, &by);
    }

    fn imports(&mut self, nodes: &[Node], by: &str) {
        for node in nodes {
            let Some(file) = &node.file else { continue };
            let outside = node.import.state == ImportState::Outside
                && !self.files.iter().any(|row| Path::new(&row.file) == file.as_path());
            if node.first || outside {
                let mut row = row(self.places, file, InstructionKind::Import);
                row.loaded = node.first;
                row.reason = if node.first {
                    format!("Loaded because {by} imports it.")
                } else {
                    format!(
                        "Not loaded: {by} imports it, but it lies outside the project, which you have to allow in Claude Code."
                    )
                };
                (row.characters, row.tokens) = (node.import.characters, node.import.tokens);
                row.imported_by = Some(by.to_owned());
                row.can_open &= node.first;
                self.files.push(row);
            }
            self.imports(&node.nodes, &written(self.places, file));
        }
    }

    fn push_unreadable(&mut self, candidate: &Candidate<'_>, error: &io::Error) {
        let mut row = row(self.places, candidate.file, candidate.kind);
        let problem = unreadable(&row.path, candidate.file, error);
        row.reason = format!("Not loaded: {}.", problem.message);
        row.problem = Some(problem);
        self.files.push(row);
    }

    fn push(&mut self, candidate: &Candidate<'_>, loaded: bool, reason: String, sent: Option<&Sent>) {
        let mut row = row(self.places, candidate.file, candidate.kind);
        row.loaded = loaded;
        row.reason = reason;
        if let Some(sent) = sent {
            (row.characters, row.tokens) = (sent.characters, sent.tokens);
        }
        self.files.push(row);
    }
}

fn written(places: &Places<'_>, file: &Path) -> String {
    places.name(file).map_or_else(|| file.to_string_lossy().into_owned(), String::from)
}

fn row(places: &Places<'_>, file: &Path, kind: InstructionKind) -> InstructionFile {
    InstructionFile {
        path: written(places, file),
        file: file.to_string_lossy().into_owned(),
        kind,
        exists: true,
        loaded: false,
        reason: String::new(),
        characters: 0,
        tokens: 0,
        imported_by: None,
        can_open: kind != InstructionKind::Managed && places.name(file).is_some_and(|path| places.stays_inside(&path)),
        problem: None,
    }
}

fn unreadable(path: &str, file: &Path, error: &io::Error) -> Problem {
    match error.kind() {
        ErrorKind::IsADirectory => {
            Problem::new("not_a_file", format!("{path} is a folder"), "Rename the folder to make room for the file.")
        }
        ErrorKind::FileTooLarge => Problem::new(
            "too_large",
            format!("{path} has more than 4 MiB, or is no plain file"),
            "Move parts of it to files that Claude reads when it needs them.",
        ),
        ErrorKind::NotFound => Problem::new(
            "broken_link",
            format!("the link {path} leads nowhere"),
            "Remove the link, or put back the file that it leads to.",
        ),
        _ => Problem::new(
            "unreadable",
            format!("{path} can't be read: {error}"),
            format!("Give yourself the permission to read {}.", file.display()),
        ),
    }
}
