//! Real repositories, made and asked by the `git` program.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A git repository whose commits have a fixed author and date, untouched by the machine's configuration.
#[derive(Debug)]
pub struct Repository {
    folder: PathBuf,
}

impl Repository {
    /// Makes a repository without a commit, HEAD on `main`.
    ///
    /// # Panics
    /// When git does not run.
    pub fn init(folder: &Path) -> Self {
        std::fs::create_dir_all(folder).expect("a folder can be made");
        let repository = Self { folder: folder.to_path_buf() };
        repository.git(&["init", "-q", "-b", "main", "."]);
        // What the machine's own configuration says must not decide a test.
        repository.git(&["config", "init.defaultBranch", "unlikely-name"]);
        repository
    }

    /// Takes a repository that is there.
    pub fn at(folder: &Path) -> Self {
        Self { folder: folder.to_path_buf() }
    }

    /// Returns its folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Runs git in it and returns what it prints, without white space around it.
    ///
    /// # Panics
    /// When git fails.
    pub fn git(&self, args: &[&str]) -> String {
        let output = self.command(args).output().expect("git runs");
        assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// Commits a file called as the message, and returns the commit's id.
    ///
    /// # Panics
    /// When the file can't be written or git fails.
    pub fn commit(&self, message: &str) -> String {
        std::fs::write(self.folder.join(message), message).expect("a file can be written");
        self.git(&["add", "--", message]);
        self.git(&["commit", "-q", "-m", message]);
        self.git(&["rev-parse", "HEAD"])
    }

    /// Returns what must not change when a branch is made or deleted: HEAD, its log, the index, the work tree.
    pub fn work_tree(&self) -> String {
        let read = |name: &str| std::fs::read(self.folder.join(".git").join(name)).unwrap_or_default();
        let status = self.git(&["status", "--porcelain=v2", "--untracked-files=all"]);
        format!("{:?} {:?} {:?} {status}", read("HEAD"), read("logs/HEAD"), read("index"))
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new("git");
        command.args(["-c", "protocol.file.allow=always"]).args(args).current_dir(&self.folder);
        for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR"] {
            command.env_remove(name);
        }
        command.env("LC_ALL", "C").env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        command.env("GIT_TERMINAL_PROMPT", "0").env("GIT_EDITOR", "true");
        for role in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{role}_NAME"), "Ada").env(format!("GIT_{role}_EMAIL"), "ada@example.com");
            command.env(format!("GIT_{role}_DATE"), "1600000000 +0000");
        }
        command
    }
}
