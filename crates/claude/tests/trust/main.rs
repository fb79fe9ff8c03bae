//! The report on trust against files as projects have them, and against what the pinned real program starts.

#![expect(clippy::unwrap_used, reason = "a test ends where what it needs is missing")]

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use claudetask_claude::Roots;
use claudetask_claude::instructions::Surroundings;
use claudetask_claude::trust::{TrustReport, report};
use claudetask_testkit::claude::{Cli, install, messages, skipped};
use serde_json::json;
use tempfile::TempDir;

/// A project below a folder of the test's own.
struct Place {
    _folder: TempDir,
    base: PathBuf,
    project: PathBuf,
}

impl Place {
    fn new(project: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let base = folder.path().canonicalize().unwrap();
        let project = base.join(project);
        fs::create_dir_all(&project).unwrap();
        Self { _folder: folder, base, project }
    }

    fn write(&self, path: &str, text: impl AsRef<[u8]>) -> &Self {
        let file = self.project.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
        self
    }

    fn report(&self) -> TrustReport {
        let roots = Roots { project: self.project.clone(), user: self.base.join("home/.claude") };
        let surroundings = Surroundings { home: Some(self.base.join("home")), managed: self.base.join("managed") };
        report(&roots, &surroundings)
    }
}

fn starts(command: &str) -> String {
    json!({ "hooks": { "SessionStart": [{ "hooks": [{ "type": "command", "command": command }] }] } }).to_string()
}

#[test]
fn a_plain_folder_has_nothing_to_trust() {
    assert_eq!(Place::new("p").report(), TrustReport::default());
}

#[test]
fn all_that_a_project_runs_and_loads_is_told() {
    let place = Place::new("p");
    let settings = json!({
        "hooks": {
            "PreToolUse": [{ "matcher": "Bash", "hooks": [
                { "type": "command", "command": "./check.sh" },
                { "type": "http", "url": "https://example.com/hook" },
            ] }],
            "Stop": [{ "hooks": [{ "type": "prompt", "prompt": "Is it done?" }, { "type": "command", "command": "sh", "args": ["-c", "x"] }] }],
        },
        "apiKeyHelper": "./key.sh",
        "awsAuthRefresh": "aws sso login",
        "statusLine": { "type": "command", "command": "./line.sh" },
        "env": { "NODE_OPTIONS": "--require ./secret.js", "PATH": "/evil" },
        "permissions": { "allow": ["Bash(rm:*)"], "defaultMode": "bypassPermissions" },
        "enabledPlugins": { "x@y": true },
        "model": "opus",
    });
    place
        .write(".claude/settings.json", settings.to_string())
        .write(".claude/settings.local.json", starts("./mine.sh"))
        .write(
            ".mcp.json",
            json!({ "mcpServers": {
                "github": { "command": "npx", "args": ["-y", "server"], "env": { "TOKEN": "hidden-1" } },
                "remote": { "type": "http", "url": "https://example.com/mcp", "headers": { "Authorization": "hidden-2" } },
            } })
            .to_string(),
        )
        .write("CLAUDE.md", "@docs/a.md")
        .write("docs/a.md", "a")
        .write(".claude/CLAUDE.md", "b")
        .write("CLAUDE.local.md", "c")
        .write(".claude/rules/r.md", "d")
        .write("../home/.claude/CLAUDE.md", "mine");
    let report = place.report();
    assert_eq!(report.settings_files, [".claude/settings.json", ".claude/settings.local.json"]);
    assert_eq!(
        report.hooks,
        [
            "PreToolUse (Bash): ./check.sh",
            "PreToolUse (Bash): http https://example.com/hook",
            "Stop: prompt Is it done?",
            "Stop: sh -c x",
            "apiKeyHelper: ./key.sh",
            "awsAuthRefresh: aws sso login",
            "statusLine: ./line.sh",
            "env: NODE_OPTIONS, PATH",
            "plugins: x@y",
            "allowed without a question: Bash(rm:*)",
            "permission mode: bypassPermissions",
            "SessionStart: ./mine.sh",
        ]
    );
    assert_eq!(report.mcp_servers, ["github: npx -y server", "remote: https://example.com/mcp"]);
    assert_eq!(
        report.instructions,
        ["CLAUDE.md", "docs/a.md", ".claude/CLAUDE.md", ".claude/rules/r.md", "CLAUDE.local.md"]
    );
    assert!(report.problems.is_empty(), "{:?}", report.problems);
    assert!(!serde_json::to_string(&report).unwrap().contains("hidden"));
}

#[test]
fn a_file_that_can_t_be_read_is_a_problem() {
    let check = |text: &[u8], word: &str| {
        let place = Place::new("p");
        place.write(".claude/settings.json", text).write(".mcp.json", text);
        let report = place.report();
        assert_eq!(report.problems.len(), 2, "{report:?}");
        assert!(report.problems.iter().all(|problem| problem.contains(word)), "{word}: {report:?}");
        assert!(report.problems[0].starts_with(".claude/settings.json"), "{report:?}");
        assert!(report.settings_files.is_empty());
    };
    check(b"{\"hooks\": ", "no valid JSON");
    check(b"// remark\n{}", "no valid JSON");
    check(b"[]", "no JSON object");
    check(b"\xff\xfe", "UTF-8");
    check(b"", "no valid JSON");
    let place = Place::new("p");
    fs::create_dir_all(place.project.join(".mcp.json")).unwrap();
    assert_eq!(place.report().problems, [".mcp.json can't be read: it is no file"]);
}

#[test]
fn what_is_of_another_shape_is_passed_over() {
    let place = Place::new("p");
    place
        .write(
            ".claude/settings.json",
            r#"{"hooks": {"Stop": 5, "Start": [1, {"hooks": 2}]}, "env": [], "apiKeyHelper": {}}"#,
        )
        .write(".mcp.json", r#"{"mcpServers": {"odd": 5}}"#);
    let report = place.report();
    assert_eq!(report.hooks, [""; 0]);
    assert_eq!(report.mcp_servers, ["odd: no command and no address"]);
}

#[test]
fn a_long_or_disguised_command_is_one_line_that_shows_it() {
    let place = Place::new("p");
    let command = format!("echo\u{202e}a\nb {}", "x".repeat(1_000));
    place.write(".claude/settings.json", starts(&command));
    let line = place.report().hooks.remove(0);
    assert!(line.starts_with("SessionStart: echo\u{fffd}a\u{fffd}b xxx"), "{line}");
    assert_eq!((line.chars().count(), line.chars().last()), (301, Some('…')));
}

#[test]
fn servers_of_folders_above_and_local_settings_of_the_repository_count_too() {
    let place = Place::new("top/sub/p");
    let server =
        |command: &str| json!({ "mcpServers": { "own": { "command": command }, command: { "command": command } } });
    place
        .write(".mcp.json", server("near").to_string())
        .write("../../.mcp.json", server("far").to_string())
        .write("../../.git/HEAD", "ref: refs/heads/main\n")
        .write("../../.claude/settings.json", starts("no"))
        .write("../.claude/settings.local.json", starts("no"))
        .write("../../.claude/settings.local.json", starts("yes"));
    let report = place.report();
    assert_eq!(report.mcp_servers, ["near: near", "own: near", "far: far"]);
    assert_eq!(report.hooks, ["SessionStart: yes"]);
    let file = place.base.join("top/.claude/settings.local.json");
    assert_eq!(report.settings_files, [file.to_str().unwrap()]);
}

fn linked_work_tree(place: &Place) {
    let main = place.base.join("main");
    fs::create_dir_all(&main).unwrap();
    let git = |args: &[&str]| {
        let identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"];
        assert!(Command::new("git").args(identity).args(args).current_dir(&main).output().unwrap().status.success());
    };
    git(&["init", "-q", "."]);
    git(&["commit", "-q", "--allow-empty", "-m", "first"]);
    fs::remove_dir(&place.project).unwrap();
    git(&["worktree", "add", "-q", place.project.to_str().unwrap()]);
}

#[test]
fn a_linked_work_tree_runs_the_main_one_s_local_settings() {
    let place = Place::new("p");
    linked_work_tree(&place);
    place.write("../main/.claude/settings.local.json", starts("main")).write("../main/.mcp.json", "{broken");
    let report = place.report();
    assert_eq!(report.hooks, ["SessionStart: main"]);
    assert!(report.problems.is_empty(), "{:?}", report.problems);
}

/// Makes the place's hooks leave marks, starts the real program in it, and returns the marks that it left.
fn run_hooks(cli: &Cli, place: &Place, marks: &[&str]) -> Vec<String> {
    let stand_in = messages::Messages::start(messages::Scenario::default()).unwrap();
    let ask = json!({ "type": "control_request", "request_id": "i", "request": { "subtype": "initialize" } });
    let prompt =
        json!({ "type": "user", "message": { "role": "user", "content": [{ "type": "text", "text": "hello" }] } });
    cli.run(&place.project, &stand_in, &[ask, prompt]).unwrap();
    marks.iter().filter(|mark| place.base.join(mark).exists()).map(ToString::to_string).collect()
}

#[test]
fn the_real_program_runs_exactly_the_hooks_that_are_told() {
    let program = match install() {
        Ok(program) => program,
        Err(reason) => return skipped("the_real_program_runs_exactly_the_hooks_that_are_told", &reason),
    };
    let cli = Cli::new(program).unwrap();
    let marks = ["shared", "own-local", "main-local", "above-shared", "above-local"];
    let check = |place: &Place| {
        let hook = |mark: &str| starts(&format!("touch {}", place.base.join(mark).display()));
        place
            .write(".claude/settings.json", hook("shared"))
            .write(".claude/settings.local.json", hook("own-local"))
            .write("../.claude/settings.json", hook("above-shared"))
            .write("../.claude/settings.local.json", hook("above-local"));
        if place.base.join("main").is_dir() {
            place.write("../main/.claude/settings.local.json", hook("main-local"));
        }
        let told = place.report().hooks;
        let told: Vec<_> =
            marks.iter().filter(|mark| told.iter().any(|line| line.ends_with(&format!("/{mark}")))).collect();
        assert_eq!(run_hooks(&cli, place, &marks), told.iter().map(ToString::to_string).collect::<Vec<_>>());
        told.len()
    };
    let inside = Place::new("p");
    fs::create_dir_all(inside.base.join(".git/objects")).unwrap();
    fs::create_dir_all(inside.base.join(".git/refs")).unwrap();
    inside.write("../.git/HEAD", "ref: refs/heads/main\n").write("../.git/config", "");
    assert_eq!(check(&inside), 3);
    assert_eq!(check(&Place::new("p")), 2);
    let linked = Place::new("p");
    linked_work_tree(&linked);
    assert_eq!(check(&linked), 3);
}
