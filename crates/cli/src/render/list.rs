//! The list of tasks, grouped by column.

use claudetask_app::project::Project;
use claudetask_app::task::{TaskList, TaskRow};
use claudetask_core::Status;

use super::table::{Align, Cell, lines};
use super::{DIM, PLAIN, Screen, WARN, ids, paint, priority_style, status_style, tasks as count, type_style, visible};

/// Returns the tasks by column with their counts.
pub(crate) fn tasks(project: &Project, list: &TaskList, screen: Screen) -> String {
    if list.tasks.is_empty() {
        return empty(project);
    }
    let rows: Vec<Vec<Cell>> = list.tasks.iter().map(row).collect();
    let aligns = [Align::Right, Align::Left, Align::Left, Align::Shrinks(24), Align::Shrinks(8)];
    // The lines are indented by two.
    let inner = Screen { width: screen.width.map(|width| width.saturating_sub(2).max(1)), ..screen };
    let lines = lines(&aligns, &rows, inner);
    let mut text = String::new();
    for status in Status::ALL {
        let of_column: Vec<&String> =
            lines.iter().zip(&list.tasks).filter(|(_, task)| task.status == *status).map(|(line, _)| line).collect();
        if of_column.is_empty() {
            continue;
        }
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&paint(status_style(*status), status.as_str()));
        text.push_str(&paint(DIM, &format!("  {}", of_column.len())));
        text.push('\n');
        for line in of_column {
            text.push_str("  ");
            text.push_str(line);
            text.push('\n');
        }
    }
    if list.tasks.len() < list.total {
        text.push_str(&paint(DIM, &format!("\n{} of {} shown.", list.tasks.len(), count(list.total))));
        text.push('\n');
    }
    text
}

fn row(task: &TaskRow) -> Vec<Cell> {
    let mut notes = Vec::new();
    if let Some(state) = task.run_state {
        notes.push(format!("run {}", super::run::word(state)));
    }
    if let Some(reason) = &task.blocked_reason {
        notes.push(format!("blocked: {}", visible(reason)));
    }
    if !task.depends_on.is_empty() {
        notes.push(format!("after {}", ids(&task.depends_on)));
    }
    if let Some(branch) = &task.git_branch {
        notes.push(visible(branch));
    }
    vec![
        Cell::new(DIM, format!("#{}", task.id)),
        Cell::new(priority_style(task.priority), task.priority.as_str()),
        Cell::new(type_style(task.task_type), task.task_type.as_str()),
        Cell::new(PLAIN, visible(&task.title)),
        Cell::new(if task.blocked_reason.is_some() { WARN } else { DIM }, notes.join(" · ")),
    ]
}

fn empty(project: &Project) -> String {
    let name = visible(&project.name);
    if project.tasks == 0 {
        format!("{name} has no tasks yet. Add the first: claudetask add 'What is to do'\n")
    } else {
        format!("None of the {} of {name} matches. `claudetask list` shows all.\n", count(project.tasks as usize))
    }
}
