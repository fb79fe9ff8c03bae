//! Runs of Claude: the part of the app that watches them, what the page is told of them, and the commands on them.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use claudetask_app::doctor::{self, DoctorReport, Subject};
use claudetask_app::run::{
    self, ClaudeStatus, PromptPreview, QueueState, RequestAnswer, Run, RunDetail, RunFeed, RunList, RunQuery,
    RunRequest, Runner, RunnerOptions, RunsNow, Takes, TranscriptItem, TranscriptPage, TrustReport,
};
use claudetask_app::{Call, Error, ErrorReport};
use claudetask_core::{Invalid, ProjectId, RequestId, RunId, RunState, TaskId};
use serde::Serialize;
use tauri::{AppHandle, Manager, State};
use tauri_specta::Event;
use tokio::sync::OnceCell;
use tokio::time::Instant;

use crate::commands::{Answer, chosen_path, with};
use crate::native::Native;
use crate::session::Session;
use crate::{run_notices, tray};

/// Runs changed: the changed ones, and what waits and the queue as they are now.
#[derive(Debug, Clone, Serialize, specta::Type, Event)]
pub(crate) struct RunsChanged(RunsNow);

/// The part of the app that takes runs and watches them; there as soon as the database can be opened.
#[derive(Debug, Default)]
pub(crate) struct Watcher {
    runner: OnceCell<Runner>,
    closed: AtomicBool,
}

impl Watcher {
    /// Begins to take runs, unless the app is about to end.
    async fn start(&self, call: &Call, options: RunnerOptions) -> Result<(), Error> {
        if self.closed.load(Ordering::SeqCst) {
            return Ok(());
        }
        let runner = self.runner.get_or_try_init(|| async { Runner::start(call, options) }).await?;
        // Closed meanwhile, before there was anything to close.
        if self.closed.load(Ordering::SeqCst) {
            runner.close().await;
        }
        Ok(())
    }

    /// Returns the runs that this app watches now.
    pub(crate) fn watched(&self) -> Vec<RunId> {
        self.runner.get().map(Runner::watched).unwrap_or_default()
    }

    /// Has it look at once.
    fn wake(&self) {
        if let Some(runner) = self.runner.get() {
            runner.wake();
        }
    }

    /// Takes no more runs, and stops those that it watches; at most for so long.
    pub(crate) async fn close(&self, longest: Duration) {
        self.closed.store(true, Ordering::SeqCst);
        let Some(runner) = self.runner.get() else { return };
        match tokio::time::timeout(longest, runner.close()).await {
            Ok(()) => {}
            Err(_) => tracing::error!("the runs did not end in time"),
        }
    }
}

/// How long it rests after a failure.
const REST: Duration = Duration::from_secs(1);

/// How long after the start runs are taken: the page has read its board by then.
const AFTER_START: Duration = Duration::from_millis(500);

/// How long nothing is told after a change: ten live runs write a hundred times a second.
const BETWEEN: Duration = Duration::from_millis(100);

/// The feed of runs, at most ten times a second; what changes meanwhile comes with the next.
#[derive(Debug)]
struct Paced {
    feed: RunFeed,
    told: Option<Instant>,
}

impl Paced {
    async fn follow(call: &Call) -> Result<Self, Error> {
        Ok(Self { feed: RunFeed::follow(call).await?, told: None })
    }

    async fn next(&mut self) -> Result<RunsNow, Error> {
        if let Some(told) = self.told {
            tokio::time::sleep_until(told + BETWEEN).await;
        }
        let changed = self.feed.next().await?;
        self.told = Some(Instant::now());
        Ok(changed)
    }
}

/// Watches runs, and tells of all programs' runs, for as long as the app runs.
pub(crate) fn follow(app: AppHandle, session: Session) {
    tauri::async_runtime::spawn(async move {
        // Kept over failures, so that nothing is missed between two of them.
        let mut feed = None;
        loop {
            if let Err(error) = forward(&app, &session, &mut feed).await {
                tracing::warn!(%error, "runs can't be followed; it is tried again in a second");
            }
            tokio::time::sleep(REST).await;
        }
    });
}

async fn forward(app: &AppHandle, session: &Session, feed: &mut Option<Paced>) -> Result<(), Error> {
    let call = session.call().await?;
    let feed = match feed {
        Some(feed) => feed,
        None => {
            let begun = feed.insert(Paced::follow(call).await?);
            tokio::time::sleep(AFTER_START).await;
            begun
        }
    };
    app.state::<Watcher>().start(call, RunnerOptions::new(Takes::All)).await?;
    let mut now = run::now(call).await?;
    let mut live: BTreeMap<RunId, Run> = now.runs.drain(..).map(|run| (run.id, run)).collect();
    tray::follow_runs(app, &live, &now.queue);
    loop {
        let changed = feed.next().await?;
        run_notices::follow(app, &live, &changed);
        for run in &changed.runs {
            if run.state.is_live() {
                live.insert(run.id, run.clone());
            } else {
                live.remove(&run.id);
            }
        }
        for run in live.values_mut() {
            let open = changed.requests.iter().filter(|request| request.run_id == run.id).count();
            run.open_requests = u32::try_from(open).unwrap_or(u32::MAX);
        }
        tray::follow_runs(app, &live, &changed.queue);
        if let Err(error) = RunsChanged(changed).emit(app) {
            tracing::warn!(%error, "a change of runs could not be told to the window");
        }
    }
}

/// Lets new runs wait, or go on, whichever is not so now.
pub(crate) fn turn_queue(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let session = app.state::<Session>();
        let turned = async {
            let call = session.call().await?;
            let paused = run::queue(call).await?.paused;
            run::pause(call, !paused).await
        };
        if let Err(error) = turned.await {
            tracing::warn!(%error, "the queue could not be turned");
        }
        app.state::<Watcher>().wake();
    });
}

/// Returns the runs of these ids that have not ended, as they are now.
pub(crate) async fn live(session: &Session, ids: &[RunId]) -> Result<Vec<Run>, Error> {
    let mut runs = run::now(session.call().await?).await?.runs;
    runs.retain(|run| ids.contains(&run.id) && run.state != RunState::Queued);
    Ok(runs)
}

/// Returns what goes on now, in all projects.
#[tauri::command]
#[specta::specta]
pub(crate) async fn runs_now(session: State<'_, Session>) -> Answer<RunsNow> {
    with!(session, call => run::now(call))
}

/// Returns runs of a project or of all, the newest first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn runs_list(
    session: State<'_, Session>,
    project: Option<ProjectId>,
    query: RunQuery,
) -> Answer<RunList> {
    with!(session, call => run::list(call, project, query))
}

/// Returns a run in full.
#[tauri::command]
#[specta::specta]
pub(crate) async fn run_get(session: State<'_, Session>, run: RunId) -> Answer<RunDetail> {
    with!(session, call => run::get(call, run))
}

/// Asks for an analysis of a task.
#[tauri::command]
#[specta::specta]
pub(crate) async fn run_analyze(
    session: State<'_, Session>,
    watcher: State<'_, Watcher>,
    project: ProjectId,
    task: TaskId,
) -> Answer<Run> {
    let run = with!(session, call => run::analyze(call, project, task, false));
    watcher.wake();
    run
}

/// Asks a question in the session of a run that has ended.
#[tauri::command]
#[specta::specta]
pub(crate) async fn run_ask(
    session: State<'_, Session>,
    watcher: State<'_, Watcher>,
    run: RunId,
    question: String,
) -> Answer<Run> {
    let run = with!(session, call => run::ask(call, run, &question, false));
    watcher.wake();
    run
}

/// Goes on with a run that ended without what it was for.
#[tauri::command]
#[specta::specta]
pub(crate) async fn run_resume(session: State<'_, Session>, watcher: State<'_, Watcher>, run: RunId) -> Answer<Run> {
    let run = with!(session, call => run::resume(call, run, false));
    watcher.wake();
    run
}

/// Asks a run to stop.
#[tauri::command]
#[specta::specta]
pub(crate) async fn run_stop(session: State<'_, Session>, watcher: State<'_, Watcher>, run: RunId) -> Answer<Run> {
    let run = with!(session, call => run::stop(call, run));
    watcher.wake();
    run
}

/// Returns a part of a transcript: up to `limit` entries from the one numbered `from`.
#[tauri::command]
#[specta::specta]
pub(crate) async fn run_transcript(
    session: State<'_, Session>,
    run: RunId,
    from: u32,
    limit: u32,
) -> Answer<TranscriptPage> {
    with!(session, call => run::transcript(call, run, from, limit))
}

/// Returns an entry of a transcript with its whole text.
#[tauri::command]
#[specta::specta]
pub(crate) async fn run_item(session: State<'_, Session>, run: RunId, seq: u32) -> Answer<TranscriptItem> {
    with!(session, call => run::item(call, run, seq))
}

/// Returns the numbers of the entries that hold a text.
#[tauri::command]
#[specta::specta]
pub(crate) async fn run_search(session: State<'_, Session>, run: RunId, text: String) -> Answer<Vec<u32>> {
    with!(session, call => run::search(call, run, &text))
}

/// Returns a transcript as Markdown.
#[tauri::command]
#[specta::specta]
pub(crate) async fn run_export(session: State<'_, Session>, run: RunId) -> Answer<String> {
    with!(session, call => run::export(call, run))
}

/// Asks where to, writes a transcript there as Markdown, and returns the path; null when it was cancelled.
#[tauri::command]
#[specta::specta]
pub(crate) async fn run_export_save(
    session: State<'_, Session>,
    native: State<'_, Native>,
    run: RunId,
) -> Answer<Option<String>> {
    let text = with!(session, call => run::export(call, run))?;
    let Some(path) = (native.save_file)(format!("run-{run}.md")).await else { return Ok(None) };
    let shown = path.display().to_string();
    let written = tauri::async_runtime::spawn_blocking(move || replace(&path, &text)).await;
    match written.map_err(std::io::Error::other).and_then(|written| written) {
        Ok(()) => Ok(Some(shown)),
        Err(error) => {
            let hint = "Choose another folder, or free some room.";
            Err(Error::from(Invalid::new("path", format!("{shown} can't be written: {error}"), hint)).report())
        }
    }
}

/// Writes a file whole or not at all: what it replaces is there until the new one is on the disk.
fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().ok_or(std::io::ErrorKind::InvalidInput)?);
    name.push(format!(".{}.part", std::process::id()));
    let part = path.with_file_name(name);
    let written = std::fs::File::create(&part)
        .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()))
        .and_then(|()| std::fs::rename(&part, path));
    if written.is_err() {
        // What is left of it helps nobody, and what went wrong is the better answer.
        let _ = std::fs::remove_file(&part);
    }
    written
}

/// Answers a permission or a question, and returns what waits still.
#[tauri::command]
#[specta::specta]
pub(crate) async fn request_answer(
    session: State<'_, Session>,
    watcher: State<'_, Watcher>,
    request: RequestId,
    answer: RequestAnswer,
) -> Answer<Vec<RunRequest>> {
    let left = with!(session, call => run::answer(call, request, answer));
    watcher.wake();
    left
}

/// Lets new runs wait, or go on.
#[tauri::command]
#[specta::specta]
pub(crate) async fn queue_pause(
    session: State<'_, Session>,
    watcher: State<'_, Watcher>,
    paused: bool,
) -> Answer<QueueState> {
    let state = with!(session, call => run::pause(call, paused));
    watcher.wake();
    state
}

/// Returns what a project's folder would have Claude Code run if it were trusted.
#[tauri::command]
#[specta::specta]
pub(crate) async fn project_trust_report(session: State<'_, Session>, project: ProjectId) -> Answer<TrustReport> {
    with!(session, call => run::trust_report(call, project))
}

/// Returns the prompt of an analysis as it would be sent.
#[tauri::command]
#[specta::specta]
pub(crate) async fn analysis_prompt(
    session: State<'_, Session>,
    project: ProjectId,
    task: Option<TaskId>,
    template: Option<String>,
) -> Answer<PromptPreview> {
    with!(session, call => run::prompt::preview(call, project, task, template.as_deref()))
}

/// Returns whether there is a `claude` to run.
#[tauri::command]
#[specta::specta]
pub(crate) async fn claude_status(session: State<'_, Session>) -> Answer<ClaudeStatus> {
    with!(session, call => run::status(call))
}

/// Returns what works on this machine and what does not; takes some seconds.
#[tauri::command]
#[specta::specta]
pub(crate) async fn doctor(
    session: State<'_, Session>,
    project: Option<ProjectId>,
) -> Result<DoctorReport, ErrorReport> {
    // Without a board it says why there is none.
    let call = session.call().await.ok();
    let subject = project.map_or(Subject::Nothing, Subject::Project);
    Ok(doctor::examine(call, session.data_folder(), subject, false).await)
}

/// Shows the dialog for a file; null when it was cancelled.
#[tauri::command]
#[specta::specta]
pub(crate) async fn pick_file(native: State<'_, Native>) -> Answer<Option<String>> {
    chosen_path((native.pick_file)().await)
}

#[cfg(test)]
mod tests {
    use claudetask_core::Origin;
    use claudetask_testkit::Board;

    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn the_window_is_told_at_most_ten_times_a_second_and_of_all() {
        let board = Board::new().await;
        let mut tasks = Vec::new();
        for number in 0..100 {
            tasks.push(board.add(&format!("Task {number}")).await.id);
        }
        let mut feed = Paced::follow(&board.call).await.unwrap();
        let (other, project) = (board.another_process(Origin::Cli).await, board.project);
        let (begun, all) = (Instant::now(), tasks.len());
        let asked = tokio::spawn(async move {
            for task in tasks {
                run::analyze(&other, project, task, false).await.unwrap();
            }
        });
        let (mut told, mut heard) = (0, std::collections::BTreeSet::new());
        while heard.len() < all {
            heard.extend(feed.next().await.unwrap().runs.iter().map(|run| run.id));
            told += 1;
        }
        asked.await.unwrap();
        let most = begun.elapsed().as_millis() / BETWEEN.as_millis() + 1;
        assert!(told <= most, "{told} times in {:?}", begun.elapsed());
    }

    #[tokio::test]
    async fn a_watcher_that_is_closed_before_it_began_takes_no_run() {
        let board = Board::new().await;
        let watcher = Watcher::default();
        watcher.close(Duration::from_secs(1)).await;
        watcher.start(&board.call, RunnerOptions::new(Takes::All)).await.unwrap();
        assert!(watcher.runner.get().is_none());
    }

    #[test]
    fn a_file_is_replaced_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("run-1.md");
        for text in ["first", "second"] {
            replace(&file, text).unwrap();
            assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
        }
        let taken = folder.path().join("taken");
        std::fs::create_dir(&taken).unwrap();
        replace(&taken, "third").unwrap_err();
        let mut left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|one| one.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, ["run-1.md", "taken"], "nothing half-written is left");
    }
}
