//! The board's window: made with the right colours before the page loads, and put back where it was.

use std::path::Path;

use claudetask_app::settings::{AppSettings, Density, Theme};
use tauri::utils::config::Color;
use tauri::{App, WebviewUrl, WebviewWindowBuilder};
use tauri_plugin_window_state::StateFlags;

/// The label of the board's window.
const MAIN: &str = "main";

/// What is remembered of a window; whether it is visible is never.
pub(crate) fn remembered() -> StateFlags {
    StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED
}

/// Returns where the places of windows are kept: in the data folder, so that a portable one has its own.
pub(crate) fn state_file(data_folder: &Path) -> String {
    data_folder.join("windows.json").to_string_lossy().into_owned()
}

/// Opens the window. The page finds its theme and density in place before its first paint.
pub(crate) fn open(app: &App, settings: &AppSettings) -> tauri::Result<()> {
    let theme = match settings.theme {
        Theme::System => "system",
        Theme::Light => "light",
        Theme::Dark => "dark",
    };
    let density = match settings.density {
        Density::Comfortable => "comfortable",
        Density::Compact => "compact",
    };
    let script = format!(
        "window.__CLAUDETASK_THEME__ = '{theme}'; window.__CLAUDETASK_DENSITY__ = '{density}';\n{}",
        include_str!("first_paint.js")
    );
    let mut window = WebviewWindowBuilder::new(app, MAIN, WebviewUrl::default())
        .title("ClaudeTask")
        .inner_size(1280.0, 800.0)
        .min_inner_size(720.0, 480.0)
        .initialization_script(script)
        .disable_drag_drop_handler();
    window = match settings.theme {
        Theme::System => window,
        Theme::Light => window.theme(Some(tauri::Theme::Light)).background_color(Color(0xf5, 0xf5, 0xf7, 0xff)),
        Theme::Dark => window.theme(Some(tauri::Theme::Dark)).background_color(Color(0x11, 0x11, 0x14, 0xff)),
    };
    window.build()?;
    Ok(())
}
