//! Ends all that a run has left behind, whoever its parent is by now.

use std::collections::BTreeSet;
use std::thread;
use std::time::{Duration, Instant};

use super::{ProcessId, is_alive, kill, marked, system, terminate, tree};

/// How often it is looked for more after the last were killed: one may have started another in between.
const ROUNDS: usize = 5;

/// How long the killed have to be gone.
const KILLED: Duration = Duration::from_secs(1);

/// How often it is looked whether somebody still lives.
const PAUSE: Duration = Duration::from_millis(20);

/// How many looks in a row have to see nobody.
const EMPTY: usize = 2;

/// How long it takes a program to start, as far as its environment goes.
const SETTLE: Duration = Duration::from_millis(5);

/// How often it is looked at most for those that end faster than they can be asked to.
const LOOKS: usize = 50;

/// What became of the processes of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Swept {
    /// Those that ended when they were asked to.
    pub terminated: Vec<ProcessId>,
    /// Those that had to be killed.
    pub killed: Vec<ProcessId>,
    /// Those that live on, because the system refuses to end them or they start others faster than they can be found.
    pub left: Vec<ProcessId>,
}

/// Ends all live processes that carry a mark, some that are known, and what these started; returns what became of each.
///
/// All are asked to end and have `grace` for it, then the rest is killed. It takes no longer than `grace` and five
/// seconds, and no time at all where nobody lives. An empty `marker` stands for none. This process is left alone, and
/// so is what it started, unless that carries the mark or is known. Blocks the thread.
pub fn sweep(marker: &str, known: &[ProcessId], grace: Duration) -> Swept {
    let mut hunt = Hunt { marker, met: known.iter().cloned().collect() };
    let mut asked = BTreeSet::new();
    let until = Instant::now() + grace;
    let mut living = hunt.living();
    while !living.is_empty() {
        for process in &living {
            if asked.insert(process.clone()) {
                // Whoever can't be asked is among those that are left.
                let _ = terminate(process);
            }
        }
        if Instant::now() >= until {
            break;
        }
        wait(&living, until);
        living = hunt.living();
    }
    let mut killed = BTreeSet::new();
    for _ in 0..ROUNDS {
        if living.is_empty() {
            break;
        }
        for process in &living {
            if kill(process).is_ok_and(|there| there) {
                killed.insert(process.clone());
            }
        }
        wait(&living, Instant::now() + KILLED);
        living = hunt.living();
    }
    let left: BTreeSet<ProcessId> = living.into_iter().collect();
    Swept {
        terminated: asked.iter().filter(|id| !killed.contains(id) && !left.contains(id)).cloned().collect(),
        killed: killed.difference(&left).cloned().collect(),
        left: left.into_iter().collect(),
    }
}

/// Waits until none of some processes lives, or until a moment.
fn wait(living: &[ProcessId], until: Instant) {
    while Instant::now() < until && living.iter().any(is_alive) {
        thread::sleep(PAUSE.min(until.saturating_duration_since(Instant::now())));
    }
}

/// Whom a sweep looks for.
struct Hunt<'a> {
    marker: &'a str,
    /// All that belong to it, dead ones too.
    met: BTreeSet<ProcessId>,
}

impl Hunt<'_> {
    /// Returns those that live, after a look for more.
    ///
    /// A look takes its time, in which one may start another and end: that somebody was seen who is gone now tells
    /// nothing of who is there. So nobody is left only when looks saw nobody; more than one, since for a moment in its
    /// start a program shows no environment.
    fn living(&mut self) -> Vec<ProcessId> {
        let mut empty = 0;
        for _ in 0..LOOKS {
            let seen = self.look();
            let living: Vec<ProcessId> = self.met.iter().filter(|id| is_alive(id)).cloned().collect();
            if !living.is_empty() {
                return living;
            }
            empty = if seen { 0 } else { empty + 1 };
            if empty == EMPTY || (empty > 0 && self.met.is_empty()) {
                break;
            }
            thread::sleep(SETTLE);
        }
        Vec::new()
    }

    /// Looks for all that belong to it, and returns whether it saw anybody.
    fn look(&mut self) -> bool {
        let own = std::process::id();
        let is_other = |process: &ProcessId| process.pid > 1 && process.pid != own;
        self.met.retain(is_other);
        let mut seen: BTreeSet<ProcessId> = self.met.iter().filter(|id| is_alive(id)).cloned().collect();
        if !self.marker.is_empty() {
            seen.extend(marked(self.marker).into_iter().filter(is_other));
        }
        let roots: Vec<u32> = seen.iter().map(|id| id.pid).collect();
        if !roots.is_empty() {
            seen.extend(tree::below(&system::all(), &roots));
        }
        let any = !seen.is_empty();
        self.met.extend(seen);
        any
    }
}
