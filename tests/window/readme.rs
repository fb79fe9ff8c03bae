//! The pictures that the README and the docs show, of a board such as a real team's. Run by `cargo xtask screenshots`.

use std::fs;
use std::sync::Arc;

use claudetask_app::place::Place;
use claudetask_app::task::TaskPatch;
use claudetask_app::{Call, Use, place, project, quick_add, task};
use claudetask_core::{Origin, ProjectId, Status, TaskId};
use claudetask_testkit::FixedClock;
use serde_json::json;

use crate::desktop::{Desktop, shots_folder};
use crate::instructions::{editor_shows, into_editor};
use crate::page::card;
use crate::workplace::Workplace;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// How long ago a task was added and where it is now, as a quick-add line; the oldest first. The project is one that
/// warns small harbours of high water.
const TASKS: &[(i64, Status, &str)] = &[
    (41 * DAY, Status::Done, "Read gauge levels over MQTT !high"),
    (38 * DAY, Status::Done, "Draw the week's levels as a chart"),
    (33 * DAY, Status::Done, "Levels are shifted by an hour after the clocks change #bug !high"),
    (29 * DAY, Status::Done, "Send warnings by text message !high"),
    (24 * DAY, Status::Done, "Chart stays empty when a gauge reports no decimals #bug"),
    (19 * DAY, Status::Backlog, "Offline map tiles for the pilot boat !low"),
    (17 * DAY, Status::Backlog, "Export a harbour's history as CSV"),
    (15 * DAY, Status::CodeReview, "Keep warning thresholds per berth !high"),
    (13 * DAY, Status::Backlog, "Warn of low water as well, for keels over 2 m"),
    (12 * DAY, Status::Testing, "Two gauges with one name overwrite each other #bug !high"),
    (11 * DAY, Status::InProgress, "Forecast the next tide from harmonic constants !high"),
    (9 * DAY, Status::Ready, "Show the forecast beside the measured level ^11"),
    (9 * DAY, Status::Analysis, "Fetch storm surge bulletins from the weather office !high"),
    (8 * DAY, Status::Backlog, "Let the harbour master acknowledge a warning"),
    (6 * DAY, Status::InProgress, "Reconnect to the broker after a night without power #bug !high"),
    (6 * DAY, Status::Ready, "Sound the horn relay on the highest level ^8"),
    (5 * DAY, Status::Testing, "Sign in with the harbour's own accounts"),
    (4 * DAY, Status::Analysis, "Chart is slow with more than a year of data #bug"),
    (3 * DAY, Status::Backlog, "Dutch and Danish translations !low"),
    (2 * DAY, Status::Ready, "Units: feet and fathoms for visiting crews !low"),
    (30 * HOUR, Status::CodeReview, "Text messages repeat when the level flutters around the threshold #bug !high"),
    (22 * HOUR, Status::Backlog, "Night colours for the bridge display"),
    (7 * HOUR, Status::Analysis, "Decide how long raw readings are kept"),
    (3 * HOUR, Status::Backlog, "Gauge battery is shown as full when it is unknown #bug"),
    (25 * MINUTE, Status::Ready, "Leap second makes the broker drop a reading #bug !low"),
];

/// Further projects: their folders and what is added to them.
const OTHERS: &[(&str, &[&str])] = &[
    ("web shop", &["Rename the repository !low", "Checkout forgets the address #bug !high >in-progress"]),
    ("dotfiles", &["Move to the new shell >ready", "Sort the aliases >done"]),
];

const FORECAST: i64 = 11;
const RECONNECT: i64 = 15;

const DESCRIPTION: &str = "\
The harbour master wants to know at noon how high the evening tide will stand.

- [x] Read the constants of the nearest reference port
- [x] Sum the constituents for a given minute
- [ ] Fit the local offset from the last **30 days** of readings
- [ ] Say how sure the forecast is

```rust
let level = constituents.iter().map(|c| c.amplitude * (c.speed * hours + c.phase).cos()).sum::<f64>();
```

The forecast must never hide a measured level: where both exist, the measured one wins.
";

const CLAUDE_MD: &str = "\
# Tidewatch

Warns small harbours of high water. Gauges report over MQTT; the forecast is computed here.

## Commands

- `cargo test` runs all tests, `cargo run -- --demo` shows made-up gauges.

## Architecture

How levels travel from the gauge to a text message: @docs/tides.md
Colours and words of the bridge display: @docs/display.md

## Conventions

- Levels are **millimetres above chart datum**, everywhere; only the display converts.
- A measured level wins over a forecast, always.
- Every threshold has a test at, just above and just below it.

## Never

- Send a message from a test.
";

const TIDES_MD: &str = "A gauge sends a reading a minute; a reading that is older than ten minutes is no reading.\n";

/// Agents by file: one that is as it should be, one with a value that is ignored, one that Claude Code does not load.
const AGENTS: &[(&str, &str)] = &[
    (
        "reviewer.md",
        "---\nname: reviewer\ndescription: Use after a change and before it is merged. Finds wrong results and lost readings.\n\
         tools: Read, Grep, Glob, Bash\nmodel: opus # worth it here\ncolor: blue\n---\n\nYou review a change. You edit nothing.\n\n\
         1. Read every changed file as a whole, and its callers.\n2. Ask what input would make it wrong, and follow that\n   \
         through the code before you report it.\n3. Run the tests.\n\nReport the worst first: file, line, what goes wrong and when.\n",
    ),
    (
        "forecaster.md",
        "---\nname: forecaster\ndescription: Use for anything about tide constants and forecasts.\neffort: enormous\n---\n\n\
         You know harmonic analysis.\n",
    ),
    (
        "gauges.md",
        "---\nname: gauges:battery\ndescription: Use when a gauge reports no battery level.\n---\n\nLook at the raw reading first.\n",
    ),
];

/// Fills the board, each change at its own time.
async fn fill(place_: &Workplace, now: i64) {
    let clock = Arc::new(FixedClock::at(now - 45 * DAY));
    let call = Call::open_at(&place_.data(), Use::Service, Origin::User, clock.clone()).await.unwrap();
    let project: ProjectId = project::open(&call, &place_.project()).await.unwrap().id;
    for (ago, status, line) in TASKS {
        clock.set(now - ago);
        let added = quick_add::add(&call, project, line, None).await.unwrap();
        clock.set(now - ago + (ago / 2).min(3 * DAY));
        let place = Some(Place::Top);
        place::move_to(&call, project, &[added.id], *status, place).await.unwrap();
    }
    clock.set(now - HOUR);
    let change = async |id: i64, patch: TaskPatch| {
        task::update(&call, project, TaskId(id), patch).await.unwrap();
    };
    let blocked = |reason: &str| TaskPatch { blocked_reason: Some(Some(reason.into())), ..TaskPatch::default() };
    change(13, blocked("waits for an access key")).await;
    change(17, blocked("no test account yet")).await;
    change(FORECAST, TaskPatch { description: Some(DESCRIPTION.into()), ..TaskPatch::default() }).await;
    call.close().await.unwrap();
}

/// Gives some tasks branches, one of them with commits of its own.
fn branch(place: &Workplace) {
    for id in ["8", "10", "11", "15", "21"] {
        place.cli(&["branch", "create", id]);
    }
    let name = place.cli(&["show", &FORECAST.to_string()])["git_branch"].as_str().unwrap().to_owned();
    place.git(&["switch", "-q", &name]);
    for (file, message) in
        [("src/constants.rs", "Read constituents"), ("src/forecast.rs", "Sum constituents for a minute")]
    {
        fs::write(place.project().join(file), "//! Tides.\n").unwrap();
        place.git(&["add", "."]);
        place.git(&["commit", "-q", "-m", message]);
    }
    place.git(&["switch", "-q", "main"]);
}

#[tokio::test]
#[ignore = "makes the pictures of the docs: `cargo xtask screenshots`"]
async fn readme_screenshots() {
    let place = Workplace::named("tidewatch");
    place.make_repository();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    fill(&place, i64::try_from(now.as_millis()).unwrap()).await;
    place.write("docs/tides.md", TIDES_MD);
    for (file, text) in AGENTS {
        place.write(&format!(".claude/agents/{file}"), text);
    }
    place.write("CLAUDE.md", CLAUDE_MD);
    place.git(&["add", "."]);
    place.git(&["commit", "-q", "-m", "Say how we work"]);
    branch(&place);
    // The others of the board of all projects.
    for (folder, lines) in OTHERS {
        let path = place.root().join(folder);
        fs::create_dir_all(&path).unwrap();
        place.cli(&["project", "open", path.to_str().unwrap()]);
        for line in *lines {
            place.cli(&["--project", path.to_str().unwrap(), "add", line]);
        }
    }
    place.cli(&["project", "set", "limit.in-progress=2", "limit.analysis=2"]);
    place.cli(&["project", "open", "."]);
    Desktop::run_into(shots_folder(), place, async |desktop| {
        desktop.open_board().await;
        desktop
            .set(json!({"saved_filters": [
                {"name": "Needs a hand", "filter": "is:blocked -is:done"},
                {"name": "Urgent bugs", "filter": "type:bug priority:high"},
            ]}))
            .await;
        for theme in ["light", "dark"] {
            desktop.page().set_theme(theme).await;
            pictures_of_a_theme(desktop, theme).await;
        }
        pictures_of_other_looks(desktop).await;
    })
    .await;
}

/// Takes the pictures that are shown in light and in dark.
async fn pictures_of_a_theme(desktop: &Desktop, theme: &str) {
    let page = desktop.page();
    let shot = async |name: &str| page.shot(&format!("{name}-{theme}")).await;
    page.run("document.querySelector('[data-testid=board]').scrollLeft = 0", json!([])).await;
    page.value("document.activeElement?.blur()").await;
    shot("board").await;

    page.press("c").await;
    page.find("[data-testid=quick-add-input]").await;
    page.type_text("Forecast is wrong at neap tide !high #bug >ready ^11 // compare with the printed table").await;
    page.shows(".chips", "Description 1 line").await;
    page.shows("[role=dialog]", "Looks like").await;
    shot("quick-add").await;
    page.press("ctrl+a").await;
    page.press("Delete").await;
    page.press("Escape").await;
    page.gone("[data-testid=quick-add-input]").await;

    page.focus_card(RECONNECT).await;
    page.press("ctrl+k").await;
    page.focus_is_in("[data-testid=palette-input]").await;
    page.type_text("re").await;
    page.shows("[data-testid=palette-list]", "Ready").await;
    shot("palette").await;
    page.press("Escape").await;
    page.gone("[data-testid=palette-input]").await;

    page.press("/").await;
    page.focus_is_in("[data-testid=search]").await;
    page.type_text("type:feature -is:done prio").await;
    page.wait("document.querySelector('[data-testid=search]').getAttribute('aria-expanded') === 'true'").await;
    shot("filter").await;
    page.press("ctrl+a").await;
    page.press("Delete").await;
    page.press("Escape").await;

    page.focus_card(FORECAST).await;
    page.press(".").await;
    page.find("[role=menu]").await;
    page.press("ArrowDown").await;
    page.press("ArrowDown").await;
    page.press("ArrowRight").await;
    page.wait("document.querySelectorAll('[role=menu]').length === 2").await;
    shot("menu").await;
    page.press("Escape").await;
    page.press("Escape").await;
    page.gone("[role=menu]").await;

    page.run("document.querySelector('[data-testid=board]').scrollLeft = 480", json!([])).await;
    page.open_task(FORECAST).await;
    page.shows("[data-testid=panel-description]", "harbour master").await;
    page.shows("[data-testid=task-panel] .branch", "2 ahead").await;
    page.find(&card(RECONNECT)).await;
    shot("task-panel").await;
    page.press("Escape").await;
    page.gone("[data-testid=task-panel]").await;

    page.press("g").await;
    page.press("p").await;
    page.wait("document.querySelectorAll('[data-card]').length > 20").await;
    page.shows("main", "Rename the repository").await;
    page.value("document.activeElement?.blur()").await;
    shot("all-projects").await;
    page.press("g").await;
    page.press("b").await;
    page.shows("[data-testid=project-switcher]", "tidewatch").await;

    pictures_of_files(desktop, theme).await;

    page.press("?").await;
    page.shows("[role=dialog]", "Keyboard shortcuts").await;
    shot("shortcuts").await;
    page.press("Escape").await;
    page.gone("[role=dialog]").await;

    page.click("[data-testid=rail-settings]").await;
    page.find("[data-testid=settings-theme]").await;
    page.run("document.querySelector('[data-testid=settings-theme]').scrollIntoView({ block: 'start' })", json!([]))
        .await;
    shot("settings").await;
    page.run("document.querySelector('[data-testid=keys-search]').scrollIntoView({ block: 'start' })", json!([])).await;
    shot("keys").await;
    page.click("[data-testid=rail-board]").await;
    page.find("[data-testid=board]").await;

    desktop.invoke("quick_add_show", json!({})).await.unwrap();
    desktop.quick_add_is_up();
    desktop.xdotool(&["type", "--delay", "15", "Gauge battery is shown as empty at night #bug"]);
    desktop.quick_add_grows_to(170).await;
    desktop.shot_of_display(&format!("quick-add-window-{theme}"));
    desktop.xdotool(&["key", "ctrl+a", "Delete", "Escape"]);
    desktop.quick_add_is_gone();
    desktop.xdotool(&["windowactivate", "--sync", &desktop.window_id()]);
    page.wait("document.hasFocus()").await;
}

/// Takes the pictures of CLAUDE.md and of agents.
async fn pictures_of_files(desktop: &Desktop, theme: &str) {
    let page = desktop.page();
    let shot = async |name: &str| page.shot(&format!("{name}-{theme}")).await;
    desktop.place.write("CLAUDE.md", CLAUDE_MD);
    page.click("[data-testid=rail-instructions]").await;
    editor_shows(page, "# Tidewatch").await;
    page.click_control("[data-testid=instructions]", "Preview").await;
    page.shows("[data-testid=instructions] [role=tabpanel]", "Conventions").await;
    shot("instructions").await;
    page.click_control("[data-testid=instructions]", "Imports").await;
    page.shows("[data-testid=instructions] [role=tabpanel]", "docs/tides.md").await;
    shot("imports").await;
    into_editor(page).await;
    page.type_text("- Ask the harbour master before a release.").await;
    page.shows("[data-testid=document-state]", "Unsaved").await;
    desktop.place.write("CLAUDE.md", &format!("{CLAUDE_MD}- Releases go out on Mondays.\n"));
    page.find("[data-testid=document-conflict]").await;
    page.press("ctrl+s").await;
    page.find("[data-testid=three-way]").await;
    page.shows("[data-testid=three-way]", "1 conflict").await;
    shot("three-way").await;
    page.click("[data-testid=take-theirs]").await;
    page.gone("[data-testid=three-way]").await;

    page.click("[data-testid=rail-agents]").await;
    page.click("[data-testid='agent-.claude/agents/reviewer.md']").await;
    editor_shows(page, "name: reviewer").await;
    page.gone("[data-testid=toast]").await;
    shot("agents").await;
    page.click("[data-testid='agent-.claude/agents/gauges.md']").await;
    page.find("[data-testid=refused]").await;
    editor_shows(page, "gauges:battery").await;
    shot("agent-refused").await;
    page.click("[data-testid=new-agent]").await;
    page.find("[data-testid=new-agent-panel]").await;
    page.type_text("Tide tester").await;
    page.click("[data-testid=template-tester]").await;
    shot("agent-new").await;
    page.press("Escape").await;
    page.click("[data-testid=rail-board]").await;
    page.find("[data-testid=board]").await;
}

/// Takes the pictures of the compact board and of high contrast.
async fn pictures_of_other_looks(desktop: &Desktop) {
    let page = desktop.page();
    for (look, theme, patch) in [
        ("compact-dark", "dark", json!({"density": "compact"})),
        ("compact-light", "light", json!({"density": "compact"})),
        ("contrast-light", "light", json!({"density": "comfortable", "contrast": "high"})),
        ("contrast-dark", "dark", json!({"contrast": "high"})),
    ] {
        page.set_theme(theme).await;
        desktop.set(patch.clone()).await;
        for (name, value) in patch.as_object().unwrap() {
            page.wait_with("document.documentElement.dataset[arguments[0]] === arguments[1]", json!([name, value]))
                .await;
        }
        page.run("document.querySelector('[data-testid=board]').scrollLeft = 0", json!([])).await;
        page.value("document.activeElement?.blur()").await;
        page.shot(&format!("board-{look}")).await;
    }
}
