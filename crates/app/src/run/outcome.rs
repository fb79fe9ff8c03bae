//! What a run's end means: success only where there is what was asked for.

use claudetask_claude::stream::Outcome;
use claudetask_core::{RunState, Timestamp};

use super::analysis::Answer;
use super::failure::{FailureCode, RunFailure};
use super::ledger::Ending;

/// What is known when the process is gone.
#[derive(Debug)]
pub(super) struct End<'a> {
    /// The results of the turns, in their order.
    pub(super) results: &'a [Outcome],
    /// Whether a session began.
    pub(super) began: bool,
    /// The word of the last error that Claude Code wrote in Claude's place.
    pub(super) error: Option<&'a str>,
    /// What the process ended with.
    pub(super) exit_code: Option<i32>,
    /// The signal that ended it.
    pub(super) signal: Option<i32>,
    /// The end of its error output.
    pub(super) stderr: &'a str,
    /// Why we ended it.
    pub(super) ended_for: Option<EndedFor>,
    /// Whether an analysis was asked for.
    pub(super) answer: bool,
    /// When the limit resets that the API told of.
    pub(super) resets_at: Option<Timestamp>,
    /// Now.
    pub(super) now: Timestamp,
}

/// Why we ended a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EndedFor {
    /// It was asked to stop.
    Asked,
    /// Something that is a failure.
    Failure(FailureCode),
}

/// The most characters of a task's analysis.
const LONGEST: usize = 1_000_000;

/// How long the queue waits after a limit that does not say when it resets, in milliseconds.
const PAUSE: i64 = 60_000;

/// Returns how the run ended.
pub(super) fn of(end: &End<'_>) -> Ending {
    let failure = match end.ended_for {
        // An answer that came before the stop was heard is an answer all the same.
        Some(EndedFor::Asked) => match answered(end) {
            Some(Ok(analysis)) => return succeeded(end, analysis),
            _ => return Ending { state: RunState::Stopped, failure: None, ..ended(end, None) },
        },
        Some(EndedFor::Failure(code)) => match answered(end) {
            // So is one that came in the last moment, unless there is nobody to have it.
            Some(Ok(Some(analysis))) if code != FailureCode::TaskDeleted => return succeeded(end, Some(analysis)),
            _ => code.with(words(end)),
        },
        None => match answered(end) {
            Some(Ok(analysis)) => return succeeded(end, analysis),
            Some(Err(failure)) => failure,
            None => died(end),
        },
    };
    let limited = failure.code == FailureCode::RateLimited.as_str();
    let until = end.resets_at.unwrap_or_else(|| Timestamp::from_millis(end.now.millis().saturating_add(PAUSE)));
    Ending { limited_until: limited.then_some(until), ..ended(end, Some(failure)) }
}

fn succeeded(end: &End<'_>, analysis: Option<String>) -> Ending {
    Ending { state: RunState::Succeeded, analysis, ..ended(end, None) }
}

fn ended(end: &End<'_>, failure: Option<RunFailure>) -> Ending {
    Ending { state: RunState::Failed, failure, analysis: None, exit_code: end.exit_code, limited_until: None }
}

/// Returns what the last turn brought; `None` where no turn ended.
fn answered(end: &End<'_>) -> Option<Result<Option<String>, RunFailure>> {
    let last = end.results.last()?;
    if last.is_error || last.subtype != "success" {
        return Some(Err(failed(end, last)));
    }
    if !end.answer {
        return Some(Ok(None));
    }
    // Later turns, of subagents in the background, bring none.
    let given = end.results.iter().rev().find_map(|result| result.structured.as_ref());
    let Some(given) = given else {
        return Some(Err(FailureCode::NoAnswer.with(last.result.clone())));
    };
    Some(match Answer::read(given) {
        Ok(answer) => {
            let markdown = answer.markdown();
            let length = markdown.chars().count();
            if length > LONGEST {
                Err(FailureCode::TooLong.with(format!("{length} characters, and a task holds {LONGEST}")))
            } else {
                Ok(Some(markdown))
            }
        }
        Err(problem) => Err(FailureCode::InvalidAnswer.with(format!("{problem}\n{given}"))),
    })
}

/// Returns why a turn failed, from the most telling sign to the least.
fn failed(end: &End<'_>, last: &Outcome) -> RunFailure {
    let said = words_of(last);
    let holds = |text: &str| said.contains(text);
    let code = match last.subtype.as_str() {
        "error_max_turns" => FailureCode::TurnsSpent,
        "error_max_budget_usd" => FailureCode::BudgetSpent,
        "error_max_structured_output_retries" => FailureCode::InvalidAnswer,
        _ if holds("No conversation found") => FailureCode::SessionGone,
        "error_during_execution" => FailureCode::Interrupted,
        _ if holds("Not logged in") || holds("/login") => FailureCode::NotLoggedIn,
        _ if end.error == Some("billing_error") || holds("Credit balance") => FailureCode::Billing,
        _ if end.error == Some("model_not_found") => FailureCode::ModelNotFound,
        _ => match last.api_error_status {
            Some(401) => FailureCode::AuthenticationFailed,
            Some(403) => FailureCode::Forbidden,
            Some(404) => FailureCode::ModelNotFound,
            Some(402) => FailureCode::Billing,
            Some(429) => FailureCode::RateLimited,
            Some(529) => FailureCode::Overloaded,
            Some(status) if status >= 500 => FailureCode::ApiFailed,
            Some(_) => FailureCode::Refused,
            None if end.error == Some("rate_limit") => FailureCode::RateLimited,
            // "Connection lost mid-response" and "Server error mid-response" have no status.
            None if holds("mid-response") => FailureCode::StreamCut,
            None if holds("dropped") || holds("ECONNRESET") || holds("closed the stream") => FailureCode::StreamCut,
            None if last.terminal_reason.as_deref() == Some("api_error") && end.error == Some("server_error") => {
                FailureCode::Network
            }
            None if holds("ECONN") || holds("onnection") || holds("ENOTFOUND") => FailureCode::Network,
            None if end.error == Some("invalid_request") => FailureCode::Refused,
            None => FailureCode::ClaudeFailed,
        },
    };
    code.with(said)
}

/// Returns why a process ended without a word on how it went.
fn died(end: &End<'_>) -> RunFailure {
    let stderr = end.stderr;
    let code = if stderr.contains("No conversation found") {
        FailureCode::SessionGone
    } else if stderr.contains("already in use") {
        FailureCode::SessionTaken
    } else if end.signal.is_some() || end.exit_code == Some(143) || end.exit_code == Some(137) {
        FailureCode::Crashed
    } else if !end.began && end.exit_code != Some(0) {
        FailureCode::StartFailed
    } else {
        FailureCode::EndedEarly
    };
    code.with(words(end))
}

/// Returns the process's own words, and how it ended.
fn words(end: &End<'_>) -> Option<String> {
    let mut lines = Vec::new();
    if let Some(last) = end.results.last().map(words_of).filter(|text| !text.is_empty()) {
        lines.push(last);
    }
    let stderr = end.stderr.trim();
    if !stderr.is_empty() {
        lines.push(stderr.to_owned());
    }
    match (end.signal, end.exit_code) {
        (Some(signal), _) => lines.push(format!("ended by signal {signal}")),
        (None, Some(code)) if code != 0 => lines.push(format!("exit code {code}")),
        _ => {}
    }
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// Returns the words of an error in the order in which they tell most.
fn words_of(outcome: &Outcome) -> String {
    if !outcome.errors.is_empty() {
        return outcome.errors.join("\n");
    }
    outcome.result.clone().filter(|text| !text.trim().is_empty()).unwrap_or_else(|| outcome.subtype.clone())
}
