//! What other programs do with a project's files: noticed, kept as versions, told.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use claudetask_claude::documents::documents;
use claudetask_claude::watch::{FolderWatch, folders};
use claudetask_claude::{DocPath, Roots, files};
use claudetask_core::{Origin, ProjectId};
use serde::Serialize;
use tokio::sync::Notify;

use super::lock::FilesLock;
use super::{change::CHARACTERS, key, roots, surroundings};
use crate::context::blocking;
use crate::{Call, Error, settings};

/// Which files of a project changed, in this or another program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ChangedDocuments {
    /// The project.
    pub project_id: ProjectId,
    /// The files, also those that came and those that are gone.
    pub paths: Vec<DocPath>,
}

/// Editors write in several steps; a look follows this long after the first.
const SETTLE: Duration = Duration::from_millis(80);

/// How often a look is taken where the system does not say that something happened.
const POLL: Duration = Duration::from_secs(2);

/// What a file was at the last look.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stamp {
    modified: Option<SystemTime>,
    length: u64,
    hash: String,
}

/// Follows the files of one project.
#[derive(Debug)]
pub struct Watch {
    call: Call,
    project: ProjectId,
    roots: Roots,
    folders: FolderWatch,
    /// Whether the system tells of all that happens.
    told: bool,
    happened: Arc<Notify>,
    seen: HashMap<DocPath, Stamp>,
}

impl Watch {
    /// Begins to follow the files; what they say now is kept, so that the first change by another program loses nothing.
    pub async fn start(call: &Call, project: ProjectId) -> Result<Self, Error> {
        let happened = Arc::new(Notify::new());
        let signal = happened.clone();
        let folders = FolderWatch::new(move || signal.notify_one());
        let roots = roots(call, project).await?;
        let mut watch =
            Self { call: call.clone(), project, roots, folders, told: true, happened, seen: HashMap::new() };
        watch.look().await?;
        Ok(watch)
    }

    /// Waits until files changed and returns which; dropping the future loses nothing.
    pub async fn next(&mut self) -> Result<ChangedDocuments, Error> {
        loop {
            if self.told {
                self.happened.notified().await;
            } else {
                drop(tokio::time::timeout(POLL, self.happened.notified()).await);
            }
            // Should the look fail or be dropped, the next one finds the same.
            self.happened.notify_one();
            tokio::time::sleep(SETTLE).await;
            let paths = self.look().await?;
            if !paths.is_empty() {
                return Ok(ChangedDocuments { project_id: self.project, paths });
            }
        }
    }

    /// Compares the files with the last look, keeps what changed, and returns which did.
    async fn look(&mut self) -> Result<Vec<DocPath>, Error> {
        // Whatever happens from here on is due for the next look.
        drop(tokio::time::timeout(Duration::ZERO, self.happened.notified()).await);
        // No save of ours comes between the look at a file and its version.
        let lock = FilesLock::take(&self.call).await?;
        let (roots, seen) = (self.roots.clone(), self.seen.clone());
        let found = blocking(move || Look::at(&roots, seen)).await;
        self.keep(&found.changed).await?;
        drop(lock);
        // Nothing tells that a project's folder which is gone came back.
        self.told = self.folders.set(&folders(&self.roots, &found.files)) && self.roots.project.is_dir();
        self.seen = found.seen;
        let mut paths: Vec<DocPath> = found.changed.into_iter().map(|(path, _)| path).chain(found.gone).collect();
        paths.sort();
        Ok(paths)
    }

    async fn keep(&self, changed: &[(DocPath, Vec<u8>)]) -> Result<(), Error> {
        if changed.is_empty() {
            return Ok(());
        }
        let most = settings::get(&self.call).await?.versions_per_file.try_into().unwrap_or(usize::MAX);
        let known = self.call.store.read().await?.latest_file_hashes(self.project).await?;
        let new: Vec<_> = changed
            .iter()
            .filter(|(path, bytes)| known.get(path.as_str()).is_none_or(|known| *known != files::hash(bytes)))
            .collect();
        if new.is_empty() {
            return Ok(());
        }
        let tx = self.call.store.write().await?;
        for (path, bytes) in new {
            let key = key(self.project, path);
            tx.keep_file(&key, bytes, Origin::Outside, self.call.now()).await?;
            tx.prune_file(&key, most, CHARACTERS).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}

/// What a look found.
struct Look {
    seen: HashMap<DocPath, Stamp>,
    changed: Vec<(DocPath, Vec<u8>)>,
    gone: Vec<DocPath>,
    files: Vec<PathBuf>,
}

impl Look {
    fn at(roots: &Roots, mut before: HashMap<DocPath, Stamp>) -> Self {
        let mut look = Self { seen: HashMap::new(), changed: Vec::new(), gone: Vec::new(), files: Vec::new() };
        for path in documents(roots, &surroundings()) {
            let file = roots.file(&path);
            let metadata = std::fs::metadata(&file).ok();
            look.files.push(file);
            let old = before.remove(&path);
            let Some(metadata) = metadata else {
                look.gone.extend(old.is_some().then_some(path));
                continue;
            };
            let same = |old: &&Stamp| {
                old.length == metadata.len() && old.modified.is_some() && old.modified == metadata.modified().ok()
            };
            // A file that was written within the clock's grain of the last look can have the same time and length.
            let settled = |old: &&Stamp| {
                old.modified.is_some_and(|at| at.elapsed().is_ok_and(|age| age > Duration::from_secs(2)))
            };
            if let Some(old) = old.as_ref().filter(same).filter(settled) {
                look.seen.insert(path, old.clone());
                continue;
            }
            // What can't be read has no version; that it is there shows in the lists.
            let Ok(Some(found)) = files::read(roots, &path) else {
                look.gone.extend(old.is_some().then_some(path));
                continue;
            };
            let stamp = Stamp { modified: found.modified, length: metadata.len(), hash: found.hash };
            if old.is_none_or(|old| old.hash != stamp.hash) {
                look.changed.push((path.clone(), found.bytes));
            }
            look.seen.insert(path, stamp);
        }
        look.gone.extend(before.into_keys());
        look
    }
}
