//! Noticing that another program changed something in the folders of Claude Code's files.
//!
//! The operating system says that something happened, not reliably what: so this owns the folders to look at and a
//! signal that a look is due. Who looks compares the files themselves.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use notify::event::ModifyKind;
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::{Roots, Scope};

/// A watch of folders, some of which may not be there yet.
pub struct FolderWatch {
    watcher: Option<RecommendedWatcher>,
    changed: Arc<dyn Fn() + Send + Sync>,
    watched: BTreeMap<PathBuf, bool>,
    /// What took another name or went away since the folders were set: a watch stays with the folder, not with its name.
    gone: Arc<Mutex<BTreeSet<PathBuf>>>,
}

impl std::fmt::Debug for FolderWatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FolderWatch").field("watched", &self.watched).finish_non_exhaustive()
    }
}

impl FolderWatch {
    /// Begins to call `changed`, from a thread of its own, whenever something happens in the watched folders.
    pub fn new(changed: impl Fn() + Send + Sync + 'static) -> Self {
        let changed: Arc<dyn Fn() + Send + Sync> = Arc::new(changed);
        let gone = Arc::<Mutex<BTreeSet<PathBuf>>>::default();
        let (tell, note) = (Arc::clone(&changed), Arc::clone(&gone));
        let watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            if let Ok(event) = &event {
                // Reading a file is no change of it, and our own look would be endless.
                if matches!(event.kind, EventKind::Access(_)) {
                    return;
                }
                if matches!(event.kind, EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_))) {
                    let mut gone = note.lock().unwrap_or_else(PoisonError::into_inner);
                    gone.extend(event.paths.iter().cloned());
                }
            }
            tell();
        });
        Self { watcher: watcher.ok(), changed, watched: BTreeMap::new(), gone }
    }

    /// Watches what is there now of these folders, `true` with all below, and no others. Returns false where the system
    /// can't watch one of them (its limit is reached), so that it has to be looked at from time to time.
    ///
    /// Where a watch began, `changed` is called: something may have happened since the caller looked.
    pub fn set(&mut self, folders: &BTreeMap<PathBuf, bool>) -> bool {
        let Some(watcher) = &mut self.watcher else { return false };
        let there: BTreeMap<PathBuf, bool> = folders
            .iter()
            .filter(|(folder, _)| folder.is_dir())
            .map(|(folder, deep)| (folder.clone(), *deep))
            .collect();
        let gone = std::mem::take(&mut *self.gone.lock().unwrap_or_else(PoisonError::into_inner));
        let is_gone = |folder: &Path| folder.ancestors().any(|above| gone.contains(above));
        self.watched.retain(|folder, _| {
            let stays = there.contains_key(folder) && !is_gone(folder);
            if !stays {
                // A folder that was deleted took its watch with it.
                drop(watcher.unwatch(folder));
            }
            stays
        });
        let mut complete = true;
        let mut began = false;
        for (folder, deep) in there {
            if self.watched.get(&folder) == Some(&deep) {
                continue;
            }
            let mode = if deep { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
            if watcher.watch(&folder, mode).is_ok() {
                self.watched.insert(folder, deep);
                began = true;
            } else {
                complete = false;
            }
        }
        if began {
            (self.changed)();
        }
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
