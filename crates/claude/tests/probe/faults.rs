//! Programs that do not answer as they should.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use claudetask_claude::probe::{Login, Probe, ProbeError, probe};
use claudetask_claude::process;

use super::Place;

impl Place {
    /// Writes a program; a copy is made by another process, which can't hold it open when it is run.
    fn script(&self, text: &str) -> PathBuf {
        let file = self.base.join("claude");
        self.write("text", &format!("#!/bin/sh\n{text}\n"));
        let copied = Command::new("install").arg("-m755").arg(self.base.join("text")).arg(&file).status();
        assert!(copied.unwrap().success());
        file
    }

    fn probe(&self, text: &str, limit: Duration) -> Result<Probe, ProbeError> {
        let mut ask = self.ask(self.script(text));
        (ask.limit, ask.servers_limit) = (limit, limit);
        probe(&ask)
    }
}

/// A line of the shell that answers a question.
fn answer(question: &str, response: &str) -> String {
    let line = format!(
        r#"{{"response":{{"response":{response},"request_id":"{question}","subtype":"success"}},"type":"control_response"}}"#
    );
    format!("echo '{line}'\n")
}

const SHORT: Duration = Duration::from_secs(2);
const LONG: Duration = Duration::from_secs(20);

#[test]
fn a_program_that_says_nothing_is_an_error_with_its_reason() {
    let check = |text: &str, expected: &str| {
        let error = Place::new().probe(text, SHORT).unwrap_err();
        assert!(
            matches!(error, ProbeError::NoAnswer { .. }) && error.to_string().contains(expected),
            "{text}: {error}"
        );
    };
    let cases = [
        ("echo 'unknown option' >&2; exit 1", "exit code 1: unknown option"),
        ("exit 0", "exit code 0"),
        ("kill -9 $$", "signal: 9"),
        ("cat >/dev/null; exec sleep 1000", "took too long"),
        ("echo garbage; echo '{\"type\": \"control_response\"}'; printf '\\377\\n'; exit 2", "exit code 2"),
        ("exec <&-; exit 5", "exit code 5"),
        ("exec yes >&2", "took too long"),
        ("exec yes", "took too long"),
        ("exec cat /dev/zero", "took too long"),
    ];
    std::thread::scope(|scope| {
        for (text, expected) in cases {
            scope.spawn(move || check(text, expected));
        }
    });
}

#[test]
fn what_can_t_be_started_is_an_error() {
    let place = Place::new();
    let mut ask = place.ask(place.base.join("none"));
    assert!(matches!(probe(&ask), Err(ProbeError::NotStarted { .. })));
    ask.folder = place.base.join("gone");
    let error = probe(&ask).unwrap_err();
    assert!(error.to_string().contains("gone is not there"), "{error}");
}

#[test]
fn a_question_that_is_not_known_is_a_note() {
    let error = r#"{"type":"control_response","response":{"subtype":"error","request_id":"get_context_usage","error":"Unsupported control request subtype: get_context_usage","error_code":"unsupported_request"}}"#;
    let text = answer("initialize", r#"{"agents": [{"name": "a"}], "account": {"subscriptionType": "Claude Pro"}}"#);
    let found = Place::new().probe(&format!("{text}echo '{error}'\nread x; read y; read z; read end"), SHORT).unwrap();
    assert_eq!((found.agents.as_slice(), found.login), (["a".to_owned()].as_slice(), Login::Yes));
    assert_eq!(
        found.notes,
        [
            "Claude Code did not tell of its MCP servers in time.",
            "Claude Code does not tell what fills its context: Unsupported control request subtype: get_context_usage.",
        ]
    );
}

#[test]
fn answers_of_other_shapes_are_left_out() {
    for odd in [
        "null",
        "5",
        "[]",
        "\"x\"",
        "{}",
        r#"{"models": 5, "agents": [1, {}], "account": [], "mcpServers": {}, "categories": [{"name": "a"}]}"#,
    ] {
        let all = ["initialize", "mcp_status", "get_context_usage"].map(|question| answer(question, odd)).concat();
        let found = Place::new().probe(&format!("{all}cat >/dev/null"), LONG).unwrap();
        assert_eq!(found, Probe::default(), "{odd}");
        assert_eq!(found.login, Login::Unknown);
    }
}

#[test]
fn servers_are_asked_for_again_until_they_are_ready() {
    let server =
        |status: &str| answer("mcp_status", &format!(r#"{{"mcpServers": [{{"name": "s", "status": "{status}"}}]}}"#));
    let both = answer("initialize", "{}") + &answer("get_context_usage", "{}");
    let text = format!(
        "read a; read b; read c\n{both}{pending}read d\n{pending}read e\n{ready}cat >/dev/null",
        pending = server("pending"),
        ready = server("connected"),
    );
    let begin = Instant::now();
    let found = Place::new().probe(&text, LONG).unwrap();
    assert_eq!((found.mcp_servers[0].status.as_str(), found.notes.len()), ("connected", 0));
    assert!(begin.elapsed() < Duration::from_secs(5));
    // One that never gets ready is told as it is, when its time is over.
    let text = format!("{both}{0}while read line; do {0} done", server("pending"));
    let begin = Instant::now();
    let found = Place::new().probe(&text, SHORT).unwrap();
    assert_eq!(found.mcp_servers[0].status, "pending");
    assert!(begin.elapsed() < Duration::from_secs(10));
}

#[test]
fn nothing_is_left_of_a_program_that_does_not_want_to_end() {
    let place = Place::new();
    let all = ["initialize", "mcp_status", "get_context_usage"].map(|question| answer(question, "{}")).concat();
    let pids = place.base.join("pids");
    let stays = format!(
        "trap '' TERM\nsetsid sh -c 'trap \"\" TERM; echo $$ >>{0}; while :; do sleep 1; done' &\necho $$ >>{0}\n\
         while [ $(wc -l <{0}) -lt 2 ]; do :; done\n{all}while :; do sleep 1; done",
        pids.display()
    );
    place.probe(&stays, LONG).unwrap();
    let pids = fs::read_to_string(pids).unwrap();
    assert_eq!(pids.lines().count(), 2);
    for pid in pids.lines() {
        assert_eq!(process::of(pid.parse().unwrap()), None);
    }
}
