//! A program that plays `claude` for the faults that the real one can't be made to show.
//!
//! The program is `src/bin/fake-claude`. A [`Fake`] is a folder with a hard link to it and its script beside it, so that
//! each test has a `claude` of its own at a path of its own.

mod build;
mod record;
pub mod script;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

pub use record::Record;
pub use script::{Act, Script};

/// Names the script, where it is not beside the program.
pub const SCRIPT: &str = "FAKE_CLAUDE_SCRIPT";

/// Names the record, where it is not beside the script.
pub const RECORD: &str = "FAKE_CLAUDE_RECORD";

/// A `claude` that does what its script says. When it is dropped, what still runs of it is killed.
#[derive(Debug)]
pub struct Fake {
    folder: TempDir,
    script: Script,
}

impl Fake {
    /// Makes one that does these things.
    ///
    /// # Panics
    /// When the program can't be built or its folder can't be written.
    pub fn new(acts: impl IntoIterator<Item = Act>) -> Self {
        Self::of(Script { acts: acts.into_iter().collect(), ..Script::default() })
    }

    /// Makes one with a script.
    ///
    /// # Panics
    /// When the program can't be built or its folder can't be written.
    pub fn of(script: Script) -> Self {
        let built = build::program().unwrap_or_else(|reason| panic!("fake-claude: {reason}"));
        // Beside the program, so that a hard link is possible: a copy could still be open for writing in a child of
        // another test's thread when it is started.
        let folder = built.parent().expect("the program is in a folder").join("fakes");
        fs::create_dir_all(&folder).expect("a folder can be made in the build folder");
        let folder = TempDir::new_in(folder).expect("a folder can be made in the build folder");
        let fake = Self { folder, script };
        fs::hard_link(built, fake.program()).expect("the program can be linked within the build folder");
        fake.write();
        fake
    }

    fn write(&self) {
        let text = serde_json::to_vec_pretty(&self.script).expect("a script is plain JSON");
        let file = self.folder.path().join("script.json");
        let new = file.with_extension("new");
        fs::write(&new, text).and_then(|()| fs::rename(&new, &file)).expect("the script can be written");
    }

    /// Does other things when it is started next.
    ///
    /// # Panics
    /// When the script can't be written.
    pub fn play(&mut self, acts: impl IntoIterator<Item = Act>) {
        self.script.acts = acts.into_iter().collect();
        self.write();
    }

    /// Changes the script for the next start.
    ///
    /// # Panics
    /// When the script can't be written.
    #[must_use]
    pub fn with(mut self, change: impl FnOnce(&mut Script)) -> Self {
        change(&mut self.script);
        self.write();
        self
    }

    /// Says another version.
    #[must_use]
    pub fn version(self, version: &str) -> Self {
        self.with(|script| version.clone_into(&mut script.version))
    }

    /// Ends with a result when it is interrupted.
    #[must_use]
    pub fn heeding_interrupt(self) -> Self {
        self.with(|script| script.heeds_interrupt = true)
    }

    /// Ends when its input does.
    #[must_use]
    pub fn ending_with_input(self) -> Self {
        self.with(|script| script.ends_with_input = true)
    }

    /// Ignores SIGTERM and SIGINT.
    #[must_use]
    pub fn ignoring_signals(self) -> Self {
        self.with(|script| script.ignores_signals = true)
    }

    /// Answers a request of the two-way protocol, such as `mcp_status`.
    #[must_use]
    pub fn answering(self, subtype: &str, answer: Value) -> Self {
        self.with(|script| drop(script.controls.insert(subtype.to_owned(), answer)))
    }

    /// Returns the path of the program.
    pub fn program(&self) -> PathBuf {
        self.folder.path().join(if cfg!(windows) { "claude.exe" } else { "claude" })
    }

    /// Returns the folder of the program and its script.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Returns what happened to it so far; a record that is being written is left out.
    ///
    /// # Panics
    /// When the record is there but can't be read.
    pub fn recorded(&self) -> Vec<Record> {
        match fs::read(self.folder.path().join("record.jsonl")) {
            Ok(text) => {
                text.split(|&byte| byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect()
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => panic!("the record can't be read: {error}"),
        }
    }

    /// Returns what came on its input, as JSON, in this order.
    pub fn lines(&self) -> Vec<Value> {
        let lines = self.recorded().into_iter().filter_map(|record| match record {
            Record::Line { line, .. } => serde_json::from_str(&line).ok(),
            _ => None,
        });
        lines.collect()
    }

    /// Returns the arguments of each run that was started, `--version` left out.
    pub fn runs(&self) -> Vec<Vec<String>> {
        let runs = self.recorded().into_iter().filter_map(|record| match record {
            Record::Start { arguments, .. } => (arguments != ["--version"]).then_some(arguments),
            _ => None,
        });
        runs.collect()
    }

    /// Returns the processes of its runs.
    pub fn pids(&self) -> Vec<u32> {
        let pids = self.recorded().into_iter().filter_map(|record| match record {
            Record::Start { pid, arguments, .. } => (arguments != ["--version"]).then_some(pid),
            _ => None,
        });
        pids.collect()
    }

    /// Returns the processes that its runs started.
    pub fn children(&self) -> Vec<u32> {
        let children = self.recorded().into_iter().filter_map(|record| match record {
            Record::Child { child, .. } => Some(child),
            _ => None,
        });
        children.collect()
    }
}

impl Drop for Fake {
    fn drop(&mut self) {
        for pid in self.pids() {
            super::wait::end(pid, |program| program == self.program());
        }
        // The first is what becomes the second; where the system has one program for all, it is the third.
        let sleeps = ["setsid", "sleep", "coreutils", "busybox"];
        for pid in self.children() {
            super::wait::end(pid, |program| sleeps.iter().any(|name| program.ends_with(name)));
        }
    }
}
