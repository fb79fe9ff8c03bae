//! CLAUDE.md and what else Claude Code loads.

use std::fmt::Write as _;

use claudetask_app::claude::DocPath;
use claudetask_app::document::DocumentSaved;
use claudetask_app::instructions::{Import, ImportState, Inspection, InstructionFile, InstructionsOverview};

use super::table::{Align, Cell, lines};
use super::{BOLD, DIM, GOOD, NAME, PLAIN, Screen, WARN, local, paint, visible};
use crate::instructions::Versions;

/// Returns the files in Claude's order.
pub(crate) fn list(list: &InstructionsOverview, screen: Screen) -> String {
    let rows: Vec<_> = list.files.iter().map(row).collect();
    let mut text = String::new();
    for line in lines(&[Align::Left, Align::Left, Align::Right, Align::Shrinks(20)], &rows, screen) {
        let _ = writeln!(text, "{line}");
    }
    let _ = writeln!(text, "{}", paint(DIM, &format!("loaded at the start: about {} tokens", list.tokens)));
    text
}

fn row(file: &InstructionFile) -> Vec<Cell> {
    let (style, mark) = match (file.loaded, file.exists) {
        (true, _) => (GOOD, "loaded"),
        (false, true) => (WARN, "not loaded"),
        (false, false) => (DIM, "not there"),
    };
    let tokens = if file.exists { format!("~{} tokens", file.tokens) } else { String::new() };
    let why = file.problem.as_ref().map_or(&file.reason, |problem| &problem.message);
    vec![
        Cell::new(style, mark),
        Cell::new(NAME, visible(file.path.as_str())),
        Cell::new(DIM, tokens),
        Cell::new(PLAIN, visible(why)),
    ]
}

/// Returns what is known of a file's text.
pub(crate) fn inspection(path: &DocPath, found: &Inspection, _: Screen) -> String {
    let mut text = format!("{}\n", paint(BOLD, &visible(path.as_str())));
    let _ = writeln!(
        text,
        "{} characters, about {} tokens, {} with its imports",
        found.characters, found.tokens, found.tokens_with_imports
    );
    if let Some(limit) = found.large {
        let _ = writeln!(text, "{}", paint(WARN, &format!("Claude Code warns of more than {limit} characters.")));
    }
    if !found.outline.is_empty() {
        let _ = writeln!(text, "\n{}", paint(BOLD, "Outline"));
        for heading in &found.outline {
            let indent = "  ".repeat(usize::from(heading.level));
            let _ = writeln!(text, "{:>5}{indent}{}", heading.line, visible(&heading.text));
        }
    }
    if !found.imports.is_empty() {
        let _ = writeln!(text, "\n{}", paint(BOLD, "Imports"));
        imports(&mut text, &found.imports, 1);
    }
    text
}

fn imports(text: &mut String, list: &[Import], deep: usize) {
    for import in list {
        let (style, state) = match import.state {
            ImportState::Found => (GOOD, format!("about {} tokens", import.tokens)),
            ImportState::Missing => (WARN, "missing".to_owned()),
            ImportState::Cyclic => (WARN, "imports itself".to_owned()),
            ImportState::Outside => (WARN, "outside the project".to_owned()),
            ImportState::TooDeep => (WARN, "too deep, not loaded".to_owned()),
            ImportState::NotAFile => (WARN, "not a file".to_owned()),
            ImportState::Unreadable => (WARN, "can't be read".to_owned()),
        };
        let indent = "  ".repeat(deep);
        let _ = writeln!(text, "{:>5}{indent}@{}  {}", import.line, visible(&import.written), paint(style, &state));
        imports(text, &import.imports, deep + 1);
    }
}

/// Returns the versions, newest first.
pub(crate) fn versions(versions: &Versions, screen: Screen) -> String {
    if versions.versions.is_empty() {
        return format!("{} has no kept version.\n", visible(versions.path.as_str()));
    }
    let row = |version: &claudetask_app::document::DocumentVersion| {
        vec![
            Cell::new(NAME, version.id.to_string()),
            Cell::new(DIM, local(version.at)),
            Cell::new(PLAIN, version.origin.as_str()),
            Cell::new(PLAIN, format!("{} characters", version.characters)),
            Cell::new(GOOD, if version.on_disk { "as the file is now" } else { "" }),
        ]
    };
    let rows: Vec<_> = versions.versions.iter().map(row).collect();
    let mut text = String::new();
    for line in lines(&[Align::Right, Align::Left, Align::Left, Align::Right, Align::Left], &rows, screen) {
        let _ = writeln!(text, "{line}");
    }
    text
}

/// Says what a change of a file did.
pub(crate) fn saved(saved: &DocumentSaved) -> String {
    let path = visible(saved.document.path.as_str());
    match (saved.seq, saved.document.exists) {
        (None, _) => format!("{path} says that already.\n"),
        (Some(seq), true) => {
            let count = saved.document.characters;
            format!("Saved {path} ({count} characters). `claudetask undo {seq}` takes it back.\n")
        }
        (Some(seq), false) => format!("Deleted {path}. `claudetask undo {seq}` brings it back.\n"),
    }
}
