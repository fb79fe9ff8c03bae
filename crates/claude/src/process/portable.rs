//! Processes as macOS and Windows tell of them, through a library that knows both.

use sysinfo::{Pid, ProcessRefreshKind, ProcessStatus, ProcessesToUpdate, System, UpdateKind};

use super::{ProcessId, Seen};

/// Returns what has a pid now.
pub(super) fn look(pid: u32) -> Option<Seen> {
    let system = ask(ProcessesToUpdate::Some(&[Pid::from_u32(pid)]), ProcessRefreshKind::nothing());
    system.process(Pid::from_u32(pid)).map(seen)
}

/// Returns all processes that can be seen.
pub(super) fn all() -> Vec<Seen> {
    let system = ask(ProcessesToUpdate::All, ProcessRefreshKind::nothing());
    system.processes().values().filter(|process| process.thread_kind().is_none()).map(seen).collect()
}

/// Returns whether the environment with which a process of this user started holds an entry. Neither system shows that
/// of another user.
pub(super) fn has(pid: u32, entry: &str) -> bool {
    let pid = Pid::from_u32(pid);
    let environment = ProcessRefreshKind::nothing().with_environ(UpdateKind::Always);
    let system = ask(ProcessesToUpdate::Some(&[pid]), environment);
    system.process(pid).is_some_and(|process| process.environ().iter().any(|found| found == entry))
}

fn ask(which: ProcessesToUpdate<'_>, what: ProcessRefreshKind) -> System {
    let mut system = System::new();
    system.refresh_processes_specifics(which, true, what);
    system
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
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(look(child.id()), None);
    }
}
