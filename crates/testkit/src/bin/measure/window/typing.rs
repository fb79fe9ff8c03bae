//! A keystroke in a CLAUDE.md of 200 kB, beside the same in a small file of the same window.

use std::path::PathBuf;
use std::time::Duration;

use claudetask_core::Status;
use claudetask_testkit::seed;
use fantoccini::actions::{InputSource, MOUSE_BUTTON_LEFT, MouseActions, PointerAction};
use fantoccini::key::Key;
use serde::Deserialize;
use serde_json::json;

use super::session::{Program, Session};
use crate::failure::Failure;
use crate::figure::{Report, Samples, Scale};
use crate::places::Places;

/// One frame of a screen with 60 of them a second.
const FRAME: f64 = 1_000.0 / 60.0;

/// What is typed in one go, letter by letter, faster than the page takes a new text for finished.
const TEXT: &str = " and see who was first";

/// How long an opened file is left alone: its colours come after its text.
const SETTLE: Duration = Duration::from_millis(1_500);

/// A file and how large it is.
const LARGE: (&str, usize) = ("CLAUDE.md", 200_000);
const SMALL: (&str, usize) = ("CLAUDE.local.md", 2_000);

/// Opens a file on the screen of instructions, goes to the middle of its text and answers where to click there, and how
/// high the whole text is.
///
/// The button of a file is there when the list was read, and its text when the editor names the file.
const OPEN: &str = "
    const [path] = arguments;
    const done = arguments[arguments.length - 1];
    const later = (step) => setTimeout(step, 20);
    if (!document.querySelector('[data-testid=instructions]'))
        document.querySelector('[data-testid=rail-instructions]').click();
    const text = () => {
        const root = document.querySelector('[data-testid=code-editor]')?.shadowRoot;
        const content = root?.querySelector('.cm-content');
        return content?.getAttribute('aria-label').endsWith(path) && content.textContent.length > 500 ? root : null;
    };
    const file = () => {
        const button = document.querySelector(`[data-testid=\"instructions-${path}\"]`);
        if (!button) return later(file);
        if (button.getAttribute('aria-current') !== 'true') button.click();
        later(opened);
    };
    const opened = () => {
        const root = text();
        if (!root) return later(opened);
        const scroller = root.querySelector('.cm-scroller');
        scroller.scrollTop = (scroller.scrollHeight - scroller.clientHeight) / 2;
        requestAnimationFrame(() => later(() => {
            const box = scroller.getBoundingClientRect();
            const middle = box.y + Math.min(box.height, scroller.scrollHeight) / 2;
            const lines = [...root.querySelectorAll('.cm-line')].filter((line) => line.textContent.length > 20);
            const far = (line) => Math.abs(line.getBoundingClientRect().y - middle);
            lines.sort((a, b) => far(a) - far(b));
            const line = lines[0].getBoundingClientRect();
            done({ x: Math.round(line.x + 60), y: Math.round(line.y + 8), height: scroller.scrollHeight });
        }));
    };
    file();";

/// Answers whether the editor's text has the focus.
const FOCUSED: &str = "
    const root = document.querySelector('[data-testid=code-editor]').shadowRoot;
    return root.activeElement !== null && root.activeElement === root.querySelector('.cm-content');";

/// Waits in the page for a key, for the last change of the text that it brings, and for the frame that shows it.
const ARM: &str = "
    const content = document.querySelector('[data-testid=code-editor]').shadowRoot.querySelector('.cm-content');
    window.measuredLetter = new Promise((resolve) => {
        let from = null;
        let letter = null;
        const observer = new MutationObserver(() => {
            if (from !== null) letter = performance.now() - from;
        });
        observer.observe(content, { subtree: true, childList: true, characterData: true });
        addEventListener('keydown', () => {
            from = performance.now();
            requestAnimationFrame(() => setTimeout(() => {
                observer.disconnect();
                resolve({ letter, frame: performance.now() - from });
            }));
        }, { capture: true, once: true });
    });";

const TAKEN: &str = "window.measuredLetter.then(arguments[arguments.length - 1]);";

/// Answers the longest time within a second in which the page would have let a key wait.
const BUSY: &str = "
    const done = arguments[arguments.length - 1];
    const start = performance.now();
    let last = start;
    let most = 0;
    const look = () => {
        const now = performance.now();
        most = Math.max(most, now - last);
        last = now;
        if (now - start < 1000) setTimeout(look);
        else done(most);
    };
    look();";

/// A text that is open, and a place in its middle.
#[derive(Debug, Clone, Copy, Deserialize)]
struct Opened {
    x: f64,
    y: f64,
    /// Pixels.
    height: usize,
}

#[derive(Debug, Deserialize)]
struct Answer {
    /// Milliseconds until the letter is in the page; none where none came.
    letter: Option<f64>,
    /// Milliseconds until a frame has passed.
    frame: f64,
}

/// What was seen of one file, in milliseconds.
#[derive(Debug, Default)]
struct Seen {
    /// From a key to its letter in the page.
    letter: Samples,
    /// From a key to the end of a frame.
    frame: Samples,
    /// The longest that the page was busy after a pause.
    busy: Samples,
}

/// Makes a board whose project has both files.
pub(super) async fn board(places: &Places, app: PathBuf) -> Result<Program, Failure> {
    let made = places.board("typing", 100, Status::ALL).await?;
    for (path, bytes) in [LARGE, SMALL] {
        std::fs::write(made.folder.join(path), seed::instructions(bytes))
            .map_err(|source| Failure::io("write the instructions", source))?;
    }
    made.call.close().await?;
    Ok(Program { path: app, data: made.data })
}

/// Types into both files in turns.
pub(super) async fn measure(session: &Session, scale: Scale, report: &mut Report) -> Result<(), Failure> {
    let (mut large, mut small) = (Seen::default(), Seen::default());
    for round in 0..=scale.samples(6, 1) {
        for (file, seen) in [(LARGE, &mut large), (SMALL, &mut small)] {
            let mut warm_up = Seen::default();
            type_into(session, file, if round > 0 { seen } else { &mut warm_up }).await?;
        }
    }
    let (letter, frame) = (large.letter.p95(), large.frame.p95());
    report.against(
        "a key in CLAUDE.md of 200 kB, until the letter is in the page",
        times(&large.letter),
        format!("p95 ≤ {FRAME:.0} ms"),
        letter <= FRAME,
    );
    report.beside("  in a file of 2 kB", times(&small.letter));
    let floor = small.frame.p95();
    report.against(
        "  … until the next frame is drawn",
        times(&large.frame),
        format!("p95 ≤ {FRAME:.0} ms later than in 2 kB"),
        frame <= floor + FRAME,
    );
    report.beside("  in a file of 2 kB", times(&small.frame));
    report.beside("  … the longest wait of a key after a pause, 200 kB", times(&large.busy));
    report.beside("  in a file of 2 kB", times(&small.busy));
    Ok(())
}

/// Opens a file, types into its middle, and waits for what the page does when the typing pauses.
async fn type_into(session: &Session, (path, bytes): (&str, usize), seen: &mut Seen) -> Result<(), Failure> {
    let Opened { x, y, height } = session.answer(OPEN, vec![json!(path)]).await?;
    // A line of 60 characters is higher than 6 pixels.
    if height * 10 < bytes {
        return Err(Failure::Meaningless(format!("{bytes} bytes of {path} are {height} pixels high")));
    }
    tokio::time::sleep(SETTLE).await;
    let click = MouseActions::new("hand".to_owned())
        .then(PointerAction::MoveTo { duration: Some(Duration::ZERO), x, y })
        .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT })
        .then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
    session.client.perform_actions(click).await?;
    session.press(Key::End.into()).await?;
    if session.client.execute(FOCUSED, Vec::new()).await? != json!(true) {
        return Err(Failure::Meaningless(format!("a click into the text of {path} did not give it the focus")));
    }
    for letter in TEXT.chars() {
        session.client.execute(ARM, Vec::new()).await?;
        session.press(letter).await?;
        let answer: Answer = session.answer(TAKEN, Vec::new()).await?;
        let came = answer.letter.ok_or_else(|| Failure::Meaningless(format!("a key changed nothing in {path}")))?;
        seen.letter.push(came);
        seen.frame.push(answer.frame);
    }
    seen.busy.push(session.answer(BUSY, Vec::new()).await?);
    Ok(())
}

fn times(samples: &Samples) -> String {
    format!("{:.1} ms, p95 {:.1} (n {})", samples.median(), samples.p95(), samples.len())
}
