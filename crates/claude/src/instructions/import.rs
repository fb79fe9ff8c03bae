//! What a text imports, and what that imports in turn.

use std::collections::{HashMap, HashSet};
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::content::without_comments;
use super::extension::importable;
use super::frontmatter::split;
use super::mention::{Mention, mentions};
use super::place::{Lines, Places, real};
use super::{MAX_BYTES, tokens};
use crate::DocPath;

/// How many files deep Claude Code follows imports.
const MAX_DEPTH: u32 = 4;
/// How many imports are looked at for one text. Claude Code has no limit; nobody has that many.
const MAX_IMPORTS: usize = 500;
/// How many bytes of imported files are read for one text; of what is beyond, only the size is looked at.
const MAX_READ: u64 = 16 * 1024 * 1024;

/// What became of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum ImportState {
    /// It is there, and loaded.
    Found,
    /// There is no such file.
    Missing,
    /// It imports, by way of others, the file that names it.
    Cyclic,
    /// It lies outside the project: Claude Code leaves it out unless the user has allowed it.
    Outside,
    /// Too many files lie between it and the first.
    TooDeep,
    /// It is a folder.
    NotAFile,
    /// It can't be read as text: its kind, its size or its permissions.
    Unreadable,
}

/// A file that a text imports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Import {
    /// As written, without the `@`.
    pub written: String,
    /// The 1-based line of the `@`.
    pub line: u32,
    /// UTF-16 units from the line's start to the `@`.
    pub column: u32,
    /// What became of it.
    pub state: ImportState,
    /// The file within the roots.
    pub path: Option<DocPath>,
    /// The absolute path.
    pub file: Option<String>,
    /// Of the file as it is sent.
    pub characters: u32,
    /// Estimated, of the file as it is sent.
    pub tokens: u32,
    /// What it imports; empty where the file was met before.
    pub imports: Vec<Import>,
}

/// A text as it is sent.
pub(super) struct Sent {
    pub(super) characters: u32,
    pub(super) tokens: u32,
    pub(super) blank: bool,
}

impl Sent {
    pub(super) fn of(body: &str) -> Self {
        let sent = without_comments(body);
        let characters = u32::try_from(sent.chars().count()).unwrap_or(u32::MAX);
        Self { characters, tokens: tokens(&sent), blank: super::content::is_blank(&sent) }
    }
}

/// An import with what the overview needs to know beside.
pub(super) struct Node {
    pub(super) import: Import,
    /// Whether it is loaded because of this mention: it was not met before, and there is something in it.
    pub(super) first: bool,
    pub(super) file: Option<PathBuf>,
    pub(super) nodes: Vec<Node>,
}

impl Node {
    pub(super) fn into_import(mut self) -> Import {
        self.import.imports = self.nodes.into_iter().map(Self::into_import).collect();
        self.import
    }
}

/// Follows imports; each file is read once.
pub(super) struct Follow<'a> {
    pub(super) places: &'a Places<'a>,
    /// The files that were met, where links lead.
    pub(super) met: HashSet<PathBuf>,
    /// Where folders lead: imports share few folders, and resolving a path asks the system about each of its parts.
    folders: HashMap<PathBuf, PathBuf>,
    /// The files from the first to the one that is being read.
    chain: Vec<PathBuf>,
    imports_left: usize,
    bytes_left: u64,
}

/// Returns a file's text, with what is not UTF-8 replaced, or why there is none.
pub(super) fn read(file: &Path) -> Result<String, io::Error> {
    let about = fs::metadata(file)?;
    if about.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    // A pipe or a device would block or never end.
    if !about.is_file() || about.len() > MAX_BYTES {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    let bytes = fs::read(file)?;
    Ok(String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
}

impl<'a> Follow<'a> {
    pub(super) fn new(places: &'a Places<'a>) -> Self {
        Self { places, met: HashSet::new(), folders: HashMap::new(), chain: Vec::new(), imports_left: 0, bytes_left: 0 }
    }

    /// Returns what a text imports. `file` is where the text is, `free` whether its imports may lie outside the project.
    pub(super) fn imports(&mut self, text: &str, file: &Path, free: bool) -> Vec<Node> {
        let file = real(file);
        self.met.insert(file.clone());
        self.imports_left = MAX_IMPORTS;
        self.bytes_left = MAX_READ;
        self.within(text, file, free)
    }

    fn within(&mut self, text: &str, file: PathBuf, free: bool) -> Vec<Node> {
        let body = split(text).body;
        let found = mentions(body);
        if found.is_empty() {
            return Vec::new();
        }
        let offset = text.len() - body.len();
        let lines = Lines::new(text);
        self.chain.push(file);
        let mut nodes = Vec::with_capacity(found.len());
        for mention in found {
            if self.imports_left == 0 {
                break;
            }
            self.imports_left -= 1;
            let at = lines.position(offset + mention.at);
            let mut node = self.follow(mention, free);
            (node.import.line, node.import.column) = (at.line, at.column);
            nodes.push(node);
        }
        self.chain.pop();
        nodes
    }

    /// Returns where a path leads, and what is there.
    fn look(&mut self, file: &Path) -> (PathBuf, io::Result<Metadata>) {
        let about = fs::symlink_metadata(file);
        if about.as_ref().is_ok_and(Metadata::is_symlink) {
            return (real(file), fs::metadata(file));
        }
        let target = match (file.parent(), file.file_name()) {
            (Some(parent), Some(name)) => match self.folders.get(parent) {
                Some(folder) => folder.join(name),
                None => {
                    let folder = real(parent);
                    let target = folder.join(name);
                    self.folders.insert(parent.to_path_buf(), folder);
                    target
                }
            },
            _ => real(file),
        };
        (target, about)
    }

    fn follow(&mut self, mention: Mention, free: bool) -> Node {
        let folder = self.chain.last().and_then(|file| file.parent()).unwrap_or(Path::new(""));
        let target = |path: &String| self.places.target(path, folder);
        let longer = mention.or.as_ref().and_then(target).filter(|file| file.is_file());
        let file = target(&mention.path).filter(|file| longer.is_none() || file.is_file()).or(longer);
        let mut node = Node {
            import: Import {
                written: mention.written,
                line: 0,
                column: 0,
                state: ImportState::Missing,
                path: file.as_deref().and_then(|file| self.places.name(file)),
                file: file.as_ref().map(|file| file.to_string_lossy().into_owned()),
                characters: 0,
                tokens: 0,
                imports: Vec::new(),
            },
            first: false,
            file: None,
            nodes: Vec::new(),
        };
        let Some(file) = file else { return node };
        let (target, about) = self.look(&file);
        // Asked first: the file that is being written need not be on the disk yet.
        if self.chain.contains(&target) {
            node.import.state = ImportState::Cyclic;
            return node;
        }
        let about = match about {
            Ok(about) => about,
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                node.import.state = ImportState::Unreadable;
                return node;
            }
            Err(_) => return node,
        };
        let readable = about.is_file() && about.len() <= MAX_BYTES && importable(&file);
        node.import.state = if about.is_dir() {
            ImportState::NotAFile
        } else if !free && !self.places.in_project(&file, &target) {
            ImportState::Outside
        } else if !readable {
            ImportState::Unreadable
        } else if self.chain.len() > MAX_DEPTH as usize && !self.met.contains(&target) {
            ImportState::TooDeep
        } else {
            ImportState::Found
        };
        node.file = Some(file);
        if node.import.state != ImportState::Found {
            return node;
        }
        let first = self.met.insert(target.clone());
        if about.len() > self.bytes_left {
            let size = u32::try_from(about.len()).unwrap_or(u32::MAX);
            (node.import.characters, node.import.tokens, node.first) = (size, size / 3, first);
            return node;
        }
        self.bytes_left -= about.len();
        let Ok(text) = read(&target) else {
            node.import.state = ImportState::Unreadable;
            return node;
        };
        let sent = Sent::of(split(&text).body);
        (node.import.characters, node.import.tokens) = (sent.characters, sent.tokens);
        node.first = first && !sent.blank;
        if first {
            node.nodes = self.within(&text, target, free);
        }
        node
    }
}
