//! Follows the files of the project that the window shows, and tells it what other programs do with them.

use std::time::Duration;

use claudetask_app::Error;
use claudetask_app::document::{self, Watch};
use claudetask_core::ProjectId;
use serde::Serialize;
use tauri::AppHandle;
use tauri_specta::Event;
use tokio::sync::watch;

use crate::session::Session;

/// Files of a project changed.
#[derive(Debug, Clone, Serialize, specta::Type, Event)]
pub(crate) struct DocumentsChanged(document::ChangedDocuments);

/// Which project's files are followed.
#[derive(Debug)]
pub(crate) struct Watched(watch::Sender<Option<ProjectId>>);

impl Default for Watched {
    fn default() -> Self {
        Self(watch::Sender::new(None))
    }
}

impl Watched {
    pub(crate) fn set(&self, project: Option<ProjectId>) {
        self.0.send_if_modified(|now| std::mem::replace(now, project) != project);
    }

    /// Begins anew with the project that is followed: its folder may be another one by now.
    pub(crate) fn again(&self) {
        self.0.send_modify(|_| {});
    }

    fn subscribe(&self) -> watch::Receiver<Option<ProjectId>> {
        self.0.subscribe()
    }
}

/// How long the watch rests after a failure before it tries again.
const REST: Duration = Duration::from_secs(2);

/// Follows whatever project is wanted, for as long as the app runs.
pub(crate) fn follow(app: AppHandle, session: Session, watched: &Watched) {
    let mut wanted = watched.subscribe();
    tauri::async_runtime::spawn(async move {
        loop {
            let project = *wanted.borrow_and_update();
            let ended = tokio::select! {
                changed = wanted.changed() => changed.is_err(),
                outcome = forward(&app, &session, project) => {
                    if let Err(error) = outcome {
                        tracing::warn!(%error, "the files can't be followed; the next try is soon");
                    }
                    tokio::time::sleep(REST).await;
                    false
                }
            };
            if ended {
                return;
            }
        }
    });
}

async fn forward(app: &AppHandle, session: &Session, project: Option<ProjectId>) -> Result<(), Error> {
    let Some(project) = project else { return std::future::pending().await };
    let mut watch = Watch::start(session.call().await?, project).await?;
    loop {
        let changed = watch.next().await?;
        if let Err(error) = DocumentsChanged(changed).emit(app) {
            tracing::warn!(%error, "a change of a file could not be told to the window");
        }
    }
}
