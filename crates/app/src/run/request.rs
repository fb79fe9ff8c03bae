//! What runs ask of the user: to use a tool, or to answer questions.

use std::collections::{BTreeMap, HashMap};

use claudetask_core::{Invalid, ProjectId, RequestId, RequestKind, RequestState, RunId, TaskId, Timestamp};
use claudetask_store::{RequestRecord, Tx};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{Call, Error};

/// A request that waits for the user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RunRequest {
    /// Its id.
    pub id: RequestId,
    /// The run that asks.
    pub run_id: RunId,
    /// The project.
    pub project_id: ProjectId,
    /// The task.
    pub task_id: TaskId,
    /// The task's title.
    pub task_title: String,
    /// What is asked.
    pub kind: RequestKind,
    /// The tool.
    pub tool: String,
    /// One line: `Read /etc/hostname`.
    pub title: String,
    /// Why it is asked.
    pub reason: Option<String>,
    /// What the tool is given, as JSON; its first 4,000 characters.
    pub input: String,
    /// The questions of a question.
    pub questions: Vec<Question>,
    /// What "allow for this run" would allow; null where that is not offered.
    pub for_run: Option<String>,
    /// When it was asked.
    pub asked_at: Timestamp,
}

/// A question of Claude's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Question {
    /// The question, by which it is answered.
    pub question: String,
    /// One or two words.
    pub header: String,
    /// Whether several answers can be chosen.
    pub multi_select: bool,
    /// What can be chosen; an answer in other words is as good.
    pub options: Vec<QuestionOption>,
}

/// What can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct QuestionOption {
    /// Its name.
    pub label: String,
    /// What it means.
    pub description: String,
}

/// The user's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum RequestAnswer {
    /// Yes, this once.
    Allow,
    /// Yes, and the like of it for the rest of the run.
    AllowForRun,
    /// No.
    Deny {
        /// Why, in the user's words; may be empty.
        reason: String,
    },
    /// The answers by their questions; several labels are joined by `, `.
    Answers {
        /// By the text of the question.
        answers: BTreeMap<String, String>,
    },
}

/// The most characters of what a tool is given that are shown.
const INPUT: usize = 4_000;

/// The most characters of a reason or an answer.
const WORDS: usize = 10_000;

/// Returns what waits for the user, the oldest first.
pub async fn open_requests(call: &Call) -> Result<Vec<RunRequest>, Error> {
    open(&call.store.read().await?).await
}

/// Answers a request and returns what waits still. The run is told by the program that watches it.
pub async fn answer(call: &Call, id: RequestId, answer: RequestAnswer) -> Result<Vec<RunRequest>, Error> {
    let tx = call.store.write().await?;
    let record = tx.request(id).await?.filter(|record| record.state == RequestState::Open);
    let mut record = record.ok_or(Error::RequestNotOpen(id))?;
    let mut run = tx.run(record.run_id).await?.ok_or(Error::RunNotFound(record.run_id))?;
    if !run.state.is_live() || run.survivor {
        return Err(Error::RequestNotOpen(id));
    }
    check(&record, &answer)?;
    record.state = RequestState::Answered;
    record.answered_at = Some(call.now());
    record.answered_by = Some(call.origin);
    record.answer = Some(json!(answer).to_string());
    tx.update_request(&record).await?;
    // So that everyone who follows the runs sees that one asks less.
    tx.update_run(&mut run).await?;
    let left = open(&tx).await?;
    tx.commit().await?;
    Ok(left)
}

fn check(record: &RequestRecord, answer: &RequestAnswer) -> Result<(), Invalid> {
    let refuse = |problem: &str, hint: &str| Err(Invalid::new("answer", problem, hint));
    match (record.kind, answer) {
        (RequestKind::Question, RequestAnswer::Allow | RequestAnswer::AllowForRun) => {
            refuse("a question is not answered by allowing it", "Answer it in words, or deny it.")
        }
        (RequestKind::Permission, RequestAnswer::Answers { .. }) => {
            refuse("a permission is not answered in words", "Allow it, or deny it.")
        }
        (RequestKind::Permission, RequestAnswer::AllowForRun) if record.for_run.is_none() => {
            refuse("this can't be allowed for the whole run", "Allow it once, or deny it.")
        }
        (_, RequestAnswer::Deny { reason }) if reason.chars().count() > WORDS => {
            refuse("the reason is too long", "Write at most 10,000 characters.")
        }
        (RequestKind::Question, RequestAnswer::Answers { answers }) => {
            let questions = questions(record);
            if let Some(unanswered) =
                questions.iter().find(|asked| answers.get(&asked.question).is_none_or(|text| text.trim().is_empty()))
            {
                return Err(Invalid::new(
                    "answer",
                    format!("{} has no answer", claudetask_core::quoted(&unanswered.question)),
                    "Answer each question, or deny them all.",
                ));
            }
            if answers.values().any(|text| text.chars().count() > WORDS) {
                return refuse("an answer is too long", "Write at most 10,000 characters.");
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Returns the requests that are open, with what other tables know.
pub(super) async fn open(tx: &Tx) -> Result<Vec<RunRequest>, Error> {
    let mut records = tx.pending_requests().await?;
    records.retain(|record| record.state == RequestState::Open);
    if records.is_empty() {
        return Ok(Vec::new());
    }
    let runs: HashMap<RunId, _> = tx.live_runs().await?.into_iter().map(|run| (run.id, run)).collect();
    let tasks: Vec<TaskId> = runs.values().map(|run| run.task_id).collect();
    let titles: HashMap<TaskId, String> =
        tx.tasks_by_id(&tasks).await?.into_iter().map(|task| (task.id, task.title)).collect();
    let shown = |record: RequestRecord| {
        let run = runs.get(&record.run_id)?;
        let title = titles.get(&run.task_id).cloned().unwrap_or_default();
        Some(one(record, run.project_id, run.task_id, title))
    };
    Ok(records.into_iter().filter_map(shown).collect())
}

fn one(record: RequestRecord, project_id: ProjectId, task_id: TaskId, task_title: String) -> RunRequest {
    RunRequest {
        questions: questions(&record),
        for_run: record.for_run.as_deref().and_then(rules_in_words),
        id: record.id,
        run_id: record.run_id,
        project_id,
        task_id,
        task_title,
        kind: record.kind,
        tool: record.tool,
        title: record.title,
        reason: record.reason,
        input: match record.input.char_indices().nth(INPUT) {
            None => record.input,
            Some((end, _)) => format!("{}…", &record.input[..end]),
        },
        asked_at: record.asked_at,
    }
}

fn questions(record: &RequestRecord) -> Vec<Question> {
    if record.kind != RequestKind::Question {
        return Vec::new();
    }
    let input: Value = serde_json::from_str(&record.input).unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let option =
        |value: &Value| QuestionOption { label: text(&value["label"]), description: text(&value["description"]) };
    let question = |value: &Value| Question {
        question: text(&value["question"]),
        header: text(&value["header"]),
        multi_select: value["multiSelect"].as_bool().unwrap_or(false),
        options: list(&value["options"]).iter().map(option).collect(),
    };
    list(&input["questions"]).iter().map(question).collect()
}

/// Returns which of the rules that Claude Code suggests hold for a session alone: others would be written into files.
pub(super) fn rules_for_run(suggestions: &[Value]) -> Option<String> {
    let rules: Vec<&Value> = suggestions
        .iter()
        .filter(|rule| rule["type"] == "addRules" && rule["behavior"] == "allow" && rule["destination"] == "session")
        .collect();
    (!rules.is_empty()).then(|| serde_json::to_string(&rules).expect("JSON is JSON"))
}

/// Returns rules as a user writes them: `Read(//etc/**)`.
fn rules_in_words(json: &str) -> Option<String> {
    let rules: Vec<Value> = serde_json::from_str(json).ok()?;
    let words = rules.iter().flat_map(|rule| rule["rules"].as_array().cloned().unwrap_or_default()).map(|rule| {
        let tool = rule["toolName"].as_str().unwrap_or_default().to_owned();
        match rule["ruleContent"].as_str() {
            Some(content) => format!("{tool}({content})"),
            None => tool,
        }
    });
    let words: Vec<String> = words.collect();
    (!words.is_empty()).then(|| words.join(", "))
}
