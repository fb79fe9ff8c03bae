//! The first start: from nothing to a board of the user's own folder.

use std::time::{Duration, Instant};

use crate::desktop::Desktop;
use crate::page::COLUMNS;
use crate::process::wait_for;
use crate::workplace::Workplace;

/// The dialog's title.
const TITLE: &str = "Open a project folder";

/// How long the dialog may take to accept an answer before it is given once more.
const SLOW_DIALOG: Duration = Duration::from_secs(4);

/// Answers the folder dialog as a user does who types the path.
pub(crate) fn choose_in_dialog(desktop: &Desktop, path: &str) {
    let dialog = wait_for(
        || desktop.xdotool_answers(&["search", "--onlyvisible", "--name", TITLE]).filter(|found| !found.is_empty()),
        || "the folder dialog did not open".into(),
    );
    desktop.xdotool(&["windowfocus", "--sync", &dialog]);
    desktop.shot_of_display("folder-dialog");
    desktop.xdotool(&["key", "slash"]);
    desktop.xdotool(&["key", "ctrl+a"]);
    desktop.xdotool(&["type", "--delay", "15", path]);
    // Without what the dialog itself completes behind the path.
    desktop.xdotool(&["key", "Delete"]);
    desktop.xdotool(&["key", "Return"]);
    let mut again = Instant::now() + SLOW_DIALOG;
    wait_for(
        || {
            let there = desktop.xdotool_answers(&["search", "--onlyvisible", "--name", TITLE]);
            if there.is_some() && Instant::now() > again {
                // A dialog that was still reading the folder when the answer came did not take it.
                desktop.xdotool(&["key", "Delete"]);
                desktop.xdotool(&["key", "Return"]);
                again += SLOW_DIALOG;
            }
            there.is_none().then_some(())
        },
        || "the folder dialog did not close".into(),
    );
}

#[tokio::test]
async fn the_first_start_leads_from_the_folder_dialog_to_an_empty_board() {
    let place = Workplace::new();
    place.make_repository();
    Desktop::run("first-run", place, async |desktop| {
        desktop.open().await;
        let page = desktop.page();
        page.shows("main", "Open a project").await;
        page.shot("welcome").await;
        page.click("[data-testid=welcome-open]").await;
        choose_in_dialog(desktop, desktop.place.project().to_str().unwrap());

        page.find("[data-testid=board]").await;
        for column in COLUMNS {
            assert_eq!(page.cards(column).await, [0; 0], "{column}");
            assert_eq!(page.count(column).await, "0", "{column}");
        }
        page.shows("main", "Nothing here yet").await;
        page.shot("empty-board").await;

        let projects = desktop.place.cli(&["project", "list"]);
        let paths = projects.to_string();
        assert!(paths.contains("harbour app"), "{paths}");
        assert_eq!(page.value("document.title").await, "harbour app · ClaudeTask");
        assert_eq!(desktop.place.git(&["status", "--porcelain"]), "", "opening a project writes nothing into it");
    })
    .await;
}

#[tokio::test]
async fn a_folder_that_looks_wrong_is_reported_before_it_is_opened() {
    let place = Workplace::new();
    Desktop::run("first-run-doubtful-folder", place, async |desktop| {
        desktop.open().await;
        let page = desktop.page();
        page.click("[data-testid=welcome-open]").await;
        // The home folder of the desktop: a warning of its own.
        let home = desktop.place.root().join("home");
        choose_in_dialog(desktop, home.to_str().unwrap());
        page.shows("[data-testid=open-report]", "Is this the folder you mean?").await;
        page.shot("report").await;
        let opened = desktop.place.cli(&["project", "list"]).to_string();
        assert!(!opened.contains("home"), "nothing is opened yet: {opened}");
        page.click_control("[data-testid=open-report]", "Open anyway").await;
        page.find("[data-testid=board]").await;
        assert!(desktop.place.cli(&["project", "list"]).to_string().contains("home"));
    })
    .await;
}
