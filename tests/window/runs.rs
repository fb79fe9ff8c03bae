//! Runs of Claude in the window: the real, pinned `claude` against a stand-in for its API.

use std::fmt::Write as _;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use claudetask_testkit::claude::messages::Messages;
use claudetask_testkit::claude::{self, Fake, alive, scenarios, script};
use serde_json::{Value, json};

use crate::desktop::Desktop;
use crate::workplace::Workplace;

fn answer() -> Value {
    json!({
        "summary": "The tide table forgets the **spring tide**: the height of the last row is cut.",
        "approach": "1. Read the last row in `read_table`.\n2. Keep its height.",
        "files": [
            { "path": "src/tides.rs", "reason": "reads the last row" },
            { "path": "tests/tides.rs", "reason": "shows that the last row is read" },
        ],
        "risks": ["Older tables have no last row."], "questions": [], "size": "S",
        "test_plan": "A table of one row, and one of none.",
    })
}

/// Writes a program that starts the real `claude` with nothing of this machine's, against the stand-in.
pub(crate) fn real(place: &Workplace, messages: &Messages, test: &str) -> Option<PathBuf> {
    let program = match claude::install() {
        Ok(program) => program,
        Err(reason) => {
            claude::skipped(test, &reason);
            return None;
        }
    };
    let home = place.root().join("claude-home");
    for folder in [".claude", "tmp"] {
        std::fs::create_dir_all(home.join(folder)).unwrap();
    }
    let mut text = "#!/bin/sh\n".to_owned();
    for (name, value) in claude::environment(&home, &messages.url()) {
        let _ = writeln!(text, "export {name}='{value}'");
    }
    let _ = writeln!(text, "exec '{}' \"$@\"", program.display());
    Some(written(&place.root().join("claude"), &text))
}

fn written(path: &Path, text: &str) -> PathBuf {
    std::fs::write(path, text).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path.to_owned()
}

#[tokio::test]
async fn a_run_is_started_watched_answered_stopped_and_done_again() {
    let messages = Messages::start(scenarios::analysis_with_permission(answer())).unwrap();
    let place = Workplace::with_tasks(&["The tide table forgets the spring tide #bug !high", "Mend the sails"]);
    let Some(program) = real(&place, &messages, "a_run_is_started_watched_answered_stopped_and_done_again") else {
        return;
    };
    place.write("README.md", "# Harbour\n\nTODO: tides\n");
    Desktop::run("runs", place, async |desktop| {
        desktop.open_board().await;
        desktop.set(json!({ "claude_program": program })).await;
        let page = desktop.page();
        page.focus_card(1).await;

        // The first run of a project asks whether its folder is trusted.
        page.press("a").await;
        page.find("[data-testid=trust-question]").await;
        page.shot("1-trust").await;
        page.click("[data-testid=trust-no]").await;

        // It waits for an answer, and says so wherever the user looks.
        page.shows("[data-testid=strip-requests]", "1").await;
        page.shows("[data-testid=panel-run]", "/etc/hostname").await;
        page.shot("2-board").await;
        page.click("[data-testid=panel-open-run]").await;
        page.find("[data-testid=run-request]").await;
        page.shot("2-asks").await;
        // A card that has just come takes no click: one that was meant for what stood there before allows nothing.
        tokio::time::sleep(Duration::from_secs(1)).await;
        page.click("[data-testid=allow-once]").await;

        // It ends, the task has its analysis and is in Ready.
        page.shows("[data-testid=run-standing]", "Succeeded").await;
        assert_eq!(desktop.place.listed("Ready"), [1]);
        page.shot("3-done").await;
        let task = desktop.place.cli(&["show", "1"]);
        assert!(task["analysis"].as_str().unwrap().contains("spring tide"), "{task}");

        // Once more, and stopped while it waits.
        messages.play(scenarios::analysis_with_permission(answer()));
        page.click("[data-testid=run-again]").await;
        page.find("[data-testid=run-request]").await;
        tokio::time::sleep(Duration::from_secs(1)).await;
        page.click("[data-testid=run-stop]").await;
        page.shows("[data-testid=run-standing]", "Stopped").await;
        page.gone("[data-testid=run-request]").await;
        page.shot("4-stopped").await;

        // And to its end again; all three stand in the list.
        messages.play(scenarios::analysis(answer()));
        page.click("[data-testid=run-again]").await;
        page.shows("[data-testid=run-standing]", "Succeeded").await;
        let runs = desktop.place.cli(&["runs", "list"]);
        assert_eq!(runs["total"], 3, "{runs}");
        page.set_theme("dark").await;
        page.press("g").await;
        page.press("r").await;
        page.find("[data-testid=transcript] [role=listitem]").await;
        page.shot("5-list-dark").await;
    })
    .await;
}

#[tokio::test]
async fn a_failed_run_says_why_and_a_run_of_another_program_shows_live() {
    let place = Workplace::with_tasks(&["Mend the sails", "Paint the hull"]);
    let mut fake = Fake::new(script::api_failure(Some(529), "server_error", "Overloaded"));
    place.write("README.md", "# Harbour\n");
    let project = place.project();
    assert_eq!(place.cli(&["project", "set", "trusted=false"])["trusted"], false, "{}", project.display());
    Desktop::run("runs-failed", place, async |desktop| {
        desktop.open_board().await;
        desktop.set(json!({ "claude_program": fake.program() })).await;
        let page = desktop.page();
        page.focus_card(2).await;
        page.press("a").await;
        page.click("[data-testid=panel-open-run]").await;
        page.shows("[data-testid=run-failure]", "overloaded").await;
        page.shot("1-failed").await;
        page.press("g").await;
        page.press("b").await;
        page.shot("2-board").await;

        // Another program starts one; the window shows it, and stops it with all that it started.
        fake.play([
            script::init(),
            claude::Act::Child { seconds: 300, holds_output: true },
            script::text("Looking around."),
            claude::Act::Hang,
        ]);
        desktop.place.cli(&["analyze", "1"]);
        page.shows("[data-testid=strip-runs]", "1").await;
        page.press("g").await;
        page.press("r").await;
        page.click("[data-testid=run-2]").await;
        page.shows("[data-testid=transcript]", "Looking around.").await;
        page.shot("3-live").await;
        page.click("[data-testid=run-stop]").await;
        page.shows("[data-testid=run-standing]", "Stopped").await;
        for pid in fake.children() {
            assert!(!alive(pid), "{pid} is still there");
        }
    })
    .await;
}

#[tokio::test]
async fn a_transcript_of_fifty_thousand_entries_is_scrolled_and_searched() {
    let place = Workplace::with_tasks(&["Mend the sails"]);
    let fake = Fake::new([script::init(), claude::Act::Flood { events: 50_000 }, script::result("done", None)]);
    place.cli(&["project", "set", "trusted=false"]);
    Desktop::run("runs-long", place, async |desktop| {
        desktop.open_board().await;
        desktop.set(json!({ "claude_program": fake.program() })).await;
        let page = desktop.page();
        page.focus_card(1).await;
        page.press("a").await;
        page.click("[data-testid=panel-open-run]").await;
        page.shows("[data-testid=run-standing]", "Failed").await;
        let run = desktop.place.cli(&["runs", "list"]);
        assert!(run["runs"][0]["items"].as_u64().unwrap() > 50_000, "{run}");
        let rows = page
            .run("return document.querySelectorAll('[data-testid=transcript] [role=listitem]').length", json!([]))
            .await;
        assert!((1..200).contains(&rows.as_u64().unwrap()), "a long transcript is virtual: {rows}");
        page.shows("[data-testid=transcript]", "done").await;
        page.shot("1-long").await;
        page.press("ctrl+f").await;
        page.focus_is_in("[data-testid=run-search-field]").await;
        page.type_text("done").await;
        page.press("Enter").await;
        page.shot("2-found").await;
    })
    .await;
}
