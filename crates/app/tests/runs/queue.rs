//! Whose turn it is, and when nobody's is.

use claudetask_app::run::{self, PauseReason};
use claudetask_core::RunState;
use claudetask_testkit::claude::messages::{Messages, Reply, Scenario};
use claudetask_testkit::claude::script::{Act, init, result, run as played, text};
use claudetask_testkit::claude::{Fake, scenarios, subscriber};

use crate::bench::{Bench, answer, code, eventually, set};

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_lets_the_others_wait_until_it_resets() {
    let resets = 4 * 3600 + std::time::UNIX_EPOCH.elapsed().unwrap().as_secs().cast_signed();
    let limit = Reply::error(429, "rate_limit_error", "This request would exceed your account's rate limit.")
        .five_hour_limit("rejected", 1.0, resets);
    let messages = Messages::start(Scenario::always(limit)).unwrap();
    let test = "a_limit_lets_the_others_wait_until_it_resets";
    let Some(bench) = Bench::real_in(test, |home| set(subscriber(home, &messages.url()))).await else { return };
    let run = bench.fails("rate_limited").await;
    assert!(run.run.failure.as_ref().unwrap().detail.as_ref().unwrap().contains("limit"), "{run:#?}");
    let queue = run::queue(&bench.call).await.unwrap();
    assert_eq!((queue.paused, queue.reason), (true, Some(PauseReason::RateLimit)));
    assert_eq!(queue.until.unwrap().millis(), resets * 1000);

    messages.play(scenarios::analysis(answer()));
    let waits = bench.analyze().await;
    // A change of anything makes the runner look.
    bench.board.add("Another").await;
    tokio::time::sleep(std::time::Duration::from_millis(400)).await;
    assert_eq!(run::get(&bench.call, waits.id).await.unwrap().run.state, RunState::Queued);
    let queue = run::pause(&bench.call, false).await.unwrap();
    assert_eq!((queue.paused, queue.queued), (false, 1));
    assert_eq!(bench.ended(waits.id).await.run.state, RunState::Succeeded);
}

#[tokio::test(flavor = "multi_thread")]
async fn runs_take_their_turns_in_the_order_in_which_they_were_asked_for() {
    let fake = Fake::new([init(), text("working"), Act::AwaitControl { subtype: "go".into() }]).heeding_interrupt();
    let bench = Bench::fake(&fake).await;
    bench.set_limit(1).await;
    let (second, third) = (bench.board.add("Second").await.id, bench.board.add("Third").await.id);
    let runs = [bench.analyze().await, bench.analyze_task(second).await, bench.analyze_task(third).await];
    for (index, run) in runs.iter().enumerate() {
        bench.until(run.id, "its turn", |run| run.run.state == RunState::Running && run.run.items > 2).await;
        let queue = run::queue(&bench.call).await.unwrap();
        assert_eq!((queue.limit, queue.running, queue.queued as usize), (1, 1, 2 - index));
        for later in &runs[index + 1..] {
            assert_eq!(run::get(&bench.call, later.id).await.unwrap().run.state, RunState::Queued);
        }
        run::stop(&bench.call, run.id).await.unwrap();
        bench.ended(run.id).await;
    }
    assert_eq!(fake.runs().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn as_many_run_at_once_as_are_allowed() {
    let fake = Fake::new([init(), text("working"), Act::Hang]).heeding_interrupt();
    let bench = Bench::fake(&fake).await;
    let (second, third) = (bench.board.add("Second").await.id, bench.board.add("Third").await.id);
    let runs = [bench.analyze().await, bench.analyze_task(second).await, bench.analyze_task(third).await];
    for run in &runs[..2] {
        bench.until(run.id, "its turn", |run| run.run.state == RunState::Running).await;
    }
    let queue = run::queue(&bench.call).await.unwrap();
    assert_eq!((queue.limit, queue.running, queue.queued), (2, 2, 1));
    bench.runner.close().await;
    for run in &runs[..2] {
        let run = bench.ended(run.id).await;
        assert_eq!(run.run.state, RunState::Stopped, "{run:#?}");
        bench.tidy(&run).await;
    }
    // It waits for the next program that takes runs.
    assert_eq!(run::get(&bench.call, runs[2].id).await.unwrap().run.state, RunState::Queued);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_user_pauses_the_queue_and_lets_it_go_on() {
    let fake = Fake::new(played(Some(&answer())));
    let bench = Bench::fake(&fake).await;
    let queue = run::pause(&bench.call, true).await.unwrap();
    assert_eq!((queue.paused, queue.reason, queue.until), (true, Some(PauseReason::User), None));
    let run = bench.analyze().await;
    bench.board.add("Another").await;
    tokio::time::sleep(std::time::Duration::from_millis(400)).await;
    assert_eq!(run::get(&bench.call, run.id).await.unwrap().run.state, RunState::Queued);
    assert!(fake.runs().is_empty());
    run::pause(&bench.call, false).await.unwrap();
    assert_eq!(bench.ended(run.id).await.run.state, RunState::Succeeded);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_has_one_run_at_a_time() {
    let fake = Fake::new([init(), Act::Hang]).heeding_interrupt();
    let bench = Bench::fake(&fake).await;
    let run = bench.analyze().await;
    let again = run::analyze(&bench.call, bench.project, bench.task, false).await.unwrap_err();
    assert_eq!(again.code().as_str(), "run_active");
    run::stop(&bench.call, run.id).await.unwrap();
    bench.ended(run.id).await;
    let (one, two) = tokio::join!(
        run::analyze(&bench.call, bench.project, bench.task, false),
        run::analyze(&bench.call, bench.project, bench.task, false),
    );
    let refused = [&one, &two].into_iter().find_map(|asked| asked.as_ref().err());
    assert_eq!(refused.unwrap().code().as_str(), "run_active");
    let run = one.or(two).unwrap();
    run::stop(&bench.call, run.id).await.unwrap();
    bench.ended(run.id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_stopped_while_it_waits_for_its_turn() {
    let fake = Fake::new([init(), result("Done.", Some(&answer()))]);
    let bench = Bench::fake(&fake).await;
    run::pause(&bench.call, true).await.unwrap();
    let run = bench.analyze().await;
    let stopped = run::stop(&bench.call, run.id).await.unwrap();
    assert_eq!((stopped.state, stopped.resumable), (RunState::Stopped, false));
    let again = run::stop(&bench.call, run.id).await.unwrap_err();
    assert_eq!(again.code().as_str(), "run_ended");
    let refused = run::resume(&bench.call, run.id, false).await.unwrap_err();
    assert_eq!(refused.code().as_str(), "not_resumable");
    run::pause(&bench.call, false).await.unwrap();
    let other = bench.whole().await;
    assert_eq!((other.run.state, code(&other)), (RunState::Succeeded, ""));
    assert_eq!(fake.runs().len(), 1);
    let queued = run::get(&bench.call, run.id).await.unwrap();
    bench.tidy(&queued).await;
    eventually("an empty queue", async || run::queue(&bench.call).await.unwrap().running == 0).await;
}
