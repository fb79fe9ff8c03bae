//! Whole analyses with the real `claude`.

use claudetask_app::run::{self, RequestAnswer};
use claudetask_core::{ItemKind, Origin, RunState, Status};
use claudetask_testkit::claude::messages::Messages;
use claudetask_testkit::claude::scenarios;

use crate::bench::{Bench, answer};

#[tokio::test(flavor = "multi_thread")]
async fn an_analysis_fills_the_task_and_moves_it_to_ready() {
    let messages = Messages::start(scenarios::analysis(answer())).unwrap();
    let Some(bench) = Bench::real("an_analysis_fills_the_task_and_moves_it_to_ready", &messages).await else { return };
    let run = bench.whole().await;
    assert_eq!(run.run.state, RunState::Succeeded, "{run:#?}\n{:#?}", bench.items(run.run.id).await);
    let task = bench.task().await;
    assert_eq!(task.status, Status::Ready);
    let analysis = task.analysis.unwrap();
    assert!(analysis.starts_with("## Summary\n\nLog in again.\n"), "{analysis}");
    assert!(analysis.contains("- `src/login.rs` — keeps the session"), "{analysis}");

    let kinds: Vec<_> = bench.items(run.run.id).await.iter().map(|item| item.kind).collect();
    for kind in [
        ItemKind::Prompt,
        ItemKind::Thinking,
        ItemKind::Text,
        ItemKind::ToolCall,
        ItemKind::ToolResult,
        ItemKind::Result,
    ] {
        assert!(kinds.contains(&kind), "{kind:?} is not in {kinds:?}");
    }
    assert!(run.prompt.contains("Login fails"), "{}", run.prompt);
    assert!(run.run.cost_usd.unwrap() > 0.0 && run.run.input_tokens > 0 && run.run.output_tokens > 0, "{run:#?}");
    assert!(run.run.turns > 0 && run.run.resumable, "{run:#?}");
    assert_eq!((run.exit_code, run.run.live.clone(), run.run.activity.clone()), (Some(0), None, None));

    let history = claudetask_app::event::history(&bench.call, bench.project, bench.task).await.unwrap();
    assert!(history.iter().filter(|event| event.origin == Origin::Run).count() >= 4, "{history:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_allowed_is_asked_and_the_answer_is_heeded() {
    let messages = Messages::start(scenarios::analysis_with_permission(answer())).unwrap();
    let Some(bench) = Bench::real("what_is_not_allowed_is_asked_and_the_answer_is_heeded", &messages).await else {
        return;
    };
    let run = bench.analyze().await;
    bench.until(run.id, "a request", |run| run.run.state == RunState::Waiting && run.run.open_requests == 1).await;
    let requests = run::open_requests(&bench.call).await.unwrap();
    assert_eq!(requests.len(), 1);
    assert_eq!((requests[0].title.as_str(), requests[0].tool.as_str()), ("Read /etc/hostname", "Read"));
    assert!(requests[0].for_run.as_deref().is_some_and(|rule| rule.contains("/etc")), "{requests:#?}");
    let left = run::answer(&bench.call, requests[0].id, RequestAnswer::Allow).await.unwrap();
    assert!(left.is_empty());
    let again = run::answer(&bench.call, requests[0].id, RequestAnswer::Allow).await.unwrap_err();
    assert_eq!(again.code().as_str(), "request_not_open");
    let run = bench.ended(run.id).await;
    assert_eq!(run.run.state, RunState::Succeeded, "{run:#?}");
    let items = bench.items(run.run.id).await;
    assert!(items.iter().any(|item| item.title == "Allowed once: Read /etc/hostname"), "{items:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_of_claude_s_is_answered() {
    let messages = Messages::start(scenarios::analysis_with_question(answer())).unwrap();
    let Some(bench) = Bench::real("a_question_of_claude_s_is_answered", &messages).await else { return };
    let run = bench.analyze().await;
    bench.until(run.id, "a question", |run| run.run.open_requests == 1).await;
    let request = run::open_requests(&bench.call).await.unwrap().remove(0);
    let (question, options) = scenarios::QUESTION;
    assert_eq!(request.questions[0].question, question);
    assert_eq!(request.questions[0].options[0].label, options[0]);
    let answers = [(question.to_owned(), options[1].to_owned())].into();
    run::answer(&bench.call, request.id, RequestAnswer::Answers { answers }).await.unwrap();
    assert_eq!(bench.ended(run.id).await.run.state, RunState::Succeeded);
    let asked = messages.requests().iter().any(|request| request.last_user().contains(options[1]));
    assert!(asked, "the answer did not reach the model");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_can_be_asked_after_the_end() {
    let messages = Messages::start(scenarios::analysis(answer())).unwrap();
    let Some(bench) = Bench::real("a_question_can_be_asked_after_the_end", &messages).await else { return };
    let first = bench.whole().await;
    messages.play(scenarios::follow_up("Because of the cookie."));
    let second = run::ask(&bench.call, first.run.id, "Why?", false).await.unwrap();
    bench.runner.wake();
    let second = bench.ended(second.id).await;
    assert_eq!(second.run.state, RunState::Succeeded, "{second:#?}");
    assert_eq!(second.session_id, first.session_id);
    let items = bench.items(second.run.id).await;
    assert!(items.iter().any(|item| item.text == "Because of the cookie."), "{items:#?}");
    assert!(second.run.cost_usd.unwrap() < first.run.cost_usd.unwrap(), "{second:#?}");
    // A second question on the same run costs its own, not the first one's again.
    messages.play(scenarios::follow_up("Because of the clock."));
    let third = run::ask(&bench.call, first.run.id, "And then?", false).await.unwrap();
    bench.runner.wake();
    let third = bench.ended(third.id).await;
    let (one, two) = (second.run.cost_usd.unwrap(), third.run.cost_usd.unwrap());
    assert!(two < one * 1.5, "{one} {two}");
    // The analysis is the first run's.
    assert!(bench.task().await.analysis.unwrap().contains("Log in again."));
}
