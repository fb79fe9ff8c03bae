//! A partial update of a task.

use clap::{Args, ValueEnum};
use claudetask_app::task::{self, TaskPatch};
use claudetask_core::{Priority, TaskId, TaskType};

use crate::door::Door;
use crate::failure::Failure;
use crate::input::LongText;
use crate::render;
use crate::task::last_run;

/// What to change.
#[derive(Debug, Args)]
pub(crate) struct EditArgs {
    /// The task, such as 12 or #12
    id: TaskId,
    /// 1 to 200 characters on one line
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    title: Option<String>,
    /// Markdown, up to 200,000 characters; `-` reads stdin
    #[arg(long, value_name = "TEXT|-", allow_hyphen_values = true)]
    description: Option<String>,
    /// Feature or bug
    #[arg(long = "type", value_name = "T")]
    task_type: Option<TaskType>,
    /// High, medium or low
    #[arg(long, value_name = "P")]
    priority: Option<Priority>,
    /// Markdown, up to 1,000,000 characters; `-` reads stdin
    #[arg(long, value_name = "TEXT|-", allow_hyphen_values = true)]
    analysis: Option<String>,
    /// Why the task can't go on, up to 500 characters
    #[arg(long, value_name = "REASON", allow_hyphen_values = true)]
    blocked: Option<String>,
    /// The tasks that come first, such as 3,4; replaces the whole list
    #[arg(long, value_name = "ID,ID", value_delimiter = ',')]
    depends_on: Vec<TaskId>,
    /// Empty a field; may be given several times
    #[arg(long, value_name = "FIELD", value_delimiter = ',', ignore_case = true)]
    clear: Vec<Field>,
    /// Change it only if it is still at this revision
    #[arg(long, value_name = "N")]
    revision: Option<u32>,
}

/// A field that can be emptied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
enum Field {
    #[value(aliases = ["blocked-reason", "blocked"])]
    BlockedReason,
    Analysis,
    Description,
    #[value(alias = "depends-on")]
    DependsOn,
}

/// Changes the named fields of a task.
pub(crate) async fn run(door: &Door, args: EditArgs) -> Result<(), Failure> {
    let id = args.id;
    let patch = patch(args)?;
    let project = door.project().await?.id;
    let task = task::update(&door.call, project, id, patch).await?;
    let last = last_run(door, task.id).await?;
    door.output.show(&task, |screen| render::task::page(&task, last.as_ref(), screen))
}

fn patch(args: EditArgs) -> Result<TaskPatch, Failure> {
    refuse_nonsense(&args)?;
    let clear = |field| args.clear.contains(&field);
    let nothing = |field| clear(field).then_some(None);
    let read = |which: LongText, text: Option<String>| text.map(|text| which.read(text)).transpose();
    let description = read(LongText::Description, args.description)?;
    let analysis = read(LongText::Analysis, args.analysis)?;
    Ok(TaskPatch {
        title: args.title,
        description: description.or_else(|| clear(Field::Description).then(String::new)),
        task_type: args.task_type,
        priority: args.priority,
        status: None,
        analysis: analysis.map(Some).or(nothing(Field::Analysis)),
        blocked_reason: args.blocked.map(Some).or(nothing(Field::BlockedReason)),
        depends_on: (!args.depends_on.is_empty() || clear(Field::DependsOn)).then_some(args.depends_on),
        revision: args.revision,
    })
}

/// Refuses an edit of nothing, a field that is set and emptied at once, and stdin for two texts.
fn refuse_nonsense(args: &EditArgs) -> Result<(), Failure> {
    let set = [
        ("description", args.description.is_some(), Field::Description),
        ("analysis", args.analysis.is_some(), Field::Analysis),
        ("blocked", args.blocked.is_some(), Field::BlockedReason),
        ("depends-on", !args.depends_on.is_empty(), Field::DependsOn),
    ];
    let other = args.title.is_some() || args.task_type.is_some() || args.priority.is_some();
    if !other && args.clear.is_empty() && !set.iter().any(|(_, is_set, _)| *is_set) {
        return Err(Failure::usage(
            "nothing is named that should change",
            "Name a field, such as --title; `claudetask edit --help` shows all. `claudetask move` changes the column.",
        ));
    }
    if let Some((name, ..)) = set.iter().find(|(_, is_set, field)| *is_set && args.clear.contains(field)) {
        return Err(Failure::usage(
            format!("--{name} and --clear of the same field contradict each other"),
            "Leave one of them out.",
        ));
    }
    let from_stdin = |text: &Option<String>| text.as_deref() == Some("-");
    if from_stdin(&args.description) && from_stdin(&args.analysis) {
        return Err(Failure::usage(
            "both description and analysis are to be read from stdin",
            "Give one of them with `-`, and the other in a second command.",
        ));
    }
    Ok(())
}
