//! Dragging cards with the mouse; the order afterwards is everybody's.

use crate::desktop::Desktop;
use crate::page::{At, Page, column};
use crate::workplace::Workplace;

const LINES: [&str; 6] = [
    "Chart the harbour",
    "Mend the sails",
    "Paint the hull",
    "Count the barrels",
    "Polish the bell >ready",
    "Feed the cat >ready",
];

// The tasks' ids: the last line was added first.
const CHART: i64 = 6;
const MEND: i64 = 5;
const PAINT: i64 = 4;
const COUNT: i64 = 3;
const POLISH: i64 = 2;
const FEED: i64 = 1;

/// Returns a place in the upper or lower half of a card.
async fn part_of(page: &Page, id: i64, down: f64) -> At {
    let height = page.value(&format!("document.querySelector('[data-card=\"{id}\"]').offsetHeight")).await;
    let middle = page.card_at(id).await;
    At { x: middle.x, y: (middle.y + height.as_f64().unwrap() * (down - 0.5)).round() }
}

#[tokio::test]
async fn a_card_is_dragged_between_columns_and_within_one() {
    let place = Workplace::with_tasks(&LINES);
    Desktop::run("drag", place, async |desktop| {
        desktop.open_board().await;
        let page = desktop.page();
        desktop.column_is("Backlog", &[CHART, MEND, PAINT, COUNT]).await;
        desktop.column_is("Ready", &[POLISH, FEED]).await;
        let start = desktop.place.cli(&["log"])["events"].as_array().unwrap().len();

        // Between two cards of another column.
        page.drag_and_hold(page.card_at(MEND).await, part_of(page, FEED, 0.3).await).await;
        page.find(".ghost").await;
        page.try_shot("in-the-air").await;
        page.drop_here().await;
        desktop.column_is("Ready", &[POLISH, MEND, FEED]).await;
        desktop.column_is("Backlog", &[CHART, PAINT, COUNT]).await;

        // Down within a column, then up again to its top.
        page.drag(page.card_at(CHART).await, part_of(page, COUNT, 0.9).await).await;
        desktop.column_is("Backlog", &[PAINT, COUNT, CHART]).await;
        page.drag(page.card_at(CHART).await, part_of(page, PAINT, 0.1).await).await;
        desktop.column_is("Backlog", &[CHART, PAINT, COUNT]).await;

        // Into an empty column.
        page.drag(page.card_at(PAINT).await, page.middle(&column("Analysis")).await).await;
        desktop.column_is("Analysis", &[PAINT]).await;
        page.shot("after").await;

        let log = desktop.place.cli(&["log"]);
        let moves = log["events"].as_array().unwrap().len() - start;
        assert_eq!(moves, 4, "each drag is one change: {log}");
        assert_eq!(page.value("document.querySelector('[data-testid=task-panel]')").await, serde_json::Value::Null);
    })
    .await;
}

#[tokio::test]
async fn a_drag_that_is_escaped_or_let_go_outside_changes_nothing() {
    let place = Workplace::with_tasks(&LINES);
    Desktop::run("drag-cancel", place, async |desktop| {
        desktop.open_board().await;
        let page = desktop.page();
        let before = desktop.place.cli(&["list"]);
        page.drag_and_hold(page.card_at(MEND).await, page.middle(&column("In Progress")).await).await;
        page.find(".dragging").await;
        page.press("Escape").await;
        page.gone(".dragging").await;
        page.drop_here().await;
        page.column_shows("Backlog", &[CHART, MEND, PAINT, COUNT]).await;
        let rail = page.middle("[data-testid=rail-settings]").await;
        page.drag(page.card_at(MEND).await, rail).await;
        page.gone(".dragging").await;
        page.column_shows("Backlog", &[CHART, MEND, PAINT, COUNT]).await;
        assert_eq!(desktop.place.cli(&["list"]), before);
        page.find("[data-testid=board]").await;
    })
    .await;
}

#[tokio::test]
async fn the_displays_own_mouse_drags_a_card() {
    let place = Workplace::with_tasks(&LINES);
    Desktop::run("drag-real-mouse", place, async |desktop| {
        desktop.open_board().await;
        let page = desktop.page();
        let (from, to) = (page.card_at(MEND).await, part_of(page, POLISH, 0.1).await);
        let point = |at: At| [format!("{:.0}", at.x), format!("{:.0}", at.y)];
        // The window fills the display: the page's pixels are the display's.
        let moves = |at: At| {
            let [x, y] = point(at);
            desktop.xdotool(&["mousemove", "--sync", &x, &y]);
        };
        moves(from);
        desktop.xdotool(&["mousedown", "1"]);
        for step in 1..=10 {
            let part = f64::from(step) / 10.0;
            moves(At { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part });
        }
        page.find(".dragging").await;
        desktop.shot_of_display("in-the-air");
        desktop.xdotool(&["mouseup", "1"]);
        desktop.column_is("Ready", &[MEND, POLISH, FEED]).await;
        desktop.column_is("Backlog", &[CHART, PAINT, COUNT]).await;
    })
    .await;
}
