//! Search and filters: what the board shows, and what it says that it hides.

use crate::desktop::Desktop;
use crate::workplace::Workplace;

const LINES: [&str; 5] = [
    "Chart the harbour !high #bug",
    "Mend the sails !low",
    "Paint the hull !high // with the blue of the old harbour wall",
    "Polish the bell !low #bug >done",
    "Feed the cat >ready",
];

// The tasks' ids: the last line was added first.
const CHART: i64 = 5;
const MEND: i64 = 4;
const PAINT: i64 = 3;
const POLISH: i64 = 2;
const FEED: i64 = 1;

#[tokio::test]
async fn type_priority_and_text_narrow_the_board_and_the_counts_say_so() {
    let place = Workplace::with_tasks(&LINES);
    Desktop::run("filter", place, async |desktop| {
        desktop.open_board().await;
        let page = desktop.page();
        page.column_shows("Backlog", &[CHART, MEND, PAINT]).await;

        page.click("[data-testid=filter-type]").await;
        page.click_control("[role=menu]", "Bug").await;
        page.shot("menu").await;
        page.press("Escape").await;
        page.gone("[role=menu]").await;
        page.column_shows("Backlog", &[CHART]).await;
        page.column_shows("Done", &[POLISH]).await;
        page.column_shows("Ready", &[]).await;
        for (column, count) in [("Backlog", "1 of 3"), ("Done", "1 of 1"), ("Ready", "0 of 1"), ("Testing", "0 of 0")] {
            assert_eq!(page.count(column).await, count, "{column}");
        }
        page.click("[data-testid=filter-priority]").await;
        page.click_control("[role=menu]", "Low").await;
        page.press("Escape").await;
        page.column_shows("Backlog", &[]).await;
        page.column_shows("Done", &[POLISH]).await;
        page.shot("type-and-priority").await;
        page.click_control("header", "Show every type").await;
        page.column_shows("Backlog", &[MEND]).await;
        page.click_control("header", "Show every priority").await;
        page.column_shows("Backlog", &[CHART, MEND, PAINT]).await;
        page.column_shows("Ready", &[FEED]).await;

        // Titles match at once, a description when the database has answered.
        page.press("/").await;
        page.focus_is_in("[data-testid=search]").await;
        page.type_text("HARBOUR").await;
        page.column_shows("Backlog", &[CHART, PAINT]).await;
        assert_eq!(page.count("Backlog").await, "2 of 3");
        page.shot("text").await;
        page.retype("#4").await;
        page.column_shows("Backlog", &[MEND]).await;
        page.retype("whale").await;
        page.shows("main", "No task matches").await;
        page.shows("main", "hides all 5 tasks").await;
        page.click_control("main", "Clear the filter").await;
        page.column_shows("Backlog", &[CHART, MEND, PAINT]).await;
        assert_eq!(page.count("Backlog").await, "3");
        assert_eq!(page.value("document.querySelector('[data-testid=search]').value").await, "");
    })
    .await;
}
