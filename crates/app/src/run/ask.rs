//! Carrying a run's requests to the user, and the answers back.

use std::collections::BTreeMap;

use claudetask_claude::session::message;
use claudetask_claude::stream::Permission;
use claudetask_core::{ItemKind, RequestKind, RequestState, Timestamp};
use claudetask_store::{NewItem, NewRequest, RequestRecord, RunRecord, Tx, WriteTx};
use serde_json::Value;

use super::request::{RequestAnswer, rules_for_run};
use super::titles;
use crate::Error;

/// The tool by which Claude asks the user.
pub(super) const QUESTION: &str = "AskUserQuestion";

/// What a run is told, and what the transcript says of it.
#[derive(Debug)]
pub(super) struct Told {
    /// The message for the process.
    pub(super) message: Value,
    /// The entry of the transcript.
    pub(super) item: NewItem,
}

/// Returns the row of what a run asks.
pub(super) fn row(run: &RunRecord, asked: &Permission, at: Timestamp) -> NewRequest {
    let kind = if asked.tool == QUESTION { RequestKind::Question } else { RequestKind::Permission };
    NewRequest {
        run_id: run.id,
        kind,
        at,
        request: asked.request_id.clone(),
        tool: asked.tool.clone(),
        call: asked.tool_use_id.clone(),
        title: titles::of_call(&asked.tool, &asked.input, &run.folder),
        reason: asked.reason.clone().or_else(|| asked.description.clone()),
        for_run: if kind == RequestKind::Permission { rules_for_run(&asked.suggestions) } else { None },
        input: serde_json::to_string_pretty(&asked.input).unwrap_or_default(),
    }
}

/// Takes the answers that the user has given to a run's requests, and marks them as told.
pub(super) async fn answers(tx: &WriteTx, run: &RunRecord, at: Timestamp) -> Result<Vec<Told>, Error> {
    let mut told = Vec::new();
    for mut request in answered(tx, run).await? {
        if let Some(one) = tell(&request, at) {
            told.push(one);
        }
        request.state = RequestState::Sent;
        tx.update_request(&request).await?;
    }
    Ok(told)
}

/// Returns the requests of a run that are answered and not told yet.
pub(super) async fn answered(tx: &Tx, run: &RunRecord) -> Result<Vec<RequestRecord>, Error> {
    let mut requests = tx.pending_requests().await?;
    requests.retain(|request| request.run_id == run.id && request.state == RequestState::Answered);
    Ok(requests)
}

fn tell(request: &RequestRecord, at: Timestamp) -> Option<Told> {
    let answer: RequestAnswer = serde_json::from_str(request.answer.as_deref()?).ok()?;
    let input: Value = serde_json::from_str(&request.input).unwrap_or_default();
    let id = request.request.as_str();
    let item = |what: &str, text: String, failed: bool| NewItem {
        at,
        kind: ItemKind::Permission,
        failed,
        tool: Some(request.tool.clone()),
        call: request.call.clone(),
        parent: None,
        title: format!("{what}: {}", request.title),
        text,
    };
    Some(match answer {
        RequestAnswer::Allow => {
            Told { message: message::allow(id, input, Vec::new()), item: item("Allowed once", String::new(), false) }
        }
        RequestAnswer::AllowForRun => {
            let rules = request.for_run.as_deref().and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default();
            Told { message: message::allow(id, input, rules), item: item("Allowed for this run", String::new(), false) }
        }
        RequestAnswer::Deny { reason } => {
            let said = reason.trim();
            let message = if said.is_empty() { "The user does not allow this." } else { said };
            Told { message: message::deny(id, message), item: item("Denied", said.to_owned(), true) }
        }
        RequestAnswer::Answers { answers } => {
            let text = words(&answers);
            Told { message: message::answer_questions(id, input, answers), item: item("Answered", text, false) }
        }
    })
}

fn words(answers: &BTreeMap<String, String>) -> String {
    answers.iter().map(|(question, answer)| format!("{question}\n→ {answer}")).collect::<Vec<_>>().join("\n")
}
