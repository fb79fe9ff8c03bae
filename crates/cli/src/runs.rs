//! Runs of Claude: analyse a task, list, show, follow, stop, answer, go on.

mod ask;
mod follow;
mod log;
mod work;

use clap::{Args, Subcommand};
use claudetask_app::project;
use claudetask_app::run::{self, Run, RunQuery, RunRequest};
use claudetask_core::{RequestId, RunId, TaskId};
use serde::Serialize;

use crate::door::Door;
use crate::failure::Failure;
use crate::render;

pub(crate) use ask::AnswerArgs;
pub(crate) use log::LogArgs;

/// What to do with runs.
#[derive(Debug, Subcommand)]
pub(crate) enum RunsCommand {
    /// List runs, the newest first
    List(ListArgs),
    /// Show a run in full
    Show {
        /// The run
        run: RunId,
    },
    /// Stop a run, and all that it started
    Stop {
        /// The run
        run: RunId,
    },
    /// Show a run's transcript
    Log(LogArgs),
    /// List the permissions and questions that wait for you
    Requests,
    /// Answer a permission or a question
    #[command(override_usage = "claudetask runs answer REQUEST allow|allow-for-run|deny [--reason TEXT]\n       \
                                claudetask runs answer REQUEST --answer 'QUESTION=TEXT'...")]
    Answer(AnswerArgs),
    /// Go on with a run that ended without what it was for
    Resume {
        /// The run
        run: RunId,
        /// Show what comes, and wait until it has ended
        #[arg(long)]
        follow: bool,
    },
    /// Ask a question about an analysis, in the same session
    Ask {
        /// The run
        run: RunId,
        /// The question
        #[arg(allow_hyphen_values = true)]
        question: String,
        /// Show what comes, and wait until it has ended
        #[arg(long)]
        follow: bool,
    },
    /// Let no more runs begin
    Pause,
    /// Let runs begin again
    Continue,
    /// Show what an analysis of a task would be asked
    Prompt {
        /// The task
        id: TaskId,
    },
    /// Watch a run to its end
    #[command(hide = true)]
    Work {
        /// The run
        run: RunId,
    },
}

/// Which runs to list.
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// Of this task
    #[arg(long, value_name = "ID")]
    task: Option<TaskId>,
    /// Only those that have not ended
    #[arg(long)]
    live: bool,
    /// Of all projects
    #[arg(long, conflicts_with = "project")]
    all: bool,
    /// At most so many, up to 500 [default: 100]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=500))]
    limit: Option<u32>,
}

#[derive(Debug, Serialize)]
struct Requests {
    requests: Vec<RunRequest>,
}

/// Runs a command on runs.
pub(crate) async fn run(door: &Door, command: RunsCommand) -> Result<(), Failure> {
    let call = &door.call;
    match command {
        RunsCommand::List(args) => list(door, args).await,
        RunsCommand::Show { run } => {
            run::refresh(call).await?;
            let detail = run::get(call, run).await?;
            door.output.show(&detail, |screen| render::run::page(&detail, screen))
        }
        RunsCommand::Stop { run } => {
            let run = run::stop(call, run).await?;
            door.output.show(&run, |_| render::run::stopped(&run))
        }
        RunsCommand::Log(args) => log::show(door, args).await,
        RunsCommand::Requests => {
            run::refresh(call).await?;
            let open = Requests { requests: run::open_requests(call).await? };
            door.output.show(&open, |_| render::run::requests(&open.requests))
        }
        RunsCommand::Answer(args) => {
            let id = args.request;
            let answer = ask::answer(call, args).await?;
            let left = Requests { requests: run::answer(call, id, answer).await? };
            door.output.show(&left, |_| answered(id, left.requests.len()))
        }
        RunsCommand::Resume { run, follow } => {
            let new = run::resume(call, run, follow).await?;
            begin(door, new, follow).await
        }
        RunsCommand::Ask { run, question, follow } => {
            let new = run::ask(call, run, &question, follow).await?;
            begin(door, new, follow).await
        }
        RunsCommand::Pause => {
            let queue = run::pause(call, true).await?;
            door.output.show(&queue, |_| render::run::queue(&queue))
        }
        RunsCommand::Continue => {
            let queue = run::pause(call, false).await?;
            door.output.show(&queue, |_| render::run::queue(&queue))
        }
        RunsCommand::Prompt { id } => {
            let project = door.project().await?.id;
            let preview = run::prompt::preview(call, project, Some(id), None).await?;
            door.output.show(&preview, |_| format!("{}\n", render::visible_lines(&preview.prompt)))
        }
        RunsCommand::Work { run } => work::work(door, run).await,
    }
}

/// Asks for an analysis of a task.
pub(crate) async fn analyze(door: &Door, id: TaskId, follow: bool) -> Result<(), Failure> {
    let project = door.project().await?;
    let new = run::analyze(&door.call, project.id, id, follow).await?;
    begin(door, new, follow).await
}

/// Begins a run that was asked for: here, with what comes shown, or apart from this terminal.
async fn begin(door: &Door, run: Run, follow: bool) -> Result<(), Failure> {
    say_trust(door, &run).await?;
    if follow {
        return follow::drive(door, run.id).await;
    }
    work::detach(door, run.id).await?;
    door.output.show(&run, |screen| render::run::begun(&run, screen))
}

/// Says that the folder's own settings are left out, as long as nobody decided on them.
async fn say_trust(door: &Door, run: &Run) -> Result<(), Failure> {
    if !door.output.json && project::get(&door.call, run.project_id).await?.trusted.is_none() {
        render::run::warn(
            "The project's own settings, hooks and CLAUDE.md are not loaded, because its folder was not trusted yet.\n\
             `claudetask doctor` shows what it has; `claudetask project set trusted=true` has it loaded.",
        );
    }
    Ok(())
}

async fn list(door: &Door, args: ListArgs) -> Result<(), Failure> {
    let project = if args.all { None } else { Some(door.project().await?.id) };
    run::refresh(&door.call).await?;
    let query = RunQuery { task: args.task, live: args.live.then_some(true), before: None, limit: args.limit };
    let list = run::list(&door.call, project, query).await?;
    door.output.show(&list, |screen| render::run::list(&list, screen))
}

fn answered(id: RequestId, left: usize) -> String {
    match left {
        0 => format!("Answered request {id}. Nothing else waits for you.\n"),
        1 => format!("Answered request {id}. One more waits for you: claudetask runs requests\n"),
        left => format!("Answered request {id}. {left} more wait for you: claudetask runs requests\n"),
    }
}
