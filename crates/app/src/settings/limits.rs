//! How much the settings hold, so that a page that went wrong can't fill the database.

use std::collections::{BTreeMap, HashSet};

use claudetask_core::{Invalid, MAX_FILTER, quoted};

use super::SavedFilter;

/// The most actions whose keys differ.
const ACTIONS: usize = 200;
/// The most keys of one action.
const KEYS: usize = 8;
/// The most characters of an action's id, of a key, and of a shortcut.
const KEY_LENGTH: usize = 60;
/// The most saved filters.
const FILTERS: usize = 100;
/// The most characters of a saved filter's name.
const NAME_LENGTH: usize = 60;

/// The most versions of a file. At least two are kept: what it says, and what it said before.
const VERSIONS: std::ops::RangeInclusive<u32> = 2..=10_000;

pub(super) fn check_versions(count: u32) -> Result<(), Invalid> {
    if VERSIONS.contains(&count) {
        return Ok(());
    }
    let (least, most) = (VERSIONS.start(), VERSIONS.end());
    Err(Invalid::new(
        "versions_per_file",
        format!("{count} versions of a file can't be kept"),
        format!("Give a number from {least} to {most}."),
    ))
}

/// How many runs of Claude can go on at once.
const PARALLEL: std::ops::RangeInclusive<u32> = 1..=16;

pub(super) fn check_parallel(count: u32) -> Result<(), Invalid> {
    if PARALLEL.contains(&count) {
        return Ok(());
    }
    let problem = format!("{count} runs can't go on at once");
    Err(Invalid::new("parallel_runs", problem, "Give a number from 1 to 16."))
}

/// Only the form is looked at: the file may be there later, and its absence is told where it is needed.
pub(super) fn check_program(path: &str) -> Result<(), Invalid> {
    if path.len() <= 4096 && !path.chars().any(char::is_control) {
        return Ok(());
    }
    Err(Invalid::new("claude_program", format!("{} is not a path", quoted(path)), "Give the path of the program."))
}

pub(super) fn check_keymap(keymap: &BTreeMap<String, Vec<String>>) -> Result<(), Invalid> {
    let refuse = |problem, hint: String| Err(Invalid::new("keymap", problem, hint));
    if keymap.len() > ACTIONS {
        return refuse(format!("{} actions are too many", keymap.len()), format!("Name at most {ACTIONS}."));
    }
    for (action, keys) in keymap {
        if keys.len() > KEYS {
            let problem = format!("{} keys for {} are too many", keys.len(), quoted(action));
            return refuse(problem, format!("Give an action at most {KEYS}."));
        }
        for text in std::iter::once(action).chain(keys) {
            if text.trim().is_empty() {
                return refuse(format!("a key of {} is empty", quoted(action)), "Leave it out.".into());
            }
            if text.chars().count() > KEY_LENGTH {
                let problem = format!("{} has more than {KEY_LENGTH} characters", quoted(text));
                return refuse(problem, "Write a key as it is on the keyboard, such as Shift+K.".into());
            }
        }
    }
    Ok(())
}

pub(super) fn check_shortcut(keys: &str) -> Result<(), Invalid> {
    let count = keys.chars().count();
    if keys.trim().is_empty() || count > KEY_LENGTH {
        return Err(Invalid::new(
            "quick_add_shortcut",
            format!("{} is not a shortcut", quoted(keys)),
            "Press a combination such as Ctrl+Alt+N, or turn the shortcut off.",
        ));
    }
    Ok(())
}

/// Returns the filters with their names trimmed.
pub(super) fn saved_filters(filters: Vec<SavedFilter>) -> Result<Vec<SavedFilter>, Invalid> {
    let refuse = |problem, hint: &str| Err(Invalid::new("saved_filters", problem, hint));
    if filters.len() > FILTERS {
        return refuse(format!("{} filters are too many", filters.len()), "Delete some; 100 can be kept.");
    }
    let mut names = HashSet::new();
    let mut kept = Vec::with_capacity(filters.len());
    for SavedFilter { name, filter } in filters {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > NAME_LENGTH || name.contains(char::is_control) {
            return refuse(
                format!("{} is not a name for a filter", quoted(name)),
                "Give the filter a name of 1 to 60 characters on one line.",
            );
        }
        if !names.insert(name.to_lowercase()) {
            return refuse(format!("two filters are called {}", quoted(name)), "Give each filter a name of its own.");
        }
        let length = filter.chars().count();
        if length > MAX_FILTER {
            return refuse(
                format!("the filter {} has {length} characters; the limit is {MAX_FILTER}", quoted(name)),
                "Shorten the filter.",
            );
        }
        kept.push(SavedFilter { name: name.to_owned(), filter });
    }
    Ok(kept)
}
