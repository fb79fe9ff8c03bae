//! From the global shortcut's key to a field that takes letters, in the quick-add window of an app that runs.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use fantoccini::key::Key;
use fantoccini::wd::WindowHandle;

use super::desktop::Desktop;
use super::session::Session;
use crate::failure::Failure;
use crate::figure::{Report, Samples, Scale};

const TARGET: f64 = 150.0;

/// How long the app may take to make the window, which it does when its board is there.
const PATIENCE: Duration = Duration::from_secs(20);

/// Waits in the page until it has the focus in its field, and a frame has passed.
const ARM: &str = "
    window.measuredFocus = new Promise((resolve) => {
        const look = () => {
            const field = document.querySelector('[data-testid=quick-add-input]');
            if (document.hasFocus() && field !== null && document.activeElement === field) {
                const at = performance.timeOrigin + performance.now();
                requestAnimationFrame(() => resolve({ at, drawn: performance.timeOrigin + performance.now() }));
            } else setTimeout(look, 1);
        };
        if (document.hasFocus()) look();
        else addEventListener('focus', look, { once: true });
    });";

const TAKEN: &str = "window.measuredFocus.then(arguments[arguments.length - 1]);";

const HIDDEN: &str = "
    const done = arguments[arguments.length - 1];
    const look = () => document.hasFocus() ? setTimeout(look, 5) : done(true);
    look();";

#[derive(Debug, serde::Deserialize)]
struct Answer {
    /// Milliseconds since the Unix epoch.
    at: f64,
    drawn: f64,
}

/// Presses the shortcut on the display's keyboard and hides the window again, several times.
pub(crate) async fn measure(
    desktop: &Desktop,
    session: &Session,
    scale: Scale,
    report: &mut Report,
) -> Result<(), Failure> {
    let window = quick_add_window(session).await?;
    session.client.switch_to_window(window).await?;
    let (mut focused, mut drawn) = (Samples::default(), Samples::default());
    for _ in 0..=scale.samples(30, 3) {
        session.client.execute(ARM, Vec::new()).await?;
        let pressed = now();
        desktop.press("ctrl+alt+n")?;
        let answer: Answer = session.answer(TAKEN, Vec::new()).await?;
        focused.push(answer.at - pressed);
        drawn.push(answer.drawn - pressed);
        session.press(Key::Escape.into()).await?;
        let _: bool = session.answer(HIDDEN, Vec::new()).await?;
    }
    focused.forget_first();
    drawn.forget_first();
    let (median, p95) = (focused.median(), focused.p95());
    report.against(
        "quick-add window, key press to focused field",
        format!("{median:.0} ms, p95 {p95:.0} (n {})", focused.len()),
        format!("p95 ≤ {TARGET} ms"),
        p95 <= TARGET,
    );
    report.beside("  … and drawn", format!("{:.0} ms, p95 {:.0}", drawn.median(), drawn.p95()));
    Ok(())
}

/// Waits until the app has made its quick-add window, which stays hidden, and returns its handle.
async fn quick_add_window(session: &Session) -> Result<WindowHandle, Failure> {
    let board = session.client.window().await?;
    let until = std::time::Instant::now() + PATIENCE;
    while std::time::Instant::now() < until {
        if let Some(other) = session.client.windows().await?.into_iter().find(|handle| *handle != board) {
            return Ok(other);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Err(Failure::Meaningless("the app has made no quick-add window".to_owned()))
}

fn now() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64() * 1_000.0
}
