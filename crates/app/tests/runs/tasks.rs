//! What a run does to its task, and what the user does to it meanwhile.

use claudetask_app::event::Shown;
use claudetask_app::task::{self, TaskPatch};
use claudetask_app::{event, run, undo};
use claudetask_core::{AnalysisPatch, ItemKind, Origin, RunState, Status};
use claudetask_testkit::claude::script::{Act, init, result, run as played, text};
use claudetask_testkit::claude::{Fake, Record, script};
use serde_json::{Value, json};

use crate::bench::{Bench, answer, code};

async fn moved(bench: &Bench, status: Status) {
    let patch = TaskPatch { status: Some(status), ..TaskPatch::default() };
    task::update(&bench.call, bench.project, bench.task, patch).await.unwrap();
}

fn saying(summary: &str) -> Value {
    let mut answer = answer();
    answer["summary"] = json!(summary);
    answer
}

/// A run that gives its answer when the user has allowed it something.
fn asking() -> Fake {
    Fake::new([
        init(),
        script::ask("one", "Read", &json!({ "file_path": "/etc/one" })),
        Act::AwaitAnswer { request: "one".into() },
        result("Done.", Some(&answer())),
    ])
}

async fn allow(bench: &Bench) {
    let request = run::open_requests(&bench.call).await.unwrap().remove(0);
    run::answer(&bench.call, request.id, run::RequestAnswer::Allow).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_that_the_user_moved_meanwhile_stays_where_it_is() {
    let fake = asking();
    let bench = Bench::fake(&fake).await;
    let run = bench.analyze().await;
    bench.until(run.id, "a request", |run| run.run.open_requests == 1).await;
    assert_eq!(bench.task().await.status, Status::Analysis);
    moved(&bench, Status::InProgress).await;
    allow(&bench).await;
    assert_eq!(bench.ended(run.id).await.run.state, RunState::Succeeded);
    let task = bench.task().await;
    assert_eq!(task.status, Status::InProgress);
    assert!(task.analysis.unwrap().contains("Log in again."));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_setting_leaves_the_task_in_its_column() {
    let fake = Fake::new(played(Some(&answer())));
    let bench = Bench::fake(&fake).await;
    bench.set(AnalysisPatch { moves_task: Some(false), ..AnalysisPatch::default() }).await;
    assert_eq!(bench.whole().await.run.state, RunState::Succeeded);
    let task = bench.task().await;
    assert_eq!(task.status, Status::Backlog);
    assert!(task.analysis.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_task_ends_its_run() {
    let fake = asking();
    let bench = Bench::fake(&fake).await;
    let run = bench.analyze().await;
    bench.until(run.id, "a request", |run| run.run.open_requests == 1).await;
    task::delete(&bench.call, bench.project, &[bench.task]).await.unwrap();
    let run = bench.ended(run.id).await;
    bench.tidy(&run).await;
    assert_eq!((run.run.state, code(&run)), (RunState::Failed, "task_deleted"), "{run:#?}");
    undo::undo(&bench.call, bench.project, None).await.unwrap();
    let task = bench.task().await;
    assert_eq!((task.status, task.analysis), (Status::Analysis, None));
    assert!(run.run.resumable);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_deleted_before_its_turn_starts_nothing() {
    let fake = asking();
    let bench = Bench::fake(&fake).await;
    run::pause(&bench.call, true).await.unwrap();
    let run = bench.analyze().await;
    task::delete(&bench.call, bench.project, &[bench.task]).await.unwrap();
    run::pause(&bench.call, false).await.unwrap();
    let run = bench.ended(run.id).await;
    bench.tidy(&run).await;
    assert_eq!((run.run.state, code(&run)), (RunState::Failed, "task_deleted"), "{run:#?}");
    assert!(fake.runs().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_analysis_keeps_the_older_one_in_the_history() {
    let mut fake = Fake::new(played(Some(&saying("The first."))));
    let bench = Bench::fake(&fake).await;
    bench.whole().await;
    fake.play(played(Some(&saying("The second."))));
    bench.whole().await;
    assert!(bench.task().await.analysis.unwrap().contains("The second."));

    let query = event::LogQuery { task: Some(bench.task), since: None, limit: 100 };
    let history = event::log(&bench.call, bench.project, query).await.unwrap();
    let written = |summary: &str| {
        history.iter().find(|event| {
            let text = event.after.as_ref().and_then(|fields| fields.get("analysis"));
            event.origin == Origin::Run && matches!(text, Some(Shown::Text(text)) if text.contains(summary))
        })
    };
    let (first, second) = (written("The first.").unwrap(), written("The second.").unwrap());
    assert!(first.seq < second.seq);
    undo::undo(&bench.call, bench.project, Some(second.seq)).await.unwrap();
    assert!(bench.task().await.analysis.unwrap().contains("The first."));
    undo::undo(&bench.call, bench.project, Some(first.seq)).await.unwrap();
    let task = bench.task().await;
    assert_eq!((task.analysis, task.status), (None, Status::Analysis));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_change_that_undo_takes_back_is_the_analysis() {
    let fake = Fake::new(played(Some(&answer())));
    let bench = Bench::fake(&fake).await;
    bench.whole().await;
    undo::undo(&bench.call, bench.project, None).await.unwrap();
    assert_eq!(bench.task().await.analysis, None);
    undo::redo(&bench.call, bench.project, None).await.unwrap();
    assert!(bench.task().await.analysis.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_character_that_no_text_can_have_spoils_no_analysis() {
    let fake = Fake::new([init(), text("nul \0 here"), result("Done.", Some(&saying("Before\0after.")))]);
    let bench = Bench::fake(&fake).await;
    let run = bench.whole().await;
    assert_eq!((run.run.state, code(&run)), (RunState::Succeeded, ""), "{run:#?}");
    assert!(bench.task().await.analysis.unwrap().contains("Before\u{fffd}after."));
    let items = bench.items(run.run.id).await;
    assert!(items.iter().any(|item| item.kind == ItemKind::Text && item.text.contains(" here")), "{items:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_prompt_is_the_template_with_the_task_in_it() {
    let fake = Fake::new([init(), Act::AwaitUser, result("Done.", Some(&answer()))]);
    let bench = Bench::fake(&fake).await;
    let template = "{{id}}|{{title}}|{{type}}|{{priority}}|{{description}}|{{branch}}|\n{{links}}\n{{similar}}";
    bench.set(AnalysisPatch { template: Some(Some(template.to_owned())), ..AnalysisPatch::default() }).await;
    let (first, _) = (bench.board.add("Keep sessions").await, bench.board.add("Login fails on Mondays").await);
    let patch = TaskPatch {
        description: Some("Since {{title}} of Monday.".to_owned()),
        depends_on: Some(vec![first.id]),
        ..TaskPatch::default()
    };
    task::update(&bench.call, bench.project, bench.task, patch).await.unwrap();
    let run = bench.whole().await;
    assert_eq!(run.run.state, RunState::Succeeded);
    let said = fake.lines().into_iter().find(|line| line["type"] == "user").unwrap();
    let said = said["message"]["content"][0]["text"].as_str().unwrap().to_owned();
    assert_eq!(said, run.prompt);
    let begin = format!("{}|Login fails|", bench.task);
    assert!(said.starts_with(&begin), "{said}");
    assert!(said.contains("|Since {{title}} of Monday.||"), "{said}");
    assert!(said.contains(&format!("- #{} Keep sessions (Backlog)", first.id)), "{said}");
    assert!(said.contains("Login fails on Mondays"), "{said}");
    // Nothing of it can be read in a list of processes.
    assert!(fake.runs()[0].iter().all(|argument| !argument.contains("Login fails")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_has_a_say_only_when_it_is_trusted() {
    let fake = Fake::new(played(Some(&answer())));
    let bench = Bench::fake(&fake).await;
    let has = |run: usize, argument: &str| fake.runs()[run].iter().any(|one| one == argument);
    let trust = async |trusted: bool| {
        let patch = claudetask_app::project::ProjectPatch { trusted: Some(Some(trusted)), ..Default::default() };
        claudetask_app::project::update(&bench.call, bench.project, patch).await.unwrap();
    };
    let run = bench.whole().await;
    assert!(has(0, "--setting-sources=user") && has(0, "--strict-mcp-config") && !run.trusted);
    assert!(has(0, "--tools=Read,Grep,Glob,AskUserQuestion"), "{:?}", fake.runs());
    assert!(has(0, &format!("--session-id={}", run.session_id)));
    trust(true).await;
    let run = bench.whole().await;
    assert!(has(1, "--setting-sources=user,project,local") && has(1, "--strict-mcp-config") && run.trusted);
    let patch = AnalysisPatch {
        mcp: Some(true),
        model: Some(Some("opus".to_owned())),
        max_turns: Some(7),
        budget_usd: Some(0.5),
        ..AnalysisPatch::default()
    };
    bench.set(patch).await;
    bench.whole().await;
    assert!(has(2, "--setting-sources=user,project,local") && !has(2, "--strict-mcp-config"));
    assert!(has(2, "--model=opus") && has(2, "--max-turns=7") && has(2, "--max-budget-usd=0.5"), "{:?}", fake.runs());
    trust(false).await;
    bench.whole().await;
    assert!(has(3, "--setting-sources=user") && has(3, "--strict-mcp-config"));
    for run in fake.runs() {
        assert!(!run.iter().any(|argument| argument.contains("dangerously") || argument.contains("bypass")));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_environment_names_the_run_and_no_other_session() {
    let fake = Fake::new(played(Some(&answer())));
    let environment = vec![("CLAUDECODE".to_owned(), None), ("CLAUDE_CODE_ENTRYPOINT".to_owned(), None)];
    let bench = crate::bench::Setup { environment, ..crate::bench::Setup::of(&fake.program()) }.bench().await;
    bench.whole().await;
    bench.whole().await;
    let starts: Vec<_> = fake
        .recorded()
        .into_iter()
        .filter_map(|record| match record {
            Record::Start { run: Some(run), environment, folder, .. } => Some((run, environment, folder)),
            _ => None,
        })
        .collect();
    assert_eq!(starts.len(), 2, "{starts:#?}");
    assert_ne!(starts[0].0, starts[1].0);
    for (marker, environment, folder) in starts {
        assert_eq!(marker.len(), 36);
        assert_eq!(folder, bench.board.project_folder().to_str().unwrap());
        assert!(!environment.iter().any(|name| name == "CLAUDECODE"), "{environment:#?}");
    }
}
