//! Writing the ledger: how a run begins and ends, in one transaction each.

use claudetask_claude::process::ProcessId;
use claudetask_core::{EventKind, FieldValue, Fields, ItemKind, RequestState, RunId, RunState, Status, Timestamp};
use claudetask_store::{NewItem, RunRecord, Tx, WriteTx};

use super::failure::{FailureCode, RunFailure};
use super::queue;
use super::shape::Options;
use crate::task::set_analysis;
use crate::{Call, Error};

/// How a run ended.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ending {
    /// One of the four ends.
    pub(super) state: RunState,
    /// Why it did not succeed.
    pub(super) failure: Option<RunFailure>,
    /// The analysis, as Markdown.
    pub(super) analysis: Option<String>,
    /// What the process ended with.
    pub(super) exit_code: Option<i32>,
    /// Until when the account's limit lasts.
    pub(super) limited_until: Option<Timestamp>,
}

impl Ending {
    /// Returns the end of a run that was stopped.
    pub(super) fn stopped() -> Self {
        Self { state: RunState::Stopped, failure: None, analysis: None, exit_code: None, limited_until: None }
    }

    /// Returns the end of a run that did not succeed.
    pub(super) fn failed(failure: RunFailure) -> Self {
        Self { state: RunState::Failed, failure: Some(failure), analysis: None, exit_code: None, limited_until: None }
    }
}

/// Returns the process that watches a run, or for which a queued one is kept.
pub(super) fn owner(record: &RunRecord) -> Option<ProcessId> {
    record.owner.as_deref().and_then(|json| serde_json::from_str(json).ok())
}

/// Returns the process of a run.
pub(super) fn process(record: &RunRecord) -> Option<ProcessId> {
    record.process.as_deref().and_then(|json| serde_json::from_str(json).ok())
}

pub(super) fn process_json(process: &ProcessId) -> String {
    serde_json::to_string(process).expect("numbers and texts are JSON")
}

/// Returns a plain entry of a transcript.
pub(super) fn entry(kind: ItemKind, at: Timestamp, title: impl Into<String>, text: impl Into<String>) -> NewItem {
    NewItem {
        at,
        kind,
        failed: kind == ItemKind::Error,
        tool: None,
        call: None,
        parent: None,
        title: title.into(),
        text: text.into(),
    }
}

/// Adds entries to a transcript and counts them.
pub(super) async fn append(tx: &WriteTx, record: &mut RunRecord, mut new: Vec<NewItem>) -> Result<(), Error> {
    for text in new.iter_mut().flat_map(|item| [&mut item.title, &mut item.text]) {
        // To the database's functions a text ends there.
        if text.contains('\0') {
            *text = text.replace('\0', "\u{fffd}");
        }
    }
    let count = u32::try_from(new.len()).unwrap_or(u32::MAX);
    if count > 0 {
        tx.append_items(record.id, record.items, new).await?;
        record.items = record.items.saturating_add(count);
    }
    Ok(())
}

/// Notes that a run begins, and moves its task on from Backlog.
pub(super) async fn begin(call: &Call, tx: &WriteTx, record: &mut RunRecord) -> Result<(), Error> {
    let options = Options::of(record);
    let at = call.now();
    if options.answer
        && options.analysis.moves_task
        && let Some(task) = tx.task(record.task_id).await?
        && task.status == Status::Backlog
        && task.deleted_at.is_none()
    {
        set_analysis(call, tx, task, None, Some(Status::Analysis)).await?;
    }
    let after = fields(record, &[("state", Some(record.state.as_str()))]);
    let event = call.event(record.project_id, Some(record.task_id), EventKind::RunStarted, at, (None, Some(after)));
    tx.record(event).await?;
    Ok(())
}

/// Notes how a run ended, gives its task what it brought, and withdraws what it still asks.
pub(super) async fn end(
    call: &Call,
    tx: &WriteTx,
    record: &mut RunRecord,
    mut ending: Ending,
    mut items: Vec<NewItem>,
) -> Result<(), Error> {
    let at = call.now();
    if let Some(analysis) = ending.analysis.take() {
        let options = Options::of(record);
        match tx.task(record.task_id).await?.filter(|task| task.deleted_at.is_none()) {
            Some(task) => {
                let moves = options.analysis.moves_task && matches!(task.status, Status::Backlog | Status::Analysis);
                set_analysis(call, tx, task, Some(&analysis), moves.then_some(Status::Ready)).await?;
            }
            None => {
                items.push(entry(ItemKind::Text, at, "The analysis", analysis));
                ending.state = RunState::Failed;
                ending.failure = Some(FailureCode::TaskDeleted.with(None));
            }
        }
    }
    if let Some(failure) = &ending.failure {
        items.push(entry(ItemKind::Error, at, failure.message.clone(), failure.detail.clone().unwrap_or_default()));
    }
    if ending.state == RunState::Stopped {
        items.push(entry(ItemKind::Notice, at, "Stopped", ""));
    }
    append(tx, record, items).await?;
    withdraw(tx, record.id).await?;
    if let Some(until) = ending.limited_until {
        queue::limited(call, tx, until).await?;
    }
    record.state = ending.state;
    record.ended_at = Some(at.max(record.started_at.unwrap_or(at)).max(record.queued_at));
    record.exit_code = ending.exit_code;
    record.activity = None;
    record.live = None;
    record.waits_until = None;
    record.survivor = false;
    record.failure = ending.failure.as_ref().map(RunFailure::json);
    tx.update_run(record).await?;
    let failure = ending.failure.map(|failure| failure.message);
    let after = fields(record, &[("state", Some(record.state.as_str())), ("failure", failure.as_deref())]);
    let event = call.event(record.project_id, Some(record.task_id), EventKind::RunEnded, at, (None, Some(after)));
    tx.record(event).await?;
    Ok(())
}

/// Takes back what a run still asks.
pub(super) async fn withdraw(tx: &WriteTx, run: RunId) -> Result<(), Error> {
    for mut request in tx.requests_of(run).await? {
        if matches!(request.state, RequestState::Open | RequestState::Answered) {
            request.state = RequestState::Withdrawn;
            tx.update_request(&request).await?;
        }
    }
    Ok(())
}

fn fields(record: &RunRecord, more: &[(&str, Option<&str>)]) -> Fields {
    let own = [
        ("run", Some(record.id.to_string())),
        ("kind", Some(record.kind.as_str().to_owned())),
        ("question", record.question.clone()),
    ];
    let own = own.into_iter().filter_map(|(name, value)| Some((name.to_owned(), FieldValue::Text(value?))));
    let more = more.iter().filter_map(|(name, value)| Some(((*name).to_owned(), FieldValue::from((*value)?))));
    own.chain(more).collect()
}

/// Returns a run that has not ended.
pub(super) async fn live(tx: &Tx, run: RunId) -> Result<RunRecord, Error> {
    let record = tx.run(run).await?.ok_or(Error::RunNotFound(run))?;
    if record.state.is_live() {
        return Ok(record);
    }
    Err(Error::RunEnded { run, state: record.state.as_str() })
}
