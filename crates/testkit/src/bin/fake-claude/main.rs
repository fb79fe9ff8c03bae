//! Plays `claude` by a script, for the faults that the real one can't be made to show.
//!
//! The script is the file that `FAKE_CLAUDE_SCRIPT` names, else `script.json` beside the program.

mod input;
mod os;
mod output;
mod play;
mod recorder;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use claudetask_testkit::claude::{Record, SCRIPT, Script};

use input::Input;
use output::Output;
use play::Player;
use recorder::Recorder;

fn main() -> ExitCode {
    let (file, script) = match script() {
        Ok(found) => found,
        Err(reason) => {
            // Who reads it not has no script to play either.
            let _ = writeln!(std::io::stderr(), "fake-claude: {reason}");
            return ExitCode::from(70);
        }
    };
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let recorder = Recorder::new(&file, script.records);
    let mut environment: Vec<String> =
        std::env::vars_os().map(|(name, _)| name.to_string_lossy().into_owned()).collect();
    environment.sort();
    let folder = std::env::current_dir().map(|folder| folder.display().to_string()).unwrap_or_default();
    recorder.write(&Record::Start {
        pid: std::process::id(),
        arguments: arguments.clone(),
        environment,
        run: std::env::var("CLAUDETASK_RUN_ID").ok(),
        folder: folder.clone(),
    });
    if script.ignores_signals {
        os::ignore_signals(recorder.clone());
    }
    let output = Output::new(session(&arguments), folder);
    if arguments == ["--version"] {
        let Some(acts) = &script.version_acts else {
            output.bytes(format!("{}\n", script.version).as_bytes());
            return ExitCode::SUCCESS;
        };
        let input = Input::closed();
        return Player { output, input, recorder }.play(acts);
    }
    let input = Input::read(&script, output.clone(), recorder.clone());
    Player { output, input, recorder }.play(&script.acts)
}

/// Returns the script with its file.
fn script() -> Result<(PathBuf, Script), String> {
    let file = match std::env::var_os(SCRIPT) {
        Some(file) => PathBuf::from(file),
        None => {
            let own = std::env::current_exe().map_err(|error| format!("this program has no path: {error}"))?;
            own.parent().unwrap_or(Path::new(".")).join("script.json")
        }
    };
    let text = std::fs::read(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    let script = serde_json::from_slice(&text).map_err(|error| format!("{}: {error}", file.display()))?;
    Ok((file, script))
}

/// Returns the session's id as the arguments give it.
fn session(arguments: &[String]) -> String {
    let given = ["--session-id", "--resume"].iter().find_map(|name| {
        let at = arguments.iter().position(|argument| argument.split('=').next() == Some(*name))?;
        match arguments[at].split_once('=') {
            Some((_, id)) => Some(id.to_owned()),
            None => arguments.get(at + 1).cloned(),
        }
    });
    given.unwrap_or_else(|| "00000000-0000-4000-8000-000000000000".to_owned())
}
