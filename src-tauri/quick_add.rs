//! The quick-add window: made once while nothing else is to do, then only shown and hidden, so that it is in front
//! before the user's hands have left the shortcut.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use serde::Serialize;
use tauri::webview::PageLoadEvent;
use tauri::{
    AppHandle, LogicalSize, Manager, PhysicalPosition, PhysicalRect, PhysicalSize, WebviewUrl, WebviewWindow,
    WebviewWindowBuilder, WindowEvent,
};
use tauri_specta::Event;

use crate::desktop::Desktop;
use crate::window;

/// The label of the quick-add window.
pub(crate) const QUICK_ADD: &str = "quick-add";

const WIDTH: f64 = 640.0;

/// The least and the most that its content may ask for.
const HEIGHTS: (f64, f64) = (80.0, 560.0);

/// What it is made with, until its page says what it needs.
const FIRST_HEIGHT: f64 = 120.0;

/// How long after the board can be used the window is made, so that the start pays nothing for it.
const AFTER_START: Duration = Duration::from_secs(2);

/// How long the focus must be elsewhere: a window manager takes it for a moment while it handles a shortcut.
const FOCUS_IS_GONE: Duration = Duration::from_millis(120);

/// The quick-add window was shown.
#[derive(Debug, Clone, Serialize, specta::Type, Event)]
pub(crate) struct QuickAddShown;

/// How far the window's page has come.
#[derive(Debug, Default)]
pub(crate) struct QuickAdd {
    loaded: AtomicBool,
    /// It was asked for before it was loaded.
    wanted: AtomicBool,
    /// How often it was shown.
    shows: AtomicU64,
}

/// Makes the window a little later, unless it is needed earlier.
pub(crate) fn prepare_soon(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(AFTER_START).await;
        on_main_thread(&app, |app| {
            if let Err(error) = window(app) {
                tracing::warn!(%error, "the quick-add window could not be made; it is tried again when it is needed");
            }
        });
    });
}

/// Shows the window in front of everything, with the keyboard in it.
pub(crate) fn show(app: &AppHandle) {
    on_main_thread(app, |app| {
        let quick_add = app.state::<QuickAdd>();
        if quick_add.loaded.load(Ordering::SeqCst) {
            bring_or_log(app);
        } else {
            // A field that is seen can be typed in, so it is seen when it is there.
            quick_add.wanted.store(true, Ordering::SeqCst);
            if let Err(error) = window(app) {
                tracing::error!(%error, "the quick-add window can't be made");
            }
        }
    });
}

fn loaded(app: &AppHandle) {
    let quick_add = app.state::<QuickAdd>();
    quick_add.loaded.store(true, Ordering::SeqCst);
    if quick_add.wanted.swap(false, Ordering::SeqCst) {
        on_main_thread(app, bring_or_log);
    }
}

fn bring_or_log(app: &AppHandle) {
    if let Err(error) = window(app).and_then(|window| bring(app, &window)) {
        tracing::error!(%error, "the quick-add window can't be shown");
    }
}

fn bring(app: &AppHandle, window: &WebviewWindow) -> tauri::Result<()> {
    app.state::<QuickAdd>().shows.fetch_add(1, Ordering::SeqCst);
    let on_screen = window.is_visible()?;
    if !on_screen && let Some(place) = place(app)? {
        window.set_position(place)?;
    }
    window::to_front(window)?;
    if let Err(error) = QuickAddShown.emit_to(app, QUICK_ADD) {
        tracing::warn!(%error, "the quick-add page was not told that it is shown");
    }
    Ok(())
}

/// Returns where the window goes: on the monitor with the pointer.
fn place(app: &AppHandle) -> tauri::Result<Option<PhysicalPosition<i32>>> {
    let pointer = app.cursor_position()?;
    let monitor = match app.monitor_from_point(pointer.x, pointer.y)? {
        Some(monitor) => Some(monitor),
        None => app.primary_monitor()?,
    };
    // A window that was never on a screen does not know its size there.
    let size = LogicalSize::new(WIDTH, FIRST_HEIGHT);
    Ok(monitor.map(|monitor| upper_third(*monitor.work_area(), size.to_physical(monitor.scale_factor()))))
}

/// Returns where a window stands in the middle of a screen, its upper edge at a quarter of the height: what grows
/// below it keeps the field where the eye is.
fn upper_third(screen: PhysicalRect<i32, u32>, window: PhysicalSize<u32>) -> PhysicalPosition<i32> {
    let left = i64::from(screen.position.x) + (i64::from(screen.size.width) - i64::from(window.width)) / 2;
    let top = i64::from(screen.position.y) + i64::from(screen.size.height) / 4;
    let whole = |value: i64| i32::try_from(value).unwrap_or_default();
    PhysicalPosition::new(whole(left), whole(top))
}

/// Returns the window; makes it where it is not there yet.
fn window(app: &AppHandle) -> tauri::Result<WebviewWindow> {
    if let Some(window) = app.get_webview_window(QUICK_ADD) {
        return Ok(window);
    }
    let settings = app.state::<Desktop>().settings().clone();
    let builder = WebviewWindowBuilder::new(app, QUICK_ADD, WebviewUrl::App("quickadd.html".into()))
        .title("Quick add")
        .inner_size(WIDTH, FIRST_HEIGHT)
        .decorations(false)
        .always_on_top(true)
        .skip_taskbar(true)
        .resizable(false)
        .visible(false)
        .on_page_load(|window, load| {
            if load.event() == PageLoadEvent::Finished {
                loaded(window.app_handle());
            }
        })
        .disable_drag_drop_handler();
    let window = window::coloured(builder, &settings).build()?;
    let (app, own) = (app.clone(), window.clone());
    window.on_window_event(move |event| match event {
        WindowEvent::CloseRequested { api, .. } => {
            // What was typed stays in the page.
            api.prevent_close();
            hide(&app);
        }
        WindowEvent::Focused(false) => hide_unless_focused(&app, own.clone()),
        _ => {}
    });
    Ok(window)
}

fn hide_unless_focused(app: &AppHandle, window: WebviewWindow) {
    let app = app.clone();
    let shows = app.state::<QuickAdd>().shows.load(Ordering::SeqCst);
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(FOCUS_IS_GONE).await;
        // Shown anew meanwhile, it may be still on its way to the focus.
        let same = app.state::<QuickAdd>().shows.load(Ordering::SeqCst) == shows;
        if same && !window.is_focused().unwrap_or_default() {
            hide(&app);
        }
    });
}

fn hide(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(QUICK_ADD)
        && let Err(error) = window.hide()
    {
        tracing::warn!(%error, "the quick-add window can't be hidden");
    }
}

fn on_main_thread(app: &AppHandle, act: impl FnOnce(&AppHandle) + Send + 'static) {
    let own = app.clone();
    if let Err(error) = app.run_on_main_thread(move || act(&own)) {
        tracing::warn!(%error, "the app is ending");
    }
}

/// Shows the quick-add window in front of everything.
#[tauri::command]
#[specta::specta]
#[expect(clippy::needless_pass_by_value, reason = "Tauri hands a command the app by value")]
pub(crate) fn quick_add_show(app: AppHandle) {
    show(&app);
}

/// Hides the quick-add window.
#[tauri::command]
#[specta::specta]
#[expect(clippy::needless_pass_by_value, reason = "Tauri hands a command the app by value")]
pub(crate) fn quick_add_hide(app: AppHandle) {
    hide(&app);
}

/// Gives the quick-add window the height in pixels that its content needs.
#[tauri::command]
#[specta::specta]
#[expect(clippy::needless_pass_by_value, reason = "Tauri hands a command the app by value")]
pub(crate) fn quick_add_fit(app: AppHandle, height: u32) {
    if let Some(window) = app.get_webview_window(QUICK_ADD)
        && let Err(error) = resize(&window, fitting(height))
    {
        tracing::warn!(%error, "the quick-add window can't be resized");
    }
}

/// Gives the window a height. GTK lets a window that the user may not resize be as large as it asks to be, and not
/// otherwise.
fn resize(window: &WebviewWindow, height: f64) -> tauri::Result<()> {
    #[cfg(target_os = "linux")]
    {
        use gtk::prelude::WidgetExt;

        #[expect(clippy::cast_possible_truncation, reason = "within the limits above")]
        window.gtk_window()?.set_size_request(WIDTH as i32, height as i32);
    }
    window.set_size(LogicalSize::new(WIDTH, height))
}

fn fitting(height: u32) -> f64 {
    f64::from(height).clamp(HEIGHTS.0, HEIGHTS.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn screen(x: i32, y: i32, width: u32, height: u32) -> PhysicalRect<i32, u32> {
        PhysicalRect { position: PhysicalPosition::new(x, y), size: PhysicalSize::new(width, height) }
    }

    #[test]
    fn it_stands_in_the_upper_third_of_the_screen() {
        for (screen, width, expected) in [
            (screen(0, 0, 1440, 900), 640, (400, 225)),
            (screen(1440, 30, 1920, 1080), 640, (2080, 300)),
            (screen(-1920, 0, 1920, 1080), 640, (-1280, 270)),
            (screen(0, 0, 600, 400), 640, (-20, 100)),
        ] {
            let place = upper_third(screen, PhysicalSize::new(width, 120));
            assert_eq!((place.x, place.y), expected, "{screen:?}");
        }
    }

    #[test]
    fn its_height_has_limits() {
        let whole = |height| format!("{}", fitting(height));
        assert_eq!([0, 80, 300, 560, u32::MAX].map(whole), ["80", "80", "300", "560", "560"]);
    }
}
