//! Starting what is measured from a small process, which this same program becomes.
//!
//! Linux counts the pages of whoever started a program towards the program's peak (`ru_maxrss` survives `exec`), so what is
//! weighed is started by a process that has next to no pages; and a window's process tells when it began, which no
//! `WebDriver` does.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use wait4::Wait4;

use crate::failure::Failure;

/// The first argument that makes this program [`start`] another one.
pub(crate) const START: &str = "internal-start";
/// The first argument that makes this program [`weigh`] another one.
pub(crate) const WEIGH: &str = "internal-weigh";

/// When a process began.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Begun {
    /// The process.
    pub(crate) pid: u32,
    /// Milliseconds since the Unix epoch.
    pub(crate) at: f64,
}

impl Begun {
    /// Reads what [`start`] wrote.
    pub(crate) fn read(file: &Path) -> Result<Self, Failure> {
        let json = std::fs::read(file).map_err(|source| Failure::io("read when the window's process began", source))?;
        Ok(serde_json::from_slice(&json)?)
    }
}

/// Writes this process's id and the time to the file that the first argument names, then becomes the program that the
/// second names, with the rest as its arguments.
pub(crate) fn start(mut arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let (Some(file), Some(program)) = (arguments.next(), arguments.next()) else { return ExitCode::from(2) };
    let at = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64() * 1_000.0;
    let begun = Begun { pid: std::process::id(), at };
    let written = serde_json::to_vec(&begun).map_err(std::io::Error::from).and_then(|json| std::fs::write(file, json));
    let error = match written {
        Ok(()) => become_program(Command::new(program).args(arguments)),
        Err(error) => error,
    };
    eprintln!("can't start what is measured: {error}");
    ExitCode::FAILURE
}

/// Returns only when the program can't be started.
#[cfg(unix)]
fn become_program(command: &mut Command) -> std::io::Error {
    std::os::unix::process::CommandExt::exec(command)
}

#[cfg(not(unix))]
fn become_program(_: &mut Command) -> std::io::Error {
    std::io::Error::from(std::io::ErrorKind::Unsupported)
}

/// What a process took.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Weight {
    /// The most memory that it had resident, in bytes.
    pub(crate) most_resident: u64,
    /// Processor time, its own and the system's for it, in milliseconds.
    pub(crate) processor: f64,
}

/// Runs a program to its end without showing what it writes, and prints its [`Weight`] as JSON.
pub(crate) fn weigh(mut arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let Some(program) = arguments.next() else { return ExitCode::from(2) };
    let ended = Command::new(program).args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).spawn();
    match ended.and_then(Wait4::wait4) {
        Ok(ended) if ended.status.success() => {
            let processor: Duration = ended.rusage.utime + ended.rusage.stime;
            let weight = Weight { most_resident: ended.rusage.maxrss, processor: processor.as_secs_f64() * 1_000.0 };
            match serde_json::to_string(&weight) {
                Ok(json) => println!("{json}"),
                Err(error) => {
                    eprintln!("{error}");
                    return ExitCode::FAILURE;
                }
            }
            ExitCode::SUCCESS
        }
        Ok(ended) => {
            eprintln!("it ended with {}", ended.status);
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Weighs `program` in a process of its own.
pub(crate) fn weight_of(program: &Path, arguments: &[OsString]) -> Result<Weight, Failure> {
    let own = std::env::current_exe().map_err(|source| Failure::io("find the running program", source))?;
    let output = Command::new(own)
        .arg(WEIGH)
        .arg(program)
        .args(arguments)
        .output()
        .map_err(|source| Failure::io(format!("run {}", program.display()), source))?;
    if !output.status.success() {
        let detail = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        return Err(Failure::Program { program: program.display().to_string(), detail });
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// Runs a program to its end and returns how long that took, reading what it writes included.
pub(crate) fn timed(command: &mut Command) -> Result<(Duration, Vec<u8>), Failure> {
    let start = Instant::now();
    let output = command.stdin(Stdio::null()).output();
    let time = start.elapsed();
    let program = command.get_program().to_string_lossy();
    let output = output.map_err(|source| Failure::io(format!("run {program}"), source))?;
    if output.status.success() {
        return Ok((time, output.stdout));
    }
    let detail = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(Failure::Program { program: program.into_owned(), detail })
}
