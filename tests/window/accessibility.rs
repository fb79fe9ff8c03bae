//! axe-core over each screen: nothing that it calls serious or critical.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::desktop::Desktop;
use crate::instructions::{editor_shows, into_editor};
use crate::page::{Page, card};
use crate::workplace::Workplace;

const LINES: [&str; 8] = [
    "Login fails on Safari !high #bug // repro: open /login twice",
    "Chart the harbour !low",
    "Mend the sails >analysis",
    "Paint the hull >ready ^2",
    "Count the barrels >in-progress !high",
    "Polish the bell >testing #bug",
    "Feed the cat >code-review",
    "Moor the boat >done",
];

/// Checks what the page shows now, in the light colours and in the dark ones.
async fn check(page: &Page, screen: &str, found: &mut Vec<String>) {
    let axe = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/node_modules/axe-core/axe.min.js");
    let source = fs::read_to_string(&axe)
        .unwrap_or_else(|error| panic!("{}: {error}; `npm ci` in ui installs it", axe.display()));
    page.shot(screen).await;
    if page.value("typeof window.axe").await == "undefined" {
        page.run(&format!("{source}\nwindow.axe = axe;"), json!([])).await;
    }
    let run = "const done = arguments[arguments.length - 1]; window.axe.run(document, {resultTypes: ['violations']})\
               .then((r) => done({passes: r.passes.length, violations: r.violations.map((v) => ({id: v.id, \
               impact: v.impact, help: v.help, nodes: v.nodes.map((n) => [n.target.join(' '), n.failureSummary])}))}), \
               (e) => done(String(e)));";
    let result = page.client().execute_async(run, vec![]).await.unwrap();
    let passes = result["passes"].as_u64().unwrap_or_else(|| panic!("axe-core failed on {screen}: {result}"));
    assert!(passes >= 5, "axe-core saw next to nothing on {screen}: {result}");
    for violation in result["violations"].as_array().unwrap() {
        let told = format!("{screen}: {violation:#}");
        if ["serious", "critical"].iter().any(|impact| violation["impact"] == *impact) {
            found.push(told);
        } else {
            eprintln!("{told}");
        }
    }
}

#[tokio::test]
async fn axe_finds_nothing_serious_on_the_first_screen() {
    Desktop::run("axe-welcome", Workplace::new(), async |desktop| {
        desktop.open().await;
        let mut found = Vec::new();
        desktop.page().find("[data-testid=welcome-open]").await;
        check(desktop.page(), "welcome", &mut found).await;
        assert!(found.is_empty(), "{}", found.join("\n"));
    })
    .await;
}

/// Writes a CLAUDE.md, an agent with findings, and one that is refused.
fn write_files(place: &Workplace) {
    place.write("CLAUDE.md", "# Harbour\n\n- Ask the *harbour master*, see @docs/none.md\n\n```sh\nmake\n```\n");
    let agent =
        "---\nname: keeper\ndescription: Keeps\nmodel: opus # the best\nextra: 1\ntools: Read, Nonsense\n---\n# Keep\n";
    place.write(".claude/agents/keeper.md", agent);
    place.write(".claude/agents/silent.md", "---\nname: silent\n---\n");
}

/// Checks the screens of instructions and agents.
async fn check_files(desktop: &Desktop, theme: &str, found: &mut Vec<String>) {
    let page = desktop.page();
    page.click("[data-testid=rail-instructions]").await;
    editor_shows(page, "# Harbour").await;
    for tab in ["Preview", "Outline", "Imports", "Versions"] {
        page.click_control("[data-testid=instructions]", tab).await;
        page.wait("document.querySelector('[role=tabpanel]').innerText.length > 5").await;
        check(page, &format!("instructions-{}-{theme}", tab.to_lowercase()), found).await;
    }
    into_editor(page).await;
    page.type_text("Mine.").await;
    page.shows("[data-testid=document-state]", "Unsaved").await;
    desktop.place.write("CLAUDE.md", &format!("{}Theirs in {theme}.\n", desktop.place.read("CLAUDE.md")));
    page.find("[data-testid=document-conflict]").await;
    check(page, &format!("instructions-conflict-{theme}"), found).await;
    page.press("ctrl+s").await;
    page.find("[data-testid=three-way]").await;
    check(page, &format!("instructions-three-way-{theme}"), found).await;
    page.click("[data-testid=take-theirs]").await;
    page.gone("[data-testid=three-way]").await;

    page.click("[data-testid=rail-agents]").await;
    page.click("[data-testid='agent-.claude/agents/keeper.md']").await;
    editor_shows(page, "name: keeper").await;
    page.find("[data-testid=findings]").await;
    check(page, &format!("agent-{theme}"), found).await;
    page.click("[data-testid=tools-choose]").await;
    page.find("[data-testid=tools-search]").await;
    check(page, &format!("agent-tools-{theme}"), found).await;
    page.press("Escape").await;
    page.click("[data-testid='agent-.claude/agents/silent.md']").await;
    page.find("[data-testid=refused]").await;
    check(page, &format!("agent-refused-{theme}"), found).await;
    page.click("[data-testid=new-agent]").await;
    page.find("[data-testid=new-agent-panel]").await;
    check(page, &format!("agent-new-{theme}"), found).await;
    page.press("Escape").await;
}

#[tokio::test]
async fn axe_finds_nothing_serious_on_any_screen_in_light_and_in_dark() {
    let place = Workplace::with_tasks(&LINES);
    place.cli(&["edit", "8", "--blocked", "waits for the harbour master"]);
    place.cli(&["project", "set", "limit.backlog=1", "limit.ready=4"]);
    place.cli(&["branch", "create", "4"]);
    place.cli(&["edit", "8", "--analysis", "1. Look at `session.rs`\n2. **Keep** the token"]);
    write_files(&place);
    Desktop::run("axe", place, async |desktop| {
        desktop.open_board().await;
        let page = desktop.page();
        let mut found = Vec::new();
        for theme in ["light", "dark"] {
            page.set_theme(theme).await;
            page.focus_card(8).await;
            check(page, &format!("board-{theme}"), &mut found).await;
            page.press("x").await;
            page.press("ArrowDown").await;
            page.press("x").await;
            check(page, &format!("selection-{theme}"), &mut found).await;
            page.press("Escape").await;

            page.press("c").await;
            page.find("[data-testid=quick-add-input]").await;
            page.type_text("Login is slow !high #bug").await;
            page.shows(".chips", "Priority High").await;
            page.shows("[role=dialog]", "Looks like").await;
            check(page, &format!("quick-add-{theme}"), &mut found).await;
            page.press("ctrl+a").await;
            page.press("Delete").await;
            page.type_text("!high").await;
            page.press("Enter").await;
            page.find("[role=dialog] [role=alert]").await;
            check(page, &format!("quick-add-error-{theme}"), &mut found).await;
            page.press("ctrl+a").await;
            page.press("Delete").await;
            page.press("Escape").await;
            page.gone("[data-testid=quick-add-input]").await;

            page.open_task(8).await;
            page.click_control("[data-testid=task-panel]", "Task").await;
            page.shows("[data-testid=panel-description]", "repro").await;
            check(page, &format!("task-panel-{theme}"), &mut found).await;
            page.edit_description().await;
            check(page, &format!("task-panel-writing-{theme}"), &mut found).await;
            page.press("Escape").await;
            for tab in ["Analysis", "History"] {
                page.click_control("[data-testid=task-panel]", tab).await;
                page.wait("document.querySelector('[role=tabpanel]').innerText.length > 20").await;
                check(page, &format!("task-panel-{}-{theme}", tab.to_lowercase()), &mut found).await;
            }
            page.click("[data-testid=panel-close]").await;

            page.click(&card(8)).await;
            page.press(".").await;
            page.find("[role=menu]").await;
            check(page, &format!("card-menu-{theme}"), &mut found).await;
            page.press("Escape").await;
            page.click("[data-testid=panel-close]").await;

            page.press("ctrl+k").await;
            page.focus_is_in("[data-testid=palette-input]").await;
            check(page, &format!("palette-{theme}"), &mut found).await;
            page.type_text("lo").await;
            page.shows("[data-testid=palette-list]", "Login fails").await;
            check(page, &format!("palette-found-{theme}"), &mut found).await;
            page.press("Escape").await;
            page.gone("[data-testid=palette-input]").await;

            page.press("/").await;
            page.focus_is_in("[data-testid=search]").await;
            page.type_text("type:bgu prio").await;
            page.wait("document.querySelector('[data-testid=search]').getAttribute('aria-expanded') === 'true'").await;
            check(page, &format!("filter-{theme}"), &mut found).await;
            page.press("ctrl+a").await;
            page.press("Delete").await;
            page.press("Escape").await;
            page.click("[data-testid=saved-filters]").await;
            page.wait("document.querySelector('[role=dialog], [role=menu]') !== null").await;
            check(page, &format!("saved-filters-{theme}"), &mut found).await;
            page.press("Escape").await;

            page.press("g").await;
            page.press("p").await;
            page.shows("main", "harbour app").await;
            check(page, &format!("all-projects-{theme}"), &mut found).await;
            page.press("g").await;
            page.press("b").await;

            page.press("?").await;
            page.shows("[role=dialog]", "Keyboard shortcuts").await;
            check(page, &format!("shortcuts-{theme}"), &mut found).await;
            page.press("Escape").await;
            page.gone("[role=dialog]").await;

            check_files(desktop, theme, &mut found).await;

            page.click("[data-testid=rail-settings]").await;
            page.find("[data-testid=settings-theme]").await;
            page.wait("!document.querySelector('main').innerText.includes('Loading')").await;
            check(page, &format!("settings-{theme}"), &mut found).await;
            page.click("[data-testid=rail-board]").await;
            page.find("[data-testid=board]").await;
        }
        desktop.set(json!({"contrast": "high", "density": "compact"})).await;
        page.wait("document.documentElement.dataset.contrast === 'high'").await;
        check(page, "board-high-contrast-compact", &mut found).await;
        assert!(found.is_empty(), "{} findings\n{}", found.len(), found.join("\n"));
        assert_eq!(page.value("document.documentElement.lang").await, Value::from("en"));
    })
    .await;
}
