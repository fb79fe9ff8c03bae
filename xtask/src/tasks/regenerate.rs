//! Files that are committed but made by a program: bindings, icons, pictures.

use std::fs;

use crate::failure::Failure;
use crate::system::{self, Need};
use crate::tasks::{WINDOW_TESTS, set_up_for_tests};
use crate::ui;
use crate::workspace::Workspace;

/// Writes `ui/src/lib/bindings.ts` anew, by the test that otherwise fails when it is stale.
pub(crate) fn bindings(workspace: &Workspace) -> Result<(), Failure> {
    system::ensure(workspace, &[Need::Build])?;
    ui::ensure_page(workspace)?;
    let test = workspace.cargo(["test", "--package", "claudetask-desktop", "--lib", "bindings"]);
    workspace.run(&test.env("CLAUDETASK_UPDATE_BINDINGS", "1"))?;
    // The page holds what was just written.
    ui::ensure_page(workspace)
}

/// The sizes that `tauri.conf.json` names; Tauri makes many more, for stores and phones.
const ICONS: &[&str] = &["32x32.png", "128x128.png", "128x128@2x.png", "icon.png", "icon.ico", "icon.icns"];

/// Makes the icon's sizes from its drawing.
pub(crate) fn icons(workspace: &Workspace) -> Result<(), Failure> {
    ui::ensure_packages(workspace)?;
    let folder = workspace.root().join("src-tauri/icons");
    let made = workspace.target().join("icons");
    workspace.run(&workspace.tauri(["icon"]).arg(folder.join("icon.svg")).arg("--output").arg(&made))?;
    if workspace.dry_run() {
        return Ok(());
    }
    for name in ICONS {
        let from = made.join(name);
        fs::copy(&from, folder.join(name)).map_err(|source| Failure::File { action: "copy", path: from, source })?;
    }
    Ok(())
}

/// Takes the pictures that the README and the docs show.
pub(crate) fn screenshots(workspace: &Workspace) -> Result<(), Failure> {
    set_up_for_tests(workspace)?;
    let test = ["test", "--workspace", "--features", WINDOW_TESTS, "--test", "window", "--", "--ignored"];
    let call = workspace.cargo(test).args(["--test-threads=1", "readme_screenshots"]);
    workspace.run(&call.env("CLAUDETASK_SHOTS_DIR", workspace.root().join("docs/screenshots")))
}
