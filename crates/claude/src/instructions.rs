//! Instructions: which files Claude Code loads into a session, what they import, and how large they are.
//!
//! The rules are those of Claude Code 2.1.330, measured from outside: projects were built, the program was started in
//! them, and what it said it had loaded was compared. `docs/instructions.md` tells them to people.
//!
//! What this module refuses: writing, watching, processes, and Claude Code's settings. Nothing here walks the project;
//! it looks only at the few places where instructions can be, and at what they import.

mod access;
mod content;
mod extension;
mod frontmatter;
mod import;
mod inspection;
mod mention;
mod outline;
mod overview;
mod place;
mod rules;
mod template;
mod tokens;

pub use access::may_open;
pub use import::{Import, ImportState};
pub use inspection::{Inspection, LARGE, inspect};
pub use outline::Heading;
pub use overview::{InstructionFile, InstructionKind, InstructionsOverview, list};
pub use place::Surroundings;
pub use template::template;
pub use tokens::tokens;

/// The largest file that Claude Code loads as instructions, in bytes; a larger one is left out without a word.
pub const MAX_BYTES: u64 = 4 * 1024 * 1024;
