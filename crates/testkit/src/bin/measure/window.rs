//! The real window with 10,000 tasks, beside an empty window of the same pins.

mod desktop;
mod moves;
mod scroll;
mod session;
mod starts;

use claudetask_core::Status;

use crate::failure::Failure;
use crate::figure::{Report, Scale};
use crate::payload::TASKS;
use crate::places::Places;
use crate::script;
use desktop::Desktop;
use session::{Program, Session};

/// Measures start and memory, then, in one session each, moves and scrolling.
pub(crate) async fn measure(places: &Places, scale: Scale, report: &mut Report) -> Result<(), Failure> {
    let (app, empty) = (places.desktop()?, places.empty_window()?);
    let spread = places.board("window", TASKS, Status::ALL).await?;
    let column = places.board("column", TASKS, &[Status::Backlog]).await?;
    spread.call.close().await?;
    column.call.close().await?;
    let with_board = Program { path: app.clone(), data: spread.data };
    let with_column = Program { path: app, data: column.data };
    let without = Program { path: empty, data: places.data().join("empty") };

    let desktop = Desktop::start(&places.data().join("desktop"))?;
    starts::measure(&desktop, &with_board, &without, scale, report).await?;

    let session = Session::start(&desktop, &with_board).await?;
    session.usable().await?;
    let measured = async {
        script::measure(&session.scripts().await?, report)?;
        moves::measure(&session, scale, report).await
    };
    let outcome = measured.await;
    session.end().await?;
    outcome?;

    let session = Session::start(&desktop, &with_column).await?;
    session.usable().await?;
    let outcome = scroll::measure(&session, scale, report).await;
    session.end().await?;
    outcome
}
