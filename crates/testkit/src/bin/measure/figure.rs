//! Samples, and the table that sets figures beside their targets.

use std::fmt;
use std::time::Duration;

use crate::failure::Failure;

/// How many samples are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scale {
    /// Enough for figures that can be compared.
    Full,
    /// A few.
    Quick,
}

impl Scale {
    /// Returns the number of samples for this run.
    pub(crate) fn samples(self, full: usize, quick: usize) -> usize {
        match self {
            Self::Full => full,
            Self::Quick => quick,
        }
    }
}

/// Returns a size in kB, to the byte up to some GB.
pub(crate) fn kilobytes(bytes: u64) -> f64 {
    let (whole, rest) = (bytes / 1_000, bytes % 1_000);
    f64::from(u32::try_from(whole).unwrap_or(u32::MAX)) + f64::from(u32::try_from(rest).unwrap_or(0)) / 1_000.0
}

/// What was seen of one thing, in whatever unit.
#[derive(Debug, Clone, Default)]
pub(crate) struct Samples(Vec<f64>);

impl Samples {
    pub(crate) fn push(&mut self, sample: f64) {
        self.0.push(sample);
    }

    /// Adds a time, in milliseconds.
    pub(crate) fn push_time(&mut self, time: Duration) {
        self.push(time.as_secs_f64() * 1_000.0);
    }

    pub(crate) fn extend(&mut self, samples: impl IntoIterator<Item = f64>) {
        self.0.extend(samples);
    }

    /// Forgets the first sample, which paid for what is done once.
    pub(crate) fn forget_first(&mut self) {
        self.0.drain(..1.min(self.0.len()));
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns the middle one: half of the samples are at most this.
    pub(crate) fn median(&self) -> f64 {
        self.at_most(50)
    }

    /// Returns the least sample that 95 % of the samples do not exceed.
    pub(crate) fn p95(&self) -> f64 {
        self.at_most(95)
    }

    /// Returns the largest sample.
    pub(crate) fn most(&self) -> f64 {
        self.at_most(100)
    }

    /// Returns the nearest-rank percentile, NaN where nothing was seen.
    fn at_most(&self, percent: usize) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let rank = (sorted.len() * percent).div_ceil(100).max(1);
        sorted.get(rank - 1).copied().unwrap_or(f64::NAN)
    }
}

/// One row of the table.
#[derive(Debug)]
struct Line {
    measure: String,
    figure: String,
    target: String,
    verdict: &'static str,
}

/// The table.
#[derive(Debug, Default)]
pub(crate) struct Report {
    lines: Vec<Line>,
    failed: bool,
}

impl Report {
    /// Adds a figure with its target. A figure that is no number does not meet it.
    pub(crate) fn against(&mut self, measure: &str, figure: impl Into<String>, target: impl Into<String>, met: bool) {
        self.add(measure, figure.into(), target.into(), if met { "met" } else { "NOT MET" });
    }

    /// Adds a figure for comparison.
    pub(crate) fn beside(&mut self, measure: &str, figure: impl Into<String>) {
        self.add(measure, figure.into(), String::new(), "");
    }

    /// Notes that something could not be measured here, which is no fault.
    pub(crate) fn skipped(&mut self, measure: &str, why: &str) {
        self.add(measure, why.to_owned(), String::new(), "SKIPPED");
    }

    /// Notes that a part could not run to its end.
    pub(crate) fn failed(&mut self, part: &str, failure: &Failure) {
        self.failed = true;
        self.add(part, failure.to_string(), String::new(), "FAILED");
    }

    /// Returns false when something failed to run.
    pub(crate) fn all_ran(&self) -> bool {
        !self.failed
    }

    fn add(&mut self, measure: &str, figure: String, target: String, verdict: &'static str) {
        self.lines.push(Line { measure: measure.to_owned(), figure, target, verdict });
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const HEAD: [&str; 4] = ["measure", "figure", "target", "verdict"];
        let rows = self.lines.iter().map(|line| [line.measure.as_str(), &line.figure, &line.target, line.verdict]);
        let rows: Vec<_> = std::iter::once(HEAD).chain(rows).collect();
        let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let widths: [usize; 4] = std::array::from_fn(width);
        for (index, row) in rows.iter().enumerate() {
            let cells: Vec<_> = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}")).collect();
            writeln!(f, "| {} |", cells.join(" | "))?;
            if index == 0 {
                writeln!(f, "|{}|", widths.map(|width| "-".repeat(width + 2)).join("|"))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Report, Samples};

    #[test]
    fn percentiles_are_samples_that_were_seen() {
        let mut samples = Samples::default();
        samples.extend((1..=20).rev().map(f64::from));
        assert_eq!((samples.median(), samples.p95(), samples.most()), (10.0, 19.0, 20.0));
        assert!(Samples::default().median().is_nan());
    }

    #[test]
    fn a_missed_target_is_shown_and_is_no_failure() {
        let mut report = Report::default();
        report.against("board", "30.0 ms", "25 ms", false);
        assert!(report.to_string().contains("NOT MET"));
        assert!(report.all_ran());
    }
}
