//! The stand-in for the Messages API, as the real command line sees it.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::path::PathBuf;
use std::time::{Duration, Instant};

use claudetask_testkit::claude::messages::{Block, Drops, Messages, Nobody, Reply, Scenario, Step, Stop, Usage};
use claudetask_testkit::claude::{Cli, Run, environment, install, scenarios, skipped, subscriber};
use serde_json::{Value, json};
use tempfile::TempDir;

/// The flags of a read-only run.
const READ_ONLY: &[&str] =
    &["--tools", "Read,Grep,Glob,AskUserQuestion", "--strict-mcp-config", "--setting-sources", ""];

struct World {
    folder: TempDir,
    cli: Cli,
}

impl World {
    /// Returns nothing where the command line can't be had; the terminal says so.
    fn new(test: &str) -> Option<Self> {
        match install() {
            Ok(program) => {
                let folder = tempfile::tempdir().unwrap();
                std::fs::write(folder.path().join("README.md"), "# Hello\nTODO: all\n").unwrap();
                Some(Self { folder, cli: Cli::new(program).unwrap() })
            }
            Err(reason) => {
                skipped(test, &reason);
                None
            }
        }
    }

    fn folder(&self) -> PathBuf {
        std::fs::canonicalize(self.folder.path()).unwrap()
    }

    fn run_at(&self, url: &str, more: &[&str]) -> Run {
        self.answering(&environment(self.cli.home(), url), more, |_| Vec::new())
    }

    fn run(&self, scenario: Scenario, more: &[&str]) -> (Run, Messages) {
        let messages = Messages::start(scenario).unwrap();
        (self.run_at(&messages.url(), more), messages)
    }

    fn answering(
        &self,
        environment: &[(String, String)],
        more: &[&str],
        answer: impl FnMut(&Value) -> Vec<Value>,
    ) -> Run {
        let arguments = [READ_ONLY, more].concat();
        self.cli.converse(&self.folder(), environment, &arguments, "look at it", answer).unwrap()
    }
}

fn schema() -> String {
    let size = json!({ "type": "string", "enum": ["S", "M", "L"] });
    json!({ "type": "object", "properties": { "size": size }, "required": ["size"], "additionalProperties": false })
        .to_string()
}

/// Returns the first block of this type in the events of a type.
fn blocks<'a>(run: &'a Run, event: &str, block: &str) -> Vec<&'a Value> {
    let content = run.of(event, None).into_iter().filter_map(|event| event["message"]["content"].as_array()).flatten();
    content.filter(|found| found["type"] == block).collect()
}

#[test]
fn an_analysis_thinks_reads_and_searches_at_once_and_answers_in_the_shape() {
    let Some(world) = World::new("an_analysis") else { return };
    let (run, messages) = world.run(scenarios::analysis(json!({ "size": "M" })), &["--json-schema", &schema()]);
    assert_eq!(run.result()["structured_output"], json!({ "size": "M" }), "{}", run.result());
    assert_eq!(run.code, Some(0));
    assert_eq!(blocks(&run, "assistant", "thinking").len(), 1);
    let calls: Vec<_> = blocks(&run, "assistant", "tool_use").iter().map(|call| call["name"].clone()).collect();
    assert_eq!(calls, ["Read", "Grep", "StructuredOutput"]);
    let results = blocks(&run, "user", "tool_result");
    assert!(results.iter().any(|result| result["content"].to_string().contains("# Hello")), "README.md was not read");
    assert_eq!(run.result()["usage"]["output_tokens"], 480, "the figures of the scenario arrive");
    assert_eq!(messages.requests().len(), 2);
    assert!(run.raw.ends_with(b"\n"));
}

#[test]
fn an_analysis_can_ask_for_leave_to_read_outside_the_project() {
    let Some(world) = World::new("an_analysis_with_permission") else { return };
    let messages = Messages::start(scenarios::analysis_with_permission(json!({ "size": "S" }))).unwrap();
    let mut asked = Vec::new();
    let own = environment(world.cli.home(), &messages.url());
    let run = world.answering(&own, &["--json-schema", &schema()], |event| {
        if event["request"]["subtype"] != "can_use_tool" {
            return Vec::new();
        }
        asked.push(event["request"]["input"]["file_path"].clone());
        let denied = json!({ "behavior": "deny", "message": "not that one" });
        let response = json!({ "subtype": "success", "request_id": event["request_id"], "response": denied });
        vec![json!({ "type": "control_response", "response": response })]
    });
    assert_eq!(asked, [scenarios::OUTSIDE]);
    assert_eq!(run.result()["structured_output"], json!({ "size": "S" }));
    assert_eq!(run.result()["permission_denials"].as_array().map(Vec::len), Some(1));
    assert!(messages.requests()[2].last_user().contains("not that one"));
}

#[test]
fn an_analysis_can_ask_the_user() {
    let Some(world) = World::new("an_analysis_with_question") else { return };
    let messages = Messages::start(scenarios::analysis_with_question(json!({ "size": "L" }))).unwrap();
    let own = environment(world.cli.home(), &messages.url());
    let (question, [first, _]) = scenarios::QUESTION;
    let run = world.answering(&own, &["--json-schema", &schema()], |event| {
        if event["request"]["tool_name"] != "AskUserQuestion" {
            return Vec::new();
        }
        let mut input = event["request"]["input"].clone();
        input["answers"] = json!({ question: first });
        let allowed = json!({ "behavior": "allow", "updatedInput": input });
        let response = json!({ "subtype": "success", "request_id": event["request_id"], "response": allowed });
        vec![json!({ "type": "control_response", "response": response })]
    });
    assert_eq!(run.result()["structured_output"], json!({ "size": "L" }), "{}", run.result());
    assert!(messages.requests()[2].last_user().contains(first), "{}", messages.requests()[2].last_user());
}

#[test]
fn an_answer_can_be_missing_or_never_have_the_shape() {
    let Some(world) = World::new("without_answer") else { return };
    let (without, _) = world.run(scenarios::without_answer(), &["--json-schema", &schema()]);
    assert_eq!(without.result()["subtype"], "success");
    assert_eq!(without.result()["structured_output"], Value::Null);
    let (invalid, _) = world.run(scenarios::invalid_answer(), &["--json-schema", &schema()]);
    assert_eq!(invalid.result()["subtype"], "error_max_structured_output_retries");
}

#[test]
fn an_error_is_retried_and_what_comes_then_is_the_answer() {
    let Some(world) = World::new("retry") else { return };
    let slow_down = Reply::error(429, "rate_limit_error", "slow down").header("retry-after", "1");
    let (run, messages) = world.run(Scenario::of([slow_down, Reply::text("Here it is.")]), &[]);
    let retries = run.of("system", Some("api_retry"));
    assert_eq!(retries.len(), 1);
    assert_eq!(retries[0]["error_status"], 429);
    assert!(retries[0]["retry_delay_ms"].as_f64().unwrap() >= 1000.0, "retry-after was not heeded: {}", retries[0]);
    assert_eq!(run.result()["result"], "Here it is.");
    let steps: Vec<_> = messages.requests().iter().map(|request| request.step).collect();
    assert_eq!(steps, [Some(0), Some(1)]);
}

#[test]
fn an_overloaded_api_ends_the_run() {
    let Some(world) = World::new("overloaded") else { return };
    let overloaded = Reply::error(529, "overloaded_error", "Overloaded");
    let at_once = Reply::stream_error(Vec::new(), "overloaded_error", "Overloaded");
    for reply in [overloaded, at_once] {
        let (run, _) = world.run(Scenario::always(reply), &[]);
        assert_eq!(run.result()["api_error_status"], 529, "{}", run.result());
        assert_eq!((&run.result()["is_error"], run.code), (&json!(true), Some(1)));
    }
}

#[test]
fn what_breaks_in_the_middle_of_an_answer_leaves_half_of_it() {
    let Some(world) = World::new("half") else { return };
    let half = Reply::stream_error(vec![Block::text("It begins.")], "overloaded_error", "Overloaded");
    for scenario in [Scenario::always(half), scenarios::cut()] {
        let (run, _) = world.run(scenario, &[]);
        assert!(blocks(&run, "assistant", "text").iter().any(|block| block["text"] == "It begins."));
        assert_eq!((&run.result()["is_error"], run.code), (&json!(true), Some(1)));
        assert!(run.result()["result"].to_string().contains("mid-response"), "{}", run.result());
    }
}

#[test]
fn a_dropped_connection_is_a_failed_one() {
    let Some(world) = World::new("dropped") else { return };
    for place in [Drops::Before, Drops::Middle] {
        let (run, _) = world.run(Scenario::always(Reply::text("never whole").dropped(place)), &[]);
        assert_eq!(run.result()["api_error"], "connection_failed", "{place:?}: {}", run.result());
    }
}

#[test]
fn nobody_refuses_connections() {
    let Some(world) = World::new("nobody") else { return };
    let nobody = Nobody::new().unwrap();
    let run = world.run_at(&nobody.url(), &[]);
    assert_eq!(run.result()["api_error"], "connection_failed");
    assert!(run.result()["result"].to_string().contains("ECONNREFUSED"), "{}", run.result());
}

#[test]
fn a_text_comes_in_pieces() {
    let Some(world) = World::new("pieces") else { return };
    let (run, _) = world.run(scenarios::slow(12, 20), &["--include-partial-messages"]);
    let deltas: Vec<_> = run
        .of("stream_event", None)
        .into_iter()
        .filter(|event| event["event"]["delta"]["type"] == "text_delta")
        .map(|event| event["event"]["delta"]["text"].clone())
        .collect();
    assert_eq!(deltas, vec!["word "; 12]);
}

#[test]
fn a_run_can_have_many_turns_and_a_limit_ends_it() {
    let Some(world) = World::new("long") else { return };
    let (whole, messages) = world.run(scenarios::long(4), &[]);
    assert_eq!(whole.result()["result"], "Done.");
    assert_eq!(messages.requests().len(), 5);
    assert!(whole.of("assistant", None).iter().any(|event| event.to_string().contains("Turn 3.")));
    let (cut, _) = world.run(scenarios::long(4), &["--max-turns", "2"]);
    assert_eq!(cut.result()["subtype"], "error_max_turns");
    let dear = Usage { input_tokens: 100_000, ..Usage::default() };
    let search = Reply::tool("Grep", json!({ "pattern": "x" })).using(dear);
    let (spent, _) = world.run(Scenario::always(search), &["--max-budget-usd", "0.01"]);
    assert_eq!(spent.result()["subtype"], "error_max_budget_usd");
}

#[test]
fn a_refusal_ends_the_run() {
    let Some(world) = World::new("refusal") else { return };
    let (run, _) = world.run(Scenario::always(Reply::message(Vec::new()).stopped_by(Stop::Refusal)), &[]);
    assert_eq!(run.result()["is_error"], true, "{}", run.result());
    assert_eq!(run.result()["stop_reason"], "refusal");
}

#[test]
fn a_subscriber_hears_of_the_limit() {
    let Some(world) = World::new("limit") else { return };
    let resets = i64::try_from(std::time::UNIX_EPOCH.elapsed().unwrap().as_secs()).unwrap() + 3600;
    let limited = Reply::error(429, "rate_limit_error", "limit").five_hour_limit("rejected", 1.0, resets);
    let messages = Messages::start(Scenario::always(limited)).unwrap();
    let own = subscriber(world.cli.home(), &messages.url());
    let run = world.answering(&own, &[], |_| Vec::new());
    let events = run.of("rate_limit_event", None);
    assert_eq!(events.first().map(|event| &event["rate_limit_info"]["status"]), Some(&json!("rejected")), "{events:?}");
    assert_eq!(events[0]["rate_limit_info"]["resetsAt"], resets);
    assert_eq!(run.result()["api_error"], "usage_limit_reached");
}

#[test]
fn a_stand_in_that_ends_takes_its_connections_along() {
    let messages = Messages::start(Scenario::always(Reply::hang(60_000))).unwrap();
    let address = messages.url().replace("http://", "");
    let waiting = std::thread::spawn(move || {
        use std::io::{Read as _, Write as _};
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        stream.write_all(b"POST /v1/messages HTTP/1.1\r\ncontent-length: 2\r\n\r\n{}").unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        answer
    });
    claudetask_testkit::claude::wait_for("the request", Duration::from_secs(5), || !messages.requests().is_empty());
    let begun = Instant::now();
    drop(messages);
    assert!(waiting.join().unwrap().is_empty());
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[test]
fn a_scenario_can_be_a_file() {
    let scenario = scenarios::analysis(json!({ "size": "M" }))
        .step(Step::once(Reply::error(529, "overloaded_error", "Overloaded")).to("more").to_tool_result(false))
        .otherwise(Reply::text("else").in_chunks(3, 10).dropped(Drops::Middle));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("scenario.json");
    std::fs::write(&file, serde_json::to_vec(&scenario).unwrap()).unwrap();
    assert_eq!(Scenario::read(&file).unwrap(), scenario);
    std::fs::write(
        &file,
        r#"{ "steps": [{ "reply": { "type": "message", "content": [{ "type": "text", "text": "hi" }] } }] }"#,
    )
    .unwrap();
    let short = Scenario::read(&file).unwrap();
    assert_eq!((&short.steps[0].reply, &short.otherwise), (&Reply::text("hi"), &Reply::text("ok")));
}

#[test]
fn a_session_goes_on_at_another_stand_in() {
    let Some(world) = World::new("another_stand_in") else { return };
    let looks = || {
        let read = Reply::tool("Read", json!({ "file_path": "{{folder}}/README.md" }));
        Scenario::of([read]).ever_after(Reply::text("I saw {{last_tool_result}}"))
    };
    let session = "5a1f0c52-3a0e-4a62-8f0b-0d3d2f8a9c10";
    let (first, _) = world.run(looks(), &["--session-id", session]);
    let (second, _) = world.run(looks(), &["--resume", session]);
    for run in [first, second] {
        assert_eq!(run.result()["session_id"], session);
        assert!(run.result()["result"].to_string().contains("# Hello"), "{}", run.result()["result"]);
    }
}

#[test]
fn a_shell_command_waits_for_leave() {
    let Some(world) = World::new("bash_sleep") else { return };
    let messages = Messages::start(scenarios::bash_sleep()).unwrap();
    let own = environment(world.cli.home(), &messages.url());
    let mut asked = Vec::new();
    let arguments = ["--tools", "Bash", "--strict-mcp-config", "--setting-sources", ""];
    let run = world
        .cli
        .converse(&world.folder(), &own, &arguments, "wait", |event| {
            if event["request"]["subtype"] != "can_use_tool" {
                return Vec::new();
            }
            asked.push(event["request"]["input"]["command"].clone());
            let denied = json!({ "behavior": "deny", "message": "no time" });
            let response = json!({ "subtype": "success", "request_id": event["request_id"], "response": denied });
            vec![json!({ "type": "control_response", "response": response })]
        })
        .unwrap();
    assert_eq!(asked, [scenarios::SLEEP], "{:?}", run.of("user", None));
    assert_eq!(run.result()["result"], "Done.");
}

#[test]
fn a_chatty_run_streams_its_words_in_small_pieces() {
    let Some(world) = World::new("chatty") else { return };
    let (run, _) = world.run(scenarios::chatty(2, 200), &["--include-partial-messages"]);
    let deltas = |kind: &str| {
        let events = run.of("stream_event", None).into_iter();
        events.filter(|event| event["event"]["delta"]["type"] == kind).count()
    };
    // Two turns, and "Done." at the end; five characters a piece.
    assert_eq!((deltas("thinking_delta"), deltas("text_delta")), (2 * 200 * 3 / 5, 2 * 200 + 1));
    assert_eq!(run.result()["result"], "Done.");
}
