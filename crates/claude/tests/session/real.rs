//! The real program, both ways.

use std::ffi::OsString;
use std::path::Path;

use claudetask_claude::session::message::{deny, initialize, user_text};
use claudetask_claude::session::{Heard, Launch, Session};
use claudetask_claude::stream::{Event, Outcome};
use claudetask_testkit::claude::messages::{Block, Messages, Reply, Scenario};
use serde_json::json;

use crate::{End, next};

fn launch(program: &Path, home: &Path, url: &str) -> Launch {
    let home_text = home.to_str().expect("it is UTF-8");
    let set = |name: &str, value: &str| (OsString::from(name), Some(OsString::from(value)));
    Launch {
        program: program.to_owned(),
        arguments: [
            "-p",
            "--verbose",
            "--input-format=stream-json",
            "--output-format=stream-json",
            "--include-partial-messages",
            "--permission-prompt-tool=stdio",
            "--tools=Bash",
            "--strict-mcp-config",
            "--setting-sources=",
        ]
        .map(OsString::from)
        .to_vec(),
        folder: home.to_owned(),
        environment: vec![
            set("HOME", home_text),
            set("CLAUDE_CONFIG_DIR", home_text),
            set("TMPDIR", home_text),
            set("CLAUDE_CODE_TMPDIR", home_text),
            set("ANTHROPIC_API_KEY", "sk-not-a-key"),
            set("ANTHROPIC_BASE_URL", url),
            set("DISABLE_TELEMETRY", "1"),
            set("DISABLE_ERROR_REPORTING", "1"),
            set("DISABLE_AUTOUPDATER", "1"),
            set("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1"),
            set("CLAUDE_CODE_MAX_RETRIES", "1"),
            // Whoever runs this may be inside another one.
            (OsString::from("CLAUDE_CODE_ENTRYPOINT"), None),
        ],
        tie: true,
    }
}

/// What a conversation came to.
#[derive(Default)]
struct Talk {
    answered: bool,
    version: String,
    pieces: String,
    asked: Vec<String>,
    failed: Vec<String>,
    outcome: Option<Box<Outcome>>,
    odd: Vec<Event>,
}

/// Talks until the end, and lets no tool run.
async fn talk(session: &mut Session) -> (Talk, End) {
    let sender = session.sender();
    let mut talk = Talk::default();
    loop {
        match next(session).await {
            Heard::Event(Event::Response { request_id, result }) => {
                assert_eq!(request_id, "first");
                talk.answered = result.is_ok();
            }
            Heard::Event(Event::Init(init)) => talk.version = init.version,
            Heard::Event(Event::Delta { block: claudetask_claude::stream::Block::Text, text, .. }) => {
                talk.pieces += &text;
            }
            Heard::Event(Event::Permission(ask)) => {
                assert!(sender.send(&deny(&ask.request_id, "not today")));
                talk.asked.push(ask.tool);
            }
            Heard::Event(Event::ToolResult { text, failed: true, .. }) => talk.failed.push(text),
            Heard::Event(Event::Result(outcome)) => {
                talk.outcome = Some(outcome);
                sender.close_input();
            }
            Heard::Event(odd @ (Event::Unknown { .. } | Event::Skipped { .. })) => talk.odd.push(odd),
            Heard::Event(_) | Heard::OutputClosed => {}
            Heard::Ended { exit_code, signal, stderr } => return (talk, End { exit_code, signal, stderr }),
        }
    }
}

#[tokio::test]
async fn the_real_program_talks_asks_and_ends() {
    let program = match claudetask_testkit::claude::install() {
        Ok(program) => program,
        Err(reason) => {
            return claudetask_testkit::claude::skipped("the_real_program_talks_asks_and_ends", &reason);
        }
    };
    let command = json!({"command": "touch ran", "description": "run"});
    let call = Reply::message(vec![Block::text("Let me see."), Block::tool("Bash", command)]);
    let messages = Messages::start(Scenario::of([call]).otherwise(Reply::text("Hello."))).unwrap();
    let home = tempfile::tempdir().unwrap();
    let mut session = Session::start(launch(&program, home.path(), &messages.url())).unwrap();
    let sender = session.sender();
    assert!(sender.send(&initialize("first")));
    assert!(sender.send(&user_text("hello")));
    let (talk, end) = talk(&mut session).await;
    assert!(talk.answered);
    assert_eq!(talk.version, claudetask_testkit::claude::VERSION);
    assert_eq!(talk.pieces, "Let me see.Hello.");
    assert_eq!((talk.asked, talk.failed), (vec!["Bash".to_owned()], vec!["not today".to_owned()]));
    let outcome = talk.outcome.unwrap();
    assert_eq!((outcome.is_error, outcome.result.as_deref()), (false, Some("Hello.")));
    assert_eq!(outcome.denials.len(), 1);
    assert_eq!(talk.odd, []);
    assert_eq!(end.exit_code, Some(0), "{}", end.stderr);
    assert!(!home.path().join("ran").exists());
}
