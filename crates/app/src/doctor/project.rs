//! The project, its repository, and whether its folder is trusted.

use claudetask_git::{RepositoryKind, RepositoryState};

use super::{CheckState, DoctorCheck, Subject};
use crate::project::{self, Project};
use crate::run::{self, TrustReport};
use crate::{Call, Error, branch};

/// What was found of the project.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) checks: Vec<DoctorCheck>,
    pub(super) project: Option<Project>,
    pub(super) repository: Option<RepositoryState>,
}

/// Looks at the project.
pub(super) async fn look(call: &Call, subject: Subject<'_>) -> Found {
    let mut found = Found::default();
    let project = match subject {
        Subject::Nothing => return found,
        Subject::Project(id) => project::get(call, id).await,
        Subject::Named(folder) | Subject::Around(folder) => project::holding(call, folder).await,
    };
    let project = match (project, subject) {
        (Ok(project), _) => project,
        (Err(error @ Error::NoProject(_)), Subject::Around(_)) => {
            let hint = error.hint();
            found.checks.push(DoctorCheck::new("project", CheckState::Ok, error.to_string(), hint));
            return found;
        }
        (Err(error), _) => {
            found.checks.push(DoctorCheck::failed("project", &error));
            return found;
        }
    };
    found.checks.push(if project.folder_exists {
        DoctorCheck::ok("project", format!("{} ({}) at {}", project.name, project.id, project.path))
    } else {
        DoctorCheck::new(
            "project",
            CheckState::Problem,
            format!("the folder {} of {} is missing", project.path, project.name),
            format!("Bring it back, or run `claudetask --project {} project set path=FOLDER`.", project.id),
        )
    });
    if project.folder_exists {
        found.checks.push(match run::trust_report(call, project.id).await {
            Ok(report) => trust(project.trusted, &report),
            Err(error) => DoctorCheck::failed("trust", &error),
        });
        match branch::list(call, project.id).await {
            Ok(list) => {
                found.checks.push(repository(&list.repository));
                found.repository = Some(list.repository);
            }
            Err(error) => found.checks.push(DoctorCheck::failed("git", &error)),
        }
    }
    found.project = Some(project);
    found
}

/// Says whether the folder's own files may be loaded, and which those are.
fn trust(trusted: Option<bool>, report: &TrustReport) -> DoctorCheck {
    let count = |count: usize, one: &str, many: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        count => Some(format!("{count} {many}")),
    };
    let parts = [
        count(report.settings_files.len(), "file of settings", "files of settings"),
        count(report.hooks.len(), "hook or other program", "hooks and other programs"),
        count(report.mcp_servers.len(), "MCP server", "MCP servers"),
        count(report.instructions.len(), "file of instructions", "files of instructions"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    let has = if parts.is_empty() { "it has none".to_owned() } else { format!("it has {}", parts.join(", ")) };
    let own = "the folder's own settings, hooks and CLAUDE.md are";
    let check = match trusted {
        Some(true) => DoctorCheck::ok("trust", format!("{own} loaded in runs; {has}")),
        Some(false) => DoctorCheck::new(
            "trust",
            CheckState::Ok,
            format!("{own} not loaded in runs; {has}"),
            "`claudetask project set trusted=true` has them loaded.",
        ),
        None => DoctorCheck::new(
            "trust",
            CheckState::Unknown,
            format!("{own} not loaded in runs until you trust it; {has}"),
            "Look at them, then run `claudetask project set trusted=true`, or trusted=false to leave it so.",
        ),
    };
    match report.problems.first() {
        Some(problem) => DoctorCheck { message: format!("{}; {problem}", check.message), ..check },
        None => check,
    }
}

fn repository(repository: &RepositoryState) -> DoctorCheck {
    let kind = match repository.kind {
        RepositoryKind::None => {
            let hint = "The board works; task branches need `git init` first.";
            return DoctorCheck::new("git", CheckState::Warning, "the project is in no git repository", hint);
        }
        RepositoryKind::Repository => "repository",
        RepositoryKind::Worktree => "worktree",
        RepositoryKind::Bare => "bare repository",
        RepositoryKind::Submodule => "submodule",
    };
    if repository.empty {
        let hint = "Make a first commit; task branches start from it.";
        return DoctorCheck::new("git", CheckState::Warning, format!("{kind} without a commit"), hint);
    }
    match &repository.default_branch {
        Some(branch) => DoctorCheck::ok("git", format!("{kind}, default branch {branch}")),
        None => DoctorCheck::new(
            "git",
            CheckState::Warning,
            format!("{kind} whose default branch can't be told"),
            "Name it: `claudetask project set default_branch=NAME`.",
        ),
    }
}
