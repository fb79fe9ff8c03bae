//! Notifications of what needs the user.

use serde_json::json;

use crate::desktop::Desktop;
use crate::session_bus::{Notifications, Tray};
use crate::workplace::Workplace;

#[tokio::test]
async fn what_needs_the_user_is_told_unless_they_see_it_or_do_not_want_it() {
    let place = Workplace::with_tasks(&["Chart <b>the</b> harbour & bay", "Mend the sails", "Paint", "Row", "Dive"]);
    // What happened before the start is old.
    place.cli(&["move", "5", "code-review"]);
    Desktop::run("notifications", place, async |desktop| {
        let tray = Tray::start(desktop.bus()).await;
        let desk = Notifications::start(desktop.bus()).await;
        desktop.open_board().await;
        tray.menu().await;
        desktop.set(json!({"on_close": "tray"})).await;
        let page = desktop.page();

        // Seen on the board: nothing is told.
        desktop.place.cli(&["move", "4", "code-review"]);
        page.wait_until(&true, async |page| page.cards("Code Review").await.contains(&4)).await;
        // The counts follow the same look as the notifications.
        tray.menu_is(&["Quick add…", "", "harbour app — 2 in review", "", "Open ClaudeTask", "Quit"]).await;
        assert_eq!(desk.all(), []);

        desktop.press_close();
        desktop.set(json!({"notifications": {"review": true, "blocked": false, "runs": false}})).await;
        desktop.place.cli(&["edit", "3", "--blocked", "no paint"]);
        desktop.place.cli(&["move", "2", "in-progress"]);
        tray.menu_is(&["Quick add…", "", "harbour app — 1 in progress, 2 in review", "", "Open ClaudeTask", "Quit"])
            .await;
        assert_eq!(desk.all(), [], "a kind that is turned off");

        desktop.place.cli(&["move", "1", "code-review"]);
        page.wait_until(&1, async |_| desk.all().len()).await;
        let told = desk.all().remove(0);
        assert_eq!(told.summary, "#1 is ready for your review");
        assert_eq!(told.body, "Dive\nharbour app");
        desk.click(told.id).await;
        desktop.window_is_shown();
        page.shows("[data-testid=task-panel] .id", "#1").await;
    })
    .await;
}

#[tokio::test]
async fn a_title_is_not_markup() {
    let place = Workplace::with_tasks(&["Chart <b>the</b> harbour & bay"]);
    Desktop::run("notifications-markup", place, async |desktop| {
        let tray = Tray::start(desktop.bus()).await;
        let desk = Notifications::start(desktop.bus()).await;
        desktop.open_board().await;
        tray.menu().await;
        desktop.set(json!({"on_close": "tray"})).await;
        desktop.press_close();
        desktop.place.cli(&["move", "1", "code-review"]);
        desktop.page().wait_until(&1, async |_| desk.all().len()).await;
        assert_eq!(desk.all()[0].body, "Chart &lt;b&gt;the&lt;/b&gt; harbour &amp; bay\nharbour app");
    })
    .await;
}
