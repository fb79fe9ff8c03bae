//! A board with a runner, and a `claude` for it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use claudetask_app::project::{self, ProjectPatch};
use claudetask_app::run::{self, Patience, Run, RunDetail, Runner, RunnerOptions, Takes, TranscriptItem};
use claudetask_app::settings::{self, SettingsPatch};
use claudetask_app::task::{self, Task};
use claudetask_app::{Call, Clock, SystemClock, Use};
use claudetask_core::{AnalysisPatch, ItemKind, Origin, ProjectId, RunId, RunState, TaskId};
use claudetask_testkit::Board;
use claudetask_testkit::claude::messages::Messages;
use claudetask_testkit::claude::{self, Fake};
use serde_json::{Value, json};
use tempfile::TempDir;

/// How long anything may take.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// A board whose clock is the machine's, with one task, and a runner.
pub(crate) struct Bench {
    pub(crate) call: Call,
    pub(crate) project: ProjectId,
    pub(crate) task: TaskId,
    pub(crate) runner: Runner,
    pub(crate) board: Board,
    _home: TempDir,
}

/// Variables to set, or with `None` to remove.
pub(crate) type Environment = Vec<(String, Option<String>)>;

/// Times that a test can wait for.
pub(crate) fn hasty() -> Patience {
    Patience {
        interrupt: Duration::from_millis(400),
        close: Duration::from_millis(400),
        terminate: Duration::from_millis(600),
        sweep: Duration::from_millis(500),
        disk: Duration::from_secs(1),
        ..Patience::default()
    }
}

/// An analysis as it is asked for.
pub(crate) fn answer() -> Value {
    json!({
        "summary": "Log in again.", "approach": "1. Keep the session.", "risks": ["Old sessions"], "questions": [],
        "files": [{ "path": "src/login.rs", "reason": "keeps the session" }], "size": "S", "test_plan": "Log in twice.",
    })
}

/// What a bench is made of.
pub(crate) struct Setup {
    /// The program that the settings name; none has it looked for.
    pub(crate) program: Option<PathBuf>,
    pub(crate) environment: Environment,
    pub(crate) patience: Patience,
    pub(crate) clock: Arc<dyn Clock>,
    /// Whether no program is found where programs usually are.
    pub(crate) bare: bool,
}

impl Setup {
    /// Returns the setup of a runner that starts a program.
    pub(crate) fn of(program: &Path) -> Self {
        Self {
            program: Some(program.to_owned()),
            environment: Vec::new(),
            patience: hasty(),
            clock: Arc::new(SystemClock),
            bare: false,
        }
    }

    /// Makes the bench.
    pub(crate) async fn bench(self) -> Bench {
        let board = Board::new().await;
        std::fs::write(board.project_folder().join("README.md"), "# Harbour\n\nTODO: login\n").unwrap();
        let call = Call::open_at(board.call.data_folder(), Use::Service, Origin::User, self.clock)
            .await
            .unwrap()
            .with_claude_folder(board.call.claude_folder());
        let program = self.program.map(|program| program.to_str().unwrap().to_owned());
        settings::update(&call, SettingsPatch { claude_program: Some(program), ..SettingsPatch::default() })
            .await
            .unwrap();
        let task = board.add("Login fails").await.id;
        // Nothing of a login that this process may have.
        let foreign = std::env::vars_os().map(|(name, _)| name);
        let foreign = foreign.filter(|name| {
            name.to_str().is_some_and(|name| name.starts_with("CLAUDE_") || name.starts_with("ANTHROPIC_"))
        });
        let mut environment: Vec<_> = foreign.map(|name| (name, None)).collect();
        environment.extend(
            self.environment.into_iter().map(|(name, value)| (name.into(), value.map(std::ffi::OsString::from))),
        );
        let mut options = RunnerOptions { patience: self.patience, environment, ..RunnerOptions::new(Takes::All) };
        if self.bare {
            options.surroundings = claudetask_claude::program::Surroundings::default();
        }
        let runner = Runner::start(&call, options).unwrap();
        Bench { call, project: board.project, task, runner, board, _home: tempfile::tempdir().unwrap() }
    }
}

impl Bench {
    /// Makes a board whose runner starts a program that plays `claude`.
    pub(crate) async fn fake(fake: &Fake) -> Self {
        Setup::of(&fake.program()).bench().await
    }

    /// Makes a board whose runner starts the real `claude`; `None`, which is said, where it can't be had.
    pub(crate) async fn real(test: &str, messages: &Messages) -> Option<Self> {
        let url = messages.url();
        Self::real_in(test, |home| set(claude::environment(home, &url))).await
    }

    /// Makes a board whose runner starts the real `claude` in the environment that is given for its home.
    pub(crate) async fn real_in(test: &str, environment: impl FnOnce(&Path) -> Environment) -> Option<Self> {
        let program = match claude::install() {
            Ok(program) => program,
            Err(reason) => {
                claude::skipped(test, &reason);
                return None;
            }
        };
        let home = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(home.path().join(".claude")).unwrap();
        std::fs::create_dir_all(home.path().join("tmp")).unwrap();
        let environment = environment(home.path());
        let setup = Setup { environment, patience: Patience::default(), ..Setup::of(&program) };
        Some(Self { _home: home, ..setup.bench().await })
    }

    /// Asks for an analysis of the task.
    pub(crate) async fn analyze(&self) -> Run {
        self.analyze_task(self.task).await
    }

    /// Asks for an analysis of a task.
    pub(crate) async fn analyze_task(&self, task: TaskId) -> Run {
        let run = run::analyze(&self.call, self.project, task, false).await.unwrap();
        self.runner.wake();
        run
    }

    /// Changes the settings of analyses.
    pub(crate) async fn set(&self, analysis: AnalysisPatch) {
        let patch = ProjectPatch { analysis: Some(analysis), ..ProjectPatch::default() };
        project::update(&self.call, self.project, patch).await.unwrap();
    }

    /// Sets how many runs go on at once.
    pub(crate) async fn set_limit(&self, parallel_runs: u32) {
        let patch = SettingsPatch { parallel_runs: Some(parallel_runs), ..SettingsPatch::default() };
        settings::update(&self.call, patch).await.unwrap();
    }

    /// Waits until a run has ended.
    pub(crate) async fn ended(&self, id: RunId) -> RunDetail {
        self.until(id, "its end", |run| run.run.ended_at.is_some()).await
    }

    /// Waits until something holds of a run.
    pub(crate) async fn until(&self, id: RunId, what: &str, holds: impl Fn(&RunDetail) -> bool) -> RunDetail {
        until(&self.call, id, what, holds).await
    }

    /// Does an analysis to its end.
    pub(crate) async fn whole(&self) -> RunDetail {
        let run = self.analyze().await;
        self.ended(run.id).await
    }

    /// Returns the transcript.
    pub(crate) async fn items(&self, id: RunId) -> Vec<TranscriptItem> {
        items(&self.call, id).await
    }

    /// Returns the task as it is now.
    pub(crate) async fn task(&self) -> Task {
        task::get(&self.call, self.project, self.task).await.unwrap()
    }

    /// Looks at all that holds of any run that has ended: nothing runs, nothing is asked, times and texts make sense.
    pub(crate) async fn tidy(&self, run: &RunDetail) {
        let items = self.items(run.run.id).await;
        let told = format!("{run:#?}\n{items:#?}");
        let (now, folder) = (&run.run, self.board.project_folder());
        assert!(!now.state.is_live() && !now.survivor, "{told}");
        assert_eq!((&now.activity, &now.live, now.waits_until, now.open_requests), (&None, &None, None, 0), "{told}");
        let (started, ended) = (now.started_at.unwrap_or(now.queued_at), now.ended_at.unwrap());
        assert!(now.queued_at <= started && started <= ended, "{told}");
        assert_eq!(processes_in(&folder), Vec::<u32>::new(), "processes live on: {told}");
        let open = run::open_requests(&self.call).await.unwrap();
        assert!(open.iter().all(|request| request.run_id != now.id), "{open:#?}");
        let page = run::transcript(&self.call, now.id, 1, 1).await.unwrap();
        assert_eq!(page.total, now.items, "{told}");
        assert!(items.iter().zip(1..).all(|(item, seq)| item.seq == seq), "{told}");
        assert_eq!(now.failure.is_some(), matches!(now.state, RunState::Failed | RunState::Lost), "{told}");
        if let Some(failure) = &now.failure {
            assert!(!failure.message.is_empty() && !failure.hint.is_empty(), "{told}");
            if now.items <= 500 {
                let error = items.iter().rfind(|item| item.kind == ItemKind::Error).unwrap();
                assert_eq!(error.title, failure.message, "{told}");
            }
        }
    }

    /// Does an analysis that fails, and looks that its task is as it was but for the column.
    pub(crate) async fn fails(&self, expected: &str) -> RunDetail {
        let run = self.whole().await;
        self.tidy(&run).await;
        assert_eq!(run.run.state, RunState::Failed, "{run:#?}\n{:#?}", self.items(run.run.id).await);
        assert_eq!(code(&run), expected, "{run:#?}\n{:#?}", self.items(run.run.id).await);
        let task = self.task().await;
        assert_eq!(task.analysis, None);
        assert!(
            matches!(task.status, claudetask_core::Status::Backlog | claudetask_core::Status::Analysis),
            "{task:#?}"
        );
        run
    }
}

/// Waits until something holds of a run.
pub(crate) async fn until(call: &Call, id: RunId, what: &str, holds: impl Fn(&RunDetail) -> bool) -> RunDetail {
    let begin = Instant::now();
    loop {
        let run = run::get(call, id).await.unwrap();
        if holds(&run) {
            return run;
        }
        assert!(begin.elapsed() < PATIENCE, "waited in vain for {what}: {run:#?}\n{:#?}", items(call, id).await);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Waits until something holds.
pub(crate) async fn eventually(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let begin = Instant::now();
    while !holds().await {
        assert!(begin.elapsed() < PATIENCE, "waited in vain for {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Returns the beginning of a transcript.
pub(crate) async fn items(call: &Call, id: RunId) -> Vec<TranscriptItem> {
    run::transcript(call, id, 1, 500).await.unwrap().items
}

/// Returns variables that are all set.
pub(crate) fn set(environment: Vec<(String, String)>) -> Environment {
    environment.into_iter().map(|(name, value)| (name, Some(value))).collect()
}

/// Returns the code of a run's failure.
pub(crate) fn code(run: &RunDetail) -> &str {
    run.run.failure.as_ref().map_or("", |failure| failure.code.as_str())
}

/// Returns the program's own words of a run's failure.
pub(crate) fn detail(run: &RunDetail) -> &str {
    run.run.failure.as_ref().and_then(|failure| failure.detail.as_deref()).unwrap_or_default()
}

/// Returns the live processes that work in a folder; none where the system does not tell.
pub(crate) fn processes_in(folder: &Path) -> Vec<u32> {
    let folder = folder.to_string_lossy();
    let Ok(all) = std::fs::read_dir("/proc") else { return Vec::new() };
    let pids = all.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok());
    let there = |pid: &u32| {
        // A folder that was removed has a word more.
        let place = std::fs::read_link(format!("/proc/{pid}/cwd")).unwrap_or_default();
        place.to_string_lossy().strip_prefix(&*folder).is_some_and(|rest| rest.is_empty() || rest == " (deleted)")
    };
    pids.filter(there).filter(|&pid| claude::alive(pid)).collect()
}
