//! Stopping, queueing, and what becomes of runs whose watcher dies.

use claudetask_app::project::{self, ProjectPatch};
use claudetask_app::run;
use claudetask_core::{RunState, Status};
use claudetask_testkit::claude::{Fake, alive, script};

use crate::bench::{Bench, answer, code};

#[tokio::test(flavor = "multi_thread")]
async fn a_played_run_succeeds() {
    let fake = Fake::new(script::run(Some(&answer())));
    let bench = Bench::fake(&fake).await;
    let run = bench.whole().await;
    assert_eq!(run.run.state, RunState::Succeeded, "{run:#?}\n{:#?}", bench.items(run.run.id).await);
    assert_eq!(bench.task().await.status, Status::Ready);
}

#[tokio::test(flavor = "multi_thread")]
async fn stopping_leaves_nothing_running() {
    let child = script::Act::Child { seconds: 300, holds_output: true };
    let fake = Fake::new([script::init(), child, script::text("working"), script::Act::Hang]).ignoring_signals();
    let bench = Bench::fake(&fake).await;
    let run = bench.analyze().await;
    bench.until(run.id, "a child", |_| !fake.children().is_empty()).await;
    let stopping = run::stop(&bench.call, run.id).await.unwrap();
    assert_eq!(stopping.state, RunState::Stopping);
    let run = bench.ended(run.id).await;
    assert_eq!((run.run.state, code(&run)), (RunState::Stopped, ""), "{run:#?}");
    for pid in fake.pids().into_iter().chain(fake.children()) {
        assert!(!alive(pid), "{pid} is still there");
    }
    assert_eq!(bench.task().await.status, Status::Analysis);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_at_lost_runs_leaves_those_alone_that_the_same_program_watches() {
    let fake = Fake::new([script::init(), script::text("working"), script::Act::Hang]);
    let bench = Bench::fake(&fake).await;
    let run = bench.analyze().await;
    bench.until(run.id, "a text", |run| run.run.items >= 3).await;
    run::refresh(&bench.call).await.unwrap();
    let now = run::get(&bench.call, run.id).await.unwrap();
    assert_eq!((now.run.state, now.run.survivor), (RunState::Running, false), "{now:#?}");
    run::stop(&bench.call, run.id).await.unwrap();
    assert_eq!(bench.ended(run.id).await.run.state, RunState::Stopped);
}

#[tokio::test(flavor = "multi_thread")]
async fn trust_that_was_taken_away_while_a_run_waited_is_none() {
    let fake = Fake::new(script::run(Some(&answer())));
    let bench = Bench::fake(&fake).await;
    let trusted = |yes| ProjectPatch { trusted: Some(Some(yes)), ..ProjectPatch::default() };
    project::update(&bench.call, bench.project, trusted(true)).await.unwrap();
    run::pause(&bench.call, true).await.unwrap();
    let run = bench.analyze().await;
    project::update(&bench.call, bench.project, trusted(false)).await.unwrap();
    run::pause(&bench.call, false).await.unwrap();
    bench.runner.wake();
    let run = bench.ended(run.id).await;
    assert!(!run.trusted, "{run:#?}");
    assert!(fake.runs()[0].contains(&"--setting-sources=user".to_owned()), "{:?}", fake.runs());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closing_runner_stops_what_it_watches_and_takes_nothing_more() {
    let fake = Fake::new([script::init(), script::Act::Hang]).heeding_interrupt();
    let bench = Bench::fake(&fake).await;
    let run = bench.analyze().await;
    bench.until(run.id, "its start", |run| run.run.state == RunState::Running).await;
    bench.runner.close().await;
    assert_eq!(bench.ended(run.id).await.run.state, RunState::Stopped);
    let next = bench.analyze().await;
    tokio::time::sleep(std::time::Duration::from_millis(400)).await;
    assert_eq!(run::get(&bench.call, next.id).await.unwrap().run.state, RunState::Queued);
}
