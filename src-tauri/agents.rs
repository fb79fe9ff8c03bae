//! The use cases on agents as commands of the window.

use claudetask_app::agent::{self, AgentApplied, AgentChange, AgentList, AgentReading, AgentTemplate, NewAgent};
use claudetask_app::claude::DocPath;
use claudetask_app::document::DocumentSaved;
use claudetask_core::ProjectId;
use tauri::State;

use crate::commands::{Answer, with};
use crate::session::Session;

/// Returns the agents of a project and of its user, with what a form offers.
#[tauri::command]
#[specta::specta]
pub(crate) async fn agents_list(session: State<'_, Session>, project: ProjectId) -> Answer<AgentList> {
    with!(session, call => agent::list(call, project))
}

/// Returns what Claude Code makes of a text, saved or not.
#[tauri::command]
#[specta::specta]
pub(crate) async fn agent_read(path: DocPath, text: String) -> Answer<AgentReading> {
    Ok(agent::read(&path, text).await)
}

/// Returns a text with fields changed, and what Claude Code makes of it; nothing is written.
#[tauri::command]
#[specta::specta]
pub(crate) async fn agent_apply(path: DocPath, text: String, changes: Vec<AgentChange>) -> Answer<AgentApplied> {
    agent::apply(&path, text, changes).await.map_err(|error| error.report())
}

/// Returns the texts that an agent can begin with.
#[tauri::command]
#[specta::specta]
pub(crate) fn agent_templates() -> Vec<AgentTemplate> {
    agent::templates()
}

/// Makes an agent's file, named after it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn agent_create(
    session: State<'_, Session>,
    project: ProjectId,
    agent: NewAgent,
) -> Answer<DocumentSaved> {
    with!(session, call => agent::create(call, project, agent))
}

/// Gives an agent another name, in the file and as the file's name.
#[tauri::command]
#[specta::specta]
pub(crate) async fn agent_rename(
    session: State<'_, Session>,
    project: ProjectId,
    path: DocPath,
    name: String,
    base: String,
) -> Answer<DocumentSaved> {
    with!(session, call => agent::rename(call, project, &path, &name, &base))
}

/// Makes a copy of an agent under another name.
#[tauri::command]
#[specta::specta]
pub(crate) async fn agent_duplicate(
    session: State<'_, Session>,
    project: ProjectId,
    path: DocPath,
    name: String,
) -> Answer<DocumentSaved> {
    with!(session, call => agent::duplicate(call, project, &path, &name))
}

/// Turns an agent on or off.
#[tauri::command]
#[specta::specta]
pub(crate) async fn agent_set_enabled(
    session: State<'_, Session>,
    project: ProjectId,
    path: DocPath,
    enabled: bool,
    base: String,
) -> Answer<DocumentSaved> {
    with!(session, call => agent::set_enabled(call, project, &path, enabled, &base))
}
