//! The use cases on files of Claude Code as commands of the window.

use claudetask_app::claude::{DocPath, Merged};
use claudetask_app::document::{self, DocumentSaved, DocumentText, DocumentVersion, PutText, VersionText};
use claudetask_app::instructions::{self, Inspection, InstructionsOverview};
use claudetask_core::{ProjectId, VersionId};
use tauri::State;

use crate::commands::{Answer, with};
use crate::session::Session;
use crate::watching::Watched;

/// Returns a file as it is on the disk; one that is not there is empty, one that can't be read says why.
#[tauri::command]
#[specta::specta]
pub(crate) async fn document_get(
    session: State<'_, Session>,
    project: ProjectId,
    path: DocPath,
) -> Answer<DocumentText> {
    with!(session, call => document::get(call, project, &path))
}

/// Saves an edited text over the file that it was edited from.
#[tauri::command]
#[specta::specta]
pub(crate) async fn document_put(
    session: State<'_, Session>,
    project: ProjectId,
    path: DocPath,
    put: PutText,
) -> Answer<DocumentSaved> {
    with!(session, call => document::put(call, project, &path, put))
}

/// Deletes a file that has the hash `base`; undo brings it back.
#[tauri::command]
#[specta::specta]
pub(crate) async fn document_delete(
    session: State<'_, Session>,
    project: ProjectId,
    path: DocPath,
    base: String,
) -> Answer<DocumentSaved> {
    with!(session, call => document::delete(call, project, &path, &base))
}

/// Returns the versions of a file, newest first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn document_versions(
    session: State<'_, Session>,
    project: ProjectId,
    path: DocPath,
) -> Answer<Vec<DocumentVersion>> {
    with!(session, call => document::versions(call, project, &path))
}

/// Returns one version with its text.
#[tauri::command]
#[specta::specta]
pub(crate) async fn document_version(
    session: State<'_, Session>,
    project: ProjectId,
    path: DocPath,
    version: VersionId,
) -> Answer<VersionText> {
    with!(session, call => document::version(call, project, &path, version))
}

/// Puts a version in force again over the file that has the hash `base`; null where there is none.
#[tauri::command]
#[specta::specta]
pub(crate) async fn document_restore(
    session: State<'_, Session>,
    project: ProjectId,
    path: DocPath,
    version: VersionId,
    base: Option<String>,
) -> Answer<DocumentSaved> {
    with!(session, call => document::restore(call, project, &path, version, Some(base)))
}

/// Returns two edits of one text in one.
#[tauri::command]
#[specta::specta]
pub(crate) async fn document_merge(base: String, yours: String, theirs: String) -> Answer<Merged> {
    Ok(document::merge(&base, &yours, &theirs))
}

/// Follows the files of a project for as long as the window shows it; null follows none.
#[tauri::command]
#[specta::specta]
#[expect(clippy::needless_pass_by_value, clippy::unnecessary_wraps, reason = "Tauri's form of a command")]
pub(crate) fn documents_watch(watched: State<'_, Watched>, project: Option<ProjectId>) -> Answer<()> {
    watched.set(project);
    Ok(())
}

/// Returns the files that Claude Code loads in a project, in its order, and those that could be made.
#[tauri::command]
#[specta::specta]
pub(crate) async fn instructions_list(session: State<'_, Session>, project: ProjectId) -> Answer<InstructionsOverview> {
    with!(session, call => instructions::list(call, project))
}

/// Returns the imports, the outline and the sizes of a text, saved or not.
#[tauri::command]
#[specta::specta]
pub(crate) async fn instructions_inspect(
    session: State<'_, Session>,
    project: ProjectId,
    path: DocPath,
    text: String,
) -> Answer<Inspection> {
    with!(session, call => instructions::inspect(call, project, &path, text))
}

/// Returns a text to begin a CLAUDE.md with.
#[tauri::command]
#[specta::specta]
pub(crate) async fn instructions_template(session: State<'_, Session>, project: ProjectId) -> Answer<String> {
    with!(session, call => instructions::template(call, project))
}
