//! The desktop shell: the only code that knows Tauri. It opens the windows, exports the use cases as typed commands,
//! carries other processes' changes into the windows, and serves the desktop around them: tray, global shortcut,
//! notifications, further starts of the program.

mod agents;
mod arguments;
mod attention;
mod bindings;
mod closing;
mod commands;
mod desktop;
mod documents;
mod events;
mod instance;
mod logging;
mod native;
mod overview;
mod quick_add;
mod run_notices;
mod runs;
mod session;
mod shortcut;
mod shown;
#[cfg(target_os = "linux")]
mod status_notifier;
mod tray;
mod watching;
mod window;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use tauri::{App, Manager};

use crate::arguments::{Arguments, Wanted};
use crate::desktop::Desktop;
use crate::native::Native;
use crate::overview::Pulse;
use crate::session::Session;
use crate::tray::Tray;

/// What a program ends with whose arguments are wrong.
const WRONG_USE: u8 = 2;

/// Starts the app and returns when its last window is closed.
#[must_use]
pub fn run() -> ExitCode {
    let arguments = match Arguments::read(std::env::args_os().skip(1)) {
        Ok(arguments) => arguments,
        Err(error) => {
            logging::fatal(&error.to_string());
            return ExitCode::from(WRONG_USE);
        }
    };
    let data_folder = match data_folder(arguments.data_dir) {
        Ok(folder) => folder,
        Err(error) => {
            logging::fatal(&error.to_string());
            return ExitCode::FAILURE;
        }
    };
    let _flush = logging::start(&data_folder);
    let session = Session::new(data_folder.clone());
    if let Err(error) = tauri::async_runtime::block_on(shown::check(&session, arguments.wanted))
        && names_nothing(&error)
    {
        logging::fatal(&format!("{error}\n{}", error.hint()));
        return ExitCode::FAILURE;
    }
    let suffix = instance::suffix_of(&data_folder);
    let bindings = bindings::builder();
    let mut builder = tauri::Builder::default()
        // Before the plugin that lets another start ask for something.
        .manage(shown::Asked::default())
        .manage(session)
        .manage(Tray::new(&suffix))
        .manage(Pulse::default())
        .manage(watching::Watched::default())
        .manage(closing::Closing::default())
        .manage(runs::Watcher::default())
        .manage(run_notices::Gathered::default())
        .manage(attention::Attention::default())
        .manage(shortcut::Registered::default())
        .manage(quick_add::QuickAdd::default())
        .plugin(instance::plugin(&suffix))
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::init())
        .plugin(
            tauri_plugin_window_state::Builder::default()
                .with_state_flags(window::remembered())
                .with_filename(window::state_file(&data_folder))
                .with_filter(window::is_remembered)
                .build(),
        );
    if shortcut::is_available() {
        builder = builder.plugin(tauri_plugin_global_shortcut::Builder::new().build());
    }
    let app = builder
        .invoke_handler(bindings.invoke_handler())
        .setup(move |app| {
            bindings.mount_events(app);
            start(app, arguments.wanted)
        })
        .build(tauri::generate_context!());
    match app {
        Ok(app) => {
            app.run(|_, _| {});
            ExitCode::SUCCESS
        }
        Err(error) => {
            logging::fatal(&format!("the window can't be opened: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// Opens the window at once; the board's data follows, then what serves the desktop.
fn start(app: &mut App, wanted: Wanted) -> Result<(), Box<dyn std::error::Error>> {
    let session = app.state::<Session>().inner().clone();
    let settings = tauri::async_runtime::block_on(session.settings());
    app.manage(Desktop::new(settings.clone()));
    app.manage(Native::of(app.handle()));
    window::open(app, &settings)?;
    let handle = app.handle();
    tray::keep_up(handle.clone());
    events::follow(handle.clone(), session.clone());
    watching::follow(handle.clone(), session.clone(), &app.state::<watching::Watched>());
    runs::follow(handle.clone(), session.clone());
    overview::follow(handle.clone(), session);
    shortcut::start(handle);
    #[cfg(target_os = "linux")]
    status_notifier::follow(handle.clone());
    #[cfg(not(target_os = "linux"))]
    tray::offered(handle, desktop::TrayState::Shown);
    shown::start(handle, wanted);
    Ok(())
}

/// Returns whether the user named a task or a project that is not there. Other trouble is the window's to show.
fn names_nothing(error: &claudetask_app::Error) -> bool {
    use claudetask_app::Error;
    matches!(error, Error::TaskNotFound(_) | Error::TaskDeleted(_) | Error::ProjectNotFound(_))
}

/// Returns the folder for all data: the named one, `CLAUDETASK_DATA_DIR`, or the platform's.
fn data_folder(named: Option<OsString>) -> Result<PathBuf, claudetask_app::Error> {
    let named = named.or_else(|| std::env::var_os("CLAUDETASK_DATA_DIR"));
    match named.filter(|folder| !folder.is_empty()).map(PathBuf::from) {
        Some(folder) => Ok(std::path::absolute(&folder).unwrap_or(folder)),
        None => claudetask_app::data_folder(),
    }
}
