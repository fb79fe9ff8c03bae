//! The interface: Node and npm, its packages, and the built page that the app embeds.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use crate::call::{Call, on_path};
use crate::failure::Failure;
use crate::stamp;
use crate::version::Version;
use crate::workspace::Workspace;

const GET_NODE: &str = "Node 20.19 or later (not 21, and of 22 not before 22.12) with npm is needed to build the \
                        interface: https://nodejs.org/en/download";

/// Makes sure that Node and npm are here and the interface's packages are those of its lock file.
pub(crate) fn ensure_packages(workspace: &Workspace) -> Result<(), Failure> {
    check_node()?;
    let folder = workspace.ui();
    let lock = folder.join("package-lock.json");
    let kept = folder.join("node_modules/.claudetask-install");
    let wanted = stamp::of_file(&lock)?;
    match stamp::kept(&kept) {
        Some(stamp) if stamp == wanted => return Ok(()),
        // Someone ran npm by hand; its own record of what it installed is newer than the lock file.
        None if is_newer(&folder.join("node_modules/.package-lock.json"), &lock) => {}
        _ => {
            println!("Installing the interface's packages");
            workspace.run(&workspace.npm(["ci", "--no-audit", "--no-fund"]))?;
        }
    }
    if workspace.dry_run() { Ok(()) } else { stamp::keep(&kept, &wanted) }
}

/// Makes sure that `ui/dist` is the page built from the files as they are now. The app's code embeds it, so this comes
/// before every build of the app.
pub(crate) fn ensure_page(workspace: &Workspace) -> Result<(), Failure> {
    ensure_packages(workspace)?;
    let folder = workspace.ui();
    let kept = folder.join("node_modules/.claudetask-page");
    if folder.join("dist/index.html").is_file() && stamp::kept(&kept) == Some(page_stamp(&folder)?) {
        return Ok(());
    }
    println!("Building the interface");
    workspace.run(&workspace.npm(["run", "build"]))?;
    if workspace.dry_run() { Ok(()) } else { stamp::keep(&kept, &page_stamp(&folder)?) }
}

/// Returns a stamp of what the page is built from and of the page itself: a page that something else has built since
/// then is not taken for ours.
fn page_stamp(folder: &Path) -> Result<String, Failure> {
    let sources = stamp::of_folder(folder, &["node_modules", "dist", "coverage"])?;
    Ok(format!("{sources} {}", stamp::of_folder(&folder.join("dist"), &[])?))
}

fn check_node() -> Result<(), Failure> {
    let missing = |what: String| Failure::Missing { what, hint: GET_NODE.into() };
    let Ok(answer) = Call::new("node").arg("--version").output() else {
        return Err(missing("Node is missing.".into()));
    };
    let text = String::from_utf8_lossy(&answer.stdout).trim().to_owned();
    let version = Version::parse(&text)
        .ok_or_else(|| Failure::Answer { command: "node --version".into(), answer: text.clone() })?;
    if !is_supported(version) {
        return Err(missing(format!("Node {text} is not one that the interface's tools run on.")));
    }
    if on_path(if cfg!(windows) { "npm.cmd" } else { "npm" }).is_none() {
        return Err(missing(format!("Node {text} is here, but npm is missing.")));
    }
    Ok(())
}

/// Returns whether Vite, the pickiest of the tools, runs on this Node (its `engines`: `^20.19.0 || >=22.12.0`).
fn is_supported(version: Version) -> bool {
    let Version { major, minor } = version;
    (major == 20 && minor >= 19) || (major == 22 && minor >= 12) || major > 22
}

fn is_newer(path: &Path, than: &Path) -> bool {
    let modified = |path: &Path| -> Option<SystemTime> { fs::metadata(path).ok()?.modified().ok() };
    matches!((modified(path), modified(than)), (Some(one), Some(other)) if one > other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_versions_are_those_that_the_tools_run_on() {
        let check = |text: &str, expected: bool| {
            assert_eq!(is_supported(Version::parse(text).unwrap()), expected, "{text}");
        };
        check("v18.20.0", false);
        check("v20.18.9", false);
        check("v20.19.0", true);
        check("v21.7.0", false);
        check("v22.11.0", false);
        check("v22.12.0", true);
        check("v23.0.0", true);
        check("v24.3.0", true);
    }

    #[test]
    fn a_page_is_fresh_only_with_its_sources_and_its_output_unchanged() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("src/a.ts", "1");
        write("dist/index.html", "built from 1");
        let before = page_stamp(folder.path()).unwrap();

        write("node_modules/x/index.js", "not a source");
        assert_eq!(page_stamp(folder.path()).unwrap(), before);
        write("src/a.ts", "2");
        assert_ne!(page_stamp(folder.path()).unwrap(), before);
        write("src/a.ts", "1");
        write("dist/index.html", "built by hand from 2");
        assert_ne!(page_stamp(folder.path()).unwrap(), before);
    }

    #[test]
    fn packages_installed_by_hand_count_only_when_newer_than_the_lock_file() {
        let folder = tempfile::tempdir().unwrap();
        let (record, lock) = (folder.path().join("record"), folder.path().join("lock"));
        fs::write(&lock, "").unwrap();
        assert!(!is_newer(&record, &lock));
        fs::write(&record, "").unwrap();
        let hour = std::time::Duration::from_hours(1);
        let set = |path: &Path, time| fs::File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
        set(&record, SystemTime::now() + hour);
        assert!(is_newer(&record, &lock));
        set(&lock, SystemTime::now() + 2 * hour);
        assert!(!is_newer(&record, &lock));
    }
}
