//! A clock that jumps in the middle of a run.

use std::sync::Arc;

use claudetask_app::run;
use claudetask_core::RunState;
use claudetask_testkit::claude::script::{Act, ask, init, result, text};
use claudetask_testkit::claude::{Fake, script};
use claudetask_testkit::{FixedClock, START};
use serde_json::json;

use crate::bench::{Bench, Setup, answer, code};

const DAY: i64 = 24 * 3600 * 1000;

/// A run that says something, asks, and says something more.
fn fake() -> Fake {
    Fake::new([
        init(),
        text("before"),
        ask("one", "Read", &json!({ "file_path": "/etc/one" })),
        Act::AwaitAnswer { request: "one".into() },
        text("after"),
        script::call("t", "Read", &json!({ "file_path": "/etc/one" })),
        result("Done.", Some(&answer())),
    ])
}

async fn jumps(by: i64) -> Bench {
    let fake = fake();
    let clock = Arc::new(FixedClock::at(START + 10 * DAY));
    let bench = Setup { clock: clock.clone(), ..Setup::of(&fake.program()) }.bench().await;
    let run = bench.analyze().await;
    bench.until(run.id, "a request", |run| run.run.open_requests == 1).await;
    clock.set(START + 10 * DAY + by);
    let request = run::open_requests(&bench.call).await.unwrap().remove(0);
    run::answer(&bench.call, request.id, run::RequestAnswer::Allow).await.unwrap();
    let run = bench.ended(run.id).await;
    bench.tidy(&run).await;
    assert_eq!((run.run.state, code(&run)), (RunState::Succeeded, ""), "{run:#?}");
    assert_eq!(run.run.started_at.unwrap().millis(), START + 10 * DAY);
    assert_eq!(run.run.ended_at.unwrap().millis(), START + 10 * DAY + by.max(0));
    let texts: Vec<_> = bench.items(run.run.id).await.into_iter().map(|item| item.text).collect();
    let place = |text: &str| texts.iter().position(|one| one == text).unwrap();
    assert!(place("before") < place("after"));
    bench
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_goes_backwards_breaks_nothing() {
    jumps(-3 * DAY).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_jumps_ahead_ends_no_run_early() {
    jumps(DAY).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_of_a_clock_that_jumped_does_not_stop_the_queue_for_good() {
    let limit = script::event(json!({
        "type": "rate_limit_event", "session_id": "$SESSION", "uuid": "$UUID",
        "rate_limit_info": { "status": "rejected", "resetsAt": (START + 10 * DAY) / 1000, "rateLimitType": "five_hour" },
    }));
    let acts = [vec![init(), limit], script::api_failure(Some(429), "rate_limit", "You've hit your limit")].concat();
    let fake = Fake::new(acts);
    let clock = Arc::new(FixedClock::at(START + 10 * DAY - 3600 * 1000));
    let bench = Setup { clock: clock.clone(), ..Setup::of(&fake.program()) }.bench().await;
    bench.fails("rate_limited").await;
    let queue = run::queue(&bench.call).await.unwrap();
    // It is told in seconds.
    assert_eq!(queue.until.unwrap().millis(), (START + 10 * DAY) / 1000 * 1000);
    clock.set(START + 10 * DAY);
    assert!(!run::queue(&bench.call).await.unwrap().paused);
    // Back by a month: the limit would seem to last that long.
    clock.set(START - 20 * DAY);
    assert!(!run::queue(&bench.call).await.unwrap().paused);
}
