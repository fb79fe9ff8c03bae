//! Finds the built program, and builds it where that has not been done.
//!
//! A test of this package finds it built: cargo builds a package's programs with its tests. The tests of other packages
//! do not, so the first of them runs `cargo build` for it, under a lock, since tests run in several processes at once.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::SystemTime;

/// The program's sources, from the package's folder.
const SOURCES: &[&str] = &["src/bin/fake-claude", "src/claude/fake/script.rs", "src/claude/fake/record.rs"];

/// Returns the program, or why it can't be had.
pub(super) fn program() -> Result<PathBuf, String> {
    static DONE: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    DONE.get_or_init(find).clone()
}

fn find() -> Result<PathBuf, String> {
    let own = std::env::current_exe().map_err(|error| format!("this program has no path: {error}"))?;
    let folder = own.parent().ok_or("this program is in no folder")?;
    // Tests and benches are in `deps` of the folder in which the programs are.
    let folder = if folder.ends_with("deps") || folder.ends_with("examples") {
        folder.parent().ok_or("cargo's build folder can't be found")?
    } else {
        folder
    };
    let program = folder.join(format!("fake-claude{}", std::env::consts::EXE_SUFFIX));
    let lock =
        File::create(folder.join("fake-claude.lock")).map_err(|error| format!("the lock can't be made: {error}"))?;
    lock.lock().map_err(|error| format!("the lock can't be had: {error}"))?;
    if !current(&program) {
        build(folder)?;
    }
    if program.is_file() { Ok(program) } else { Err(format!("{} is not there", program.display())) }
}

/// Says whether the program is there and not older than its sources. Where these are gone, what is there is current.
fn current(program: &Path) -> bool {
    let Ok(built) = fs::metadata(program).and_then(|data| data.modified()) else { return false };
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    SOURCES.iter().all(|source| newest(&package.join(source)).is_none_or(|changed| changed <= built))
}

/// Returns when a file, or the newest file of a folder, was changed.
fn newest(path: &Path) -> Option<SystemTime> {
    if !path.is_dir() {
        return fs::metadata(path).and_then(|data| data.modified()).ok();
    }
    let entries = fs::read_dir(path).ok()?;
    entries.filter_map(|entry| newest(&entry.ok()?.path())).max()
}

fn build(folder: &Path) -> Result<(), String> {
    let profile = match folder.file_name().and_then(|name| name.to_str()) {
        Some("debug") | None => "dev",
        Some(other) => other,
    };
    let target = folder.ancestors().find(|folder| folder.join("CACHEDIR.TAG").is_file());
    let mut command = Command::new(option_env!("CARGO").unwrap_or("cargo"));
    command
        .args(["build", "--quiet", "--offline", "--package", "claudetask-testkit", "--bin", "fake-claude"])
        .args(["--profile", profile])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdin(Stdio::null());
    if let Some(target) = target {
        command.env("CARGO_TARGET_DIR", target);
    }
    let failed = |error: io::Error| format!("cargo can't be run: {error}");
    let output = command.output().map_err(failed)?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("cargo did not build it: {}", String::from_utf8_lossy(&output.stderr).trim()))
}
