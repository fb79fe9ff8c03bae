//! What the fake writes down of what it got, a line of JSON each.

use serde::{Deserialize, Serialize};

/// A thing that happened to the program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Record {
    /// It was started.
    Start {
        /// Its process.
        pid: u32,
        /// Its arguments, without its own name.
        arguments: Vec<String>,
        /// The names in its environment, sorted.
        environment: Vec<String>,
        /// The value of `CLAUDETASK_RUN_ID`.
        run: Option<String>,
        /// The folder that it runs in.
        folder: String,
    },
    /// A line came on its input.
    Line {
        /// Its process.
        pid: u32,
        /// The line, without its end.
        line: String,
    },
    /// Its input ended.
    InputEnded {
        /// Its process.
        pid: u32,
    },
    /// A signal came that it ignores.
    Signal {
        /// Its process.
        pid: u32,
        /// The number.
        signal: i32,
    },
    /// It started a child.
    Child {
        /// Its process.
        pid: u32,
        /// The child's.
        child: u32,
    },
}
