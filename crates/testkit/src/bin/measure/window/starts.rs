//! From the start of the process to a usable board, and the memory that it then takes.

use std::time::Duration;

use super::desktop::Desktop;
use super::session::{Program, Session};
use crate::failure::Failure;
use crate::figure::{Report, Samples, Scale};

/// How long a window is left alone before its memory is read.
const SETTLE: Duration = Duration::from_millis(1_500);

/// What was seen of one program's starts.
#[derive(Debug, Default)]
struct Seen {
    /// Milliseconds from the process's start.
    usable: Samples,
    /// MB.
    memory: Samples,
    /// How many times the page was usable before anybody could look.
    late: usize,
}

/// Starts both programs in turns, the first of each for warmth only.
pub(crate) async fn measure(
    desktop: &Desktop,
    board: &Program,
    empty: &Program,
    scale: Scale,
    report: &mut Report,
) -> Result<(), Failure> {
    let (mut with_board, mut without) = (Seen::default(), Seen::default());
    for round in 0..=scale.samples(9, 2) {
        for (program, seen) in [(empty, &mut without), (board, &mut with_board)] {
            let session = Session::start(desktop, program).await?;
            let outcome = look(&session).await;
            session.end().await?;
            let (usable, exact, memory) = outcome?;
            if round > 0 {
                seen.usable.push(usable);
                seen.memory.push(memory);
                seen.late += usize::from(!exact);
            }
        }
    }
    let (time, floor) = (with_board.usable.median(), without.usable.median());
    report.beside(
        "window with 10,000 tasks, process start to usable board",
        format!(
            "{time:.0} ms (p95 {:.0}, n {}){}",
            with_board.usable.p95(),
            with_board.usable.len(),
            late(&with_board)
        ),
    );
    report.beside(
        "  empty window, process start to usable page",
        format!("{floor:.0} ms (p95 {:.0}, n {}){}", without.usable.p95(), without.usable.len(), late(&without)),
    );
    report.against("  difference", format!("{:+.0} ms", time - floor), "≤ 400 ms", time - floor <= 400.0);

    let (memory, floor) = (with_board.memory.median(), without.memory.median());
    let figure = format!("{:+.1} MB ({memory:.1} against {floor:.1} PSS)", memory - floor);
    report.against("  memory of its own process above the empty window's", figure, "≤ 30 MB", memory - floor <= 30.0);
    Ok(())
}

/// Returns when the window became usable, whether that is exact, and its memory.
async fn look(session: &Session) -> Result<(f64, bool, f64), Failure> {
    let usable = session.usable().await?;
    tokio::time::sleep(SETTLE).await;
    Ok((usable.at - session.begun.at, usable.exact, session.own_memory()?))
}

/// Says where a figure is only an upper bound.
fn late(seen: &Seen) -> String {
    match seen.late {
        0 => String::new(),
        late => format!(", at most: {late} were usable before they could be asked"),
    }
}
