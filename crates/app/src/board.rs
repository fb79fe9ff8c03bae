//! The board: all cards of a project, or of all projects, in one slim payload.

use claudetask_core::{EventSeq, ProjectId};
use claudetask_store::TaskQuery;
use serde::Serialize;

use crate::project::Project;
use crate::task::{TaskRow, rows};
use crate::{Call, Error, project};

/// A project with its cards.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Board {
    /// The project; null for the board of all projects.
    pub project: Option<Project>,
    /// By column, then by place.
    pub tasks: Vec<TaskRow>,
    /// The last event of the journal that the payload includes; changes follow from here.
    pub seq: EventSeq,
}

/// Returns the board of a project as it is at one moment.
pub async fn get(call: &Call, id: ProjectId) -> Result<Board, Error> {
    let tx = call.store.read().await?;
    let record = project::find(&tx, id).await?;
    let records = tx.tasks(id, &TaskQuery::default()).await?;
    let tasks = rows(&tx, id, records).await?;
    Ok(Board { project: Some(project::full(&tx, record).await?), tasks, seq: tx.last_seq().await? })
}

/// Returns the cards of all projects that are not forgotten. Places of different projects say nothing of each
/// other; by them the cards of each project keep their order.
pub async fn all(call: &Call) -> Result<Board, Error> {
    let tx = call.store.read().await?;
    let records = tx.tasks(None, &TaskQuery::default()).await?;
    Ok(Board { project: None, tasks: rows(&tx, None, records).await?, seq: tx.last_seq().await? })
}
