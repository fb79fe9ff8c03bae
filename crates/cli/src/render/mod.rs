//! Answers as text for people. Words carry the meaning; colour only repeats it.

pub(crate) mod agents;
pub(crate) mod branch;
pub(crate) mod doctor;
pub(crate) mod event;
pub(crate) mod instructions;
pub(crate) mod list;
pub(crate) mod project;
pub(crate) mod run;
mod table;
pub(crate) mod task;
mod text;

use anstyle::{AnsiColor, Style};
use chrono::Local;
use claudetask_core::{Priority, Status, TaskId, TaskType, Timestamp};

pub(crate) use claudetask_app::doctor::bytes;
pub(crate) use text::{visible, visible_lines};

use crate::output;

/// What stdout is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Screen {
    /// Its columns; `None` where a line may have any length.
    pub(crate) width: Option<usize>,
    /// Whether text of the other writing direction is kept apart by invisible marks, which only a
    /// terminal understands.
    pub(crate) isolate: bool,
}

impl Screen {
    pub(crate) fn of_stdout() -> Self {
        Self { width: output::width(), isolate: output::is_terminal() }
    }
}

pub(crate) const PLAIN: Style = Style::new();
pub(crate) const BOLD: Style = Style::new().bold();
pub(crate) const DIM: Style = Style::new().dimmed();
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
pub(crate) const WARN: Style = AnsiColor::Yellow.on_default();
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
pub(crate) const NAME: Style = AnsiColor::Cyan.on_default();

pub(crate) fn paint(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

fn priority_style(priority: Priority) -> Style {
    match priority {
        Priority::High => BAD,
        Priority::Medium => PLAIN,
        Priority::Low => DIM,
    }
}

fn type_style(task_type: TaskType) -> Style {
    match task_type {
        TaskType::Bug => AnsiColor::Magenta.on_default(),
        TaskType::Feature => PLAIN,
    }
}

fn status_style(status: Status) -> Style {
    match status {
        Status::Backlog | Status::Analysis | Status::Ready => BOLD,
        Status::InProgress | Status::Testing | Status::CodeReview => NAME.bold(),
        Status::Done => GOOD.bold(),
    }
}

/// Returns a moment in the machine's time zone, to the minute.
pub(crate) fn local(at: Timestamp) -> String {
    at.to_utc().with_timezone(&Local).format("%Y-%m-%d %H:%M").to_string()
}

/// Says what was opened in the window.
pub(crate) fn opened(opened: &crate::open::Opened) -> String {
    match (opened.task, opened.project) {
        (Some(id), _) => format!("#{id} is open in the window.\n"),
        (None, Some(project)) => format!("Project {project} is open in the window.\n"),
        (None, None) => "The window is open.\n".to_owned(),
    }
}

/// Returns `#1, #2`.
fn ids(ids: &[TaskId]) -> String {
    ids.iter().map(|id| format!("#{id}")).collect::<Vec<_>>().join(", ")
}

/// Returns `1 task`, `2 tasks`.
fn tasks(count: usize) -> String {
    if count == 1 { "1 task".to_owned() } else { format!("{count} tasks") }
}
