//! The `claudetask` program: the board without a window.
//!
//! Each command is parsed, calls one use case of `claudetask-app` and shows its answer: as text for
//! people, or with `--json` as one JSON document for programs. What a command means is decided in the
//! use case, never here.

mod agents;
mod apart;
mod args;
mod branch;
mod completions;
mod doctor;
mod door;
mod edit;
mod end;
mod failure;
mod input;
mod instructions;
mod journal;
mod maintenance;
mod open;
mod output;
mod project;
mod render;
mod runs;
mod task;

use std::process::ExitCode;

use crate::args::{Cli, Command};
use crate::door::Door;
use crate::failure::Failure;
use crate::output::Output;

fn main() -> ExitCode {
    log_where_asked();
    let (output, outcome) = match args::parse() {
        Ok(cli) => {
            let output = Output::new(cli.global.json);
            (output, run(cli, output))
        }
        Err(failure) => (Output::new(args::json_was_asked()), Err(failure)),
    };
    outcome.unwrap_or_else(|failure| failure.show(output))
}

/// Runs a command to its end. A single thread serves: there is one request, and git and SQLite have
/// threads of their own.
fn run(cli: Cli, output: Output) -> Result<ExitCode, Failure> {
    let Cli { global, command } = cli;
    if let Command::Completions { shell } = command {
        return completions::write(shell, output).map(|()| ExitCode::SUCCESS);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Failure::Start)?;
    runtime.block_on(async {
        if let Command::Doctor { quick } = command {
            return doctor::run(&global, output, quick).await;
        }
        let door = Door::open(global, output).await?;
        let outcome = dispatch(&door, command).await;
        door.close(outcome).await.map(|()| ExitCode::SUCCESS)
    })
}

async fn dispatch(door: &Door, command: Command) -> Result<(), Failure> {
    match command {
        Command::Project { command } => project::run(door, command).await,
        Command::Add { line } => task::add(door, &line).await,
        Command::List(filter) => task::list(door, filter).await,
        Command::Show { id } => task::show(door, id).await,
        Command::Edit(edit) => edit::run(door, edit).await,
        Command::Move(to) => task::move_to(door, to).await,
        Command::Delete { ids } => task::delete(door, &ids).await,
        Command::Undo { event } => journal::undo(door, event).await,
        Command::Redo { event } => journal::redo(door, event).await,
        Command::Open { id } => open::run(door, id).await,
        Command::Log(log) => journal::log(door, log).await,
        Command::Branch { command } => branch::run(door, command).await,
        Command::Instructions { command } => instructions::run(door, command).await,
        Command::Agents { command } => agents::run(door, command).await,
        Command::Analyze { id, follow } => runs::analyze(door, id, follow).await,
        Command::Runs { command } => runs::run(door, command).await,
        Command::Backup { file } => maintenance::backup(door, file.as_deref()).await,
        Command::Restore { file } => maintenance::restore(door, &file).await,
        Command::Doctor { .. } | Command::Completions { .. } => unreachable!("they need no open database"),
    }
}

/// Writes the program's log to stderr where `RUST_LOG` asks for it; setting it up takes time that a
/// short command should not spend otherwise.
fn log_where_asked() {
    if std::env::var_os("RUST_LOG").is_some_and(|value| !value.is_empty()) {
        tracing_subscriber::fmt()
            .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
            .with_writer(std::io::stderr)
            .init();
    }
}
