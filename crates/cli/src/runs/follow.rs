//! Showing a run as it goes on, and driving it where it was asked for here.

use std::io::ErrorKind;
use std::time::Duration;

use claudetask_app::run::{self, Run, RunFeed, RunRequest, Runner, RunnerOptions, Takes, TranscriptItem};
use claudetask_app::{Call, Error, task};
use claudetask_core::{ItemKind, RunId, RunState};
use serde::Serialize;

use super::ask::Asker;
use crate::door::Door;
use crate::end::{Asked, End};
use crate::failure::Failure;
use crate::output::{write_json, write_text};
use crate::render::{self, Screen};

/// How many entries are read at a time.
const PAGE: u32 = 500;

/// How often it is looked whether the run's watcher is gone, where that is another program.
const LOOK: Duration = Duration::from_secs(2);

/// A line for programs.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum Line<'a> {
    Run(&'a Run),
    Item(&'a TranscriptItem),
    Request(&'a RunRequest),
}

/// Drives a run in this process and shows what comes; it succeeds only when the run does.
pub(super) async fn drive(door: &Door, id: RunId) -> Result<(), Failure> {
    let mut end = End::listen()?;
    let runner = Runner::start(&door.call, RunnerOptions::new(Takes::Only(id)))?;
    match Shown::new(door, id, 1).until_it_ends(&mut end, Some(&runner)).await {
        Ok(Some(run)) => {
            runner.close().await;
            finish(door, &run).await
        }
        Ok(None) => Ok(()),
        Err(failure) => {
            // Nobody sees any more what it does, so it does not go on.
            give_up(&door.call, &runner, id).await?;
            match &failure {
                Failure::Output(error) if error.kind() == ErrorKind::BrokenPipe => {
                    let run = run::get(&door.call, id).await?.run;
                    if run.state == RunState::Succeeded { Ok(()) } else { Err(Failure::of_run(&run)) }
                }
                _ => Err(failure),
            }
        }
    }
}

/// Stops a run that this process drives, or would, and waits until it is gone.
async fn give_up(call: &Call, runner: &Runner, id: RunId) -> Result<(), Error> {
    runner.close().await;
    // One that waits for its turn would wait for another program.
    stopped(run::stop(call, id).await)
}

/// Takes a run that has ended by itself as one that was stopped.
fn stopped(outcome: Result<Run, Error>) -> Result<(), Error> {
    match outcome {
        Ok(_) | Err(Error::RunEnded { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Shows what comes of a run that another program may drive, from an entry on, until it ends or until Ctrl-C.
pub(super) async fn listen(door: &Door, id: RunId, first: u32) -> Result<(), Failure> {
    let mut end = End::listen()?;
    let run = Shown::new(door, id, first).until_it_ends(&mut end, None).await?;
    match run {
        Some(run) if !door.output.json => write_text(&render::run::summary(&run)),
        _ => Ok(()),
    }
}

/// Says how a run ended, and what became of its task.
async fn finish(door: &Door, run: &Run) -> Result<(), Failure> {
    if !door.output.json {
        write_text(&render::run::summary(run))?;
    }
    if run.state != RunState::Succeeded {
        return Err(Failure::of_run(run));
    }
    if !door.output.json && run.question.is_none() {
        let task = task::get(&door.call, run.project_id, run.task_id).await?;
        write_text(&render::run::written(&task))?;
    }
    Ok(())
}

/// What is shown of a run.
struct Shown<'a> {
    door: &'a Door,
    id: RunId,
    /// The number of the next entry.
    next: u32,
    /// The state that was told last.
    told: Option<RunState>,
    asker: Asker,
}

impl<'a> Shown<'a> {
    fn new(door: &'a Door, id: RunId, next: u32) -> Self {
        Self { door, id, next, told: None, asker: Asker::new(door.output) }
    }

    /// Shows all until the run has ended, and returns it so; `None` where the user does not want to see more.
    async fn until_it_ends(mut self, end: &mut End, runner: Option<&Runner>) -> Result<Option<Run>, Failure> {
        let call = &self.door.call;
        // Where the feed begins comes first, so that nothing falls between it and the first look.
        let mut feed = RunFeed::follow(call).await?;
        let mut asked = 0;
        let mut run = run::get(call, self.id).await?.run;
        let mut requests = run::open_requests(call).await?;
        let mut look = tokio::time::interval(LOOK);
        loop {
            self.show(&run).await?;
            if !run.state.is_live() {
                return Ok(Some(run));
            }
            requests.retain(|request| request.run_id == self.id);
            self.ask(&requests)?;
            tokio::select! {
                changed = feed.next() => {
                    let changed = changed?;
                    requests = changed.requests;
                    if let Some(now) = changed.runs.into_iter().find(|run| run.id == self.id) {
                        run = now;
                    }
                }
                how = end.asked() => {
                    let Some(runner) = runner else { return Ok(None) };
                    asked += 1;
                    self.stop(runner, how, asked).await?;
                }
                line = self.asker.line() => self.answer(line).await?,
                _ = look.tick(), if runner.is_none() => run::refresh(call).await?,
            }
        }
    }

    /// Ends a run as the user wants it.
    async fn stop(&self, runner: &Runner, how: Asked, asked: u32) -> Result<(), Failure> {
        if !self.door.output.json && asked == 1 {
            render::run::warn(&format!("Stopping run {}; it may take some seconds.", self.id));
        }
        if how == Asked::Interrupt && asked == 1 {
            return Ok(stopped(run::stop(&self.door.call, self.id).await)?);
        }
        Ok(give_up(&self.door.call, runner, self.id).await?)
    }

    /// Shows the entries that came, then what changed of the run.
    async fn show(&mut self, run: &Run) -> Result<(), Failure> {
        let first = self.told.is_none();
        if self.door.output.json && first {
            write_json(&Line::Run(run))?;
        }
        loop {
            let page = run::transcript(&self.door.call, self.id, self.next, PAGE).await?;
            let Some(last) = page.items.last() else { break };
            self.next = last.seq + 1;
            if self.door.output.json {
                for item in &page.items {
                    write_json(&Line::Item(item))?;
                }
            } else {
                let items = whole_texts(&self.door.call, self.id, page.items).await?;
                write_text(&render::run::items(&items, Screen::of_stdout()))?;
            }
        }
        if self.door.output.json && !first {
            write_json(&Line::Run(run))?;
        }
        if !self.door.output.json && self.told != Some(run.state) {
            let queue = run::queue(&self.door.call).await?;
            write_text(&render::run::state(run, &queue))?;
        }
        self.told = Some(run.state);
        Ok(())
    }

    fn ask(&mut self, requests: &[RunRequest]) -> Result<(), Failure> {
        let new = self.asker.look(requests)?;
        if self.door.output.json {
            for request in new {
                write_json(&Line::Request(&request))?;
            }
        }
        Ok(())
    }

    async fn answer(&mut self, line: Option<String>) -> Result<(), Failure> {
        let Some((id, answer)) = self.asker.hear(line)? else { return Ok(()) };
        match run::answer(&self.door.call, id, answer).await {
            // It was answered elsewhere, or is asked no more: the run says so.
            Ok(_) | Err(Error::RequestNotOpen(_)) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

/// Completes what Claude wrote, of which a page has the beginning alone.
pub(super) async fn whole_texts(
    call: &Call,
    run: RunId,
    mut items: Vec<TranscriptItem>,
) -> Result<Vec<TranscriptItem>, Failure> {
    for item in &mut items {
        let length = u32::try_from(item.text.chars().count()).unwrap_or(u32::MAX);
        if item.kind == ItemKind::Text && item.characters > length {
            *item = run::item(call, run, item.seq).await?;
        }
    }
    Ok(items)
}
