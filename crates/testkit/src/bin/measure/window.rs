//! The real window with 10,000 tasks and with a long CLAUDE.md, beside an empty window of the same pins.

mod analyse;
mod desktop;
mod moves;
mod palette;
mod quick_add;
mod scroll;
mod session;
mod starts;
mod typing;

use claudetask_core::Status;

use crate::failure::Failure;
use crate::figure::{Report, Scale};
use crate::payload::TASKS;
use crate::places::{LargeBoard, Places};
use crate::script;
use desktop::Desktop;
use session::{Program, Session};

/// Measures start and memory, then, in a session each, the rest.
pub(crate) async fn measure(places: &Places, scale: Scale, report: &mut Report) -> Result<(), Failure> {
    let (app, empty) = (places.desktop()?, places.empty_window()?);
    let spread = places.board("window", TASKS, Status::ALL).await?;
    let column = places.board("column", TASKS, &[Status::Backlog]).await?;
    spread.call.close().await?;
    column.call.close().await?;
    let with_board = Program { path: app.clone(), data: spread.data };
    let with_column = Program { path: app.clone(), data: column.data };
    let analysed = analyse::board(places, TASKS).await?;
    let with_runs = Program { path: app.clone(), data: analysed.data.clone() };
    let with_instructions = typing::board(places, app).await?;
    let without = Program { path: empty, data: places.data().join("empty") };

    let desktop = Desktop::start(&places.data().join("desktop"))?;
    // One that can't run leaves the others alone.
    if let Err(failure) = starts::measure(&desktop, &with_board, &without, scale, report).await {
        report.failed("starts of the window", &failure);
    }
    if let Err(failure) = in_session(&desktop, &with_board, Part::Script, scale, report).await {
        report.failed("JavaScript loaded for the board", &failure);
    }
    if let Err(failure) = in_session(&desktop, &with_board, Part::Moves, scale, report).await {
        report.failed("a card's move", &failure);
    }
    if let Err(failure) = in_session(&desktop, &with_board, Part::Palette, scale, report).await {
        report.failed("the palette", &failure);
    }
    if let Err(failure) = in_session(&desktop, &with_board, Part::QuickAdd, scale, report).await {
        report.failed("the quick-add window", &failure);
    }
    if let Err(failure) = in_session(&desktop, &with_column, Part::Scrolling, scale, report).await {
        report.failed("scrolling", &failure);
    }
    if let Err(failure) = in_session(&desktop, &with_instructions, Part::Typing, scale, report).await {
        report.failed("a key in CLAUDE.md", &failure);
    }
    if let Err(failure) = analysed_in_session(&desktop, &with_runs, &analysed, scale, report).await {
        report.failed("runs in the window", &failure);
    }
    analysed.call.close().await?;
    Ok(())
}

async fn analysed_in_session(
    desktop: &Desktop,
    program: &Program,
    made: &LargeBoard,
    scale: Scale,
    report: &mut Report,
) -> Result<(), Failure> {
    let session = Session::start(desktop, program).await?;
    let measured = async {
        session.usable().await?;
        analyse::measure(&session, made, scale, report).await
    };
    let outcome = measured.await;
    session.end().await?;
    outcome
}

/// What is measured in a window that is open.
#[derive(Debug, Clone, Copy)]
enum Part {
    Script,
    Moves,
    Palette,
    QuickAdd,
    Scrolling,
    Typing,
}

async fn in_session(
    desktop: &Desktop,
    program: &Program,
    part: Part,
    scale: Scale,
    report: &mut Report,
) -> Result<(), Failure> {
    let session = Session::start(desktop, program).await?;
    let measured = async {
        session.usable().await?;
        match part {
            Part::Script => script::measure(&session.scripts().await?, report),
            Part::Moves => moves::measure(&session, scale, report).await,
            Part::Palette => palette::measure(&session, scale, report).await,
            Part::QuickAdd => quick_add::measure(desktop, &session, scale, report).await,
            Part::Scrolling => scroll::measure(&session, scale, report).await,
            Part::Typing => typing::measure(&session, scale, report).await,
        }
    };
    let outcome = measured.await;
    session.end().await?;
    outcome
}
