//! Events of the journal.

use std::fmt::Write as _;

use claudetask_app::event::{Event, Shown};
use claudetask_app::undo::UndoReport;
use claudetask_core::EventKind;

use super::text::{columns, cut, isolated};
use super::{DIM, NAME, Screen, WARN, ids, local, paint, visible};

/// How many columns of a text a line shows.
const MOST: usize = 60;

/// Returns the events, one a line.
pub(crate) fn log(events: &[Event], screen: Screen) -> String {
    if events.is_empty() {
        return "There is no event.\n".to_owned();
    }
    events.iter().map(|event| line(event, screen)).collect()
}

/// Returns an event as a line.
pub(crate) fn line(event: &Event, screen: Screen) -> String {
    let task = event.task_id.map(|id| format!("#{id}")).unwrap_or_default();
    let (seq, at, origin) = (event.seq.to_string(), local(event.at), event.origin.as_str());
    let head = format!("{seq:>5}  {at}  {origin:<9}  {task:>5}  ");
    let undone = if event.undone { "  (undone)" } else { "" };
    let mut said = what(event);
    if let Some(width) = screen.width {
        said = cut(&said, width.saturating_sub(columns(&head) + undone.len()).max(20));
    }
    if screen.isolate {
        said = isolated(&said);
    }
    let task = paint(NAME, &format!("{task:>5}"));
    let mut line = format!("{}  {task}  {said}", paint(DIM, &format!("{seq:>5}  {at}  {origin:<9}")));
    if event.undone {
        line.push_str(&paint(WARN, undone));
    }
    line.push('\n');
    line
}

/// Says what an event did.
fn what(event: &Event) -> String {
    let after = |name: &str| event.after.as_ref().and_then(|fields| fields.get(name)).map(short).unwrap_or_default();
    let before = |name: &str| event.before.as_ref().and_then(|fields| fields.get(name)).map(short).unwrap_or_default();
    let reverted = || event.reverts.map(|seq| seq.to_string()).unwrap_or_default();
    match event.kind {
        EventKind::TaskCreated => format!("added to {}: {}", after("status"), after("title")),
        EventKind::TaskUpdated => format!("changed {}", changes(event)),
        EventKind::TaskMoved if after("status").is_empty() => "moved within its column".to_owned(),
        EventKind::TaskMoved => format!("moved from {} to {}", before("status"), after("status")),
        EventKind::TaskDeleted => format!("deleted: {}", before("title")),
        EventKind::BranchCreated => format!("created the branch {}", after("git_branch")),
        EventKind::BranchAttached => format!("attached the branch {}", after("git_branch")),
        EventKind::BranchDetached => format!("detached the branch {}", before("git_branch")),
        EventKind::BranchDeleted => format!("deleted the branch {}", before("git_branch")),
        EventKind::FileCreated => format!("made {}", after("path")),
        EventKind::FileChanged => format!("changed {}", after("path")),
        EventKind::FileMoved => format!("moved {} to {}", before("path"), after("path")),
        EventKind::FileDeleted => format!("deleted {}", before("path")),
        EventKind::ProjectOpened => match after("path") {
            path if path.is_empty() => "opened the project again".to_owned(),
            path => format!("opened the project {path}"),
        },
        EventKind::ProjectUpdated => format!("changed the project's {}", changes(event)),
        EventKind::ProjectForgotten => "took the project off the list".to_owned(),
        EventKind::RunStarted => format!("started run {} ({})", after("run"), after("kind")),
        EventKind::RunEnded => match after("failure") {
            failure if failure.is_empty() => format!("run {} {}", after("run"), after("state")),
            failure => format!("run {} {}: {failure}", after("run"), after("state")),
        },
        EventKind::Restored => "put a back-up in force".to_owned(),
        EventKind::Undo => format!("undid event {}", reverted()),
        EventKind::Redo => format!("did event {} again", reverted()),
    }
}

/// Names the changed fields, with short values as they were and became.
fn changes(event: &Event) -> String {
    let mut text = String::new();
    for (name, after) in event.after.iter().flatten() {
        if matches!(name.as_str(), "rank" | "completed_at") {
            continue;
        }
        if !text.is_empty() {
            text.push_str(", ");
        }
        text.push_str(&name.replace('_', " "));
        if matches!(name.as_str(), "description" | "analysis") {
            continue;
        }
        let before = event.before.as_ref().and_then(|fields| fields.get(name)).map(short).unwrap_or_default();
        let _ = write!(text, " {} → {}", or_nothing(before), or_nothing(short(after)));
    }
    text
}

fn or_nothing(text: String) -> String {
    if text.is_empty() { "nothing".to_owned() } else { text }
}

fn short(value: &Shown) -> String {
    match value {
        Shown::Null => String::new(),
        Shown::Flag(true) => "yes".to_owned(),
        Shown::Flag(false) => "no".to_owned(),
        Shown::Text(text) => cut(&visible(text), MOST),
        Shown::Tasks(tasks) => ids(tasks),
    }
}

/// Says what an undo or redo did.
pub(crate) fn reverted(done: &str, report: &UndoReport, screen: Screen) -> String {
    let event = &report.event;
    let mut text = match event.task_id {
        Some(task) => format!("{done} event {}: #{task} {}\n", event.seq, what(event)),
        None => format!("{done} event {}: {}\n", event.seq, what(event)),
    };
    let title = |title: &str| if screen.isolate { isolated(&visible(title)) } else { visible(title) };
    for task in &report.tasks {
        let _ = writeln!(text, "  #{} is in {}: {}", task.id, task.status, title(&task.title));
    }
    if !report.deleted.is_empty() {
        let _ = writeln!(text, "  deleted now: {}", ids(&report.deleted));
    }
    text
}
