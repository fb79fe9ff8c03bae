//! What becomes of runs whose watcher is killed.
//!
//! The watcher is this program itself, started once more to do one test alone: the one that acts as a runner.

use std::io::Read as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use claudetask_app::run::{self, Runner, RunnerOptions, Takes};
use claudetask_app::settings::{self, SettingsPatch};
use claudetask_app::{Call, Use};
use claudetask_claude::process;
use claudetask_core::{ItemKind, Origin, RunState, Status, TaskId};
use claudetask_testkit::Board;
use claudetask_testkit::claude::script::{Act, init, result, run as played, text};
use claudetask_testkit::claude::{Fake, Record, alive};

use crate::bench::{answer, eventually, hasty, items, processes_in, until};

/// Names the board's data folder to the process that is the watcher.
const OWNER: &str = "CLAUDETASK_TEST_OWNER";

/// Acts as a program that watches runs, until its input ends; in the usual way of things it does nothing.
#[tokio::test(flavor = "multi_thread")]
async fn owner() {
    let Some(data) = std::env::var_os(OWNER) else { return };
    let call = Call::open(Path::new(&data), Use::Service, Origin::User).await.unwrap();
    let options = RunnerOptions { patience: hasty(), ..RunnerOptions::new(Takes::All) };
    let runner = Runner::start(&call, options).unwrap();
    let end = tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new()));
    end.await.unwrap().unwrap();
    drop(runner);
}

/// A watcher in a process of its own, killed when it is dropped.
struct Owner(Child);

impl Owner {
    fn start(board: &Board) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "survive::owner", "--nocapture"]).env(OWNER, board.call.data_folder());
        Self(command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
    }

    /// Ends it as `kill -9` does.
    fn kill(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        // It may have been killed by now.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A board for a program that plays `claude`, without a runner, and its task.
async fn board(fake: &Fake) -> (Board, Call, TaskId) {
    let board = Board::new().await;
    let call = Call::open(board.call.data_folder(), Use::Service, Origin::User).await.unwrap();
    let program = Some(Some(fake.program().to_str().unwrap().to_owned()));
    settings::update(&call, SettingsPatch { claude_program: program, ..SettingsPatch::default() }).await.unwrap();
    let task = board.add("Login fails").await.id;
    (board, call, task)
}

fn another(call: &Call) -> Runner {
    Runner::start(call, RunnerOptions { patience: hasty(), ..RunnerOptions::new(Takes::All) }).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_outlives_its_watcher_is_found_and_can_be_stopped() {
    let child = Act::Child { seconds: 300, holds_output: false };
    let touch = Act::Touch { file: "touched".into(), milliseconds: 20 };
    let fake = Fake::new([init(), text("working"), child, touch, Act::Hang]).ignoring_signals();
    let (board, call, task) = board(&fake).await;
    let owner = Owner::start(&board);
    let run = run::analyze(&call, board.project, task, false).await.unwrap();
    until(&call, run.id, "its work", |run| run.run.items >= 4 && !fake.children().is_empty()).await;
    owner.kill();
    let touched = || std::fs::read_to_string(board.project_folder().join("touched")).unwrap_or_default();
    let before = touched();
    eventually("more work", async || touched() != before).await;

    run::refresh(&call).await.unwrap();
    let survivor = run::get(&call, run.id).await.unwrap();
    assert!(survivor.run.survivor && survivor.run.state == RunState::Running, "{survivor:#?}");
    assert!(survivor.run.activity.as_deref().unwrap().contains("nothing watches it"), "{survivor:#?}");
    let other = board.add("Another").await.id;
    let busy = run::analyze(&call, board.project, other, false).await.unwrap_err();
    assert_eq!(busy.code().as_str(), "folder_busy");
    // Elsewhere there is room.
    let elsewhere = board.another_project("elsewhere").await;
    let new = claudetask_app::task::NewTask { title: "Elsewhere".into(), ..Default::default() };
    let there = claudetask_app::task::create(&call, elsewhere, new).await.unwrap();
    run::analyze(&call, elsewhere, there.id, false).await.unwrap();

    let stopped = run::stop(&call, run.id).await.unwrap();
    assert_eq!((stopped.state, stopped.survivor), (RunState::Stopped, false), "{stopped:#?}");
    for pid in fake.pids().into_iter().chain(fake.children()) {
        assert!(!alive(pid), "{pid} is still there");
    }
    assert_eq!(processes_in(&board.project_folder()), Vec::<u32>::new());
    run::analyze(&call, board.project, other, false).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_survivor_lets_only_its_own_folder_wait() {
    let mut fake = Fake::new([init(), text("working"), Act::Hang]).ignoring_signals();
    let (board, call, task) = board(&fake).await;
    let waits = board.add("In the same folder").await.id;
    let elsewhere = board.another_project("elsewhere").await;
    let new = claudetask_app::task::NewTask { title: "Elsewhere".into(), ..Default::default() };
    let there = claudetask_app::task::create(&call, elsewhere, new).await.unwrap();
    settings::update(&call, SettingsPatch { parallel_runs: Some(1), ..SettingsPatch::default() }).await.unwrap();
    let owner = Owner::start(&board);
    let run = run::analyze(&call, board.project, task, false).await.unwrap();
    until(&call, run.id, "its work", |run| run.run.items >= 3).await;
    let waits = run::analyze(&call, board.project, waits, false).await.unwrap();
    let goes = run::analyze(&call, elsewhere, there.id, false).await.unwrap();
    owner.kill();
    fake.play(played(Some(&answer())));
    settings::update(&call, SettingsPatch { parallel_runs: Some(2), ..SettingsPatch::default() }).await.unwrap();
    let runner = another(&call);
    let goes = until(&call, goes.id, "its end", |run| run.run.ended_at.is_some()).await;
    assert_eq!(goes.run.state, RunState::Succeeded, "{goes:#?}");
    assert_eq!(run::get(&call, waits.id).await.unwrap().run.state, RunState::Queued);
    run::stop(&call, run.id).await.unwrap();
    runner.wake();
    let waits = until(&call, waits.id, "its end", |run| run.run.ended_at.is_some()).await;
    assert_eq!(waits.run.state, RunState::Succeeded, "{waits:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_dies_with_its_watcher_is_lost_and_can_be_gone_on_with() {
    let mut fake = Fake::new([init(), text("working"), Act::Hang]);
    let (board, call, task) = board(&fake).await;
    let owner = Owner::start(&board);
    let run = run::analyze(&call, board.project, task, false).await.unwrap();
    until(&call, run.id, "its work", |run| run.run.items >= 3).await;
    owner.kill();
    eventually("its end", async || processes_in(&board.project_folder()).is_empty()).await;
    fake.play(played(Some(&answer())));
    let runner = another(&call);
    let lost = until(&call, run.id, "its loss", |run| run.run.ended_at.is_some()).await;
    assert_eq!(lost.run.state, RunState::Lost, "{lost:#?}");
    assert_eq!(crate::bench::code(&lost), "owner_gone");
    assert!(lost.run.resumable && !lost.run.survivor, "{lost:#?}");
    let kept = items(&call, run.id).await;
    assert!(kept.iter().any(|item| item.kind == ItemKind::Text && item.text == "working"), "{kept:#?}");

    let more = run::resume(&call, run.id, false).await.unwrap();
    runner.wake();
    let more = until(&call, more.id, "its end", |run| run.run.ended_at.is_some()).await;
    assert_eq!((more.run.state, more.run.follows), (RunState::Succeeded, Some(run.id)), "{more:#?}");
    let resumed = format!("--resume={}", lost.session_id);
    assert!(fake.runs()[1].contains(&resumed), "{:?}", fake.runs());
    let task = claudetask_app::task::get(&call, board.project, task).await.unwrap();
    assert!(task.status == Status::Ready && task.analysis.is_some(), "{task:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_whose_watcher_dies_before_it_starts_anything_is_lost() {
    // The watcher asks the program for its version between the claim and the start.
    let mut fake = Fake::new(played(Some(&answer())))
        .with(|script| script.version_acts = Some(vec![Act::Sleep { milliseconds: 60_000 }]));
    let (board, call, task) = board(&fake).await;
    let owner = Owner::start(&board);
    let run = run::analyze(&call, board.project, task, false).await.unwrap();
    until(&call, run.id, "a claim", |run| run.run.state == RunState::Starting).await;
    owner.kill();
    run::refresh(&call).await.unwrap();
    let lost = run::get(&call, run.id).await.unwrap();
    assert_eq!((lost.run.state, lost.run.resumable), (RunState::Lost, false), "{lost:#?}");
    assert!(fake.runs().is_empty());
    let refused = run::resume(&call, run.id, false).await.unwrap_err();
    assert_eq!(refused.code().as_str(), "not_resumable");

    fake = fake.with(|script| script.version_acts = None);
    let again = run::analyze(&call, board.project, task, false).await.unwrap();
    let _runner = another(&call);
    let again = until(&call, again.id, "its end", |run| run.run.ended_at.is_some()).await;
    assert_eq!(again.run.state, RunState::Succeeded, "{again:#?}");
    drop(fake);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_that_nobody_is_left_to_hear_is_done_by_the_next_that_looks() {
    let fake = Fake::new([init(), text("working"), Act::Hang]);
    let (board, call, task) = board(&fake).await;
    let owner = Owner::start(&board);
    let run = run::analyze(&call, board.project, task, false).await.unwrap();
    until(&call, run.id, "its work", |run| run.run.items >= 3).await;
    owner.kill();
    let stopped = run::stop(&call, run.id).await.unwrap();
    assert_eq!((stopped.state, stopped.resumable), (RunState::Stopped, true), "{stopped:#?}");
    assert_eq!(processes_in(&board.project_folder()), Vec::<u32>::new());
}

/// Returns each mark that a program got, with the session that it was for.
fn marks(fake: &Fake) -> Vec<(String, String)> {
    let mark = |record| match record {
        Record::Start { run: Some(run), arguments, .. } => {
            let session = arguments.iter().find_map(|argument| argument.strip_prefix("--session-id="));
            session.map(|session| (run, session.to_owned()))
        }
        _ => None,
    };
    fake.recorded().into_iter().filter_map(mark).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn whenever_the_watcher_is_killed_the_ledger_knows_all_that_lives() {
    let child = Act::Child { seconds: 300, holds_output: false };
    let acts = [
        init(),
        Act::Sleep { milliseconds: 30 },
        child,
        text("working"),
        Act::Sleep { milliseconds: 100 },
        result("Done.", Some(&answer())),
        Act::AwaitEnd,
    ];
    let fake = Fake::new(acts);
    let (board, call, task) = board(&fake).await;
    let (mut ended, mut survived) = (0, 0);
    for round in 0_u64..20 {
        let owner = Owner::start(&board);
        let run = run::analyze(&call, board.project, task, false).await.unwrap();
        // From the watcher's own start to the end of the run, the more often the nearer to the start of the process.
        let begun = |run: &run::RunDetail| round % 4 == 0 || run.run.state != RunState::Queued;
        until(&call, run.id, "a claim", begun).await;
        tokio::time::sleep(Duration::from_millis(round * round * 7919 % 331)).await;
        owner.kill();
        run::refresh(&call).await.unwrap();
        let now = run::get(&call, run.id).await.unwrap();
        for (mark, session) in marks(&fake) {
            if process::marked(&mark).is_empty() {
                continue;
            }
            assert_eq!(session, now.session_id, "round {round}: a process of an older run lives");
            // What is ending in this very moment may be gone by the second look.
            tokio::time::sleep(Duration::from_millis(100)).await;
            let known = now.run.survivor && now.run.state.is_live();
            assert!(known || process::marked(&mark).is_empty(), "round {round}: {now:#?}");
        }
        if now.run.state.is_live() {
            survived += u32::from(now.run.survivor);
            run::stop(&call, run.id).await.unwrap();
        } else {
            ended += 1;
        }
        let last = run::get(&call, run.id).await.unwrap();
        assert!(last.run.ended_at.is_some(), "round {round}: {last:#?}");
        for (mark, _) in marks(&fake) {
            assert_eq!(process::marked(&mark), Vec::new(), "round {round}: {last:#?}");
        }
    }
    assert!(survived > 0 && ended > 0, "{survived} of the runs survived their watcher, {ended} did not");
}
