//! The board of 10,000 tasks as bytes: the use case against a plain SELECT.

use std::hint::black_box;
use std::time::Instant;

use claudetask_app::board;
use claudetask_core::Status;
use claudetask_testkit::bare::BareFile;

use crate::failure::Failure;
use crate::figure::{Report, Samples, Scale};
use crate::places::Places;

/// How many tasks a large board has.
pub(crate) const TASKS: usize = 10_000;

/// Measures reading and serialising the whole board, in turns with the same by plain sqlx.
pub(crate) async fn measure(places: &Places, scale: Scale, report: &mut Report) -> Result<(), Failure> {
    let made = places.board("payload", TASKS, Status::ALL).await?;
    let bare = BareFile::open(made.call.database()).await?;
    let (mut ours, mut plain, mut bytes) = (Samples::default(), Samples::default(), 0);
    let warm_up = scale.samples(5, 1);
    for round in 0..scale.samples(60, 5) + warm_up {
        let start = Instant::now();
        let payload = board::get(&made.call, made.project).await?;
        let json = serde_json::to_vec(&payload)?;
        let our_time = start.elapsed();
        let start = Instant::now();
        let cards = bare.board(made.project).await?;
        black_box(serde_json::to_vec(&cards)?);
        let plain_time = start.elapsed();
        if payload.tasks.len() != TASKS || cards.cards.len() != TASKS {
            let (a, b) = (payload.tasks.len(), cards.cards.len());
            return Err(Failure::Meaningless(format!("read {a} and {b} of {TASKS} tasks")));
        }
        bytes = json.len();
        if round >= warm_up {
            ours.push_time(our_time);
            plain.push_time(plain_time);
        }
    }
    bare.close().await;
    made.call.close().await?;
    let (time, floor) = (ours.median(), plain.median());
    let figure = format!("{time:.1} ms (p95 {:.1}, n {}, {} kB)", ours.p95(), ours.len(), bytes / 1_000);
    report.against("board of 10,000 tasks, use case to JSON bytes", figure, "≤ 25 ms", time <= 25.0);
    report
        .beside("  plain SELECT of the same columns, to JSON bytes", format!("{floor:.1} ms (p95 {:.1})", plain.p95()));
    report.against("  ratio of the two", format!("{:.2} ×", time / floor), "≤ 1.5 ×", time <= 1.5 * floor);
    Ok(())
}
