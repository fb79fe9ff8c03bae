//! The desktop shell: the only code that knows Tauri. It opens the window, exports the use cases as typed
//! commands, and carries other processes' changes into the window.

mod bindings;
mod commands;
mod events;
mod logging;
mod native;
mod session;
mod window;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use tauri::{App, Manager};

use crate::native::Native;
use crate::session::Session;

/// Starts the app and returns when its last window is closed.
#[must_use]
pub fn run() -> ExitCode {
    let data_folder = match data_folder() {
        Ok(folder) => folder,
        Err(error) => {
            logging::fatal(&error.to_string());
            return ExitCode::FAILURE;
        }
    };
    let _flush = logging::start(&data_folder);
    let builder = bindings::builder();
    let app = tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::init())
        .plugin(
            tauri_plugin_window_state::Builder::default()
                .with_state_flags(window::remembered())
                .with_filename(window::state_file(&data_folder))
                .build(),
        )
        .invoke_handler(builder.invoke_handler())
        .setup(move |app| {
            builder.mount_events(app);
            start(app, data_folder)
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

/// Opens the window at once; the board's data follows.
fn start(app: &mut App, data_folder: PathBuf) -> Result<(), Box<dyn std::error::Error>> {
    let session = Session::new(data_folder);
    let settings = tauri::async_runtime::block_on(session.settings());
    app.manage(session.clone());
    app.manage(Native::of(app.handle()));
    window::open(app, &settings)?;
    events::follow(app.handle().clone(), session);
    Ok(())
}

/// Returns the folder for all data: `--data-dir`, `CLAUDETASK_DATA_DIR`, or the platform's.
fn data_folder() -> Result<PathBuf, claudetask_app::Error> {
    let named = named_folder(std::env::args_os().skip(1)).or_else(|| std::env::var_os("CLAUDETASK_DATA_DIR"));
    match named.filter(|folder| !folder.is_empty()).map(PathBuf::from) {
        Some(folder) => Ok(std::path::absolute(&folder).unwrap_or(folder)),
        None => claudetask_app::data_folder(),
    }
}

/// Returns what `--data-dir FOLDER` or `--data-dir=FOLDER` names; other arguments belong to the toolkit.
fn named_folder(mut arguments: impl Iterator<Item = OsString>) -> Option<OsString> {
    while let Some(argument) = arguments.next() {
        if argument == "--data-dir" {
            return arguments.next();
        }
        if let Some(folder) = argument.to_str().and_then(|text| text.strip_prefix("--data-dir=")) {
            return Some(folder.into());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_folder_is_named_in_either_form() {
        for (arguments, expected) in [
            (&["--data-dir", "/a b"][..], Some("/a b")),
            (&["-x", "--data-dir=/a"], Some("/a")),
            (&["--data-dir"], None),
            (&["/a"], None),
        ] {
            let named = named_folder(arguments.iter().map(OsString::from));
            assert_eq!(named, expected.map(OsString::from), "{arguments:?}");
        }
    }
}
