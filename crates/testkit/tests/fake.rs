//! The program that plays `claude`.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]
#![cfg(unix)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::time::Duration;

use claudetask_testkit::claude::{Act, Fake, RECORD, Record, SCRIPT, alive, script, wait_for};
use serde_json::{Value, json};

/// How long anything here can take.
const SOON: Duration = Duration::from_secs(10);

const SESSION: &str = "0b9c3c3e-7d1b-4f0e-9d59-27d5a7a5c001";

struct Running {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Running {
    fn new(fake: &Fake) -> Self {
        let mut child = Command::new(fake.program())
            .args(["-p", "--session-id", SESSION])
            .env("CLAUDETASK_RUN_ID", "run-7")
            .current_dir(fake.folder())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        Self { input: child.stdin.take(), child, output }
    }

    fn say(&mut self, line: &Value) {
        writeln!(self.input.as_mut().unwrap(), "{line}").unwrap();
    }

    fn request(&mut self, subtype: &str) {
        self.say(&json!({ "type": "control_request", "request_id": subtype, "request": { "subtype": subtype } }));
    }

    fn event(&mut self) -> Value {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or(Value::Null)
    }

    fn rest(&mut self) -> Vec<u8> {
        let mut rest = Vec::new();
        self.output.read_to_end(&mut rest).unwrap();
        rest
    }

    fn end(mut self) -> ExitStatus {
        drop(self.input.take());
        wait_for("the end of the program", SOON, || self.child.try_wait().unwrap().is_some());
        self.child.wait().unwrap()
    }
}

fn types(output: &[u8]) -> Vec<String> {
    let lines = output.split(|&byte| byte == b'\n').filter(|line| !line.is_empty());
    let word = |line| serde_json::from_slice::<Value>(line).map(|event| event["type"].as_str().unwrap().to_owned());
    lines.map(|line| word(line).unwrap()).collect()
}

#[test]
fn it_says_a_version() {
    let version = |fake: &Fake| Command::new(fake.program()).arg("--version").output().unwrap();
    let fake = Fake::new([]);
    assert_eq!(version(&fake).stdout, b"2.1.330 (Claude Code)\n");
    assert!(fake.runs().is_empty(), "a question for the version is no run");
    assert_eq!(version(&Fake::new([]).version("0.9")).stdout, b"0.9\n");
    let broken = Fake::new([]).with(|script| script.version_acts = Some(vec![script::raw("?"), script::exit(3)]));
    assert_eq!((version(&broken).stdout, version(&broken).status.code()), (b"?".to_vec(), Some(3)));
}

#[test]
fn it_plays_a_whole_run_once_the_user_has_spoken() {
    let answer = json!({ "size": "M" });
    let fake = Fake::new([vec![Act::AwaitUser], script::run(Some(&answer))].concat());
    let mut run = Running::new(&fake);
    run.request("initialize");
    assert_eq!(run.event()["response"]["response"]["account"], json!({}));
    run.request("nonsense");
    assert_eq!(run.event()["response"]["error_code"], "unsupported_request");
    run.say(&json!({ "type": "user", "message": { "role": "user", "content": "hello" } }));
    let output = run.rest();
    assert_eq!(types(&output), ["system", "assistant", "assistant", "user", "result"]);
    let result: Value = serde_json::from_slice(output.split(|&byte| byte == b'\n').nth(4).unwrap()).unwrap();
    assert_eq!((&result["session_id"], &result["structured_output"]), (&json!(SESSION), &answer));
    assert_eq!(run.end().code(), Some(0));
    assert_eq!(fake.runs(), [["-p", "--session-id", SESSION]]);
    assert_eq!(fake.lines().len(), 3);
    let Record::Start { environment, run, folder, .. } = &fake.recorded()[0] else { panic!("no start") };
    assert!(environment.contains(&"CLAUDETASK_RUN_ID".to_owned()));
    assert_eq!((run.as_deref(), folder.as_str()), (Some("run-7"), fake.folder().to_str().unwrap()));
}

#[test]
fn it_asks_waits_for_the_answer_and_withdraws() {
    let input = json!({ "file_path": "/etc/hostname" });
    let fake = Fake::new([
        script::ask("first", "Read", &input),
        Act::AwaitAnswer { request: "first".to_owned() },
        script::ask("second", "Read", &input),
        script::withdraw("second"),
    ]);
    let mut run = Running::new(&fake);
    let asked = run.event();
    assert_eq!((&asked["request"]["subtype"], &asked["request"]["input"]), (&json!("can_use_tool"), &input));
    let response = json!({ "subtype": "success", "request_id": "first", "response": { "behavior": "allow" } });
    run.say(&json!({ "type": "control_response", "response": response }));
    assert_eq!(types(&run.rest()), ["control_request", "control_cancel_request"]);
    assert_eq!(run.end().code(), Some(0));
}

#[test]
fn it_heeds_an_interruption_only_when_it_is_told_to() {
    let fake = Fake::new([script::init(), Act::Hang]).heeding_interrupt();
    let mut run = Running::new(&fake);
    run.event();
    run.request("interrupt");
    assert_eq!(run.event()["response"]["subtype"], "success");
    assert_eq!(run.event()["subtype"], "error_during_execution");
    assert_eq!(run.end().code(), Some(1));

    let fake = Fake::new([script::init(), Act::AwaitControl { subtype: "interrupt".to_owned() }, script::text("so?")]);
    let mut run = Running::new(&fake);
    run.event();
    run.request("interrupt");
    assert_eq!(run.event()["message"]["content"][0]["text"], "so?");
    assert_eq!(run.end().code(), Some(0));
}

#[test]
fn it_ends_with_its_input_or_hangs_on() {
    let fake = Fake::new([script::init(), Act::Hang]).ending_with_input();
    let mut ends = Running::new(&fake);
    ends.event();
    assert_eq!(ends.end().code(), Some(0));

    let fake = Fake::new([script::init(), Act::Hang]);
    let mut hangs = Running::new(&fake);
    hangs.event();
    drop(hangs.input.take());
    wait_for("the end of the input", SOON, || {
        fake.recorded().iter().any(|record| matches!(record, Record::InputEnded { .. }))
    });
    let pid = hangs.child.id();
    assert_eq!((alive(pid), fake.pids()), (true, vec![pid]));
    drop(fake);
    assert_eq!(hangs.child.wait().unwrap().signal(), Some(9), "what still runs is killed with the fake");
    assert!(!alive(pid));
}

#[test]
fn it_ignores_signals_when_it_is_told_to() {
    let term = |pid: u32| Command::new("kill").arg(pid.to_string()).status().unwrap();
    let fake = Fake::new([script::init(), Act::Hang]).ignoring_signals();
    let mut run = Running::new(&fake);
    run.event();
    let pid = run.child.id();
    term(pid);
    wait_for("the signal", SOON, || fake.recorded().contains(&Record::Signal { pid, signal: 15 }));
    assert!(alive(pid));
    run.child.kill().unwrap();
    assert_eq!(run.end().signal(), Some(9));

    let fake = Fake::new([script::init(), Act::Hang]);
    let mut plain = Running::new(&fake);
    plain.event();
    term(plain.child.id());
    assert_eq!(plain.end().signal(), Some(15));
}

#[test]
fn it_closes_its_output_and_goes_on_working() {
    let touch = Act::Touch { file: "touched".to_owned(), milliseconds: 5 };
    let fake = Fake::new([script::init(), touch, Act::CloseOutput, script::text("unheard"), Act::Hang]);
    let mut run = Running::new(&fake);
    assert_eq!(types(&run.rest()), ["system"], "the output ends while the program lives");
    let touched = || std::fs::read_to_string(fake.folder().join("touched")).unwrap_or_default();
    let first = touched();
    wait_for("more of its work", SOON, || touched() != first);
    run.child.kill().unwrap();
    run.end();
}

#[test]
fn it_starts_a_child_that_outlives_it() {
    let fake = Fake::new([Act::Child { seconds: 600, holds_output: false }, Act::Hang]);
    let mut run = Running::new(&fake);
    let child = u32::try_from(run.event()["pid"].as_u64().unwrap()).unwrap();
    run.child.kill().unwrap();
    run.end();
    assert_eq!((fake.children(), alive(child)), (vec![child], true));
    drop(fake);
    wait_for("the end of the child", SOON, || !alive(child));
}

#[test]
fn it_prints_what_no_good_program_prints() {
    let output = |acts: Vec<Act>| {
        let fake = Fake::new(acts);
        Command::new(fake.program()).stdin(Stdio::null()).output().unwrap()
    };
    let half = output(vec![script::half_line(), script::exit(5)]);
    assert_eq!((half.stdout.contains(&b'\n'), half.status.code()), (false, Some(5)));
    let garbled = output(vec![script::invalid_utf8()]).stdout;
    assert!(std::str::from_utf8(&garbled).is_err() && garbled.ends_with(b"\n"));
    let long = output(vec![Act::LongLine { megabytes: 3, ends: true }]).stdout;
    assert_eq!(long.iter().position(|&byte| byte == b'\n'), Some(long.len() - 1), "it is one line");
    let long: Value = serde_json::from_slice(&long).unwrap();
    assert_eq!(long["message"]["content"][0]["text"].as_str().unwrap().len(), 3_000_000);
    assert!(!output(vec![Act::LongLine { megabytes: 1, ends: false }]).stdout.contains(&b'\n'));
    let loud = output(vec![Act::ErrorFlood { megabytes: 2 }, Act::Error { line: "the end".to_owned() }]).stderr;
    assert!(loud.len() > 2_000_000 && loud.ends_with(b"the end\n"));
    assert_eq!(types(&output(vec![Act::Flood { events: 5_000 }]).stdout).len(), 5_000);
    for signal in [9, 11, 15] {
        assert_eq!(output(vec![Act::Die { signal }]).status.signal(), Some(signal));
    }
}

#[test]
fn it_does_other_things_at_the_next_start() {
    let mut fake = Fake::new([script::exit(1)]);
    let code = |fake: &Fake| Command::new(fake.program()).stdin(Stdio::null()).status().unwrap().code();
    assert_eq!(code(&fake), Some(1));
    fake.play([script::exit(2)]);
    assert_eq!(code(&fake), Some(2));
    assert_eq!(fake.runs().len(), 2);
}

#[test]
fn its_script_and_its_record_can_be_elsewhere() {
    let fake = Fake::new([script::exit(1)]);
    let folder = tempfile::tempdir().unwrap();
    let (other, record) = (folder.path().join("other.json"), folder.path().join("record"));
    std::fs::write(&other, r#"{ "acts": [{ "do": "exit", "code": 9 }] }"#).unwrap();
    let mut command = Command::new(fake.program());
    command.env(SCRIPT, &other).env(RECORD, &record).stdin(Stdio::null());
    assert_eq!(command.status().unwrap().code(), Some(9));
    assert!(fake.recorded().is_empty());
    let record = std::fs::read_to_string(record).unwrap();
    let Record::Start { pid, .. } = serde_json::from_str(record.lines().next().unwrap()).unwrap() else {
        panic!("no start: {record}")
    };
    assert!(pid > 0);
    command.env(SCRIPT, folder.path().join("none.json"));
    assert_eq!(command.stderr(Stdio::null()).status().unwrap().code(), Some(70), "without a script it says so");
}

#[test]
fn it_fails_as_the_api_makes_it_fail_after_a_turn_that_was_fine() {
    let billing = script::api_failure(Some(400), "billing_error", "Credit balance is too low");
    let fake = Fake::new([script::run(None), vec![script::init()], billing].concat());
    let output = Command::new(fake.program()).stdin(Stdio::null()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let events: Vec<Value> = output.stdout.split_inclusive(|&byte| byte == b'\n').map(parsed).collect();
    let inits = events.iter().filter(|event| event["subtype"] == "init").count();
    let results: Vec<_> = events.iter().filter(|event| event["type"] == "result").collect();
    assert_eq!((inits, results.len()), (2, 2));
    assert_eq!((&results[0]["is_error"], &results[1]["is_error"]), (&json!(false), &json!(true)));
    assert_eq!((&results[1]["subtype"], &results[1]["api_error_status"]), (&json!("success"), &json!(400)));
    assert_eq!(events.iter().rfind(|event| event["type"] == "assistant").unwrap()["error"], "billing_error");
}

fn parsed(line: &[u8]) -> Value {
    serde_json::from_slice(line).unwrap()
}
