//! 500 agents listed and checked: the use cases in fresh processes, and `claudetask agents` as a whole process.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

use super::AGENTS;
use super::fresh::{Deed, taken};
use crate::failure::Failure;
use crate::figure::{Report, Samples, Scale};
use crate::launch;
use crate::places::{LargeBoard, Places};

const LIST_TARGET: f64 = 50.0;
const CHECK_TARGET: f64 = 100.0;

/// What one way of reading the agents took.
#[derive(Debug, Default)]
struct Seen {
    /// Of the use case in a fresh process, in milliseconds.
    first: Samples,
    /// Of the same once more in the same process.
    again: Samples,
    /// Of the whole process of the command line.
    whole: Samples,
    bytes: usize,
}

impl Seen {
    fn take(&mut self, deed: Deed, made: &LargeBoard) -> Result<(), Failure> {
        let taken = taken(deed, made)?;
        complete(taken.agents)?;
        self.first.push(taken.first);
        self.again.push(taken.again);
        self.bytes = taken.bytes;
        Ok(())
    }

    /// Takes a run of `claudetask agents …`; `count` finds the agents in what it answers.
    fn take_whole(
        &mut self,
        cli: &Path,
        made: &LargeBoard,
        verb: &str,
        count: fn(&serde_json::Value) -> Option<&Vec<serde_json::Value>>,
    ) -> Result<(), Failure> {
        let project = made.project.0.to_string();
        let mut command = Command::new(cli);
        command.args([OsStr::new("--data-dir"), made.data.as_os_str()]);
        command.args(["--project", &project, "agents", verb, "--json"]).env("CLAUDE_CONFIG_DIR", &made.claude);
        let (time, output) = launch::timed(&mut command)?;
        complete(count(&serde_json::from_slice(&output)?).map_or(0, Vec::len))?;
        self.whole.push_time(time);
        Ok(())
    }

    fn forget_first(&mut self) {
        for samples in [&mut self.first, &mut self.again, &mut self.whole] {
            samples.forget_first();
        }
    }
}

/// Measures all ways in turns.
pub(super) fn measure(places: &Places, made: &LargeBoard, scale: Scale, report: &mut Report) -> Result<(), Failure> {
    let cli = places.cli()?;
    let (mut list, mut check, mut floor) = (Seen::default(), Seen::default(), Seen::default());
    for _ in 0..=scale.samples(40, 3) {
        list.take(Deed::List, made)?;
        floor.take(Deed::Floor, made)?;
        check.take(Deed::Check, made)?;
        list.take_whole(&cli, made, "list", |answer| answer["agents"].as_array())?;
        check.take_whole(&cli, made, "check", serde_json::Value::as_array)?;
    }
    for seen in [&mut list, &mut check, &mut floor] {
        seen.forget_first();
    }
    add("listed", "list", &list, LIST_TARGET, report);
    report.beside("  the same files read and hashed, fresh process", times(&floor.first));
    add("checked", "check", &check, CHECK_TARGET, report);
    Ok(())
}

fn add(done: &str, verb: &str, seen: &Seen, target: f64, report: &mut Report) {
    let mut against = |measure: &str, samples: &Samples, more: &str| {
        let met = samples.median() <= target;
        report.against(measure, format!("{}{more}", times(samples)), format!("≤ {target} ms"), met);
    };
    let size = format!(", {} kB", seen.bytes / 1_000);
    against(&format!("500 agents {done}, use case to JSON bytes, fresh process"), &seen.first, &size);
    against(&format!("  claudetask agents {verb} --json, whole process"), &seen.whole, "");
    report.beside("  once more in the same process", times(&seen.again));
}

fn times(samples: &Samples) -> String {
    format!("{:.1} ms (p95 {:.1}, n {})", samples.median(), samples.p95(), samples.len())
}

fn complete(agents: usize) -> Result<(), Failure> {
    if agents == AGENTS {
        return Ok(());
    }
    Err(Failure::Meaningless(format!("{agents} of {AGENTS} agents were read")))
}
