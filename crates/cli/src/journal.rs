//! The journal: undo, redo, log.

use claudetask_app::change::Feed;
use claudetask_app::event::{self, Event, LogQuery};
use claudetask_app::undo;
use claudetask_app::{Error, project};
use claudetask_core::{EventSeq, ProjectId};
use serde::Serialize;

use crate::args::LogArgs;
use crate::door::Door;
use crate::end::End;
use crate::failure::Failure;
use crate::output::{write_json, write_text};
use crate::render::{self, Screen};

/// How many events `log` shows where nothing else is asked for.
const SHOWN: u32 = 50;

/// How many events `log --follow` reads at a time.
const PAGE: u64 = 200;

#[derive(Debug, Serialize)]
struct Events {
    events: Vec<Event>,
}

/// Takes back an event, or the last change.
pub(crate) async fn undo(door: &Door, event: Option<EventSeq>) -> Result<(), Failure> {
    let project = door.even_forgotten().await?;
    match undo::undo(&door.call, project, event).await {
        Ok(report) => door.output.show(&report, |screen| render::event::reverted("Undid", &report, screen)),
        Err(error) => Err(or_no_project(door, project, error).await),
    }
}

/// Makes an undone change again.
pub(crate) async fn redo(door: &Door, event: Option<EventSeq>) -> Result<(), Failure> {
    let project = door.even_forgotten().await?;
    match undo::redo(&door.call, project, event).await {
        Ok(report) => door.output.show(&report, |screen| render::event::reverted("Did again", &report, screen)),
        Err(error) => Err(or_no_project(door, project, error).await),
    }
}

/// Says of a project that is not there that it is not there, instead of that it has no event.
async fn or_no_project(door: &Door, project: ProjectId, error: Error) -> Failure {
    match error {
        Error::NothingToUndo | Error::NothingToRedo | Error::EventNotFound(_) => {
            project::get(&door.call, project).await.err().unwrap_or(error).into()
        }
        other => other.into(),
    }
}

/// Shows events.
pub(crate) async fn log(door: &Door, args: LogArgs) -> Result<(), Failure> {
    let project = door.project().await?.id;
    let since = args.since.map(EventSeq);
    let limit = u64::from(args.limit.unwrap_or(SHOWN));
    let query = LogQuery { task: args.task, since, limit };
    if args.follow {
        return follow(door, project, query).await;
    }
    let events = Events { events: event::log(&door.call, project, query).await? };
    door.output.show(&events, |screen| render::event::log(&events.events, screen))
}

/// Shows events until Ctrl-C or until nobody reads any more.
async fn follow(door: &Door, project: ProjectId, query: LogQuery) -> Result<(), Failure> {
    let mut end = End::listen()?;
    // Where the feed begins comes first, so that nothing falls between it and the first events.
    let mut feed = Feed::follow(&door.call, event::last(&door.call).await?).await?;
    let mut seen = query.since.unwrap_or(EventSeq(0));
    if query.since.is_none() {
        let events = event::log(&door.call, project, query).await?;
        write(door, &events)?;
        seen = events.last().map_or(seen, |event| event.seq);
    }
    loop {
        loop {
            let page = LogQuery { since: Some(seen), limit: PAGE, ..query };
            let events = event::log(&door.call, project, page).await?;
            let Some(last) = events.last() else { break };
            seen = last.seq;
            write(door, &events)?;
        }
        tokio::select! {
            changes = feed.next() => drop(changes?),
            _ = end.asked() => return Ok(()),
        }
    }
}

fn write(door: &Door, events: &[Event]) -> Result<(), Failure> {
    for event in events {
        if door.output.json {
            write_json(event)?;
        } else {
            write_text(&render::event::line(event, Screen::of_stdout()))?;
        }
    }
    Ok(())
}
