//! Agents in the window: made from a template, edited as a form and as text, broken and mended, deleted and brought back.

use serde_json::json;

use crate::desktop::Desktop;
use crate::instructions::{editor_shows, into_editor};
use crate::workplace::Workplace;

const REVIEWER: &str = ".claude/agents/tide-reviewer.md";

#[tokio::test]
async fn an_agent_is_made_edited_both_ways_broken_mended_and_brought_back() {
    let place = Workplace::with_tasks(&["Mend the sails"]);
    Desktop::run("agents", place, async |desktop| {
        desktop.open_board().await;
        let page = desktop.page();
        page.press("g").await;
        page.press("a").await;
        page.find("[data-testid=agents-empty]").await;
        page.shot("1-empty").await;

        page.press("n").await;
        page.focus_is_in("[data-testid=new-agent-name]").await;
        page.type_text("Tide Reviewer").await;
        page.shows("[data-testid=new-agent-file]", "tide-reviewer.md").await;
        page.click("[data-testid=template-reviewer]").await;
        page.shot("2-new").await;
        page.click("[data-testid=new-agent-create]").await;
        page.find(&format!("[data-testid='agent-{REVIEWER}']")).await;
        page.wait_until(&true, async |_| desktop.place.read(REVIEWER).contains("name: Tide Reviewer")).await;
        editor_shows(page, "name: Tide Reviewer").await;

        // The form changes the text, and only the line that it is about.
        let before = desktop.place.read(REVIEWER);
        page.click("[data-testid=field-description]").await;
        page.retype("Use after every change of the tide tables: always").await;
        editor_shows(page, "tide tables").await;
        // The text changes the form.
        into_editor(page).await;
        page.type_text("\nBe brief.").await;
        page.press("ctrl+s").await;
        page.wait_until(&true, async |_| desktop.place.read(REVIEWER).ends_with("Be brief.")).await;
        let after = desktop.place.read(REVIEWER);
        let changed = |text: &str| text.lines().filter(|line| !before.lines().any(|old| old == *line)).count();
        assert_eq!(changed(&after), 2, "the description and the new line:\n{after}");
        page.shot("3-form").await;
        let checked = desktop.place.cli(&["agents", "check"]);
        assert_eq!(checked[0]["verdict"], "accepted", "{checked}");

        // Broken by another program: the window says at once that Claude Code no longer loads it.
        desktop.place.write(REVIEWER, &after.replace("name: Tide Reviewer", "name: tide:reviewer"));
        page.shows("[data-testid=refused]", "colon").await;
        page.shot("4-refused").await;
        desktop.place.write(REVIEWER, &after);
        page.gone("[data-testid=refused]").await;

        // Deleted and brought back.
        page.click(&format!("[data-testid='agent-{REVIEWER}']")).await;
        page.press("Delete").await;
        page.wait_until(&false, async |_| desktop.place.project().join(REVIEWER).exists()).await;
        page.shows("[data-testid=toast]", "deleted").await;
        page.click_control("[data-testid=toast]", "Undo").await;
        page.wait_until(&after, async |_| desktop.place.read(REVIEWER)).await;
        page.find(&format!("[data-testid='agent-{REVIEWER}']")).await;
    })
    .await;
}

#[tokio::test]
async fn five_hundred_agents_are_listed_and_found() {
    let place = Workplace::with_tasks(&["Mend the sails"]);
    for number in 0..500 {
        let text = format!("---\nname: keeper-{number:03}\ndescription: Keeps berth {number}\n---\nKeep it.\n");
        place.write(&format!(".claude/agents/keeper-{number:03}.md"), &text);
    }
    place.write(".claude/agents/silent.md", "---\nname: silent\n---\n");
    Desktop::run("agents-many", place, async |desktop| {
        desktop.open_board().await;
        let page = desktop.page();
        page.press("g").await;
        page.press("a").await;
        page.shows("[data-testid=agents-counts]", "501").await;
        page.shot("1-many").await;
        page.click("[data-testid=agents-search]").await;
        page.type_text("keeper-499").await;
        page.find("[data-testid='agent-.claude/agents/keeper-499.md']").await;
        page.retype("silent").await;
        page.shows("[data-testid=agent-list]", "silent").await;
        page.click("[data-testid='agent-.claude/agents/silent.md']").await;
        page.shows("[data-testid=refused]", "description").await;
        page.shot("2-found").await;
        let rows = page
            .run("return document.querySelectorAll('[data-testid=agent-list] [data-agent]').length", json!([]))
            .await;
        assert!(rows.as_u64().unwrap() < 100, "a long list is virtual: {rows}");
    })
    .await;
}
