//! What the windows were asked to show, from the tray, another start, a notification or a page. What the board's page
//! can't hear yet waits until it can.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use claudetask_app::{Call, Error, ErrorReport, project, task};
use claudetask_core::{ProjectId, TaskId};
use serde::{Deserialize, Serialize};
use tauri::{AppHandle, Manager, State, WebviewWindow};
use tauri_specta::Event;

use crate::arguments::Wanted;
use crate::session::Session;
use crate::{quick_add, window};

/// The board's window was asked to show a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type, Event)]
pub(crate) struct TaskShown {
    /// Its project.
    pub(crate) project_id: ProjectId,
    /// Its id.
    pub(crate) task_id: TaskId,
}

/// The board's window was asked to show the board of this project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type, Event)]
pub(crate) struct ProjectShown(pub(crate) ProjectId);

/// What the board's page can be told and must answer or act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PageEvent {
    /// `task-shown`.
    TaskShown,
    /// `project-shown`.
    ProjectShown,
    /// `close-asked`.
    CloseAsked,
    /// `leaving`.
    Leaving,
    /// `quit-asked`.
    QuitAsked,
}

/// What is waiting for the windows or the page in them.
#[derive(Debug, Default)]
pub(crate) struct Asked(Mutex<Waiting>);

#[derive(Debug, Default)]
struct Waiting {
    /// The windows can be used.
    started: bool,
    /// What the page listens to.
    heard: BTreeSet<PageEvent>,
    /// What was asked for before there was a window.
    wanted: Option<Wanted>,
    /// What the page has not been told yet: a later wish replaces an earlier one.
    page: Option<Destination>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Destination {
    Task(TaskShown),
    Project(ProjectShown),
}

impl Destination {
    fn event(self) -> PageEvent {
        match self {
            Self::Task(_) => PageEvent::TaskShown,
            Self::Project(_) => PageEvent::ProjectShown,
        }
    }
}

impl Waiting {
    /// Notes a wish; answers it when it can be followed now.
    fn ask(&mut self, wanted: Wanted) -> Option<Wanted> {
        if self.started {
            return Some(wanted);
        }
        // Every start brings the window; that must not take the place of more.
        if wanted != Wanted::Window {
            self.wanted = Some(wanted);
        }
        None
    }

    fn start(&mut self) -> Option<Wanted> {
        self.started = true;
        self.wanted.take()
    }

    /// Notes where the page is to go; answers it when the page hears it now.
    fn go(&mut self, to: Destination) -> Option<Destination> {
        self.page = Some(to);
        self.due()
    }

    /// Notes that the page hears an event; answers what it is to be told, and whether it is the first that it hears.
    fn hear(&mut self, event: PageEvent) -> (Option<Destination>, bool) {
        let first = self.heard.is_empty();
        self.heard.insert(event);
        (self.due(), first)
    }

    fn due(&mut self) -> Option<Destination> {
        self.page.take_if(|to| self.heard.contains(&to.event()))
    }
}

impl Asked {
    fn waiting<T>(&self, change: impl FnOnce(&mut Waiting) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Returns whether the board's page hears an event.
    pub(crate) fn hears(&self, event: PageEvent) -> bool {
        self.waiting(|waiting| waiting.heard.contains(&event))
    }

    /// Notes that the page is gone, and hears nothing until another says so.
    pub(crate) fn page_is_gone(&self) {
        self.waiting(|waiting| waiting.heard.clear());
    }
}

/// Brings forward what is wanted, or notes it until there are windows.
pub(crate) fn ask(app: &AppHandle, wanted: Wanted) {
    if let Some(wanted) = app.state::<Asked>().waiting(|waiting| waiting.ask(wanted)) {
        // Not here: the caller may be the bus, and windows answer only when the main thread is free.
        let app = app.clone();
        tauri::async_runtime::spawn(async move { follow(&app, wanted).await });
    }
}

/// Follows what was asked for before there were windows, `first` if nothing else was.
pub(crate) fn start(app: &AppHandle, first: Wanted) {
    let wanted = app.state::<Asked>().waiting(Waiting::start).unwrap_or(first);
    if wanted != Wanted::Window {
        ask(app, wanted);
    }
}

async fn follow(app: &AppHandle, wanted: Wanted) {
    let to = match wanted {
        Wanted::Window => None,
        Wanted::QuickAdd => return quick_add::show(app),
        Wanted::Task(id) => match find_in(&app.state::<Session>().inner().clone(), id).await {
            Ok(task) => Some(Destination::Task(task)),
            Err(error) => {
                // Whoever asked has been told; the window still comes, where the task is seen to be missing.
                tracing::warn!(%error, "a task could not be shown");
                None
            }
        },
        Wanted::Project(id) => Some(Destination::Project(ProjectShown(id))),
    };
    window::present(app);
    if let Some(to) = to
        && let Some(to) = app.state::<Asked>().waiting(|waiting| waiting.go(to))
    {
        tell(app, to);
    }
}

fn tell(app: &AppHandle, to: Destination) {
    let told = match to {
        Destination::Task(task) => task.emit_to(app, window::MAIN),
        Destination::Project(project) => project.emit_to(app, window::MAIN),
    };
    if let Err(error) = told {
        tracing::warn!(%error, "the window could not be told what to show");
    }
}

/// Returns where a task is to be seen.
pub(crate) async fn find(call: &Call, id: TaskId) -> Result<TaskShown, Error> {
    Ok(TaskShown { project_id: task::project_of(call, None, id).await?, task_id: id })
}

async fn find_in(session: &Session, id: TaskId) -> Result<TaskShown, Error> {
    find(session.call().await?, id).await
}

/// Checks that what is wanted is there, before another start is told of it.
pub(crate) async fn check(session: &Session, wanted: Wanted) -> Result<(), Error> {
    match wanted {
        Wanted::Window | Wanted::QuickAdd => Ok(()),
        Wanted::Task(id) => find_in(session, id).await.map(drop),
        Wanted::Project(id) => project::get(session.call().await?, id).await.map(drop),
    }
}

/// Says that the board's page listens to an event; what it missed follows.
#[tauri::command]
#[specta::specta]
#[expect(clippy::needless_pass_by_value, reason = "Tauri hands a command its state by value")]
pub(crate) fn page_listens(window: WebviewWindow, asked: State<'_, Asked>, event: PageEvent) {
    // No other window shows a board.
    if window.label() != window::MAIN {
        return;
    }
    let app = window.app_handle().clone();
    let (to, first) = asked.waiting(|waiting| waiting.hear(event));
    if let Some(to) = to {
        tell(&app, to);
    }
    if first {
        quick_add::prepare_soon(&app);
    }
}

/// Brings the board's window forward with a task open, or alone.
#[tauri::command]
#[specta::specta]
pub(crate) async fn window_show(app: AppHandle, task: Option<TaskId>) -> Result<(), ErrorReport> {
    let wanted = task.map_or(Wanted::Window, Wanted::Task);
    check(&app.state::<Session>().inner().clone(), wanted).await.map_err(|error| error.report())?;
    follow(&app, wanted).await;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project(id: &str) -> Destination {
        Destination::Project(ProjectShown(id.parse().unwrap()))
    }

    #[test]
    fn what_is_asked_before_the_windows_are_there_waits_for_them() {
        let mut waiting = Waiting::default();
        assert_eq!(waiting.ask(Wanted::Window), None);
        assert_eq!(waiting.ask(Wanted::QuickAdd), None);
        assert_eq!(waiting.ask(Wanted::Window), None);
        assert_eq!(waiting.start(), Some(Wanted::QuickAdd), "a plain start does not take its place");
        assert_eq!(waiting.start(), None);
        assert_eq!(waiting.ask(Wanted::QuickAdd), Some(Wanted::QuickAdd));
    }

    #[test]
    fn the_page_is_told_once_and_only_when_it_hears() {
        let mut waiting = Waiting::default();
        assert_eq!(waiting.go(project("1")), None);
        assert_eq!(waiting.go(project("2")), None);
        assert_eq!(waiting.hear(PageEvent::TaskShown), (None, true));
        assert_eq!(waiting.hear(PageEvent::ProjectShown), (Some(project("2")), false));
        assert_eq!(waiting.hear(PageEvent::ProjectShown), (None, false));
        assert_eq!(waiting.go(project("3")), Some(project("3")));
    }
}
