//! Tying a process's life to the thread that starts it.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// Returns what starts `program` in its own place, tied to the calling thread; `None` where the system can't.
///
/// `setpriv` of util-linux asks the kernel to end it with its parent and then becomes the program, with the same number.
pub(super) fn command() -> Option<Command> {
    static SETPRIV: OnceLock<Option<PathBuf>> = OnceLock::new();
    let setpriv = SETPRIV.get_or_init(setpriv).as_ref()?;
    let mut command = Command::new(setpriv);
    command.args(["--pdeathsig", "TERM", "--"]);
    Some(command)
}

fn setpriv() -> Option<PathBuf> {
    if !cfg!(target_os = "linux") {
        return None;
    }
    let path = std::env::var_os("PATH")?;
    let found = std::env::split_paths(&path).map(|folder| folder.join("setpriv")).find(|file| file.is_file())?;
    // Others of that name, as busybox's, do not know how.
    let mut trial = Command::new(&found);
    trial.args(["--pdeathsig", "TERM", "--", "true"]);
    let status = trial.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success()).then_some(found)
}
