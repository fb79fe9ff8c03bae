//! The real program, without a network.

use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::thread;

use claudetask_claude::probe::{Ask, Billing, Login, Probe, probe};
use claudetask_claude::process;
use claudetask_testkit::claude::{VERSION, install, skipped};
use serde_json::json;

use super::Place;

/// Returns the pinned program; says so where it can't be had.
fn installed(test: &str) -> Option<PathBuf> {
    install().map_err(|reason| skipped(test, &reason)).ok()
}

fn with(ask: &mut Ask, name: &str, value: &str) {
    ask.environment.insert(name.into(), value.into());
}

fn kind(probe: &Probe) -> Option<(&str, Billing)> {
    probe.account.as_ref().map(|account| (account.kind.as_str(), account.billed))
}

#[test]
fn it_tells_all_of_itself_and_nothing_leaves_the_machine() {
    let Some(program) = installed("it_tells_all_of_itself_and_nothing_leaves_the_machine") else { return };
    let api = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    api.set_nonblocking(true).unwrap();
    let place = Place::new();
    let url = format!("http://{}", api.local_addr().unwrap());
    // The user's own settings would win over the environment.
    let hook = json!([{ "hooks": [{ "type": "command", "command": "touch hooked" }] }]);
    let settings =
        json!({ "env": { "ANTHROPIC_BASE_URL": url }, "hooks": { "SessionStart": hook, "SessionEnd": hook } });
    place
        .write("h/.claude/settings.json", &settings.to_string())
        .write("h/.claude/agents/mine.md", "---\nname: mine\ndescription: Mine\n---\nx")
        .write("h/.claude/CLAUDE.md", "Be kind.")
        .write("p/.claude/agents/theirs.md", "---\nname: theirs\ndescription: Theirs\n---\nx")
        .write("p/CLAUDE.md", "Be quick.")
        .write("p/.mcp.json", r#"{"mcpServers": {"theirs": {"command": "touch", "args": ["started"]}}}"#);
    let mut ask = place.ask(program);
    for name in ["ANTHROPIC_BASE_URL", "HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"] {
        with(&mut ask, name, &url);
    }
    with(&mut ask, "ANTHROPIC_API_KEY", "sk-not-a-key");
    with(&mut ask, "CLAUDECODE", "1");
    let probe = probe(&ask).unwrap();
    assert_eq!(api.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
    assert_eq!(probe.notes, [""; 0]);
    assert_eq!(kind(&probe), Some(("API key (ANTHROPIC_API_KEY)", Billing::Api)));
    assert_eq!((probe.login, probe.version.as_deref()), (Login::Yes, Some(VERSION)));
    assert!(probe.models.len() > 2 && probe.models[0].id == "default", "{:?}", probe.models);
    assert!(probe.models.iter().all(|model| !model.name.is_empty() && !model.description.is_empty()));
    assert!(probe.agents.contains(&"mine".to_owned()) && probe.agents.contains(&"Explore".to_owned()));
    assert!(!probe.agents.contains(&"theirs".to_owned()), "{:?}", probe.agents);
    assert!(probe.mcp_servers.is_empty());
    assert!(probe.context.iter().any(|part| part.name == "System prompt" && part.tokens > 500), "{:?}", probe.context);
    assert!(!probe.context.iter().any(|part| part.name.contains("Free") || part.name.contains("buffer")));
    assert!(probe.context_window.is_some_and(|window| window >= 100_000));
    let files: Vec<_> = probe.memory_files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(files, [place.base.join("h/.claude/CLAUDE.md").to_str().unwrap()]);
    assert!(!place.base.join("p/hooked").exists() && !place.base.join("p/started").exists());
}

#[test]
fn a_trusted_project_brings_its_own() {
    let Some(program) = installed("a_trusted_project_brings_its_own") else { return };
    let place = Place::new();
    // The last one answers nothing and holds on; with it goes what it started.
    let holds = "setsid sleep 1000 & echo $! >held; exec sleep 1000";
    let servers = json!({ "mcpServers": {
        "broken": { "command": "/no/such/program" },
        "ends": { "command": "sh", "args": ["-c", "exit 3"] },
        "holds": { "command": "sh", "args": ["-c", holds] },
    } });
    place
        .write("p/.mcp.json", &servers.to_string())
        .write("p/.claude/agents/theirs.md", "---\nname: theirs\ndescription: Theirs\n---\nx")
        .write("p/CLAUDE.md", "Be quick.");
    let mut ask = place.ask(program);
    with(&mut ask, "ANTHROPIC_API_KEY", "sk-not-a-key");
    ask.trusted = true;
    let probe = probe(&ask).unwrap();
    let status = |name: &str| probe.mcp_servers.iter().find(|server| server.name == name).unwrap();
    assert_eq!(status("broken").status, "failed");
    assert!(status("broken").error.as_ref().unwrap().contains("ENOENT"), "{:?}", status("broken"));
    assert_eq!((status("ends").status.as_str(), status("holds").status.as_str()), ("failed", "pending"));
    assert!(probe.agents.contains(&"theirs".to_owned()), "{:?}", probe.agents);
    assert!(probe.memory_files.iter().any(|file| file.path.ends_with("p/CLAUDE.md") && file.tokens > Some(0)));
    let held = std::fs::read_to_string(place.base.join("p/held")).unwrap().trim().parse().unwrap();
    assert_eq!(process::of(held), None);
}

/// The environment, the files, and what is told of the login and of who pays.
type Case<'a> = (&'a [(&'a str, &'a str)], &'a [(&'a str, &'a str)], Login, Option<(&'a str, Billing)>);

#[test]
fn who_pays_is_told_as_far_as_it_is_said() {
    let Some(program) = installed("who_pays_is_told_as_far_as_it_is_said") else { return };
    let login = json!({ "claudeAiOauth": {
        "accessToken": "sk-ant-oat01-x", "refreshToken": "sk-ant-ort01-x", "expiresAt": 9_999_999_999_999_u64,
        "scopes": ["user:inference", "user:profile"], "subscriptionType": "max",
    } })
    .to_string();
    let user =
        json!({ "oauthAccount": { "emailAddress": "ada@example.com", "organizationName": "Ada Ltd" } }).to_string();
    let logged_in = [("h/.claude/.credentials.json", login.as_str()), ("h/.claude/.claude.json", user.as_str())];
    let helper = [("h/.claude/settings.json", r#"{"apiKeyHelper": "echo sk-not-a-key"}"#)];
    let cases: [Case<'_>; 7] = [
        (&[], &[], Login::No, None),
        (&[], &logged_in, Login::Yes, Some(("Claude Max subscription", Billing::Subscription))),
        (&[("ANTHROPIC_API_KEY", "sk-x")], &logged_in, Login::Yes, Some(("API key (ANTHROPIC_API_KEY)", Billing::Api))),
        (
            &[("CLAUDE_CODE_OAUTH_TOKEN", "sk-ant-oat01-x")],
            &[],
            Login::Yes,
            Some(("Claude account (CLAUDE_CODE_OAUTH_TOKEN)", Billing::Subscription)),
        ),
        (&[("ANTHROPIC_AUTH_TOKEN", "x")], &[], Login::Yes, Some(("Token (ANTHROPIC_AUTH_TOKEN)", Billing::Api))),
        (&[], &helper, Login::Yes, Some(("API key (apiKeyHelper)", Billing::Api))),
        (
            &[("CLAUDE_CODE_USE_BEDROCK", "1"), ("AWS_REGION", "us-east-1")],
            &[],
            Login::Unknown,
            Some(("Amazon Bedrock", Billing::Api)),
        ),
    ];
    thread::scope(|scope| {
        for (environment, files, login, expected) in cases {
            let program = program.clone();
            scope.spawn(move || {
                let place = Place::new();
                for (path, text) in files {
                    place.write(path, text);
                }
                let mut ask = place.ask(program);
                for (name, value) in environment {
                    with(&mut ask, name, value);
                }
                let probe = probe(&ask).unwrap();
                assert_eq!((probe.login, kind(&probe)), (login, expected), "{environment:?}");
                if expected.is_some_and(|(kind, _)| kind.contains("Max")) {
                    let account = probe.account.unwrap();
                    assert_eq!(account.email.as_deref(), Some("ada@example.com"));
                    assert_eq!(account.organisation.as_deref(), Some("Ada Ltd"));
                }
            });
        }
    });
}
