//! Undo and redo of a change of a file: what the journal says is put on the disk again, if nothing else came since.

use claudetask_claude::{DocPath, Roots, files};
use claudetask_core::{FieldValue, Fields, ProjectId, VersionId};
use claudetask_store::{EventRecord, Tx};

use super::change::put_back;
use super::{Change, File};
use crate::context::blocking;
use crate::{Call, Error};

/// What has to be done in the file system before an undo or redo is written.
#[derive(Debug)]
pub(crate) struct FileEffect {
    project: ProjectId,
    roots: Roots,
    change: Change,
}

impl FileEffect {
    /// Does it, and returns both ends as the journal writes them.
    pub(crate) async fn apply(self, call: &Call) -> Result<(Fields, Fields), Error> {
        put_back(call, self.project, &self.roots, self.change).await
    }
}

/// Returns what takes a file from `left`, which the event left, to `wanted`.
pub(crate) async fn effect_of(
    tx: &Tx,
    roots: Roots,
    event: &EventRecord,
    (left, wanted): (&Fields, &Fields),
    verb: &'static str,
) -> Result<FileEffect, Error> {
    let before = match (path_of(left)?, text_of(left, "sha256")) {
        (Some(path), Some(hash)) => {
            let (of, at) = (roots.clone(), path.clone());
            let found = blocking(move || files::read(&of, &at)).await?;
            let found = found.filter(|found| found.hash == hash).ok_or_else(|| Error::UndoConflict {
                seq: event.seq,
                verb,
                reason: format!("{path} was changed, moved or deleted later"),
                later: None,
            })?;
            Some(File { path, bytes: found.bytes })
        }
        _ => None,
    };
    let after = match (path_of(wanted)?, version_of(wanted)) {
        (Some(path), Some(version)) => {
            let bytes = tx.file_bytes(version).await?.ok_or_else(|| Error::NotRevertible {
                seq: event.seq,
                verb,
                reason: format!("the text that {path} had is no longer kept"),
            })?;
            Some(File { path, bytes })
        }
        _ => None,
    };
    Ok(FileEffect { project: event.project_id, roots, change: Change { before, after } })
}

fn text_of(fields: &Fields, name: &str) -> Option<String> {
    match fields.get(name) {
        Some(FieldValue::Text(text)) => Some(text.clone()),
        _ => None,
    }
}

fn path_of(fields: &Fields) -> Result<Option<DocPath>, Error> {
    Ok(text_of(fields, "path").map(|path| DocPath::parse(&path)).transpose()?)
}

fn version_of(fields: &Fields) -> Option<VersionId> {
    match fields.get("text") {
        Some(FieldValue::Version { version }) => Some(*version),
        _ => None,
    }
}
