//! From a key in the command palette to its first results, over a board of 10,000 tasks.

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;
use serde::Deserialize;

use super::session::Session;
use crate::failure::Failure;
use crate::figure::{Report, Samples, Scale};

const TARGET: f64 = 16.0;

/// What is typed, letter by letter: the beginning of an action, of tasks' titles, of a task's number.
const TEXTS: [&str; 4] = ["move to r", "export", "login fai", "#4217"];

/// Waits for the palette's field to have the focus.
const OPEN: &str = "
    const done = arguments[arguments.length - 1];
    const look = () => document.activeElement?.matches('[data-testid=palette-input]') ? done(true) : setTimeout(look, 5);
    look();";

/// Waits in the page for a key and for the results that follow it. Where a key leaves the results as they are, the frame
/// after it counts.
const ARM: &str = "
    window.measuredKey = new Promise((resolve) => {
        let from = null;
        let changed = null;
        const observer = new MutationObserver(() => {
            if (from !== null) changed ??= performance.now() - from;
        });
        observer.observe(document.querySelector('[data-testid=palette-list]'), {
            subtree: true, childList: true, characterData: true, attributes: true,
        });
        addEventListener('keydown', () => {
            from = performance.now();
            requestAnimationFrame(() => setTimeout(() => {
                observer.disconnect();
                const frame = performance.now() - from;
                resolve({ results: changed ?? frame, frame });
            }));
        }, { capture: true, once: true });
    });";

const TAKEN: &str = "window.measuredKey.then(arguments[arguments.length - 1]);";

/// Empties the field.
const EMPTY: &str = "
    const field = document.querySelector('[data-testid=palette-input]');
    field.value = '';
    field.dispatchEvent(new Event('input', { bubbles: true }));";

#[derive(Debug, Deserialize)]
struct Answer {
    /// Milliseconds until the results are in the page.
    results: f64,
    /// Milliseconds until a frame has passed.
    frame: f64,
}

/// Types into the palette.
pub(crate) async fn measure(session: &Session, scale: Scale, report: &mut Report) -> Result<(), Failure> {
    let control = char::from(Key::Control);
    let open = KeyActions::new("keyboard".to_owned())
        .then(KeyAction::Down { value: control })
        .then(KeyAction::Down { value: 'k' })
        .then(KeyAction::Up { value: 'k' })
        .then(KeyAction::Up { value: control });
    session.client.perform_actions(open).await?;
    let _: bool = session.answer(OPEN, Vec::new()).await?;
    let (mut results, mut frames) = (Samples::default(), Samples::default());
    for round in 0..=scale.samples(5, 1) {
        for text in TEXTS {
            session.client.execute(EMPTY, Vec::new()).await?;
            for letter in text.chars() {
                session.client.execute(ARM, Vec::new()).await?;
                session.press(letter).await?;
                let answer: Answer = session.answer(TAKEN, Vec::new()).await?;
                if round > 0 {
                    results.push(answer.results);
                    frames.push(answer.frame);
                }
            }
        }
    }
    let (median, p95) = (results.median(), results.p95());
    report.against(
        "palette over 10,000 tasks, key to first results",
        format!("{median:.1} ms, p95 {p95:.1} (n {})", results.len()),
        format!("≤ {TARGET} ms"),
        p95 <= TARGET,
    );
    report.beside("  … and drawn", format!("{:.0} ms, p95 {:.0}", frames.median(), frames.p95()));
    Ok(())
}
