//! From the first start to a task in Done with no mouse at all: every key comes from the display, as a keyboard's does.

use serde_json::{Value, json};

use crate::desktop::Desktop;
use crate::first_run::choose_in_dialog;
use crate::page::card;
use crate::workplace::Workplace;

// The tasks' ids, in the order in which they are added.
const MEND: i64 = 1;
const CHART: i64 = 2;
const PAINT: i64 = 3;

/// Presses keys one after the other, each as the display's keyboard.
fn keys(desktop: &Desktop, keys: &[&str]) {
    for key in keys {
        desktop.xdotool(&["key", key]);
    }
}

fn write(desktop: &Desktop, text: &str) {
    desktop.xdotool(&["type", "--delay", "4", text]);
}

/// Presses Tab until something has the focus, as a user does who looks for it.
async fn tab_to(desktop: &Desktop, css: &str) {
    let page = desktop.page();
    for _ in 0..40 {
        keys(desktop, &["Tab"]);
        page.next_frame().await;
        let there = page.run("return document.activeElement?.matches(arguments[0]) ?? false", json!([css])).await;
        if there == Value::Bool(true) {
            return;
        }
    }
    panic!("the Tab key does not reach {css}");
}

#[tokio::test]
async fn from_the_first_start_to_done_with_the_keyboard_alone() {
    let place = Workplace::new();
    place.make_repository();
    Desktop::run("keyboard-journey", place, async |desktop| {
        desktop.open().await;
        let page = desktop.page();
        desktop.xdotool(&["windowfocus", "--sync", &desktop.window_id()]);
        tab_to(desktop, "[data-testid=welcome-open]").await;
        page.shot("1-welcome").await;
        keys(desktop, &["Return"]);
        choose_in_dialog(desktop, desktop.place.project().to_str().unwrap());
        page.find("[data-testid=board]").await;
        desktop.xdotool(&["windowfocus", "--sync", &desktop.window_id()]);
        page.wait("document.hasFocus()").await;

        // Three tasks, one after the other.
        keys(desktop, &["c"]);
        page.focus_is_in("[data-testid=quick-add-input]").await;
        write(desktop, "Mend the sails #bug // the left one is torn");
        keys(desktop, &["shift+Return"]);
        page.column_shows("Backlog", &[MEND]).await;
        write(desktop, "Chart the harbour !low");
        keys(desktop, &["shift+Return"]);
        page.column_shows("Backlog", &[CHART, MEND]).await;
        write(desktop, "Paint the hull ^1");
        keys(desktop, &["Return"]);
        page.column_shows("Backlog", &[PAINT, CHART, MEND]).await;
        page.gone("[data-testid=quick-add-input]").await;
        page.focus_is_on(PAINT).await;
        page.shot("2-added").await;

        // Two of them get another priority at once, which one undo takes back.
        keys(desktop, &["Down", "shift+Down", "p"]);
        page.find("[role=menu]").await;
        write(desktop, "h");
        keys(desktop, &["Return"]);
        page.gone("[role=menu]").await;
        page.wait_until(&json!(["High", "High"]), async |_| priorities(desktop)).await;
        keys(desktop, &["ctrl+z"]);
        page.wait_until(&json!(["Low", "Medium"]), async |_| priorities(desktop)).await;
        keys(desktop, &["Escape"]);

        // A description in the panel, and a branch.
        page.focus_is_on(MEND).await;
        keys(desktop, &["Return"]);
        page.shows("[data-testid=task-panel]", "Mend the sails").await;
        page.shows("[data-testid=panel-description]", "the left one is torn").await;
        keys(desktop, &["e"]);
        page.focus_is_in("[data-testid=panel-description] textarea").await;
        keys(desktop, &["ctrl+End"]);
        write(desktop, ", and the right one too");
        keys(desktop, &["ctrl+Return"]);
        page.shows("[data-testid=panel-description]", "the right one too").await;
        page.shot("3-described").await;
        keys(desktop, &["Escape", "Escape"]);
        page.gone("[data-testid=task-panel]").await;
        page.focus_is_on(MEND).await;
        keys(desktop, &["b"]);
        page.wait_until(&json!("task/1-mend-the-sails"), async |_| shown(desktop, MEND)["git_branch"].clone()).await;

        // Along the board by arrows, by number, by the palette.
        keys(desktop, &["alt+Right"]);
        page.column_shows("Analysis", &[MEND]).await;
        page.focus_is_on(MEND).await;
        keys(desktop, &["ctrl+k"]);
        page.focus_is_in("[data-testid=palette-input]").await;
        write(desktop, "code rev");
        page.shows("[data-testid=palette-list]", "Code Review").await;
        page.shot("4-palette").await;
        keys(desktop, &["Return"]);
        page.column_shows("Code Review", &[MEND]).await;
        page.gone("[data-testid=palette-input]").await;

        // A look into the settings and back.
        keys(desktop, &["g", "comma"]);
        page.find("[data-testid=settings-theme]").await;
        keys(desktop, &["g", "b"]);
        page.find("[data-testid=board]").await;

        // The task by its number, wherever it stands, and to the end.
        keys(desktop, &["ctrl+k"]);
        page.focus_is_in("[data-testid=palette-input]").await;
        write(desktop, "#1");
        page.shows("[data-testid=palette-list]", "Mend the sails").await;
        keys(desktop, &["Return"]);
        page.shows("[data-testid=task-panel]", "Mend the sails").await;
        keys(desktop, &["Escape"]);
        page.gone("[data-testid=task-panel]").await;
        page.focus_is_on(MEND).await;
        keys(desktop, &["7"]);
        desktop.column_is("Done", &[MEND]).await;
        desktop.column_is("Backlog", &[PAINT, CHART]).await;
        page.find(&card(MEND)).await;
        page.shot("5-done").await;

        let done = shown(desktop, MEND);
        assert_eq!((&done["status"], &done["type"]), (&json!("Done"), &json!("Bug")));
        assert_eq!(done["description"], "the left one is torn, and the right one too");
        assert!(done["completed_at"].is_string(), "{done}");
        assert_eq!(desktop.place.git(&["branch", "--list", "task/*"]).trim(), "task/1-mend-the-sails");
    })
    .await;
}

/// Returns a task as the command line shows it.
fn shown(desktop: &Desktop, id: i64) -> Value {
    desktop.place.cli(&["show", &id.to_string()])
}

/// Returns the priorities of the two tasks that are selected together.
fn priorities(desktop: &Desktop) -> Value {
    json!([shown(desktop, CHART)["priority"], shown(desktop, MEND)["priority"]])
}
