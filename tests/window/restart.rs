//! Closing the app and starting it again.

use serde_json::Value;

use crate::desktop::Desktop;
use crate::page::card;
use crate::workplace::Workplace;

#[tokio::test]
async fn everything_is_there_after_a_restart() {
    let place = Workplace::with_tasks(&["Chart the harbour", "Mend the sails", "Paint the hull >ready"]);
    Desktop::run("restart", place, async |desktop| {
        desktop.open_board().await;
        let page = desktop.page();
        page.press("Home").await;
        page.focus_is_on(3).await;
        page.press("4").await;
        page.column_shows("In Progress", &[3]).await;
        page.set_theme("dark").await;
        page.shot("before").await;
        let window = desktop.window_id();
        desktop.xdotool(&["windowsize", "--sync", &window, "1100", "760"]);
        page.wait("innerWidth === 1100 && innerHeight === 760").await;
        desktop.close().await;
        assert_eq!(desktop.place.listed("In Progress"), [3]);

        desktop.open().await;
        let page = desktop.page();
        page.find("[data-testid=board]").await;
        page.wait("innerWidth === 1100 && innerHeight === 760").await;
        page.column_shows("Backlog", &[2]).await;
        page.column_shows("Ready", &[1]).await;
        page.column_shows("In Progress", &[3]).await;
        page.shows(&card(3), "Chart the harbour").await;
        page.shows("[data-testid=project-switcher]", "harbour app").await;
        assert_eq!(page.value("document.documentElement.dataset.theme").await, "dark");
        page.shot("after").await;

        // What was done before can still be undone.
        page.press("ctrl+z").await;
        page.column_shows("Backlog", &[3, 2]).await;
        assert_eq!(desktop.place.listed("In Progress"), [0; 0]);
    })
    .await;
}

#[tokio::test]
async fn the_window_can_end_without_warning_and_nothing_is_lost() {
    let place = Workplace::with_tasks(&["Chart the harbour"]);
    Desktop::run("restart-killed", place, async |desktop| {
        desktop.open_board().await;
        let page = desktop.page();
        page.press("Home").await;
        page.press("6").await;
        page.column_shows("Code Review", &[1]).await;
        page.wait_until(&vec![1], async |_| desktop.place.listed("Code Review")).await;
        desktop.kill();
        desktop.open().await;
        desktop.page().column_shows("Code Review", &[1]).await;
        assert_ne!(desktop.page().value("document.title").await, Value::Null);
    })
    .await;
}
