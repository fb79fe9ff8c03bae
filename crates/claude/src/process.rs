//! Which process is which, whether it still lives, and how it and all that it started are ended.
//!
//! A pid alone names nobody: the system gives it to another process later. So a process is known by its pid, the moment
//! at which it started and the boot of the machine, none of which follows the clock on Linux.
//!
//! Every Bash command that `claude` starts runs in a session of its own and outlives its parent and its process group.
//! Two things lead to it: the tree of parents, and [`MARKER`] in the environment, which children inherit.
//!
//! What this module refuses: the processes of other users, this process itself, and the system's first one.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(any(not(target_os = "linux"), test))]
mod portable;
mod signal;
mod sweep;
mod tree;

#[cfg(target_os = "linux")]
use linux as system;
#[cfg(not(target_os = "linux"))]
use portable as system;
use serde::{Deserialize, Serialize};

pub use signal::{kill, terminate};
pub use sweep::{Swept, sweep};

/// The variable in the environment of a run's processes that holds the run's own mark.
pub const MARKER: &str = "CLAUDETASK_RUN_ID";

/// A process, told apart from every other one that had or will have its pid.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ProcessId {
    /// Its number, which is used again after its end.
    pub pid: u32,
    /// When it started: on Linux in ticks since the boot, elsewhere in seconds since the Unix epoch.
    pub started: u64,
    /// Which boot of the machine it belongs to: on Linux the kernel's id, elsewhere empty, since `started` tells.
    pub boot: String,
}

/// A process as a look at all of them saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Seen {
    id: ProcessId,
    parent: u32,
    /// It has ended, and only its parent has not asked for how.
    dead: bool,
}

/// Returns this process.
///
/// # Errors
///
/// When the system does not tell, such as where `/proc` is not mounted.
pub fn of_this() -> std::io::Result<ProcessId> {
    of(std::process::id()).ok_or_else(|| std::io::Error::other("the system does not tell of this process"))
}

/// Returns the live process that has a pid now; `None` where there is none, or it is dead and not yet reaped.
pub fn of(pid: u32) -> Option<ProcessId> {
    system::look(pid).filter(|seen| !seen.dead).map(|seen| seen.id)
}

/// Returns whether a process still runs: not so one of another boot, one whose pid another has by now, or a zombie.
pub fn is_alive(process: &ProcessId) -> bool {
    of(process.pid).as_ref() == Some(process)
}

/// Returns this user's live processes whose environment has [`MARKER`] with a value, this process excepted.
///
/// Processes whose environment can't be read are passed over.
pub fn marked(value: &str) -> Vec<ProcessId> {
    let own = std::process::id();
    let mark = format!("{MARKER}={value}");
    system::all()
        .into_iter()
        .filter(|seen| !seen.dead && seen.id.pid != own && system::has(seen.id.pid, &mark))
        .map(|seen| seen.id)
        .collect()
}

/// Returns what a process started and what those started in turn, children before grandchildren; without what was
/// given to another parent, since nothing tells of it any more.
pub fn descendants(pid: u32) -> Vec<ProcessId> {
    tree::below(&system::all(), &[pid])
}
