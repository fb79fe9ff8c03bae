//! THE door: what a user can do with ClaudeTask, one use case a function, one noun a file.
//!
//! The window, the command line and every other door call these functions and nothing below them. A
//! use case is one transaction and writes its journal entries in it; nothing slow (git, a process, the
//! network) happens inside one.

pub mod agent;
pub mod attention;
pub mod board;
pub mod branch;
pub mod change;
mod context;
pub mod doctor;
pub mod document;
mod error;
pub mod event;
pub mod instructions;
pub mod maintenance;
mod patch;
pub mod path_report;
pub mod place;
pub mod project;
pub mod quick_add;
pub mod run;
pub mod settings;
mod similar;
pub mod task;
pub mod undo;

pub use claudetask_claude as claude;
pub use claudetask_git as git;
pub use claudetask_store::Use;
pub use context::{Call, Clock, SystemClock, data_folder};
pub use document::claude_folder;
pub use error::{Error, ErrorCode, ErrorReport};
