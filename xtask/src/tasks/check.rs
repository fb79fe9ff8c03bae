//! `cargo xtask check`: format, lints and types of both sides, with warnings as errors.

use crate::failure::Failure;
use crate::steps::Steps;
use crate::system::{self, Need};
use crate::tasks::WINDOW_TESTS;
use crate::ui;
use crate::workspace::Workspace;

/// How many steps [`add`] takes.
pub(super) const STEPS: usize = 5;

/// Runs every check that needs no test.
pub(crate) fn everything(workspace: &Workspace) -> Result<(), Failure> {
    system::ensure(workspace, &[Need::Build])?;
    ui::ensure_page(workspace)?;
    let mut steps = Steps::begin(STEPS);
    add(workspace, &mut steps)
}

/// Runs the checks as steps of a longer task; the quick ones come first.
pub(super) fn add(workspace: &Workspace, steps: &mut Steps) -> Result<(), Failure> {
    steps.step("format of the Rust code", || workspace.run(&workspace.cargo(["fmt", "--all", "--check"])))?;
    steps.step("format of the interface", || workspace.run(&workspace.npm(["run", "--silent", "format:check"])))?;
    steps.step("lints of the interface", || workspace.run(&workspace.npm(["run", "--silent", "lint"])))?;
    steps.step("types of the interface", || workspace.run(&workspace.npm(["run", "--silent", "check"])))?;
    steps.step("lints of the Rust code", || {
        let clippy = ["clippy", "--workspace", "--all-targets", "--features", WINDOW_TESTS, "--", "-D", "warnings"];
        workspace.run(&workspace.cargo(clippy))
    })
}
