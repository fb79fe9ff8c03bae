//! What a search for the program starts from.

use std::env;
use std::ffi::OsString;
use std::fs::File;
use std::path::PathBuf;

/// What a search starts from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// PATH.
    pub path: Option<OsString>,
    /// The user's home.
    pub home: Option<PathBuf>,
    /// The user's login shell; only an absolute path of a file is run. `None`: no shell is asked, since this process
    /// was started from one and has its PATH.
    pub shell: Option<PathBuf>,
    /// Folders for all users in which the program may be, after those below the home.
    pub shared: Vec<PathBuf>,
}

impl Surroundings {
    /// Returns those of this process.
    pub fn of_this_machine() -> Self {
        // With a terminal the shell's PATH is here already. And an interactive shell would reach for that terminal.
        let terminal = cfg!(unix) && File::open("/dev/tty").is_ok();
        let shell = env::var_os("SHELL").map(PathBuf::from).filter(|_| cfg!(unix) && !terminal);
        let shared: &[&str] = if cfg!(unix) { &["/usr/local/bin", "/opt/homebrew/bin"] } else { &[] };
        Self {
            path: env::var_os("PATH"),
            home: env::home_dir().filter(|home| home.is_absolute()),
            shell,
            shared: shared.iter().map(PathBuf::from).collect(),
        }
    }
}
