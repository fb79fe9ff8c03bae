//! One change of a file at a time among all programs on the same data: between the look at a file and its replacement
//! no other of ours comes in.

use std::fs::{File, OpenOptions};
use std::path::Path;

use claudetask_store::StoreError;

use crate::context::blocking;
use crate::{Call, Error};

/// Holds the others off until it is dropped.
#[derive(Debug)]
pub(super) struct FilesLock {
    _file: File,
}

impl FilesLock {
    /// Waits for its turn; a change takes some milliseconds.
    pub(super) async fn take(call: &Call) -> Result<Self, Error> {
        let path = call.data_folder().join("files.lock");
        blocking(move || Self::take_at(&path)).await
    }

    fn take_at(path: &Path) -> Result<Self, Error> {
        let failed = |source| StoreError::Io { action: "lock", path: path.to_path_buf(), source };
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(path).map_err(failed)?;
        file.lock().map_err(failed)?;
        Ok(Self { _file: file })
    }
}
