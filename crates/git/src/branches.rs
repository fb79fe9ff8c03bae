//! Local branches as the window shows them.

use std::path::Path;

use claudetask_core::Timestamp;
use git2::{Commit, Oid, Reference, Repository};
use serde::{Deserialize, Serialize};

use crate::checkout::{Checkout, checkouts};
use crate::history::compare;
use crate::{GitError, base, open};

/// How many commits the counts of one call read: about a second.
const MOST_COMMITS: usize = 100_000;
/// How many sets of branches they keep, as words of 64: 32 MB.
const MOST_WORDS: usize = 4_000_000;
/// The most characters of a summary or an author.
const LONGEST: usize = 200;

/// A commit, as much of it as a list shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct BranchCommit {
    /// The full id in hexadecimal.
    pub id: String,
    /// The message's first paragraph on one line, at most 200 characters.
    pub summary: String,
    /// The author's name, at most 200 characters.
    pub author: String,
    /// When it was committed (not authored: a rebase counts).
    pub at: Timestamp,
}

/// A local branch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Branch {
    /// The name without `refs/heads/`.
    pub name: String,
    /// Whether the folder's HEAD is on it.
    pub is_head: bool,
    /// Whether it is the default branch.
    pub is_default: bool,
    /// How many commits it has that the default branch doesn't have; `None`: not counted.
    pub ahead: Option<u32>,
    /// How many commits of the default branch it doesn't have; `None`: not counted.
    pub behind: Option<u32>,
    /// Its last commit; `None` if the object is missing.
    pub commit: Option<BranchCommit>,
    /// The work tree that has it checked out or rebases it; the git folder for a bare repository's HEAD.
    pub checked_out_at: Option<String>,
}

impl BranchCommit {
    pub(crate) fn of(commit: &Commit<'_>) -> Self {
        let cut = |bytes: &[u8]| {
            let text = String::from_utf8_lossy(bytes);
            match text.char_indices().nth(LONGEST) {
                Some(_) => text.chars().take(LONGEST - 1).chain(['…']).collect(),
                None => text.into_owned(),
            }
        };
        Self {
            id: commit.id().to_string(),
            summary: cut(commit.summary_bytes().unwrap_or_default()),
            author: cut(commit.author().name_bytes()),
            at: Timestamp::from_millis(commit.time().seconds().saturating_mul(1000)),
        }
    }

    /// Reads the commits `ids`.
    pub(crate) fn read(repo: &Repository, ids: &[Oid]) -> Result<Vec<Self>, GitError> {
        ids.iter()
            .map(|id| repo.find_commit(*id).map(|commit| Self::of(&commit)))
            .collect::<Result<_, _>>()
            .map_err(GitError::failed("read a commit"))
    }
}

/// Returns the local branches: the default branch first, then by their last commit, newest first.
///
/// `configured` is the default branch of the project's settings. The counts of all branches come
/// from one walk that reads at most 100,000 commits (fewer for more than 2,500 branches), which is about a second:
/// branches that left the default branch further back have `None`. A name that is not UTF-8 is listed with
/// replacement characters.
pub fn branches(path: &Path, configured: Option<&str>) -> Result<Vec<Branch>, GitError> {
    let repo = open::open(path)?;
    let listing = Listing::new(&repo, configured)?;
    let failed = GitError::failed("list the branches");
    let mut found = Vec::new();
    for reference in repo.references_glob("refs/heads/*").map_err(&failed)? {
        let reference = reference.map_err(&failed)?;
        found.push(listing.branch(&reference));
    }
    let key = |branch: &Branch| (branch.is_default, branch.commit.as_ref().map(|commit| commit.at));
    found.sort_by(|(a, _), (b, _)| key(b).cmp(&key(a)).then_with(|| a.name.cmp(&b.name)));
    listing.count(&repo, &mut found);
    Ok(found.into_iter().map(|(branch, _)| branch).collect())
}

/// Returns the local branch `name`, or `None` if there is none. Its counts are bounded as those of
/// [`branches`].
pub fn branch(path: &Path, name: &str, configured: Option<&str>) -> Result<Option<Branch>, GitError> {
    let repo = open::open(path)?;
    let Some(reference) = base::local(&repo, name)? else { return Ok(None) };
    let listing = Listing::new(&repo, configured)?;
    let mut found = [listing.branch(&reference)];
    listing.count(&repo, &mut found);
    let [(branch, _)] = found;
    Ok(Some(branch))
}

/// What all branches of a list are compared with.
struct Listing {
    head: Option<String>,
    default: Option<String>,
    base: Option<Oid>,
    checkouts: Vec<Checkout>,
}

impl Listing {
    fn new(repo: &Repository, configured: Option<&str>) -> Result<Self, GitError> {
        let default = base::of(repo, configured)?;
        let base = match &default {
            Some(name) => base::tip(repo, name)?.map(|commit| commit.id()),
            None => None,
        };
        Ok(Self { head: base::head_branch(repo)?, default, base, checkouts: checkouts(repo)? })
    }

    fn branch(&self, reference: &Reference<'_>) -> (Branch, Option<Oid>) {
        let name = String::from_utf8_lossy(reference.shorthand_bytes()).into_owned();
        let commit = base::commit_of(reference);
        let checkout = self.checkouts.iter().find(|checkout| checkout.branch == name);
        let branch = Branch {
            is_head: self.head.as_deref() == Some(name.as_str()),
            is_default: self.default.as_deref() == Some(name.as_str()),
            ahead: None,
            behind: None,
            commit: commit.as_ref().map(BranchCommit::of),
            checked_out_at: checkout.map(|checkout| checkout.path.to_string_lossy().into_owned()),
            name,
        };
        (branch, commit.map(|commit| commit.id()))
    }

    /// Fills in the counts. A commit that can't be read leaves them out: the branch itself is still shown.
    fn count(&self, repo: &Repository, found: &mut [(Branch, Option<Oid>)]) {
        let Some(base) = self.base else { return };
        let tips: Vec<Oid> = found.iter().filter_map(|(_, tip)| *tip).collect();
        let most = MOST_COMMITS.min(MOST_WORDS / (tips.len() / 64 + 1));
        let counts = compare(repo, base, &tips, most).counts();
        let counted = found.iter_mut().filter(|(_, tip)| tip.is_some()).map(|(branch, _)| branch);
        for (branch, count) in counted.zip(counts) {
            branch.ahead = count.map(|(ahead, _)| ahead);
            branch.behind = count.map(|(_, behind)| behind);
        }
    }
}
