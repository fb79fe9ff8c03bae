//! One task, and what was done to tasks.

use std::fmt::Write as _;

use claudetask_app::run::Run;
use claudetask_app::task::{Task, TaskRow};
use claudetask_core::TaskId;

use super::text::isolated;
use super::{
    BOLD, DIM, Screen, WARN, ids, local, paint, priority_style, status_style, tasks, type_style, visible, visible_lines,
};

/// Returns a task in full.
pub(crate) fn page(task: &Task, last: Option<&Run>, screen: Screen) -> String {
    let mut page = String::new();
    let number = format!("#{}", task.id);
    let _ = writeln!(page, "{}  {}", paint(DIM, &number), paint(BOLD, &title(&task.title, screen)));
    let _ = writeln!(
        page,
        "{} · {} · {}\n",
        paint(status_style(task.status), task.status.as_str()),
        paint(priority_style(task.priority), task.priority.as_str()),
        paint(type_style(task.task_type), task.task_type.as_str()),
    );
    let mut fact = |name: &str, value: String| {
        let _ = writeln!(page, "  {}  {value}", paint(DIM, &format!("{name:<10}")));
    };
    if let Some(reason) = &task.blocked_reason {
        fact("Blocked", paint(WARN, &visible(reason)));
    }
    if !task.depends_on.is_empty() {
        fact("Depends on", ids(&task.depends_on));
    }
    if let Some(branch) = &task.git_branch {
        fact("Branch", visible(branch));
    }
    if let Some(run) = last {
        let word = paint(super::run::style(run.state), super::run::word(run.state));
        let why = run.failure.as_ref().map(|failure| format!(": {}", visible(&failure.message))).unwrap_or_default();
        fact("Last run", format!("{}, {word}{why}", run.id));
    }
    fact("Added", local(task.created_at));
    fact("Changed", format!("{} (revision {})", local(task.updated_at), task.revision));
    if let Some(at) = task.completed_at {
        fact("Done", local(at));
    }
    section(&mut page, "Description", &task.description);
    section(&mut page, "Analysis", task.analysis.as_deref().unwrap_or_default());
    page
}

fn section(page: &mut String, name: &str, text: &str) {
    if text.trim().is_empty() {
        return;
    }
    let _ = writeln!(page, "\n{}", paint(BOLD, name));
    for line in visible_lines(text.trim_end()).lines() {
        if line.is_empty() {
            page.push('\n');
        } else {
            let _ = writeln!(page, "  {line}");
        }
    }
}

fn title(title: &str, screen: Screen) -> String {
    let title = visible(title);
    if screen.isolate { isolated(&title) } else { title }
}

/// Says that a task was added.
pub(crate) fn added(task: &Task, screen: Screen) -> String {
    format!("Added #{} to {}: {}\n", task.id, task.status, title(&task.title, screen))
}

/// Says where tasks are now.
pub(crate) fn moved(moved: &[TaskRow], screen: Screen) -> String {
    moved.iter().fold(String::new(), |mut text, task| {
        let _ = writeln!(text, "#{} is in {}: {}", task.id, task.status, title(&task.title, screen));
        text
    })
}

/// Says that tasks were deleted.
pub(crate) fn deleted(deleted: &[TaskId]) -> String {
    format!("Deleted {}: {}. `claudetask undo` brings them back.\n", tasks(deleted.len()), ids(deleted))
}
