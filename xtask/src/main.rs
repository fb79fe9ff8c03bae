//! `cargo xtask TASK`: sets the machine up, builds, starts, checks, measures and packs the project.
//!
//! Every task is usable as the first command after a clone: it starts with what it needs ([`system`], [`ui`]) and says
//! nothing when all of that is there. Every external program is called with an argument list, never through a shell.
//! Nothing of the product lives here, and no crate of the product is a dependency, so that this builds in seconds.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a terminal is the one reader of this program")]

mod call;
mod failure;
mod stamp;
mod steps;
mod system;
mod tasks;
mod tools;
mod ui;
mod version;
mod workspace;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::failure::Failure;
use crate::workspace::Workspace;

/// The tasks of the project.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", disable_help_subcommand = true)]
#[command(subcommand_value_name = "TASK", subcommand_help_heading = "Tasks")]
struct Arguments {
    /// Print the commands instead of running them
    #[arg(long, global = true)]
    dry_run: bool,

    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Set up, build an optimised app and start it
    Run {
        /// Start the app with hot reload instead (a debug build)
        #[arg(long)]
        dev: bool,
        /// Arguments for the app
        #[arg(last = true)]
        arguments: Vec<OsString>,
    },
    /// Set up and run every check and every test
    Test,
    /// Check the format, the lints and the types
    Check,
    /// Measure speed and memory (release build)
    Bench,
    /// Build the packages to install (.deb and AppImage on Linux)
    Bundle,
    /// Measure the tests' coverage of the crates; fails below 85 % of lines
    Coverage,
    /// Check licences, bans, sources and advisories of the dependencies
    Audit,
    /// Install what `run` and `test` need, and nothing else
    Setup,
    /// Regenerate ui/src/lib/bindings.ts from the Rust commands
    Bindings,
    /// Regenerate the icon's sizes from src-tauri/icons/icon.svg
    Icons,
    /// Take the pictures of docs/screenshots from the real window
    Screenshots,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match Workspace::locate(arguments.dry_run).and_then(|workspace| perform(&workspace, arguments.task)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\nerror: {}", failure.in_full());
            ExitCode::FAILURE
        }
    }
}

fn perform(workspace: &Workspace, task: Task) -> Result<(), Failure> {
    match task {
        Task::Run { dev: false, arguments } => tasks::run::optimised(workspace, arguments),
        Task::Run { dev: true, arguments } => tasks::run::hot_reloading(workspace, arguments),
        Task::Test => tasks::test::everything(workspace),
        Task::Check => tasks::check::everything(workspace),
        Task::Bench => tasks::bench::everything(workspace),
        Task::Bundle => tasks::bundle::everything(workspace),
        Task::Coverage => tasks::coverage::of_the_crates(workspace),
        Task::Audit => tasks::audit::dependencies(workspace),
        Task::Setup => tasks::set_up_for_tests(workspace),
        Task::Bindings => tasks::regenerate::bindings(workspace),
        Task::Icons => tasks::regenerate::icons(workspace),
        Task::Screenshots => tasks::regenerate::screenshots(workspace),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        use clap::CommandFactory;
        Arguments::command().debug_assert();
    }

    #[test]
    fn what_follows_two_dashes_goes_to_the_app() {
        let parsed = Arguments::try_parse_from(["cargo xtask", "run", "--", "--data-dir", "x"]).unwrap();
        let Task::Run { dev, arguments } = parsed.task else { panic!("not parsed as `run`") };
        assert!(!dev);
        assert_eq!(arguments, ["--data-dir", "x"]);
    }

    #[test]
    fn an_argument_for_the_app_without_two_dashes_is_refused() {
        assert!(Arguments::try_parse_from(["cargo xtask", "run", "--data-dir"]).is_err());
    }
}
