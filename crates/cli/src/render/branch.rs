//! Branches of the repository and of tasks.

use std::fmt::Write as _;

use claudetask_app::branch::{BranchList, ListedBranch};
use claudetask_app::git::RepositoryKind;
use claudetask_app::task::Task;

use super::table::{Align, Cell, lines};
use super::{BOLD, DIM, GOOD, NAME, PLAIN, Screen, ids, local, paint, visible};

/// Returns the branches with their tasks.
pub(crate) fn list(list: &BranchList, screen: Screen) -> String {
    let repository = &list.repository;
    if repository.kind == RepositoryKind::None {
        return "The project's folder is in no git repository. `git init` there makes one.\n".to_owned();
    }
    let mut text = String::new();
    let head = match &repository.head {
        Some(head) => format!("on {}", visible(head)),
        None if repository.detached => "HEAD is detached".to_owned(),
        None => "HEAD is nowhere".to_owned(),
    };
    let files = match (repository.dirty, repository.changed_files) {
        (None, _) => "changes could not be checked".to_owned(),
        (Some(false), _) => "no changed files".to_owned(),
        (Some(true), 1) => "1 changed file".to_owned(),
        (Some(true), count) => format!("{count} changed files"),
    };
    let _ = writeln!(text, "{}", paint(DIM, &format!("{head}, {files}")));
    if list.branches.is_empty() {
        text.push_str("There is no branch yet. A first commit makes one.\n");
        return text;
    }
    let rows: Vec<_> = list.branches.iter().map(row).collect();
    let aligns =
        [Align::Left, Align::Shrinks(16), Align::Left, Align::Left, Align::Left, Align::Left, Align::Shrinks(16)];
    for line in lines(&aligns, &rows, screen) {
        text.push_str(&line);
        text.push('\n');
    }
    text
}

fn row(branch: &ListedBranch) -> Vec<Cell> {
    let ListedBranch { branch, task_ids } = branch;
    let distance = match (branch.is_default, branch.ahead, branch.behind) {
        (true, ..) => "default".to_owned(),
        (false, Some(ahead), Some(behind)) => format!("{ahead} ahead, {behind} behind"),
        (false, ..) => "not compared".to_owned(),
    };
    let commit = branch.commit.as_ref();
    let text = |text: Option<String>| text.unwrap_or_default();
    vec![
        Cell::new(GOOD, if branch.is_head { "*" } else { " " }),
        Cell::new(if branch.is_head { BOLD } else { PLAIN }, visible(&branch.name)),
        Cell::new(DIM, distance),
        Cell::new(NAME, ids(task_ids)),
        Cell::new(DIM, text(commit.map(|commit| commit.id.chars().take(8).collect()))),
        Cell::new(DIM, text(commit.map(|commit| local(commit.at)))),
        Cell::new(PLAIN, text(commit.map(|commit| visible(&commit.summary)))),
    ]
}

/// Says what was done with a task's branch.
pub(crate) fn changed(task: &Task, done: &str, _: Screen) -> String {
    match &task.git_branch {
        Some(branch) => format!("{done} #{}: {}\n", task.id, visible(branch)),
        None => format!("{done} #{}.\n", task.id),
    }
}
