//! The PATH that the user's login shell sets, asked once.

use std::collections::HashMap;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::Surroundings;
use super::bounded::{self, Ended};

/// How long the shell may take to read its files.
const LONGEST: Duration = Duration::from_secs(3);

/// After this time a shell that did not answer is asked again.
const AGAIN: Duration = Duration::from_mins(1);

/// Around the answer, since the user's files print what they like before and after.
const MARK: &str = "<claudetask-path-8c1f0b>";

/// Prints PATH between two marks, in words that every shell reads alike; whatever the shell keeps PATH as, a child has
/// it as the system wants it.
const QUESTION: &str = r#"/bin/sh -c 'printf "%s%s%s" "<claudetask-path-8c1f0b>" "$PATH" "<claudetask-path-8c1f0b>"'"#;

type Asked = HashMap<(PathBuf, Option<PathBuf>), (Instant, Option<OsString>)>;

/// Returns the PATH of the login shell; `None` where there is no shell, or it does not answer in time.
pub(super) fn path(surroundings: &Surroundings) -> Option<OsString> {
    static ASKED: Mutex<Option<Asked>> = Mutex::new(None);
    let shell = surroundings.shell.as_ref().filter(|shell| shell.is_absolute() && shell.is_file())?;
    // Held while the shell is asked, so that it is asked once.
    let mut asked = ASKED.lock().unwrap_or_else(PoisonError::into_inner);
    let asked = asked.get_or_insert_default();
    let key = (shell.clone(), surroundings.home.clone());
    if let Some((at, answer)) = asked.get(&key)
        && (answer.is_some() || at.elapsed() < AGAIN)
    {
        return answer.clone();
    }
    let answer = ask(surroundings, shell);
    asked.insert(key, (Instant::now(), answer.clone()));
    answer
}

fn ask(surroundings: &Surroundings, shell: &PathBuf) -> Option<OsString> {
    let mut command = Command::new(shell);
    command.args(["-ilc", QUESTION]);
    if let Some(home) = &surroundings.home {
        command.env("HOME", home).current_dir(home);
    }
    // Some users' files would ask whether to update. TERM stays as it is: many files end early where it is "dumb".
    command.env("DISABLE_AUTO_UPDATE", "true");
    let output = match bounded::run(command, LONGEST).ok()? {
        Ended::Done { stdout, .. } | Ended::TimedOut { stdout } => stdout,
    };
    between_marks(&output)
}

#[cfg(unix)]
fn between_marks(output: &[u8]) -> Option<OsString> {
    use std::os::unix::ffi::OsStringExt;

    let find = |from: usize| {
        let rest = output.get(from..)?;
        rest.windows(MARK.len()).position(|window| window == MARK.as_bytes()).map(|at| from + at)
    };
    let start = find(0)? + MARK.len();
    let path = output.get(start..find(start)?)?;
    (!path.is_empty()).then(|| OsString::from_vec(path.to_vec()))
}

#[cfg(not(unix))]
fn between_marks(_: &[u8]) -> Option<OsString> {
    // Windows keeps one PATH for all programs.
    None
}
