//! Who started whom.

use std::collections::{HashMap, HashSet};

use super::{ProcessId, Seen};

/// Returns the live processes below some pids, near ones first; this process and what it started are left out.
pub(super) fn below(all: &[Seen], roots: &[u32]) -> Vec<ProcessId> {
    let mut children: HashMap<u32, Vec<&Seen>> = HashMap::new();
    for seen in all {
        children.entry(seen.parent).or_default().push(seen);
    }
    let own = std::process::id();
    let mut met: HashSet<u32> = roots.iter().copied().collect();
    let mut waiting: std::collections::VecDeque<u32> = roots.iter().copied().collect();
    let mut found = Vec::new();
    while let Some(pid) = waiting.pop_front() {
        for child in children.get(&pid).into_iter().flatten() {
            let foreign = child.id.pid != own || roots.contains(&own);
            if foreign && met.insert(child.id.pid) {
                waiting.push_back(child.id.pid);
                if !child.dead {
                    found.push(child.id.clone());
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(pid: u32, parent: u32) -> Seen {
        Seen { id: ProcessId { pid, started: 1, boot: String::new() }, parent, dead: false }
    }

    fn pids(found: &[ProcessId]) -> Vec<u32> {
        found.iter().map(|id| id.pid).collect()
    }

    #[test]
    fn children_come_before_grandchildren() {
        let all = [seen(5, 4), seen(4, 2), seen(3, 2), seen(2, 1), seen(9, 1)];
        assert_eq!(pids(&below(&all, &[2])), [4, 3, 5]);
        assert_eq!(pids(&below(&all, &[2, 4])), [3, 5]);
    }

    #[test]
    fn a_circle_of_parents_ends() {
        let all = [seen(2, 3), seen(3, 2)];
        assert_eq!(pids(&below(&all, &[2])), [3]);
    }

    #[test]
    fn this_process_and_what_it_started_are_no_one_elses() {
        let own = std::process::id();
        let all = [seen(own, 2), seen(own + 1, own), seen(own + 2, 2)];
        assert_eq!(pids(&below(&all, &[2])), [own + 2]);
        assert_eq!(pids(&below(&all, &[own])), [own + 1]);
    }
}
