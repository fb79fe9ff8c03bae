//! A board of ten thousand tasks, and texts as long as they may be.

use claudetask_app::{Call, Use};
use claudetask_core::{Origin, ProjectId, Status, Timestamp};
use serde_json::{Value, json};

use crate::desktop::Desktop;
use crate::page::{At, card, column};
use crate::workplace::Workplace;

/// 2026-11-02T09:00:00Z, when the youngest of the many tasks was added.
const THEN: i64 = 1_793_610_000_000;

#[tokio::test]
async fn ten_thousand_tasks_are_there_at_once_and_scroll() {
    let place = Workplace::with_tasks(&[]);
    let project = ProjectId(place.cli(&["project", "show"])["id"].as_i64().unwrap());
    let call = Call::open(&place.data(), Use::Command, Origin::Cli).await.unwrap();
    let database = call.database().to_path_buf();
    call.close().await.unwrap();
    claudetask_testkit::seed::fill(&database, project, 10_000, Status::ALL, Timestamp::from_millis(THEN))
        .await
        .unwrap();
    Desktop::run("long-board", place, async |desktop| {
        desktop.open_board().await;
        let page = desktop.page();
        page.shot("top").await;
        let total: u64 = page
            .value("[...document.querySelectorAll('[data-testid^=column-] header .count > [aria-hidden]')].map((e) => e.textContent)")
            .await
            .as_array()
            .unwrap()
            .iter()
            .map(|count| count.as_str().unwrap().replace([',', '.', '\u{a0}'], "").parse::<u64>().unwrap())
            .sum();
        assert_eq!(total, 10_000);
        let drawn = "document.querySelectorAll('[data-card]').length";
        assert!(page.value(drawn).await.as_u64().unwrap() < 400, "only what is in sight is in the page");

        // By keyboard to the end, by the wheel back towards the top.
        let listed = desktop.place.listed("Backlog");
        page.press("Home").await;
        page.focus_is_on(listed[0]).await;
        page.press("End").await;
        page.focus_is_on(*listed.last().unwrap()).await;
        page.shot("end").await;
        let shown = page.cards("Backlog").await;
        assert_eq!(shown.last(), listed.last());
        assert!(shown.len() < 100, "{} cards of one column are in the page", shown.len());

        // A move in a column of this length.
        page.press("2").await;
        let moved = *listed.last().unwrap();
        page.wait_with(
            "document.querySelector(arguments[0]) !== null",
            json!([format!("{} {}", column("Analysis"), card(moved))]),
        )
        .await;
        page.wait_until(&Value::from(moved), async |_| {
            desktop.place.cli(&["list", "--status", "analysis", "--limit", "1"])["tasks"][0]["id"].clone()
        })
        .await;
        page.press("Home").await;
        page.focus_is_on(listed[0]).await;
        let over = page.middle(&column("Ready")).await;
        page.wheel(At { x: over.x, y: over.y }, 4_000).await;
        page.wait_with(
            "document.querySelector(arguments[0]).scrollTop > 2000",
            json!([format!("{} .scroll", column("Ready"))]),
        )
        .await;
        page.shot("scrolled").await;
        page.press("/").await;
        page.type_text(&format!("#{}", listed[5])).await;
        page.wait_until(&true, async |page| page.cards("Backlog").await.contains(&listed[5])).await;
        page.shot("searched").await;
    })
    .await;
}

#[tokio::test]
async fn long_and_foreign_texts_stay_in_their_places() {
    let long = "Antidisestablishmentarianism".repeat(7);
    let lines = [
        format!("{long} !high #bug"),
        "שלום עולם — a title from right to left".to_owned(),
        "A title as long as a title may be, which says at length what could have been said in five words, and which \
         then goes on to say it once more so that two lines of a card can never hold all of it"
            .to_owned(),
        "日本語のタイトルと絵文字 🛶⚓ in one line !low".to_owned(),
    ];
    let place = Workplace::with_tasks(&lines.each_ref().map(String::as_str));
    place.cli(&["edit", "4", "--blocked", &"waits for an answer that never comes ".repeat(12)]);
    let word = "x".repeat(3_000);
    let text = format!(
        "{word}\n\n| a | b |\n|---|---|\n| {word} | 2 |\n\n```\n{word}\n```\n\n{}",
        "Many words. ".repeat(4_000)
    );
    place.cli(&["edit", "4", "--description", &text]);
    place.cli(&["edit", "2", "--depends-on", "1,3,4"]);
    Desktop::run("long-texts", place, async |desktop| {
        desktop.open_board().await;
        let page = desktop.page();
        page.column_shows("Backlog", &[4, 3, 2, 1]).await;
        page.open_task(4).await;
        page.shows("[data-testid=panel-description]", "Many words.").await;
        page.shot("long").await;
        let wide = "[...document.querySelectorAll('[data-card], [data-testid=task-panel]')]\
                    .filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.dataset.testid)";
        assert_eq!(page.value(wide).await, json!([]), "nothing is wider than its place");
        assert_eq!(page.value("document.documentElement.scrollWidth <= innerWidth").await, true);
        let tall = "Math.max(...[...document.querySelectorAll('[data-card] .title')].map((e) => e.offsetHeight))";
        assert!(page.value(tall).await.as_f64().unwrap() <= 40.0, "a title takes two lines at most");
        page.set_theme("dark").await;
        page.shot("long-dark").await;
    })
    .await;
}
