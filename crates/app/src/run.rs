//! Runs: one execution of the user's `claude` for a task, kept in a ledger that outlives every program.
//!
//! A run is a row. Whoever asks for one writes it (`queued`); a [`Runner`] of any of our programs takes it, starts the
//! process, writes down what comes and how it ends. All doors read and steer by the same rows: a stop and an answer are
//! written there too, and the runner that watches the run acts on them.

mod analysis;
mod ask;
pub(crate) mod claude;
mod drive;
mod failure;
mod feed;
mod ledger;
mod outcome;
pub mod prompt;
mod queue;
mod read;
mod recover;
mod request;
mod runner;
mod scribe;
mod shape;
mod start;
mod stop;
mod titles;
mod transcript;

pub use claude::{ClaudeState, ClaudeStatus, TrustReport, status, trust_report};
pub use failure::{FailureCode, RunFailure};
pub use feed::{RunFeed, RunsChanged};
pub use prompt::PromptPreview;
pub use queue::{PauseReason, QueueState, pause, queue};
pub use read::{RunList, RunQuery, RunsNow, get, list, now};
pub use recover::refresh;
pub use request::{Question, QuestionOption, RequestAnswer, RunRequest, answer, open_requests};
pub use runner::{Patience, Runner, RunnerOptions, Takes};
pub use shape::{LiveKind, LiveText, Run, RunDetail};
pub use start::{analyze, ask, resume};
pub use stop::stop;
pub use transcript::{TranscriptItem, TranscriptPage, export, item, search, transcript};
