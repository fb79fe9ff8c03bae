//! The board: all cards of a project in one slim payload.

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
    /// The project.
    pub project: Project,
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
    Ok(Board { project: project::full(&tx, record).await?, tasks, seq: tx.last_seq().await? })
}
