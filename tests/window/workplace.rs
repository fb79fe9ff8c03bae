//! What the user brings: a folder for the data, a project folder that is a real repository, and the `claudetask`
//! program. It outlives the windows that are opened on it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::process::run;

/// A temporary place for data and projects.
#[derive(Debug)]
pub(crate) struct Workplace {
    folder: TempDir,
    project: &'static str,
}

impl Workplace {
    /// Makes a place with nothing in it but a project folder that is no repository yet.
    pub(crate) fn new() -> Self {
        Self::named("harbour app")
    }

    /// Makes such a place with another name for the project's folder.
    pub(crate) fn named(project: &'static str) -> Self {
        let folder = TempDir::with_prefix("claudetask-window-").unwrap();
        let place = Self { folder, project };
        for path in [place.data(), place.project()] {
            fs::create_dir_all(path).unwrap();
        }
        place
    }

    /// Makes a place whose project is a repository with one commit, opened in ClaudeTask, with these tasks, added from
    /// the last to the first: a new task enters at the top, so the board shows them in this order.
    pub(crate) fn with_tasks(lines: &[&str]) -> Self {
        let place = Self::new();
        place.make_repository();
        place.cli(&["project", "open", "."]);
        for line in lines.iter().rev() {
            place.cli(&["add", line]);
        }
        place
    }

    /// Returns the folder that holds everything.
    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    /// Returns the data folder.
    pub(crate) fn data(&self) -> PathBuf {
        self.root().join("data")
    }

    /// Returns the project's folder, whose name usually has a space in it as real ones do.
    pub(crate) fn project(&self) -> PathBuf {
        self.root().join(self.project)
    }

    /// Returns the addresses that the app asked the desktop to open.
    pub(crate) fn opened(&self) -> Vec<String> {
        let text = fs::read_to_string(self.opened_file()).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }

    /// Returns the file in which the desktop writes down what it was asked to open.
    pub(crate) fn opened_file(&self) -> PathBuf {
        self.root().join("opened.log")
    }

    /// Makes the project folder a repository with one commit on `main`.
    pub(crate) fn make_repository(&self) {
        for (name, text) in
            [("README.md", "# Harbour\n"), ("src/chart.rs", "//! Charts.\n"), ("docs/log.md", "# Log\n")]
        {
            let file = self.project().join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }
        for arguments in [&["init", "-q", "-b", "main"][..], &["add", "."], &["commit", "-q", "-m", "First light"]] {
            self.git(arguments);
        }
    }

    /// Runs git in the project's folder.
    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        let mut command = Command::new("git");
        command.current_dir(self.project()).env("LC_ALL", "C").env("GIT_CONFIG_GLOBAL", "/dev/null");
        for who in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{who}_NAME"), "Ada").env(format!("GIT_{who}_EMAIL"), "ada@example.org");
        }
        run(&mut command, arguments)
    }

    /// Runs `claudetask` in the project's folder; answers its JSON.
    pub(crate) fn cli(&self, arguments: &[&str]) -> Value {
        let out = run(&mut self.claudetask(), ["--json"].iter().chain(arguments));
        serde_json::from_str(&out).unwrap_or_else(|error| panic!("claudetask {arguments:?}: {error}\n{out}"))
    }

    /// Returns the column's tasks as `claudetask list --json` gives them, in the order of the board.
    pub(crate) fn listed(&self, status: &str) -> Vec<i64> {
        ids(&self.cli(&["list", "--status", status])["tasks"])
    }

    fn claudetask(&self) -> Command {
        let mut command = Command::new(claudetask());
        command.current_dir(self.project()).env("CLAUDETASK_DATA_DIR", self.data());
        command.env("CLAUDE_CONFIG_DIR", self.own_claude());
        command
    }

    /// Returns the folder of the user's own files of Claude Code.
    pub(crate) fn own_claude(&self) -> PathBuf {
        self.root().join("home/.claude")
    }

    /// Writes a file of the project, with the folders above it, as another program would.
    pub(crate) fn write(&self, path: &str, text: &str) {
        let file = self.project().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    /// Returns what a file of the project says.
    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.project().join(path)).unwrap_or_default()
    }
}

/// Returns the ids of an array of tasks.
pub(crate) fn ids(tasks: &Value) -> Vec<i64> {
    tasks.as_array().unwrap().iter().map(|task| task["id"].as_i64().unwrap()).collect()
}

/// Returns the window's program.
pub(crate) fn claudetask_desktop() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_claudetask-desktop"))
}

/// Returns the headless program, which is built beside the window's.
fn claudetask() -> PathBuf {
    let program = claudetask_desktop().with_file_name("claudetask");
    assert!(
        program.is_file(),
        "{} is not there: build it with `cargo build -p claudetask-cli`, or run these tests by `cargo xtask test`",
        program.display()
    );
    program
}
