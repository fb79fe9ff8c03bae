//! The data folder, its disk, and the database.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use super::size::bytes;
use super::{CheckState, DoctorCheck};
use crate::ErrorCode;
use crate::maintenance::DatabaseHealth;

/// Less room than this on the disk is worth a warning.
const LITTLE_ROOM: u64 = 200_000_000;
/// Less room than this may fail the next change.
const NO_ROOM: u64 = 10_000_000;

/// Looks whether the data folder can be written, or made.
pub(super) fn folder(folder: &Path) -> DoctorCheck {
    let name = "data folder";
    let shown = folder.display();
    let problem = |message: String| {
        let hint = "Make it writable, or name another folder with --data-dir or CLAUDETASK_DATA_DIR.";
        DoctorCheck::new(name, CheckState::Problem, message, hint)
    };
    match fs::metadata(folder) {
        Ok(found) if !found.is_dir() => problem(format!("{shown} is not a folder")),
        Ok(_) => match try_writing(folder) {
            Ok(()) => DoctorCheck::ok(name, shown.to_string()),
            Err(error) => problem(format!("{shown} can't be written: {error}")),
        },
        Err(error) if error.kind() == ErrorKind::NotFound => match existing(folder) {
            Some(above) if !above.is_dir() => problem(format!("{shown} can't be made: {} is a file", above.display())),
            Some(above) => match try_writing(above) {
                Ok(()) => DoctorCheck::ok(name, format!("{shown} is not there yet and can be made")),
                Err(error) => problem(format!("{shown} can't be made in {}: {error}", above.display())),
            },
            None => problem(format!("{shown} can't be made")),
        },
        Err(error) => problem(format!("{shown} can't be read: {error}")),
    }
}

/// Tries it, because rights, ACLs and read-only mounts can't be told from the mode alone.
fn try_writing(folder: &Path) -> std::io::Result<()> {
    let path = folder.join(format!(".claudetask-doctor-{}", std::process::id()));
    fs::File::create_new(&path)?;
    fs::remove_file(&path)
}

/// Returns the innermost part of a path that is there.
pub(super) fn existing(path: &Path) -> Option<&Path> {
    path.ancestors().find(|part| fs::symlink_metadata(part).is_ok())
}

/// Returns the bytes that this user may still write on the disk of `path`.
#[cfg(unix)]
pub(super) fn free(path: &Path) -> Option<u64> {
    let found = rustix::fs::statvfs(existing(path)?).ok()?;
    Some(found.f_bavail.saturating_mul(found.f_frsize))
}

#[cfg(not(unix))]
pub(super) fn free(_: &Path) -> Option<u64> {
    None
}

/// Says how much room is left.
pub(super) fn disk(free: u64) -> DoctorCheck {
    let message = format!("{} free", bytes(free));
    let hint = "Free some room; changes are refused when there is none left.";
    match free {
        ..NO_ROOM => DoctorCheck::new("disk", CheckState::Problem, message, hint),
        NO_ROOM..LITTLE_ROOM => DoctorCheck::new("disk", CheckState::Warning, message, hint),
        LITTLE_ROOM.. => DoctorCheck::ok("disk", message),
    }
}

/// Says how the database is.
pub(super) fn database(health: &DatabaseHealth) -> Vec<DoctorCheck> {
    let path = health.path.display();
    let file = if health.check == "ok" {
        let message = format!("{path}, {}, sound, SQLite {}", bytes(health.bytes), health.sqlite_version);
        DoctorCheck::ok("database", message)
    } else {
        let hint = format!(
            "Copy {path} somewhere safe, move it away, then run `claudetask restore FILE` with one of the back-ups \
             beside it."
        );
        let message = format!("{path} is damaged: {}", health.check);
        let mut check = DoctorCheck::new("database", CheckState::Problem, message, hint);
        check.code = Some(ErrorCode::DatabaseCorrupt.as_str().to_owned());
        check
    };
    let durability = if health.durable && health.journal_mode == "wal" {
        DoctorCheck::ok("durability", "every change is on the disk before it is confirmed")
    } else {
        DoctorCheck::new(
            "durability",
            CheckState::Problem,
            format!("changes may be lost in a power cut (journal mode {})", health.journal_mode),
            "Move the data folder to a local disk; network file systems do not support the write-ahead log.",
        )
    };
    let backups = match health.backups.last() {
        Some(last) => DoctorCheck::ok("back-ups", format!("{}, the last is {}", health.backups.len(), last.display())),
        None => DoctorCheck::new("back-ups", CheckState::Ok, "none yet", "`claudetask backup` writes one."),
    };
    vec![file, durability, backups]
}
