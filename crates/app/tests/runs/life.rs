//! Stopping, queueing, and what becomes of runs whose watcher dies.

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
