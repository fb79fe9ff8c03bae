//! `cargo xtask bundle`: the packages that users install, with both programs in them.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::system::{self, Need};
use crate::tasks::set_up_for_build;
use crate::workspace::Workspace;

/// The cargo profile of what is given to users.
const PROFILE: &str = "dist";

/// Builds both programs and packs them in the forms that are usual on this system.
pub(crate) fn everything(workspace: &Workspace) -> Result<(), Failure> {
    set_up_for_build(workspace)?;
    remove_earlier_packages(workspace)?;
    workspace.run(&workspace.cargo(["build", "--profile", PROFILE, "--package", "claudetask-cli"]))?;
    let configuration = configuration(workspace)?;

    if !cfg!(target_os = "linux") {
        pack(workspace, USUAL_FORMS, &configuration)?;
        return say_what_there_is(workspace);
    }

    pack(workspace, "deb", &configuration)?;
    let app_image =
        system::ensure(workspace, &[Need::Bundle]).and_then(|()| pack(workspace, "appimage", &configuration));
    say_what_there_is(workspace)?;
    if let Err(failure) = app_image {
        println!(
            "\nThere is no AppImage: it could not be made. Packing one downloads tools from the network, and that or \
             one of those tools failed; what was reported stands above.\n{}",
            failure.in_full()
        );
    }
    Ok(())
}

/// Builds the window's program where that is not done yet, and packs both. (`tauri bundle` would only pack, but knows no
/// other profile than the release's.)
fn pack(workspace: &Workspace, forms: &str, configuration: &str) -> Result<(), Failure> {
    let build = ["build", "--bundles", forms, "--config", configuration, "--", "--profile", PROFILE];
    workspace.run(&workspace.tauri(build))
}

/// What is packed on a system other than Linux.
const USUAL_FORMS: &str = if cfg!(target_os = "macos") { "app,dmg" } else { "nsis" };

/// Returns what is merged into `tauri.conf.json`: a package holds the headless program beside the window's, and the page
/// is not built again, which would have the app compiled again for each form.
///
/// Tauri wants the added program under a name that ends with the system's target triple; it is copied there.
fn configuration(workspace: &Workspace) -> Result<String, Failure> {
    let triple = host_triple(workspace)?;
    let folder = workspace.target().join("bundle-input");
    let stem = folder.join("claudetask");
    if !workspace.dry_run() {
        let suffixed = folder.join(format!("claudetask-{triple}{}", std::env::consts::EXE_SUFFIX));
        copy(&workspace.built(PROFILE, "claudetask"), &suffixed)?;
    }
    Ok(format!(r#"{{"build":{{"beforeBuildCommand":null}},"bundle":{{"externalBin":[{}]}}}}"#, json_text(&stem)))
}

/// Removes what an earlier run made, which would otherwise be listed as made now.
fn remove_earlier_packages(workspace: &Workspace) -> Result<(), Failure> {
    let folder = bundle_folder(workspace);
    if workspace.dry_run() || !folder.exists() {
        return Ok(());
    }
    fs::remove_dir_all(&folder).map_err(|source| Failure::File { action: "remove the folder", path: folder, source })
}

fn bundle_folder(workspace: &Workspace) -> PathBuf {
    workspace.target().join(PROFILE).join("bundle")
}

fn host_triple(workspace: &Workspace) -> Result<String, Failure> {
    let call = workspace.cargo(["--version", "--verbose"]);
    let text = String::from_utf8_lossy(&call.output()?.stdout).into_owned();
    let host = text.lines().find_map(|line| line.strip_prefix("host: ")).map(str::to_owned);
    host.ok_or_else(|| Failure::Answer { command: call.to_string(), answer: text })
}

fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    let folder = to.parent().unwrap_or(to);
    let failure = |action, path: &Path| {
        let path = path.to_owned();
        move |source| Failure::File { action, path, source }
    };
    fs::create_dir_all(folder).map_err(failure("make the folder", folder))?;
    fs::copy(from, to).map(drop).map_err(failure("copy", from))
}

/// Returns a path as a JSON string.
fn json_text(path: &Path) -> String {
    let mut text = String::from('"');
    for character in path.to_string_lossy().chars() {
        match character {
            '"' | '\\' => text.extend(['\\', character]),
            control if control.is_control() => text.extend(format!("\\u{:04x}", u32::from(control)).chars()),
            plain => text.push(plain),
        }
    }
    text.push('"');
    text
}

fn say_what_there_is(workspace: &Workspace) -> Result<(), Failure> {
    if workspace.dry_run() {
        return Ok(());
    }
    println!("\nMade:");
    for file in packages(&bundle_folder(workspace))? {
        println!("  {file}");
    }
    Ok(())
}

/// Returns the packages in a bundle folder (`deb/x.deb`, `appimage/x.AppImage`, …), each with its size.
fn packages(folder: &Path) -> Result<Vec<String>, Failure> {
    let unreadable = |source| Failure::File { action: "read the folder", path: folder.to_owned(), source };
    let mut found = Vec::new();
    for kind in fs::read_dir(folder).map_err(unreadable)? {
        let kind = kind.map_err(unreadable)?.path();
        if !kind.is_dir() {
            continue;
        }
        for entry in fs::read_dir(kind).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let size = entry.metadata().map_err(unreadable)?;
            let path = entry.path();
            let is_package = path.extension().is_some_and(|extension| {
                ["deb", "AppImage", "rpm", "dmg", "app", "msi", "exe"].iter().any(|kind| extension == *kind)
            });
            if is_package {
                #[expect(clippy::cast_precision_loss, reason = "a size in megabytes is shown with one decimal")]
                let megabytes = size.len() as f64 / 1e6;
                found.push(format!("{} ({megabytes:.1} MB)", path.display()));
            }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_becomes_a_json_string() {
        assert_eq!(json_text(Path::new("C:\\my \"folder\"\n")), r#""C:\\my \"folder\"\u000a""#);
    }

    #[test]
    fn only_packages_are_listed() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["deb/app.deb", "deb/app/control", "appimage/build.sh", "appimage/app.AppImage"] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, vec![0; 1_000_000]).unwrap();
        }
        let found = packages(folder.path()).unwrap();
        assert_eq!(found.len(), 2);
        assert!(found[0].ends_with("appimage/app.AppImage (1.0 MB)"), "{found:?}");
        assert!(found[1].ends_with("deb/app.deb (1.0 MB)"), "{found:?}");
    }
}
