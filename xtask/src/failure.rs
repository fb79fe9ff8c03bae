//! What can go wrong in a task, in words that say which command failed and what to do.

use std::error::Error;
use std::io;
use std::path::PathBuf;
use std::process::ExitStatus;

/// Why a task ended early.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// A program ran and reported failure; its own output stands above.
    #[error("`{command}` failed ({status})")]
    Failed { command: String, status: ExitStatus },

    /// A program could not be started at all.
    #[error("`{command}` could not be started")]
    NotStarted { command: String, source: io::Error },

    /// The machine lacks something that this program does not install by itself.
    #[error("{what}\n{hint}")]
    Missing { what: String, hint: String },

    /// A file of the workspace could not be read or written.
    #[error("cannot {action} {}", path.display())]
    File { action: &'static str, path: PathBuf, source: io::Error },

    /// A program's answer did not have the expected form.
    #[error("`{command}` answered {answer:?}, which was not understood")]
    Answer { command: String, answer: String },

    /// A named step of a task failed.
    #[error("step \"{step}\" failed")]
    Step { step: &'static str, source: Box<Failure> },
}

impl Failure {
    /// Returns the message with those of its causes, from the outermost to the innermost.
    pub(crate) fn in_full(&self) -> String {
        let mut text = self.to_string();
        let mut cause = self.source();
        while let Some(error) = cause {
            text.push_str(": ");
            text.push_str(&error.to_string());
            cause = error.source();
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_full_text_names_the_step_and_the_command_and_the_cause() {
        let not_started =
            Failure::NotStarted { command: "npm ci".into(), source: io::Error::new(io::ErrorKind::NotFound, "no npm") };
        let step = Failure::Step { step: "interface", source: Box::new(not_started) };
        assert_eq!(step.in_full(), "step \"interface\" failed: `npm ci` could not be started: no npm");
    }
}
