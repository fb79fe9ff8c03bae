//! The icon in the desktop's tray: its menu, and closing into it.

use serde_json::json;

use crate::desktop::Desktop;
use crate::session_bus::Tray;
use crate::workplace::Workplace;

#[tokio::test]
async fn the_tray_adds_a_task_shows_a_project_and_ends_the_app() {
    let place = Workplace::with_tasks(&["Chart the harbour >in-progress", "Mend the sails"]);
    let second = place.root().join("my_lighthouse & co");
    std::fs::create_dir(&second).unwrap();
    place.cli(&["project", "open", second.to_str().unwrap()]);
    place.cli(&["project", "open", "."]);
    Desktop::run("tray", place, async |desktop| {
        let tray = Tray::start(desktop.bus()).await;
        desktop.open_board().await;
        let (quick, open, quit) = ("Quick add…", "Open ClaudeTask", "Quit");
        tray.menu_is(&[quick, "", "harbour app — 1 in progress", "my_lighthouse & co", "", open, quit]).await;

        tray.click(quick).await;
        desktop.quick_add_is_up();
        desktop.xdotool(&["type", "--delay", "20", "Tie the knots !high"]);
        desktop.shot_of_display("quick-add");
        desktop.xdotool(&["key", "Return"]);
        desktop.quick_add_is_gone();
        desktop.column_is("Backlog", &[3, 1]).await;

        // Another program moves tasks; the menu's counts and the picture follow.
        let calm = tray.picture().await;
        desktop.place.cli(&["move", "3", "in-progress"]);
        desktop.place.cli(&["move", "1", "code-review"]);
        tray.menu_is(&[quick, "", "harbour app — 2 in progress, 1 in review", "my_lighthouse & co", "", open, quit])
            .await;

        tray.click("my_lighthouse").await;
        desktop.page().shows("[data-testid=project-switcher]", "my_lighthouse & co").await;
        let page = desktop.page();
        page.wait_until(&true, async |_| std::path::Path::new(&tray.picture().await).is_file()).await;
        assert!(!calm.is_empty());
        tray.click(quit).await;
        desktop.has_ended().await;
    })
    .await;
}

#[tokio::test]
async fn the_picture_shows_that_something_waits_and_is_calm_again() {
    let place = Workplace::with_tasks(&["Chart the harbour"]);
    Desktop::run("tray-picture", place, async |desktop| {
        let tray = Tray::start(desktop.bus()).await;
        desktop.open_board().await;
        let calm = tray.picture().await;
        // Out of sight: what the user looks at does not wait for them.
        desktop.set(json!({"on_close": "tray"})).await;
        desktop.press_close();
        desktop.place.cli(&["move", "1", "code-review"]);
        let page = desktop.page();
        page.wait_until(&true, async |_| tray.picture().await != calm).await;
        let calling = tray.picture().await;
        tray.click("Open ClaudeTask").await;
        desktop.window_is_shown();
        page.wait_until(&true, async |_| tray.picture().await != calling).await;
    })
    .await;
}

#[tokio::test]
async fn closing_leaves_the_app_in_the_tray_and_the_tray_may_come_and_go() {
    let place = Workplace::with_tasks(&["Chart the harbour"]);
    Desktop::run("tray-close", place, async |desktop| {
        let tray = Tray::start(desktop.bus()).await;
        desktop.open_board().await;
        tray.menu().await;
        desktop.set(json!({"on_close": "tray"})).await;
        desktop.press_close();
        tray.click("Open ClaudeTask").await;
        desktop.window_is_shown();
        desktop.page().column_shows("Backlog", &[1]).await;

        tray.end().await;
        desktop.desktop_says("tray", "missing").await;
        let tray = Tray::start(desktop.bus()).await;
        desktop.desktop_says("tray", "shown").await;
        // The icon has come back by itself, and works.
        tray.menu_is(&["Quick add…", "", "harbour app", "", "Open ClaudeTask", "Quit"]).await;
        desktop.press_close();
        tray.click("Open ClaudeTask").await;
        desktop.window_is_shown();

        // Without a tray nothing could bring the window back.
        tray.end().await;
        desktop.desktop_says("tray", "missing").await;
        desktop.close().await;
    })
    .await;
}

#[tokio::test]
async fn closing_asks_once_and_keeps_the_answer() {
    let place = Workplace::with_tasks(&["Chart the harbour"]);
    Desktop::run("tray-ask", place, async |desktop| {
        let tray = Tray::start(desktop.bus()).await;
        desktop.open_board().await;
        tray.menu().await;
        desktop.desktop_says("tray", "shown").await;
        desktop.xdotool(&["key", "alt+F4"]);
        desktop.page().wait("document.querySelector('[data-testid^=close]') !== null").await;
        desktop.page().shot("question").await;
        desktop.invoke("close_answer", json!({"answer": "tray"})).await.unwrap();
        desktop.window_is_hidden();
        tray.click("Open ClaudeTask").await;
        desktop.window_is_shown();
        let settings = desktop.invoke("boot", json!({})).await.unwrap()["settings"].clone();
        assert_eq!(settings["on_close"], "tray");
        desktop.invoke("close_answer", json!({"answer": "quit"})).await.ok();
        desktop.has_ended().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_being_typed_is_kept_when_the_tray_ends_the_app() {
    let place = Workplace::with_tasks(&["Chart the harbour"]);
    Desktop::run("tray-typed", place, async |desktop| {
        let tray = Tray::start(desktop.bus()).await;
        desktop.open_board().await;
        tray.menu().await;
        let page = desktop.page();
        page.open_task(1).await;
        page.edit_description().await;
        page.type_text("Two fathoms at the mole").await;
        tray.click("Quit").await;
        desktop.has_ended().await;
        assert_eq!(desktop.place.cli(&["show", "1"])["description"], "Two fathoms at the mole");
    })
    .await;
}
