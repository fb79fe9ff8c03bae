//! Ending a process, first by asking and last by force, each with its time.

use std::time::{Duration, Instant};

use crate::run::Patience;

/// A step of ending a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Its turn is interrupted.
    Interrupt,
    /// Its input is closed.
    CloseInput,
    /// It is asked to end by a signal.
    Terminate,
    /// It is killed, with all that it started.
    Kill,
}

/// Which step comes when.
#[derive(Debug)]
pub(super) struct Ladder {
    steps: Vec<(Instant, Step)>,
}

/// How long a process may take to end when it has said all, before its time is up.
const LAST_WORDS: Duration = Duration::from_secs(10);

impl Ladder {
    /// Returns the steps for a process that has to stop; one that can't be `heard` is not spoken to.
    pub(super) fn stopping(patience: Patience, heard: bool) -> Self {
        let mut at = Instant::now();
        let mut steps = Vec::new();
        if heard {
            steps.push((at, Step::Interrupt));
            at += patience.interrupt;
            steps.push((at, Step::CloseInput));
            at += patience.close;
        }
        steps.push((at, Step::Terminate));
        steps.push((at + patience.terminate, Step::Kill));
        Self { steps }
    }

    /// Returns the steps for a process that has said all and only has to go.
    pub(super) fn ending(patience: Patience) -> Self {
        let at = Instant::now() + LAST_WORDS.max(patience.close);
        Self { steps: vec![(at, Step::Terminate), (at + patience.terminate, Step::Kill)] }
    }

    /// Returns the next step when its time has come.
    pub(super) fn due(&mut self) -> Option<Step> {
        let (at, _) = self.steps.first()?;
        (*at <= Instant::now()).then(|| self.steps.remove(0).1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_has_its_time() {
        let patience = Patience { interrupt: Duration::from_mins(1), ..Patience::default() };
        let mut ladder = Ladder::stopping(patience, true);
        assert_eq!(ladder.due(), Some(Step::Interrupt));
        assert_eq!(ladder.due(), None);
        let now = Patience { terminate: Duration::ZERO, ..patience };
        let mut ladder = Ladder::stopping(now, false);
        assert_eq!([ladder.due(), ladder.due(), ladder.due()], [Some(Step::Terminate), Some(Step::Kill), None]);
        assert_eq!(Ladder::ending(now).due(), None);
    }
}
