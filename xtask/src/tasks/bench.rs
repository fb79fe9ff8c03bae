//! `cargo xtask bench`: how fast and how large, measured on optimised builds.

use crate::failure::Failure;
use crate::steps::Steps;
use crate::tasks::set_up_for_build;
use crate::workspace::Workspace;

/// Runs each measurement; its program says what it measured and whether the target was met.
pub(crate) fn everything(workspace: &Workspace) -> Result<(), Failure> {
    set_up_for_build(workspace)?;
    let measurements = [
        (
            "optimised programs",
            workspace.cargo(["build", "--release", "--package", "claudetask-desktop", "--package", "claudetask-cli"]),
        ),
        ("use cases, one at a time", workspace.cargo(["bench", "--package", "claudetask-app"])),
        (
            "whole programs",
            workspace.cargo(["run", "--release", "--package", "claudetask-testkit", "--bin", "measure"]),
        ),
    ];
    let mut steps = Steps::begin(measurements.len());
    for (title, call) in measurements {
        steps.step(title, || workspace.run(&call))?;
    }
    Ok(())
}
