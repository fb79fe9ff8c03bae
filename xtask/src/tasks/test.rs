//! `cargo xtask test`: everything that a change has to pass.

use crate::failure::Failure;
use crate::steps::Steps;
use crate::tasks::{WINDOW_TESTS, check, set_up_for_tests};
use crate::workspace::Workspace;

/// Sets up, checks, and runs all tests; the output ends with a test runner's own closing lines.
pub(crate) fn everything(workspace: &Workspace) -> Result<(), Failure> {
    let mut steps = Steps::begin(1 + check::STEPS + if HAS_WINDOW_TESTS { 3 } else { 2 });
    steps.step("set-up", || set_up_for_tests(workspace))?;
    check::add(workspace, &mut steps)?;
    steps.step("tests of the interface", || workspace.run(&workspace.npm(["run", "--silent", "test"])))?;

    let tests = workspace.cargo(["test", "--workspace"]);
    if HAS_WINDOW_TESTS {
        steps.step("tests of the Rust code", || workspace.run(&tests))?;
        steps.last("tests in a real window", || in_a_real_window(workspace))
    } else {
        println!("\nThe tests in a real window run on Linux only; they are left out here.");
        steps.last("tests of the Rust code", || workspace.run(&tests))
    }
}

/// Whether this system has what the tests in a real window are made of: a second X display and WebKit's driver.
const HAS_WINDOW_TESTS: bool = cfg!(target_os = "linux");

/// Runs the tests that act in the real window, one after the other, for they share the keyboard and the mouse of one
/// display.
fn in_a_real_window(workspace: &Workspace) -> Result<(), Failure> {
    let selected = ["test", "--workspace", "--features", WINDOW_TESTS, "--test", "window"];
    workspace.run(&workspace.cargo(selected).args(["--", "--test-threads=1"]))
}
