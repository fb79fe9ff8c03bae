//! What goes wrong between the real `claude` and its API, each with the word that it gets.

use claudetask_app::run;
use claudetask_core::{AnalysisPatch, ItemKind, RunState};
use claudetask_testkit::claude::messages::{Block, Drops, Messages, Nobody, Reply, Scenario, Stop};
use claudetask_testkit::claude::{environment, scenarios};
use serde_json::json;

use crate::bench::{Bench, answer, code, detail};

/// Declares a test a row: what the API does, the failure's code, a word of Claude Code's own, and whether it tried again.
macro_rules! faults {
    ($($name:ident: $scenario:expr => $code:literal, $word:literal, $retries:expr;)+) => {
        $(#[tokio::test(flavor = "multi_thread")]
        async fn $name() {
            check(stringify!($name), $scenario, $code, $word, $retries).await;
        })+
    };
}

fn error(status: u16, kind: &str, message: &str) -> Scenario {
    Scenario::always(Reply::error(status, kind, message))
}

faults! {
    a_key_that_is_not_accepted_is_told: error(401, "authentication_error", "invalid x-api-key")
        => "authentication_failed", "Invalid API key", true;
    an_account_without_rights_is_told: error(403, "permission_error", "Not for you")
        => "forbidden", "403", false;
    a_model_that_is_not_there_is_told: error(404, "not_found_error", "model: no-such-model")
        => "model_not_found", "model", false;
    an_account_without_credit_is_told: error(400, "invalid_request_error", "Your credit balance is too low to access the API.")
        => "billing", "Credit balance", false;
    a_request_that_is_too_large_is_told: error(413, "request_too_large", "Request too large")
        => "refused", "too large", false;
    a_rate_limit_is_told: error(429, "rate_limit_error", "Slow down")
        => "rate_limited", "Slow down", true;
    a_rate_limit_that_says_when_is_told: Scenario::always(Reply::error(429, "rate_limit_error", "Slow down").header("retry-after", "1"))
        => "rate_limited", "Slow down", true;
    an_api_that_fails_is_told: error(500, "api_error", "Internal server error")
        => "api_failed", "500", true;
    an_overloaded_api_is_told: error(529, "overloaded_error", "Overloaded")
        => "overloaded", "529", true;
    a_stream_that_is_cut_is_told: scenarios::cut()
        => "stream_cut", "mid-response", false;
    a_dropped_connection_is_told: Scenario::always(Reply::text("never heard").dropped(Drops::Middle))
        => "stream_cut", "dropped", true;
    an_error_in_the_stream_is_told: Scenario::always(Reply::stream_error(Vec::new(), "overloaded_error", "Overloaded"))
        => "overloaded", "529", false;
    a_refusal_is_told: Scenario::always(Reply::message(vec![Block::text("No.")]).stopped_by(Stop::Refusal))
        => "refused", "safeguards", false;
    an_analysis_that_is_never_given_is_told: scenarios::without_answer()
        => "no_answer", "rather complicated", false;
    an_analysis_of_another_form_is_told: scenarios::invalid_answer()
        => "invalid_answer", "after 5 attempts", false;
}

async fn check(test: &str, scenario: Scenario, expected: &str, word: &str, retries: bool) {
    let messages = Messages::start(scenario).unwrap();
    let Some(bench) = Bench::real(test, &messages).await else { return };
    let run = bench.fails(expected).await;
    let items = bench.items(run.run.id).await;
    assert!(detail(&run).contains(word), "{:?} does not say {word:?}", run.run.failure);
    assert_eq!(items[0].kind, ItemKind::Prompt);
    let retried = items.iter().any(|item| item.kind == ItemKind::Retry);
    assert_eq!(retried, retries, "{items:#?}");
    assert!(run.run.resumable, "{run:#?}");
    let queue = run::queue(&bench.call).await.unwrap();
    // Only a limit makes others wait.
    assert_eq!(queue.paused, expected == "rate_limited", "{queue:#?}");
    if expected == "no_answer" {
        assert!(items.iter().any(|item| item.kind == ItemKind::Text && item.text.contains("rather complicated")));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_that_is_down_is_told() {
    let nobody = Nobody::new().unwrap();
    let url = nobody.url();
    let bench =
        Bench::real_in("a_network_that_is_down_is_told", |home| crate::bench::set(environment(home, &url))).await;
    let Some(bench) = bench else { return };
    let run = bench.fails("network").await;
    assert!(detail(&run).contains("ECONNREFUSED"), "{run:#?}");
    let items = bench.items(run.run.id).await;
    let waits = items.iter().find(|item| item.kind == ItemKind::Retry).unwrap();
    assert!(waits.title.contains("not reached"), "{items:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claude_that_is_not_logged_in_is_told() {
    let messages = Messages::start(scenarios::analysis(answer())).unwrap();
    let bench = Bench::real_in("a_claude_that_is_not_logged_in_is_told", |home| {
        let mut environment = crate::bench::set(environment(home, &messages.url()));
        for (name, value) in &mut environment {
            if name == "ANTHROPIC_API_KEY" {
                *value = None;
            }
        }
        environment
    });
    let Some(bench) = bench.await else { return };
    let run = bench.fails("not_logged_in").await;
    assert!(detail(&run).contains("/login"), "{run:#?}");
    assert!(messages.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_spent_budget_ends_the_run() {
    let messages = Messages::start(scenarios::long(50)).unwrap();
    let Some(bench) = Bench::real("a_spent_budget_ends_the_run", &messages).await else { return };
    bench.set(AnalysisPatch { budget_usd: Some(0.01), ..AnalysisPatch::default() }).await;
    let expensive = claudetask_testkit::claude::messages::Usage { input_tokens: 100_000, ..Default::default() };
    messages.play(Scenario::always(Reply::tool("Grep", json!({ "pattern": "x" })).using(expensive)));
    let run = bench.fails("budget_spent").await;
    assert!(run.run.cost_usd.unwrap() >= 0.01, "{run:#?}");
    assert!(detail(&run).contains("maximum budget"), "{run:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn spent_turns_end_the_run_which_can_be_gone_on_with() {
    let messages = Messages::start(scenarios::long(50)).unwrap();
    let Some(bench) = Bench::real("spent_turns_end_the_run_which_can_be_gone_on_with", &messages).await else {
        return;
    };
    bench.set(AnalysisPatch { max_turns: Some(2), ..AnalysisPatch::default() }).await;
    let run = bench.fails("turns_spent").await;
    assert!(detail(&run).contains("maximum number of turns (2)"), "{run:#?}");

    bench.set(AnalysisPatch { max_turns: Some(60), ..AnalysisPatch::default() }).await;
    messages.play(scenarios::analysis(answer()));
    let more = run::resume(&bench.call, run.run.id, false).await.unwrap();
    bench.runner.wake();
    let more = bench.ended(more.id).await;
    assert_eq!((more.run.state, code(&more)), (RunState::Succeeded, ""), "{more:#?}");
    assert_eq!((more.session_id.as_str(), more.run.follows), (run.session_id.as_str(), Some(run.run.id)));
    assert!(bench.task().await.analysis.unwrap().contains("Log in again."));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removed_project_folder_is_told_although_claude_says_success() {
    let mut scenario = scenarios::analysis_with_permission(answer());
    scenario.steps.truncate(3);
    let messages = Messages::start(scenario).unwrap();
    let bench = Bench::real("a_removed_project_folder_is_told_although_claude_says_success", &messages).await;
    let Some(bench) = bench else { return };
    let run = bench.analyze().await;
    bench.until(run.id, "a request", |run| run.run.open_requests == 1).await;
    std::fs::remove_dir_all(bench.board.project_folder()).unwrap();
    let request = run::open_requests(&bench.call).await.unwrap().remove(0);
    run::answer(&bench.call, request.id, run::RequestAnswer::Allow).await.unwrap();
    let run = bench.ended(run.id).await;
    bench.tidy(&run).await;
    assert_eq!((run.run.state, code(&run)), (RunState::Failed, "folder_gone"), "{run:#?}");
    assert_eq!(bench.task().await.analysis, None);
    // What Claude found is kept all the same.
    let found = run::search(&bench.call, run.run.id, "Log in again.").await.unwrap();
    assert!(!found.is_empty());
    // A new one is not even started.
    let run = bench.whole().await;
    assert_eq!((code(&run), run.pid), ("folder_gone", None));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_during_the_wait_before_another_try_is_heeded() {
    let messages = Messages::start(Scenario::always(
        Reply::error(429, "rate_limit_error", "Slow down").header("retry-after", "30"),
    ))
    .unwrap();
    let Some(bench) = Bench::real("a_stop_during_the_wait_before_another_try_is_heeded", &messages).await else {
        return;
    };
    let run = bench.analyze().await;
    let waiting = bench.until(run.id, "a wait", |run| run.run.waits_until.is_some()).await;
    assert!(waiting.run.activity.as_deref().is_some_and(|text| text.contains("rate limit")), "{waiting:#?}");
    run::stop(&bench.call, run.id).await.unwrap();
    let run = bench.ended(run.id).await;
    bench.tidy(&run).await;
    assert_eq!((run.run.state, code(&run)), (RunState::Stopped, ""), "{run:#?}");
}
