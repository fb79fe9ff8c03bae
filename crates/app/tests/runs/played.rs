//! What goes wrong in `claude` itself, as the program that plays it shows it.

use std::time::Duration;

use claudetask_app::run::{self, Patience, TranscriptItem};
use claudetask_core::{AnalysisPatch, ItemKind, RunState, Status};
use claudetask_testkit::claude::script::{
    Act, ask, call, event, exit, failed, half_line, init, invalid_utf8, raw, result, text, tool_result, withdraw,
};
use claudetask_testkit::claude::{Fake, Script, script};
use serde_json::json;

use crate::bench::{Bench, Setup, answer, code, detail, eventually, hasty};

/// Plays a run that succeeds in spite of all, and returns its transcript.
async fn succeeds(acts: Vec<Act>) -> Vec<TranscriptItem> {
    let fake = Fake::new(acts);
    let bench = Bench::fake(&fake).await;
    let run = bench.whole().await;
    let items = bench.items(run.run.id).await;
    assert_eq!((run.run.state, code(&run)), (RunState::Succeeded, ""), "{run:#?}\n{items:#?}");
    bench.tidy(&run).await;
    let task = bench.task().await;
    assert_eq!(task.status, Status::Ready);
    assert!(task.analysis.unwrap().contains("Log in again."));
    items
}

/// Plays a run that fails, and returns the program's own words and the transcript.
async fn fails(acts: Vec<Act>, expected: &str) -> (String, Vec<TranscriptItem>) {
    let fake = Fake::new(acts);
    let bench = Bench::fake(&fake).await;
    let run = bench.fails(expected).await;
    (detail(&run).to_owned(), bench.items(run.run.id).await)
}

fn done() -> Act {
    result("Done.", Some(&answer()))
}

fn texts(items: &[TranscriptItem]) -> Vec<&str> {
    items.iter().filter(|item| item.kind == ItemKind::Text).map(|item| item.text.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn garbage_between_good_lines_is_noted_and_passed_over() {
    let items = succeeds(vec![
        init(),
        raw("warning: this is no JSON\n"),
        text("first"),
        raw("{\"type\": \"assistant\", \"message\": {\n"),
        raw("[1, 2]\n\n\r\n"),
        invalid_utf8(),
        raw([0, 1, 2, b'\n']),
        event(json!({ "type": "a_later_version", "said": "something new" })),
        text("second"),
        done(),
    ])
    .await;
    assert_eq!(texts(&items), ["first", "second"]);
    let left_out = items.iter().filter(|item| item.kind == ItemKind::Notice && item.title.contains("left out"));
    let left_out: Vec<_> = left_out.map(|item| item.title.as_str()).collect();
    assert_eq!(left_out.len(), 5, "{items:#?}");
    assert_eq!(left_out.iter().filter(|title| title.contains("not UTF-8")).count(), 1, "{left_out:#?}");
    let unknown = items.iter().find(|item| item.kind == ItemKind::Unknown).unwrap();
    assert!(unknown.title.contains("a_later_version") && unknown.text.contains("something new"), "{unknown:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_of_100_megabytes_is_left_out_with_a_notice() {
    let long = Act::LongLine { megabytes: 100, ends: true };
    let items = succeeds(vec![init(), text("before"), long, text("after"), done()]).await;
    assert_eq!(texts(&items), ["before", "after"]);
    let notice = items.iter().find(|item| item.title.contains("too long")).unwrap();
    assert!(notice.title.contains("A line of 100000") && notice.characters < 10_000, "{notice:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_errors_holds_nothing_up() {
    let flood = Act::ErrorFlood { megabytes: 50 };
    succeeds(vec![init(), flood.clone(), text("on"), done()]).await;
    let (detail, _) = fails(vec![init(), flood, exit(3)], "ended_early").await;
    assert!(detail.len() < 5_000 && detail.contains("eeee"), "{}", detail.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_output_that_is_closed_early_ends_the_run() {
    let (_, items) = fails(vec![init(), text("before"), Act::CloseOutput, Act::Hang], "output_closed").await;
    assert_eq!(texts(&items), ["before"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn half_a_line_and_no_more_is_an_early_end() {
    let (_, items) = fails(vec![init(), text("before"), half_line(), exit(0)], "ended_early").await;
    assert_eq!(texts(&items), ["before"]);
    assert!(items.iter().any(|item| item.title.contains("left out")), "{items:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_is_told_with_its_signal() {
    let (detail, items) = fails(vec![init(), text("before"), Act::Die { signal: 11 }], "crashed").await;
    assert!(detail.contains("signal 11"), "{detail}");
    assert_eq!(texts(&items), ["before"]);
    let (detail, _) = fails(vec![Act::Die { signal: 9 }], "crashed").await;
    assert!(detail.contains("signal 9"), "{detail}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_does_not_begin_is_told_in_its_own_words() {
    let words = "error: unknown option '--permission-prompt-tool'";
    let (detail, _) = fails(vec![Act::Error { line: words.to_owned() }, exit(3)], "start_failed").await;
    assert_eq!(detail, format!("{words}\nexit code 3"));
    let words = "Error: Session ID x is already in use.";
    fails(vec![Act::Error { line: words.to_owned() }, exit(1)], "session_taken").await;
    fails(vec![exit(0)], "ended_early").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_success_that_is_an_error_is_a_failure() {
    let (detail, _) = fails(
        [vec![init()], script::api_failure(Some(403), "authentication_failed", "Failed to authenticate.")].concat(),
        "forbidden",
    )
    .await;
    assert_eq!(detail, "Failed to authenticate.");
    fails([vec![init()], script::api_failure(None, "server_error", "Connection refused")].concat(), "network").await;
    let errors = ["No conversation found with session ID: x"];
    fails(vec![failed("error_during_execution", &errors), exit(1)], "session_gone").await;
    fails(vec![init(), failed("error_of_a_later_version", &["odd"]), exit(1)], "claude_failed").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_counts_whichever_of_several_turns_gave_it() {
    let items = succeeds(vec![
        init(),
        text("first"),
        done(),
        init(),
        text("second"),
        result("A subagent is done.", None),
        init(),
        result("And another.", None),
    ])
    .await;
    assert_eq!(texts(&items), ["first", "second"]);
    assert_eq!(items.iter().filter(|item| item.kind == ItemKind::Result).count(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_of_another_form_is_kept_but_not_taken() {
    let (detail, items) =
        fails(vec![init(), text("kept"), result("Done.", Some(&json!({ "summary": "only" })))], "invalid_answer").await;
    assert!(detail.contains("approach") && detail.contains("only"), "{detail}");
    assert_eq!(texts(&items), ["kept"]);
    let (detail, items) = fails(vec![init(), text("kept"), result("In words.", None)], "no_answer").await;
    assert_eq!(detail, "In words.");
    assert_eq!(texts(&items), ["kept"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_analysis_longer_than_a_task_holds_is_not_taken() {
    let mut long = answer();
    long["approach"] = json!("x".repeat(1_000_001));
    let acts = vec![init(), call("t", "StructuredOutput", &long), result("Done.", Some(&long))];
    let fake = Fake::new(acts);
    let bench = Bench::fake(&fake).await;
    let run = bench.fails("too_long").await;
    let items = bench.items(run.run.id).await;
    let given = items.iter().find(|item| item.kind == ItemKind::ToolCall).unwrap();
    let whole = run::item(&bench.call, run.run.id, given.seq).await.unwrap();
    assert!(whole.text.len() > 1_000_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_thousand_events_are_all_kept_in_order() {
    let fake = Fake::new([init(), Act::Flood { events: 20_000 }, done()]);
    let bench = Bench::fake(&fake).await;
    let run = bench.whole().await;
    assert_eq!(run.run.state, RunState::Succeeded, "{run:#?}");
    let mut seen = 0;
    let mut from = 1;
    while let page = run::transcript(&bench.call, run.run.id, from, 500).await.unwrap()
        && let Some(last) = page.items.last()
    {
        assert!(page.items.iter().zip(from..).all(|(item, seq)| item.seq == seq));
        from = last.seq + 1;
        for text in texts(&page.items) {
            assert_eq!(text, format!("Event {seen}."));
            seen += 1;
        }
    }
    assert_eq!((seen, from - 1), (20_000, run.run.items));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_never_pauses_for_breath_can_be_stopped() {
    let fake = Fake::new([init(), Act::Flood { events: 50_000_000 }, done()]);
    let bench = Bench::fake(&fake).await;
    let run = bench.analyze().await;
    bench.until(run.id, "a flood", |run| run.run.items > 1_000).await;
    run::stop(&bench.call, run.id).await.unwrap();
    let run = bench.ended(run.id).await;
    assert_eq!(run.run.state, RunState::Stopped, "{run:#?}");
    bench.tidy(&run).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_permission_disappears_and_the_run_goes_on() {
    let fake = Fake::new([
        init(),
        ask("one", "Read", &json!({ "file_path": "/etc/one" })),
        ask("two", "Read", &json!({ "file_path": "/etc/two" })),
        Act::Sleep { milliseconds: 1_500 },
        withdraw("one"),
        Act::AwaitAnswer { request: "two".into() },
        text("on"),
        done(),
    ]);
    let bench = Bench::fake(&fake).await;
    let run = bench.analyze().await;
    bench.until(run.id, "two requests", |run| run.run.open_requests == 2).await;
    let first = run::open_requests(&bench.call).await.unwrap().remove(0);
    let waiting = bench.until(run.id, "a withdrawal", |run| run.run.open_requests == 1).await;
    assert_eq!(waiting.run.state, RunState::Waiting);
    let requests = run::open_requests(&bench.call).await.unwrap();
    assert_eq!(requests[0].title, "Read /etc/two");
    let late = run::answer(&bench.call, first.id, run::RequestAnswer::Allow).await.unwrap_err();
    assert_eq!(late.code().as_str(), "request_not_open");
    let deny = run::RequestAnswer::Deny { reason: "Not that one.".into() };
    run::answer(&bench.call, requests[0].id, deny).await.unwrap();
    let run = bench.ended(run.id).await;
    bench.tidy(&run).await;
    assert_eq!(run.run.state, RunState::Succeeded, "{run:#?}");
    let answers = fake.lines().into_iter().filter(|line| line["type"] == "control_response");
    let answers: Vec<_> = answers.map(|line| line["response"].clone()).collect();
    assert_eq!(answers.len(), 1, "{answers:#?}");
    assert_eq!(
        (&answers[0]["request_id"], &answers[0]["response"]["message"]),
        (&json!("two"), &json!("Not that one."))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lone_withdrawal_lets_the_run_go_on() {
    let items = succeeds(vec![
        init(),
        ask("one", "Read", &json!({ "file_path": "/etc/one" })),
        withdraw("one"),
        withdraw("never asked"),
        text("on"),
        done(),
    ])
    .await;
    assert_eq!(texts(&items), ["on"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn results_out_of_order_find_their_calls() {
    let items = succeeds(vec![
        init(),
        call("a", "Read", &json!({ "file_path": "$FOLDER/a.rs" })),
        call("b", "Read", &json!({ "file_path": "$FOLDER/b.rs" })),
        call("c", "Grep", &json!({ "pattern": "login" })),
        tool_result("c", "of c"),
        tool_result("a", "of a"),
        tool_result("nobody", "of nobody"),
        tool_result("b", "of b"),
        done(),
    ])
    .await;
    let results = items.iter().filter(|item| item.kind == ItemKind::ToolResult);
    let results: Vec<_> = results.map(|item| (item.title.as_str(), item.text.as_str())).collect();
    assert_eq!(results, [("Grep login", "of c"), ("Read a.rs", "of a"), ("", "of nobody"), ("Read b.rs", "of b")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_takes_too_long_is_ended() {
    let fake = Fake::new([init(), text("working"), Act::Hang]).heeding_interrupt();
    let patience = Patience { minute: Duration::from_millis(700), ..hasty() };
    let bench = Setup { patience, ..Setup::of(&fake.program()) }.bench().await;
    bench.set(AnalysisPatch { minutes: Some(1), ..AnalysisPatch::default() }).await;
    let run = bench.fails("time_spent").await;
    assert_eq!(texts(&bench.items(run.run.id).await), ["working"]);
    assert!(run.run.resumable);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_time_in_which_the_user_is_asked_does_not_count() {
    let question = ask("one", "Read", &json!({ "file_path": "/etc/one" }));
    let fake = Fake::new([init(), question, Act::AwaitAnswer { request: "one".into() }, done()]);
    let patience = Patience { minute: Duration::from_secs(3), ..hasty() };
    let bench = Setup { patience, ..Setup::of(&fake.program()) }.bench().await;
    bench.set(AnalysisPatch { minutes: Some(1), ..AnalysisPatch::default() }).await;
    let run = bench.analyze().await;
    bench.until(run.id, "a request", |run| run.run.open_requests == 1).await;
    tokio::time::sleep(Duration::from_millis(3_500)).await;
    let request = run::open_requests(&bench.call).await.unwrap().remove(0);
    run::answer(&bench.call, request.id, run::RequestAnswer::Allow).await.unwrap();
    let run = bench.ended(run.id).await;
    assert_eq!((run.run.state, code(&run)), (RunState::Succeeded, ""), "{run:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claude_that_can_t_be_used_is_told_before_anything_starts() {
    let old = Fake::new([init()]).version("1.0.3 (Claude Code)");
    let silent = Fake::of(Script { version_acts: Some(vec![exit(4)]), ..Script::default() });
    let other = Fake::new([init()]).version("clawed 7");
    for (fake, word) in [(&old, "1.0.3"), (&silent, "4"), (&other, "clawed")] {
        let bench = Bench::fake(fake).await;
        let run = bench.fails("claude_unusable").await;
        assert!(detail(&run).contains(word), "{run:#?}");
        assert!(fake.runs().is_empty() && !run.run.resumable);
        assert_eq!(bench.task().await.status, Status::Backlog);
    }
    let bench = Setup { program: None, bare: true, ..Setup::of(old.folder()) }.bench().await;
    let run = bench.fails("claude_not_found").await;
    assert!(run.run.failure.as_ref().unwrap().hint.contains("Install"), "{run:#?}");
    // A program that was there when it was set.
    let bench = Setup::of(&old.folder().join("gone")).bench().await;
    let run = bench.fails("claude_unusable").await;
    assert!(detail(&run).contains("gone"), "{run:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn stopping_twice_is_stopping() {
    let fake = Fake::new([init(), ask("one", "Read", &json!({ "file_path": "/etc/one" })), Act::Hang]);
    let fake = fake.ignoring_signals();
    let bench = Bench::fake(&fake).await;
    let run = bench.analyze().await;
    bench.until(run.id, "a request", |run| run.run.open_requests == 1).await;
    let request = run::open_requests(&bench.call).await.unwrap().remove(0);
    let (one, two) = tokio::join!(run::stop(&bench.call, run.id), run::stop(&bench.call, run.id));
    assert_eq!((one.unwrap().state, two.unwrap().state), (RunState::Stopping, RunState::Stopping));
    let run = bench.ended(run.id).await;
    bench.tidy(&run).await;
    assert_eq!((run.run.state, code(&run)), (RunState::Stopped, ""), "{run:#?}");
    let late = run::answer(&bench.call, request.id, run::RequestAnswer::Allow).await.unwrap_err();
    assert_eq!(late.code().as_str(), "request_not_open");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_stopped_before_it_says_anything() {
    let fake = Fake::new([Act::Hang]);
    let bench = Bench::fake(&fake).await;
    let run = bench.analyze().await;
    bench.until(run.id, "a start", |run| run.run.state != RunState::Queued).await;
    run::stop(&bench.call, run.id).await.unwrap();
    let run = bench.ended(run.id).await;
    bench.tidy(&run).await;
    assert_eq!((run.run.state, code(&run), run.run.resumable), (RunState::Stopped, "", false), "{run:#?}");
    eventually("a free queue", async || run::queue(&bench.call).await.unwrap().running == 0).await;
}
