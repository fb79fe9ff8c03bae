//! A task's changes as the journal writes them.

use claudetask_core::{EventSeq, FieldValue, Fields, TaskId};
use claudetask_store::{NewEvent, TaskRecord, WriteTx};

use crate::Error;

/// Writes the events of a change to several tasks, so that they are undone together.
pub(crate) struct Batch {
    several: bool,
    first: Option<EventSeq>,
}

impl Batch {
    pub(crate) fn new(tasks: usize) -> Self {
        Self { several: tasks > 1, first: None }
    }

    pub(crate) async fn record(&mut self, tx: &WriteTx, mut event: NewEvent) -> Result<(), Error> {
        event.batch = self.first;
        let written = tx.record(event).await?;
        if self.several && self.first.is_none() {
            tx.begin_batch(written.seq).await?;
            self.first = Some(written.seq);
        }
        Ok(())
    }
}

/// Returns the fields of a task as the journal writes them.
pub(crate) fn fields(record: &TaskRecord, depends_on: &[TaskId]) -> Fields {
    Fields::from([
        ("title".to_owned(), FieldValue::Text(record.title.clone())),
        ("description".to_owned(), record.description.into()),
        ("type".to_owned(), record.task_type.as_str().into()),
        ("priority".to_owned(), record.priority.as_str().into()),
        ("status".to_owned(), record.status.as_str().into()),
        ("rank".to_owned(), record.rank.as_str().into()),
        ("analysis".to_owned(), record.analysis.into()),
        ("git_branch".to_owned(), record.git_branch.clone().into()),
        ("blocked_reason".to_owned(), record.blocked_reason.clone().into()),
        ("depends_on".to_owned(), FieldValue::Tasks(depends_on.to_vec())),
        ("completed_at".to_owned(), record.completed_at.map(|at| at.to_string()).into()),
    ])
}

/// Returns the fields that differ, as they were and as they are.
pub(crate) fn difference(before: &Fields, after: &Fields) -> (Fields, Fields) {
    let differs = |(name, value): &(&String, &FieldValue)| after.get(*name) != Some(*value);
    let names: Vec<&String> = before.iter().filter(differs).map(|(name, _)| name).collect();
    let pick = |fields: &Fields| {
        names.iter().filter_map(|name| fields.get_key_value(*name)).map(|(n, v)| (n.clone(), v.clone())).collect()
    };
    (pick(before), pick(after))
}
