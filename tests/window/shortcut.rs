//! The global shortcut of quick add.

use serde_json::json;
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{ConnectionExt, GrabMode, ModMask};
use x11rb::rust_connection::RustConnection;

use crate::desktop::Desktop;
use crate::workplace::Workplace;

/// The keys `n` and `m` as every display without a keyboard of its own numbers them.
const KEY_N: u8 = 57;
const KEY_M: u8 = 58;

/// Takes Ctrl+Alt and a key away from all other programs, for as long as the connection lives.
fn take(display: &str, key: u8) -> RustConnection {
    let (connection, screen) = RustConnection::connect(Some(display)).unwrap();
    let root = connection.setup().roots[screen].root;
    let modifiers = ModMask::CONTROL | ModMask::M1;
    let grab = connection.grab_key(false, root, modifiers, key, GrabMode::ASYNC, GrabMode::ASYNC).unwrap();
    grab.check().unwrap();
    connection
}

#[tokio::test]
async fn the_shortcut_brings_the_field_in_front_of_another_program() {
    let place = Workplace::with_tasks(&["Chart the harbour"]);
    Desktop::run("shortcut", place, async |desktop| {
        desktop.open_board().await;
        desktop.desktop_says("shortcut_state", "registered").await;
        desktop.xdotool(&["key", "ctrl+alt+n"]);
        desktop.quick_add_is_up();
        desktop.xdotool(&["type", "--delay", "20", "Tie the knots"]);
        // Pressing it again changes nothing.
        desktop.xdotool(&["key", "ctrl+alt+n"]);
        desktop.xdotool(&["key", "Return"]);
        desktop.quick_add_is_gone();
        desktop.column_is("Backlog", &[2, 1]).await;

        // Turned off, it is the other programs' again.
        desktop.invoke("shortcut_set", json!({"keys": null})).await.unwrap();
        desktop.desktop_says("shortcut_state", "off").await;
        drop(take(&desktop.display(), KEY_N));
    })
    .await;
}

#[tokio::test]
async fn a_taken_shortcut_is_reported_and_another_can_be_chosen() {
    let place = Workplace::with_tasks(&["Chart the harbour"]);
    Desktop::run("shortcut-taken", place, async |desktop| {
        let other = take(&desktop.display(), KEY_N);
        desktop.open_board().await;
        desktop.desktop_says("shortcut_state", "taken").await;
        let state = desktop.invoke("desktop_state", json!({})).await.unwrap();
        assert_eq!(state["shortcut_problem"]["code"], "shortcut_taken", "{state}");

        for (keys, code) in [("Ctrl+Alt+N", "shortcut_taken"), ("N", "invalid_value"), ("Ctrl+", "invalid_value")] {
            let refused = desktop.invoke("shortcut_set", json!({"keys": keys})).await.unwrap_err();
            assert_eq!(refused["code"], code, "{keys}: {refused}");
        }
        desktop.invoke("shortcut_set", json!({"keys": "Ctrl+Alt+M"})).await.unwrap();
        desktop.xdotool(&["key", "ctrl+alt+m"]);
        desktop.quick_add_is_up();
        desktop.xdotool(&["key", "Escape"]);
        desktop.quick_add_is_gone();

        // A refused one leaves the old one as it is.
        desktop.invoke("shortcut_set", json!({"keys": "Ctrl+Alt+N"})).await.unwrap_err();
        desktop.desktop_says("shortcut", "Ctrl+Alt+M").await;
        desktop.xdotool(&["key", "ctrl+alt+m"]);
        desktop.quick_add_is_up();

        // When the other program is gone, its keys can be had, and the old ones are free.
        drop(other);
        desktop.invoke("shortcut_set", json!({"keys": "Ctrl+Alt+N"})).await.unwrap();
        drop(take(&desktop.display(), KEY_M));
    })
    .await;
}
