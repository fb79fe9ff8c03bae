//! What the desktop offers the app, and the settings as the shell has to know them at any moment.

use std::sync::{Mutex, MutexGuard, PoisonError};

use claudetask_app::ErrorReport;
use claudetask_app::settings::AppSettings;
use serde::Serialize;
use tauri::{AppHandle, Manager, State};
use tauri_specta::Event;

/// Whether the tray shows the app's icon.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TrayState {
    /// It does.
    Shown,
    /// The desktop has no tray now; the icon appears when it comes back.
    #[default]
    Missing,
}

/// Whether the global shortcut works.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ShortcutState {
    /// It works.
    Registered,
    /// The settings name none.
    #[default]
    Off,
    /// Another program has the combination.
    Taken,
    /// This desktop has no global shortcuts.
    Unavailable,
}

/// What the desktop offers.
#[derive(Debug, Clone, Default, Serialize, specta::Type)]
pub(crate) struct DesktopState {
    /// Whether the tray shows the app's icon.
    pub(crate) tray: TrayState,
    /// The global shortcut that the settings name, as it is written there; null for none.
    pub(crate) shortcut: Option<String>,
    /// Whether it works.
    pub(crate) shortcut_state: ShortcutState,
    /// Why it does not, else null.
    pub(crate) shortcut_problem: Option<ErrorReport>,
}

/// What the desktop offers changed.
#[derive(Debug, Clone, Serialize, specta::Type, Event)]
pub(crate) struct DesktopChanged(DesktopState);

/// The settings changed, in this or another window.
#[derive(Debug, Clone, Serialize, specta::Type, Event)]
pub(crate) struct SettingsChanged(AppSettings);

/// What is known of the desktop and the settings.
#[derive(Debug)]
pub(crate) struct Desktop {
    state: Mutex<DesktopState>,
    settings: Mutex<AppSettings>,
}

impl Desktop {
    pub(crate) fn new(settings: AppSettings) -> Self {
        Self { state: Mutex::default(), settings: Mutex::new(settings) }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, DesktopState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn settings(&self) -> MutexGuard<'_, AppSettings> {
        self.settings.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Notes what the desktop offers now and tells all windows; answers it.
pub(crate) fn changed(app: &AppHandle, change: impl FnOnce(&mut DesktopState)) -> DesktopState {
    let desktop = app.state::<Desktop>();
    let now = {
        let mut state = desktop.state();
        change(&mut state);
        state.clone()
    };
    if let Err(error) = DesktopChanged(now.clone()).emit(app) {
        tracing::warn!(%error, "the windows could not be told what the desktop offers");
    }
    now
}

/// Notes the settings and tells all windows.
pub(crate) fn settings_changed(app: &AppHandle, settings: &AppSettings) {
    // A test's app has no desktop.
    let Some(desktop) = app.try_state::<Desktop>() else { return };
    settings.clone_into(&mut desktop.settings());
    if let Err(error) = SettingsChanged(settings.clone()).emit(app) {
        tracing::warn!(%error, "the windows could not be told of the settings");
    }
}

/// Returns what the desktop offers: tray, global shortcut, notifications.
#[tauri::command]
#[specta::specta]
#[expect(clippy::needless_pass_by_value, reason = "Tauri hands a command its state by value")]
pub(crate) fn desktop_state(desktop: State<'_, Desktop>) -> DesktopState {
    desktop.state().clone()
}
