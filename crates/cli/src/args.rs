//! The command line's grammar.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use claudetask_core::{EventSeq, Priority, Status, TaskId, TaskType};

use crate::agents::AgentsCommand;
use crate::branch::BranchCommand;
use crate::edit::EditArgs;
use crate::failure::Failure;
use crate::instructions::InstructionsCommand;
use crate::project::ProjectCommand;
use crate::runs::RunsCommand;

/// The whole line.
#[derive(Debug, Parser)]
#[command(
    name = "claudetask",
    version,
    about = "The task board for people who develop with Claude Code, on the command line",
    after_help = "Without --project it is the project that holds the current folder. \
                  `claudetask project open .` makes one of it.",
    subcommand_required = true,
    disable_help_subcommand = true
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What goes with every command, before or after it.
#[derive(Debug, Clone, Args)]
pub(crate) struct Global {
    /// Folder of the database; else `CLAUDETASK_DATA_DIR`, else the platform's data folder
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,
    /// A project's id, its folder, or a folder in it
    #[arg(long, global = true, value_name = "PATH|ID", value_parser = clap::builder::OsStringValueParser::new())]
    pub(crate) project: Option<OsString>,
    /// Write one JSON document to stdout, and errors as JSON to stderr
    #[arg(long, global = true, overrides_with = "json")]
    pub(crate) json: bool,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Open, list and set up projects
    Project {
        #[command(subcommand)]
        command: ProjectCommand,
    },
    /// Add a task: "Login fails !high #bug >ready ^12 // repro: open /login"
    #[command(after_help = "\
Markers count at the start of a word; `\\` before one makes it plain text:
  !high !medium !low   priority        #bug #feature   type
  >ready               column          ^12             depends on task 12
  @webapp              another project //              the description begins
Put the line in single quotes, so that the shell leaves it alone.")]
    Add {
        /// The task in one line; in quotes
        #[arg(allow_hyphen_values = true)]
        line: String,
    },
    /// List tasks by column
    #[command(after_help = "\
A filter's terms must all hold; `-` in front of one negates it, `\\` makes it plain text:
  type:bug priority:high,medium status:ready    blocked is:stale is:open
  has:branch|analysis|dependencies|run          project:web branch:login
  #12 id:12,13                                  older:14d idle:7d (m h d w)
All else is text that the title, description or analysis holds; quotes keep words together.")]
    List(ListArgs),
    /// Show a task in full
    Show {
        /// The task, such as 12 or #12
        id: TaskId,
    },
    /// Change fields of a task
    Edit(EditArgs),
    /// Move tasks to a column, or to a place in one
    Move(MoveArgs),
    /// Delete tasks; `undo` brings them back
    Delete {
        /// The tasks, such as 12 13
        #[arg(required = true, value_name = "ID")]
        ids: Vec<TaskId>,
    },
    /// Take back the last change, or a given one
    Undo {
        /// The change's number, as `log` shows it
        #[arg(value_name = "N")]
        event: Option<EventSeq>,
    },
    /// Make the change again that was undone last, or a given one
    Redo {
        /// The change's number, as `log` shows it
        #[arg(value_name = "N")]
        event: Option<EventSeq>,
    },
    /// Show what was changed, oldest first
    Log(LogArgs),
    /// Bring the window forward, with a task or the project of the current folder; starts it where none runs
    Open {
        /// The task, such as 12 or #12
        id: Option<TaskId>,
    },
    /// Create, attach and delete the git branches of tasks
    Branch {
        #[command(subcommand)]
        command: BranchCommand,
    },
    /// CLAUDE.md and what else Claude Code loads: list, show, set, versions, diff, restore
    Instructions {
        #[command(subcommand)]
        command: InstructionsCommand,
    },
    /// Claude Code's subagents: list, show, set, new, rename, delete, check and more
    Agents {
        #[command(subcommand)]
        command: AgentsCommand,
    },
    /// Have Claude read the project and write an analysis into a task
    Analyze {
        /// The task, such as 12 or #12
        id: TaskId,
        /// Show what comes, and wait until it has ended
        #[arg(long)]
        follow: bool,
    },
    /// Runs of Claude: list, show, log, stop, answer, resume, ask and more
    Runs {
        #[command(subcommand)]
        command: RunsCommand,
    },
    /// Write a copy of the database; safe while other programs write
    Backup {
        /// The new file; else one with the time in its name in the data folder
        file: Option<PathBuf>,
    },
    /// Put a back-up in force; the present data is saved first
    Restore {
        /// The back-up
        file: PathBuf,
    },
    /// Check this machine: Claude Code, the project, the runs, the database
    Doctor {
        /// Leave out what Claude Code says of itself, which takes seconds
        #[arg(long)]
        quick: bool,
    },
    /// Write the shell's completions
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// Which tasks to list.
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// Of this column; several may be named
    #[arg(long, value_name = "S", value_delimiter = ',')]
    pub(crate) status: Vec<Status>,
    /// Of this type: feature, bug
    #[arg(long = "type", value_name = "T")]
    pub(crate) task_type: Option<TaskType>,
    /// Of this priority: high, medium, low
    #[arg(long, value_name = "P")]
    pub(crate) priority: Option<Priority>,
    /// Whose title, description or analysis holds this
    #[arg(long, value_name = "Q", allow_hyphen_values = true)]
    pub(crate) text: Option<String>,
    /// For which all of this holds: 'type:bug blocked -has:branch idle:7d "log in"'
    #[arg(long, value_name = "FILTER", allow_hyphen_values = true)]
    pub(crate) filter: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) limit: Option<u32>,
}

/// Which tasks go where.
#[derive(Debug, Args)]
#[command(override_usage = "claudetask move [OPTIONS] ID... STATUS")]
pub(crate) struct MoveArgs {
    /// The tasks, then the column: 3 4 5 in-progress
    #[arg(required = true, value_name = "ID... STATUS")]
    pub(crate) words: Vec<String>,
    /// Before all others of the column
    #[arg(long, group = "place")]
    pub(crate) top: bool,
    /// After all others of the column
    #[arg(long, group = "place")]
    pub(crate) bottom: bool,
    /// Just before this task
    #[arg(long, group = "place", value_name = "ID")]
    pub(crate) before: Option<TaskId>,
    /// Just after this task
    #[arg(long, group = "place", value_name = "ID")]
    pub(crate) after: Option<TaskId>,
}

/// Which events to show.
#[derive(Debug, Args)]
pub(crate) struct LogArgs {
    /// Of this task
    #[arg(long, value_name = "ID")]
    pub(crate) task: Option<TaskId>,
    /// After this event, the oldest of them first; 0 is from the beginning
    #[arg(long, value_name = "SEQ", value_parser = clap::value_parser!(i64).range(0..=9_007_199_254_740_991))]
    pub(crate) since: Option<i64>,
    /// At most so many [default: 50]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) limit: Option<u32>,
    /// Go on with what any program changes from now on
    #[arg(long)]
    pub(crate) follow: bool,
}

/// Reads the command line.
pub(crate) fn parse() -> Result<Cli, Failure> {
    let cli = Cli::try_parse().map_err(Failure::Clap)?;
    let empty = |value: Option<&std::ffi::OsStr>| value.is_some_and(std::ffi::OsStr::is_empty);
    for (name, value) in [
        ("--data-dir", cli.global.data_dir.as_ref().map(|path| path.as_os_str())),
        ("--project", cli.global.project.as_deref()),
    ] {
        if empty(value) {
            return Err(Failure::usage(format!("the value of {name} is empty"), "Give a value, or leave it out."));
        }
    }
    Ok(cli)
}

/// Returns whether `--json` stands in the command line, for a failure to read it.
pub(crate) fn json_was_asked() -> bool {
    std::env::args_os().skip(1).take_while(|arg| arg != "--").any(|arg| arg == "--json")
}
