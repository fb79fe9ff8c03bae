//! A run as the doors show it.

use std::collections::HashMap;

use claudetask_core::{AnalysisSettings, Origin, ProjectId, RequestState, RunId, RunKind, RunState, TaskId, Timestamp};
use claudetask_store::{RunRecord, Tx};
use serde::{Deserialize, Serialize};

use super::failure::RunFailure;
use crate::Error;

/// A run as lists, cards and the strip show it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Run {
    /// Its id.
    pub id: RunId,
    /// The project.
    pub project_id: ProjectId,
    /// The task.
    pub task_id: TaskId,
    /// The task's title.
    pub task_title: String,
    /// What it is for.
    pub kind: RunKind,
    /// How far it is.
    pub state: RunState,
    /// The run whose session it goes on with.
    pub follows: Option<RunId>,
    /// The question of a run that follows; null for an analysis proper.
    pub question: Option<String>,
    /// Who started it.
    pub origin: Origin,
    /// The model.
    pub model: Option<String>,
    /// When it was asked for.
    pub queued_at: Timestamp,
    /// When its process was started.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// What it does now, in a line; null where it has ended.
    pub activity: Option<String>,
    /// When Claude tries again.
    pub waits_until: Option<Timestamp>,
    /// What Claude writes now: its last 2,000 characters.
    pub live: Option<LiveText>,
    /// How many permissions and questions wait for the user.
    pub open_requests: u32,
    /// The length of the transcript, whose entries are numbered from 1.
    pub items: u32,
    /// Grows with each change of any run: the larger is the newer.
    #[cfg_attr(feature = "specta", specta(type = u32))]
    pub change: i64,
    /// What it cost, in US dollars, as Claude Code reckons it.
    #[cfg_attr(feature = "specta", specta(type = Option<u32>))]
    pub cost_usd: Option<f64>,
    /// Tokens that were read, from caches too.
    #[cfg_attr(feature = "specta", specta(type = u32))]
    pub input_tokens: u64,
    /// Tokens that were written.
    #[cfg_attr(feature = "specta", specta(type = u32))]
    pub output_tokens: u64,
    /// Turns.
    pub turns: u32,
    /// Why it did not succeed.
    pub failure: Option<RunFailure>,
    /// Whether its process lives while the program that watched it is gone.
    pub survivor: bool,
    /// Whether its session can be gone on with.
    pub resumable: bool,
}

/// What Claude writes now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LiveText {
    /// What it is.
    pub kind: LiveKind,
    /// Its end, at most 2,000 characters.
    pub text: String,
}

/// What is being written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum LiveKind {
    /// Text.
    Text,
    /// A thought.
    Thinking,
}

impl LiveKind {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Thinking => "thinking",
        }
    }
}

/// A run with what only its own screen shows.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RunDetail {
    /// The run.
    #[serde(flatten)]
    pub run: Run,
    /// The session of Claude Code.
    pub session_id: String,
    /// The folder in which it works.
    pub folder: String,
    /// The path of the program.
    pub program: Option<String>,
    /// The version of the program.
    pub version: Option<String>,
    /// Its process.
    pub pid: Option<u32>,
    /// What the process ended with.
    pub exit_code: Option<i32>,
    /// Whether the folder's own settings, hooks and CLAUDE.md were loaded.
    pub trusted: bool,
    /// The most turns.
    pub max_turns: u32,
    /// The most that it may cost, in US dollars.
    #[cfg_attr(feature = "specta", specta(type = u32))]
    pub budget_usd: f64,
    /// The longest that it may take, in minutes.
    pub minutes: u32,
    /// What was sent; empty until it starts.
    pub prompt: String,
}

/// The options with which a run is started, kept with it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Options {
    /// The settings of the analysis at that time.
    pub(super) analysis: AnalysisSettings,
    /// Whether a structured answer is asked for.
    pub(super) answer: bool,
}

impl Options {
    pub(super) fn of(record: &RunRecord) -> Self {
        serde_json::from_str(&record.options)
            .unwrap_or_else(|_| Self { analysis: AnalysisSettings::default(), answer: record.question.is_none() })
    }

    pub(super) fn json(&self) -> String {
        serde_json::to_string(self).expect("plain options are JSON")
    }
}

/// Completes records with what other tables know.
pub(super) async fn shown(tx: &Tx, records: Vec<RunRecord>) -> Result<Vec<Run>, Error> {
    let tasks: Vec<TaskId> = records.iter().map(|record| record.task_id).collect();
    let titles: HashMap<TaskId, String> =
        tx.tasks_by_id(&tasks).await?.into_iter().map(|task| (task.id, task.title)).collect();
    let mut open: HashMap<RunId, u32> = HashMap::new();
    if records.iter().any(|record| record.state.is_live()) {
        for request in tx.pending_requests().await? {
            if request.state == RequestState::Open {
                *open.entry(request.run_id).or_default() += 1;
            }
        }
    }
    let run = |record: RunRecord| {
        let title = titles.get(&record.task_id).cloned().unwrap_or_default();
        let open = open.get(&record.id).copied().unwrap_or_default();
        one(record, title, open)
    };
    Ok(records.into_iter().map(run).collect())
}

/// Completes one record.
pub(super) async fn shown_one(tx: &Tx, record: RunRecord) -> Result<Run, Error> {
    Ok(shown(tx, vec![record]).await?.remove(0))
}

fn one(record: RunRecord, task_title: String, open_requests: u32) -> Run {
    Run {
        resumable: is_resumable(&record),
        id: record.id,
        project_id: record.project_id,
        task_id: record.task_id,
        task_title,
        kind: record.kind,
        state: record.state,
        follows: record.follows,
        question: record.question,
        origin: record.origin,
        model: record.model,
        queued_at: record.queued_at,
        started_at: record.started_at,
        ended_at: record.ended_at,
        activity: record.activity,
        waits_until: record.waits_until,
        live: record.live.map(|(kind, text)| LiveText {
            kind: if kind == LiveKind::Thinking.word() { LiveKind::Thinking } else { LiveKind::Text },
            text,
        }),
        open_requests,
        items: record.items,
        change: record.change,
        cost_usd: record.cost_usd,
        input_tokens: record.input_tokens,
        output_tokens: record.output_tokens,
        turns: record.turns,
        failure: record.failure.as_deref().and_then(|json| serde_json::from_str(json).ok()),
        survivor: record.survivor,
    }
}

/// Returns whether Claude Code has a session of the run: it began one as soon as it said which model it uses.
pub(super) fn is_resumable(record: &RunRecord) -> bool {
    !record.state.is_live() && record.version.is_some()
}
