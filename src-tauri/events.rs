//! The change feed of the window: what any process wrote, after its commit.

use std::time::Duration;

use claudetask_app::change::{Changes, Feed};
use claudetask_app::{Error, event};
use serde::Serialize;
use tauri::{AppHandle, Manager};
use tauri_specta::Event;

use crate::overview::Pulse;
use crate::session::Session;

/// What changed, one item a project.
#[derive(Debug, Clone, Serialize, specta::Type, Event)]
pub(crate) struct BoardChanged(Vec<Changes>);

/// How long the feed rests after a failure before it tries again.
const REST: Duration = Duration::from_secs(1);

/// Follows the journal for as long as the app runs.
pub(crate) fn follow(app: AppHandle, session: Session) {
    tauri::async_runtime::spawn(async move {
        let mut seen = None;
        loop {
            if let Err(error) = forward(&app, &session, &mut seen).await {
                tracing::warn!(%error, "the change feed stopped; it starts again in a second");
            }
            tokio::time::sleep(REST).await;
        }
    });
}

async fn forward(
    app: &AppHandle,
    session: &Session,
    seen: &mut Option<claudetask_core::EventSeq>,
) -> Result<(), Error> {
    let call = session.call().await?;
    let since = match *seen {
        Some(seq) => seq,
        None => event::last(call).await?,
    };
    *seen = Some(since);
    let mut feed = Feed::follow(call, since).await?;
    loop {
        let changes = feed.next().await?;
        *seen = changes.iter().map(|change| change.seq).max().or(*seen);
        if let Err(error) = BoardChanged(changes).emit(app) {
            tracing::warn!(%error, "a change could not be told to the window");
        }
        app.state::<Pulse>().beat();
    }
}
