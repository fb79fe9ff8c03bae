//! The Markdown files of a `rules` folder.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::place::real;

/// How many rules are listed; a folder of more is not one that a person wrote.
const MAX_RULES: usize = 2_000;
/// How deep folders are followed, against links that lead in circles with ever new names.
const MAX_DEPTH: u32 = 32;

/// Returns the `*.md` files below a folder in the order of their names, as they were found and without doubles.
///
/// Links are followed, to files and to folders. Claude Code's own order is that of the file system, so none is right.
pub(super) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    walk(folder, 0, &mut HashSet::new(), &mut found);
    found
}

/// Tells whether a file of this name in a `rules` folder is a rule: the case counts, `A.MD` is none.
pub(super) fn is_rule(name: &str) -> bool {
    name.as_bytes().ends_with(b".md")
}

fn walk(folder: &Path, depth: u32, met: &mut HashSet<PathBuf>, found: &mut Vec<PathBuf>) {
    if depth > MAX_DEPTH || !met.insert(real(folder)) {
        return;
    }
    // A folder that can't be read has no rules for Claude Code either.
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    for path in paths {
        if found.len() >= MAX_RULES {
            return;
        }
        // Follows links, so that a loop of them is an error and left out.
        let Ok(about) = fs::metadata(&path) else { continue };
        if about.is_dir() {
            walk(&path, depth + 1, met, found);
        } else if path.file_name().and_then(|name| name.to_str()).is_some_and(is_rule) {
            found.push(path);
        }
    }
}
