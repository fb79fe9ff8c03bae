//! One running app a data folder: a second start hands its arguments to the first and ends. Where there is no
//! session bus, each start is an app of its own, which the database allows.

use std::ffi::OsString;
use std::fmt::Write;
use std::path::Path;

use sha2::{Digest, Sha256};
use tauri::Wry;
use tauri::plugin::TauriPlugin;
use tauri_plugin_single_instance::Builder;

use crate::arguments::Arguments;
use crate::shown;

/// The app's name on the session bus.
const NAME: &str = "io.github.claudetask.desktop";

/// Returns what tells the app of one data folder from that of another: nothing for the usual folder.
pub(crate) fn suffix(data_folder: &Path, usual: Option<&Path>) -> String {
    if usual == Some(data_folder) {
        return String::new();
    }
    let digest = Sha256::digest(data_folder.as_os_str().as_encoded_bytes());
    digest[..6].iter().fold(String::from("d"), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a string takes all");
        text
    })
}

/// Returns the name of this app's data folder that is the same by whatever way it is reached.
pub(crate) fn suffix_of(data_folder: &Path) -> String {
    let usual = claudetask_app::data_folder().ok();
    let real = |folder: &Path| std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_path_buf());
    suffix(&real(data_folder), usual.as_deref().map(real).as_deref())
}

/// Returns the plugin that finds the first instance, or becomes it.
pub(crate) fn plugin(suffix: &str) -> TauriPlugin<Wry> {
    let name = if suffix.is_empty() { NAME.to_owned() } else { format!("{NAME}.{suffix}") };
    Builder::new()
        .dbus_id(name)
        .callback(|app, arguments, _folder| {
            // The other start has read them already, and told its user where they were wrong.
            match Arguments::read(arguments.into_iter().skip(1).map(OsString::from)) {
                Ok(arguments) => shown::ask(app, arguments.wanted),
                Err(error) => tracing::warn!(%error, "another start passed what it should have refused"),
            }
        })
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_data_folder_has_an_app_of_its_own() {
        let usual = Path::new("/home/ada/.local/share/claudetask");
        assert_eq!(suffix(usual, Some(usual)), "");
        let other = suffix(Path::new("/a"), Some(usual));
        assert_eq!(other, suffix(Path::new("/a"), None));
        assert_ne!(other, suffix(Path::new("/b"), Some(usual)));
        // A part of a bus name is letters and digits and does not begin with a digit.
        assert!(other.starts_with('d') && other.len() == 13 && other.chars().all(|c| c.is_ascii_alphanumeric()));
    }

    #[test]
    fn a_folder_is_the_same_by_whatever_way_it_is_reached() {
        let folder = tempfile::tempdir().unwrap();
        let direct = folder.path().join("data");
        std::fs::create_dir(&direct).unwrap();
        assert_eq!(suffix_of(&direct), suffix_of(&folder.path().join("./data/../data")));
    }
}
