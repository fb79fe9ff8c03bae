//! From another program's write to the notice of it, in a project with 500 agents.

use std::time::{Duration, Instant};

use claudetask_app::claude::DocPath;
use claudetask_app::document::Watch;
use claudetask_testkit::seed;

use crate::failure::Failure;
use crate::figure::{Report, Samples, Scale};
use crate::places::LargeBoard;

const TARGET: f64 = 1_000.0;

/// After this time nothing will come.
const PATIENCE: Duration = Duration::from_secs(10);

/// The files that are written, in turns: one that is there, and one that comes and is replaced.
const FILES: [&str; 2] = ["CLAUDE.md", ".claude/agents/newcomer.md"];

/// Writes files as another program would.
pub(super) async fn measure(made: &LargeBoard, scale: Scale, report: &mut Report) -> Result<(), Failure> {
    let mut watch = Watch::start(&made.call, made.project).await?;
    let mut samples = Samples::default();
    for round in 0..=scale.samples(40, 4) {
        let path = FILES[round % FILES.len()];
        let text = format!("{}\nRound {round}, by another program.\n", seed::instructions(5_000));
        let start = Instant::now();
        std::fs::write(made.folder.join(path), text).map_err(|source| Failure::io("write a file", source))?;
        let told = tokio::time::timeout(PATIENCE, watch.next()).await;
        let time = start.elapsed();
        let told = told.map_err(|_| Failure::Meaningless(format!("nobody noticed a write to {path}")))??;
        if told.paths.iter().map(DocPath::as_str).ne([path]) {
            return Err(Failure::Meaningless(format!("a write to {path} was told as {:?}", told.paths)));
        }
        samples.push_time(time);
    }
    samples.forget_first();
    let (median, p95) = (samples.median(), samples.p95());
    report.against(
        "another program's write among 500 agents, until it is told",
        format!("{median:.0} ms, p95 {p95:.0} (n {})", samples.len()),
        format!("p95 ≤ {TARGET} ms"),
        p95 <= TARGET,
    );
    Ok(())
}
