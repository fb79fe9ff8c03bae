//! `analyze` and `runs`, with a program that plays `claude`.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use claudetask_testkit::claude::script;
use claudetask_testkit::claude::{Act, Fake};
use claudetask_testkit::claude::{alive, wait_for};
use serde_json::Value;

use crate::running::{Running, WITHIN, answer};
use crate::support::{Sandbox, assert_shape, ids, ran};

/// The keys of a run that has ended well.
const RUN: &str = "id:number project_id:number task_id:number task_title:string kind:string state:string follows:null \
                   question:null origin:string model:string queued_at:string started_at:string ended_at:string \
                   activity:null waits_until:null live:null open_requests:number items:number change:number \
                   cost_usd:number input_tokens:number output_tokens:number turns:number failure:null survivor:bool \
                   resumable:bool";

fn analysis() -> Vec<Act> {
    let mut acts = vec![Act::AwaitUser];
    acts.extend(script::run(Some(&answer())));
    acts.push(Act::AwaitEnd);
    acts
}

/// Begins and goes on until it is told to end.
fn endless() -> Fake {
    Fake::new([Act::AwaitUser, script::init(), script::text("It begins."), Act::Hang]).heeding_interrupt()
}

#[test]
fn a_followed_analysis_fills_the_task_and_ends_in_ready() {
    let running = Running::new(analysis());
    running.json(&["project", "set", "trusted=false"]);
    let ran = running.run(&["analyze", "1", "--follow"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{}", ran.stdout);
    for part in [
        "▸ Prompt: Analyse one task",
        "\nI will read the files that matter.\n",
        "● Read README.md",
        "  ⎿ 1 Hello",
        "Run 1 succeeded after ",
        "$0.0125 · 170 tokens read, 20 written · 2 turns",
        "The analysis is written to #1, now in Ready.",
    ] {
        assert!(ran.stdout.contains(part), "{part} is not in\n{}", ran.stdout);
    }
    let task = running.json(&["show", "1"]);
    assert_eq!(task["status"], "Ready");
    assert!(task["analysis"].as_str().unwrap().contains("- `src/login.rs` — It makes the session."), "{task}");
    assert!(running.run(&["list"]).stdout.contains("run succeeded"));
    assert!(running.run(&["show", "1"]).stdout.contains("1, succeeded"));
}

#[test]
fn programs_get_one_object_a_line() {
    let running = Running::new(analysis());
    let ran = running.run(&["analyze", "1", "--follow", "--json"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{}", ran.stdout);
    let lines: Vec<Value> = ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let (first, last) = (&lines[0]["run"], &lines[lines.len() - 1]["run"]);
    assert!(["queued", "starting"].contains(&first["state"].as_str().unwrap()), "{first}");
    assert_eq!(last["state"], "succeeded");
    assert_shape(last, RUN);
    let items: Vec<&Value> = lines.iter().map(|line| &line["item"]).filter(|item| item.is_object()).collect();
    let seqs: Vec<u64> = items.iter().map(|item| item["seq"].as_u64().unwrap()).collect();
    assert_eq!(seqs, (1..=last["items"].as_u64().unwrap()).collect::<Vec<_>>(), "each once and in order");
    let call = items.iter().find(|item| item["kind"] == "tool_call").unwrap();
    assert_shape(
        call,
        "seq:number at:string kind:string title:string text:string characters:number tool:string call:string \
         parent:null failed:bool",
    );
}

#[test]
fn an_analysis_goes_on_when_its_command_has_ended() {
    let running = Running::new(analysis());
    let run = running.json(&["analyze", "1"]);
    assert_eq!((&run["id"], &run["state"]), (&1.into(), &"queued".into()));
    running.until("1", "succeeded");
    assert_eq!(running.json(&["show", "1"])["status"], "Ready");
    let said = running.run(&["analyze", "1"]);
    assert_eq!(
        said.stdout,
        "Run 2: analysis of #1 \"Log in again\" is queued. Follow it with: claudetask runs log 2 --follow\n"
    );
    running.until("2", "succeeded");
}

#[test]
fn a_run_that_fails_makes_the_exit_code_1_and_says_why() {
    let mut acts = vec![Act::AwaitUser, script::init()];
    acts.extend(script::api_failure(Some(401), "authentication_failed", "API Error: 401 invalid x-api-key"));
    let running = Running::new(acts);
    let ran = running.run(&["analyze", "1", "--follow"]);
    assert_eq!(ran.code, 1, "{}", ran.stdout);
    assert!(ran.stdout.contains("Run 1 failed"), "{}", ran.stdout);
    for part in ["error: run 1: The API did not accept", "  API Error: 401 invalid x-api-key", "hint: Run `claude`"] {
        assert!(ran.stderr.contains(part), "{part} is not in\n{}", ran.stderr);
    }
    let ran = running.run(&["analyze", "1", "--follow", "--json"]);
    let error: Value = serde_json::from_str(&ran.stderr).unwrap();
    assert_shape(&error, "code:string message:string hint:string retryable:bool detail:string");
    assert_eq!((ran.code, &error["code"]), (1, &"authentication_failed".into()));
    let shown = running.json(&["runs", "show", "2"]);
    assert_shape(&shown["failure"], "code:string message:string hint:string detail:string");
    let list = running.run(&["runs", "list"]).stdout;
    assert!(list.contains("failed") && list.contains("did not accept"), "{list}");
}

#[test]
fn ctrl_c_stops_the_run_and_leaves_nothing_behind() {
    for signal in ["-INT", "-TERM", "-HUP"] {
        let running = Running::with(endless());
        let followed = running.follow(&["analyze", "1", "--follow"]);
        followed.line("It begins.");
        followed.signal(signal);
        let ended = followed.end();
        assert_eq!(ended.code, 1, "{signal}: {}{}", ended.stdout, ended.stderr);
        assert!(ended.stderr.contains("Stopping run 1"), "{}", ended.stderr);
        assert!(ended.stderr.contains("error: run 1: it was stopped"), "{}", ended.stderr);
        assert!(ended.stderr.contains("claudetask runs resume 1"), "{}", ended.stderr);
        assert_eq!(running.json(&["runs", "show", "1"])["state"], "stopped");
        assert!(running.claude.pids().into_iter().all(|pid| !alive(pid)));
    }
}

#[test]
fn a_run_that_goes_on_elsewhere_is_followed_and_stopped() {
    let running = Running::with(endless());
    running.json(&["analyze", "1"]);
    let followed = running.follow(&["runs", "log", "1", "--follow"]);
    followed.line("It begins.");
    let other = running.follow(&["runs", "log", "1", "--follow", "--json"]);
    other.line("It begins.");
    other.signal("-INT");
    assert_eq!(other.end().code, 0, "who only looks on may go away");
    let work = format!("{} runs work 1", running.board.data().display());
    let found = Command::new("pgrep").args(["-f", &work]).output().unwrap();
    let pid = String::from_utf8(found.stdout).unwrap().trim().to_owned();
    let hung_up = Command::new("kill").args(["-HUP", &pid]).status().unwrap();
    assert!(hung_up.success(), "{pid}: the terminal is closed, and that is no reason to end");
    assert_eq!(running.json(&["runs", "list", "--live"])["total"], 1);
    let error = running.board.refused(["analyze", "1"], "run_active");
    assert!(error["hint"].as_str().unwrap().contains("runs stop 1"), "{error}");
    assert!(["stopping", "stopped"].contains(&running.json(&["runs", "stop", "1"])["state"].as_str().unwrap()));
    let ended = followed.end();
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""));
    assert!(ended.stdout.contains("Run 1 stopped"), "{}", ended.stdout);
    running.until("1", "stopped");
    running.board.refused(["runs", "stop", "1"], "run_ended");
    wait_for("its processes to end", WITHIN, || running.claude.pids().into_iter().all(|pid| !alive(pid)));
}

#[test]
fn a_paused_queue_lets_runs_wait_until_it_goes_on() {
    let running = Running::new(analysis());
    let queue = running.json(&["runs", "pause"]);
    assert_shape(&queue, "paused:bool reason:string until:null limit:number running:number queued:number");
    let followed = running.follow(&["analyze", "1", "--follow"]);
    followed.line("Waits: the queue is paused");
    assert_eq!(running.json(&["runs", "show", "1"])["state"], "queued");
    assert_eq!(running.json(&["runs", "continue"])["paused"], false);
    let ended = followed.end();
    assert_eq!(ended.code, 0, "{}{}", ended.stdout, ended.stderr);
    assert!(ended.stderr.contains("project set trusted=true"), "nobody decided on trust yet: {}", ended.stderr);

    running.json(&["runs", "pause"]);
    for signal in ["-INT", "-TERM"] {
        let waiting = running.follow(&["analyze", "1", "--follow"]);
        waiting.line("Waits: the queue is paused");
        waiting.signal(signal);
        assert_eq!(waiting.end().code, 1);
    }
    assert_eq!(running.json(&["runs", "list", "--live"])["total"], 0, "one that was driven here waits for nobody");
    // One that waits elsewhere is stopped at once, and its program ends.
    running.json(&["analyze", "1"]);
    let run = running.json(&["runs", "list", "--live"])["runs"][0]["id"].to_string();
    assert_eq!(running.json(&["runs", "stop", &run])["state"], "stopped");
    let work = format!("{} runs work {run}", running.board.data().display());
    wait_for("its program to end", WITHIN, || {
        !Command::new("pgrep").args(["-f", &work]).output().unwrap().status.success()
    });
}

#[test]
fn a_transcript_is_read_by_its_end_by_words_and_as_markdown() {
    let running = Running::new(analysis());
    running.run(&["analyze", "1", "--follow"]);
    let all = running.json(&["runs", "log", "1"]);
    assert_shape(&all, "items:array total:number");
    let count = all["items"].as_array().unwrap().len();
    assert_eq!(all["total"], count);
    let last = running.json(&["runs", "log", "1", "--limit", "2"]);
    assert_eq!(last["items"][1]["seq"], count);
    assert_eq!(last["items"].as_array().unwrap().len(), 2);
    let found = running.json(&["runs", "log", "1", "--search", "FILES THAT MATTER"]);
    assert_eq!(found["items"].as_array().unwrap().len(), 1, "{found}");
    assert_eq!(found["items"][0]["kind"], "text");
    let markdown = running.run(&["runs", "log", "1", "--markdown"]).stdout;
    assert!(markdown.starts_with("# Run 1: analysis of #1 Log in again\n"), "{markdown}");
    assert_eq!(running.json(&["runs", "log", "1", "--markdown"])["markdown"], markdown);
    let text = running.run(&["runs", "log", "1"]).stdout;
    assert!(text.contains("● Read README.md"), "{text}");
    let followed = running.run(&["runs", "log", "1", "--follow"]);
    assert_eq!(followed.code, 0);
    assert!(followed.stdout.contains("Run 1 succeeded"), "one that has ended is shown and done");
}

#[test]
fn a_session_is_gone_on_with_and_asked() {
    let mut running = Running::new([Act::AwaitUser, script::init(), script::text("So far."), script::exit(1)]);
    let ran = running.run(&["analyze", "1", "--follow", "--json"]);
    let error: Value = serde_json::from_str(&ran.stderr).unwrap();
    assert_eq!((ran.code, &error["code"]), (1, &"ended_early".into()));
    running.claude.play(analysis());
    assert_eq!(running.run(&["runs", "resume", "1", "--follow"]).code, 0);
    let follow_up = |text: &str| {
        vec![Act::AwaitUser, script::init(), script::text(text), script::result(text, None), Act::AwaitEnd]
    };
    running.claude.play(follow_up("Because of the clock."));
    let asked = running.run(&["runs", "ask", "2", "Why?", "--follow"]);
    assert_eq!(asked.code, 0, "{}{}", asked.stdout, asked.stderr);
    assert!(asked.stdout.contains("Because of the clock."), "{}", asked.stdout);
    assert!(!asked.stdout.contains("written to"), "a question changes no task: {}", asked.stdout);
    let list = running.json(&["runs", "list", "--task", "1"]);
    assert_shape(&list, "runs:array total:number");
    assert_eq!(ids(&list["runs"]), [3, 2, 1]);
    assert_eq!((&list["runs"][0]["follows"], &list["runs"][0]["question"]), (&2.into(), &"Why?".into()));
    assert_shape(
        &running.json(&["runs", "show", "2"]),
        &(RUN.replace("follows:null", "follows:number")
            + " session_id:string folder:string program:string version:string pid:number exit_code:number trusted:bool \
               max_turns:number budget_usd:number minutes:number prompt:string"),
    );
    running.claude.play(follow_up("Once more."));
    assert_eq!(running.json(&["runs", "ask", "2", "And?"])["state"], "queued");
    running.until("4", "succeeded");
}

#[test]
fn a_machine_without_claude_says_so_on_the_run() {
    let board = Sandbox::with_tasks(["One"]);
    let mut command = board.command(["analyze", "1", "--follow", "--json"]);
    let ran = ran(command.env("PATH", "").output().unwrap());
    let error: Value = serde_json::from_str(&ran.stderr).unwrap();
    assert_eq!((ran.code, &error["code"]), (1, &"claude_not_found".into()));
    let run = board.json(["runs", "show", "1"]);
    assert_eq!((&run["state"], &run["program"]), (&"failed".into(), &Value::Null));
    board.refused(["runs", "resume", "1"], "not_resumable");
    board.refused(["runs", "ask", "1", "Why?"], "not_resumable");
    assert_eq!(board.json(["show", "1"])["status"], "Backlog");
}

#[test]
fn what_is_not_there_or_not_said_is_refused() {
    let board = Sandbox::with_tasks(["One"]);
    board.refused(["analyze", "7"], "task_not_found");
    for args in
        [&["show", "7"][..], &["stop", "7"], &["log", "7"], &["resume", "7"], &["ask", "7", "Why?"], &["work", "7"]]
    {
        board.refused(["runs"].iter().chain(args), "run_not_found");
    }
    board.refused(["runs", "prompt", "7"], "task_not_found");
    board.refused(["runs", "answer", "7", "allow"], "request_not_open");
    board.refused(["runs", "answer", "7", "--answer", "1=x"], "request_not_open");
    for args in [
        &["analyze"][..],
        &["analyze", "x"],
        &["runs"],
        &["runs", "show"],
        &["runs", "list", "--limit", "0"],
        &["runs", "list", "--limit", "501"],
        &["runs", "list", "--all", "--project", "1"],
        &["runs", "log", "1", "--markdown", "--follow"],
        &["runs", "log", "1", "--search", "x", "--follow"],
        &["runs", "answer", "7"],
        &["runs", "answer", "7", "perhaps"],
        &["runs", "answer", "7", "allow", "--answer", "1=x"],
        &["runs", "answer", "7", "allow", "--reason", "x"],
    ] {
        board.misused(args);
    }
    let outside = ran(board.command(["runs", "list", "--all", "--json"]).current_dir("/").output().unwrap()).json();
    assert_eq!(outside["total"], 0);
    assert_eq!(ran(board.command(["runs", "list", "--json"]).current_dir("/").output().unwrap()).code, 1);
    assert!(board.text(["runs", "list"]).contains("claudetask analyze"));
    assert_eq!(board.json(["runs", "requests"]), serde_json::json!({ "requests": [] }));
    let prompt = board.json(["runs", "prompt", "1"]);
    assert_shape(&prompt, "prompt:string template:string built_in:string placeholders:array");
    assert!(prompt["prompt"].as_str().unwrap().contains("Task #1: One"), "{prompt}");
}

#[test]
#[cfg(target_os = "linux")]
fn a_run_whose_program_was_killed_is_lost_and_gone_on_with() {
    let mut running = Running::with(endless());
    let mut followed = running.follow(&["analyze", "1", "--follow"]);
    followed.line("It begins.");
    followed.child.kill().unwrap();
    followed.child.wait().unwrap();
    wait_for("the run to be lost", WITHIN, || running.json(&["runs", "list"])["runs"][0]["state"] == "lost");
    let run = running.json(&["runs", "show", "1"]);
    assert_eq!((&run["failure"]["code"], &run["resumable"]), (&"owner_gone".into(), &true.into()));
    let text = running.run(&["runs", "log", "1"]).stdout;
    assert!(text.contains("It begins."), "what came before is kept: {text}");
    running.claude.play(analysis());
    assert_eq!(running.run(&["runs", "resume", "1", "--follow"]).code, 0);
    assert_eq!(running.json(&["show", "1"])["status"], "Ready");
}

#[test]
#[cfg(target_os = "linux")]
fn a_survivor_is_told_keeps_others_out_and_is_stopped() {
    let running = Running::with(endless().ignoring_signals());
    running.json(&["add", "Two"]);
    let mut followed = running.follow(&["analyze", "1", "--follow"]);
    followed.line("It begins.");
    followed.child.kill().unwrap();
    followed.child.wait().unwrap();
    let list = running.json(&["runs", "list"]);
    assert_eq!((&list["runs"][0]["survivor"], &list["runs"][0]["state"]), (&true.into(), &"running".into()));
    let said = running.run(&["runs", "list"]).stdout;
    assert!(said.contains("although nothing watches it"), "{said}");
    let report = running.json(&["doctor", "--quick"]);
    let checks = report["checks"].as_array().unwrap();
    let told = |check: &Value| check["name"] == "runs" && check["hint"] == "Stop it: `claudetask runs stop 1`.";
    assert!(checks.iter().any(told), "{report}");
    let refused = running.run(&["analyze", "2", "--json"]).error(1, "folder_busy");
    assert!(refused["hint"].as_str().unwrap().contains("runs stop 1"), "{refused}");
    assert_eq!(running.json(&["runs", "stop", "1"])["state"], "stopped");
    assert!(running.claude.pids().into_iter().all(|pid| !alive(pid)));
}

#[test]
fn a_run_that_nobody_reads_any_more_is_stopped() {
    let acts = [
        Act::AwaitUser,
        script::init(),
        script::text("It begins."),
        script::sleep(500),
        script::text("On."),
        Act::Hang,
    ];
    let running = Running::with(Fake::new(acts).heeding_interrupt());
    let mut command = running.command(&["analyze", "1", "--follow"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut reader = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while !line.contains("It begins.") {
        line.clear();
        assert!(reader.read_line(&mut line).unwrap() > 0);
    }
    drop(reader);
    assert_eq!(child.wait().unwrap().code(), Some(1));
    assert_eq!(running.json(&["runs", "show", "1"])["state"], "stopped");
}
