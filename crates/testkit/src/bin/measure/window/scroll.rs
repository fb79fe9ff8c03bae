//! Frames while a column of 10,000 cards scrolls, against frames while an empty list of the same height scrolls.

use serde_json::json;

use super::session::Session;
use crate::failure::Failure;
use crate::figure::{Report, Samples, Scale};
use crate::payload::TASKS;

const FRAMES: u32 = 120;
/// About two cards, as a fast wheel does.
const STEP: u32 = 160;

/// Scrolls the column's own list, or an empty one of the same size laid over it, by a step each frame, and answers the
/// times between frames in milliseconds.
const SCROLL: &str = "
    const [which, from, frames, step] = arguments;
    const done = arguments[arguments.length - 1];
    const column = document.querySelector('[data-testid=\"column-Backlog\"]');
    const list = [...column.querySelectorAll('*')].find((one) => one.scrollHeight > one.clientHeight + 100000);
    let target = list;
    if (which === 'empty') {
        const box = list.getBoundingClientRect();
        target = document.createElement('div');
        Object.assign(target.style, {
            position: 'fixed', zIndex: 1000, overflowY: 'auto', background: 'Canvas',
            left: `${box.x}px`, top: `${box.y}px`, width: `${box.width}px`, height: `${box.height}px`,
        });
        const spacer = document.createElement('div');
        spacer.style.height = `${list.scrollHeight}px`;
        target.append(spacer);
        document.body.append(target);
    }
    target.scrollTop = from;
    const times = [];
    let last = null;
    const frame = (now) => {
        if (last !== null) times.push(now - last);
        last = now;
        if (times.length < frames) {
            target.scrollTop += step;
            requestAnimationFrame(frame);
        } else {
            const went = target.scrollTop - from;
            if (target !== list) target.remove();
            done({ times, went, cards: column.querySelectorAll('[data-card]').length });
        }
    };
    // One frame to settle where it begins.
    requestAnimationFrame(() => requestAnimationFrame(frame));";

/// What one round of scrolling answers.
#[derive(Debug, serde::Deserialize)]
struct Round {
    /// Milliseconds between frames.
    times: Vec<f64>,
    /// Pixels.
    went: f64,
    /// How many cards are in the page.
    cards: usize,
}

/// Scrolls both in turns.
pub(crate) async fn measure(session: &Session, scale: Scale, report: &mut Report) -> Result<(), Failure> {
    let (mut ours, mut empty, mut cards) = (Samples::default(), Samples::default(), 0);
    let rounds = u32::try_from(scale.samples(8, 2)).unwrap_or(2);
    for round in 0..=rounds {
        for (which, samples) in [("column", &mut ours), ("empty", &mut empty)] {
            let from = round * FRAMES * STEP * 2;
            let arguments = vec![json!(which), json!(from), json!(FRAMES), json!(STEP)];
            let answer: Round = session.answer(SCROLL, arguments).await?;
            if answer.went < f64::from((FRAMES - 1) * STEP) || answer.cards >= TASKS / 10 {
                let Round { went, cards, .. } = answer;
                return Err(Failure::Meaningless(format!(
                    "the {which} list went {went} pixels with {cards} cards drawn"
                )));
            }
            if round > 0 {
                samples.extend(answer.times);
                cards = cards.max(answer.cards);
            }
        }
    }
    let (time, floor) = (ours.p95(), empty.p95());
    report.beside(
        "frames while a column of 10,000 cards scrolls",
        format!("p95 {time:.1} ms (median {:.1}, n {}, {cards} cards drawn)", ours.median(), ours.len()),
    );
    report.beside("  while an empty list scrolls", format!("p95 {floor:.1} ms (median {:.1})", empty.median()));
    report.against("  ratio of the p95", format!("{:.2} ×", time / floor), "≤ 1.5 ×", time <= 1.5 * floor);
    Ok(())
}
