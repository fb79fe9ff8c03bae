//! New tasks: the quick-add line of `C` and of a column's `+`.

use crate::desktop::Desktop;
use crate::page::{card, column};
use crate::workplace::Workplace;

const INPUT: &str = "[data-testid=quick-add-input]";
const BOX: &str = "[role=dialog]";

#[tokio::test]
async fn the_quick_add_line_shows_what_it_understood_and_saves_it() {
    let place = Workplace::with_tasks(&["Chart the harbour"]);
    Desktop::run("create-quick-add", place, async |desktop| {
        desktop.open_board().await;
        let page = desktop.page();
        page.press("c").await;
        page.focus_is_in(INPUT).await;
        page.type_text("Login fails on Safari !high #bug").await;
        page.shows(".chips", "Priority High").await;
        page.shows(".chips", "Bug").await;
        page.type_text(" >ready ^1 // repro: open /login twice").await;
        for chip in ["in Ready", "after #1", "Description 1 line", "harbour app"] {
            page.shows(".chips", chip).await;
        }
        page.shot("chips").await;
        page.press("Enter").await;
        page.gone(INPUT).await;
        page.column_shows("Ready", &[2]).await;
        page.focus_is_on(2).await;
        page.shows("[data-testid=toast]", "#2 added to Ready").await;
        page.shot("saved").await;

        let task = desktop.place.cli(&["show", "2"]);
        assert_eq!(task["title"], "Login fails on Safari");
        assert_eq!(task["type"], "Bug");
        assert_eq!(task["priority"], "High");
        assert_eq!(task["status"], "Ready");
        assert_eq!(task["depends_on"], serde_json::json!([1]));
        assert_eq!(task["description"], "repro: open /login twice");
    })
    .await;
}

#[tokio::test]
async fn shift_enter_saves_and_stays_for_the_next_line() {
    let place = Workplace::with_tasks(&[]);
    Desktop::run("create-several", place, async |desktop| {
        desktop.open_board().await;
        let page = desktop.page();
        page.press("c").await;
        page.focus_is_in(INPUT).await;
        for (number, title) in [(1, "Paint the hull"), (2, "Mend the sails")] {
            page.type_text(title).await;
            page.press("shift+Enter").await;
            page.shows(BOX, &format!("{number} saved")).await;
            page.wait_with("document.querySelector(arguments[0]).value === ''", serde_json::json!([INPUT])).await;
            page.focus_is_in(INPUT).await;
        }
        page.shot("two-saved").await;
        page.press("Escape").await;
        page.gone(INPUT).await;
        page.column_shows("Backlog", &[2, 1]).await;
        assert_eq!(desktop.place.listed("Backlog"), [2, 1]);
    })
    .await;
}

#[tokio::test]
async fn the_plus_of_a_column_adds_to_that_column() {
    let place = Workplace::with_tasks(&[]);
    Desktop::run("create-in-column", place, async |desktop| {
        desktop.open_board().await;
        let page = desktop.page();
        page.click_control(&column("Testing"), "New task in Testing").await;
        page.find(&format!("{} {INPUT}", column("Testing"))).await;
        page.type_text("Sound the fog horn").await;
        page.shot("in-column").await;
        page.press("Enter").await;
        page.column_shows("Testing", &[1]).await;
        page.shows(&card(1), "Sound the fog horn").await;
        assert_eq!(page.count("Testing").await, "1");
        assert_eq!(desktop.place.listed("Testing"), [1]);
    })
    .await;
}

#[tokio::test]
async fn a_line_without_a_title_says_so_and_keeps_what_was_typed() {
    let place = Workplace::with_tasks(&[]);
    Desktop::run("create-error", place, async |desktop| {
        desktop.open_board().await;
        let page = desktop.page();
        page.press("c").await;
        page.focus_is_in(INPUT).await;
        page.type_text("!high #bug").await;
        page.press("Enter").await;
        page.shows(&format!("{BOX} [role=alert]"), "the title is empty").await;
        page.shows(&format!("{BOX} [role=alert]"), "Give 1 to 200 characters").await;
        page.shot("error").await;
        assert_eq!(page.value(&format!("document.querySelector('{INPUT}').value")).await, "!high #bug");
        page.focus_is_in(INPUT).await;
        assert_eq!(desktop.place.cli(&["list"])["total"], 0);

        // It is enough to go on typing.
        page.type_text(" Leak below deck").await;
        page.gone(&format!("{BOX} [role=alert]")).await;
        page.press("Enter").await;
        page.column_shows("Backlog", &[1]).await;
    })
    .await;
}

#[tokio::test]
async fn escape_keeps_the_line_for_the_next_time() {
    let place = Workplace::with_tasks(&[]);
    Desktop::run("create-escape", place, async |desktop| {
        desktop.open_board().await;
        let page = desktop.page();
        page.press("c").await;
        page.focus_is_in(INPUT).await;
        page.type_text("!l Half a thought").await;
        page.press("Escape").await;
        page.gone(INPUT).await;
        page.press("c").await;
        page.focus_is_in(INPUT).await;
        let line = format!("document.querySelector('{INPUT}').value");
        assert_eq!(page.value(&line).await, "!l Half a thought");
        // Even a page that is loaded anew has it.
        page.reload().await;
        page.find("[data-testid=board]").await;
        page.press("c").await;
        page.focus_is_in(INPUT).await;
        assert_eq!(page.value(&line).await, "!l Half a thought");
        page.shows(".chips", "Priority Low").await;
        assert_eq!(desktop.place.cli(&["list"])["total"], 0);
    })
    .await;
}
