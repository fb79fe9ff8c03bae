//! Noticing that another program changed something in the folders of Claude Code's files.
//!
//! The operating system says that something happened, not reliably what: so this owns the folders to look at and a
//! signal that a look is due. Who looks compares the files themselves.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::{Roots, Scope};

/// A watch of folders, some of which may not be there yet.
pub struct FolderWatch {
    watcher: Option<RecommendedWatcher>,
    watched: BTreeMap<PathBuf, bool>,
}

impl std::fmt::Debug for FolderWatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FolderWatch").field("watched", &self.watched).finish_non_exhaustive()
    }
}

impl FolderWatch {
    /// Begins to call `changed`, from a thread of its own, whenever something happens in the watched folders.
    pub fn new(changed: impl Fn() + Send + Sync + 'static) -> Self {
        let changed = Arc::new(changed);
        let watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            // Reading a file is no change of it, and our own look would be endless.
            if !matches!(&event, Ok(event) if matches!(event.kind, EventKind::Access(_))) {
                changed();
            }
        });
        Self { watcher: watcher.ok(), watched: BTreeMap::new() }
    }

    /// Watches what is there now of these folders, `true` with all below, and no others. Returns false where the system
    /// can't watch one of them (its limit is reached), so that it has to be looked at from time to time.
    pub fn set(&mut self, folders: &BTreeMap<PathBuf, bool>) -> bool {
        let Some(watcher) = &mut self.watcher else { return false };
        let there: BTreeMap<PathBuf, bool> = folders
            .iter()
            .filter(|(folder, _)| folder.is_dir())
            .map(|(folder, deep)| (folder.clone(), *deep))
            .collect();
        for gone in self.watched.keys().filter(|folder| !there.contains_key(*folder)) {
            // A folder that was deleted took its watch with it.
            drop(watcher.unwatch(gone));
        }
        let mut complete = true;
        let mut watched = BTreeMap::new();
        for (folder, deep) in there {
            let mode = if deep { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
            if self.watched.get(&folder) == Some(&deep) || watcher.watch(&folder, mode).is_ok() {
                watched.insert(folder, deep);
            } else {
                complete = false;
            }
        }
        self.watched = watched;
        complete
    }
}

/// Returns the folders that a project's files are in, with whether all below counts; also those that may come.
pub fn folders(roots: &Roots, files: &[PathBuf]) -> BTreeMap<PathBuf, bool> {
    let mut folders = BTreeMap::new();
    for file in files {
        if let Some(folder) = file.parent() {
            folders.insert(folder.to_path_buf(), false);
        }
    }
    for scope in [Scope::Project, Scope::User] {
        let root = roots.of(scope);
        let claude = match scope {
            Scope::Project => root.join(".claude"),
            Scope::User => root.to_path_buf(),
        };
        folders.insert(root.to_path_buf(), false);
        folders.insert(claude.clone(), false);
        folders.insert(claude.join("agents"), true);
        folders.insert(claude.join("rules"), true);
    }
    // The user's folder may not be there yet; it will come in the home folder, which is too busy to watch for long.
    if !roots.user.is_dir()
        && let Some(home) = roots.user.parent().filter(|home| *home != Path::new(""))
    {
        folders.insert(home.to_path_buf(), false);
    }
    folders
}
