//! The user's files of Claude Code as documents: read, saved over what was seen, versioned, deleted and brought back.
//!
//! The disk is the truth. A file can't take part in a transaction, so each change goes three ways in this order: the old
//! and the new text become versions, the file is replaced whole, the journal gets its entry. Whatever ends in between,
//! the file has one of the two texts and the versions have both.

use std::path::PathBuf;
use std::time::SystemTime;

use claudetask_claude::documents::is_document;
use claudetask_claude::files::{self, Found};
use claudetask_claude::instructions::{Surroundings, tokens};
use claudetask_claude::{DocPath, LineEnding, Problem, Roots, Scope, show};
use claudetask_core::{ProjectId, Timestamp};
use claudetask_store::{FileKey, Tx};
use serde::Serialize;

use crate::context::blocking;
use crate::{Call, Error, project};

mod change;
mod lock;
mod revert;
mod versions;
mod watch;

pub(crate) use change::{Change, File, move_to};
pub use change::{DocumentSaved, PutText, delete, merge, put, put_bytes};
pub(crate) use revert::{FileEffect, effect_of};
pub use versions::{DocumentVersion, VersionText, diff, restore, version, versions};
pub use watch::{ChangedDocuments, Watch};

/// A file's text as it is edited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about one file")]
pub struct DocumentText {
    /// Where it is, as people write it.
    pub path: DocPath,
    /// The absolute path.
    pub file: String,
    /// Whose it is.
    pub scope: Scope,
    /// Whether there is such a file.
    pub exists: bool,
    /// Without byte order mark; lines end with `\n`; bytes that are not UTF-8 are shown as U+FFFD.
    pub text: String,
    /// The SHA-256 of the bytes on the disk; null where there is no file.
    pub hash: Option<String>,
    /// How many bytes it has.
    pub bytes: u32,
    /// How many characters the text has.
    pub characters: u32,
    /// About how many tokens the text is for Claude.
    pub tokens: u32,
    /// How its lines end.
    pub line_ending: LineEnding,
    /// Whether it begins with a byte order mark.
    pub bom: bool,
    /// Whether all its bytes are UTF-8.
    pub utf8: bool,
    /// Whether it can be saved.
    pub writable: bool,
    /// Where the name leads when it is a link.
    pub linked_to: Option<String>,
    /// When it was changed last.
    pub modified_at: Option<Timestamp>,
    /// Why it can't be read or edited, else null.
    pub problem: Option<Problem>,
}

/// Returns a file as it is on the disk; one that is not there is empty, one that can't be read says why.
pub async fn get(call: &Call, project: ProjectId, path: &DocPath) -> Result<DocumentText, Error> {
    let roots = admitted(call, project, path).await?;
    let path = path.clone();
    Ok(blocking(move || look(&roots, &path)).await)
}

/// Returns the exact bytes of a file.
pub async fn bytes(call: &Call, project: ProjectId, path: &DocPath) -> Result<Vec<u8>, Error> {
    let roots = admitted(call, project, path).await?;
    let asked = path.clone();
    let found = blocking(move || files::read(&roots, &asked)).await?;
    Ok(found.ok_or_else(|| Error::DocumentNotFound(path.clone()))?.bytes)
}

/// Returns the folders in which a project's files are.
pub(crate) async fn roots(call: &Call, project: ProjectId) -> Result<Roots, Error> {
    let tx = call.store.read().await?;
    roots_of(call, &tx, project).await
}

pub(crate) async fn roots_of(call: &Call, tx: &Tx, project: ProjectId) -> Result<Roots, Error> {
    let record = project::find(tx, project).await?;
    Ok(Roots { project: project::folder(&record), user: call.claude_folder().to_path_buf() })
}

/// Returns the places beside the roots that instructions can come from.
pub(crate) fn surroundings() -> Surroundings {
    Surroundings::of_this_machine()
}

/// Returns the folders, when the file is one that may be opened here.
async fn admitted(call: &Call, project: ProjectId, path: &DocPath) -> Result<Roots, Error> {
    let roots = roots(call, project).await?;
    let (asked, of) = (path.clone(), roots.clone());
    let allowed = blocking(move || is_document(&of, &surroundings(), &asked)).await;
    if allowed { Ok(roots) } else { Err(Error::NotADocument(path.clone())) }
}

/// Returns a file as it is shown.
pub(crate) fn look(roots: &Roots, path: &DocPath) -> DocumentText {
    match files::read(roots, path) {
        Ok(Some(found)) => shown(roots, path, &found),
        Ok(None) => missing(roots, path),
        Err(error) => {
            DocumentText { problem: Some(error.problem()), exists: true, writable: false, ..missing(roots, path) }
        }
    }
}

fn missing(roots: &Roots, path: &DocPath) -> DocumentText {
    DocumentText {
        path: path.clone(),
        file: roots.file(path).display().to_string(),
        scope: path.scope(),
        exists: false,
        text: String::new(),
        hash: None,
        bytes: 0,
        characters: 0,
        tokens: 0,
        line_ending: LineEnding::None,
        bom: false,
        utf8: true,
        writable: true,
        linked_to: None,
        modified_at: None,
        problem: None,
    }
}

pub(crate) fn shown(roots: &Roots, path: &DocPath, found: &Found) -> DocumentText {
    let text = show(&found.bytes);
    DocumentText {
        exists: true,
        hash: Some(found.hash.clone()),
        bytes: number(found.bytes.len()),
        characters: number(text.text.chars().count()),
        tokens: tokens(&text.text),
        line_ending: text.line_ending,
        bom: text.bom,
        utf8: text.utf8,
        writable: found.writable,
        linked_to: found.linked_to.as_ref().map(|target| target.display().to_string()),
        modified_at: found.modified.and_then(timestamp),
        text: text.text,
        ..missing(roots, path)
    }
}

/// Returns a count that a file of the largest size can have.
pub(crate) fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Returns a file's time; one that no calendar knows is none.
pub(crate) fn timestamp(time: SystemTime) -> Option<Timestamp> {
    let millis = match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_millis()).ok()?,
        Err(before) => -i64::try_from(before.duration().as_millis()).ok()?,
    };
    Some(Timestamp::from_millis(millis))
}

/// Returns under which name the versions of a file are kept.
fn key(project: ProjectId, path: &DocPath) -> FileKey<'_> {
    FileKey { project, path: path.as_str(), own: path.scope() == Scope::User }
}

/// Returns the user's own folder of Claude Code: `$CLAUDE_CONFIG_DIR`, else `~/.claude`.
pub fn claude_folder() -> PathBuf {
    let named = std::env::var_os("CLAUDE_CONFIG_DIR").filter(|value| !value.is_empty()).map(PathBuf::from);
    named.unwrap_or_else(|| dirs::home_dir().unwrap_or_default().join(".claude"))
}
