//! Branches of tasks. Git can't take part in a database transaction, so each use case looks at the
//! repository, acts there, then writes the task; when it ends in between, the branch exists and the task
//! does not name it, which attaching it repairs.

use std::path::PathBuf;

use claudetask_core::{BranchName, BranchPattern, EventKind, FieldValue, Fields, ProjectId, TaskId};
use claudetask_git::{self as git, BranchCommit, GitError, RepositoryKind, RepositoryState};
use claudetask_store::{ProjectRecord, TaskQuery, TaskRecord};
use serde::Serialize;

use crate::context::blocking;
use crate::task::{Task, find, full, touch};
use crate::{Call, Error, project};

/// A local branch with the tasks that name it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ListedBranch {
    /// The branch.
    #[serde(flatten)]
    pub branch: git::Branch,
    /// The tasks that name it, ascending.
    pub task_ids: Vec<TaskId>,
}

/// The branches of a project.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct BranchList {
    /// Where the repository stands.
    pub repository: RepositoryState,
    /// The default branch first, then by their last commit, newest first.
    pub branches: Vec<ListedBranch>,
}

/// What became of a task's branch.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct TaskBranch {
    /// The name that "create" would give.
    pub suggested: String,
    /// Where the repository stands.
    pub repository: RepositoryState,
    /// The branch; null where the task names none or it is missing.
    pub branch: Option<git::Branch>,
    /// Whether the task names a branch that the repository does not have.
    pub missing: bool,
    /// What a missing branch seems to be called now.
    pub renamed_to: Option<String>,
    /// Whether a delete would lose nothing and be allowed.
    pub can_delete: bool,
    /// Why it would be refused, else null.
    pub delete_refused: Option<String>,
    /// The commits that a delete would lose, newest first, at most 50.
    pub unmerged: Vec<BranchCommit>,
    /// How many there are in all.
    pub unmerged_total: u32,
}

/// Brings a deleted branch back for an undo.
#[derive(Debug, Clone)]
pub(crate) struct GitEffect {
    pub(crate) project: ProjectId,
    pub(crate) name: String,
    pub(crate) commit: String,
}

/// What a use case needs to know of a task and its project before it asks git.
struct Subject {
    folder: PathBuf,
    default_branch: Option<String>,
    project: ProjectRecord,
    task: TaskRecord,
}

async fn subject(call: &Call, project: ProjectId, id: TaskId) -> Result<Subject, Error> {
    let tx = call.store.read().await?;
    let task = find(&tx, project, id).await?;
    let project = project::find(&tx, project).await?;
    Ok(Subject { folder: project::folder(&project), default_branch: project.default_branch.clone(), project, task })
}

impl Subject {
    fn suggested(&self) -> Result<BranchName, Error> {
        let pattern = BranchPattern::parse(&self.project.branch_pattern)?;
        Ok(pattern.name(self.task.id, &self.task.title, self.task.task_type)?)
    }

    fn attached(&self) -> Result<String, Error> {
        self.task.git_branch.clone().ok_or(Error::NoBranch(self.task.id))
    }

    fn refuse_attached(&self) -> Result<(), Error> {
        match &self.task.git_branch {
            Some(branch) => Err(Error::HasBranch { task: self.task.id, branch: branch.clone() }),
            None => Ok(()),
        }
    }
}

/// Returns the local branches of a project and where its repository stands; no repository is no branches.
pub async fn list(call: &Call, project: ProjectId) -> Result<BranchList, Error> {
    let (record, tasks) = {
        let tx = call.store.read().await?;
        (project::find(&tx, project).await?, tx.tasks(project, &TaskQuery::default()).await?)
    };
    let folder = project::folder(&record);
    let (repository, branches) = blocking(move || {
        let default_branch = record.default_branch.as_deref();
        let repository = git::state(&folder, default_branch)?;
        let branches = match repository.kind {
            RepositoryKind::None => Vec::new(),
            RepositoryKind::Repository
            | RepositoryKind::Worktree
            | RepositoryKind::Bare
            | RepositoryKind::Submodule => git::branches(&folder, default_branch)?,
        };
        Ok::<_, GitError>((repository, branches))
    })
    .await?;
    let task_ids = |name: &str| {
        let mut ids: Vec<TaskId> =
            tasks.iter().filter(|task| task.git_branch.as_deref() == Some(name)).map(|task| task.id).collect();
        ids.sort_unstable();
        ids
    };
    let branches =
        branches.into_iter().map(|branch| ListedBranch { task_ids: task_ids(&branch.name), branch }).collect();
    Ok(BranchList { repository, branches })
}

/// Returns what became of a task's branch, and what could be done with it.
pub async fn of_task(call: &Call, project: ProjectId, id: TaskId) -> Result<TaskBranch, Error> {
    let subject = subject(call, project, id).await?;
    let suggested = subject.suggested()?.as_str().to_owned();
    let report = blocking(move || {
        let configured = subject.default_branch.as_deref();
        let repository = git::state(&subject.folder, configured)?;
        let mut report = TaskBranch {
            suggested,
            branch: None,
            missing: false,
            renamed_to: None,
            can_delete: false,
            delete_refused: None,
            unmerged: Vec::new(),
            unmerged_total: 0,
            repository,
        };
        let Some(name) = subject.task.git_branch else { return Ok(report) };
        if report.repository.kind == RepositoryKind::None {
            report.missing = true;
            return Ok(report);
        }
        report.branch = git::branch(&subject.folder, &name, configured)?;
        let Some(branch) = &report.branch else {
            report.missing = true;
            report.renamed_to = git::renamed_to(&subject.folder, &name, None, configured)?;
            return Ok(report);
        };
        report.delete_refused = if branch.is_default {
            Some(format!("{name} is the default branch."))
        } else if let Some(path) = &branch.checked_out_at {
            Some(format!("{name} is checked out at {path}."))
        } else if let Some(base) = &report.repository.default_branch {
            match git::unmerged(&subject.folder, &name, base, 50) {
                Ok(lost) => {
                    report.unmerged = lost.commits;
                    report.unmerged_total = lost.total;
                    (lost.total > 0).then(|| format!("{name} has commits that {base} does not have."))
                }
                // Only a remote has it, as in a clone of another branch.
                Err(GitError::BaseNotFound { .. }) => {
                    Some(format!("There is no local branch {base}, so it can't be checked what would be lost."))
                }
                Err(error) => return Err(error),
            }
        } else {
            Some("No default branch can be told, so it can't be checked what would be lost.".to_owned())
        };
        report.can_delete = report.delete_refused.is_none();
        Ok::<_, GitError>(report)
    })
    .await?;
    Ok(report)
}

/// Creates the task's branch from the default branch, by the project's pattern, and attaches it. The
/// working tree and HEAD stay as they are.
pub async fn create(call: &Call, project: ProjectId, id: TaskId) -> Result<Task, Error> {
    let subject = subject(call, project, id).await?;
    subject.refuse_attached()?;
    let name = subject.suggested()?;
    let made = {
        let (name, folder, configured) = (name.clone(), subject.folder.clone(), subject.default_branch.clone());
        blocking(move || {
            let base = git::default_branch(&folder, configured.as_deref())?;
            let base = base.ok_or(Error::NoDefaultBranch)?;
            Ok::<_, Error>(git::create_branch(&folder, &name, &base)?)
        })
        .await?
    };
    write(call, &subject.task, Some(name.as_str()), EventKind::BranchCreated, Some(made.id)).await
}

/// Attaches an existing branch to a task.
pub async fn attach(call: &Call, project: ProjectId, id: TaskId, name: &str) -> Result<Task, Error> {
    let name = BranchName::parse(name)?;
    let subject = subject(call, project, id).await?;
    // A branch that is gone may be replaced by another one, as after a rename.
    let missing = subject.task.git_branch.clone();
    let found = {
        let (folder, name) = (subject.folder.clone(), name.clone());
        blocking(move || {
            let gone = match &missing {
                Some(attached) => git::branch(&folder, attached, None)?.is_none(),
                None => true,
            };
            let found = git::branch(&folder, name.as_str(), None)?;
            Ok::<_, GitError>((gone, found))
        })
        .await?
    };
    let (gone, found) = found;
    if !gone {
        subject.refuse_attached()?;
    }
    let found = found.ok_or_else(|| GitError::BranchNotFound { name: name.as_str().to_owned() })?;
    let commit = found.commit.map(|commit| commit.id);
    write(call, &subject.task, Some(name.as_str()), EventKind::BranchAttached, commit).await
}

/// Detaches the branch from a task; it stays in the repository.
pub async fn detach(call: &Call, project: ProjectId, id: TaskId) -> Result<Task, Error> {
    let subject = subject(call, project, id).await?;
    subject.attached()?;
    write(call, &subject.task, None, EventKind::BranchDetached, None).await
}

/// Deletes the task's branch from the repository and detaches it; refused unless the default branch has
/// all its commits.
pub async fn delete(call: &Call, project: ProjectId, id: TaskId) -> Result<Task, Error> {
    let subject = subject(call, project, id).await?;
    let name = subject.attached()?;
    let (folder, configured) = (subject.folder.clone(), subject.default_branch.clone());
    let deleted = blocking(move || {
        let base = git::default_branch(&folder, configured.as_deref())?;
        let base = base.ok_or(Error::NoDefaultBranch)?;
        Ok::<_, Error>(git::delete_branch(&folder, &name, &base)?)
    })
    .await?;
    write(call, &subject.task, None, EventKind::BranchDeleted, Some(deleted.commit)).await
}

/// Brings a deleted branch back; one that is there again at the same commit is fine.
pub(crate) async fn apply(call: &Call, effect: GitEffect) -> Result<(), Error> {
    let tx = call.store.read().await?;
    let folder = project::folder(&project::find(&tx, effect.project).await?);
    drop(tx);
    let name = BranchName::parse(&effect.name)?;
    blocking(move || match git::restore_branch(&folder, &name, &effect.commit) {
        Err(GitError::BranchExists { .. })
            if git::branch(&folder, name.as_str(), None)?
                .and_then(|branch| branch.commit)
                .is_some_and(|commit| commit.id == effect.commit) =>
        {
            Ok(())
        }
        other => other.map(drop),
    })
    .await?;
    Ok(())
}

/// Writes a task's branch with its event; `commit` is where the branch pointed. Refused where the task got
/// another branch since it was read as `seen`.
async fn write(
    call: &Call,
    seen: &TaskRecord,
    branch: Option<&str>,
    kind: EventKind,
    commit: Option<String>,
) -> Result<Task, Error> {
    let (project, id) = (seen.project_id, seen.id);
    let tx = call.store.write().await?;
    let mut record = find(&tx, project, id).await?;
    if record.git_branch != seen.git_branch {
        return Err(match record.git_branch {
            Some(branch) => Error::HasBranch { task: id, branch },
            None => Error::NoBranch(id),
        });
    }
    let at = call.now();
    let name = |branch: Option<String>| Fields::from([("git_branch".to_owned(), FieldValue::from(branch))]);
    let (mut before, mut after) = (name(record.git_branch.clone()), name(branch.map(str::to_owned)));
    if let Some(commit) = commit {
        let side = if branch.is_some() { &mut after } else { &mut before };
        side.insert("commit".to_owned(), FieldValue::Text(commit));
    }
    record.git_branch = branch.map(str::to_owned);
    touch(&mut record, at);
    tx.update_task(&record).await?;
    let event = call.event(project, Some(id), kind, at, (Some(before), Some(after)));
    tx.record(event).await?;
    let task = full(&tx, record).await?;
    tx.commit().await?;
    Ok(task)
}
