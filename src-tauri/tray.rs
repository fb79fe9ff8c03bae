//! The icon in the desktop's tray and its menu. It is made when the desktop has a tray, not before: without one the
//! toolkit would look for other places to put it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use claudetask_app::project::Project;
use claudetask_core::ProjectId;
use tauri::image::Image;
use tauri::menu::{Menu, MenuBuilder};
use tauri::tray::TrayIconBuilder;
use tauri::{AppHandle, Manager, Wry};

use crate::arguments::Wanted;
use crate::desktop::{self, TrayState};
use crate::overview::Overview;
use crate::{closing, shown};

const QUICK_ADD: (&str, &str) = ("quick-add", "Quick add…");
const OPEN: (&str, &str) = ("open", "Open ClaudeTask");
const QUIT: (&str, &str) = ("quit", "Quit");

/// What the id of a project's item begins with.
const PROJECT: &str = "project-";

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
}

#[derive(Debug, Default)]
struct Now {
    made: bool,
    items: Vec<Item>,
    calls: bool,
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
        Self { pictures: runtime.join(&id), id, now: Mutex::default() }
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
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
        let made = catch_unwind(AssertUnwindSafe(|| build(app, &tray, &now)));
        match made {
            Ok(Ok(())) => now.made = true,
            Ok(Err(error)) => tracing::warn!(%error, "the tray's icon can't be made"),
            Err(_) => tracing::warn!("the tray's icon can't be made: install libayatana-appindicator3"),
        }
    }
    now.made
}

fn build(app: &AppHandle, tray: &Tray, now: &Now) -> tauri::Result<()> {
    TrayIconBuilder::with_id(&tray.id)
        .icon(picture(now.calls)?)
        .tooltip("ClaudeTask")
        .temp_dir_path(&tray.pictures)
        .menu(&menu(app, &now.items)?)
        .on_menu_event(|app, event| clicked(app, event.id().as_ref()))
        .build(app)?;
    Ok(())
}

fn picture(calls: bool) -> tauri::Result<Image<'static>> {
    Image::from_bytes(if calls { CALLING } else { CALM })
}

fn menu(app: &AppHandle, items: &[Item]) -> tauri::Result<Menu<Wry>> {
    let mut menu = MenuBuilder::new(app).text(QUICK_ADD.0, QUICK_ADD.1).separator();
    for item in items {
        menu = menu.text(format!("{PROJECT}{}", item.project), &item.label);
    }
    if !items.is_empty() {
        menu = menu.separator();
    }
    menu.text(OPEN.0, OPEN.1).text(QUIT.0, QUIT.1).build()
}

fn clicked(app: &AppHandle, id: &str) {
    match id {
        id if id == QUICK_ADD.0 => shown::ask(app, Wanted::QuickAdd),
        id if id == OPEN.0 => shown::ask(app, Wanted::Window),
        id if id == QUIT.0 => closing::leave(app),
        id => {
            if let Some(project) = id.strip_prefix(PROJECT).and_then(|id| id.parse().ok()) {
                shown::ask(app, Wanted::Project(project));
            }
        }
    }
}

/// Brings menu and picture up to date, where they differ.
pub(crate) fn follow(app: &AppHandle, overview: &Overview) {
    let tray = app.state::<Tray>();
    let (items, calls) = (items(&overview.projects), !overview.needs.is_empty());
    let (other_items, other_calls, made) = {
        let mut now = tray.now();
        let differ = (now.items != items, now.calls != calls, now.made);
        now.items.clone_from(&items);
        now.calls = calls;
        differ
    };
    if !made {
        return;
    }
    let own = app.clone();
    let shown = app.run_on_main_thread(move || {
        let Some(icon) = own.tray_by_id(&own.state::<Tray>().id) else { return };
        let menu_shown =
            if other_items { menu(&own, &items).and_then(|menu| icon.set_menu(Some(menu))) } else { Ok(()) };
        let picture_shown = if other_calls { picture(calls).and_then(|one| icon.set_icon(Some(one))) } else { Ok(()) };
        if let Err(error) = menu_shown.and(picture_shown) {
            tracing::warn!(%error, "the tray could not be brought up to date");
        }
    });
    if let Err(error) = shown {
        tracing::warn!(%error, "the app is ending");
    }
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
    fn both_pictures_can_be_read() {
        for calls in [false, true] {
            let picture = picture(calls).unwrap();
            assert_eq!((picture.width(), picture.height()), (88, 88));
        }
    }
}
