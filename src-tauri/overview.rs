//! What the tray and the notifications follow: projects with their counts, and what waits for the user. Read anew
//! after a change by whatever program, and never more often than a person can look.

use std::time::Duration;

use claudetask_app::attention::Need;
use claudetask_app::project::Project;
use claudetask_app::{Error, event, project};
use claudetask_core::EventSeq;
use tauri::{AppHandle, Manager};
use tokio::sync::Notify;

use crate::session::Session;
use crate::{attention, tray};

/// Says that something may have changed.
#[derive(Debug, Default)]
pub(crate) struct Pulse(Notify);

impl Pulse {
    pub(crate) fn beat(&self) {
        self.0.notify_one();
    }
}

/// How long after the start the first look is taken: the page has read its board by then.
const AFTER_START: Duration = Duration::from_secs(1);

/// How long changes are gathered.
const GATHER: Duration = Duration::from_millis(150);

/// How long the look rests after a failure.
const REST: Duration = Duration::from_secs(5);

/// What one look sees.
#[derive(Debug)]
pub(crate) struct Overview {
    /// The last opened first.
    pub(crate) projects: Vec<Project>,
    /// The newest first.
    pub(crate) needs: Vec<Need>,
}

/// Follows the board for as long as the app runs.
pub(crate) fn follow(app: AppHandle, session: Session) {
    tauri::async_runtime::spawn(async move {
        // What happened before the start is old: the board shows it, no notification does.
        let mut told = last(&session).await.ok();
        tokio::time::sleep(AFTER_START).await;
        loop {
            match look(&session, told).await {
                Ok((overview, since)) => {
                    told = Some(attention::follow(&app, &overview, since).await);
                    tray::follow(&app, &overview);
                    app.state::<Pulse>().0.notified().await;
                    tokio::time::sleep(GATHER).await;
                }
                Err(error) => {
                    tracing::warn!(%error, "the tray and the notifications could not be brought up to date");
                    tokio::time::sleep(REST).await;
                }
            }
        }
    });
}

async fn last(session: &Session) -> Result<EventSeq, Error> {
    event::last(session.call().await?).await
}

/// Returns what there is to see, and since which event the user is to be told of it.
async fn look(session: &Session, told: Option<EventSeq>) -> Result<(Overview, EventSeq), Error> {
    let since = match told {
        Some(seq) => seq,
        None => last(session).await?,
    };
    let call = session.call().await?;
    let overview =
        Overview { projects: project::list(call).await?, needs: claudetask_app::attention::list(call).await? };
    Ok((overview, since))
}
