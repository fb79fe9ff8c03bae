//! Cargo tools that only some tasks need: installed on first use, into the build folder, at a version that is known to
//! work. `run` and `test` need none of them.

use std::path::PathBuf;

use crate::call::Call;
use crate::failure::Failure;
use crate::workspace::Workspace;

/// A cargo tool at a fixed version.
pub(crate) struct Tool {
    /// The name of its package and of its program.
    pub(crate) name: &'static str,
    pub(crate) version: &'static str,
    /// What it is for, to follow "which".
    pub(crate) purpose: &'static str,
}

/// Returns the path of the tool's program, after having built and installed it if it is not here yet.
pub(crate) fn ensure(workspace: &Workspace, tool: &Tool) -> Result<PathBuf, Failure> {
    let root = workspace.target().join("tools").join(format!("{}-{}", tool.name, tool.version));
    let program = root.join("bin").join(format!("{}{}", tool.name, std::env::consts::EXE_SUFFIX));
    if program.is_file() {
        return Ok(program);
    }
    println!("Installing {} {}, which {} (some minutes, once)", tool.name, tool.version, tool.purpose);
    let install = workspace
        .cargo(["install", "--locked", tool.name, "--version", tool.version, "--root"])
        .arg(&root)
        .arg("--target-dir")
        .arg(root.join("build"));
    workspace.run(&install)?;
    if !workspace.dry_run() {
        discard(&root.join("build"))?;
    }
    Ok(program)
}

/// Removes the tool's own build files, which are many times its size.
fn discard(folder: &std::path::Path) -> Result<(), Failure> {
    std::fs::remove_dir_all(folder).map_err(|source| Failure::File {
        action: "remove the folder",
        path: folder.to_owned(),
        source,
    })
}

impl Tool {
    /// Returns a call of the installed tool in the workspace's root.
    pub(crate) fn call(&self, workspace: &Workspace) -> Result<Call, Failure> {
        Ok(Call::new(ensure(workspace, self)?).folder(workspace.root()))
    }
}
