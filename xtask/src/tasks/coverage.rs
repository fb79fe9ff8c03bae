//! `cargo xtask coverage`: how many lines of the crates the tests reach.

use std::fs;

use crate::failure::Failure;
use crate::tools::Tool;
use crate::workspace::Workspace;

const TARPAULIN: Tool =
    Tool { name: "cargo-tarpaulin", version: "0.37.5", purpose: "counts the lines that the tests reach" };

/// The share of lines, in percent, below which the task fails.
const TARGET: &str = "85";

/// Packages that are not measured: the shell is tested through the real window, by a process of its own; the others
/// serve development alone.
const LEFT_OUT: &[&str] = &["claudetask-desktop", "claudetask-testkit", "xtask"];

/// Runs the tests of the crates and of the migrations, and fails below [`TARGET`]. A report for browsers is left in
/// `coverage/`.
pub(crate) fn of_the_crates(workspace: &Workspace) -> Result<(), Failure> {
    let report = workspace.root().join("coverage");
    if !workspace.dry_run() {
        let failure = |source| Failure::File { action: "make the folder", path: report.clone(), source };
        fs::create_dir_all(&report).map_err(failure)?;
    }
    let mut call = TARPAULIN
        .call(workspace)?
        // The LLVM engine reads the counters itself, so no further tool is needed, and it counts in the processes that
        // the tests start.
        .args(["tarpaulin", "--engine", "llvm", "--workspace", "--skip-clean", "--fail-under", TARGET])
        .args(["--include-files", "crates/*", "--include-files", "migrations/*", "--exclude-files", "*/tests/*"])
        .args(["--exclude-files", "*/benches/*", "--exclude-files", "crates/testkit/*", "--follow-exec"])
        // A test may start a program some hundred times.
        .args(["--timeout", "600", "--out", "Stdout", "--out", "Html", "--output-dir"])
        .arg(&report)
        // Its builds differ from all others; of their own, they leave those alone.
        .arg("--target-dir")
        .arg(workspace.target().join("coverage"));
    for package in LEFT_OUT {
        call = call.args(["--exclude", package]);
    }
    // A killed process leaves half a counter file, which no tool can merge; what that test reaches, others reach too.
    call = call.args(["--", "--skip", "killed::"]);
    workspace.run(&call)
}
