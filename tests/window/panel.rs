//! The task panel: texts edited in place, hostile Markdown, branches of a real repository.

use serde_json::Value;

use crate::desktop::Desktop;
use crate::page::card;
use crate::workplace::Workplace;

const PANEL: &str = "[data-testid=task-panel]";
const TITLE: &str = "[data-testid=panel-title]";
const DESCRIPTION: &str = "[data-testid=panel-description]";

#[tokio::test]
async fn title_and_description_are_edited_in_place_and_stay() {
    let place = Workplace::with_tasks(&["Chart the harbour", "Mend the sails"]);
    Desktop::run("panel-edit", place, async |desktop| {
        desktop.open_board().await;
        let page = desktop.page();
        page.press("Home").await;
        page.focus_is_on(2).await;
        page.press("Enter").await;
        page.shows(TITLE, "Chart the harbour").await;
        page.shot("empty").await;

        page.click(&format!("h2{TITLE} button")).await;
        page.focus_is_in(&format!("textarea{TITLE}")).await;
        page.retype("Chart the harbour at low tide").await;
        page.press("Enter").await;
        page.shows(&format!("h2{TITLE}"), "Chart the harbour at low tide").await;
        page.shows(&card(2), "Chart the harbour at low tide").await;

        page.press("e").await;
        page.focus_is_in(&format!("{DESCRIPTION} textarea")).await;
        page.type_text("## Soundings\n\n- [ ] the **inner** basin\n- the mole\n\nSee `chart.rs`.").await;
        page.shot("writing").await;
        page.press("ctrl+Enter").await;
        page.gone(&format!("{DESCRIPTION} textarea")).await;
        for (element, text) in
            [("h2, h3, h4", "Soundings"), ("li", "the mole"), ("strong", "inner"), ("code", "chart.rs")]
        {
            let within: Vec<_> = element.split(", ").map(|one| format!("{DESCRIPTION} {one}")).collect();
            page.shows(&within.join(", "), text).await;
        }
        page.shot("rendered").await;
        // A box in the text is ticked where it is read.
        page.click(&format!("{DESCRIPTION} input[type=checkbox]")).await;
        page.wait_with(
            "document.querySelector(arguments[0])?.checked",
            serde_json::json!([format!("{DESCRIPTION} input[type=checkbox]")]),
        )
        .await;

        let stored = async |_: &_| desktop.place.cli(&["show", "2"])["description"].clone();
        let expected = "## Soundings\n\n- [x] the **inner** basin\n- the mole\n\nSee `chart.rs`.";
        page.wait_until(&Value::from(expected), stored).await;
        assert_eq!(desktop.place.cli(&["show", "2"])["title"], "Chart the harbour at low tide");

        page.reload().await;
        page.find("[data-testid=board]").await;
        page.open_task(2).await;
        page.shows(TITLE, "Chart the harbour at low tide").await;
        page.shows(&format!("{DESCRIPTION} strong"), "inner").await;
        page.click_control(PANEL, "History").await;
        page.shows("[data-testid=history]", "You renamed the task").await;
        page.shot("history").await;
    })
    .await;
}

#[tokio::test]
async fn an_empty_title_is_refused_and_a_draft_outlives_the_page() {
    let place = Workplace::with_tasks(&["Chart the harbour"]);
    Desktop::run("panel-draft", place, async |desktop| {
        desktop.open_board().await;
        let page = desktop.page();
        page.open_task(1).await;
        page.click(&format!("h2{TITLE} button")).await;
        page.focus_is_in(&format!("textarea{TITLE}")).await;
        page.press("ctrl+a").await;
        page.press("Delete").await;
        page.press("Enter").await;
        page.shows("#title-note", "A task needs a title.").await;
        page.focus_is_in(&format!("textarea{TITLE}")).await;
        page.shot("title-refused").await;
        page.press("Escape").await;
        page.shows(&format!("h2{TITLE}"), "Chart the harbour").await;

        page.edit_description().await;
        page.type_text("Not finished yet").await;
        page.press("Escape").await;
        page.shows(DESCRIPTION, "Unsaved draft").await;
        page.shot("draft").await;
        page.reload().await;
        page.find("[data-testid=board]").await;
        page.open_task(1).await;
        page.shows(DESCRIPTION, "Unsaved draft").await;
        page.click_control(DESCRIPTION, "Continue").await;
        let text = format!("document.querySelector('{DESCRIPTION} textarea').value");
        assert_eq!(page.value(&text).await, "Not finished yet");
        assert_eq!(desktop.place.cli(&["show", "1"])["description"], "", "a draft is not saved");
        assert_eq!(desktop.place.cli(&["show", "1"])["title"], "Chart the harbour");
    })
    .await;
}

/// What a description of somebody else's making may try.
const HOSTILE: &str = r#"Before.

<script>window.pwned = 'script'</script>
<img src=x onerror="window.pwned = 'onerror'">
<svg onload="window.pwned = 'svg'"></svg>
<iframe src="javascript:window.pwned = 'frame'"></iframe>
<a href="javascript:window.pwned = 'html link'" onclick="window.pwned = 'onclick'">a link of HTML</a>
<form action="https://example.org/"><button>send</button></form>
<style>body { display: none }</style>

[a link](javascript:window.pwned='link') ![a picture](https://example.org/spy.png)

**After.**
"#;

#[tokio::test]
async fn hostile_markdown_is_shown_and_does_nothing() {
    let place = Workplace::with_tasks(&["Read a stranger's text"]);
    place.cli(&["edit", "1", "--description", HOSTILE]);
    Desktop::run("panel-hostile", place, async |desktop| {
        desktop.open_board().await;
        let page = desktop.page();
        page.open_task(1).await;
        page.shows(&format!("{DESCRIPTION} strong"), "After.").await;
        page.shows(DESCRIPTION, "Before.").await;
        page.shows(DESCRIPTION, "a link").await;
        page.shot("hostile").await;
        let bad = "[...document.querySelectorAll(arguments[0] + ' *')].filter((e) => e.matches('script, iframe, form, \
                   style, svg[onload], object, embed') || [...e.attributes].some((a) => a.name.startsWith('on') || \
                   /^\\s*javascript:/i.test(a.value) || (e.localName === 'img' && /^(https?:)?\\/\\//.test(a.value))))\
                   .filter((e) => !e.closest('.pencil')).map((e) => e.outerHTML)";
        let found = page.run(&format!("return {bad};"), serde_json::json!([format!("{DESCRIPTION} .read")])).await;
        assert_eq!(found, serde_json::json!([]));
        // Whatever still looks like a link is pressed: only the web address is one, and it opens outside.
        let links = "for (const a of document.querySelectorAll(arguments[0] + ' a')) a.click();";
        page.run(links, serde_json::json!([DESCRIPTION])).await;
        let web = vec!["https://example.org/spy.png".to_owned()];
        page.wait_until(&web, async |_| desktop.place.opened()).await;
        assert_eq!(page.value("window.pwned ?? null").await, Value::Null);
        assert_eq!(
            page.value("performance.getEntriesByType('resource').filter((e) => e.name.includes('example'))").await,
            serde_json::json!([])
        );
        page.find("[data-testid=board]").await;
        assert_eq!(page.value("getComputedStyle(document.body).display !== 'none'").await, true);
    })
    .await;
}

#[tokio::test]
async fn a_branch_is_made_in_the_repository_without_touching_what_is_checked_out() {
    let place = Workplace::with_tasks(&["Chart the harbour", "Mend the sails"]);
    Desktop::run("panel-branch", place, async |desktop| {
        desktop.open_board().await;
        let page = desktop.page();
        let git = |arguments: &[&str]| desktop.place.git(arguments);
        let head = (git(&["symbolic-ref", "HEAD"]), git(&["rev-parse", "HEAD"]));
        page.open_task(2).await;
        page.click("[data-testid=branch-create]").await;
        page.shows(&format!("{PANEL} .branch"), "task/2-chart-the-harbour").await;
        page.shows(&format!("{PANEL} .branch"), "level with main").await;
        page.shows(&card(2), "task/2-chart-the-harbour").await;
        page.shot("branch").await;

        assert!(git(&["branch", "--list"]).contains("task/2-chart-the-harbour"));
        assert_eq!((git(&["symbolic-ref", "HEAD"]), git(&["rev-parse", "HEAD"])), head);
        assert_eq!(git(&["status", "--porcelain"]), "");
        assert_eq!(desktop.place.cli(&["show", "2"])["git_branch"], "task/2-chart-the-harbour");

        // A branch that goes away outside is noticed when the window is used again.
        git(&["branch", "-q", "-D", "task/2-chart-the-harbour"]);
        page.run("window.dispatchEvent(new Event('focus'));", serde_json::json!([])).await;
        page.shows(&format!("{PANEL} .branch"), "not in the repository any more").await;
        page.shot("branch-gone").await;
    })
    .await;
}
