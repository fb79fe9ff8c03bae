//! Changing a file: save, delete, move. All of them go through [`apply`], under the lock.

use claudetask_claude::files::{self, FileError};
use claudetask_claude::{DocPath, Merged, Roots, weave};
use claudetask_core::{EventKind, EventSeq, FieldValue, Fields, Origin, ProjectId, VersionId};
use claudetask_store::{NewEvent, WriteTx};
use serde::{Deserialize, Serialize};

use super::lock::FilesLock;
use super::{DocumentText, admitted, key, look, shown};
use crate::context::blocking;
use crate::{Call, Error, settings};

/// A text to save.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct PutText {
    /// As it was edited: lines end with `\n`. Byte order mark, line endings and odd bytes of the lines that are still
    /// there stay as they are in the file.
    pub text: String,
    /// The hash of the file that was edited; null where there was none.
    pub base: Option<String>,
}

/// What a change of a file left.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DocumentSaved {
    /// The file as it is now.
    pub document: DocumentText,
    /// The event to undo; null where nothing changed.
    pub seq: Option<EventSeq>,
}

/// A file at one end of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct File {
    pub(crate) path: DocPath,
    pub(crate) bytes: Vec<u8>,
}

/// A change of one file: made where nothing was before, deleted where nothing is after, moved where the names differ.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    pub(crate) before: Option<File>,
    pub(crate) after: Option<File>,
}

/// Saves an edited text over the file that it was edited from; another file by now is [`Error::StaleDocument`].
pub async fn put(call: &Call, project: ProjectId, path: &DocPath, put: PutText) -> Result<DocumentSaved, Error> {
    let base = Some(put.base);
    save(call, project, path, base, move |old| weave(old.unwrap_or_default(), &put.text)).await
}

/// Saves exact bytes; `base` is the hash of what they replace, `Some(None)` where there must be no file, `None` for
/// whatever is there, which the versions keep.
pub async fn put_bytes(
    call: &Call,
    project: ProjectId,
    path: &DocPath,
    bytes: Vec<u8>,
    base: Option<Option<String>>,
) -> Result<DocumentSaved, Error> {
    save(call, project, path, base, move |_| bytes).await
}

async fn save(
    call: &Call,
    project: ProjectId,
    path: &DocPath,
    base: Option<Option<String>>,
    becomes: impl FnOnce(Option<&[u8]>) -> Vec<u8> + Send + 'static,
) -> Result<DocumentSaved, Error> {
    let roots = admitted(call, project, path).await?;
    let lock = FilesLock::take(call).await?;
    let (of, at) = (roots.clone(), path.clone());
    let (found, bytes) = blocking(move || {
        let found = files::read(&of, &at)?;
        let bytes = becomes(found.as_ref().map(|found| found.bytes.as_slice()));
        Ok::<_, FileError>((found, bytes))
    })
    .await?;
    let now = found.as_ref().map(|found| found.hash.clone());
    if base.is_some_and(|base| base != now) {
        return Err(stale(roots, path.clone()).await);
    }
    if let Some(found) = found.as_ref().filter(|found| found.bytes == bytes) {
        return Ok(DocumentSaved { document: shown(&roots, path, found), seq: None });
    }
    let before = found.map(|found| File { path: path.clone(), bytes: found.bytes });
    let change = Change { before, after: Some(File { path: path.clone(), bytes }) };
    let seq = apply(call, project, &roots, change, &lock).await?;
    Ok(DocumentSaved { document: look_at(roots, path.clone()).await, seq: Some(seq) })
}

/// Deletes a file that has the hash `base`; undo brings it back.
pub async fn delete(call: &Call, project: ProjectId, path: &DocPath, base: &str) -> Result<DocumentSaved, Error> {
    let roots = admitted(call, project, path).await?;
    let lock = FilesLock::take(call).await?;
    let bytes = seen(&roots, path, base).await?;
    let change = Change { before: Some(File { path: path.clone(), bytes }), after: None };
    let seq = apply(call, project, &roots, change, &lock).await?;
    Ok(DocumentSaved { document: look_at(roots, path.clone()).await, seq: Some(seq) })
}

/// Gives a file that has the hash `base` another name, and with it another text where `bytes` has one.
pub(crate) async fn move_to(
    call: &Call,
    project: ProjectId,
    (from, to): (&DocPath, &DocPath),
    base: &str,
    bytes: Option<Vec<u8>>,
) -> Result<DocumentSaved, Error> {
    let roots = admitted(call, project, from).await?;
    admitted(call, project, to).await?;
    let lock = FilesLock::take(call).await?;
    let old = seen(&roots, from, base).await?;
    let after = File { path: to.clone(), bytes: bytes.unwrap_or_else(|| old.clone()) };
    let change = Change { before: Some(File { path: from.clone(), bytes: old }), after: Some(after) };
    let seq = apply(call, project, &roots, change, &lock).await?;
    Ok(DocumentSaved { document: look_at(roots, to.clone()).await, seq: Some(seq) })
}

/// Returns both edits of a text in one.
pub fn merge(base: &str, yours: &str, theirs: &str) -> Merged {
    claudetask_claude::merge(base, yours, theirs)
}

/// Returns the bytes of a file that must have the hash `base`.
async fn seen(roots: &Roots, path: &DocPath, base: &str) -> Result<Vec<u8>, Error> {
    let (of, at) = (roots.clone(), path.clone());
    let found = blocking(move || files::read(&of, &at)).await?;
    match found {
        Some(found) if found.hash == base => Ok(found.bytes),
        Some(_) => Err(stale(roots.clone(), path.clone()).await),
        None => Err(Error::DocumentNotFound(path.clone())),
    }
}

async fn stale(roots: Roots, path: DocPath) -> Error {
    Error::StaleDocument(Box::new(look_at(roots, path).await))
}

async fn look_at(roots: Roots, path: DocPath) -> DocumentText {
    blocking(move || look(&roots, &path)).await
}

/// Makes a change and returns its event.
async fn apply(
    call: &Call,
    project: ProjectId,
    roots: &Roots,
    change: Change,
    _lock: &FilesLock,
) -> Result<EventSeq, Error> {
    let (before, after) = keep(call, project, &change).await?;
    on_disk(roots.clone(), change.clone()).await?;
    let tx = call.store.write().await?;
    move_versions(&tx, project, &change).await?;
    let kind = match (&change.before, &change.after) {
        (None, _) => EventKind::FileCreated,
        (_, None) => EventKind::FileDeleted,
        (Some(before), Some(after)) if before.path == after.path => EventKind::FileChanged,
        (Some(_), Some(_)) => EventKind::FileMoved,
    };
    let event: NewEvent = call.event(project, None, kind, call.now(), (Some(before), Some(after)));
    let written = tx.record(event).await?;
    tx.commit().await?;
    Ok(written.seq)
}

/// Makes a change that the versions have already, without an event.
pub(super) async fn put_back(
    call: &Call,
    project: ProjectId,
    roots: &Roots,
    change: Change,
) -> Result<(Fields, Fields), Error> {
    let _lock = FilesLock::take(call).await?;
    let ends = keep(call, project, &change).await?;
    on_disk(roots.clone(), change.clone()).await?;
    let tx = call.store.write().await?;
    move_versions(&tx, project, &change).await?;
    tx.commit().await?;
    Ok(ends)
}

async fn move_versions(tx: &WriteTx, project: ProjectId, change: &Change) -> Result<(), Error> {
    if let (Some(before), Some(after)) = (&change.before, &change.after)
        && before.path != after.path
    {
        tx.move_file_versions(&key(project, &before.path), &key(project, &after.path)).await?;
    }
    Ok(())
}

/// Keeps both ends of a change as versions, and returns them as the journal writes them.
async fn keep(call: &Call, project: ProjectId, change: &Change) -> Result<(Fields, Fields), Error> {
    // The new text of a moved file stands with the old name's until the file has the new one.
    let Some(named) = change.before.as_ref().or(change.after.as_ref()) else { return Ok((fields(None), fields(None))) };
    let key = key(project, &named.path);
    let most = settings::get(call).await?.versions_per_file;
    let tx = call.store.write().await?;
    let at = call.now();
    let mut ends = [fields(None), fields(None)];
    for (end, (file, origin)) in ends.iter_mut().zip([(&change.before, Origin::Outside), (&change.after, call.origin)])
    {
        if let Some(file) = file {
            let version = tx.keep_file(&key, &file.bytes, origin, at).await?;
            *end = fields(Some((&file.path, version, files::hash(&file.bytes))));
        }
    }
    tx.prune_file(&key, most.try_into().unwrap_or(usize::MAX), CHARACTERS).await?;
    tx.commit().await?;
    let [before, after] = ends;
    Ok((before, after))
}

/// The versions of one file together have at most about so many characters; the newest two always stay.
pub(super) const CHARACTERS: u64 = 100_000_000;

/// Returns a file as the journal writes it.
fn fields(file: Option<(&DocPath, VersionId, String)>) -> Fields {
    let (path, text, hash) = match file {
        Some((path, version, hash)) => {
            (FieldValue::Text(path.as_str().to_owned()), FieldValue::Version { version }, FieldValue::Text(hash))
        }
        None => (FieldValue::Null, FieldValue::Null, FieldValue::Null),
    };
    Fields::from([("path".to_owned(), path), ("text".to_owned(), text), ("sha256".to_owned(), hash)])
}

/// Makes a change in the file system; a file that is another one by now is [`Error::StaleDocument`].
async fn on_disk(roots: Roots, change: Change) -> Result<(), Error> {
    blocking(move || {
        let stale = |path: &DocPath| Error::StaleDocument(Box::new(look(&roots, path)));
        let old = change.before.as_ref().map(|file| (&file.path, files::hash(&file.bytes)));
        match (old, change.after) {
            (Some((path, hash)), Some(after)) if *path == after.path => {
                if !files::write(&roots, path, &after.bytes, Some(&hash))? {
                    return Err(stale(path));
                }
            }
            (Some((path, hash)), Some(after)) => {
                // The name first, so that at no moment there are two files, or none.
                if !files::rename(&roots, path, &after.path)? {
                    return Err(Error::File(FileError::Exists { path: roots.file(&after.path) }));
                }
                if hash != files::hash(&after.bytes) {
                    let written = files::write(&roots, &after.path, &after.bytes, Some(&hash));
                    if !matches!(written, Ok(true)) {
                        files::rename(&roots, &after.path, path)?;
                        return if written? { Ok(()) } else { Err(stale(path)) };
                    }
                }
            }
            (Some((path, hash)), None) => {
                if !files::remove(&roots, path, &hash)? {
                    return Err(stale(path));
                }
            }
            (None, Some(after)) => {
                if !files::write(&roots, &after.path, &after.bytes, None)? {
                    return Err(Error::File(FileError::Exists { path: roots.file(&after.path) }));
                }
            }
            (None, None) => {}
        }
        Ok(())
    })
    .await
}
