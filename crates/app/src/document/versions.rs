//! The versions of a file: list, show, compare, restore.

use claudetask_claude::{DocPath, show, unified};
use claudetask_core::{Origin, ProjectId, Timestamp, VersionId};
use claudetask_store::{FileVersion, Tx};
use serde::Serialize;

use super::{DocumentSaved, get, key, put_bytes};
use crate::{Call, Error};

/// A version of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DocumentVersion {
    /// Its id.
    pub id: VersionId,
    /// When it was kept.
    pub at: Timestamp,
    /// Who wrote it; `outside` for another program.
    pub origin: Origin,
    /// The SHA-256 of its bytes.
    pub hash: String,
    /// How many characters it has.
    pub characters: u32,
    /// Whether it is what the file says now.
    pub on_disk: bool,
}

/// A version with its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct VersionText {
    /// The version.
    pub version: DocumentVersion,
    /// Its text as it is edited.
    pub text: String,
}

/// Returns the versions of a file, newest first; also of one that was deleted.
pub async fn versions(call: &Call, project: ProjectId, path: &DocPath) -> Result<Vec<DocumentVersion>, Error> {
    let now = get(call, project, path).await?.hash;
    let tx = call.store.read().await?;
    let records = tx.file_versions(&key(project, path)).await?;
    Ok(records.into_iter().map(|record| version_of(record, now.as_deref())).collect())
}

/// Returns one version with its text.
pub async fn version(call: &Call, project: ProjectId, path: &DocPath, id: VersionId) -> Result<VersionText, Error> {
    let now = get(call, project, path).await?.hash;
    let tx = call.store.read().await?;
    let (record, bytes) = find(&tx, project, path, id).await?;
    Ok(VersionText { version: version_of(record, now.as_deref()), text: show(&bytes).text })
}

/// Puts a version's exact bytes in the file again; `base` is the hash of the file that was seen, `None` for whatever is
/// there, which the versions keep.
pub async fn restore(
    call: &Call,
    project: ProjectId,
    path: &DocPath,
    id: VersionId,
    base: Option<Option<String>>,
) -> Result<DocumentSaved, Error> {
    let bytes = {
        let tx = call.store.read().await?;
        find(&tx, project, path, id).await?.1
    };
    put_bytes(call, project, path, bytes, base).await
}

/// Returns what changed between two versions, or from one to the file as it is now, as a unified diff.
pub async fn diff(
    call: &Call,
    project: ProjectId,
    path: &DocPath,
    from: VersionId,
    to: Option<VersionId>,
) -> Result<String, Error> {
    let old = version(call, project, path, from).await?.text;
    let (name, new) = match to {
        Some(to) => (format!("{path} (version {to})"), version(call, project, path, to).await?.text),
        None => (path.to_string(), get(call, project, path).await?.text),
    };
    Ok(unified((&format!("{path} (version {from})"), &old), (&name, &new)))
}

fn version_of(record: FileVersion, now: Option<&str>) -> DocumentVersion {
    DocumentVersion {
        id: record.id,
        at: record.at,
        origin: record.origin,
        on_disk: now == Some(record.sha256.as_str()),
        hash: record.sha256,
        characters: u32::try_from(record.characters).unwrap_or(u32::MAX),
    }
}

async fn find(tx: &Tx, project: ProjectId, path: &DocPath, id: VersionId) -> Result<(FileVersion, Vec<u8>), Error> {
    let unknown = || Error::VersionNotFound { version: id, path: path.clone() };
    let record = tx.file_version(&key(project, path), id).await?.ok_or_else(unknown)?;
    let bytes = tx.file_bytes(id).await?.ok_or_else(unknown)?;
    Ok((record, bytes))
}
