//! What the program says of its version.

use std::ffi::OsStr;
use std::fmt;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde::Serialize;

use super::bounded::{self, Ended};

/// How long it may take.
const LONGEST: Duration = Duration::from_secs(10);

/// A version such as 2.1.330.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(into = "String")]
pub struct Version {
    /// Its first number.
    pub major: u32,
    /// Its second number.
    pub minor: u32,
    /// Its third number.
    pub patch: u32,
}

impl Version {
    /// Returns the version that a text begins with, as in `2.1.330 (Claude Code)` or `2.1.330-beta.1`.
    pub fn parse(text: &str) -> Option<Self> {
        let word = text.trim_start().split(|sign: char| !sign.is_ascii_digit() && sign != '.').next()?;
        let mut numbers = word.split('.').map(str::parse);
        let mut next = || numbers.next()?.ok();
        let version = Self { major: next()?, minor: next()?, patch: next()? };
        numbers.next().is_none().then_some(version)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

impl From<Version> for String {
    fn from(version: Version) -> Self {
        version.to_string()
    }
}

/// Asks a program for its version; the error says in words why it is none of Claude Code's.
pub(super) fn ask(program: &Path, search_path: Option<&OsStr>) -> Result<Version, String> {
    ask_within(LONGEST, program, search_path)
}

fn ask_within(longest: Duration, program: &Path, search_path: Option<&OsStr>) -> Result<Version, String> {
    let mut command = Command::new(program);
    command.arg("--version").env_remove("CLAUDECODE").env("DISABLE_AUTOUPDATER", "1");
    if let Some(path) = search_path {
        command.env("PATH", path);
    }
    let ended = bounded::run(command, longest).map_err(|error| format!("it can't be started: {error}"))?;
    let Ended::Done { status, stdout, stderr } = ended else {
        return Err(format!("it did not tell its version within {} seconds", longest.as_secs()));
    };
    if !status.success() {
        let how = status.code().map_or_else(|| format!("it was ended ({status})"), |code| format!("exit code {code}"));
        let words = first_line(&stderr).or_else(|| first_line(&stdout));
        return Err(words.map_or_else(|| how.clone(), |words| format!("{how}: {words}")));
    }
    let line = first_line(&stdout);
    // Any program may answer a version; this one names itself.
    let named = line.as_deref().filter(|line| line.contains("Claude Code"));
    named.and_then(Version::parse).ok_or_else(|| match line {
        Some(line) => format!("asked for its version it says {}", claudetask_core::quoted(&line)),
        None => "asked for its version it says nothing".to_owned(),
    })
}

/// Returns the first line with text, at most 300 characters of it.
fn first_line(output: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(output);
    let line = text.lines().map(str::trim).find(|line| !line.is_empty())?;
    Some(line.chars().filter(|sign| !sign.is_control()).take(300).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_three_numbers_in_front() {
        let version = |major, minor, patch| Some(Version { major, minor, patch });
        for (text, expected) in [
            ("2.1.330 (Claude Code)", version(2, 1, 330)),
            ("2.0.0-beta.1 (Claude Code)", version(2, 0, 0)),
            ("10.0.1", version(10, 0, 1)),
            ("v2.1.0", None),
            ("2.1", None),
            ("2.1.3.4", None),
            ("2.1.", None),
            ("", None),
            ("99999999999.1.1", None),
        ] {
            assert_eq!(Version::parse(text), expected, "{text}");
        }
        assert!(version(2, 1, 330) > version(2, 1, 99) && version(2, 0, 0) > version(1, 99, 99));
        assert_eq!(version(2, 1, 330).unwrap().to_string(), "2.1.330");
    }

    #[cfg(unix)]
    #[test]
    fn a_program_that_hangs_is_ended_with_what_it_started() {
        use std::time::Instant;
        use std::{fs, thread};

        let folder = tempfile::tempdir().unwrap();
        let (program, pid) = (folder.path().join("claude"), folder.path().join("pid"));
        let text = format!("#!/bin/sh\nsleep 1000 & echo $! >'{}'; wait\n", pid.display());
        fs::write(folder.path().join("text"), text).unwrap();
        // A copy by another process: this one's open file could reach a program that another test starts.
        let install = Command::new("install").arg("-m755").arg(folder.path().join("text")).arg(&program).status();
        assert!(install.unwrap().success());
        let reason = ask_within(Duration::from_secs(1), &program, None).unwrap_err();
        assert_eq!(reason, "it did not tell its version within 1 seconds");
        let pid = fs::read_to_string(pid).unwrap().trim().parse().unwrap();
        let until = Instant::now() + Duration::from_secs(5);
        while crate::process::of(pid).is_some() {
            assert!(Instant::now() < until, "the program's child lives on");
            thread::yield_now();
        }
    }
}
