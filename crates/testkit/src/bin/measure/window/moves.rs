//! From the key or the pointer to the card in its new column.

use std::time::Duration;

use fantoccini::actions::{InputSource, MOUSE_BUTTON_LEFT, MouseActions, PointerAction};
use serde::Deserialize;
use serde_json::json;

use super::session::Session;
use crate::failure::Failure;
use crate::figure::{Report, Samples, Scale};

const TARGET: f64 = 50.0;

/// Focuses the topmost card of a column and answers it with where it is and where the next column's cards are.
const CARD: &str = "
    const column = (name) => document.querySelector(`[data-testid=\"column-${name}\"]`);
    const middle = (box) => ({ x: Math.round(box.x + box.width / 2), y: Math.round(box.y + 20) });
    const cards = [...column(arguments[0]).querySelectorAll('[data-card]')];
    cards.sort((a, b) => a.getBoundingClientRect().y - b.getBoundingClientRect().y);
    const card = cards.find((one) => one.getBoundingClientRect().y > 0);
    card.focus({ preventScroll: true });
    const target = column(arguments[1]).querySelector('[data-card]').getBoundingClientRect();
    return { id: Number(card.dataset.card), from: middle(card.getBoundingClientRect()), to: middle(target) };";

/// Waits in the page for an input event and for the frame that follows the card's arrival in a column.
const ARM: &str = "
    const [id, column, kind] = arguments;
    window.measuredMove = new Promise((resolve) => {
        let from = null;
        const arrived = () => document.querySelector(`[data-testid=\"column-${column}\"] [data-card=\"${id}\"]`);
        const observer = new MutationObserver(() => {
            if (from === null || !arrived()) return;
            observer.disconnect();
            requestAnimationFrame(() => resolve(performance.now() - from));
        });
        addEventListener(kind, () => (from = performance.now()), { capture: true, once: true });
        observer.observe(document.body, { subtree: true, childList: true });
    });";

const TAKEN: &str = "window.measuredMove.then(arguments[arguments.length - 1]);";

/// A card and two places on the screen.
#[derive(Debug, Deserialize)]
struct Card {
    id: i64,
    from: Point,
    to: Point,
}

#[derive(Debug, Clone, Copy, Deserialize)]
struct Point {
    x: f64,
    y: f64,
}

/// Measures moves by the key `3` (to Ready), then by dragging from Backlog to Analysis.
pub(crate) async fn measure(session: &Session, scale: Scale, report: &mut Report) -> Result<(), Failure> {
    let rounds = scale.samples(30, 3);
    let (mut by_key, mut by_mouse) = (Samples::default(), Samples::default());
    for _ in 0..=rounds {
        let card = card(session).await?;
        arm(session, &card, "Ready", "keydown").await?;
        session.press('3').await?;
        by_key.push(session.answer(TAKEN, Vec::new()).await?);

        let card = self::card(session).await?;
        arm(session, &card, "Analysis", "pointerup").await?;
        drag(session, &card).await?;
        by_mouse.push(session.answer(TAKEN, Vec::new()).await?);
    }
    for (measure, mut samples) in [("a card's move by key, until the next frame", by_key), ("  by dragging", by_mouse)]
    {
        samples.forget_first();
        let (median, p95) = (samples.median(), samples.p95());
        let figure = format!("{median:.0} ms, p95 {p95:.0} (n {})", samples.len());
        report.against(measure, figure, format!("p95 ≤ {TARGET} ms"), p95 <= TARGET);
    }
    Ok(())
}

async fn card(session: &Session) -> Result<Card, Failure> {
    let found = session.client.execute(CARD, vec![json!("Backlog"), json!("Analysis")]).await?;
    Ok(serde_json::from_value(found)?)
}

async fn arm(session: &Session, card: &Card, column: &str, event: &str) -> Result<(), Failure> {
    session.client.execute(ARM, vec![json!(card.id), json!(column), json!(event)]).await?;
    Ok(())
}

/// Drags as a hand does: down, some steps on the way, up.
async fn drag(session: &Session, card: &Card) -> Result<(), Failure> {
    const STEPS: u32 = 6;
    let to = |point: Point| PointerAction::MoveTo { duration: Some(Duration::ZERO), x: point.x, y: point.y };
    let mut hand = MouseActions::new("hand".to_owned())
        .then(to(card.from))
        .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT });
    for step in 1..=STEPS {
        let part = f64::from(step) / f64::from(STEPS);
        let between = |from: f64, to: f64| (from + (to - from) * part).round();
        let point = Point { x: between(card.from.x, card.to.x), y: between(card.from.y, card.to.y) };
        hand = hand.then(to(point)).then(PointerAction::Pause { duration: Duration::from_millis(16) });
    }
    let hand = hand.then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
    Ok(session.client.perform_actions(hand).await?)
}
