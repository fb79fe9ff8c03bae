//! `cargo xtask bench`: how fast and how large, measured on optimised builds.

use crate::failure::Failure;
use crate::steps::Steps;
use crate::tasks::set_up_for_tests;
use crate::workspace::Workspace;

/// Runs each measurement; its program says what it measured and whether the target was met.
pub(crate) fn everything(workspace: &Workspace) -> Result<(), Failure> {
    // The measured window needs what the tests of the window need.
    set_up_for_tests(workspace)?;
    let measurements = [
        (
            "optimised programs",
            workspace.cargo(["build", "--release", "--package", "claudetask-desktop", "--package", "claudetask-cli"]),
        ),
        (
            // On its own: an example brings the tests' features along, which the measured app must not have.
            "the empty window to compare with",
            workspace.cargo(["build", "--release", "--package", "claudetask-desktop", "--example", "empty-window"]),
        ),
        ("use cases, one at a time", workspace.cargo(["bench", "--package", "claudetask-app", "--bench", "board"])),
        (
            "whole programs",
            workspace.cargo([
                "run",
                "--release",
                "--package",
                "claudetask-testkit",
                "--features",
                "measure",
                "--bin",
                "measure",
            ]),
        ),
    ];
    let mut steps = Steps::begin(measurements.len());
    for (title, call) in measurements {
        steps.step(title, || workspace.run(&call))?;
    }
    Ok(())
}
