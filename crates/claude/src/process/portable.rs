//! Processes as macOS and Windows tell of them, through a library that knows both.

use sysinfo::{Pid, ProcessRefreshKind, ProcessStatus, ProcessesToUpdate, System, UpdateKind};

use super::{ProcessId, Seen};

/// Returns what has a pid now.
pub(super) fn look(pid: u32) -> Option<Seen> {
    let system = ask(ProcessesToUpdate::Some(&[Pid::from_u32(pid)]), ProcessRefreshKind::nothing())?;
    system.process(Pid::from_u32(pid)).map(seen)
}

/// Returns all processes that can be seen.
pub(super) fn all() -> Vec<Seen> {
    let Some(system) = ask(ProcessesToUpdate::All, ProcessRefreshKind::nothing()) else { return Vec::new() };
    system.processes().values().filter(|process| process.thread_kind().is_none()).map(seen).collect()
}

/// Returns whether the environment with which a process of this user started holds an entry. Neither system shows that
/// of another user.
pub(super) fn has(pid: u32, entry: &str) -> bool {
    let pid = Pid::from_u32(pid);
    let environment = ProcessRefreshKind::nothing().with_environ(UpdateKind::Always);
    let system = ask(ProcessesToUpdate::Some(&[pid]), environment);
    let process = system.as_ref().and_then(|system| system.process(pid));
    process.is_some_and(|process| process.environ().iter().any(|found| found == entry))
}

/// Ends a process at once, where there are no signals; returns whether it was there.
#[cfg(any(not(unix), test))]
pub(super) fn end(process: &ProcessId) -> std::io::Result<bool> {
    let pid = Pid::from_u32(process.pid);
    let system = ask(ProcessesToUpdate::Some(&[pid]), ProcessRefreshKind::nothing());
    match system.as_ref().and_then(|system| system.process(pid)) {
        Some(found) if seen(found).id != *process || seen(found).dead => Ok(false),
        Some(found) if found.kill() => Ok(true),
        Some(_) if look(process.pid).is_some_and(|now| now.id == *process) => {
            Err(std::io::Error::other(format!("process {} can't be ended", process.pid)))
        }
        Some(_) | None => Ok(false),
    }
}

fn ask(which: ProcessesToUpdate<'_>, what: ProcessRefreshKind) -> Option<System> {
    let mut system = System::new().ok()?;
    system.refresh_processes_specifics(which, true, what);
    Some(system)
}

fn seen(process: &sysinfo::Process) -> Seen {
    let id = ProcessId { pid: process.pid().as_u32(), started: process.start_time(), boot: String::new() };
    let dead = matches!(process.status(), ProcessStatus::Zombie | ProcessStatus::Dead);
    Seen { id, parent: process.parent().map_or(0, Pid::as_u32), dead }
}

#[cfg(test)]
mod tests {
    use std::process::{Command, Stdio};

    use super::*;
    use crate::process::MARKER;

    #[test]
    fn a_child_is_found_with_its_parent_and_its_mark() {
        let mut child = Command::new("sleep").arg("60").env(MARKER, "portable").stdin(Stdio::null()).spawn().unwrap();
        let found = look(child.id()).unwrap();
        assert_eq!((found.id.pid, found.parent, found.dead), (child.id(), std::process::id(), false));
        assert!(all().contains(&found));
        assert!(has(child.id(), &format!("{MARKER}=portable")));
        assert!(!has(child.id(), &format!("{MARKER}=portabl")));
        assert!(!end(&ProcessId { started: found.id.started + 1, ..found.id.clone() }).unwrap());
        assert!(end(&found.id).unwrap());
        child.wait().unwrap();
        assert_eq!(look(child.id()), None);
        assert!(!end(&found.id).unwrap());
    }
}
