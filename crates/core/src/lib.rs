//! The pure part of ClaudeTask: what a task is, which values are valid, where a card stands.
//!
//! Nothing here knows of files, databases, processes or the time of day. A value of these types is
//! already valid, so the rest of the program need not check it again.

#[macro_use]
mod words;

mod analysis_settings;
mod branch_pattern;
mod column_limits;
mod filter;
mod fold;
mod id;
mod invalid;
mod journal;
mod project;
mod quick_add;
mod rank;
mod run;
mod slug;
mod task;
mod text;
mod time;

pub use analysis_settings::{AnalysisPatch, AnalysisSettings};
pub use branch_pattern::BranchPattern;
pub use column_limits::ColumnLimits;
pub use filter::{
    Filter, FilterFacts, FilterMark, FilterPart, FilterTerm, FilterTest, MAX_FILTER, STALE_AFTER, WORKED_ON,
    parse as parse_filter,
};
pub use fold::fold;
pub use id::{EventSeq, ProjectId, RequestId, RunId, TaskId, VersionId};
pub use invalid::{Invalid, quoted};
pub use journal::{EventKind, FieldValue, Fields, Origin};
pub use project::{BranchName, ProjectName, RepositoryName};
pub use quick_add::{Mark, MarkKind, QuickAdd, parse as parse_quick_add};
pub use rank::Rank;
pub use run::{ItemKind, RequestKind, RequestState, RunKind, RunState};
pub use slug::slug;
pub use task::{Priority, Status, TaskType};
pub use text::{Analysis, BlockedReason, Description, Title};
pub use time::Timestamp;
