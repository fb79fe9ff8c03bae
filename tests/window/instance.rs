//! Starting the program while it runs, twice at once, with arguments, and without a session bus.

use std::process::Stdio;

use crate::desktop::Desktop;
use crate::page::card;
use crate::process::wait_for;
use crate::workplace::Workplace;

#[tokio::test]
async fn a_second_start_hands_what_it_is_asked_to_the_first() {
    let place = Workplace::with_tasks(&["Chart the harbour", "Mend the sails"]);
    let second = place.root().join("lighthouse");
    std::fs::create_dir(&second).unwrap();
    let second = place.cli(&["project", "open", second.to_str().unwrap()])["id"].to_string();
    place.cli(&["project", "open", "."]);
    Desktop::run("instance", place, async |desktop| {
        desktop.open_board().await;
        let page = desktop.page();
        desktop.start_again(&["--quick-add"]);
        desktop.quick_add_is_up();
        desktop.xdotool(&["key", "Escape"]);
        desktop.quick_add_is_gone();

        desktop.start_again(&["--project", &second]);
        page.shows("[data-testid=project-switcher]", "lighthouse").await;
        desktop.start_again(&["--open", "2"]);
        page.shows("[data-testid=project-switcher]", "harbour app").await;
        page.shows("[data-testid=task-panel] .id", "#2").await;

        desktop.xdotool(&["windowminimize", "--sync", &desktop.window_id()]);
        desktop.start_again(&[]);
        desktop.window_is_shown();
        page.wait("document.hasFocus()").await;
        page.find(&card(1)).await;
    })
    .await;
}

#[tokio::test]
async fn started_twice_at_once_exactly_one_lives() {
    Desktop::run("instance-twice", Workplace::with_tasks(&["Chart the harbour"]), async |desktop| {
        let mut both = [desktop.app(&[]), desktop.app(&["--quick-add"])].map(|mut app| app.spawn().unwrap());
        let ended = wait_for(
            || both.iter_mut().position(|app| app.try_wait().unwrap().is_some()),
            || "neither of the two gave way".into(),
        );
        assert!(both[ended].wait().unwrap().success());
        desktop.window_is_shown();
        assert!(both[1 - ended].try_wait().unwrap().is_none(), "none of the two lives");
        desktop.quick_add_is_up();
        for mut app in both {
            // One has ended already.
            let _ = app.kill();
            app.wait().unwrap();
        }
    })
    .await;
}

#[tokio::test]
async fn without_a_session_bus_it_starts_with_what_it_is_asked() {
    Desktop::run("instance-alone", Workplace::with_tasks(&["Chart the harbour"]), async |desktop| {
        let mut alone = desktop.app(&["--quick-add"]);
        alone.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
        let mut alone = alone.spawn().unwrap();
        desktop.window_is_shown();
        desktop.quick_add_is_up();
        desktop.xdotool(&["type", "--delay", "20", "Tie the knots"]);
        desktop.xdotool(&["key", "Return"]);
        desktop.quick_add_is_gone();
        wait_for(|| (desktop.place.listed("Backlog") == [2, 1]).then_some(()), || "no task was added".into());
        alone.kill().unwrap();
        alone.wait().unwrap();
    })
    .await;
}

#[tokio::test]
async fn wrong_arguments_are_named_on_standard_error() {
    Desktop::run("instance-wrong", Workplace::with_tasks(&["Chart the harbour"]), async |desktop| {
        for (arguments, code, named) in [
            (&["--open", "abc"][..], 2, "\"abc\""),
            (&["--open"], 2, "--open needs a value"),
            (&["--nonsense"], 2, "--nonsense"),
            (&["--open", "99"], 1, "#99"),
            (&["--project", "99"], 1, "99"),
        ] {
            let output = desktop.app(arguments).stderr(Stdio::piped()).output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
            assert!(said.contains(named), "{arguments:?}: {said}");
        }
    })
    .await;
}
