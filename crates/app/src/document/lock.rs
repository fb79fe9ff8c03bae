//! One change of a file at a time among all programs on the same data: between the look at a file and its replacement
//! no other of ours comes in.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::time::{Duration, Instant};

use claudetask_store::StoreError;

use crate::context::blocking;
use crate::{Call, Error};

/// How long a change waits for another program's; one takes some milliseconds, so that one is hanging by then.
const LONGEST: Duration = Duration::from_secs(10);

/// How often it looks.
const EVERY: Duration = Duration::from_millis(2);

/// Holds the others off until it is dropped.
#[derive(Debug)]
pub(super) struct FilesLock {
    _file: File,
}

impl FilesLock {
    /// Waits for its turn.
    pub(super) async fn take(call: &Call) -> Result<Self, Error> {
        let path = call.data_folder().join("files.lock");
        blocking(move || Self::take_at(&path)).await
    }

    fn take_at(path: &Path) -> Result<Self, Error> {
        let failed = |source| StoreError::Io { action: "lock", path: path.to_path_buf(), source };
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(path).map_err(failed)?;
        let begun = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::WouldBlock) if begun.elapsed() < LONGEST => std::thread::sleep(EVERY),
                Err(TryLockError::WouldBlock) => {
                    return Err(StoreError::Busy { path: path.to_path_buf(), seconds: LONGEST.as_secs() }.into());
                }
                Err(TryLockError::Error(source)) => return Err(failed(source).into()),
            }
        }
    }
}
