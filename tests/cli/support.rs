//! A data folder, a project folder, and the program.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// Folders that go when the test ends.
pub(crate) struct Sandbox {
    root: TempDir,
}

/// What a call of the program did.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Sandbox {
    /// Makes empty folders; there is no database and no project yet.
    pub(crate) fn empty() -> Self {
        let root = tempfile::tempdir().unwrap();
        for folder in ["project", "home"] {
            std::fs::create_dir(root.path().join(folder)).unwrap();
        }
        Self { root }
    }

    /// Makes a board with one project, which is 1 and no repository.
    pub(crate) fn board() -> Self {
        let sandbox = Self::empty();
        assert_eq!(sandbox.json(["project", "open", "."])["id"], 1);
        sandbox
    }

    /// Makes a board whose project is a repository with one commit on `main`.
    pub(crate) fn repository() -> Self {
        let sandbox = Self::empty();
        sandbox.git(["init", "--quiet", "--initial-branch=main"]);
        sandbox.commit("first");
        sandbox.json(["project", "open", "."]);
        sandbox
    }

    /// Does what [`Sandbox::board`] does, with tasks 1, 2, … of these lines.
    pub(crate) fn with_tasks<const N: usize>(lines: [&str; N]) -> Self {
        let sandbox = Self::board();
        for line in lines {
            sandbox.json(["add", line]);
        }
        sandbox
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        // What the program answers are canonical paths.
        self.root.path().canonicalize().unwrap().join(name)
    }

    pub(crate) fn project(&self) -> PathBuf {
        self.path("project")
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.path("data")
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.path("data/claudetask.db")
    }

    /// Returns a call of the program in the project's folder, with nothing of the machine's own settings.
    pub(crate) fn command<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(&self, args: I) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_claudetask"));
        command.args(args).current_dir(self.project());
        for name in [
            "RUST_LOG",
            "NO_COLOR",
            "CLICOLOR",
            "CLICOLOR_FORCE",
            "COLUMNS",
            "XDG_DATA_HOME",
            "CLAUDE_CONFIG_DIR",
            // A login shell would be asked for its PATH.
            "SHELL",
            "ANTHROPIC_API_KEY",
            "ANTHROPIC_AUTH_TOKEN",
        ] {
            command.env_remove(name);
        }
        command.env("HOME", self.path("home")).env("TZ", "UTC").env("CLAUDETASK_DATA_DIR", self.data());
        command.stdin(Stdio::null());
        command
    }

    /// Runs the program to its end.
    pub(crate) fn run<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(&self, args: I) -> Ran {
        ran(self.command(args).output().unwrap())
    }

    /// Runs the program with `input` on stdin.
    pub(crate) fn run_with<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(&self, args: I, input: &[u8]) -> Ran {
        let mut command = self.command(args);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // A program that has read enough may close its end.
        drop(stdin.write_all(input));
        drop(stdin);
        ran(child.wait_with_output().unwrap())
    }

    /// Runs the program for text; it must succeed in silence.
    pub(crate) fn text<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(&self, args: I) -> String {
        let ran = self.run(args);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{}", ran.stdout);
        ran.stdout
    }

    /// Runs the program with `--json`; it must succeed and write one document.
    pub(crate) fn json<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(&self, args: I) -> Value {
        ran(self.command(args).arg("--json").output().unwrap()).json()
    }

    /// Runs the program with `--json`; it must fail with `code`, exit with 1 and write nothing to stdout.
    pub(crate) fn refused<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(&self, args: I, code: &str) -> Value {
        ran(self.command(args).arg("--json").output().unwrap()).error(1, code)
    }

    /// Runs the program with `--json`; the command line must be refused.
    pub(crate) fn misused<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(&self, args: I) -> Value {
        ran(self.command(args).arg("--json").output().unwrap()).error(2, "usage")
    }

    /// Starts the program with its outputs at hand.
    pub(crate) fn start<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(&self, args: I) -> Child {
        self.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// Runs git in the project's folder.
    pub(crate) fn git<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(&self, args: I) -> String {
        git(&self.project(), args)
    }

    /// Makes an empty commit.
    pub(crate) fn commit(&self, message: &str) {
        self.git(["commit", "--quiet", "--allow-empty", "--message", message]);
    }
}

impl Ran {
    /// Returns the answer of a call with `--json` that succeeded.
    pub(crate) fn json(&self) -> Value {
        assert_eq!((self.code, self.stderr.as_str()), (0, ""), "{}", self.stdout);
        assert!(self.stdout.ends_with("}\n") || self.stdout.ends_with("]\n"), "{}", self.stdout);
        assert_eq!(self.stdout.lines().count(), 1, "{}", self.stdout);
        serde_json::from_str(&self.stdout).unwrap()
    }

    /// Returns the error of a call with `--json` that failed.
    pub(crate) fn error(&self, exit: i32, code: &str) -> Value {
        assert_eq!((self.code, self.stdout.as_str()), (exit, ""), "{}", self.stderr);
        let error: Value = serde_json::from_str(&self.stderr).unwrap_or_else(|_| panic!("{}", self.stderr));
        assert_eq!(error["code"], code, "{error}");
        for key in ["message", "hint"] {
            assert!(error[key].as_str().is_some_and(|text| !text.is_empty()), "{key}: {error}");
        }
        assert!(error["retryable"].is_boolean(), "{error}");
        error
    }
}

/// Runs git in a folder, with nothing of the machine's own settings.
pub(crate) fn git<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(folder: &Path, args: I) -> String {
    let mut command = Command::new("git");
    command.args(args).current_dir(folder);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    for who in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{who}_NAME"), "Ada").env(format!("GIT_{who}_EMAIL"), "ada@example.com");
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

pub(crate) fn ran(output: Output) -> Ran {
    Ran {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Returns `key:type` of an object, sorted, so that a shape can be pinned.
pub(crate) fn shape(value: &Value) -> Vec<String> {
    let kind = |value: &Value| match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let object = value.as_object().unwrap_or_else(|| panic!("{value} is no object"));
    let mut keys: Vec<_> = object.iter().map(|(key, value)| format!("{key}:{}", kind(value))).collect();
    keys.sort();
    keys
}

/// Fails unless an object has exactly these keys with values of these types.
#[track_caller]
pub(crate) fn assert_shape(value: &Value, expected: &str) {
    let mut expected: Vec<_> = expected.split_whitespace().map(str::to_owned).collect();
    expected.sort();
    assert_eq!(shape(value), expected, "{value}");
}

/// Returns the ids in a list of objects.
pub(crate) fn ids(list: &Value) -> Vec<i64> {
    list.as_array().unwrap().iter().map(|item| item["id"].as_i64().unwrap()).collect()
}
