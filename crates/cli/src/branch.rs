//! Branches of tasks: list, create, attach, detach, delete.

use clap::Subcommand;
use claudetask_app::branch;
use claudetask_core::TaskId;

use crate::door::Door;
use crate::failure::Failure;
use crate::render;

/// What to do with branches.
#[derive(Debug, Subcommand)]
pub(crate) enum BranchCommand {
    /// List the repository's branches with their tasks
    List,
    /// Create the task's branch from the default branch; HEAD and files stay as they are
    Create {
        /// The task
        id: TaskId,
    },
    /// Attach an existing branch to a task
    Attach {
        /// The task
        id: TaskId,
        /// The local branch
        #[arg(allow_hyphen_values = true)]
        name: String,
    },
    /// Detach the branch from its task; it stays in the repository
    Detach {
        /// The task
        id: TaskId,
    },
    /// Delete the task's branch, if the default branch has all its commits
    Delete {
        /// The task
        id: TaskId,
    },
}

/// Runs a command on branches.
pub(crate) async fn run(door: &Door, command: BranchCommand) -> Result<(), Failure> {
    let project = door.project().await?.id;
    let call = &door.call;
    let (task, done) = match command {
        BranchCommand::List => {
            let list = branch::list(call, project).await?;
            return door.output.show(&list, |screen| render::branch::list(&list, screen));
        }
        BranchCommand::Create { id } => (branch::create(call, project, id).await?, "Created the branch of"),
        BranchCommand::Attach { id, name } => {
            (branch::attach(call, project, id, &name).await?, "Attached the branch to")
        }
        BranchCommand::Detach { id } => (branch::detach(call, project, id).await?, "Detached the branch from"),
        BranchCommand::Delete { id } => (branch::delete(call, project, id).await?, "Deleted the branch of"),
    };
    door.output.show(&task, |screen| render::branch::changed(&task, done, screen))
}
