//! The use cases as commands of the window. Each parses, calls one use case and passes its answer on.

use std::path::{Path, PathBuf};

use claudetask_app::attention::Need;
use claudetask_app::board::Board;
use claudetask_app::branch::{BranchList, TaskBranch};
use claudetask_app::event::Event;
use claudetask_app::path_report::PathReport;
use claudetask_app::place::Place;
use claudetask_app::project::{Project, ProjectPatch};
use claudetask_app::quick_add::QuickAddPreview;
use claudetask_app::settings::{AppSettings, SettingsPatch};
use claudetask_app::task::{BulkPatch, SuggestedTask, Task, TaskPatch, TaskRow};
use claudetask_app::undo::UndoReport;
use claudetask_app::{Error, ErrorReport, attention, board, branch, event, path_report, place, project, quick_add};
use claudetask_app::{settings, task, undo};
use claudetask_core::{EventSeq, Filter, Invalid, MAX_FILTER, Origin, ProjectId, Status, TaskId, parse_filter};
use serde::Serialize;
use tauri::{AppHandle, State};

use crate::desktop;
use crate::native::Native;
use crate::overview::Pulse;
use crate::session::Session;
use crate::watching::Watched;

pub(crate) type Answer<T> = Result<T, ErrorReport>;

/// Runs a use case on the open board.
macro_rules! with {
    ($session:expr, $call:ident => $use_case:expr) => {
        async {
            let $call = $session.call().await?;
            $use_case.await
        }
        .await
        .map_err(|error: claudetask_app::Error| {
            tracing::info!(code = error.code().as_str(), %error, "refused");
            error.report()
        })
    };
}

pub(crate) use with;

/// What the page needs to begin.
#[derive(Debug, Serialize, specta::Type)]
pub(crate) struct Boot {
    settings: AppSettings,
    /// The last opened first.
    projects: Vec<Project>,
    version: String,
    data_dir: String,
    database: String,
}

/// Returns what the page needs to begin.
#[tauri::command]
#[specta::specta]
pub(crate) async fn boot(session: State<'_, Session>) -> Answer<Boot> {
    let data_dir = session.data_folder().display().to_string();
    with!(session, call => async {
        Ok(Boot {
            settings: settings::get(call).await?,
            projects: project::list(call).await?,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            database: call.database().display().to_string(),
            data_dir,
        })
    })
}

/// Changes the app's own settings.
#[tauri::command]
#[specta::specta]
pub(crate) async fn settings_update(
    app: AppHandle,
    session: State<'_, Session>,
    patch: SettingsPatch,
) -> Answer<AppSettings> {
    let settings = with!(session, call => settings::update(call, patch))?;
    desktop::settings_changed(&app, &settings);
    Ok(settings)
}

/// Shows the folder dialog; null when it was cancelled.
#[tauri::command]
#[specta::specta]
pub(crate) async fn pick_folder(native: State<'_, Native>) -> Answer<Option<String>> {
    chosen_path((native.pick_folder)().await)
}

/// Returns a path from a dialog as the page can name it.
pub(crate) fn chosen_path(chosen: Option<PathBuf>) -> Answer<Option<String>> {
    let Some(chosen) = chosen else { return Ok(None) };
    chosen.into_os_string().into_string().map(Some).map_err(|path| {
        Error::from(Invalid::new(
            "path",
            format!("the path {} is not UTF-8", path.to_string_lossy()),
            "Rename the folder or file so that its whole path is valid UTF-8.",
        ))
        .report()
    })
}

/// Opens a link of a task's text in the user's browser or mail program.
#[tauri::command]
#[specta::specta]
#[expect(clippy::needless_pass_by_value, reason = "Tauri hands a command its state by value")]
pub(crate) fn open_external(native: State<'_, Native>, url: &str) -> Answer<()> {
    let allowed = ["http://", "https://", "mailto:"];
    let lower = url.to_ascii_lowercase();
    if !allowed.iter().any(|scheme| lower.starts_with(scheme)) || url.chars().any(char::is_control) {
        return Err(refused("url", url, "Only web and mail addresses are opened."));
    }
    (native.open_url)(url).map_err(|error| refused("url", url, &error))
}

/// Shows the folder of a project or of the data in the file manager; no other.
#[tauri::command]
#[specta::specta]
pub(crate) async fn reveal_folder(session: State<'_, Session>, native: State<'_, Native>, path: String) -> Answer<()> {
    let own = Path::new(&path) == session.data_folder();
    let known = own || with!(session, call => project::list(call))?.iter().any(|project| project.path == path);
    if !known {
        return Err(refused("path", &path, "Only the folders of projects and of the data are shown."));
    }
    (native.open_folder)(&path).map_err(|error| refused("path", &path, &error))
}

fn refused(field: &'static str, value: &str, hint: &str) -> ErrorReport {
    Error::from(Invalid::new(field, format!("{value:?} can't be opened"), hint)).report()
}

/// Returns the projects, the last opened first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn projects_list(session: State<'_, Session>) -> Answer<Vec<Project>> {
    with!(session, call => project::list(call))
}

/// Opens a folder as a project.
#[tauri::command]
#[specta::specta]
pub(crate) async fn project_open(session: State<'_, Session>, path: String) -> Answer<Project> {
    with!(session, call => project::open(call, Path::new(&path)))
}

/// Changes settings of a project.
#[tauri::command]
#[specta::specta]
pub(crate) async fn project_update(
    session: State<'_, Session>,
    watched: State<'_, Watched>,
    project: ProjectId,
    patch: ProjectPatch,
) -> Answer<Project> {
    let moved = patch.path.is_some();
    let updated = with!(session, call => project::update(call, project, patch))?;
    if moved {
        watched.again();
    }
    Ok(updated)
}

/// Takes a project off the list; its tasks are kept.
#[tauri::command]
#[specta::specta]
pub(crate) async fn project_forget(session: State<'_, Session>, project: ProjectId) -> Answer<()> {
    with!(session, call => project::forget(call, project))
}

/// Reports on a path without changing anything.
#[tauri::command]
#[specta::specta]
pub(crate) async fn project_validate_path(session: State<'_, Session>, path: String) -> Answer<PathReport> {
    with!(session, call => path_report::validate(call, Path::new(&path)))
}

/// Returns all cards of a project.
#[tauri::command]
#[specta::specta]
pub(crate) async fn board(session: State<'_, Session>, project: ProjectId) -> Answer<Board> {
    with!(session, call => board::get(call, project))
}

/// Returns all cards of all projects.
#[tauri::command]
#[specta::specta]
pub(crate) async fn board_all(session: State<'_, Session>) -> Answer<Board> {
    with!(session, call => board::all(call))
}

/// Returns a task in full.
#[tauri::command]
#[specta::specta]
pub(crate) async fn task_get(session: State<'_, Session>, project: ProjectId, id: TaskId) -> Answer<Task> {
    with!(session, call => task::get(call, project, id))
}

/// Returns the tasks whose title or long texts hold `text`; of all projects without one.
#[tauri::command]
#[specta::specta]
pub(crate) async fn task_search(
    session: State<'_, Session>,
    project: Option<ProjectId>,
    text: String,
) -> Answer<Vec<TaskId>> {
    with!(session, call => task::search(call, project, &text))
}

/// Says what a quick-add line would become.
#[tauri::command]
#[specta::specta]
pub(crate) async fn quick_add_preview(
    session: State<'_, Session>,
    project: ProjectId,
    line: String,
) -> Answer<QuickAddPreview> {
    with!(session, call => quick_add::preview(call, project, &line))
}

/// Adds the task that a quick-add line says; `status` counts where the line names no column.
#[tauri::command]
#[specta::specta]
pub(crate) async fn quick_add(
    session: State<'_, Session>,
    project: ProjectId,
    line: String,
    status: Option<Status>,
) -> Answer<Task> {
    with!(session, call => async { quick_add::add(&call.by(Origin::QuickAdd), project, &line, status).await })
}

/// Returns the tasks that a few typed letters or digits may mean, the likeliest first; of all projects without one.
#[tauri::command]
#[specta::specta]
pub(crate) async fn task_suggest(
    session: State<'_, Session>,
    project: Option<ProjectId>,
    text: String,
) -> Answer<Vec<SuggestedTask>> {
    with!(session, call => task::suggest(call, project, &text))
}

/// Says what a filter's text means.
#[tauri::command]
#[specta::specta]
pub(crate) fn filter_parse(text: &str) -> Answer<Filter> {
    let length = text.chars().count();
    if length > MAX_FILTER {
        let problem = format!("the filter has {length} characters; the limit is {MAX_FILTER}");
        return Err(Error::from(Invalid::new("filter", problem, "Leave some of its terms out.")).report());
    }
    Ok(parse_filter(text))
}

/// Changes the named fields of several tasks as one change.
#[tauri::command]
#[specta::specta]
pub(crate) async fn tasks_update(
    session: State<'_, Session>,
    project: ProjectId,
    ids: Vec<TaskId>,
    patch: BulkPatch,
) -> Answer<Vec<TaskRow>> {
    with!(session, call => task::update_all(call, project, &ids, patch))
}

/// Changes the named fields of a task.
#[tauri::command]
#[specta::specta]
pub(crate) async fn task_update(
    session: State<'_, Session>,
    project: ProjectId,
    id: TaskId,
    patch: TaskPatch,
) -> Answer<Task> {
    with!(session, call => task::update(call, project, id, patch))
}

/// Moves tasks, in the given order, to a place in a column.
#[tauri::command]
#[specta::specta]
pub(crate) async fn task_move(
    session: State<'_, Session>,
    project: ProjectId,
    ids: Vec<TaskId>,
    status: Status,
    place: Place,
) -> Answer<Vec<TaskRow>> {
    with!(session, call => place::move_to(call, project, &ids, status, Some(place)))
}

/// Deletes tasks; undo brings them back.
#[tauri::command]
#[specta::specta]
pub(crate) async fn task_delete(session: State<'_, Session>, project: ProjectId, ids: Vec<TaskId>) -> Answer<()> {
    with!(session, call => task::delete(call, project, &ids))
}

/// Returns the events of a task, newest first, without long texts.
#[tauri::command]
#[specta::specta]
pub(crate) async fn task_history(session: State<'_, Session>, project: ProjectId, id: TaskId) -> Answer<Vec<Event>> {
    with!(session, call => event::history(call, project, id))
}

/// Returns one event with its long texts.
#[tauri::command]
#[specta::specta]
pub(crate) async fn event(session: State<'_, Session>, project: ProjectId, seq: EventSeq) -> Answer<Event> {
    with!(session, call => event::get(call, project, seq))
}

/// Takes back an event, or the last change.
#[tauri::command]
#[specta::specta]
pub(crate) async fn undo(
    session: State<'_, Session>,
    project: Option<ProjectId>,
    seq: Option<EventSeq>,
) -> Answer<UndoReport> {
    with!(session, call => undo::undo(call, project, seq))
}

/// Makes an undone change again.
#[tauri::command]
#[specta::specta]
pub(crate) async fn redo(
    session: State<'_, Session>,
    project: Option<ProjectId>,
    seq: Option<EventSeq>,
) -> Answer<UndoReport> {
    with!(session, call => undo::redo(call, project, seq))
}

/// Returns the local branches of a project.
#[tauri::command]
#[specta::specta]
pub(crate) async fn branch_list(session: State<'_, Session>, project: ProjectId) -> Answer<BranchList> {
    with!(session, call => branch::list(call, project))
}

/// Returns what became of a task's branch.
#[tauri::command]
#[specta::specta]
pub(crate) async fn branch_of_task(session: State<'_, Session>, project: ProjectId, id: TaskId) -> Answer<TaskBranch> {
    with!(session, call => branch::of_task(call, project, id))
}

/// Creates and attaches the task's branch.
#[tauri::command]
#[specta::specta]
pub(crate) async fn branch_create(session: State<'_, Session>, project: ProjectId, id: TaskId) -> Answer<Task> {
    with!(session, call => branch::create(call, project, id))
}

/// Attaches an existing branch.
#[tauri::command]
#[specta::specta]
pub(crate) async fn branch_attach(
    session: State<'_, Session>,
    project: ProjectId,
    id: TaskId,
    name: String,
) -> Answer<Task> {
    with!(session, call => branch::attach(call, project, id, &name))
}

/// Detaches the branch, which stays in the repository.
#[tauri::command]
#[specta::specta]
pub(crate) async fn branch_detach(session: State<'_, Session>, project: ProjectId, id: TaskId) -> Answer<Task> {
    with!(session, call => branch::detach(call, project, id))
}

/// Deletes the merged branch and detaches it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn branch_delete(session: State<'_, Session>, project: ProjectId, id: TaskId) -> Answer<Task> {
    with!(session, call => branch::delete(call, project, id))
}

/// Returns what waits for the user, the newest first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn attention(session: State<'_, Session>) -> Answer<Vec<Need>> {
    with!(session, call => attention::list(call))
}

/// Notes that the user has seen what waits in a project, up to an event.
#[tauri::command]
#[specta::specta]
pub(crate) async fn attention_seen(
    session: State<'_, Session>,
    pulse: State<'_, Pulse>,
    project: ProjectId,
    seq: EventSeq,
) -> Answer<Vec<Need>> {
    let needs = with!(session, call => attention::seen(call, project, seq))?;
    // It is no change of the journal's, so the feed is silent about it.
    pulse.beat();
    Ok(needs)
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use claudetask_testkit::Board;
    use tauri::Manager;

    use super::*;

    /// Returns an app without a desktop that notes what would have been opened.
    fn app(session: Session) -> (tauri::App<tauri::test::MockRuntime>, Arc<Mutex<Vec<String>>>) {
        let opened = Arc::new(Mutex::new(Vec::new()));
        let note = |opened: &Arc<Mutex<Vec<String>>>| {
            let opened = opened.clone();
            Box::new(move |what: &str| {
                opened.lock().unwrap().push(what.to_owned());
                Ok(())
            })
        };
        let app = tauri::test::mock_app();
        app.manage(session);
        app.manage(Native {
            pick_folder: Box::new(|| Box::pin(async { None })),
            pick_file: Box::new(|| Box::pin(async { None })),
            save_file: Box::new(|_| Box::pin(async { None })),
            open_url: note(&opened),
            open_folder: note(&opened),
        });
        (app, opened)
    }

    #[tokio::test]
    async fn only_web_and_mail_addresses_are_opened() {
        let folder = tempfile::tempdir().unwrap();
        let (app, opened) = app(Session::new(folder.path().into()));
        for url in
            ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "", "https://a\n.example", "ftp://a"]
        {
            assert_eq!(open_external(app.state(), url).unwrap_err().code, "invalid_value", "{url:?}");
        }
        for url in ["https://a.example", "HTTP://a.example", "mailto:a@b.example"] {
            open_external(app.state(), url).unwrap();
        }
        assert_eq!(*opened.lock().unwrap(), ["https://a.example", "HTTP://a.example", "mailto:a@b.example"]);
    }

    #[tokio::test]
    async fn only_folders_of_projects_and_of_the_data_are_shown() {
        let board = Board::new().await;
        let data = board.call.data_folder().to_path_buf();
        let project = std::fs::canonicalize(board.project_folder()).unwrap().display().to_string();
        let (app, opened) = app(Session::new(data.clone()));
        for path in ["/", "/etc", &format!("{project}/..")] {
            let refused = reveal_folder(app.state(), app.state(), path.to_owned()).await.unwrap_err();
            assert_eq!(refused.code, "invalid_value", "{path:?}");
        }
        let data = data.display().to_string();
        for path in [&data, &project] {
            reveal_folder(app.state(), app.state(), path.clone()).await.unwrap();
        }
        assert_eq!(*opened.lock().unwrap(), [data, project]);
    }

    #[tokio::test]
    async fn a_database_that_cannot_be_opened_is_an_answer_and_is_tried_again() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("claudetask.db");
        std::fs::write(&file, "no database").unwrap();
        let (app, _) = app(Session::new(folder.path().into()));
        assert_eq!(boot(app.state()).await.unwrap_err().code, "not_a_database");
        std::fs::remove_file(&file).unwrap();
        assert!(boot(app.state()).await.unwrap().projects.is_empty());
    }
}
