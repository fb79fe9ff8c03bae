//! The icon in the desktop's tray and its menu. It is made when the desktop has a tray, not before: without one the
//! toolkit would look for other places to put it.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use claudetask_app::project::Project;
use claudetask_app::run::{QueueState, Run};
use claudetask_core::{ProjectId, RunId, RunState, TaskId};
use tauri::image::Image;
use tauri::menu::{Menu, MenuBuilder};
use tauri::tray::TrayIconBuilder;
use tauri::{AppHandle, Manager, Wry};
use tokio::sync::Notify;

use crate::arguments::Wanted;
use crate::desktop::{self, TrayState};
use crate::overview::Overview;
use crate::{closing, runs, shown};

const QUICK_ADD: (&str, &str) = ("quick-add", "Quick add…");
const OPEN: (&str, &str) = ("open", "Open ClaudeTask");
const PAUSE: (&str, &str) = ("queue", "Pause the queue of runs");
const CONTINUE: (&str, &str) = ("queue", "Continue the queue of runs");
const QUIT: (&str, &str) = ("quit", "Quit");

/// What the id of a project's item begins with.
const PROJECT: &str = "project-";

/// What the id of a run's item begins with; the task follows.
const RUN: &str = "run-";

/// How many runs the menu has room for.
const MOST_RUNS: usize = 5;

/// How many projects the menu has room for.
const MOST_PROJECTS: usize = 10;

/// How long a project's name may be in the menu.
const LONGEST_NAME: usize = 40;

const CALM: &[u8] = include_bytes!("icons/tray.png");
const CALLING: &[u8] = include_bytes!("icons/tray-attention.png");

/// The icon and what it shows.
#[derive(Debug)]
pub(crate) struct Tray {
    /// The icon's name, which tells the apps of two data folders apart.
    id: String,
    /// Where the toolkit puts the picture for the desktop to read: two apps must not share it.
    pictures: PathBuf,
    now: Mutex<Now>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct Now {
    made: bool,
    /// What there is to show.
    wanted: Face,
    /// What is shown, once the icon is made.
    shown: Face,
}

/// What the icon and its menu show.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Face {
    items: Vec<Item>,
    /// Whether something of the board's waits for the user.
    needs: bool,
    runs: Runs,
}

impl Face {
    /// Returns whether the picture is the one that calls.
    fn calls(&self) -> bool {
        self.needs || self.runs.waits
    }

    fn has_menu_of(&self, other: &Self) -> bool {
        self.items == other.items && self.runs.items == other.runs.items && self.runs.queue == other.runs.queue
    }
}

/// The runs in the menu.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Runs {
    /// Their tasks and texts.
    items: Vec<(TaskId, String)>,
    /// What can be done with the queue.
    queue: Option<(&'static str, &'static str)>,
    /// Whether one waits for an answer.
    waits: bool,
}

/// A project in the menu.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Item {
    project: ProjectId,
    label: String,
}

impl Tray {
    pub(crate) fn new(suffix: &str) -> Self {
        let id = if suffix.is_empty() { "claudetask".to_owned() } else { format!("claudetask-{suffix}") };
        let runtime = std::env::var_os("XDG_RUNTIME_DIR").map_or_else(std::env::temp_dir, PathBuf::from);
        Self { pictures: runtime.join(&id), id, now: Mutex::default(), changed: Notify::new() }
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes what there is to show; where it differs, it is shown soon.
    fn want(&self, change: impl FnOnce(&mut Face)) {
        let differs = {
            let mut now = self.now();
            change(&mut now.wanted);
            now.wanted != now.shown
        };
        if differs {
            self.changed.notify_one();
        }
    }
}

impl Now {
    /// Notes that what is wanted is shown; answers what was shown and what is now, where they differ and there is an
    /// icon.
    fn turn(&mut self) -> Option<(Face, Face)> {
        if !self.made || self.wanted == self.shown {
            return None;
        }
        let before = std::mem::replace(&mut self.shown, self.wanted.clone());
        Some((before, self.wanted.clone()))
    }
}

/// Shows the icon, or notes that there is no place for it now.
pub(crate) fn offered(app: &AppHandle, tray: TrayState) {
    let own = app.clone();
    let noted = app.run_on_main_thread(move || {
        let made = match tray {
            TrayState::Shown => make(&own),
            TrayState::Missing => false,
        };
        let state = if made { TrayState::Shown } else { TrayState::Missing };
        desktop::changed(&own, |now| now.tray = state);
    });
    if let Err(error) = noted {
        tracing::warn!(%error, "the app is ending");
    }
}

/// Makes the icon where it is not there; answers whether it is. One that was made once comes back with the tray by
/// itself.
fn make(app: &AppHandle) -> bool {
    let tray = app.state::<Tray>();
    let mut now = tray.now();
    if !now.made {
        // The system's library for it is loaded now, and its absence is a panic of the toolkit's.
        let made = catch_unwind(AssertUnwindSafe(|| build(app, &tray, &now.wanted)));
        match made {
            Ok(Ok(())) => {
                now.made = true;
                now.shown = now.wanted.clone();
            }
            Ok(Err(error)) => tracing::warn!(%error, "the tray's icon can't be made"),
            Err(_) => tracing::warn!("the tray's icon can't be made: install libayatana-appindicator3"),
        }
    }
    now.made
}

fn build(app: &AppHandle, tray: &Tray, face: &Face) -> tauri::Result<()> {
    TrayIconBuilder::with_id(&tray.id)
        .icon(picture(face.calls())?)
        .tooltip("ClaudeTask")
        .temp_dir_path(&tray.pictures)
        .menu(&menu(app, face)?)
        .on_menu_event(|app, event| clicked(app, event.id().as_ref()))
        .build(app)?;
    Ok(())
}

fn picture(calls: bool) -> tauri::Result<Image<'static>> {
    Image::from_bytes(if calls { CALLING } else { CALM })
}

fn menu(app: &AppHandle, face: &Face) -> tauri::Result<Menu<Wry>> {
    let Face { items, runs, .. } = face;
    let mut menu = MenuBuilder::new(app).text(QUICK_ADD.0, QUICK_ADD.1).separator();
    for item in items {
        menu = menu.text(format!("{PROJECT}{}", item.project), &item.label);
    }
    if !items.is_empty() {
        menu = menu.separator();
    }
    for (task, label) in &runs.items {
        menu = menu.text(format!("{RUN}{task}"), label);
    }
    if let Some((id, text)) = runs.queue {
        menu = menu.text(id, text);
    }
    if !runs.items.is_empty() || runs.queue.is_some() {
        menu = menu.separator();
    }
    menu.text(OPEN.0, OPEN.1).text(QUIT.0, QUIT.1).build()
}

fn clicked(app: &AppHandle, id: &str) {
    match id {
        id if id == QUICK_ADD.0 => shown::ask(app, Wanted::QuickAdd),
        id if id == OPEN.0 => shown::ask(app, Wanted::Window),
        id if id == QUIT.0 => closing::leave(app),
        id if id == PAUSE.0 => runs::turn_queue(app),
        id => {
            if let Some(task) = id.strip_prefix(RUN).and_then(|id| id.parse().ok()) {
                shown::ask(app, Wanted::Task(task));
            }
            if let Some(project) = id.strip_prefix(PROJECT).and_then(|id| id.parse().ok()) {
                shown::ask(app, Wanted::Project(project));
            }
        }
    }
}

/// How long a menu stays as it is: one that is open closes when it is replaced, and a run does something new all the
/// time.
const REST: Duration = Duration::from_secs(1);

/// Shows what there is to show, for as long as the app runs.
pub(crate) fn keep_up(app: AppHandle) {
    tauri::async_runtime::spawn(async move {
        loop {
            app.state::<Tray>().changed.notified().await;
            let own = app.clone();
            if let Err(error) = app.run_on_main_thread(move || bring_up_to_date(&own)) {
                tracing::warn!(%error, "the app is ending");
            }
            tokio::time::sleep(REST).await;
        }
    });
}

/// Notes what there is to show of the board.
pub(crate) fn follow(app: &AppHandle, overview: &Overview) {
    let (items, needs) = (items(&overview.projects), !overview.needs.is_empty());
    app.state::<Tray>().want(|face| {
        face.items = items;
        face.needs = needs;
    });
}

/// Notes what there is to show of the runs.
pub(crate) fn follow_runs(app: &AppHandle, live: &BTreeMap<RunId, Run>, queue: &QueueState) {
    let runs = in_menu(live, queue);
    app.state::<Tray>().want(|face| face.runs = runs);
}

/// Brings menu and picture up to date, where they differ. Only on the main thread, so that what was wanted last is what
/// is shown last.
fn bring_up_to_date(app: &AppHandle) {
    let tray = app.state::<Tray>();
    let Some(icon) = app.tray_by_id(&tray.id) else { return };
    let Some((before, face)) = tray.now().turn() else { return };
    let menu_shown =
        if face.has_menu_of(&before) { Ok(()) } else { menu(app, &face).and_then(|menu| icon.set_menu(Some(menu))) };
    let picture_shown = if face.calls() == before.calls() {
        Ok(())
    } else {
        picture(face.calls()).and_then(|one| icon.set_icon(Some(one)))
    };
    if let Err(error) = menu_shown.and(picture_shown) {
        tracing::warn!(%error, "the tray could not be brought up to date");
    }
}

/// Returns the runs that the menu shows: those that wait for an answer first.
fn in_menu(live: &BTreeMap<RunId, Run>, queue: &QueueState) -> Runs {
    let mut active: Vec<&Run> = live.values().filter(|run| run.state != RunState::Queued).collect();
    active.sort_by_key(|run| (run.open_requests == 0, run.id));
    let item = |run: &&Run| {
        let does = if run.open_requests > 0 { "waits for your answer" } else { run.activity.as_deref().unwrap_or("") };
        let text = if does.is_empty() { run.task_title.clone() } else { format!("{} — {does}", run.task_title) };
        (run.task_id, format!("#{} {}", run.task_id, shortened(&text)))
    };
    let something = queue.paused || queue.running > 0 || queue.queued > 0;
    Runs {
        items: active.iter().take(MOST_RUNS).map(item).collect(),
        queue: something.then_some(if queue.paused { CONTINUE } else { PAUSE }),
        waits: active.iter().any(|run| run.open_requests > 0),
    }
}

/// Returns a text as a line of the menu.
fn shortened(text: &str) -> String {
    let mut shown: String = text.chars().take(LONGEST_NAME * 2).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    // One alone would underline the letter after it.
    shown.replace('&', "&&")
}

fn items(projects: &[Project]) -> Vec<Item> {
    let item = |project: &Project| Item {
        project: project.id,
        label: label(&project.name, project.in_progress, project.code_review),
    };
    projects.iter().take(MOST_PROJECTS).map(item).collect()
}

/// Returns a project's text: its name, and what is on its way.
fn label(name: &str, in_progress: u32, code_review: u32) -> String {
    let mut shown: String = name.chars().take(LONGEST_NAME).collect();
    if shown.len() < name.len() {
        shown.push('…');
    }
    // One alone would underline the letter after it.
    let mut label = shown.replace('&', "&&");
    let counts: Vec<String> = [(in_progress, "in progress"), (code_review, "in review")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    if !counts.is_empty() {
        label.push_str(" — ");
        label.push_str(&counts.join(", "));
    }
    label
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run_notices::tests::run;

    #[test]
    fn a_project_shows_what_is_on_its_way() {
        for (name, in_progress, code_review, expected) in [
            ("harbour", 2, 1, "harbour — 2 in progress, 1 in review"),
            ("harbour", 0, 1, "harbour — 1 in review"),
            ("harbour", 12, 0, "harbour — 12 in progress"),
            ("harbour", 0, 0, "harbour"),
            ("R&D my_app", 0, 0, "R&&D my_app"),
        ] {
            assert_eq!(label(name, in_progress, code_review), expected);
        }
        let long = label(&"ü".repeat(41), 1, 0);
        assert_eq!(long, format!("{}… — 1 in progress", "ü".repeat(40)));
    }

    #[test]
    fn the_menu_has_what_goes_on_and_first_what_waits() {
        let mut live: BTreeMap<RunId, Run> = (1..=8)
            .map(|id| {
                let mut run = run(id, if id == 2 { RunState::Queued } else { RunState::Running });
                run.activity = Some("Read R&D.md".into());
                (run.id, run)
            })
            .collect();
        let waits = live.get_mut(&RunId(7)).unwrap();
        (waits.state, waits.open_requests) = (RunState::Waiting, 1);
        let queue =
            |paused, running, queued| QueueState { paused, reason: None, until: None, limit: 2, running, queued };
        let shown = in_menu(&live, &queue(false, 7, 1));
        let lines: Vec<&str> = shown.items.iter().map(|(_, line)| line.as_str()).collect();
        assert_eq!(lines[..2], ["#17 Log in — waits for your answer", "#11 Log in — Read R&&D.md"]);
        assert_eq!(shown.items.iter().map(|(task, _)| task.0).collect::<Vec<_>>(), [17, 11, 13, 14, 15]);
        assert!(shown.waits);
        assert_eq!(shown.queue, Some(PAUSE));
        for (paused, running, queued, expected) in [
            (false, 0, 0, None),
            (true, 0, 0, Some(CONTINUE)),
            (false, 0, 1, Some(PAUSE)),
            (true, 1, 1, Some(CONTINUE)),
        ] {
            assert_eq!(in_menu(&BTreeMap::new(), &queue(paused, running, queued)).queue, expected);
        }
    }

    #[test]
    fn what_is_wanted_last_is_shown_once() {
        let tray = Tray::new("");
        tray.want(|face| face.needs = true);
        assert_eq!(tray.now().turn(), None, "there is no icon yet");
        tray.now().made = true;
        tray.want(|face| face.runs.waits = true);
        let (before, face) = tray.now().turn().unwrap();
        assert!(!before.calls() && face.calls() && face.needs && face.runs.waits);
        assert!(face.has_menu_of(&before), "the picture alone differs");
        assert_eq!(tray.now().turn(), None);
        tray.want(|face| face.runs.queue = Some(PAUSE));
        let (before, face) = tray.now().turn().unwrap();
        assert!(before.calls() && face.calls() && !face.has_menu_of(&before));
    }

    #[test]
    fn both_pictures_can_be_read() {
        for calls in [false, true] {
            let picture = picture(calls).unwrap();
            assert_eq!((picture.width(), picture.height()), (88, 88));
        }
    }
}
