//! From `A` on a card to its run in the panel, over a board of 10,000 tasks; and what ten live runs cost in memory.

use std::time::{Duration, Instant};

use claudetask_app::project::{self, ProjectPatch};
use claudetask_app::run;
use claudetask_app::settings::{self, SettingsPatch};
use claudetask_core::RunState;
use claudetask_testkit::claude::{Act, Fake, script};
use serde::Deserialize;
use serde_json::json;

use super::session::Session;
use crate::failure::Failure;
use crate::figure::{Report, Samples, Scale};
use crate::places::{LargeBoard, Places};

const TARGET: f64 = 100.0;
const MEMORY: f64 = 20.0;

/// How many runs go on at once.
const LIVE: u32 = 10;

/// After this time nothing will come.
const PATIENCE: Duration = Duration::from_mins(1);

/// Gives the focus to a card, another each time, and answers when it has it.
const FOCUS: &str = "
    const done = arguments[arguments.length - 1];
    const card = document.querySelectorAll('[data-card]')[arguments[0]];
    card.focus({ preventScroll: true });
    requestAnimationFrame(() => setTimeout(() => done(document.activeElement === card)));";

/// Waits in the page for the key and for the line of the run in the panel, and one frame.
const ARM: &str = "
    window.measuredKey = new Promise((resolve) => {
        let from = null;
        const look = () => {
            if (!document.querySelector('[data-testid=panel-run]')) return requestAnimationFrame(look);
            requestAnimationFrame(() => setTimeout(() => resolve({ shown: performance.now() - from })));
        };
        addEventListener('keydown', () => {
            from = performance.now();
            look();
        }, { capture: true, once: true });
    });";

const TAKEN: &str = "window.measuredKey.then(arguments[arguments.length - 1]);";

/// Closes the panel.
const CLOSE: &str = "
    const done = arguments[arguments.length - 1];
    dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    const look = () => document.querySelector('[data-testid=panel-run]') ? setTimeout(look, 5) : done(true);
    look();";

#[derive(Debug, Deserialize)]
struct Answer {
    /// Milliseconds until the run is drawn.
    shown: f64,
}

/// Makes a board whose folder needs no question and whose queue waits.
pub(super) async fn board(places: &Places, tasks: usize) -> Result<LargeBoard, Failure> {
    let made = places.board("analyse", tasks, claudetask_core::Status::ALL).await?;
    let patch = ProjectPatch { trusted: Some(Some(false)), ..ProjectPatch::default() };
    project::update(&made.call, made.project, patch).await?;
    run::pause(&made.call, true).await?;
    Ok(made)
}

/// Presses the key, then lets ten runs go on.
pub(super) async fn measure(
    session: &Session,
    made: &LargeBoard,
    scale: Scale,
    report: &mut Report,
) -> Result<(), Failure> {
    let mut shown = Samples::default();
    for round in 0..=scale.samples(25, 3) {
        let focused: bool = session.answer(FOCUS, vec![json!(round)]).await?;
        if !focused {
            return Err(Failure::Meaningless("a card did not take the focus".to_owned()));
        }
        session.client.execute(ARM, Vec::new()).await?;
        session.press('a').await?;
        let answer: Answer = session.answer(TAKEN, Vec::new()).await?;
        shown.push(answer.shown);
        let _: bool = session.answer(CLOSE, Vec::new()).await?;
        for run in run::now(&made.call).await?.runs {
            run::stop(&made.call, run.id).await?;
        }
    }
    shown.forget_first();
    report.against(
        "A on a card, key to its run in the panel, drawn",
        format!("{:.0} ms, p95 {:.0} (n {})", shown.median(), shown.p95(), shown.len()),
        format!("p95 ≤ {TARGET} ms"),
        shown.p95() <= TARGET,
    );
    live(session, made, report).await
}

/// Weighs the app before, and while ten runs talk.
async fn live(session: &Session, made: &LargeBoard, report: &mut Report) -> Result<(), Failure> {
    let said = |number: usize| {
        [
            script::text(&format!("{number} {}", "What is said here, is shown. ".repeat(40))),
            Act::Sleep { milliseconds: 50 },
        ]
    };
    let acts = std::iter::once(script::init()).chain((0..600).flat_map(said));
    let fake = Fake::new(acts);
    let patch = SettingsPatch {
        claude_program: Some(Some(fake.program().display().to_string())),
        parallel_runs: Some(LIVE),
        ..SettingsPatch::default()
    };
    settings::update(&made.call, patch).await?;
    let before = session.own_memory()?;
    for task in made.ids.iter().rev().take(LIVE as usize) {
        run::analyze(&made.call, made.project, *task, false).await?;
    }
    run::pause(&made.call, false).await?;
    let start = Instant::now();
    while run::now(&made.call).await?.runs.iter().filter(|run| run.state == RunState::Running && run.items > 40).count()
        < LIVE as usize
    {
        if start.elapsed() > PATIENCE {
            return Err(Failure::Meaningless("ten runs did not get going".to_owned()));
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    tokio::time::sleep(Duration::from_secs(5)).await;
    let grown = session.own_memory()? - before;
    report.against(
        "the app's own process, grown with ten live runs",
        format!("{grown:+.1} MB PSS"),
        format!("≤ {MEMORY} MB"),
        grown <= MEMORY,
    );
    for run in run::now(&made.call).await?.runs {
        run::stop(&made.call, run.id).await?;
    }
    let start = Instant::now();
    while !run::now(&made.call).await?.runs.is_empty() && start.elapsed() < PATIENCE {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Ok(())
}
