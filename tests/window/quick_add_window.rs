//! The quick-add window as the display sees it: where it stands, its size, the focus, and what it keeps.

use std::fs;

use serde_json::json;

use crate::desktop::{Desktop, SCREEN};
use crate::page::Page;
use crate::workplace::Workplace;

#[tokio::test]
async fn it_stands_in_the_middle_grows_with_its_content_and_keeps_what_was_typed() {
    let place = Workplace::with_tasks(&["Chart the harbour"]);
    Desktop::run("quick-add-window", place, async |desktop| {
        desktop.open_board().await;
        desktop.invoke("quick_add_show", json!({})).await.unwrap();
        desktop.quick_add_is_up();
        let (x, y, width, _) = desktop.quick_add_place();
        assert_eq!((x, width), ((i64::from(SCREEN.0) - 640) / 2, 640));
        assert_eq!(y, i64::from(SCREEN.1) / 4);
        for (asked, expected) in [(300, 300), (10, 80), (4000, 560), (200, 200)] {
            // Its own page may ask for something else in between.
            let asks = async |_: &Page| {
                desktop.invoke("quick_add_fit", json!({"height": asked})).await.unwrap();
                desktop.quick_add_place().3
            };
            desktop.page().wait_until(&expected, asks).await;
        }

        // What loses the focus goes out of the way, and forgets nothing.
        desktop.xdotool(&["type", "--delay", "20", "Tie the kn"]);
        desktop.xdotool(&["windowactivate", "--sync", &desktop.window_id()]);
        desktop.quick_add_is_gone();
        desktop.invoke("quick_add_show", json!({})).await.unwrap();
        desktop.quick_add_is_up();
        desktop.xdotool(&["key", "End"]);
        desktop.xdotool(&["type", "--delay", "20", "ots"]);
        desktop.shot_of_display("again");
        // Its own close button, wherever a window manager draws one, does what Escape does.
        desktop.xdotool(&["key", "alt+F4"]);
        desktop.quick_add_is_gone();
        desktop.invoke("quick_add_show", json!({})).await.unwrap();
        desktop.quick_add_is_up();
        desktop.xdotool(&["key", "Return"]);
        desktop.quick_add_is_gone();
        desktop.column_is("Backlog", &[2, 1]).await;
        assert_eq!(desktop.place.cli(&["show", "2"])["title"], "Tie the knots");
        // Hidden, it does not keep the app alive.
        desktop.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_window_whose_monitor_is_gone_comes_back_to_the_middle() {
    let place = Workplace::with_tasks(&["Chart the harbour"]);
    let old = json!({"main": {
        "width": 1000, "height": 700, "x": 1400, "y": 100, "prev_x": 1400, "prev_y": 100,
        "maximized": false, "visible": true, "decorated": true, "fullscreen": false,
    }});
    fs::write(place.data().join("windows.json"), old.to_string()).unwrap();
    Desktop::run("monitor-gone", place, async |desktop| {
        desktop.open().await;
        desktop.page().wait("innerWidth === 1000 && innerHeight === 700").await;
        let middle = ((i64::from(SCREEN.0) - 1000) / 2, (i64::from(SCREEN.1) - 700) / 2);
        desktop
            .page()
            .wait_until(&true, async |_| {
                let (x, y, _, _) = desktop.place_of(&desktop.window_id());
                // Some pixels are the frame's, as the tool counts.
                (x - middle.0).abs() <= 4 && (y - middle.1).abs() <= 4
            })
            .await;
    })
    .await;
}
