//! Every failure that a door can show, with its stable code and what to do now.

use std::path::PathBuf;

use claudetask_claude::files::FileError;
use claudetask_claude::program::ProgramError;
use claudetask_claude::{DocPath, Problem};
use claudetask_core::{EventSeq, Invalid, ProjectId, RequestId, RunId, Status, TaskId, VersionId};
use claudetask_git::GitError;
use claudetask_store::StoreError;
use serde::Serialize;
use thiserror::Error;

use crate::document::DocumentText;
use crate::task::Task;

/// Why a use case was refused or failed; nothing was changed.
#[derive(Debug, Error)]
pub enum Error {
    /// A value breaks a rule.
    #[error("{}", .0.problem)]
    Invalid(#[from] Invalid),
    /// There is no such task.
    #[error("there is no task #{0}")]
    TaskNotFound(TaskId),
    /// The task was deleted.
    #[error("task #{0} was deleted")]
    TaskDeleted(TaskId),
    /// The task belongs to another project.
    #[error("task #{task} belongs to project {project}, not to this one")]
    TaskInOtherProject {
        /// The task.
        task: TaskId,
        /// The project it belongs to.
        project: ProjectId,
    },
    /// The task changed since the caller read it.
    #[error("task #{} has changed: it is at revision {}, not {given}", task.id, task.revision)]
    StaleTask {
        /// The task as it is now.
        task: Box<Task>,
        /// The revision that the caller had.
        given: u32,
    },
    /// A dependency would lead back to the task.
    #[error("#{task} can't depend on #{depends_on}: that already depends on #{task}")]
    DependencyCycle {
        /// The task.
        task: TaskId,
        /// What it was to depend on.
        depends_on: TaskId,
    },
    /// The neighbour that was to fix the place stands in another column.
    #[error("#{neighbour} is in {actual}, not in {wanted}")]
    NeighbourElsewhere {
        /// The neighbour.
        neighbour: TaskId,
        /// Its column.
        actual: Status,
        /// The column of the move.
        wanted: Status,
    },
    /// There is no such project.
    #[error("there is no project {0}")]
    ProjectNotFound(String),
    /// No project holds the folder.
    #[error("no project holds the folder {}", .0.display())]
    NoProject(PathBuf),
    /// Another project has that folder.
    #[error("{path} is already the folder of project {id} ({name})")]
    FolderTaken {
        /// The folder.
        path: String,
        /// The project that has it.
        id: ProjectId,
        /// Its name.
        name: String,
    },
    /// A folder can't be a project.
    #[error("{problem}")]
    Path {
        /// Which problem.
        code: ErrorCode,
        /// What is wrong, with the path.
        problem: String,
        /// What to do.
        hint: String,
    },
    /// There is no change to take back.
    #[error("there is nothing to undo")]
    NothingToUndo,
    /// There is no undone change that could be made again.
    #[error("there is nothing to redo")]
    NothingToRedo,
    /// There is no such event.
    #[error("there is no event {0} in this project")]
    EventNotFound(EventSeq),
    /// The event is of a kind, or in a state, that has nothing to take back.
    #[error("event {seq} can't be {verb}: {reason}")]
    NotRevertible {
        /// The event.
        seq: EventSeq,
        /// `undone` or `redone`.
        verb: &'static str,
        /// Why.
        reason: String,
    },
    /// A later change stands in the way of an undo or redo.
    #[error("event {seq} can't be {verb}: {reason}")]
    UndoConflict {
        /// The event.
        seq: EventSeq,
        /// `undone` or `redone`.
        verb: &'static str,
        /// Which later change stands in the way.
        reason: String,
        /// That change, where it is known.
        later: Option<EventSeq>,
    },
    /// The task has no branch.
    #[error("task #{0} has no branch")]
    NoBranch(TaskId),
    /// The task has a branch already.
    #[error("task #{task} has the branch {branch} already")]
    HasBranch {
        /// The task.
        task: TaskId,
        /// Its branch.
        branch: String,
    },
    /// No default branch can be told.
    #[error("the repository has no default branch that could be told")]
    NoDefaultBranch,
    /// The file changed since the caller read it.
    #[error("{} has changed on the disk", .0.path)]
    StaleDocument(Box<DocumentText>),
    /// The path is no document of Claude Code's.
    #[error("{0} is none of the files that Claude Code reads here")]
    NotADocument(DocPath),
    /// There is no such file.
    #[error("there is no file {0}")]
    DocumentNotFound(DocPath),
    /// The file has no such version.
    #[error("{path} has no version {version}")]
    VersionNotFound {
        /// The version.
        version: VersionId,
        /// The file.
        path: DocPath,
    },
    /// There is no such agent.
    #[error("there is no agent {0:?}")]
    AgentNotFound(String),
    /// Another agent has that name, or one that differs in upper and lower case alone.
    #[error("{path} is the agent {name:?} already")]
    AgentTaken {
        /// Its name.
        name: String,
        /// Its file.
        path: DocPath,
    },
    /// A file of the user's can't be read or changed.
    #[error("{0}")]
    File(#[from] FileError),
    /// A file can't be read as it is.
    #[error("{}", .0.message)]
    Document(Problem),
    /// There is no such run.
    #[error("there is no run {0}")]
    RunNotFound(RunId),
    /// The task has a run that has not ended.
    #[error("task #{task} has run {run}, which has not ended")]
    RunActive {
        /// The task.
        task: TaskId,
        /// Its run.
        run: RunId,
    },
    /// The run has ended.
    #[error("run {run} has ended: it is {state}")]
    RunEnded {
        /// The run.
        run: RunId,
        /// How it ended.
        state: &'static str,
    },
    /// The run can't be gone on with.
    #[error("run {run} can't be gone on with: {reason}")]
    NotResumable {
        /// The run.
        run: RunId,
        /// Why.
        reason: &'static str,
    },
    /// A run whose watcher is gone still works in the folder.
    #[error("run {run}, which nothing watches any more, still works in {folder}")]
    FolderBusy {
        /// That run.
        run: RunId,
        /// The folder.
        folder: String,
    },
    /// Nothing waits for that answer.
    #[error("request {0} does not wait for an answer")]
    RequestNotOpen(RequestId),
    /// The `claude` program can't be had.
    #[error("{0}")]
    Program(#[from] ProgramError),
    /// The `claude` program did not say what it is.
    #[error("{0}")]
    Probe(String),
    /// Git refused or failed.
    #[error("{0}")]
    Git(#[from] GitError),
    /// The database refused or failed.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// The platform names no data folder.
    #[error("this system names no folder for an application's data")]
    NoDataFolder,
    /// A global shortcut can't be had.
    #[error("{problem}")]
    Shortcut {
        /// Which problem.
        code: ErrorCode,
        /// What is wrong, with the keys.
        problem: String,
        /// What to do.
        hint: String,
    },
}

macro_rules! codes {
    ($($variant:ident = $code:literal, $doc:literal;)+) => {
        /// The stable word of a failure, as `docs/errors.md` lists it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum ErrorCode { $(#[doc = $doc] $variant),+ }

        impl ErrorCode {
            /// All codes with what each means, for the documentation.
            pub const ALL: &'static [(Self, &'static str)] = &[$((Self::$variant, $doc)),+];

            /// Returns the word.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }
        }
    };
}

codes! {
    InvalidValue = "invalid_value", "A value breaks a rule; `field` names it.";
    TaskNotFound = "task_not_found", "There is no task of that id, or it was deleted.";
    TaskInOtherProject = "task_in_other_project", "The task belongs to another project.";
    StaleTask = "stale_task", "The task changed since it was read; `task` has it as it is now.";
    DependencyCycle = "dependency_cycle", "A dependency would lead back to the task.";
    NeighbourElsewhere = "neighbour_elsewhere", "The task that was to fix a place is in another column.";
    ProjectNotFound = "project_not_found", "There is no such project.";
    NoProject = "no_project", "No project holds the folder.";
    FolderTaken = "folder_taken", "Another project has that folder.";
    PathNotFound = "path_not_found", "The path does not exist.";
    PathNotAFolder = "path_not_a_folder", "The path is not a folder.";
    PathNotReadable = "path_not_readable", "The folder can't be read.";
    PathNotUtf8 = "path_not_utf8", "The path is not UTF-8.";
    NothingToUndo = "nothing_to_undo", "No change of the project is in force that could be undone.";
    NothingToRedo = "nothing_to_redo", "No change of the project was undone last.";
    EventNotFound = "event_not_found", "The project's journal has no such event.";
    NotRevertible = "not_revertible", "The event has nothing to take back or bring again.";
    UndoConflict = "undo_conflict", "A later change stands in the way of an undo or redo.";
    NoBranch = "no_branch", "The task has no branch.";
    HasBranch = "has_branch", "The task has a branch already.";
    NoDefaultBranch = "no_default_branch", "No default branch can be told.";
    StaleDocument = "stale_document", "The file changed since it was read; `document` has it as it is now.";
    NotADocument = "not_a_document", "The path is none of the files that Claude Code reads.";
    DocumentNotFound = "document_not_found", "There is no such file.";
    VersionNotFound = "version_not_found", "The file has no such version, or it is no longer kept.";
    AgentNotFound = "agent_not_found", "There is no agent of that name.";
    AgentTaken = "agent_taken", "Another agent has that name, or one that differs in upper and lower case alone.";
    RunNotFound = "run_not_found", "There is no run of that id.";
    RunActive = "run_active", "The task has a run that has not ended.";
    RunEnded = "run_ended", "The run has ended.";
    NotResumable = "not_resumable", "The run can't be gone on with.";
    FolderBusy = "folder_busy", "A run that nothing watches any more still works in the folder.";
    RequestNotOpen = "request_not_open", "The permission or question was answered or withdrawn.";
    ClaudeNotFound = "claude_not_found", "The `claude` program is not found.";
    ClaudeUnusable = "claude_unusable", "The `claude` program can't be run, or is too old.";
    ClaudeSilent = "claude_silent", "The `claude` program did not answer.";
    NotAFile = "not_a_file", "A folder or a device has the file's name.";
    LinkLeavesFolder = "link_leaves_folder", "A link leads out of the folder that the file belongs to.";
    FileTooLarge = "file_too_large", "The file is larger than 10,000,000 bytes.";
    FileNotReadable = "file_not_readable", "The file may not be read.";
    FileReadOnly = "file_read_only", "The file or its folder is read-only.";
    FolderNotFound = "folder_not_found", "The project's folder is not there.";
    NotARepository = "not_a_repository", "The folder is in no git repository.";
    RepositoryUnreadable = "repository_unreadable", "The git repository can't be read.";
    RepositoryOwnedByAnother = "repository_owned_by_another", "The git repository belongs to another user.";
    RepositoryEmpty = "repository_empty", "The git repository has no commit.";
    BranchExists = "branch_exists", "A branch of that name exists.";
    NameConflict = "name_conflict", "A branch's name would have to be a file and a folder at once.";
    NameCaseConflict = "name_case_conflict", "A branch differs only in upper and lower case.";
    BranchNotFound = "branch_not_found", "There is no local branch of that name.";
    BaseNotFound = "base_not_found", "The default branch is not there or has no commit.";
    CommitNotFound = "commit_not_found", "The repository has no such commit.";
    BranchNotMerged = "branch_not_merged", "The branch has commits that the default branch does not have.";
    BranchCheckedOut = "branch_checked_out", "The branch is checked out.";
    BranchIsDefault = "branch_is_default", "The branch is the default branch.";
    BranchIsSymbolic = "branch_is_symbolic", "The branch is another name of a branch.";
    BranchMoved = "branch_moved", "The branch changed during the check.";
    BranchLocked = "branch_locked", "Another program is changing the branch.";
    GitFailed = "git_failed", "Git reported a failure.";
    NotADatabase = "not_a_database", "The file is not a database.";
    ForeignDatabase = "foreign_database", "The file is a database of another program.";
    DatabaseNewer = "database_newer", "A newer version of ClaudeTask wrote the database.";
    DatabaseCorrupt = "database_corrupt", "The database is damaged.";
    DatabaseReadOnly = "database_read_only", "The database or its folder can't be written.";
    DiskFull = "disk_full", "There is no room left on the disk.";
    DatabaseBusy = "database_busy", "Another process kept the database busy for too long.";
    FileExists = "file_exists", "A file that must not be overwritten is there.";
    FileFailed = "file_failed", "A file operation failed.";
    DatabaseFailed = "database_failed", "The database reported a failure.";
    NoDataFolder = "no_data_folder", "The system names no folder for an application's data.";
    DesktopNotFound = "desktop_not_found", "The window's program is not installed.";
    DesktopFailed = "desktop_failed", "The window's program can't show a window.";
    ShortcutTaken = "shortcut_taken", "Another program has the global shortcut.";
    ShortcutUnavailable = "shortcut_unavailable", "The desktop lets no program register a global shortcut.";
}

/// A failure as the doors show it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ErrorReport {
    /// The stable word.
    pub code: String,
    /// What failed, with the offending value.
    pub message: String,
    /// What to do now.
    pub hint: String,
    /// Whether the same call may succeed later without anyone's doing.
    pub retryable: bool,
    /// With `invalid_value`: the field.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "specta", specta(optional))]
    pub field: Option<String>,
    /// With `stale_task`: the task as it is now.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "specta", specta(optional))]
    pub task: Option<Box<Task>>,
    /// With `stale_document`: the file as it is now.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "specta", specta(optional))]
    pub document: Option<Box<DocumentText>>,
}

impl Error {
    /// Returns the stable code.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Invalid(_) => ErrorCode::InvalidValue,
            Self::TaskNotFound(_) | Self::TaskDeleted(_) => ErrorCode::TaskNotFound,
            Self::TaskInOtherProject { .. } => ErrorCode::TaskInOtherProject,
            Self::StaleTask { .. } => ErrorCode::StaleTask,
            Self::DependencyCycle { .. } => ErrorCode::DependencyCycle,
            Self::NeighbourElsewhere { .. } => ErrorCode::NeighbourElsewhere,
            Self::ProjectNotFound(_) => ErrorCode::ProjectNotFound,
            Self::NoProject(_) => ErrorCode::NoProject,
            Self::FolderTaken { .. } => ErrorCode::FolderTaken,
            Self::Path { code, .. } | Self::Shortcut { code, .. } => *code,
            Self::NothingToUndo => ErrorCode::NothingToUndo,
            Self::NothingToRedo => ErrorCode::NothingToRedo,
            Self::EventNotFound(_) => ErrorCode::EventNotFound,
            Self::NotRevertible { .. } => ErrorCode::NotRevertible,
            Self::UndoConflict { .. } => ErrorCode::UndoConflict,
            Self::NoBranch(_) => ErrorCode::NoBranch,
            Self::HasBranch { .. } => ErrorCode::HasBranch,
            Self::NoDefaultBranch => ErrorCode::NoDefaultBranch,
            Self::StaleDocument(_) => ErrorCode::StaleDocument,
            Self::NotADocument(_) => ErrorCode::NotADocument,
            Self::DocumentNotFound(_) => ErrorCode::DocumentNotFound,
            Self::VersionNotFound { .. } => ErrorCode::VersionNotFound,
            Self::AgentNotFound(_) => ErrorCode::AgentNotFound,
            Self::AgentTaken { .. } => ErrorCode::AgentTaken,
            Self::File(error) => file_code(error),
            Self::Document(problem) => {
                let named = |(code, _): &&(ErrorCode, _)| code.as_str() == problem.code;
                ErrorCode::ALL.iter().find(named).map_or(ErrorCode::FileFailed, |(code, _)| *code)
            }
            Self::RunNotFound(_) => ErrorCode::RunNotFound,
            Self::RunActive { .. } => ErrorCode::RunActive,
            Self::RunEnded { .. } => ErrorCode::RunEnded,
            Self::NotResumable { .. } => ErrorCode::NotResumable,
            Self::FolderBusy { .. } => ErrorCode::FolderBusy,
            Self::RequestNotOpen(_) => ErrorCode::RequestNotOpen,
            Self::Program(ProgramError::NotFound { .. }) => ErrorCode::ClaudeNotFound,
            Self::Program(_) => ErrorCode::ClaudeUnusable,
            Self::Probe(_) => ErrorCode::ClaudeSilent,
            Self::Git(error) => git_code(error),
            Self::Store(error) => store_code(error),
            Self::NoDataFolder => ErrorCode::NoDataFolder,
        }
    }

    /// Returns what to do now.
    pub fn hint(&self) -> String {
        match self {
            Self::Invalid(invalid) => invalid.hint.clone(),
            Self::TaskNotFound(_) => "Look the id up on the board or with `claudetask list`.".into(),
            Self::TaskDeleted(_) => "Bring it back with undo: `claudetask log` names the event.".into(),
            Self::TaskInOtherProject { project, .. } => {
                format!("Switch to that project, or use `claudetask --project {project}`.")
            }
            Self::StaleTask { .. } => "Look at the task as it is now, then make the change again.".into(),
            Self::DependencyCycle { depends_on, .. } => {
                format!("Remove what leads from #{depends_on} back first.")
            }
            Self::NeighbourElsewhere { actual, .. } => {
                format!("Move to {actual}, or name a neighbour in the wanted column.")
            }
            Self::ProjectNotFound(_) => "`claudetask project list` shows the projects.".into(),
            Self::NoProject(_) => {
                "Open the folder with `claudetask project open .`, or name a project with --project.".into()
            }
            Self::FolderTaken { path, id, .. } => {
                format!("Open {path}, which is project {id}, or give this one another folder.")
            }
            Self::Path { hint, .. } | Self::Shortcut { hint, .. } => hint.clone(),
            Self::NothingToUndo | Self::NothingToRedo => "`claudetask log` shows what was changed.".into(),
            Self::EventNotFound(_) => "`claudetask log` shows the events of this project.".into(),
            Self::NotRevertible { .. } => "`claudetask log` shows which events are in force.".into(),
            Self::UndoConflict { later: Some(later), .. } => format!("Undo event {later} first."),
            Self::UndoConflict { later: None, .. } => "Look at what it is now, and change it by hand.".into(),
            Self::NoBranch(task) => format!("Create one with `claudetask branch create {task}`, or attach one."),
            Self::HasBranch { task, .. } => {
                format!("Detach it first (`claudetask branch detach {task}`); it stays in the repository.")
            }
            Self::NoDefaultBranch => "Set the project's default branch in its settings.".into(),
            Self::StaleDocument(_) => {
                "Look at the file as it is now, then make the change again; nothing was lost.".into()
            }
            Self::NotADocument(_) => {
                "Name CLAUDE.md, one of the files that `claudetask instructions list` shows, or an agent.".into()
            }
            Self::DocumentNotFound(path) => {
                format!("`claudetask instructions versions --file {path}` shows what it said before, if anything.")
            }
            Self::VersionNotFound { path, .. } => {
                format!("`claudetask instructions versions --file {path}` shows them.")
            }
            Self::AgentNotFound(_) => "`claudetask agents list` shows them.".into(),
            Self::AgentTaken { .. } => "Choose another name, or edit that agent.".into(),
            Self::File(error) => error.hint(),
            Self::Document(problem) => problem.hint.clone(),
            Self::RunNotFound(_) => "`claudetask runs list` shows the runs.".into(),
            Self::RunActive { run, .. } => format!("Wait for it, or stop it: `claudetask runs stop {run}`."),
            Self::RunEnded { run, .. } => format!("`claudetask runs show {run}` tells how it ended."),
            Self::NotResumable { .. } => "Start a new analysis.".into(),
            Self::FolderBusy { run, .. } => format!("Stop it first: `claudetask runs stop {run}`."),
            Self::RequestNotOpen(_) => "It was answered elsewhere, or the run no longer asks.".into(),
            Self::Program(error) => error.hint(),
            Self::Probe(_) => "Run `claude` in a terminal to see what it says.".into(),
            Self::Git(error) => error.hint(),
            Self::Store(error) => store_hint(error),
            Self::NoDataFolder => "Name one with --data-dir or CLAUDETASK_DATA_DIR.".into(),
        }
    }

    /// Returns whether the same call may succeed later without anyone's doing.
    pub fn retryable(&self) -> bool {
        match self {
            Self::Git(error) => error.retryable(),
            Self::Store(StoreError::Busy { .. }) => true,
            _ => false,
        }
    }

    /// Returns the failure as the doors show it.
    pub fn report(&self) -> ErrorReport {
        let (field, task, document) = match self {
            Self::Invalid(invalid) => (Some(invalid.field.to_owned()), None, None),
            Self::StaleTask { task, .. } => (None, Some(task.clone()), None),
            Self::StaleDocument(document) => (None, None, Some(document.clone())),
            _ => (None, None, None),
        };
        ErrorReport {
            code: self.code().as_str().to_owned(),
            message: self.to_string(),
            hint: self.hint(),
            retryable: self.retryable(),
            field,
            task,
            document,
        }
    }
}

fn git_code(error: &GitError) -> ErrorCode {
    match error {
        GitError::FolderNotFound { .. } => ErrorCode::FolderNotFound,
        GitError::NotARepository { .. } => ErrorCode::NotARepository,
        GitError::Unreadable { .. } => ErrorCode::RepositoryUnreadable,
        GitError::OwnedByAnother { .. } => ErrorCode::RepositoryOwnedByAnother,
        GitError::Empty { .. } => ErrorCode::RepositoryEmpty,
        GitError::BranchExists { .. } => ErrorCode::BranchExists,
        GitError::NameConflict { .. } => ErrorCode::NameConflict,
        GitError::CaseConflict { .. } => ErrorCode::NameCaseConflict,
        GitError::BranchNotFound { .. } => ErrorCode::BranchNotFound,
        GitError::BaseNotFound { .. } => ErrorCode::BaseNotFound,
        GitError::CommitNotFound { .. } => ErrorCode::CommitNotFound,
        GitError::NotMerged { .. } => ErrorCode::BranchNotMerged,
        GitError::CheckedOut { .. } => ErrorCode::BranchCheckedOut,
        GitError::IsDefault { .. } => ErrorCode::BranchIsDefault,
        GitError::Symbolic { .. } => ErrorCode::BranchIsSymbolic,
        GitError::Moved { .. } => ErrorCode::BranchMoved,
        GitError::Locked { .. } => ErrorCode::BranchLocked,
        GitError::Failed { .. } => ErrorCode::GitFailed,
    }
}

fn file_code(error: &FileError) -> ErrorCode {
    match error {
        FileError::NotAFile { .. } => ErrorCode::NotAFile,
        FileError::LeavesRoot { .. } => ErrorCode::LinkLeavesFolder,
        FileError::TooLarge { .. } => ErrorCode::FileTooLarge,
        FileError::NoRoot { .. } => ErrorCode::FolderNotFound,
        FileError::NotReadable { .. } => ErrorCode::FileNotReadable,
        FileError::ReadOnly { .. } => ErrorCode::FileReadOnly,
        FileError::Exists { .. } => ErrorCode::FileExists,
        FileError::DiskFull { .. } => ErrorCode::DiskFull,
        FileError::Io { .. } => ErrorCode::FileFailed,
    }
}

fn store_code(error: &StoreError) -> ErrorCode {
    match error {
        StoreError::NotADatabase { .. } => ErrorCode::NotADatabase,
        StoreError::ForeignDatabase { .. } => ErrorCode::ForeignDatabase,
        StoreError::NewerVersion { .. } => ErrorCode::DatabaseNewer,
        StoreError::Corrupt { .. } | StoreError::BadRow { .. } => ErrorCode::DatabaseCorrupt,
        StoreError::ReadOnly { .. } => ErrorCode::DatabaseReadOnly,
        StoreError::DiskFull { .. } => ErrorCode::DiskFull,
        StoreError::Busy { .. } => ErrorCode::DatabaseBusy,
        StoreError::Exists { .. } => ErrorCode::FileExists,
        StoreError::Io { .. } => ErrorCode::FileFailed,
        StoreError::Database { .. } => ErrorCode::DatabaseFailed,
    }
}

fn store_hint(error: &StoreError) -> String {
    match error {
        StoreError::NotADatabase { path } | StoreError::ForeignDatabase { path } => format!(
            "Nothing was changed. Move {} away if it is not needed, or name another folder with --data-dir.",
            path.display()
        ),
        StoreError::NewerVersion { .. } => "Nothing was changed. Install the newest version of ClaudeTask.".into(),
        StoreError::Corrupt { path, .. } => format!(
            "Nothing was changed. Move {} and the -wal file beside it to a safe place, then run `claudetask restore FILE` with one \
             of the .bak files beside it.",
            path.display()
        ),
        StoreError::BadRow { .. } => {
            "Run `claudetask doctor`; if the file was edited by hand, restore a back-up with `claudetask restore FILE`."
                .into()
        }
        StoreError::ReadOnly { path, .. } => {
            format!("Make {} and its folder writable, or name another folder with --data-dir.", path.display())
        }
        StoreError::DiskFull { .. } => "Nothing was changed. Free some room, then try again.".into(),
        StoreError::Busy { .. } => "Try again in a moment.".into(),
        StoreError::Exists { .. } => "Name another file, or move that one away.".into(),
        StoreError::Io { path, .. } => format!("Look at {} and at the rights of its folder.", path.display()),
        StoreError::Database { .. } => "Run `claudetask doctor`, and keep a copy of the data folder.".into(),
    }
}
