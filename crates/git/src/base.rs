//! The default branch: which one it is, and the commit that it stands at.

use std::path::Path;

use git2::{Commit, ErrorCode, ObjectType, Oid, Reference, Repository};

use crate::{GitError, open, remote};

/// Names tried where nothing says which branch is the default one.
const USUAL: [&str; 4] = ["main", "master", "trunk", "develop"];

/// Returns the name of the default branch; `None` if nothing hints at one (a detached HEAD with several
/// branches of unusual names).
///
/// In this order: `configured` if it exists; what the primary remote's HEAD names; `init.defaultBranch`
/// if it exists; `main`, `master`, `trunk`, `develop` if they exist; HEAD's branch, also one without a
/// commit; the only local branch. A branch exists if it is local, or if the primary remote (`origin`, or
/// the only one) has it as of the last fetch.
pub fn default_branch(path: &Path, configured: Option<&str>) -> Result<Option<String>, GitError> {
    of(&open::open(path)?, configured)
}

/// Does what [`default_branch`] does for an open repository.
pub(crate) fn of(repo: &Repository, configured: Option<&str>) -> Result<Option<String>, GitError> {
    let remote = remote::primary(repo);
    let exists = |name: &str| -> Result<bool, GitError> {
        if local(repo, name)?.is_some() {
            return Ok(true);
        }
        Ok(match &remote {
            Some(remote) => reference(repo, &format!("refs/remotes/{remote}/{name}"))?.is_some(),
            None => false,
        })
    };
    if let Some(name) = configured
        && exists(name)?
    {
        return Ok(Some(name.to_owned()));
    }
    if let Some(remote) = &remote
        && let Some(head) = reference(repo, &format!("refs/remotes/{remote}/HEAD"))?
        && let Ok(Some(target)) = head.symbolic_target()
        && let Some(name) = target.strip_prefix(&format!("refs/remotes/{remote}/"))
        && exists(name)?
    {
        return Ok(Some(name.to_owned()));
    }
    if let Ok(name) = repo.config().and_then(|config| config.get_string("init.defaultBranch"))
        && exists(&name)?
    {
        return Ok(Some(name));
    }
    for name in USUAL {
        if exists(name)? {
            return Ok(Some(name.to_owned()));
        }
    }
    if let Some(name) = head_branch(repo)? {
        return Ok(Some(name));
    }
    let mut names = local_names(repo)?;
    Ok(if names.len() == 1 { names.pop() } else { None })
}

/// Returns the branch that HEAD names, also one without a commit; `None` for a detached HEAD.
pub(crate) fn head_branch(repo: &Repository) -> Result<Option<String>, GitError> {
    let head = reference(repo, "HEAD")?;
    Ok(head.as_ref().and_then(|head| {
        let target = String::from_utf8_lossy(head.symbolic_target_bytes()?);
        target.strip_prefix("refs/heads/").map(str::to_owned)
    }))
}

/// Returns the names of the local branches.
pub(crate) fn local_names(repo: &Repository) -> Result<Vec<String>, GitError> {
    let failed = GitError::failed("list the branches");
    let mut names = Vec::new();
    for reference in repo.references_glob("refs/heads/*").map_err(&failed)? {
        let reference = reference.map_err(&failed)?;
        names.push(String::from_utf8_lossy(reference.shorthand_bytes()).into_owned());
    }
    Ok(names)
}

/// Returns the reference called `name`. A name that git could not have is one that isn't there.
pub(crate) fn reference<'r>(repo: &'r Repository, name: &str) -> Result<Option<Reference<'r>>, GitError> {
    // git2 hands names on as C strings.
    if name.contains('\0') {
        return Ok(None);
    }
    match repo.find_reference(name) {
        Ok(reference) => Ok(Some(reference)),
        Err(error) if matches!(error.code(), ErrorCode::NotFound | ErrorCode::InvalidSpec) => Ok(None),
        Err(source) => Err(GitError::Failed { action: "read a reference", source }),
    }
}

/// Returns the local branch called `name`.
pub(crate) fn local<'r>(repo: &'r Repository, name: &str) -> Result<Option<Reference<'r>>, GitError> {
    reference(repo, &format!("refs/heads/{name}"))
}

/// Returns the commit of the local branch `name`; `None` if there is no such branch, or it points to
/// nothing.
pub(crate) fn local_tip(repo: &Repository, name: &str) -> Result<Option<Oid>, GitError> {
    Ok(local(repo, name)?.and_then(|reference| commit_of(&reference)).map(|commit| commit.id()))
}

/// Returns the commit of `base`: of the local branch, else as of the last fetch from the primary remote.
///
/// New branches start there and counts are taken from there. What is merged is judged by the local
/// branch alone: a remote's copy is pruned by the next fetch when somebody deletes the branch.
pub(crate) fn tip<'r>(repo: &'r Repository, base: &str) -> Result<Option<Commit<'r>>, GitError> {
    if let Some(commit) = local(repo, base)?.and_then(|reference| commit_of(&reference)) {
        return Ok(Some(commit));
    }
    let Some(remote) = remote::primary(repo) else { return Ok(None) };
    Ok(reference(repo, &format!("refs/remotes/{remote}/{base}"))?.and_then(|reference| commit_of(&reference)))
}

/// Returns the commit that a reference leads to, or `None` if it is broken.
pub(crate) fn commit_of<'r>(reference: &Reference<'r>) -> Option<Commit<'r>> {
    reference.peel(ObjectType::Commit).ok()?.into_commit().ok()
}
