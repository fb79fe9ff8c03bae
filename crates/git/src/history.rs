//! Which commits some branches have that the default branch doesn't have, and the reverse.
//!
//! libgit2's own walks are not used, for two reasons: they pass over where a shallow clone was cut and
//! fail there, and they compare two commits from scratch each time, which takes many seconds for a thousand branches
//! that are far behind. Here one walk serves all branches and reads a commit once.

use std::cmp::Reverse;
use std::collections::hash_map::Entry;
use std::collections::{BinaryHeap, HashMap};

use git2::{Oid, Repository};

use crate::GitError;

/// By how many seconds a commit's date may wrongly be before its parent's for a comparison to be exact.
const CLOCK_SKEW: i64 = 86_400;

/// The bit of the default branch's commit in a set; those of the tips follow.
const BASE: usize = 0;

/// A part of the graph of commits, with the starts (base and tips) that reach each of them.
pub(crate) struct Comparison<'r> {
    repo: &'r Repository,
    places: HashMap<Oid, usize>,
    commits: Vec<Node>,
    /// The set of starts that reach a commit: `words` numbers a commit, one bit a start.
    reached_by: Vec<u64>,
    words: usize,
    starts: usize,
    /// The commits that were looked at, newest first, children before parents.
    order: Vec<usize>,
    /// Whether the walk ended before the answer for a start.
    unsettled: Vec<bool>,
    error: Option<git2::Error>,
}

struct Node {
    id: Oid,
    time: i64,
    /// `None` until the walk comes by.
    parents: Option<Box<[usize]>>,
    queued: bool,
}

/// Compares `tips` with `base`, reading at most `most` commits.
///
/// The walk goes from all of them by commit date, newest first, handing down to each parent who reaches it,
/// until all that is left is reached by everyone and is older than what was not. So a commit counts as
/// reached only if a chain of parents leads there; dates that are wrong by more than a day can at
/// worst make a merged commit look unmerged.
pub(crate) fn compare<'r>(repo: &'r Repository, base: Oid, tips: &[Oid], most: usize) -> Comparison<'r> {
    let starts = tips.len() + 1;
    let mut comparison = Comparison {
        repo,
        places: HashMap::new(),
        commits: Vec::new(),
        reached_by: Vec::new(),
        words: starts.div_ceil(64),
        starts,
        order: Vec::new(),
        unsettled: vec![false; starts],
        error: None,
    };
    comparison.walk(base, tips, most);
    comparison
}

impl Comparison<'_> {
    /// Returns for each tip how many commits it is ahead and behind; `None` where the walk ended too
    /// early, at its limit or at a missing object.
    pub(crate) fn counts(&self) -> Vec<Option<(u32, u32)>> {
        let mut counts = vec![(0_u32, 0_u32); self.starts];
        let mut bases = 0_u32;
        for &place in &self.order {
            let in_base = self.reaches(BASE, place);
            bases += u32::from(in_base);
            for (word, bits) in self.set(place).iter().enumerate() {
                let mut bits = *bits;
                while bits != 0 {
                    let start = word * 64 + bits.trailing_zeros() as usize;
                    bits &= bits - 1;
                    // For now the second number counts what both have.
                    let (ahead, shared) = &mut counts[start];
                    *(if in_base { shared } else { ahead }) += 1;
                }
            }
        }
        let of_tip = |start: usize| {
            let (ahead, shared) = counts[start];
            let settled = !self.unsettled[BASE] && !self.unsettled[start];
            settled.then_some((ahead, bases - shared))
        };
        (1..self.starts).map(of_tip).collect()
    }

    /// Returns the commits that only the first tip reaches, newest first. A commit that could not be
    /// read is an error, even if it would not have mattered.
    pub(crate) fn ahead(self) -> Result<Vec<Oid>, GitError> {
        if let Some(source) = self.error {
            return Err(GitError::Failed { action: "read a commit", source });
        }
        let mut ids = Vec::new();
        for &place in &self.order {
            if !self.reaches(BASE, place) {
                ids.push(self.commits[place].id);
            }
        }
        Ok(ids)
    }

    fn walk(&mut self, base: Oid, tips: &[Oid], most: usize) {
        let mut queue = BinaryHeap::new();
        // By date; ties go to the commit that was found first.
        // How many commits of the queue are not reached by everyone.
        let mut open = 0_usize;
        let mut oldest = i64::MAX;
        let Some(base) = self.read(base) else {
            self.unsettled[BASE] = true;
            return;
        };
        for start in 0..self.starts {
            let tip = if start == BASE { Some(base) } else { self.read(tips[start - 1]) };
            // One that can't be read goes along with the base, or no commit would ever be reached by everyone.
            self.unsettled[start] = tip.is_none();
            let place = tip.unwrap_or(base);
            self.reached_by[place * self.words + start / 64] |= 1 << (start % 64);
            if !self.commits[place].queued {
                self.commits[place].queued = true;
                queue.push((self.commits[place].time, Reverse(place)));
            }
        }
        for &(_, Reverse(place)) in &queue {
            open += usize::from(!self.is_full(place));
        }
        while let Some((time, Reverse(place))) = queue.pop() {
            if open == 0 && time < oldest.saturating_sub(CLOCK_SKEW) {
                break;
            }
            if self.commits.len() >= most {
                self.unsettle(place);
                for (_, Reverse(place)) in queue {
                    self.unsettle(place);
                }
                break;
            }
            self.commits[place].queued = false;
            if !self.is_full(place) {
                open -= 1;
                oldest = oldest.min(time);
            }
            for parent in self.parents(place) {
                let was_full = self.is_full(parent);
                if !self.hand_down(place, parent) {
                    continue;
                }
                let is_full = self.is_full(parent);
                if self.commits[parent].queued {
                    open -= usize::from(is_full && !was_full);
                } else {
                    self.commits[parent].queued = true;
                    queue.push((self.commits[parent].time, Reverse(parent)));
                    open += usize::from(!is_full);
                }
            }
        }
    }

    /// Adds to the parent's set what the child's has; returns whether that was new to it.
    fn hand_down(&mut self, child: usize, parent: usize) -> bool {
        let mut changed = false;
        for word in 0..self.words {
            let bits = self.reached_by[child * self.words + word];
            let place = &mut self.reached_by[parent * self.words + word];
            changed |= bits & !*place != 0;
            *place |= bits;
        }
        changed
    }

    /// Returns the parents of a commit. The first call for a commit reads them and notes the order.
    fn parents(&mut self, place: usize) -> Box<[usize]> {
        if let Some(parents) = &self.commits[place].parents {
            return parents.clone();
        }
        self.order.push(place);
        let ids: Vec<Oid> = match self.repo.find_commit(self.commits[place].id) {
            Ok(commit) => commit.parent_ids().collect(),
            Err(error) => {
                self.error = Some(error);
                self.unsettle(place);
                Vec::new()
            }
        };
        let mut parents = Vec::with_capacity(ids.len());
        for id in ids {
            match self.read(id) {
                Some(parent) => parents.push(parent),
                None => self.unsettle(place),
            }
        }
        let parents = parents.into_boxed_slice();
        self.commits[place].parents = Some(parents.clone());
        parents
    }

    /// Returns the place of a commit in the graph, reading its date if it is new; `None`, noting the
    /// error, if it can't be read.
    fn read(&mut self, id: Oid) -> Option<usize> {
        match self.places.entry(id) {
            Entry::Occupied(entry) => Some(*entry.get()),
            Entry::Vacant(entry) => match self.repo.find_commit(id) {
                Ok(commit) => {
                    let place = self.commits.len();
                    let time = commit.time().seconds();
                    self.commits.push(Node { id, time, parents: None, queued: false });
                    self.reached_by.resize(self.reached_by.len() + self.words, 0);
                    Some(*entry.insert(place))
                }
                Err(error) => {
                    self.error = Some(error);
                    None
                }
            },
        }
    }

    /// Notes that nothing is known of what lies behind a commit: open for the tips that reach it while the
    /// base doesn't, or the reverse.
    fn unsettle(&mut self, place: usize) {
        let in_base = self.reaches(BASE, place);
        for start in 1..self.starts {
            if self.reaches(start, place) != in_base {
                self.unsettled[start] = true;
            }
        }
    }

    fn set(&self, place: usize) -> &[u64] {
        &self.reached_by[place * self.words..(place + 1) * self.words]
    }

    fn reaches(&self, start: usize, place: usize) -> bool {
        self.set(place)[start / 64] >> (start % 64) & 1 == 1
    }

    fn is_full(&self, place: usize) -> bool {
        let (last, others) = self.set(place).split_last().expect("there is a word for the base");
        let used = (self.starts - 1) % 64 + 1;
        others.iter().all(|word| *word == u64::MAX) && *last == u64::MAX >> (64 - used)
    }
}

#[cfg(test)]
mod tests {
    use git2::{Signature, Time};

    use super::*;

    /// A line of `count` commits, six hours apart, from the given parent, which comes first.
    fn line(repo: &Repository, parent: Option<Oid>, count: i64, word: &str) -> Vec<Oid> {
        let tree = repo.find_tree(repo.treebuilder(None).unwrap().write().unwrap()).unwrap();
        let mut ids: Vec<Oid> = parent.into_iter().collect();
        let first = parent.map_or(1_600_000_000, |id| repo.find_commit(id).unwrap().time().seconds());
        for place in 1..=count {
            let who = Signature::new("A", "a@example.com", &Time::new(first + place * 21_600, 0)).unwrap();
            let parent = ids.last().map(|id| repo.find_commit(*id).unwrap());
            let parents: Vec<_> = parent.iter().collect();
            ids.push(repo.commit(None, &who, &who, word, &tree, &parents).unwrap());
        }
        ids
    }

    #[test]
    fn at_the_limit_only_the_far_branches_stay_without_counts() {
        let folder = tempfile::tempdir().unwrap();
        let repo = Repository::init(folder.path()).unwrap();
        let main = line(&repo, None, 300, "main");
        let stray = line(&repo, None, 300, "stray");
        let tips = [stray[299], main[295], main[10], main[299]];
        let near = (Some((0, 4)), Some((0, 0)));
        let bounded = compare(&repo, main[299], &tips, 100).counts();
        assert_eq!(bounded, [None, near.0, None, near.1]);
        let all = compare(&repo, main[299], &tips, usize::MAX).counts();
        assert_eq!(all, [Some((300, 300)), near.0, Some((0, 289)), near.1]);
    }

    #[test]
    fn any_number_of_branches_is_compared_alike() {
        let folder = tempfile::tempdir().unwrap();
        let repo = Repository::init(folder.path()).unwrap();
        let main = line(&repo, None, 400, "main");
        for tips in [1, 2, 62, 63, 64, 65, 127, 128, 129] {
            let found = compare(&repo, main[399], &main[400 - tips..], usize::MAX);
            let expected: Vec<_> = (0..tips).map(|at| Some((0, u32::try_from(tips - 1 - at).unwrap()))).collect();
            assert_eq!(found.counts(), expected);
            // A day beyond the oldest tip, not the whole history.
            assert!(found.commits.len() < tips + 8, "{tips} tips: {} commits", found.commits.len());
        }
        assert_eq!(compare(&repo, main[399], &[], usize::MAX).counts(), []);
    }

    #[test]
    fn a_missing_commit_is_an_error_only_for_what_hangs_on_it() {
        let folder = tempfile::tempdir().unwrap();
        let repo = Repository::init(folder.path()).unwrap();
        let main = line(&repo, None, 50, "main");
        let branch = line(&repo, Some(main[40]), 3, "branch");
        let id = main[20].to_string();
        std::fs::remove_file(folder.path().join(".git/objects").join(&id[..2]).join(&id[2..])).unwrap();
        let repo = Repository::open(folder.path()).unwrap();
        let gone = Oid::from_str("1111111111111111111111111111111111111111").unwrap();
        let found = compare(&repo, main[49], &[branch[3], main[10], gone], usize::MAX);
        assert_eq!(found.counts(), [Some((3, 9)), None, None]);
        assert!(compare(&repo, main[49], &[main[10]], usize::MAX).ahead().is_err());
        assert!(compare(&repo, gone, &[main[10]], usize::MAX).ahead().is_err());
        assert_eq!(compare(&repo, gone, &[main[49]], usize::MAX).counts(), [None]);
    }
}
