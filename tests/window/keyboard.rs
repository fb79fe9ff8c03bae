//! The board by keyboard alone.

use crate::desktop::Desktop;
use crate::page::card;
use crate::workplace::Workplace;

const LINES: [&str; 5] =
    ["Chart the harbour", "Mend the sails", "Paint the hull", "Polish the bell >analysis", "Feed the cat >analysis"];

// The tasks' ids: the last line was added first.
const CHART: i64 = 5;
const MEND: i64 = 4;
const PAINT: i64 = 3;
const POLISH: i64 = 2;
const FEED: i64 = 1;

#[tokio::test]
async fn the_focus_walks_over_the_board_and_opens_a_card() {
    let place = Workplace::with_tasks(&LINES);
    Desktop::run("keyboard-focus", place, async |desktop| {
        desktop.open_board().await;
        let page = desktop.page();
        page.press("Home").await;
        page.focus_is_on(CHART).await;
        for (key, to) in [
            ("ArrowDown", MEND),
            ("j", PAINT),
            ("ArrowDown", PAINT),
            ("ArrowUp", MEND),
            ("ArrowRight", FEED),
            ("k", POLISH),
            ("l", POLISH),
            ("h", CHART),
        ] {
            page.press(key).await;
            page.focus_is_on(to).await;
        }
        page.shot("focus").await;
        page.press("Enter").await;
        page.shows("[data-testid=task-panel]", "Chart the harbour").await;
        page.focus_is_on(CHART).await;
        page.press("Escape").await;
        page.gone("[data-testid=task-panel]").await;
        page.focus_is_on(CHART).await;
    })
    .await;
}

#[tokio::test]
async fn cards_move_by_keys_alone() {
    let place = Workplace::with_tasks(&LINES);
    Desktop::run("keyboard-move", place, async |desktop| {
        desktop.open_board().await;
        let page = desktop.page();
        page.press("Home").await;
        page.focus_is_on(CHART).await;

        page.press("3").await;
        page.column_shows("Ready", &[CHART]).await;
        page.focus_is_on(MEND).await;

        page.press("alt+ArrowDown").await;
        page.column_shows("Backlog", &[PAINT, MEND]).await;
        page.focus_is_on(MEND).await;
        page.press("alt+ArrowRight").await;
        page.column_shows("Analysis", &[POLISH, MEND, FEED]).await;
        page.focus_is_on(MEND).await;
        page.press("alt+ArrowUp").await;
        page.column_shows("Analysis", &[MEND, POLISH, FEED]).await;
        page.press("alt+ArrowLeft").await;
        page.column_shows("Backlog", &[MEND, PAINT]).await;

        desktop.column_is("Backlog", &[MEND, PAINT]).await;
        desktop.column_is("Analysis", &[POLISH, FEED]).await;
        desktop.column_is("Ready", &[CHART]).await;
        page.shot("moved").await;
    })
    .await;
}

#[tokio::test]
async fn selected_cards_move_and_come_back_together() {
    let place = Workplace::with_tasks(&LINES);
    Desktop::run("keyboard-select", place, async |desktop| {
        desktop.open_board().await;
        let page = desktop.page();
        page.press("Home").await;
        page.focus_is_on(CHART).await;
        page.press("x").await;
        page.press("ArrowDown").await;
        page.press("ArrowDown").await;
        page.focus_is_on(PAINT).await;
        page.press("x").await;
        page.wait("document.querySelectorAll('[data-card][aria-selected=true]').length === 2").await;
        page.shows("[data-testid=board], header", "2 selected").await;
        page.shot("two-selected").await;
        page.press("5").await;
        page.column_shows("Testing", &[CHART, PAINT]).await;
        desktop.column_is("Backlog", &[MEND]).await;

        // One change: one undo brings both back to where they were.
        page.press("ctrl+z").await;
        page.column_shows("Backlog", &[CHART, MEND, PAINT]).await;
        page.column_shows("Testing", &[]).await;
        page.press("ctrl+shift+z").await;
        desktop.column_is("Testing", &[CHART, PAINT]).await;
    })
    .await;
}

#[tokio::test]
async fn a_deleted_card_comes_back_by_the_toast_and_by_the_key() {
    let place = Workplace::with_tasks(&LINES);
    Desktop::run("keyboard-delete", place, async |desktop| {
        desktop.open_board().await;
        let page = desktop.page();
        let all = [CHART, MEND, PAINT];
        page.press("Home").await;
        page.focus_is_on(CHART).await;
        page.press("ArrowDown").await;
        page.press("Delete").await;
        desktop.column_is("Backlog", &[CHART, PAINT]).await;
        page.focus_is_on(PAINT).await;
        page.shot("deleted").await;
        page.click_control("[data-testid=toast]", "Undo").await;
        desktop.column_is("Backlog", &all).await;

        page.click(&card(MEND)).await;
        page.press("Delete").await;
        page.column_shows("Backlog", &[CHART, PAINT]).await;
        page.press("ctrl+z").await;
        page.column_shows("Backlog", &all).await;
        page.press("ctrl+shift+z").await;
        desktop.column_is("Backlog", &[CHART, PAINT]).await;
        page.press("ctrl+z").await;
        page.column_shows("Backlog", &all).await;
    })
    .await;
}

#[tokio::test]
async fn single_keys_are_dead_while_the_user_types() {
    let place = Workplace::with_tasks(&LINES);
    Desktop::run("keyboard-typing", place, async |desktop| {
        desktop.open_board().await;
        let page = desktop.page();
        let before = desktop.place.cli(&["log"]);
        page.press("Home").await;
        page.focus_is_on(CHART).await;
        page.press("/").await;
        page.focus_is_in("[data-testid=search]").await;
        page.type_text("c3xt?").await;
        assert_eq!(page.value("document.querySelector('[data-testid=search]').value").await, "c3xt?");
        page.press("Delete").await;
        page.gone("[role=dialog], [role=menu], [data-testid=quick-add-input]").await;
        page.shows("main", "No task matches").await;
        page.shot("no-match").await;
        page.press("Escape").await;
        page.column_shows("Backlog", &[CHART, MEND, PAINT]).await;
        page.focus_is_in("[data-testid=search]").await;
        page.press("Escape").await;
        page.focus_is_on(CHART).await;
        page.gone("[data-card][aria-selected=true]").await;
        assert_eq!(desktop.place.cli(&["log"]), before, "nothing was changed");
    })
    .await;
}

#[tokio::test]
async fn the_sheet_of_shortcuts_opens_and_closes_by_key() {
    let place = Workplace::with_tasks(&LINES);
    Desktop::run("keyboard-sheet", place, async |desktop| {
        desktop.open_board().await;
        let page = desktop.page();
        page.press("Home").await;
        page.focus_is_on(CHART).await;
        page.press("?").await;
        page.shows("[role=dialog]", "Move to the column at the right").await;
        page.shot("sheet").await;
        page.press("Escape").await;
        page.gone("[role=dialog]").await;
        page.focus_is_on(CHART).await;
    })
    .await;
}
