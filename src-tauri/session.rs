//! The open board of the window. It opens when it is first needed and tries again after a failure, so that
//! a full disk or a locked file is a message with a "try again", not a dead window.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use claudetask_app::settings::AppSettings;
use claudetask_app::{Call, Error, Use, settings};
use claudetask_core::Origin;
use tokio::sync::OnceCell;

/// The board that all commands of the window share; cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    data_folder: Arc<Path>,
    call: Arc<OnceCell<Call>>,
}

impl Session {
    pub(crate) fn new(data_folder: PathBuf) -> Self {
        Self { data_folder: data_folder.into(), call: Arc::default() }
    }

    /// Returns the open board.
    pub(crate) async fn call(&self) -> Result<&Call, Error> {
        self.call.get_or_try_init(|| Call::open(&self.data_folder, Use::Service, Origin::User)).await
    }

    /// Returns the settings, or the defaults where the database can't be opened: the window then says why.
    pub(crate) async fn settings(&self) -> AppSettings {
        let settings = async { settings::get(self.call().await?).await };
        settings.await.unwrap_or_else(|error| {
            tracing::error!(%error, "the board can't be opened");
            AppSettings::default()
        })
    }

    pub(crate) fn data_folder(&self) -> &Path {
        &self.data_folder
    }
}
