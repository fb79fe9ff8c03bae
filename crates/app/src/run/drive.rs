//! Watches one run from its start to its end.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use claudetask_claude::process;
use claudetask_claude::session::{Heard, Sender, Session, message};
use claudetask_claude::stream::{Event, Outcome};
use claudetask_core::{ItemKind, RequestState, RunState, Timestamp};
use claudetask_store::{RunFilter, RunRecord, StoreError, Tx};
use tokio::sync::watch;

use super::failure::{FailureCode, RunFailure};
use super::ledger::{self, Ending, entry};
use super::outcome::{self, End, EndedFor};
use super::runner::Shared;
use super::scribe::Scribe;
use super::shape::Options;
use super::{ask, claude, prompt};
use crate::context::blocking;
use crate::task::{self, full};
use crate::{Error, project};

mod ladder;
mod launch;

use ladder::{Ladder, Step};

/// How often the transcript is written down at the most.
const WRITE: Duration = Duration::from_millis(100);

/// How many bytes of a transcript wait for the disk at the most.
const WAITING: usize = 32 * 1024 * 1024;

/// How many bytes are written down at once without waiting for the next time.
const BATCH: usize = 1024 * 1024;

/// How often the end of a run is tried to be written.
const LAST_TRIES: u32 = 120;

/// What a run starts with.
struct Prepared {
    /// Its row, with the trust that holds now.
    record: RunRecord,
    prompt: String,
    found: claudetask_claude::program::Found,
    cost_before: f64,
}

/// Starts a run that was claimed, watches it, and writes down how it ended.
pub(super) async fn drive(shared: &Arc<Shared>, record: RunRecord) {
    let run = record.id;
    // From here on, so that no change of the ledger is missed while the run is prepared.
    let pulse = shared.pulse.subscribe();
    let (ending, scribe) = match prepare(shared, &record).await {
        Ok(Some(prepared)) => watch_run(shared, prepared, pulse).await,
        Ok(None) => (Ending::stopped(), Scribe::default()),
        Err(failure) => (Ending::failed(failure), Scribe::default()),
    };
    finish(shared, run, ending, scribe).await;
}

/// Gathers what the run needs, and says in the ledger that it begins; `None` where it was stopped before that.
async fn prepare(shared: &Shared, record: &RunRecord) -> Result<Option<Prepared>, RunFailure> {
    let stored = |error: Error| FailureCode::DatabaseFailed.with(error.to_string());
    let call = &shared.call;
    let found = claude::find(call, shared.options.surroundings.clone()).await.map_err(stored)?;
    let found = found.map_err(|error| {
        let code = match error {
            claudetask_claude::program::ProgramError::NotFound { .. } => FailureCode::ClaudeNotFound,
            _ => FailureCode::ClaudeUnusable,
        };
        code.with(format!("{error}\n{}", error.hint()))
    })?;
    let folder = PathBuf::from(&record.folder);
    if !blocking(move || folder.is_dir()).await {
        return Err(FailureCode::FolderGone.with(record.folder.clone()));
    }
    begin(shared, record, found).await.map_err(|error| match error {
        Error::TaskDeleted(_) | Error::TaskNotFound(_) => FailureCode::TaskDeleted.with(None),
        other => stored(other),
    })
}

async fn begin(
    shared: &Shared,
    record: &RunRecord,
    found: claudetask_claude::program::Found,
) -> Result<Option<Prepared>, Error> {
    let tx = shared.call.store.write().await?;
    let mut now = ledger::live(&tx, record.id).await?;
    if now.stop_asked_at.is_some() || shared.is_closing() {
        return Ok(None);
    }
    let project = project::find(&tx, record.project_id).await?;
    // A run can have waited for long: trust that was taken away since, or was given to another folder, is none.
    now.trusted &= project.trusted == Some(true) && project.path == now.folder;
    let task = task::find(&tx, record.project_id, record.task_id).await?;
    let task = full(&tx, task).await?;
    let options = Options::of(record);
    let prompt = match (&record.question, options.answer && record.follows.is_none()) {
        (Some(question), _) => question.clone(),
        (None, true) => prompt::of(&tx, &project, &task).await?,
        (None, false) => RESUME.to_owned(),
    };
    let cost_before = session_cost(&tx, record).await?;
    now.program = Some(found.path.display().to_string());
    ledger::begin(&shared.call, &tx, &mut now).await?;
    let item = entry(ItemKind::Prompt, shared.call.now(), super::titles::one_line(&prompt), prompt.clone());
    ledger::append(&tx, &mut now, vec![item]).await?;
    tx.update_run(&mut now).await?;
    tx.commit().await?;
    Ok(Some(Prepared { record: now, prompt, found, cost_before }))
}

/// Returns what a run's session has cost so far: what the last run of it that was told a cost was told.
async fn session_cost(tx: &Tx, record: &RunRecord) -> Result<f64, Error> {
    if record.follows.is_none() {
        return Ok(0.0);
    }
    let of_task = RunFilter { task: Some(record.task_id), before: Some(record.id), ..RunFilter::default() };
    let runs = tx.runs(&of_task, SESSION).await?;
    let mut of_session = runs.iter().filter(|run| run.session_id == record.session_id);
    Ok(of_session.find_map(|run| run.session_cost_usd).unwrap_or(0.0))
}

/// How many earlier runs of a task are looked at for those of a session.
const SESSION: u64 = 500;

/// What a run is told that goes on after a break.
const RESUME: &str = "You were interrupted before you gave the analysis. Go on where you were, read again what you need, \
                      and give the whole analysis in the form that was asked for.";

/// A run that goes on.
struct Drive<'a> {
    shared: &'a Shared,
    record: RunRecord,
    session: Session,
    sender: Sender,
    scribe: Scribe,
    results: Vec<Outcome>,
    began: bool,
    error: Option<String>,
    resets_at: Option<Timestamp>,
    ended_for: Option<EndedFor>,
    ladder: Option<Ladder>,
    /// Until when the run may go on, without the time in which it waits for the user.
    left: Duration,
    /// Since when the disk takes nothing.
    trouble: Option<(Instant, FailureCode)>,
}

async fn watch_run(shared: &Arc<Shared>, prepared: Prepared, pulse: watch::Receiver<u64>) -> (Ending, Scribe) {
    let record = prepared.record;
    let options = Options::of(&record);
    let scribe = Scribe::new(&record, prepared.cost_before);
    let launch = launch::launch(&record, &options, &prepared.found, &shared.options.environment);
    let started = blocking(move || Session::start(launch)).await;
    let session = match started {
        Ok(session) => session,
        Err(error) => return (Ending::failed(FailureCode::StartFailed.with(error.to_string())), scribe),
    };
    let sender = session.sender();
    let mut drive = Drive {
        shared,
        left: shared.options.patience.minute.saturating_mul(options.analysis.minutes),
        record,
        session,
        sender,
        scribe,
        results: Vec::new(),
        began: false,
        error: None,
        resets_at: None,
        ended_for: None,
        ladder: None,
        trouble: None,
    };
    drive.started(&prepared.prompt).await;
    let (exit_code, signal, stderr) = drive.follow(pulse).await;
    drive.sweep().await;
    let answer = options.answer;
    let ending = outcome::of(&End {
        results: &drive.results,
        began: drive.began,
        error: drive.error.as_deref(),
        exit_code,
        signal,
        stderr: &stderr,
        ended_for: drive.ended_for,
        answer,
        resets_at: drive.resets_at,
        now: shared.call.now(),
    });
    let gone = !Path::new(&drive.record.folder).is_dir();
    let ending = if gone && ending.state != RunState::Stopped {
        Ending {
            analysis: None,
            state: RunState::Failed,
            failure: Some(FailureCode::FolderGone.with(drive.record.folder.clone())),
            ..ending
        }
    } else {
        ending
    };
    (ending, drive.scribe)
}

impl Drive<'_> {
    /// Writes the process down and gives it the prompt.
    async fn started(&mut self, prompt: &str) {
        let pid = self.session.pid();
        self.record.process = blocking(move || process::of(pid)).await.map(|process| ledger::process_json(&process));
        self.record.state = RunState::Running;
        self.scribe.does("Starting Claude Code");
        self.write().await;
        self.look().await;
        // One that is to stop already is told nothing that costs.
        if self.ended_for.is_none() {
            self.sender.send(&message::user_text(prompt));
        }
    }

    /// Reads to the end of the process; returns its exit code, its signal and the end of its error output.
    async fn follow(&mut self, mut pulse: watch::Receiver<u64>) -> (Option<i32>, Option<i32>, String) {
        let mut written = Instant::now();
        let mut tick = Instant::now();
        loop {
            let heard = tokio::select! {
                biased;
                // First, since it is rare: a run that never pauses for breath has to hear of a stop too.
                beat = beat(&mut pulse) => { if beat { self.look().await; } None }
                heard = self.session.next() => Some(heard),
                () = tokio::time::sleep(WRITE) => None,
            };
            match heard {
                Some(Some(Heard::Event(event))) => self.hear(event).await,
                Some(Some(Heard::OutputClosed)) => self.output_closed(),
                Some(Some(Heard::Ended { exit_code, signal, stderr })) => return (exit_code, signal, stderr),
                Some(None) => return (None, None, String::new()),
                None => {}
            }
            let passed = tick.elapsed();
            tick = Instant::now();
            self.clock(passed);
            if self.shared.is_closing() && self.ended_for.is_none() {
                self.record.state = RunState::Stopping;
                self.end_for(EndedFor::Asked, true);
            }
            if self.scribe.is_dirty() && (written.elapsed() >= WRITE || self.scribe.waiting() >= BATCH) {
                self.write().await;
                written = Instant::now();
            }
            self.climb().await;
        }
    }

    async fn hear(&mut self, event: Event) {
        let at = self.shared.call.now();
        match &event {
            Event::Init(_) => self.began = true,
            Event::Text(text) if text.synthetic => self.error.clone_from(&text.error),
            Event::RateLimit { status, resets_at: Some(seconds), .. } if status == "rejected" => {
                self.resets_at = Some(Timestamp::from_millis(seconds.saturating_mul(1000)));
            }
            Event::OtherRequest { request_id, .. } => {
                self.sender.send(&message::refuse_request(request_id, "not supported"));
            }
            _ => {}
        }
        match event {
            Event::Permission(asked) => {
                let row = ask::row(&self.record, &asked, at);
                self.scribe.hear(Event::Permission(asked), at);
                self.record.state = RunState::Waiting;
                self.asks(row).await;
            }
            Event::Withdrawn { request_id } => self.withdrawn(&request_id).await,
            Event::Result(outcome) => {
                self.results.push((*outcome).clone());
                self.scribe.hear(Event::Result(outcome), at);
                // There is nothing more to say: it ends when its input does.
                self.sender.close_input();
                self.ladder.get_or_insert_with(|| Ladder::ending(self.shared.options.patience));
            }
            other => self.scribe.hear(other, at),
        }
    }

    /// Counts the time that the run takes itself.
    fn clock(&mut self, passed: Duration) {
        if self.record.state != RunState::Waiting {
            self.left = self.left.saturating_sub(passed);
        }
        if self.left.is_zero() && self.ladder.is_none() {
            self.end_for(EndedFor::Failure(FailureCode::TimeSpent), true);
        }
        if let Some((since, code)) = self.trouble
            && (since.elapsed() >= self.shared.options.patience.disk || self.scribe.waiting() > WAITING)
        {
            self.end_for(EndedFor::Failure(code), true);
        }
    }

    fn output_closed(&mut self) {
        if self.ladder.is_none() {
            self.end_for(EndedFor::Failure(FailureCode::OutputClosed), false);
        }
    }

    /// Begins to end the run; `heard` says whether it can still be told.
    fn end_for(&mut self, why: EndedFor, heard: bool) {
        if self.ended_for.is_none() {
            self.ended_for = Some(why);
            self.ladder = Some(Ladder::stopping(self.shared.options.patience, heard));
        }
    }

    /// Takes the next step of ending the run when its time has come.
    async fn climb(&mut self) {
        let Some(ladder) = &mut self.ladder else { return };
        match ladder.due() {
            None => {}
            Some(Step::Interrupt) => {
                self.sender.send(&message::interrupt("stop"));
            }
            Some(Step::CloseInput) => self.sender.close_input(),
            Some(Step::Terminate) => self.session.terminate(),
            Some(Step::Kill) => {
                self.session.kill();
                self.sweep().await;
            }
        }
    }

    /// Ends what the process has left behind, and says so.
    async fn sweep(&mut self) {
        let marker = self.record.marker.clone();
        let known: Vec<_> = ledger::process(&self.record).into_iter().collect();
        let grace = self.shared.options.patience.sweep;
        let swept = blocking(move || process::sweep(&marker, &known, grace)).await;
        let ended = swept.terminated.len() + swept.killed.len();
        if ended > 0 {
            let at = self.shared.call.now();
            let title = if ended == 1 {
                "One process that it left behind was ended".to_owned()
            } else {
                format!("{ended} processes that it left behind were ended")
            };
            self.scribe.add(entry(ItemKind::Notice, at, title, ""));
        }
        if !swept.left.is_empty() {
            let pids: Vec<String> = swept.left.iter().map(|process| process.pid.to_string()).collect();
            let title = format!("Processes that could not be ended: {}", pids.join(", "));
            self.scribe.add(entry(ItemKind::Error, self.shared.call.now(), title, ""));
        }
    }

    /// Looks what other programs, and the user, have written into the ledger.
    async fn look(&mut self) {
        let looked = async {
            let tx = self.shared.call.store.read().await?;
            let now = tx.run(self.record.id).await?;
            let task = tx.task(self.record.task_id).await?;
            let answered = !ask::answered(&tx, &self.record).await?.is_empty();
            Ok::<_, Error>((now, task, answered))
        };
        let (now, task, answered) = match looked.await {
            Ok(looked) => looked,
            Err(error) => return tracing::warn!(%error, run = %self.record.id, "a run's row can't be read"),
        };
        if now.is_some_and(|now| now.stop_asked_at.is_some()) && self.ended_for.is_none() {
            self.record.state = RunState::Stopping;
            self.scribe.does("Stopping");
            self.end_for(EndedFor::Asked, true);
        }
        if task.is_none_or(|task| task.deleted_at.is_some()) && self.ended_for.is_none() {
            self.end_for(EndedFor::Failure(FailureCode::TaskDeleted), true);
        }
        if answered && let Err(error) = self.tell_answers().await {
            tracing::warn!(%error, run = %self.record.id, "an answer could not be handed on; it is tried again");
        }
    }

    async fn tell_answers(&mut self) -> Result<(), Error> {
        let tx = self.shared.call.store.write().await?;
        let told = ask::answers(&tx, &self.record, self.shared.call.now()).await?;
        let open = tx.requests_of(self.record.id).await?.iter().any(|request| request.state == RequestState::Open);
        tx.commit().await?;
        for mut one in told {
            if !self.sender.send(&one.message) {
                one.item.failed = true;
                one.item.title = format!("Could not be told: {}", one.item.title);
            }
            self.scribe.add(one.item);
        }
        if !open && self.record.state == RunState::Waiting {
            self.record.state = RunState::Running;
            self.scribe.does("Thinking");
        }
        self.write().await;
        Ok(())
    }

    async fn asks(&mut self, row: claudetask_store::NewRequest) {
        let request = row.request.clone();
        let stored = async {
            let tx = self.shared.call.store.write().await?;
            tx.insert_request(row).await?;
            tx.commit().await?;
            Ok::<_, Error>(())
        };
        if let Err(error) = stored.await {
            tracing::warn!(%error, run = %self.record.id, "a request could not be stored, so it is denied");
            self.sender.send(&message::deny(&request, "The user can't be asked now."));
            self.record.state = RunState::Running;
        }
        self.write().await;
    }

    async fn withdrawn(&mut self, request_id: &str) {
        let done = async {
            let tx = self.shared.call.store.write().await?;
            let mut requests = tx.requests_of(self.record.id).await?;
            requests.retain(|one| matches!(one.state, RequestState::Open | RequestState::Answered));
            if let Some(withdrawn) = requests.iter_mut().find(|one| one.request == request_id) {
                withdrawn.state = RequestState::Withdrawn;
                tx.update_request(withdrawn).await?;
            }
            let open = requests.iter().any(|one| one.state == RequestState::Open);
            tx.commit().await?;
            Ok::<_, Error>(open)
        };
        match done.await {
            Ok(false) if self.record.state == RunState::Waiting => self.record.state = RunState::Running,
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, run = %self.record.id, "a request could not be withdrawn"),
        }
        self.scribe.does("Thinking");
        self.write().await;
    }

    /// Writes down what has come. What the disk does not take is kept and tried again.
    async fn write(&mut self) {
        match write(self.shared, &mut self.record, &mut self.scribe).await {
            Ok(()) => self.trouble = None,
            Err(error) => {
                let code = match &error {
                    Error::Store(StoreError::DiskFull { .. }) => FailureCode::DiskFull,
                    _ => FailureCode::DatabaseFailed,
                };
                let since = self.trouble.map_or_else(Instant::now, |(since, _)| since);
                self.trouble = Some((since, code));
                tracing::warn!(%error, run = %self.record.id, "a transcript can't be written; it is tried again");
            }
        }
    }
}

/// Waits until the database changed.
async fn beat(pulse: &mut watch::Receiver<u64>) -> bool {
    match pulse.changed().await {
        Ok(()) => true,
        // The runner is gone; the run goes on without hearing of others.
        Err(_) => std::future::pending().await,
    }
}

async fn write(shared: &Shared, record: &mut RunRecord, scribe: &mut Scribe) -> Result<(), Error> {
    let tx = shared.call.store.write().await?;
    // What others may have written is taken over: how long the transcript is, and whether it is to stop.
    let mut now = ledger::live(&tx, record.id).await?;
    now.state = if now.stop_asked_at.is_some() { RunState::Stopping } else { record.state };
    now.process.clone_from(&record.process);
    let items = scribe.write(&mut now);
    let kept = items.clone();
    let done = async {
        ledger::append(&tx, &mut now, items).await?;
        tx.update_run(&mut now).await?;
        Ok::<_, Error>(tx.commit().await?)
    };
    match done.await {
        Ok(()) => {
            *record = now;
            Ok(())
        }
        Err(error) => {
            scribe.keep(kept);
            Err(error)
        }
    }
}

/// Writes down how a run ended; it is tried for two minutes, and what could not be written is found by the next look
/// for lost runs.
async fn finish(shared: &Shared, run: claudetask_core::RunId, ending: Ending, mut scribe: Scribe) {
    for tried in 0..LAST_TRIES {
        match end(shared, run, ending.clone(), &mut scribe).await {
            Ok(()) | Err(Error::RunEnded { .. } | Error::RunNotFound(_)) => return,
            Err(error) => tracing::warn!(%error, %run, tried, "the end of a run can't be written; it is tried again"),
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

async fn end(shared: &Shared, run: claudetask_core::RunId, ending: Ending, scribe: &mut Scribe) -> Result<(), Error> {
    let tx = shared.call.store.write().await?;
    let mut now = ledger::live(&tx, run).await?;
    let items = if scribe.is_dirty() { scribe.write(&mut now) } else { Vec::new() };
    let kept = items.clone();
    let done = async {
        ledger::end(&shared.call, &tx, &mut now, ending, items).await?;
        Ok::<_, Error>(tx.commit().await?)
    };
    let done = done.await;
    if done.is_err() {
        scribe.keep(kept);
    }
    done
}
