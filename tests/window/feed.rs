//! What another process changes, in the open window.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use crate::desktop::Desktop;
use crate::page::{Page, card};
use crate::workplace::Workplace;

/// From the end of the other process to the change on the screen, in milliseconds.
const AT_MOST: f64 = 500.0;

const DESCRIPTION: &str = "[data-testid=panel-description]";
const AREA: &str = "[data-testid=panel-description] textarea";

/// Notes the time at which an expression first holds, as the page's own observer sees it.
async fn watch(page: &Page, expression: &str) {
    let script = format!(
        "window.seenAt = null; const look = () => {{ if (window.seenAt === null && ({expression})) window.seenAt = \
         Date.now(); }}; window.watcher?.disconnect(); window.watcher = new MutationObserver(look); \
         window.watcher.observe(document, {{subtree: true, childList: true, characterData: true, attributes: true}}); \
         look(); return window.seenAt;"
    );
    assert_eq!(page.run(&script, json!([])).await, Value::Null, "it holds already: {expression}");
}

/// Runs the command line and answers how long after its end the change was on the screen.
async fn delay(desktop: &Desktop, arguments: &[&str], expression: &str) -> f64 {
    watch(desktop.page(), expression).await;
    desktop.place.cli(arguments);
    let ended = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs_f64() * 1000.0;
    let seen = desktop.page().wait_with("window.seenAt", json!([])).await.as_f64().unwrap();
    let delay = seen - ended;
    eprintln!("claudetask {} shows after {delay:.0} ms", arguments[0]);
    assert!(delay <= AT_MOST, "claudetask {arguments:?} showed only after {delay:.0} ms");
    delay
}

/// The text of a card as the page's scripts see it.
fn shows(id: i64, text: &str) -> String {
    format!("document.querySelector('{}')?.innerText.includes('{text}')", card(id))
}

fn in_column(id: i64, status: &str) -> String {
    format!("document.querySelector(\"[data-testid='column-{status}'] {}\") !== null", card(id))
}

#[tokio::test]
async fn changes_of_the_command_line_show_at_once_and_disturb_nothing() {
    let place = Workplace::with_tasks(&["Chart the harbour", "Mend the sails"]);
    Desktop::run("feed", place, async |desktop| {
        desktop.open_board().await;
        let page = desktop.page();
        // The user has a task open, its description half written, and types a new task.
        page.open_task(2).await;
        page.edit_description().await;
        page.type_text("Half a sentence").await;

        let mut delays = vec![
            delay(desktop, &["add", "Paint the hull"], &shows(3, "Paint the hull")).await,
            delay(desktop, &["move", "3", "testing"], &in_column(3, "Testing")).await,
            delay(desktop, &["edit", "3", "--title", "Paint the keel"], &shows(3, "Paint the keel")).await,
        ];
        page.focus_is_in(AREA).await;
        let area =
            format!("(() => {{ const a = document.querySelector('{AREA}'); return [a.value, a.selectionStart]; }})()");
        assert_eq!(page.value(&area).await, json!(["Half a sentence", 15]));
        page.shot("while-writing").await;
        page.type_text(" and its end").await;
        page.press("ctrl+Enter").await;
        page.shows(DESCRIPTION, "Half a sentence and its end").await;

        page.press("c").await;
        let input = "[data-testid=quick-add-input]";
        page.focus_is_in(input).await;
        page.type_text("A thought !h").await;
        delays.push(delay(desktop, &["edit", "2", "--title", "Chart the bay"], &shows(2, "Chart the bay")).await);
        delays.push(delay(desktop, &["delete", "1"], &format!("document.querySelector('{}') === null", card(1))).await);
        page.focus_is_in(input).await;
        assert_eq!(page.value(&format!("document.querySelector('{input}').value")).await, "A thought !h");
        page.shot("while-adding").await;
        let worst = delays.iter().copied().fold(f64::MIN, f64::max);
        eprintln!("the slowest of {} changes showed {worst:.0} ms after the other process ended", delays.len());
    })
    .await;
}

#[tokio::test]
async fn a_change_elsewhere_keeps_the_selection_and_the_focus() {
    let place = Workplace::with_tasks(&["Chart the harbour", "Mend the sails", "Paint the hull"]);
    Desktop::run("feed-selection", place, async |desktop| {
        desktop.open_board().await;
        let page = desktop.page();
        page.press("Home").await;
        page.press("ArrowDown").await;
        page.focus_is_on(2).await;
        page.press("x").await;
        desktop.place.cli(&["add", "Above them all"]);
        page.column_shows("Backlog", &[4, 3, 2, 1]).await;
        page.focus_is_on(2).await;
        page.wait(&format!("document.querySelector('{}').getAttribute('aria-selected') === 'true'", card(2))).await;
        desktop.place.cli(&["move", "2", "ready"]);
        page.column_shows("Ready", &[2]).await;
        page.focus_is_on(2).await;
    })
    .await;
}

/// Brings two edits of one description about, and waits for the choice.
async fn collide(desktop: &Desktop) {
    let page = desktop.page();
    page.open_task(1).await;
    page.edit_description().await;
    page.type_text("Mine").await;
    desktop.place.cli(&["edit", "1", "--description", "Theirs"]);
    page.shows(DESCRIPTION, "Changed elsewhere meanwhile").await;
    page.press("ctrl+Enter").await;
    page.find("[data-testid=conflict]").await;
    page.shows("[data-testid=conflict]", "Mine").await;
    page.shows("[data-testid=conflict]", "Theirs").await;
    assert_eq!(desktop.place.cli(&["show", "1"])["description"], "Theirs", "nothing is overwritten unasked");
}

#[tokio::test]
async fn of_two_edits_the_users_own_can_stay() {
    let place = Workplace::with_tasks(&["Chart the harbour"]);
    Desktop::run("feed-keep-mine", place, async |desktop| {
        desktop.open_board().await;
        collide(desktop).await;
        let page = desktop.page();
        page.shot("conflict").await;
        page.click("[data-testid=keep-mine]").await;
        page.gone("[data-testid=conflict]").await;
        page.shows(DESCRIPTION, "Mine").await;
        page.wait_until(&json!("Mine"), async |_| desktop.place.cli(&["show", "1"])["description"].clone()).await;
    })
    .await;
}

#[tokio::test]
async fn of_two_edits_the_other_can_stay() {
    let place = Workplace::with_tasks(&["Chart the harbour"]);
    Desktop::run("feed-take-theirs", place, async |desktop| {
        desktop.open_board().await;
        collide(desktop).await;
        let page = desktop.page();
        page.click("[data-testid=take-theirs]").await;
        page.gone("[data-testid=conflict]").await;
        page.shows(DESCRIPTION, "Theirs").await;
        assert_eq!(desktop.place.cli(&["show", "1"])["description"], "Theirs");
        page.reload().await;
        page.open_task(1).await;
        page.shows(DESCRIPTION, "Theirs").await;
        page.gone(&format!("{DESCRIPTION} .draft")).await;
    })
    .await;
}
