//! What closing the board's window means, and how the app ends: the page keeps what is being typed first.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use claudetask_app::run::Run;
use claudetask_app::settings::{OnClose, SettingsPatch};
use claudetask_app::{Error, ErrorReport, settings};
use serde::{Deserialize, Serialize};
use tauri::{AppHandle, Manager, State};
use tauri_specta::Event;
use tokio::sync::Notify;

use crate::desktop::{self, Desktop, TrayState};
use crate::runs::Watcher;
use crate::session::Session;
use crate::shown::{Asked, PageEvent};
use crate::window;

/// The window was asked to close, and the settings don't say yet what that means.
#[derive(Debug, Clone, Serialize, specta::Type, Event)]
pub(crate) struct CloseAsked;

/// The app is about to end: the page keeps what is being typed, then says that it has.
#[derive(Debug, Clone, Serialize, specta::Type, Event)]
pub(crate) struct Leaving;

/// The app was asked to end while it watches runs of Claude: the page asks what is to become of them.
#[derive(Debug, Clone, Serialize, specta::Type, Event)]
pub(crate) struct QuitAsked {
    /// The runs that would be stopped.
    runs: Vec<Run>,
}

/// What is to become of the runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum QuitAnswer {
    /// They are stopped, and the app ends.
    Stop,
    /// The app stays.
    Stay,
}

/// How long runs may take to stop before the app ends all the same.
const LAST_RUNS: Duration = Duration::from_secs(30);

/// How long the page may take to keep what is being typed.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// Who closes again so soon does not want to be asked, or sees no question because the page is dead.
const INSISTING: Duration = Duration::from_secs(3);

/// How far closing and ending have come.
#[derive(Debug, Default)]
pub(crate) struct Closing {
    asked: Mutex<Option<Instant>>,
    quit_asked: Mutex<Option<Instant>>,
    leaving: AtomicBool,
    left: Notify,
}

/// What a wish to close the window leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Quit,
    Hide,
    Ask,
}

/// Decides what closing does. A window that can't be brought back from a tray is never hidden, and a page that does
/// not answer is not asked.
fn decide(on_close: OnClose, tray: TrayState, page_answers: bool, asked_just_now: bool) -> Act {
    match (tray, on_close) {
        (TrayState::Shown, OnClose::Tray) => Act::Hide,
        (TrayState::Shown, OnClose::Ask) if page_answers && !asked_just_now => Act::Ask,
        (TrayState::Missing, _) | (TrayState::Shown, OnClose::Ask | OnClose::Quit) => Act::Quit,
    }
}

/// Does what the user wants closing the board's window to do.
pub(crate) fn close(app: &AppHandle) {
    let (tray, on_close) = {
        let desktop = app.state::<Desktop>();
        (desktop.state().tray, desktop.settings().on_close)
    };
    let page_answers = app.state::<Asked>().hears(PageEvent::CloseAsked);
    let asked_just_now = {
        let closing = app.state::<Closing>();
        let mut asked = closing.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.replace(Instant::now()).is_some_and(|before| before.elapsed() < INSISTING)
    };
    match decide(on_close, tray, page_answers, asked_just_now) {
        Act::Quit => leave(app),
        Act::Hide => window::hide(app),
        Act::Ask => {
            if let Err(error) = CloseAsked.emit_to(app, window::MAIN) {
                tracing::warn!(%error, "the window could not ask what closing means");
                leave(app);
            }
        }
    }
}

/// What a wish to end the app leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Now,
    AskAboutRuns,
}

/// Decides what ending does: runs are not stopped unasked, but a page that can't ask, or a user who insists, does not
/// keep the app alive.
fn decide_end(watches_runs: bool, page_answers: bool, asked_just_now: bool) -> End {
    if watches_runs && page_answers && !asked_just_now { End::AskAboutRuns } else { End::Now }
}

/// Ends the app; where it watches runs of Claude, the user is asked first.
pub(crate) fn leave(app: &AppHandle) {
    let watched = app.state::<Watcher>().watched();
    let page_answers = app.state::<Asked>().hears(PageEvent::QuitAsked);
    let asked_just_now = {
        let closing = app.state::<Closing>();
        let mut asked = closing.quit_asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.replace(Instant::now()).is_some_and(|before| before.elapsed() < INSISTING)
    };
    match decide_end(!watched.is_empty(), page_answers, asked_just_now) {
        End::Now => end(app),
        End::AskAboutRuns => {
            let app = app.clone();
            tauri::async_runtime::spawn(async move {
                let session = app.state::<Session>();
                let runs = crate::runs::live(&session, &watched).await.unwrap_or_default();
                window::present(&app);
                let asked = QuitAsked { runs }.emit_to(&app, window::MAIN);
                if asked.is_err() {
                    end(&app);
                }
            });
        }
    }
}

/// Answers what is to become of the runs when the app ends.
#[tauri::command]
#[specta::specta]
#[expect(clippy::needless_pass_by_value, reason = "Tauri hands a command the app by value")]
pub(crate) fn quit_answer(app: AppHandle, answer: QuitAnswer) {
    match answer {
        QuitAnswer::Stop => end(&app),
        QuitAnswer::Stay => {}
    }
}

/// Ends the app, as soon as its runs are stopped and the page has kept what is being typed.
fn end(app: &AppHandle) {
    let closing = app.state::<Closing>();
    if closing.leaving.swap(true, Ordering::SeqCst) {
        return;
    }
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        app.state::<Watcher>().close(LAST_RUNS).await;
        let closing = app.state::<Closing>();
        if app.state::<Asked>().hears(PageEvent::Leaving)
            && Leaving.emit_to(&app, window::MAIN).is_ok()
            && tokio::time::timeout(LAST_WORDS, closing.left.notified()).await.is_err()
        {
            tracing::warn!("the page did not say that it has kept what is being typed");
        }
        app.exit(0);
    });
}

/// Answers the question what closing the window does, for now and in the settings.
#[tauri::command]
#[specta::specta]
pub(crate) async fn close_answer(
    app: AppHandle,
    session: State<'_, Session>,
    answer: OnClose,
) -> Result<(), ErrorReport> {
    let patch = SettingsPatch { on_close: Some(answer), ..SettingsPatch::default() };
    let saved: Result<_, Error> = async { settings::update(session.call().await?, patch).await }.await;
    match saved {
        Ok(settings) => desktop::settings_changed(&app, &settings),
        // A full disk must not keep the window open: what is wanted now is done, and asked again next time.
        Err(error) if answer != OnClose::Ask => tracing::warn!(%error, "what closing means could not be saved"),
        Err(error) => return Err(error.report()),
    }
    let tray = app.state::<Desktop>().state().tray;
    match (answer, tray) {
        (OnClose::Ask, _) => {}
        (OnClose::Tray, TrayState::Shown) => window::hide(&app),
        (OnClose::Tray, TrayState::Missing) | (OnClose::Quit, _) => leave(&app),
    }
    Ok(())
}

/// Ends the app.
#[tauri::command]
#[specta::specta]
#[expect(clippy::needless_pass_by_value, reason = "Tauri hands a command the app by value")]
pub(crate) fn quit(app: AppHandle) {
    leave(&app);
}

/// Says that the page has kept what was being typed, so that the app can end.
#[tauri::command]
#[specta::specta]
#[expect(clippy::needless_pass_by_value, reason = "Tauri hands a command its state by value")]
pub(crate) fn left(closing: State<'_, Closing>) {
    closing.left.notify_one();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_not_stopped_unasked_and_never_strand_the_user() {
        for (watches, answers, just_now, expected) in [
            (true, true, false, End::AskAboutRuns),
            (true, true, true, End::Now),
            (true, false, false, End::Now),
            (false, true, false, End::Now),
        ] {
            assert_eq!(decide_end(watches, answers, just_now), expected, "{watches} {answers} {just_now}");
        }
    }

    #[test]
    fn closing_does_what_the_settings_say_and_never_strands_the_user() {
        use {OnClose as On, TrayState as Tray};
        for (on_close, tray, answers, just_now, expected) in [
            (On::Ask, Tray::Shown, true, false, Act::Ask),
            (On::Ask, Tray::Shown, true, true, Act::Quit),
            (On::Ask, Tray::Shown, false, false, Act::Quit),
            (On::Tray, Tray::Shown, false, true, Act::Hide),
            (On::Quit, Tray::Shown, true, false, Act::Quit),
            (On::Ask, Tray::Missing, true, false, Act::Quit),
            (On::Tray, Tray::Missing, true, false, Act::Quit),
            (On::Quit, Tray::Missing, true, false, Act::Quit),
        ] {
            assert_eq!(
                decide(on_close, tray, answers, just_now),
                expected,
                "{on_close:?} {tray:?} {answers} {just_now}"
            );
        }
    }
}
