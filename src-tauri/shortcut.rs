//! The global shortcut of quick add: read, registered with the desktop, and kept in the settings only once it works.

use std::sync::PoisonError;

use claudetask_app::{Error, ErrorCode, ErrorReport, settings};
use claudetask_core::{Invalid, quoted};
use tauri::{AppHandle, Manager, State};
use tauri_plugin_global_shortcut::{GlobalShortcutExt, Modifiers, Shortcut, ShortcutState as Key};

use crate::desktop::{self, Desktop, DesktopState, ShortcutState};
use crate::quick_add;
use crate::session::Session;

/// What is registered now. The lock is held while it changes, so that two changes can't cross.
#[derive(Debug, Default)]
pub(crate) struct Registered(std::sync::Mutex<Option<Shortcut>>);

const ALLOWED: &str = "Name Ctrl, Alt or Super, if wanted Shift, and one key, joined by +, such as Ctrl+Alt+N.";

/// Reads a combination that can be taken from all programs without anyone missing a letter.
fn parse(keys: &str) -> Result<Shortcut, Error> {
    let invalid = |problem: String| Error::from(Invalid::new("quick_add_shortcut", problem, ALLOWED));
    let shortcut: Shortcut =
        keys.parse().map_err(|_| invalid(format!("{} is not a combination of keys", quoted(keys))))?;
    let needed = Modifiers::CONTROL | Modifiers::ALT | Modifiers::SUPER;
    let function_key = shortcut.key.to_string().strip_prefix('F').is_some_and(|rest| rest.parse::<u8>().is_ok());
    if shortcut.mods.intersects(needed) || function_key {
        Ok(shortcut)
    } else {
        Err(invalid(format!("{} would take a key away that is needed for typing", quoted(keys))))
    }
}

/// Returns whether this desktop lets a program take a combination.
pub(crate) fn is_available() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let wayland = set("WAYLAND_DISPLAY") || std::env::var_os("XDG_SESSION_TYPE").is_some_and(|kind| kind == "wayland");
    !cfg!(target_os = "linux") || (set("DISPLAY") && !wayland)
}

fn unavailable() -> ErrorReport {
    Error::Shortcut {
        code: ErrorCode::ShortcutUnavailable,
        problem: "this desktop lets no program register a global shortcut".into(),
        hint: "In the desktop's own keyboard settings, let a shortcut start `claudetask-desktop --quick-add`.".into(),
    }
    .report()
}

fn taken(keys: &str) -> Error {
    Error::Shortcut {
        code: ErrorCode::ShortcutTaken,
        problem: format!("{} can't be registered: another program has it, or this keyboard lacks a key", quoted(keys)),
        hint: "Choose another combination, or free this one in the other program or in the desktop's settings.".into(),
    }
}

/// Registers what the settings name.
pub(crate) fn start(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn_blocking(move || {
        let held = app.state::<Registered>();
        // Held until all is said: a change from the page waits for it.
        let mut now = registered(&held);
        let keys = app.state::<Desktop>().settings().quick_add_shortcut.clone();
        let (state, problem) = match keys.as_deref().map(parse).transpose() {
            Ok(None) => (ShortcutState::Off, None),
            _ if !is_available() => (ShortcutState::Unavailable, Some(unavailable())),
            Ok(Some(shortcut)) => {
                if register(&app, shortcut) {
                    *now = Some(shortcut);
                    (ShortcutState::Registered, None)
                } else {
                    (ShortcutState::Taken, keys.as_deref().map(|keys| taken(keys).report()))
                }
            }
            // Only a hand in the database can have written it.
            Err(error) => (ShortcutState::Unavailable, Some(error.report())),
        };
        if let Some(problem) = &problem {
            tracing::warn!(message = problem.message, "the global shortcut does not work");
        }
        tell(&app, keys, state, problem);
    });
}

/// Answers whether the desktop gave the combination to this app.
fn register(app: &AppHandle, shortcut: Shortcut) -> bool {
    let outcome = app.global_shortcut().on_shortcut(shortcut, |app, _, event| {
        if event.state == Key::Pressed {
            quick_add::show(app);
        }
    });
    if let Err(error) = &outcome {
        tracing::info!(%error, "a global shortcut was refused");
    }
    outcome.is_ok()
}

fn unregister(app: &AppHandle, shortcut: Shortcut) {
    // On X11 the library sends this with whatever it sends next, so the keys are free only after a second call.
    for _ in 0..2 {
        if let Err(error) = app.global_shortcut().unregister(shortcut) {
            tracing::warn!(%error, "a global shortcut could not be given back");
        }
    }
}

fn registered<'a>(state: &'a State<'_, Registered>) -> std::sync::MutexGuard<'a, Option<Shortcut>> {
    state.0.lock().unwrap_or_else(PoisonError::into_inner)
}

fn tell(app: &AppHandle, keys: Option<String>, state: ShortcutState, problem: Option<ErrorReport>) -> DesktopState {
    desktop::changed(app, |now| {
        now.shortcut = keys;
        now.shortcut_state = state;
        now.shortcut_problem = problem;
    })
}

/// Registers the global shortcut of quick add and keeps it in the settings; null turns it off.
#[tauri::command]
#[specta::specta]
pub(crate) async fn shortcut_set(app: AppHandle, keys: Option<String>) -> Result<DesktopState, ErrorReport> {
    let keys = keys.map(|keys| keys.trim().to_owned());
    let wanted = keys.as_deref().map(parse).transpose().map_err(|error| error.report())?;
    let changed = tauri::async_runtime::spawn_blocking(move || change(&app, keys, wanted));
    changed.await.unwrap_or_else(|error| {
        // Only a panic ends it early, and the log has its text.
        tracing::error!(%error, "the global shortcut could not be changed");
        Err(unavailable())
    })
}

/// Takes the new combination before the old one is given back, so that a refusal changes nothing.
fn change(app: &AppHandle, keys: Option<String>, wanted: Option<Shortcut>) -> Result<DesktopState, ErrorReport> {
    let state = app.state::<Registered>();
    let mut now = registered(&state);
    let available = is_available();
    let fresh = wanted.filter(|wanted| available && *now != Some(*wanted));
    if let Some(shortcut) = fresh
        && !register(app, shortcut)
    {
        return Err(taken(keys.as_deref().unwrap_or_default()).report());
    }
    let session = app.state::<Session>();
    let saved = tauri::async_runtime::block_on(async {
        settings::set_quick_add_shortcut(session.call().await?, keys.clone()).await
    });
    let settings = match saved {
        Ok(settings) => settings,
        Err(error) => {
            if let Some(shortcut) = fresh {
                unregister(app, shortcut);
            }
            return Err(Error::report(&error));
        }
    };
    let usable = wanted.filter(|_| available);
    if let Some(old) = std::mem::replace(&mut *now, usable)
        && usable != Some(old)
    {
        unregister(app, old);
    }
    drop(now);
    desktop::settings_changed(app, &settings);
    let (state, problem) = match (wanted, available) {
        (None, _) => (ShortcutState::Off, None),
        (Some(_), true) => (ShortcutState::Registered, None),
        (Some(_), false) => (ShortcutState::Unavailable, Some(unavailable())),
    };
    Ok(tell(app, keys, state, problem))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_combination_has_a_modifier_and_a_key() {
        for keys in ["CommandOrControl+Alt+N", "ctrl+alt+n", "Super+Space", "Alt+Shift+F2", "F9", "Shift+F12", "Alt+É"]
        {
            assert_eq!(parse(keys).is_ok(), keys != "Alt+É", "{keys}");
        }
        for (keys, problem) in [
            ("", "not a combination"),
            ("Ctrl+", "not a combination"),
            ("N", "needed for typing"),
            ("Shift+N", "needed for typing"),
            ("Enter", "needed for typing"),
            ("Ctrl+A+B", "not a combination"),
            ("A+Ctrl", "not a combination"),
            ("Ctrl+Nonsense", "not a combination"),
        ] {
            let report = parse(keys).unwrap_err().report();
            assert!(report.message.contains(problem), "{keys}: {}", report.message);
            assert_eq!((report.code.as_str(), report.field.as_deref()), ("invalid_value", Some("quick_add_shortcut")));
            assert!(report.hint.contains("Ctrl+Alt+N"));
        }
    }

    #[test]
    fn the_same_keys_are_the_same_however_they_are_written() {
        let same = ["Ctrl+Alt+N", "alt + control + KeyN"].map(|keys| parse(keys).unwrap());
        assert_eq!(same[0], same[1]);
    }
}
