//! CLAUDE.md in the window: made, written, saved, changed by another program, brought back.

use serde_json::{Value, json};

use crate::desktop::Desktop;
use crate::page::Page;
use crate::workplace::Workplace;

/// The editor's own element, inside its shadow.
const EDITOR: &str = "document.querySelector('[data-testid=code-editor]').shadowRoot.querySelector('.cm-content')";

/// Waits until the editor shows a text.
pub(crate) async fn editor_shows(page: &Page, text: &str) {
    page.wait("document.querySelector('[data-testid=code-editor]')?.shadowRoot?.querySelector('.cm-content') != null")
        .await;
    page.wait_with(&format!("{EDITOR}.innerText.includes(arguments[0])"), json!([text])).await;
}

/// Puts the caret at the end of the editor's text.
pub(crate) async fn into_editor(page: &Page) {
    page.find("[data-testid=code-editor]").await;
    page.wait(&format!("{EDITOR} !== null")).await;
    page.run(&format!("{EDITOR}.focus()"), json!([])).await;
    page.wait("document.activeElement?.matches('[data-testid=code-editor]') ?? false").await;
    page.press("ctrl+End").await;
}

async fn state_is(page: &Page, state: &str) {
    page.shows("[data-testid=document-state]", state).await;
}

#[tokio::test]
async fn claude_md_is_made_edited_and_never_overwritten() {
    let place = Workplace::with_tasks(&["Mend the sails"]);
    place.write("docs/tides.md", "High water at noon.\n");
    Desktop::run("instructions", place, async |desktop| {
        desktop.open_board().await;
        let page = desktop.page();
        page.press("g").await;
        page.press("i").await;
        page.find("[data-testid=instructions-empty]").await;
        page.shot("1-empty").await;
        page.click("[data-testid=instructions-create]").await;
        editor_shows(page, "# harbour app").await;
        page.wait_until(&true, async |_| desktop.place.read("CLAUDE.md").starts_with("# harbour app")).await;

        // Written and saved with the keyboard.
        into_editor(page).await;
        page.type_text("\nAsk the harbour master, see @docs/tides.md and @docs/none.md.\n").await;
        state_is(page, "Unsaved").await;
        page.press("ctrl+s").await;
        page.wait_until(&true, async |_| desktop.place.read("CLAUDE.md").contains("@docs/tides.md")).await;
        state_is(page, "Saved").await;
        page.click_control("[data-testid=instructions]", "Imports").await;
        page.shows("[data-testid=instructions]", "docs/none.md").await;
        page.shot("2-imports").await;
        page.click_control("[data-testid=instructions]", "Outline").await;
        page.shot("3-outline").await;

        // Another program changes it: shown within a second, for nothing here is unsaved.
        let theirs = format!("{}\nTheirs.\n", desktop.place.read("CLAUDE.md"));
        desktop.place.write("CLAUDE.md", &theirs);
        editor_shows(page, "Theirs.").await;

        // And once more while there is unsaved text: it stays, and saving asks.
        into_editor(page).await;
        page.type_text("Mine.").await;
        state_is(page, "Unsaved").await;
        desktop.place.write("CLAUDE.md", &theirs.replace("Theirs.", "Theirs again."));
        page.find("[data-testid=document-conflict]").await;
        editor_shows(page, "Mine.").await;
        page.shot("4-conflict").await;
        page.press("ctrl+s").await;
        page.find("[data-testid=three-way]").await;
        page.shot("5-three-way").await;
        assert!(desktop.place.read("CLAUDE.md").contains("Theirs again."), "nothing is overwritten");
        page.click("[data-testid=keep-mine]").await;
        page.wait_until(&true, async |_| desktop.place.read("CLAUDE.md").ends_with("Mine.")).await;

        // Their text is in the versions, and comes back from there.
        page.click_control("[data-testid=instructions]", "Versions").await;
        page.shows("[data-testid=versions]", "Another program").await;
        page.shot("6-versions").await;
        let versions = desktop.place.cli(&["instructions", "versions"]);
        let kept: Vec<&Value> = versions["versions"].as_array().unwrap().iter().map(|one| &one["origin"]).collect();
        assert_eq!(kept[..2], [&json!("user"), &json!("outside")], "{versions}");
    })
    .await;
}

#[tokio::test]
async fn unsaved_text_outlives_the_window() {
    let place = Workplace::with_tasks(&["Mend the sails"]);
    place.write("CLAUDE.md", "# Tides\r\n");
    Desktop::run("instructions-draft", place, async |desktop| {
        desktop.open_board().await;
        let page = desktop.page();
        page.press("g").await;
        page.press("i").await;
        editor_shows(page, "# Tides").await;
        into_editor(page).await;
        page.type_text("Kept.").await;
        state_is(page, "Unsaved").await;
        page.press("g").await;
        desktop.close().await;
        assert_eq!(desktop.place.read("CLAUDE.md"), "# Tides\r\n");

        desktop.open_board().await;
        let page = desktop.page();
        page.press("g").await;
        page.press("i").await;
        editor_shows(page, "Kept.").await;
        page.shot("1-draft").await;
        page.press("ctrl+s").await;
        page.wait_until(&true, async |_| desktop.place.read("CLAUDE.md").contains("Kept.")).await;
        assert!(desktop.place.read("CLAUDE.md").starts_with("# Tides\r\n"), "lines end as they did");
    })
    .await;
}
