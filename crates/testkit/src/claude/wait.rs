//! Waits for what another process does, and looks whether it lives.

use std::path::Path;
use std::time::{Duration, Instant};

/// Waits until a condition holds.
///
/// # Panics
/// When it does not hold in this time; the panic says what was waited for.
#[track_caller]
pub fn wait_for(what: &str, within: Duration, mut condition: impl FnMut() -> bool) {
    let until = Instant::now() + within;
    while !condition() {
        assert!(Instant::now() < until, "waited {within:?} in vain for {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Says whether a process runs. One that has ended but that its parent has not asked about is none.
#[cfg(target_os = "linux")]
pub fn alive(pid: u32) -> bool {
    // After the name, which is in brackets and can hold any, stands the state: Z and X are dead.
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let state = stat.rsplit_once(") ").and_then(|(_, rest)| rest.chars().next());
    state.is_some_and(|state| !matches!(state, 'Z' | 'X'))
}

/// Says whether a process runs.
#[cfg(all(unix, not(target_os = "linux")))]
pub fn alive(pid: u32) -> bool {
    process(pid).is_some_and(|pid| rustix::process::test_kill_process(pid).is_ok())
}

/// Says whether a process runs.
#[cfg(windows)]
pub fn alive(pid: u32) -> bool {
    let listed =
        std::process::Command::new("tasklist").args(["/NH", "/FO", "CSV", "/FI", &format!("PID eq {pid}")]).output();
    listed.is_ok_and(|listed| String::from_utf8_lossy(&listed.stdout).contains(&format!("\"{pid}\"")))
}

#[cfg(unix)]
fn process(pid: u32) -> Option<rustix::process::Pid> {
    i32::try_from(pid).ok().and_then(rustix::process::Pid::from_raw)
}

/// Kills a process whose program is the right one; a number can have been given to another by now.
#[cfg(target_os = "linux")]
pub(super) fn end(pid: u32, right: impl FnOnce(&Path) -> bool) {
    let program = std::fs::read_link(format!("/proc/{pid}/exe"));
    if program.is_ok_and(|program| right(&program))
        && let Some(pid) = process(pid)
    {
        // It may have ended in this very moment.
        let _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
    }
}

/// Leaves a process alone: whose it is can't be told here.
#[cfg(not(target_os = "linux"))]
pub(super) fn end(_: u32, _: impl FnOnce(&Path) -> bool) {}
