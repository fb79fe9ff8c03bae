//! A database that can't be opened: the window says so, and nothing is overwritten.

use std::fs;

use crate::desktop::Desktop;
use crate::workplace::Workplace;

#[tokio::test]
async fn a_file_that_is_no_database_is_reported_and_left_alone() {
    let place = Workplace::new();
    let file = place.data().join("claudetask.db");
    let text = "My shopping list: rope, tar, oakum.\n".repeat(100);
    fs::write(&file, &text).unwrap();
    Desktop::run("trouble-no-database", place, async |desktop| {
        desktop.open().await;
        let page = desktop.page();
        for words in ["claudetask.db is not a database", "Nothing was changed. Move", "not_a_database"] {
            page.shows("main [role=alert]", words).await;
        }
        page.shot("no-database").await;
        assert_eq!(fs::read_to_string(&file).unwrap(), text);

        page.click_control("main", "Try again").await;
        page.find("main [role=alert]").await;
        assert_eq!(fs::read_to_string(&file).unwrap(), text);

        // The user moves the file away: the same window goes on.
        fs::rename(&file, file.with_extension("txt")).unwrap();
        page.click_control("main", "Try again").await;
        page.find("[data-testid=welcome-open]").await;
        assert_eq!(fs::read_to_string(file.with_extension("txt")).unwrap(), text);
    })
    .await;
}
