//! `claudetask list --json` as a process, against the `sqlite3` shell that reads the same rows.

use std::ffi::OsString;
use std::process::{Command, Stdio};

use claudetask_core::Status;
use claudetask_testkit::bare;

use crate::failure::Failure;
use crate::figure::{Report, Samples, Scale, kilobytes};
use crate::launch;
use crate::places::Places;

const TASKS: usize = 1_000;
const MOST_MEMORY: f64 = 25.0;

/// Measures the time of both in turns, then the memory of ours.
pub(crate) async fn measure(places: &Places, scale: Scale, report: &mut Report) -> Result<(), Failure> {
    let cli = places.cli()?;
    let made = places.board("list", TASKS, Status::ALL).await?;
    let database = made.call.database().to_owned();
    made.call.close().await?;
    let project = made.project.0.to_string();
    let ours: Vec<OsString> = [
        "--data-dir".into(),
        made.data.into(),
        "--project".into(),
        project.clone().into(),
        "list".into(),
        "--json".into(),
    ]
    .into();
    let select = bare::CARDS.replace('?', &project);
    let shell: Vec<OsString> = ["-json".into(), database.into(), select.into()].into();
    let shell_is_there = Command::new("sqlite3").arg("-version").stdout(Stdio::null()).status().is_ok();

    let (mut our_times, mut shell_times) = (Samples::default(), Samples::default());
    let warm_up = scale.samples(5, 1);
    for round in 0..scale.samples(60, 5) + warm_up {
        let (our_time, output) = launch::timed(Command::new(&cli).args(&ours))?;
        let answer: serde_json::Value = serde_json::from_slice(&output)?;
        complete("claudetask", answer["tasks"].as_array().map_or(0, Vec::len))?;
        if round >= warm_up {
            our_times.push_time(our_time);
        }
        if shell_is_there {
            let (shell_time, output) = launch::timed(Command::new("sqlite3").args(&shell))?;
            let answer: serde_json::Value = serde_json::from_slice(&output)?;
            complete("sqlite3", answer.as_array().map_or(0, Vec::len))?;
            if round >= warm_up {
                shell_times.push_time(shell_time);
            }
        }
    }
    let time = our_times.median();
    report.beside(
        "claudetask list --json, 1,000 tasks, whole process",
        format!("{time:.1} ms (p95 {:.1}, n {})", our_times.p95(), our_times.len()),
    );
    if shell_is_there {
        let floor = shell_times.median();
        report.beside("  sqlite3 -json, the same rows", format!("{floor:.1} ms (p95 {:.1})", shell_times.p95()));
        report.against("  ratio of the two", format!("{:.2} ×", time / floor), "≤ 3 ×", time <= 3.0 * floor);
    } else {
        report.skipped("  ratio to the sqlite3 shell", "there is no `sqlite3` program here; install it to compare");
    }

    let mut memory = Samples::default();
    for _ in 0..scale.samples(7, 3) {
        memory.push(kilobytes(launch::weight_of(&cli, &ours)?.most_resident) / 1_000.0);
    }
    let most = memory.most();
    let figure = format!("{most:.1} MB (largest of {})", memory.len());
    report.against("  its resident memory at the peak", figure, format!("≤ {MOST_MEMORY} MB"), most <= MOST_MEMORY);
    Ok(())
}

fn complete(program: &str, tasks: usize) -> Result<(), Failure> {
    if tasks == TASKS {
        return Ok(());
    }
    Err(Failure::Meaningless(format!("{program} listed {tasks} of {TASKS} tasks")))
}
