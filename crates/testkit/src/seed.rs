//! Large boards for measurements: many plausible tasks, the same ones each time, in one transaction; and files of Claude
//! Code as plausible.

mod agents;
mod instructions;

use std::path::Path;

use claudetask_core::{
    EventKind, FieldValue, Fields, Origin, Priority, ProjectId, Rank, Status, TaskId, TaskType, Timestamp, slug,
};
use claudetask_store::{NewEvent, NewTask, NewText, Store, StoreError, Use, WriteTx};

pub use agents::agents;
pub use instructions::instructions;

/// How long ago the oldest task was added, in milliseconds: half a year.
const SPAN: i64 = 180 * 24 * 3_600_000;

/// Fills a project with `tasks` tasks, dealt to `columns` in turn, and returns their ids, oldest first.
///
/// Half of the tasks have a description of 0.5 to 2 kB, a tenth an analysis of 1 to 4 kB, a third are bugs, a quarter
/// have a branch, a fifth depend on one to three earlier tasks, one in thirty is blocked. `database` is the file of a
/// board that exists; `now` is when the youngest task is added.
///
/// # Panics
/// When `columns` is empty.
pub async fn fill(
    database: &Path,
    project: ProjectId,
    tasks: usize,
    columns: &[Status],
    now: Timestamp,
) -> Result<Vec<TaskId>, StoreError> {
    assert!(!columns.is_empty(), "tasks need a column");
    let store = Store::open(database, Use::Command, now).await?;
    let tx = store.write().await?;
    let in_column = tasks.div_ceil(columns.len());
    let ranks = Rank::spread(None, None, in_column).expect("an empty column has room");
    let mut dice = Dice(0x0C1A_0DE7_A5C0_FFEE);
    let mut ids = Vec::with_capacity(tasks);
    for index in 0..tasks {
        let age = SPAN - SPAN * i64::try_from(index).unwrap_or(0) / i64::try_from(tasks).unwrap_or(1);
        let place = Place {
            project,
            status: columns[index % columns.len()],
            rank: ranks[in_column - 1 - index / columns.len()].clone(),
            at: Timestamp::from_millis(now.millis() - age),
        };
        ids.push(task(&tx, &mut dice, place, &ids).await?);
    }
    tx.commit().await?;
    store.close().await?;
    Ok(ids)
}

/// Where and when a task is added.
struct Place {
    project: ProjectId,
    status: Status,
    rank: Rank,
    at: Timestamp,
}

async fn task(tx: &WriteTx, dice: &mut Dice, place: Place, earlier: &[TaskId]) -> Result<TaskId, StoreError> {
    let Place { project, status, rank, at } = place;
    let new = NewTask {
        project_id: project,
        title: title(dice),
        task_type: if dice.one_in(3) { TaskType::Bug } else { TaskType::Feature },
        priority: match dice.below(10) {
            0..2 => Priority::High,
            2..7 => Priority::Medium,
            _ => Priority::Low,
        },
        status,
        rank,
        blocked_reason: dice.one_in(30).then(|| "Waits for an answer from the team that owns the service".to_owned()),
        at,
    };
    let mut record = tx.insert_task(new).await?;
    let id = record.id;
    if dice.one_in(2) {
        let (document, content) = (format!("task/{id}/description"), prose(dice, 500, 2_000));
        let text = NewText { project, document: &document, content: &content, origin: Origin::User, at };
        record.description = Some(tx.keep_text(text).await?);
    }
    if dice.one_in(10) {
        let (document, content) = (format!("task/{id}/analysis"), prose(dice, 1_000, 4_000));
        let text = NewText { project, document: &document, content: &content, origin: Origin::Run, at };
        record.analysis = Some(tx.keep_text(text).await?);
    }
    if dice.one_in(4) {
        record.git_branch = Some(format!("task/{id}-{}", slug(&record.title)));
    }
    if record.description.is_some() || record.analysis.is_some() || record.git_branch.is_some() {
        tx.update_task(&record).await?;
    }
    if !earlier.is_empty() && dice.one_in(5) {
        let mut depends_on: Vec<_> = (0..=dice.below(3)).map(|_| earlier[dice.below(earlier.len())]).collect();
        depends_on.sort_unstable();
        depends_on.dedup();
        tx.set_dependencies(id, &depends_on).await?;
    }
    tx.record(NewEvent {
        project_id: project,
        task_id: Some(id),
        at,
        origin: Origin::User,
        kind: EventKind::TaskCreated,
        before: None,
        after: Some(Fields::from([
            ("title".to_owned(), FieldValue::Text(record.title)),
            ("description".to_owned(), record.description.into()),
            ("type".to_owned(), record.task_type.as_str().into()),
            ("priority".to_owned(), record.priority.as_str().into()),
            ("status".to_owned(), record.status.as_str().into()),
            ("rank".to_owned(), record.rank.as_str().into()),
        ])),
        batch: None,
        reverts: None,
    })
    .await?;
    Ok(id)
}

const DEEDS: [&str; 12] = [
    "Show", "Fix", "Rework", "Speed up", "Remember", "Explain", "Remove", "Test", "Split", "Move", "Cache", "Document",
];
const THINGS: [&str; 16] = [
    "the login form",
    "the sync queue",
    "the export to CSV",
    "keyboard focus in the side bar",
    "the retry of failed uploads",
    "the parser's error messages",
    "the start page on small screens",
    "token refresh",
    "the order of search results",
    "time zones in the calendar",
    "the importer for old projects",
    "drag and drop between lists",
    "the background index",
    "the size of thumbnails",
    "rate limits of the public API",
    "the migration of user settings",
];
const PLACES: [&str; 10] = [
    "",
    " on Safari",
    " when the network drops in the middle",
    " for projects with more than a thousand files",
    " after an upgrade",
    " in the dark theme",
    " without losing what was typed",
    " – größere Schriften und عربى",
    " for people who use a screen reader",
    " so that two people who edit at the same time don't overwrite each other's work, and both see who was first",
];
const SENTENCES: [&str; 8] = [
    "Open the page twice and look at the second one. ",
    "It happens only with a cold cache, and then about one time in three.\n\n",
    "- the list is empty although the counter says 12\n",
    "The log holds `ECONNRESET` and nothing else. ",
    "Compare with `src/sync/queue.rs`, which does the same for uploads. ",
    "What should happen: the row stays where it is and shows a small clock.\n\n",
    "```sh\ncargo run --release -- import ./fixtures/large\n```\n",
    "Nobody depends on the old behaviour, as far as the issue tracker tells. ",
];

fn title(dice: &mut Dice) -> String {
    format!("{} {}{}", dice.pick(&DEEDS), dice.pick(&THINGS), dice.pick(&PLACES))
}

/// Returns Markdown of `least` to `most` bytes, and at most one sentence more.
fn prose(dice: &mut Dice, least: usize, most: usize) -> String {
    let length = least + dice.below(most - least);
    let mut text = String::with_capacity(length + 100);
    while text.len() < length {
        text.push_str(dice.pick(&SENTENCES));
    }
    text
}

/// Numbers that look random and are the same each time (Steele, Lea, Flood: "Fast splittable pseudorandom number
/// generators", 2014).
struct Dice(u64);

impl Dice {
    /// Returns a number below `end`.
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % end as u64).expect("it is below a usize")
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }
}

#[cfg(test)]
mod tests {
    use claudetask_app::board;

    use super::fill;
    use crate::{Board, START};
    use claudetask_core::{Status, Timestamp};

    #[tokio::test]
    async fn a_filled_board_is_plausible_and_can_be_worked_on() {
        let made = Board::new().await;
        let now = Timestamp::from_millis(START);
        let ids = fill(made.call.database(), made.project, 300, Status::ALL, now).await.unwrap();
        let payload = board::get(&made.call, made.project).await.unwrap();
        assert_eq!(payload.tasks.len(), 300);
        for status in Status::ALL {
            let column: Vec<_> = payload.tasks.iter().filter(|row| row.status == *status).collect();
            assert!((42..=43).contains(&column.len()), "{status} has {}", column.len());
            assert!(column.is_sorted_by(|a, b| a.rank < b.rank), "{status} is in order, no rank twice");
            assert!(column.is_sorted_by(|a, b| a.id > b.id), "the youngest of {status} is at the top");
        }
        let share = |count: usize| count * 100 / payload.tasks.len();
        assert!((15..=30).contains(&share(payload.tasks.iter().filter(|row| !row.depends_on.is_empty()).count())));
        assert!((18..=32).contains(&share(payload.tasks.iter().filter(|row| row.git_branch.is_some()).count())));
        let first = claudetask_app::task::get(&made.call, made.project, ids[0]).await.unwrap();
        assert!(first.created_at < now);
        claudetask_app::place::set_status(&made.call, made.project, ids[0], Status::Done).await.unwrap();
    }
}
