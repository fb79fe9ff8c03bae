//! Asking for a run: the row is written here, a runner does the rest.

use claudetask_claude::process;
use claudetask_core::{ProjectId, RunId, RunKind, TaskId};
use claudetask_store::{NewRun, RunFilter, RunRecord, WriteTx};
use uuid::Uuid;

use super::shape::{Options, Run, is_resumable, shown_one};
use crate::{Call, Error, project, task};

/// The most characters of a follow-up question.
const QUESTION: usize = 20_000;

/// Asks for an analysis of a task. With `mine` only a runner of this process takes it, as long as this process lives.
pub async fn analyze(call: &Call, project: ProjectId, task: TaskId, mine: bool) -> Result<Run, Error> {
    let tx = call.store.write().await?;
    let record = project::find(&tx, project).await?;
    task::find(&tx, project, task).await?;
    let options = Options { analysis: record.analysis.clone(), answer: true };
    let new = NewRun {
        project_id: project,
        task_id: task,
        kind: RunKind::Analysis,
        follows: None,
        origin: call.origin,
        trusted: record.trusted == Some(true),
        session_id: Uuid::new_v4().to_string(),
        marker: Uuid::new_v4().to_string(),
        model: options.analysis.model.clone(),
        folder: record.path,
        question: None,
        options: options.json(),
        at: call.now(),
    };
    insert(tx, new, mine).await
}

/// Asks a question in the session of a run that has ended.
pub async fn ask(call: &Call, run: RunId, question: &str, mine: bool) -> Result<Run, Error> {
    let question = question.trim();
    let length = question.chars().count();
    if question.is_empty() || length > QUESTION {
        return Err(claudetask_core::Invalid::new(
            "question",
            if question.is_empty() {
                "the question is empty".to_owned()
            } else {
                format!("the question has {length} characters")
            },
            format!("Write 1 to {QUESTION} characters."),
        )
        .into());
    }
    follow(call, run, Some(question.to_owned()), mine).await
}

/// Goes on with a run that ended without what it was for.
pub async fn resume(call: &Call, run: RunId, mine: bool) -> Result<Run, Error> {
    follow(call, run, None, mine).await
}

async fn follow(call: &Call, run: RunId, question: Option<String>, mine: bool) -> Result<Run, Error> {
    let tx = call.store.write().await?;
    let old = tx.run(run).await?.ok_or(Error::RunNotFound(run))?;
    let project = project::find(&tx, old.project_id).await?;
    task::find(&tx, old.project_id, old.task_id).await?;
    if old.state.is_live() {
        return Err(Error::RunActive { task: old.task_id, run });
    }
    if !is_resumable(&old) {
        return Err(Error::NotResumable { run, reason: "Claude Code had not begun a session" });
    }
    let before = Options::of(&old);
    // Limits and model are those of now: raising them is why a run is gone on with.
    let options = Options { analysis: project.analysis.clone(), answer: question.is_none() && before.answer };
    let question = question.or_else(|| (!before.answer).then(|| old.question.clone()).flatten());
    let new = NewRun {
        project_id: old.project_id,
        task_id: old.task_id,
        kind: old.kind,
        follows: Some(run),
        origin: call.origin,
        trusted: project.trusted == Some(true),
        session_id: old.session_id,
        marker: Uuid::new_v4().to_string(),
        model: options.analysis.model.clone(),
        folder: project.path,
        question,
        options: options.json(),
        at: call.now(),
    };
    insert(tx, new, mine).await
}

async fn insert(tx: WriteTx, new: NewRun, mine: bool) -> Result<Run, Error> {
    let live = RunFilter { live: Some(true), ..RunFilter::default() };
    let of_task = RunFilter { task: Some(new.task_id), ..live };
    if let Some(other) = tx.runs(&of_task, 1).await?.first() {
        return Err(Error::RunActive { task: new.task_id, run: other.id });
    }
    // One that nothing watches may do anything in the folder: it comes first.
    if let Some(other) = survivor_in(&tx.live_runs().await?, &new.folder) {
        return Err(Error::FolderBusy { run: other, folder: new.folder });
    }
    let mut record = tx.insert_run(new).await?;
    if mine && let Ok(owner) = process::of_this() {
        record.owner = serde_json::to_string(&owner).ok();
        tx.update_run(&mut record).await?;
    }
    let run = shown_one(&tx, record).await?;
    tx.commit().await?;
    Ok(run)
}

/// Returns the run that works in a folder although nothing watches it.
pub(super) fn survivor_in(live: &[RunRecord], folder: &str) -> Option<RunId> {
    live.iter().find(|run| run.survivor && run.folder == folder).map(|run| run.id)
}
