//! Why a measurement can't run.

use std::path::PathBuf;

/// Why a measurement can't run.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The command line is wrong.
    #[error("`{argument}` is not understood here")]
    Usage {
        /// The argument.
        argument: String,
    },
    /// A program that is to be measured is not there.
    #[error("there is no {}; {hint}", path.display())]
    NotBuilt {
        /// Where it should be.
        path: PathBuf,
        /// How to get it.
        hint: &'static str,
    },
    /// The operating system refused something.
    #[error("could not {action}: {source}")]
    Io {
        /// What was tried.
        action: String,
        /// Why not.
        source: std::io::Error,
    },
    /// A use case refused.
    #[error(transparent)]
    Board(#[from] claudetask_app::Error),
    /// The board can't be filled.
    #[error(transparent)]
    Store(#[from] claudetask_store::StoreError),
    /// The plain comparison failed.
    #[error(transparent)]
    Sqlx(#[from] sqlx::Error),
    /// An answer is no JSON, or not of the expected shape.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// There is no `WebDriver` session.
    #[error(transparent)]
    Session(#[from] Box<fantoccini::error::NewSessionError>),
    /// A `WebDriver` command failed.
    #[error(transparent)]
    Driver(#[from] Box<fantoccini::error::CmdError>),
    /// A program ended badly.
    #[error("{program} failed: {detail}")]
    Program {
        /// Which.
        program: String,
        /// What it said.
        detail: String,
    },
    /// A measured thing is not what it has to be, so that its figure would mean nothing.
    #[error("{0}")]
    Meaningless(String),
}

impl Failure {
    /// Returns a failure of the operating system.
    pub(crate) fn io(action: impl Into<String>, source: std::io::Error) -> Self {
        Self::Io { action: action.into(), source }
    }
}

impl From<fantoccini::error::CmdError> for Failure {
    fn from(error: fantoccini::error::CmdError) -> Self {
        Self::Driver(Box::new(error))
    }
}

impl From<fantoccini::error::NewSessionError> for Failure {
    fn from(error: fantoccini::error::NewSessionError) -> Self {
        Self::Session(Box::new(error))
    }
}
