//! `cargo xtask run`: the app, optimised as its users get it, or hot-reloading for work on it.

use std::ffi::OsString;

use crate::call::Call;
use crate::failure::Failure;
use crate::system::{self, Need};
use crate::tasks::{DESKTOP, set_up_for_build};
use crate::ui;
use crate::workspace::Workspace;

/// Builds the release and starts it; ends with the app.
pub(crate) fn optimised(workspace: &Workspace, arguments: Vec<OsString>) -> Result<(), Failure> {
    set_up_for_build(workspace)?;
    let program = workspace.built("release", DESKTOP);
    if !program.exists() {
        println!("Building the app. The first build takes about 10 to 15 minutes on 2 cores; later ones take seconds.");
    }
    workspace.run(&workspace.cargo(["build", "--release", "--package", DESKTOP]))?;
    check_display()?;
    println!("Starting {}", program.display());
    workspace.run(&Call::new(program).args(arguments))
}

/// Starts the app with the interface served by Vite: a change of either side shows at once or after a short rebuild.
pub(crate) fn hot_reloading(workspace: &Workspace, arguments: Vec<OsString>) -> Result<(), Failure> {
    system::ensure(workspace, &[Need::Build])?;
    ui::ensure_packages(workspace)?;
    check_display()?;
    // The first `--` ends Tauri's arguments and begins cargo's, the second one begins the app's.
    let dev = workspace.tauri(["dev"]);
    workspace.run(&if arguments.is_empty() { dev } else { dev.args(["--", "--"]).args(arguments) })
}

/// Says plainly that there is no display, where GTK would only report that it could not be initialised.
fn check_display() -> Result<(), Failure> {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if !cfg!(target_os = "linux") || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY") {
        return Ok(());
    }
    Err(Failure::Missing {
        what: "There is no display to open a window on: neither DISPLAY nor WAYLAND_DISPLAY is set.".into(),
        hint: "Run this in a terminal of a desktop session. Without one, \
               `cargo run --release -p claudetask-cli -- --help` works on the same board."
            .into(),
    })
}
