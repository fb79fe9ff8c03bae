//! A board with a runner, and a `claude` for it.

use std::path::Path;
use std::time::{Duration, Instant};

use claudetask_app::run::{self, Patience, Run, RunDetail, Runner, RunnerOptions, Takes, TranscriptItem};
use claudetask_app::settings::{self, SettingsPatch};
use claudetask_app::task::{self, Task};
use claudetask_app::{Call, Use};
use claudetask_core::{Origin, ProjectId, RunId, TaskId};
use claudetask_testkit::Board;
use claudetask_testkit::claude::messages::Messages;
use claudetask_testkit::claude::{self, Fake};
use serde_json::{Value, json};
use tempfile::TempDir;

/// How long anything may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// A board whose clock is the machine's, with one task, and a runner.
pub(crate) struct Bench {
    pub(crate) call: Call,
    pub(crate) project: ProjectId,
    pub(crate) task: TaskId,
    pub(crate) runner: Runner,
    pub(crate) board: Board,
    _home: TempDir,
}

/// Times that a test can wait for.
pub(crate) fn hasty() -> Patience {
    Patience {
        interrupt: Duration::from_millis(400),
        close: Duration::from_millis(400),
        terminate: Duration::from_millis(600),
        sweep: Duration::from_millis(500),
        disk: Duration::from_secs(1),
    }
}

/// An analysis as it is asked for.
pub(crate) fn answer() -> Value {
    json!({
        "summary": "Log in again.", "approach": "1. Keep the session.", "risks": ["Old sessions"], "questions": [],
        "files": [{ "path": "src/login.rs", "reason": "keeps the session" }], "size": "S", "test_plan": "Log in twice.",
    })
}

impl Bench {
    /// Makes a board whose runner starts the program at `path`.
    pub(crate) async fn with(path: &Path, environment: Vec<(String, String)>, patience: Patience) -> Self {
        let board = Board::new().await;
        std::fs::write(board.project_folder().join("README.md"), "# Harbour\n\nTODO: login\n").unwrap();
        let call = Call::open(board.call.data_folder(), Use::Service, Origin::User)
            .await
            .unwrap()
            .with_claude_folder(board.call.claude_folder());
        let patch =
            SettingsPatch { claude_program: Some(Some(path.to_str().unwrap().to_owned())), ..SettingsPatch::default() };
        settings::update(&call, patch).await.unwrap();
        let task = board.add("Login fails").await.id;
        let environment = environment.into_iter().map(|(name, value)| (name.into(), Some(value.into()))).collect();
        let options = RunnerOptions { patience, environment, ..RunnerOptions::new(Takes::All) };
        let runner = Runner::start(&call, options).unwrap();
        Self { call, project: board.project, task, runner, board, _home: tempfile::tempdir().unwrap() }
    }

    /// Makes a board whose runner starts a program that plays `claude`.
    pub(crate) async fn fake(fake: &Fake) -> Self {
        Self::with(&fake.program(), Vec::new(), hasty()).await
    }

    /// Makes a board whose runner starts the real `claude`; `None`, which is said, where it can't be had.
    pub(crate) async fn real(test: &str, messages: &Messages) -> Option<Self> {
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
        let environment = claude::environment(home.path(), &messages.url());
        let patience = Patience::default();
        Some(Self { _home: home, ..Self::with(&program, environment, patience).await })
    }

    /// Asks for an analysis of the task.
    pub(crate) async fn analyze(&self) -> Run {
        let run = run::analyze(&self.call, self.project, self.task, false).await.unwrap();
        self.runner.wake();
        run
    }

    /// Waits until a run has ended.
    pub(crate) async fn ended(&self, id: RunId) -> RunDetail {
        self.until(id, "its end", |run| run.run.ended_at.is_some()).await
    }

    /// Waits until something holds of a run.
    pub(crate) async fn until(&self, id: RunId, what: &str, holds: impl Fn(&RunDetail) -> bool) -> RunDetail {
        let begin = Instant::now();
        loop {
            let run = run::get(&self.call, id).await.unwrap();
            if holds(&run) {
                return run;
            }
            assert!(begin.elapsed() < PATIENCE, "waited in vain for {what}: {run:#?}\n{:#?}", self.items(id).await);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Does an analysis to its end.
    pub(crate) async fn whole(&self) -> RunDetail {
        let run = self.analyze().await;
        self.ended(run.id).await
    }

    /// Returns the transcript.
    pub(crate) async fn items(&self, id: RunId) -> Vec<TranscriptItem> {
        run::transcript(&self.call, id, 1, 500).await.unwrap().items
    }

    /// Returns the task as it is now.
    pub(crate) async fn task(&self) -> Task {
        task::get(&self.call, self.project, self.task).await.unwrap()
    }
}

/// Returns the code of a run's failure.
pub(crate) fn code(run: &RunDetail) -> &str {
    run.run.failure.as_ref().map_or("", |failure| failure.code.as_str())
}
