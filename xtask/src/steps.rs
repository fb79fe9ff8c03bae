//! A task as a list of named steps, each announced and timed; the first failure ends it.

use std::time::{Duration, Instant};

use crate::failure::Failure;

/// The progress of one task.
pub(crate) struct Steps {
    total: usize,
    done: Vec<(&'static str, Duration)>,
}

impl Steps {
    /// Begins a task of `total` steps.
    pub(crate) fn begin(total: usize) -> Self {
        Self { total, done: Vec::new() }
    }

    /// Announces a step, runs it, and says how long it took.
    pub(crate) fn step(
        &mut self,
        name: &'static str,
        action: impl FnOnce() -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let elapsed = self.perform(name, action)?;
        println!("    {name}: {}", readable(elapsed));
        Ok(())
    }

    /// Says how long the steps so far took, then runs the last one and adds nothing, so that the output ends with the
    /// closing lines of the program that this step runs.
    pub(crate) fn last(
        mut self,
        name: &'static str,
        action: impl FnOnce() -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        println!("\n==> So far: {}", self.summary());
        self.perform(name, action).map(drop)
    }

    fn perform(
        &mut self,
        name: &'static str,
        action: impl FnOnce() -> Result<(), Failure>,
    ) -> Result<Duration, Failure> {
        println!("\n==> {}/{} {name}", self.done.len() + 1, self.total);
        let start = Instant::now();
        action().map_err(|failure| Failure::Step { step: name, source: Box::new(failure) })?;
        let elapsed = start.elapsed();
        self.done.push((name, elapsed));
        Ok(elapsed)
    }

    fn summary(&self) -> String {
        let each: Vec<String> = self.done.iter().map(|(name, time)| format!("{name} {}", readable(*time))).collect();
        let all = self.done.iter().map(|(_, time)| *time).sum();
        format!("{} ({})", readable(all), each.join(", "))
    }
}

/// Returns a duration as a person reads it: `0.4 s`, `2 min 05 s`.
fn readable(duration: Duration) -> String {
    let seconds = duration.as_secs();
    if seconds < 60 {
        format!("{:.1} s", duration.as_secs_f64())
    } else {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure() -> Failure {
        Failure::Answer { command: "cargo fmt".into(), answer: "?".into() }
    }

    #[test]
    fn a_failed_step_is_named() {
        let mut steps = Steps::begin(2);
        steps.step("format", || Ok(())).unwrap();
        let failed = steps.step("lints", || Err(failure())).unwrap_err();
        assert_eq!(failed.in_full(), "step \"lints\" failed: `cargo fmt` answered \"?\", which was not understood");
        assert_eq!(steps.done.len(), 1);
    }

    #[test]
    fn the_summary_names_each_step_with_its_time() {
        let done = vec![("format", Duration::from_millis(1240)), ("tests", Duration::from_secs(125))];
        assert_eq!(Steps { total: 3, done }.summary(), "2 min 06 s (format 1.2 s, tests 2 min 05 s)");
    }
}
