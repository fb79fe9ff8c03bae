//! Where things are, and the calls of the programs that every task uses.

use std::path::{Path, PathBuf};

use crate::call::Call;
use crate::failure::Failure;

/// The repository's work tree and its build folder.
#[derive(Debug)]
pub(crate) struct Workspace {
    root: PathBuf,
    target: PathBuf,
    dry_run: bool,
}

impl Workspace {
    /// Finds the workspace that cargo runs this program for.
    ///
    /// Cargo says which at run time; what was compiled in may name another clone that shares the build folder.
    /// The build folder is the one that holds this very program (`target/debug/xtask`), so it is right however it was
    /// set: by an environment variable, by a configuration file, or not at all.
    pub(crate) fn locate(dry_run: bool) -> Result<Self, Failure> {
        let program = std::env::current_exe().map_err(|source| Failure::File {
            action: "find",
            path: "the running program".into(),
            source,
        })?;
        let target = program.ancestors().nth(2).unwrap_or(&program).to_owned();
        let own =
            std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
        let root = own.parent().map_or_else(|| own.clone(), Path::to_path_buf);
        Ok(Self { root, target, dry_run })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn ui(&self) -> PathBuf {
        self.root.join("ui")
    }

    pub(crate) fn target(&self) -> &Path {
        &self.target
    }

    /// Returns the path of a program that the build of `profile` makes.
    pub(crate) fn built(&self, profile: &str, program: &str) -> PathBuf {
        self.target.join(profile).join(format!("{program}{}", std::env::consts::EXE_SUFFIX))
    }

    pub(crate) fn dry_run(&self) -> bool {
        self.dry_run
    }

    /// Runs `call`, or shows it when nothing shall be done.
    pub(crate) fn run(&self, call: &Call) -> Result<(), Failure> {
        if self.dry_run {
            println!("would run: {call}");
            return Ok(());
        }
        call.run()
    }

    /// Returns a call of the cargo that started this program, in the workspace's root.
    pub(crate) fn cargo<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Call {
        Call::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())).args(arguments).folder(&self.root)
    }

    /// Returns a call of npm in the interface's folder.
    pub(crate) fn npm<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Call {
        Call::new(if cfg!(windows) { "npm.cmd" } else { "npm" }).args(arguments).folder(&self.ui())
    }

    /// Returns a call of Tauri's own program, which the interface's packages bring, in the workspace's root.
    pub(crate) fn tauri<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Call {
        let program = self.ui().join("node_modules/.bin").join(if cfg!(windows) { "tauri.cmd" } else { "tauri" });
        // Tauri builds where it is told to, and finds the result there.
        Call::new(program).args(arguments).folder(&self.root).env("CARGO_TARGET_DIR", self.target())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_holds_the_workspace_manifest() {
        let workspace = Workspace::locate(true).unwrap();
        assert!(workspace.root().join("Cargo.lock").is_file());
        assert!(workspace.root().join("xtask/Cargo.toml").is_file());
    }
}
