//! Where a branch went that is not there any more.

use std::path::Path;

use git2::{Oid, Repository};

use crate::history::compare;
use crate::{GitError, base, open};

/// Returns the name that the missing branch `old_name` seems to have now, or `None` if nothing tells (or
/// the branch is there).
///
/// First the reflogs are asked: git notes a rename there, and the log moves along with the branch. Without that (no
/// reflogs, or renamed by another program), the one branch that stands at `tip`, the last commit
/// known of the old one (a full id): never the default branch, never when several stand there, and never when `tip` is
/// part of the default branch, because then any fresh branch would match. `configured` is the default
/// branch of the project's settings.
pub fn renamed_to(
    path: &Path,
    old_name: &str,
    tip: Option<&str>,
    configured: Option<&str>,
) -> Result<Option<String>, GitError> {
    let repo = open::open(path)?;
    if base::local(&repo, old_name)?.is_some() {
        return Ok(None);
    }
    if let Some(name) = by_reflog(&repo, old_name)? {
        return Ok(Some(name));
    }
    match tip.and_then(|tip| Oid::from_str(tip).ok()) {
        Some(tip) => by_tip(&repo, tip, configured),
        None => Ok(None),
    }
}

/// Finds the branch whose reflog holds a rename from `old_name` that leads to its present name; of several the
/// one that was renamed last.
fn by_reflog(repo: &Repository, old_name: &str) -> Result<Option<String>, GitError> {
    let mut newest: Option<(i64, String)> = None;
    for name in base::local_names(repo)? {
        let full = format!("refs/heads/{name}");
        if !repo.reference_has_log(&full).unwrap_or(false) {
            continue;
        }
        let Ok(log) = repo.reflog(&full) else { continue };
        let mut at = old_name.to_owned();
        let mut renamed = None;
        // Oldest first, so that a chain of renames is followed; a log that `git branch --copy` made ends elsewhere.
        for entry in (0..log.len()).rev().filter_map(|place| log.get(place)) {
            let Ok(Some(message)) = entry.message() else { continue };
            if let Some((from, to)) = rename(message)
                && from == at
            {
                to.clone_into(&mut at);
                renamed = Some(entry.committer().when().seconds());
            }
        }
        if let Some(time) = renamed
            && at == name
            && newest.as_ref().is_none_or(|(other, _)| time > *other)
        {
            newest = Some((time, name));
        }
    }
    Ok(newest.map(|(_, name)| name))
}

/// Reads `Branch: renamed refs/heads/a to refs/heads/b`, as git and libgit2 note it.
fn rename(message: &str) -> Option<(&str, &str)> {
    const START: &str = "branch: renamed ";
    let (start, rest) = message.split_at_checked(START.len())?;
    if !start.eq_ignore_ascii_case(START) {
        return None;
    }
    let (from, to) = rest.trim_end().split_once(" to ")?;
    Some((from.strip_prefix("refs/heads/")?, to.strip_prefix("refs/heads/")?))
}

fn by_tip(repo: &Repository, tip: Oid, configured: Option<&str>) -> Result<Option<String>, GitError> {
    if repo.find_commit(tip).is_err() {
        return Ok(None);
    }
    let default = base::of(repo, configured)?;
    if let Some(default) = &default
        && let Some(base) = base::tip(repo, default)?
        && compare(repo, base.id(), &[tip], usize::MAX).ahead()?.is_empty()
    {
        return Ok(None);
    }
    let mut found = None;
    for name in base::local_names(repo)? {
        if default.as_ref() != Some(&name) && base::local_tip(repo, &name)? == Some(tip) {
            if found.is_some() {
                return Ok(None);
            }
            found = Some(name);
        }
    }
    Ok(found)
}
