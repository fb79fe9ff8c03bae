//! What only the desktop can do: the folder dialog, and opening a link or a folder in another program.
//! The commands reach it through this seam, so that they run in a test without a desktop.

use std::fmt;
use std::path::PathBuf;

use futures::future::BoxFuture;
use tauri::{AppHandle, Runtime};
use tauri_plugin_dialog::DialogExt;
use tauri_plugin_opener::OpenerExt;
use tokio::sync::oneshot;

type Pick = dyn Fn() -> BoxFuture<'static, Option<PathBuf>> + Send + Sync;
type Save = dyn Fn(String) -> BoxFuture<'static, Option<PathBuf>> + Send + Sync;
type Open = dyn Fn(&str) -> Result<(), String> + Send + Sync;

/// The desktop's own services.
pub(crate) struct Native {
    /// Shows the folder dialog; `None` when it was cancelled.
    pub(crate) pick_folder: Box<Pick>,
    /// Shows the dialog for a file; `None` when it was cancelled.
    pub(crate) pick_file: Box<Pick>,
    /// Asks where a file of this name is to be saved; `None` when it was cancelled.
    pub(crate) save_file: Box<Save>,
    /// Opens a web or mail address in the user's program for it.
    pub(crate) open_url: Box<Open>,
    /// Shows a folder in the file manager.
    pub(crate) open_folder: Box<Open>,
}

impl fmt::Debug for Native {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Native").finish_non_exhaustive()
    }
}

impl Native {
    /// Returns the services of the desktop on which the app runs.
    pub(crate) fn of<R: Runtime>(app: &AppHandle<R>) -> Self {
        let (dialogs, urls, folders) = (app.clone(), app.clone(), app.clone());
        let (picks, saves) = (app.clone(), app.clone());
        Self {
            pick_folder: Box::new(move || {
                let (answer, answered) = oneshot::channel();
                dialogs.dialog().file().set_title("Open a project folder").pick_folder(move |chosen| {
                    // Nobody waits any more when the page was closed meanwhile.
                    let _ = answer.send(chosen);
                });
                Box::pin(async move { answered.await.ok().flatten().and_then(|chosen| chosen.into_path().ok()) })
            }),
            pick_file: Box::new(move || {
                let (answer, answered) = oneshot::channel();
                picks.dialog().file().set_title("Choose the claude program").pick_file(move |chosen| {
                    let _ = answer.send(chosen);
                });
                Box::pin(async move { answered.await.ok().flatten().and_then(|chosen| chosen.into_path().ok()) })
            }),
            save_file: Box::new(move |name| {
                let (answer, answered) = oneshot::channel();
                saves.dialog().file().set_title("Save the transcript").set_file_name(name).save_file(move |chosen| {
                    let _ = answer.send(chosen);
                });
                Box::pin(async move { answered.await.ok().flatten().and_then(|chosen| chosen.into_path().ok()) })
            }),
            open_url: Box::new(move |url| urls.opener().open_url(url, None::<&str>).map_err(|error| error.to_string())),
            open_folder: Box::new(move |path| {
                folders.opener().open_path(path, None::<&str>).map_err(|error| error.to_string())
            }),
        }
    }
}
