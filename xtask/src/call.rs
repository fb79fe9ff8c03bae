//! One call of an external program: program, arguments, folder and environment as data, so that it can be shown as
//! well as run.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::failure::Failure;

/// An external program with its arguments.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    program: OsString,
    arguments: Vec<OsString>,
    folder: Option<PathBuf>,
    environment: Vec<(OsString, OsString)>,
}

impl Call {
    /// Returns a call of `program` without arguments, in the current folder.
    pub(crate) fn new(program: impl Into<OsString>) -> Self {
        Self { program: program.into(), arguments: Vec::new(), folder: None, environment: Vec::new() }
    }

    pub(crate) fn arg(mut self, argument: impl Into<OsString>) -> Self {
        self.arguments.push(argument.into());
        self
    }

    pub(crate) fn args<A: Into<OsString>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        self.arguments.extend(arguments.into_iter().map(Into::into));
        self
    }

    pub(crate) fn folder(mut self, folder: &Path) -> Self {
        self.folder = Some(folder.to_owned());
        self
    }

    pub(crate) fn env(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.environment.push((name.into(), value.into()));
        self
    }

    /// Runs the program with this one's terminal and waits for it.
    pub(crate) fn run(&self) -> Result<(), Failure> {
        let status = self.command().status().map_err(|source| self.not_started(source))?;
        if status.success() { Ok(()) } else { Err(Failure::Failed { command: self.to_string(), status }) }
    }

    /// Runs the program without input and returns what it printed, whatever its exit status.
    pub(crate) fn output(&self) -> Result<Output, Failure> {
        self.command().stdin(Stdio::null()).output().map_err(|source| self.not_started(source))
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        // `cargo run` told this process about the package `xtask`; passed on, that would make build scripts that look
        // at these variables run again each time that `cargo` and `cargo xtask` take turns.
        for (name, _) in std::env::vars_os() {
            if describes_a_package(&name) {
                command.env_remove(name);
            }
        }
        command.args(&self.arguments).envs(self.environment.iter().map(|(name, value)| (name, value)));
        if let Some(folder) = &self.folder {
            command.current_dir(folder);
        }
        command
    }

    fn not_started(&self, source: std::io::Error) -> Failure {
        Failure::NotStarted { command: self.to_string(), source }
    }
}

/// Shows the call as one would type it; for reading, never for a shell.
impl fmt::Display for Call {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, value) in &self.environment {
            write!(formatter, "{}={} ", name.display(), readable(value))?;
        }
        // The folder of a tool within the workspace or the toolchain says nothing to a reader.
        let program = Path::new(&self.program).file_name().unwrap_or(&self.program);
        formatter.write_str(&readable(program))?;
        for argument in &self.arguments {
            write!(formatter, " {}", readable(argument))?;
        }
        Ok(())
    }
}

fn readable(word: &OsStr) -> String {
    let text = word.to_string_lossy();
    let plain = |character: char| character.is_alphanumeric() || "-_=+./:,@%".contains(character);
    if !text.is_empty() && text.chars().all(plain) {
        text.into_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

fn describes_a_package(variable: &OsStr) -> bool {
    variable.to_str().is_some_and(|name| {
        name.starts_with("CARGO_PKG_") || ["CARGO_MANIFEST_DIR", "CARGO_MANIFEST_PATH", "OUT_DIR"].contains(&name)
    })
}

/// Returns the path of `program` in the folders of `PATH`, or `None`. On Windows `.exe` is added to a name that has no
/// extension.
pub(crate) fn on_path(program: &str) -> Option<PathBuf> {
    let mut name = PathBuf::from(program);
    if name.extension().is_none() {
        name.set_extension(std::env::consts::EXE_EXTENSION);
    }
    std::env::split_paths(&std::env::var_os("PATH")?).map(|folder| folder.join(&name)).find(|path| path.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_shown_as_one_would_type_it() {
        let call = Call::new("/opt/bin/npm").args(["run", "format:check"]).arg("two words").env("A", "it's");
        assert_eq!(call.to_string(), "A='it'\\''s' npm run format:check 'two words'");
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let failure = Call::new("no-such-program-here").arg("x").run().unwrap_err();
        assert!(failure.in_full().starts_with("`no-such-program-here x` could not be started: "), "{failure}");
    }

    #[cfg(unix)]
    #[test]
    fn a_program_that_fails_is_named_with_its_status() {
        let failure = Call::new("false").run().unwrap_err();
        assert_eq!(failure.in_full(), "`false` failed (exit status: 1)");
    }

    #[test]
    fn what_cargo_says_of_this_package_is_not_passed_on() {
        for (name, hidden) in [("CARGO_PKG_NAME", true), ("CARGO_MANIFEST_DIR", true), ("CARGO_TARGET_DIR", false)] {
            assert_eq!(describes_a_package(OsStr::new(name)), hidden, "{name}");
        }
    }
}
