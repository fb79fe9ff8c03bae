//! Real repositories in temporary folders, made and asked by the `git` program.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use claudetask_core::BranchName;
use tempfile::TempDir;

/// A temporary folder with a repository in it, removed at the end.
pub(crate) struct Fixture {
    _folder: TempDir,
    /// The repository's folder, symlinks resolved.
    pub(crate) path: PathBuf,
    minutes: AtomicU32,
}

impl Fixture {
    /// An empty temporary folder, with spaces and letters beyond ASCII in its name; no repository.
    pub(crate) fn folder() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let path = folder.path().canonicalize().expect("it exists").join("my größe 項目");
        std::fs::create_dir(&path).expect("a folder can be made");
        Self { _folder: folder, path, minutes: AtomicU32::new(0) }
    }

    /// A repository without a commit, HEAD on `main`.
    pub(crate) fn empty() -> Self {
        let fixture = Self::folder();
        fixture.git(&["init", "-q", "-b", "main", "."]);
        // What the machine's own configuration says must not decide a test.
        fixture.git(&["config", "init.defaultBranch", "unlikely-name"]);
        fixture
    }

    /// A repository with one commit on `main`.
    pub(crate) fn new() -> Self {
        let fixture = Self::empty();
        fixture.commit("first");
        fixture
    }

    /// The folder above the repository, for what stands beside it.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.path.parent().expect("it has one").join(name)
    }

    /// Runs git in the repository and returns what it prints, without the last line end.
    pub(crate) fn git(&self, args: &[&str]) -> String {
        self.git_in(&self.path, args)
    }

    /// Runs git in any folder.
    pub(crate) fn git_in(&self, folder: &Path, args: &[&str]) -> String {
        let output = self.command(folder, args).output().expect("git runs");
        assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).expect("git prints UTF-8");
        text.strip_suffix('\n').unwrap_or(&text).to_owned()
    }

    /// Runs git and returns whether it succeeded.
    pub(crate) fn try_git(&self, args: &[&str]) -> bool {
        self.command(&self.path, args).output().expect("git runs").status.success()
    }

    /// Runs git with `input` on its stdin.
    pub(crate) fn git_with_input(&self, args: &[&str], input: &str) {
        let mut child = self.command(&self.path, args).stdin(Stdio::piped()).spawn().expect("git runs");
        child.stdin.take().expect("it is piped").write_all(input.as_bytes()).expect("git reads it");
        assert!(child.wait().expect("git ends").success(), "git {args:?}");
    }

    fn command(&self, folder: &Path, args: &[&str]) -> Command {
        let minute = self.minutes.fetch_add(1, Ordering::Relaxed);
        let date = format!("{} +0200", 1_700_000_000 + minute * 60);
        let mut command = Command::new("git");
        command
            .args(["-c", "protocol.file.allow=always"])
            .args(args)
            .current_dir(folder)
            .env("LC_ALL", "C")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GIT_EDITOR", "true")
            .env("GIT_AUTHOR_NAME", "Ada Löve")
            .env("GIT_AUTHOR_EMAIL", "ada@example.com")
            .env("GIT_COMMITTER_NAME", "Committer")
            .env("GIT_COMMITTER_EMAIL", "committer@example.com")
            .env("GIT_AUTHOR_DATE", "1600000000 +0000")
            .env("GIT_COMMITTER_DATE", date);
        for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR"] {
            command.env_remove(name);
        }
        command
    }

    /// Writes a file of the work tree.
    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path.join(name);
        std::fs::create_dir_all(path.parent().expect("it has one")).expect("a folder can be made");
        std::fs::write(path, text).expect("a file can be written");
    }

    /// Commits a new file called as the message, and returns the commit's id.
    pub(crate) fn commit(&self, message: &str) -> String {
        self.write(message, message);
        self.git(&["add", "--", message]);
        self.git(&["commit", "-q", "-m", message]);
        self.git(&["rev-parse", "HEAD"])
    }

    /// Makes a branch off `main` with a commit for each message, and goes back to `main`.
    pub(crate) fn branch(&self, name: &str, messages: &[&str]) {
        self.git(&["switch", "-q", "-c", name, "main"]);
        for message in messages {
            self.commit(message);
        }
        self.git(&["switch", "-q", "main"]);
    }

    /// Everything that writing a reference must leave alone: HEAD, the index's bytes, what `git status` says,
    /// the configuration, and the other references.
    pub(crate) fn snapshot(&self, except: &str) -> String {
        let read = |name: &str| std::fs::read(self.path.join(".git").join(name)).unwrap_or_default();
        let mut text = String::new();
        for bytes in [read("HEAD"), read("index"), read("config"), read("logs/HEAD")] {
            writeln!(text, "{bytes:?}").expect("a string can be written");
        }
        text += &self.git(&["status", "--porcelain=v2", "--branch", "--untracked-files=all"]);
        for line in self.git(&["for-each-ref"]).lines().filter(|line| !line.ends_with(&format!("/{except}"))) {
            text += line;
        }
        text
    }

    /// A history of `commits` commits on `main`, some of them merges, with `branches` branches `b0`… off
    /// random places, each with up to three commits of its own. The same `seed` gives the same history.
    pub(crate) fn grow(&self, commits: u32, branches: u32, seed: u64) {
        let mut state = seed;
        let mut random = move |below: u32| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            u32::try_from(state >> 33).expect("it has 31 bits") % below.max(1)
        };
        let mut stream = String::new();
        let mut time: u64 = 1_000_000_000;
        let mut commit = |stream: &mut String, branch: &str, mark: u32, parents: &[u32]| {
            time += 3600;
            write!(stream, "commit refs/heads/{branch}\nmark :{mark}\n").expect("a string can be written");
            write!(stream, "committer C <c@example.com> {time} +0000\ndata 2\nm\n").expect("a string can be written");
            for (place, parent) in parents.iter().enumerate() {
                let word = if place == 0 { "from" } else { "merge" };
                writeln!(stream, "{word} :{parent}").expect("a string can be written");
            }
            stream.push('\n');
        };
        commit(&mut stream, "main", 1, &[]);
        let mut main = vec![1];
        let mut mark = 1;
        for _ in 1..commits {
            let last = main[main.len() - 1];
            mark += 1;
            if random(5) == 0 && main.len() > 10 {
                let old = main[main.len() - 1 - random(8) as usize];
                commit(&mut stream, "side", mark, &[old]);
                mark += 1;
                commit(&mut stream, "main", mark, &[last, mark - 1]);
            } else {
                commit(&mut stream, "main", mark, &[last]);
            }
            main.push(mark);
        }
        for branch in 0..branches {
            let mut at = main[random(u32::try_from(main.len()).expect("it is small")) as usize];
            let name = format!("b{branch}");
            write!(stream, "reset refs/heads/{name}\nfrom :{at}\n\n").expect("a string can be written");
            for _ in 0..random(4) {
                mark += 1;
                commit(&mut stream, &name, mark, &[at]);
                at = mark;
            }
        }
        self.git_with_input(&["fast-import", "--quiet", "--force"], &stream);
    }
}

/// A branch name that is known to be valid.
pub(crate) fn name(text: &str) -> BranchName {
    BranchName::parse(text).expect("the test's name is valid")
}
