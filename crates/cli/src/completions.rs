//! The shells' completions.

use clap::CommandFactory;
use clap_complete::Shell;
use serde::Serialize;

use crate::args::Cli;
use crate::failure::Failure;
use crate::output::Output;

#[derive(Debug, Serialize)]
struct Completions {
    shell: String,
    script: String,
}

/// Writes the completions of `shell`.
pub(crate) fn write(shell: Shell, output: Output) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "claudetask", &mut script);
    let script = String::from_utf8_lossy(&script).into_owned();
    let completions = Completions { shell: shell.to_string(), script };
    output.show(&completions, |_| completions.script.clone())
}
