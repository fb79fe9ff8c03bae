//! The data's safety: backup and restore.

use std::path::Path;

use claudetask_app::maintenance;

use crate::door::Door;
use crate::failure::Failure;
use crate::render::{bytes, visible};

/// Writes a copy of the database.
pub(crate) async fn backup(door: &Door, file: Option<&Path>) -> Result<(), Failure> {
    let backup = maintenance::backup(&door.call, file).await?;
    door.output
        .show(&backup, |_| format!("Wrote {} ({}).\n", visible(&backup.path.to_string_lossy()), bytes(backup.bytes)))
}

/// Puts a back-up in force.
pub(crate) async fn restore(door: &Door, file: &Path) -> Result<(), Failure> {
    let restore = maintenance::restore(&door.call, file).await?;
    door.output.show(&restore, |_| {
        format!(
            "{} is in force.\nThe data from before is kept in {}.\n",
            visible(&restore.from.to_string_lossy()),
            visible(&restore.saved.to_string_lossy())
        )
    })
}
