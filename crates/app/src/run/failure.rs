//! Why a run did not succeed, in plain words, with what to do.

use serde::{Deserialize, Serialize};

/// Why a run did not succeed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RunFailure {
    /// The stable word.
    pub code: String,
    /// What happened.
    pub message: String,
    /// What to do now.
    pub hint: String,
    /// The program's own words; may have several lines.
    pub detail: Option<String>,
}

macro_rules! failures {
    ($($variant:ident = $code:literal, $message:literal, $hint:literal;)+) => {
        /// The stable word of a run's failure, as `docs/runs.md` lists it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum FailureCode { $(#[doc = $message] $variant),+ }

        impl FailureCode {
            /// All failures, for the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Returns the word.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// Returns what happened, in a sentence.
            pub const fn message(self) -> &'static str {
                match self { $(Self::$variant => $message),+ }
            }

            /// Returns what to do now.
            pub const fn hint(self) -> &'static str {
                match self { $(Self::$variant => $hint),+ }
            }
        }
    };
}

failures! {
    NotLoggedIn = "not_logged_in", "Claude Code is not logged in.",
        "Run `claude` in a terminal and log in there, then analyse again.";
    AuthenticationFailed = "authentication_failed", "The API did not accept Claude Code's login or key (401).",
        "Run `claude` in a terminal and log in again, or look at ANTHROPIC_API_KEY; then analyse again.";
    Forbidden = "forbidden", "The API does not allow this account the request (403).",
        "Look at the account's rights with its administrator, then analyse again.";
    Billing = "billing", "The account has no credit left.",
        "Add credit, or log in with a subscription; then analyse again.";
    ModelNotFound = "model_not_found", "There is no such model, or this account may not use it (404).",
        "Choose another model in the project's settings, then analyse again.";
    RateLimited = "rate_limited", "The account's rate limit is reached (429).",
        "The queue waits until the limit resets; resume the run then.";
    Overloaded = "overloaded", "The API is overloaded (529).", "Resume the run in a few minutes.";
    ApiFailed = "api_failed", "The API failed.", "Resume the run in a few minutes.";
    Refused = "refused", "The API refused the request.", "Look at the detail, change the task or the prompt, and analyse again.";
    Network = "network", "The API could not be reached.", "Look at the network, then resume the run.";
    StreamCut = "stream_cut", "The API's answer broke off.", "Resume the run.";
    BudgetSpent = "budget_spent", "The run has spent its budget.",
        "Raise the budget in the project's settings, then resume the run.";
    TurnsSpent = "turns_spent", "The run has used up its turns.",
        "Raise the turns in the project's settings, then resume the run.";
    TimeSpent = "time_spent", "The run took longer than it may.",
        "Raise the minutes in the project's settings, then resume the run.";
    NoAnswer = "no_answer", "Claude ended without giving the analysis in the form that was asked for.",
        "What it wrote is kept in the transcript. Resume the run, or analyse again.";
    InvalidAnswer = "invalid_answer", "Claude's analysis was not in the form that was asked for.",
        "What it wrote is kept in the transcript. Resume the run, or analyse again.";
    ClaudeNotFound = "claude_not_found", "Claude Code was not found.",
        "Install it (https://claude.com/claude-code), or give the program's path in the settings.";
    ClaudeUnusable = "claude_unusable", "Claude Code can't be used.",
        "Look at the detail; `claudetask doctor` checks it again.";
    StartFailed = "start_failed", "Claude Code ended before it began.",
        "Look at the detail; `claudetask doctor` checks what works.";
    SessionGone = "session_gone", "Claude Code no longer has the session.", "Start a new analysis.";
    SessionTaken = "session_taken", "Claude Code has a session of that id already.", "Start a new analysis.";
    Crashed = "crashed", "Claude Code was ended by a signal.", "Resume the run; what came before is kept.";
    EndedEarly = "ended_early", "Claude Code ended without saying how the run went.",
        "Resume the run; what came before is kept.";
    OutputClosed = "output_closed", "Claude Code closed its output and went on unheard, so it was ended.",
        "Resume the run; what came before is kept.";
    ClaudeFailed = "claude_failed", "Claude Code reported a failure.", "Look at the detail, then analyse again.";
    DiskFull = "disk_full", "There is no room left on the disk for the transcript, so the run was ended.",
        "Free some room, then resume the run.";
    DatabaseFailed = "database_failed", "The transcript could not be written, so the run was ended.",
        "Run `claudetask doctor`, then resume the run.";
    FolderGone = "folder_gone", "The project's folder is not there.",
        "Bring the folder back, or give the project its new path; then analyse again.";
    TaskDeleted = "task_deleted", "The task was deleted while the run went on.",
        "Bring the task back with undo, then resume the run.";
    TooLong = "too_long", "The analysis is longer than a task can hold.",
        "What Claude wrote is kept in the transcript. Ask for a shorter one, or analyse again.";
    OwnerGone = "owner_gone", "The program that watched the run ended, and the run with it.",
        "Resume the run; what came before is kept.";
    Interrupted = "interrupted", "Claude Code was interrupted from outside.", "Resume the run.";
}

impl FailureCode {
    /// Returns the failure with the program's own words.
    pub(super) fn with(self, detail: impl Into<Option<String>>) -> RunFailure {
        let detail = detail.into().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        RunFailure {
            code: self.as_str().to_owned(),
            message: self.message().to_owned(),
            hint: self.hint().to_owned(),
            detail: detail.map(|text| beginning(&text)),
        }
    }
}

impl RunFailure {
    pub(super) fn json(&self) -> String {
        serde_json::to_string(self).expect("texts are JSON")
    }
}

/// The most characters of a detail that are kept.
const DETAIL: usize = 4_000;

fn beginning(text: &str) -> String {
    match text.char_indices().nth(DETAIL) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}
