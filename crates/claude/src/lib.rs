//! Claude Code's world on disk: CLAUDE.md, its imports and rules, and the subagents, read as the real `claude` reads
//! them and edited without losing a byte that was not edited.
//!
//! And the program itself: where it is, what it says of itself, and one that runs: its processes, what it says and what
//! it is told.
//!
//! What this crate refuses: the database and the journal. It never writes outside the two [`Roots`].

pub mod agent;
pub mod documents;
pub mod files;
pub mod instructions;
mod lines;
pub mod mcp;
mod merge;
mod path;
pub mod probe;
mod problem;
pub mod process;
pub mod program;
pub mod session;
pub mod stream;
pub mod trust;
pub mod watch;

pub use lines::{LineEnding, Shown, show, weave};
pub use merge::{Merged, merge, unified};
pub use path::{DocPath, Roots, Scope};
pub use problem::Problem;
