//! Tasks: add, list, show, move, delete.

use claudetask_app::place::{self, Place};
use claudetask_app::run::{self, Run, RunQuery};
use claudetask_app::task::{self, ListQuery, Task, TaskRow};
use claudetask_app::{Error, project, quick_add};
use claudetask_core::{Filter, MAX_FILTER, Status, TaskId, parse_filter};
use serde::Serialize;

use crate::args::{ListArgs, MoveArgs};
use crate::door::Door;
use crate::failure::Failure;
use crate::render;

#[derive(Debug, Serialize)]
struct Moved {
    tasks: Vec<TaskRow>,
}

#[derive(Debug, Serialize)]
struct Deleted {
    deleted: Vec<TaskId>,
}

/// Adds the task that a line says.
pub(crate) async fn add(door: &Door, line: &str) -> Result<(), Failure> {
    let task = match door.project().await {
        Ok(project) => quick_add::add(&door.call, project.id, line, None).await?,
        Err(outside @ Failure::App(Error::NoProject(_))) => add_outside(door, line, outside).await?,
        Err(failure) => return Err(failure),
    };
    door.output.show(&task, |screen| render::task::added(&task, screen))
}

/// Adds a task from a folder that no project holds, if the line names a project.
async fn add_outside(door: &Door, line: &str, outside: Failure) -> Result<Task, Failure> {
    let Some(any) = project::list(&door.call).await?.into_iter().next() else { return Err(outside) };
    if quick_add::preview(&door.call, any.id, line).await?.project.is_none() {
        return Err(outside);
    }
    Ok(quick_add::add(&door.call, any.id, line, None).await?)
}

/// Reads a filter; what it does not understand is a wrong use, never a filter that lets all pass.
fn filter(text: &str) -> Result<Filter, Failure> {
    let length = text.chars().count();
    if length > MAX_FILTER {
        return Err(Failure::usage(
            format!("--filter: it has {length} characters; the limit is {MAX_FILTER}"),
            "Shorten the filter.",
        ));
    }
    let filter = parse_filter(text);
    match filter.problem() {
        Some(problem) => Err(Failure::usage(
            format!("--filter: {problem}"),
            "`claudetask list --help` shows the terms; `\\` before one makes it plain text.",
        )),
        None => Ok(filter),
    }
}

/// Lists tasks.
pub(crate) async fn list(door: &Door, args: ListArgs) -> Result<(), Failure> {
    let filter = args.filter.as_deref().map(filter).transpose()?.unwrap_or_default();
    let project = door.project().await?;
    let query = ListQuery {
        statuses: args.status,
        task_type: args.task_type,
        priority: args.priority,
        text: args.text,
        filter,
        limit: args.limit.map(|limit| usize::try_from(limit).unwrap_or(usize::MAX)),
    };
    let list = task::list(&door.call, project.id, query).await?;
    door.output.show(&list, |screen| render::list::tasks(&project, &list, screen))
}

/// Shows a task.
pub(crate) async fn show(door: &Door, id: TaskId) -> Result<(), Failure> {
    let project = door.project().await?;
    let task = task::get(&door.call, project.id, id).await?;
    let last = last_run(door, id).await?;
    door.output.show(&task, |screen| render::task::page(&task, last.as_ref(), screen))
}

/// Returns the last run of a task, which a page of text shows.
pub(crate) async fn last_run(door: &Door, id: TaskId) -> Result<Option<Run>, Failure> {
    if door.output.json {
        return Ok(None);
    }
    let query = RunQuery { task: Some(id), limit: Some(1), ..RunQuery::default() };
    Ok(run::list(&door.call, None, query).await?.runs.pop())
}

/// Moves tasks.
pub(crate) async fn move_to(door: &Door, args: MoveArgs) -> Result<(), Failure> {
    let (ids, status) = ids_and_status(&args.words)?;
    let place = match (args.before, args.after) {
        (Some(id), _) => Some(Place::Before { id }),
        (None, Some(id)) => Some(Place::After { id }),
        (None, None) if args.top => Some(Place::Top),
        (None, None) if args.bottom => Some(Place::Bottom),
        (None, None) => None,
    };
    let project = door.project().await?.id;
    let moved = place::move_to(&door.call, project, &ids, status, place).await?;
    if let [one] = moved.as_slice() {
        let task = task::get(&door.call, project, one.id).await?;
        return door.output.show(&task, |screen| render::task::moved(&moved, screen));
    }
    let moved = Moved { tasks: moved };
    door.output.show(&moved, |screen| render::task::moved(&moved.tasks, screen))
}

/// Reads `3 4 in progress`: tasks, then a column, which may be several words.
fn ids_and_status(words: &[String]) -> Result<(Vec<TaskId>, Status), Failure> {
    let is_id = |word: &String| word.trim_start_matches('#').starts_with(|c: char| c.is_ascii_digit());
    let count = words.iter().take_while(|word| is_id(word)).count();
    let (ids, column) = words.split_at(count);
    let columns = || {
        let names: Vec<_> = Status::ALL.iter().map(|status| status.as_str()).collect();
        format!("Use one of: {}.", names.join(", "))
    };
    if ids.is_empty() {
        return Err(Failure::usage(
            format!("{:?} is not the id of a task", column.join(" ")),
            "Give the tasks, then the column: `claudetask move 3 4 done`.",
        ));
    }
    if column.is_empty() {
        return Err(Failure::usage("the column is missing", format!("Say where to, after the tasks. {}", columns())));
    }
    let usage = |invalid: claudetask_core::Invalid| Failure::usage(invalid.to_string(), invalid.hint);
    let status = column.join(" ").parse().map_err(usage)?;
    let ids = ids.iter().map(|word| word.parse()).collect::<Result<_, _>>().map_err(usage)?;
    Ok((ids, status))
}

/// Deletes tasks.
pub(crate) async fn delete(door: &Door, ids: &[TaskId]) -> Result<(), Failure> {
    let project = door.project().await?.id;
    let mut deleted: Vec<TaskId> = Vec::with_capacity(ids.len());
    for id in ids {
        if !deleted.contains(id) {
            deleted.push(*id);
        }
    }
    task::delete(&door.call, project, &deleted).await?;
    let deleted = Deleted { deleted };
    door.output.show(&deleted, |_| render::task::deleted(&deleted.deleted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_move_are_tasks_and_then_a_column() {
        fn check(line: &str, expected: Result<(&[i64], Status), &str>) {
            let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
            let found = ids_and_status(&words);
            match expected {
                Ok((ids, status)) => {
                    let ids = ids.iter().copied().map(TaskId).collect();
                    assert_eq!(found.unwrap(), (ids, status), "{line}");
                }
                Err(part) => {
                    let error = found.unwrap_err();
                    assert!(matches!(error, Failure::Usage { .. }), "{line}");
                    assert!(error.to_string().contains(part), "{line}: {error}");
                }
            }
        }
        check("3 done", Ok((&[3], Status::Done)));
        check("3 #4 in-progress", Ok((&[3, 4], Status::InProgress)));
        check("3 In Progress", Ok((&[3], Status::InProgress)));
        check("3 CODE_REVIEW", Ok((&[3], Status::CodeReview)));
        check("3 4", Err("column is missing"));
        check("done 3", Err("not the id"));
        check("3 nowhere", Err("\"nowhere\" is not a status"));
        check("99999999999999999999 done", Err("is not an id"));
        check("3x done", Err("is not an id"));
    }
}
