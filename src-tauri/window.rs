//! The board's window: made with the right colours before the page loads, put back where it was, and brought forward.

use std::path::Path;

use claudetask_app::settings::{AppSettings, Contrast, Density, Theme};
use tauri::utils::config::Color;
use tauri::webview::PageLoadEvent;
use tauri::{
    App, AppHandle, Manager, PhysicalPosition, PhysicalRect, PhysicalSize, WebviewUrl, WebviewWindow,
    WebviewWindowBuilder, WindowEvent, Wry,
};
use tauri_plugin_window_state::StateFlags;

use crate::session::Session;
use crate::shown::Asked;
use crate::{closing, quick_add};

/// The label of the board's window.
pub(crate) const MAIN: &str = "main";

/// How much of a window's upper edge must be on a screen, so that it can be seen and moved with the mouse.
const TITLE: PhysicalSize<u32> = PhysicalSize::new(100, 40);

/// What is remembered of a window; whether it is visible is never.
pub(crate) fn remembered() -> StateFlags {
    StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED
}

/// Returns whether the place of a window is remembered.
pub(crate) fn is_remembered(label: &str) -> bool {
    label != quick_add::QUICK_ADD
}

/// Returns where the places of windows are kept: in the data folder, so that a portable one has its own.
pub(crate) fn state_file(data_folder: &Path) -> String {
    data_folder.join("windows.json").to_string_lossy().into_owned()
}

/// Opens the window.
pub(crate) fn open(app: &App, settings: &AppSettings) -> tauri::Result<()> {
    let builder = WebviewWindowBuilder::new(app, MAIN, WebviewUrl::default())
        .title("ClaudeTask")
        .inner_size(1280.0, 800.0)
        .min_inner_size(720.0, 480.0)
        .on_page_load(|window, load| {
            if load.event() == PageLoadEvent::Started {
                window.state::<Asked>().page_is_gone();
            }
        })
        .disable_drag_drop_handler();
    let window = coloured(builder, settings).build()?;
    check_spelling(&window);
    bring_onto_a_screen(&window, app.state::<Session>().data_folder())?;
    let app = app.handle().clone();
    window.on_window_event(move |event| match event {
        WindowEvent::CloseRequested { api, .. } => {
            api.prevent_close();
            closing::close(&app);
        }
        // The hidden quick-add window must not keep an app alive that nobody sees.
        WindowEvent::Destroyed => app.exit(0),
        _ => {}
    });
    Ok(())
}

/// Lets the web view check the spelling in fields that ask for it, in the user's languages as far as the system has
/// dictionaries; it is off by default in `WebKitGTK`, and on in the web views of other systems.
#[cfg(target_os = "linux")]
fn check_spelling(window: &WebviewWindow) {
    use webkit2gtk::{WebContextExt, WebViewExt};
    let asked = window.with_webview(|view| {
        if let Some(context) = view.inner().context() {
            context.set_spell_checking_enabled(true);
        }
    });
    if let Err(error) = asked {
        tracing::warn!(%error, "spelling is not checked");
    }
}

#[cfg(not(target_os = "linux"))]
fn check_spelling(_: &WebviewWindow) {}

/// Gives a window its colours: the page finds its theme, density and contrast in place before its first paint.
pub(crate) fn coloured<'a, M: Manager<Wry>>(
    builder: WebviewWindowBuilder<'a, Wry, M>,
    settings: &AppSettings,
) -> WebviewWindowBuilder<'a, Wry, M> {
    let theme = match settings.theme {
        Theme::System => "system",
        Theme::Light => "light",
        Theme::Dark => "dark",
    };
    let density = match settings.density {
        Density::Comfortable => "comfortable",
        Density::Compact => "compact",
    };
    let contrast = match settings.contrast {
        Contrast::System => "system",
        Contrast::Normal => "normal",
        Contrast::High => "high",
    };
    let script = format!(
        "window.__CLAUDETASK_THEME__ = '{theme}'; window.__CLAUDETASK_DENSITY__ = '{density}'; \
         window.__CLAUDETASK_CONTRAST__ = '{contrast}';\n{}",
        include_str!("first_paint.js")
    );
    let builder = builder.initialization_script(script);
    match settings.theme {
        Theme::System => builder,
        Theme::Light => builder.theme(Some(tauri::Theme::Light)).background_color(Color(0xf5, 0xf5, 0xf7, 0xff)),
        Theme::Dark => builder.theme(Some(tauri::Theme::Dark)).background_color(Color(0x11, 0x11, 0x14, 0xff)),
    }
}

/// Shows the board's window in front of the others.
pub(crate) fn present(app: &AppHandle) {
    let own = app.clone();
    let presented = app.run_on_main_thread(move || {
        let Some(window) = own.get_webview_window(MAIN) else { return };
        if let Err(error) = window.unminimize().and_then(|()| to_front(&window)) {
            tracing::warn!(%error, "the window can't be brought forward");
        }
    });
    if let Err(error) = presented {
        tracing::warn!(%error, "the app is ending");
    }
}

/// Hides the board's window; the tray brings it back.
pub(crate) fn hide(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(MAIN)
        && let Err(error) = window.hide()
    {
        tracing::warn!(%error, "the window can't be hidden");
    }
}

/// Returns whether the user looks at the board's window.
pub(crate) fn is_looked_at(app: &AppHandle) -> bool {
    app.get_webview_window(MAIN).is_some_and(|window| {
        window.is_visible().unwrap_or_default()
            && !window.is_minimized().unwrap_or_default()
            && window.is_focused().unwrap_or_default()
    })
}

/// Shows a window in front, with the keyboard in it. Only on the main thread.
pub(crate) fn to_front(window: &WebviewWindow) -> tauri::Result<()> {
    #[cfg(target_os = "linux")]
    present_now(window)?;
    window.show()?;
    window.set_focus()?;
    Ok(())
}

/// Asks for the focus with the display's own time: a window manager that guards the focus gives it only to a window
/// whose last use by the user it knows, and neither a shortcut nor the bus is one in its eyes.
///
/// The time must be on the window before it is shown, and Tauri shows it only when its loop comes round: a window
/// that was never shown has not even a surface for it until then.
#[cfg(target_os = "linux")]
fn present_now(window: &WebviewWindow) -> tauri::Result<()> {
    use gtk::glib::Cast;
    use gtk::prelude::{GtkWindowExt, WidgetExt};

    let gtk_window = window.gtk_window()?;
    gtk_window.realize();
    if let Some(surface) = gtk_window.window()
        && let Ok(surface) = surface.downcast::<gdkx11::X11Window>()
    {
        let now = gdkx11::functions::x11_get_server_time(&surface);
        surface.set_user_time(now);
        gtk_window.show_all();
        gtk_window.present_with_time(now);
    }
    Ok(())
}

/// Centres a window whose monitor is gone. It goes by what was kept: a window that is not on a screen yet does not
/// know where it will stand.
fn bring_onto_a_screen(window: &WebviewWindow, data_folder: &Path) -> tauri::Result<()> {
    let Some((at, size)) = kept_place(data_folder) else { return Ok(()) };
    let screens: Vec<_> = window.available_monitors()?.iter().map(|monitor| *monitor.work_area()).collect();
    if let Some(first) = screens.first().filter(|_| !can_be_reached(at, size, &screens)) {
        window.set_position(middle(*first, size))?;
    }
    Ok(())
}

/// Returns where a window stands in the middle of a screen; the upper left corner of a larger one is on it.
fn middle(screen: PhysicalRect<i32, u32>, size: PhysicalSize<u32>) -> PhysicalPosition<i32> {
    let middle = |from: i32, room: u32, length: u32| from.saturating_add_unsigned(room.saturating_sub(length) / 2);
    PhysicalPosition::new(
        middle(screen.position.x, screen.size.width, size.width),
        middle(screen.position.y, screen.size.height, size.height),
    )
}

/// Returns where the window stood last; nothing where that was not kept or can't be read.
fn kept_place(data_folder: &Path) -> Option<(PhysicalPosition<i32>, PhysicalSize<u32>)> {
    /// A window in the file of places.
    #[derive(serde::Deserialize)]
    struct Place {
        x: i32,
        y: i32,
        width: u32,
        height: u32,
    }
    let text = std::fs::read(state_file(data_folder)).ok()?;
    let mut places: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(&text).ok()?;
    let Place { x, y, width, height } = serde_json::from_value(places.remove(MAIN)?).ok()?;
    Some((PhysicalPosition::new(x, y), PhysicalSize::new(width, height)))
}

/// Returns whether enough of a window's upper edge is on one of the screens; where no screen is known, it is.
fn can_be_reached(at: PhysicalPosition<i32>, size: PhysicalSize<u32>, screens: &[PhysicalRect<i32, u32>]) -> bool {
    // What two stretches have in common, in a type that no sum of them leaves.
    let common = |from: i32, length: u32, other: i32, other_length: u32| {
        let (from, other) = (i64::from(from), i64::from(other));
        (from + i64::from(length)).min(other + i64::from(other_length)) - from.max(other)
    };
    let height = TITLE.height.min(size.height);
    let width = TITLE.width.min(size.width);
    screens.is_empty()
        || screens.iter().any(|screen| {
            common(at.x, size.width, screen.position.x, screen.size.width) >= i64::from(width)
                && common(at.y, height, screen.position.y, screen.size.height) >= i64::from(height)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_whose_title_is_on_no_screen_is_brought_back() {
        let screen = |x, y, width, height| PhysicalRect {
            position: PhysicalPosition::new(x, y),
            size: PhysicalSize::new(width, height),
        };
        let one = [screen(0, 0, 1440, 900)];
        let two = [screen(0, 0, 1440, 900), screen(-1920, 0, 1920, 1080)];
        let size = PhysicalSize::new(1000, 700);
        for (at, screens, expected) in [
            ((0, 0), &one[..], true),
            ((1340, 0), &one, true),
            ((1341, 0), &one, false),
            ((-900, 100), &one, true),
            ((-901, 100), &one, false),
            ((100, -1), &one, false),
            ((100, 860), &one, true),
            ((100, 861), &one, false),
            ((-1920, 0), &one, false),
            ((-1920, 0), &two, true),
            ((i32::MIN, i32::MAX), &two, false),
            ((5000, 5000), &[], true),
        ] {
            let reached = can_be_reached(PhysicalPosition::new(at.0, at.1), size, screens);
            assert_eq!(reached, expected, "{at:?} on {screens:?}");
        }
    }
}
