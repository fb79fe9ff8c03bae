//! What the doctor says of Claude Code, with a program that plays it.

use claudetask_testkit::claude::script;
use claudetask_testkit::claude::{Act, Fake};
use serde_json::{Value, json};

use crate::doctor::without_claude;
use crate::running::Running;
use crate::support::{Sandbox, assert_shape, ran};

/// Returns the state, message and hint of a check.
#[track_caller]
fn check<'a>(report: &'a Value, name: &str) -> (&'a str, &'a str, &'a str) {
    let checks = report["checks"].as_array().unwrap();
    let check = checks.iter().find(|check| check["name"] == name).unwrap_or_else(|| panic!("no {name}: {report}"));
    (check["state"].as_str().unwrap(), check["message"].as_str().unwrap(), check["hint"].as_str().unwrap())
}

/// A `claude` that tells of itself as a subscriber's does.
fn subscriber() -> Fake {
    let initialize = json!({
        "commands": [], "agents": [{ "name": "reviewer", "description": "Reviews" }], "output_style": "default",
        "available_output_styles": ["default"],
        "account": { "subscriptionType": "Claude Max", "email": "ada@example.com", "apiProvider": "firstParty" },
        "models": [
            { "value": "default", "displayName": "Default", "description": "The usual model" },
            { "value": "opus", "displayName": "Opus", "description": "For hard work" },
        ],
    });
    let context = json!({
        "categories": [
            { "name": "System prompt", "tokens": 3000, "kind": "used" },
            { "name": "System tools", "tokens": 12000, "kind": "used" },
            { "name": "Free space", "tokens": 185_000, "kind": "free" },
        ],
        "rawMaxTokens": 200_000, "memoryFiles": [], "model": "claude-fake",
    });
    let servers = json!({ "mcpServers": [{ "name": "github", "status": "connected" }] });
    Fake::new([Act::AwaitEnd])
        .answering("initialize", initialize)
        .answering("mcp_status", servers)
        .answering("get_context_usage", context)
}

#[test]
fn what_claude_says_of_itself_is_told() {
    let running = Running::with(subscriber());
    running.json(&["project", "set", "trusted=true"]);
    let report = running.json(&["doctor"]);
    assert_eq!(report["ok"], true);
    let claude = &report["claude"];
    assert_shape(
        claude,
        "path:string version:string account:string models:array agents:array mcp_servers:array context:array \
         context_window:number",
    );
    assert_shape(&claude["models"][0], "id:string name:string description:string");
    assert_shape(&claude["mcp_servers"][0], "name:string status:string error:null");
    assert_shape(&claude["context"][0], "name:string tokens:number");
    assert_eq!(claude["agents"], json!(["reviewer"]));
    for (name, message) in [
        ("claude", claude["path"].as_str().unwrap()),
        ("login", "Claude Max subscription, ada@example.com"),
        ("billing", "the subscription pays"),
        ("models", "2: default, opus"),
        ("agents", "1: reviewer"),
        ("mcp", "github connected"),
        ("context", "15,000 of 200,000 tokens (7 %) at the start: System prompt 3,000, System tools 12,000"),
        ("trust", "loaded in runs"),
        ("runs", "none goes on"),
    ] {
        let found = check(&report, name);
        assert!(found.0 == "ok" && found.1.contains(message), "{name}: {found:?}");
    }
    let text = running.run(&["doctor"]).stdout;
    assert!(text.contains("ok       login        Claude Max subscription"), "{text}");
}

#[test]
fn the_folder_s_own_settings_are_loaded_only_where_the_user_trusts_it() {
    for (trusted, expected) in [(None, false), (Some("false"), false), (Some("true"), true)] {
        let running = Running::with(subscriber());
        if let Some(trusted) = trusted {
            running.json(&["project", "set", &format!("trusted={trusted}")]);
        }
        running.json(&["doctor"]);
        let [arguments] = <[Vec<String>; 1]>::try_from(running.claude.runs()).unwrap();
        let strict = arguments.iter().any(|argument| argument == "--strict-mcp-config");
        assert_eq!(!strict, expected, "{trusted:?}: {arguments:?}");
    }
}

#[test]
fn what_does_not_work_for_runs_is_a_warning_and_never_the_exit_code() {
    let nobody =
        json!({ "account": { "tokenSource": "none", "apiProvider": "firstParty" }, "models": [], "agents": [] });
    let failed = json!({ "mcpServers": [{ "name": "github", "status": "failed", "error": "no such program" }] });
    let running = Running::with(subscriber().answering("initialize", nobody).answering("mcp_status", failed));
    let mut command = running.command(&["doctor", "--json"]);
    let report = ran(command.env("ANTHROPIC_API_KEY", "sk-not-a-key").output().unwrap()).json();
    assert_eq!(check(&report, "login").0, "warning");
    assert!(check(&report, "login").2.contains("log in"), "{report}");
    let billing = check(&report, "billing");
    assert!(billing.0 == "warning" && billing.1.contains("bills the API instead"), "{billing:?}");
    assert!(billing.2.contains("unset ANTHROPIC_API_KEY"), "{billing:?}");
    let mcp = check(&report, "mcp");
    assert!(mcp.0 == "warning" && mcp.1.contains("no such program"), "{mcp:?}");
    let trust = check(&report, "trust");
    assert!(trust.0 == "unknown" && trust.2.contains("project set trusted=true"), "{trust:?}");
    assert_eq!((&report["claude"]["account"], &report["ok"]), (&Value::Null, &true.into()));
}

#[test]
fn a_claude_that_says_nothing_or_none_is_told() {
    let dumb = Running::new([script::exit(3)]);
    let report = dumb.json(&["doctor"]);
    assert_eq!(check(&report, "claude").0, "ok", "it has a version");
    assert_eq!(check(&report, "login").0, "unknown", "{report}");
    let broken = Running::with(Fake::new([]).with(|script| script.version_acts = Some(vec![script::exit(1)])));
    let report = broken.json(&["doctor"]);
    let claude = check(&report, "claude");
    assert!(claude.0 == "warning" && claude.2.contains("claude --version"), "{claude:?}");
    assert_eq!(report["claude"], Value::Null);
    let board = Sandbox::empty();
    let report = ran(without_claude(&board, &["doctor", "--json"]).output().unwrap()).json();
    let claude = check(&report, "claude");
    assert!(claude.0 == "warning" && claude.2.contains("Install Claude Code"), "{claude:?}");
}

#[test]
fn a_quick_look_does_not_ask_claude() {
    let running = Running::with(subscriber());
    let report = running.json(&["doctor", "--quick"]);
    assert!(report["claude"]["version"].is_string(), "{report}");
    assert!(report["checks"].as_array().unwrap().iter().all(|check| check["name"] != "login"));
    assert!(running.claude.runs().is_empty());
}

#[test]
fn a_queue_that_stands_is_told() {
    let board = Sandbox::board();
    board.json(["runs", "pause"]);
    let report = ran(without_claude(&board, &["doctor", "--json"]).output().unwrap()).json();
    let runs = check(&report, "runs");
    assert!(runs.0 == "warning" && runs.2.contains("runs continue"), "{runs:?}");
}
