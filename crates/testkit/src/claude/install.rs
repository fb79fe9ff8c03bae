//! Fetches the pinned command line from the npm registry, once a build folder.
//!
//! It is downloaded by name into an ignored folder and never kept anywhere else: its licence allows no more.

use std::fmt;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// The version that everything is measured with.
pub const VERSION: &str = "2.1.330";

/// Why the command line can't be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unavailable(String);

impl fmt::Display for Unavailable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Unavailable {
    fn new(reason: impl Into<String>) -> Self {
        Self(reason.into())
    }
}

/// Returns the package for this platform.
fn package() -> Option<&'static str> {
    cfg!(all(target_os = "linux", target_arch = "x86_64", target_env = "gnu"))
        .then_some("@anthropic-ai/claude-code-linux-x64")
}

/// Returns the path of the program, which is fetched where it is not there yet.
pub fn install() -> Result<PathBuf, Unavailable> {
    static DONE: OnceLock<Result<PathBuf, Unavailable>> = OnceLock::new();
    DONE.get_or_init(|| {
        let package = package().ok_or_else(|| Unavailable::new("no package is pinned for this platform"))?;
        let folder = target_folder()?.join("claude-cli");
        fetch(package, &folder)
    })
    .clone()
}

/// Returns the folder in which cargo builds.
fn target_folder() -> Result<PathBuf, Unavailable> {
    let program =
        std::env::current_exe().map_err(|error| Unavailable::new(format!("this program has no path: {error}")))?;
    let marked = program.ancestors().find(|folder| folder.join("CACHEDIR.TAG").is_file()).map(Path::to_path_buf);
    marked
        .or_else(|| std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from))
        .ok_or_else(|| Unavailable::new("cargo's build folder can't be found"))
}

fn fetch(package: &str, folder: &Path) -> Result<PathBuf, Unavailable> {
    let failed = |what: &str, error: &io::Error| Unavailable::new(format!("{what}: {error}"));
    fs::create_dir_all(folder).map_err(|error| failed("the folder can't be made", &error))?;
    // Tests run in several processes at once; the first one installs.
    let lock = File::create(folder.join("lock")).map_err(|error| failed("the lock can't be made", &error))?;
    lock.lock().map_err(|error| failed("the lock can't be had", &error))?;
    let own = folder.join(VERSION);
    let program = own.join("node_modules").join(package).join("claude");
    let mark = own.join("installed");
    if mark.is_file() && program.is_file() {
        return Ok(program);
    }
    fs::create_dir_all(&own).map_err(|error| failed("the folder can't be made", &error))?;
    fs::write(own.join("package.json"), "{\"private\":true}\n")
        .map_err(|error| failed("npm's file can't be written", &error))?;
    let output = Command::new("npm")
        .args(["install", "--ignore-scripts", "--save-exact", "--no-audit", "--no-fund", "--fetch-retries=1"])
        .arg(format!("{package}@{VERSION}"))
        .current_dir(&own)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| failed("npm can't be run", &error))?;
    if !output.status.success() || !program.is_file() {
        let words = String::from_utf8_lossy(&output.stderr);
        let line = words.lines().find(|line| !line.trim().is_empty()).unwrap_or("it said nothing");
        return Err(Unavailable::new(format!("npm did not install {package}@{VERSION}: {line}")));
    }
    fs::write(&mark, "").map_err(|error| failed("the mark can't be written", &error))?;
    Ok(program)
}
