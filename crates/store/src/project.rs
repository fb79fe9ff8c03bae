//! Projects: a row each, with its settings.

use claudetask_core::{AnalysisSettings, ColumnLimits, ProjectId, Timestamp};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::entity::project::{ActiveModel, Column, Entity, Model};
use crate::error::StoreError;
use crate::tx::{Tx, WriteTx, word};

/// A project as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct ProjectRecord {
    /// Its id.
    pub id: ProjectId,
    /// The canonical path of its folder.
    pub path: String,
    /// Its name.
    pub name: String,
    /// `owner/name` on a forge.
    pub repository: Option<String>,
    /// The branch that tasks start from; `None` asks the repository.
    pub default_branch: Option<String>,
    /// The pattern of task branches.
    pub branch_pattern: String,
    /// Grows by one with each change.
    pub revision: u32,
    /// When it was opened first.
    pub created_at: Timestamp,
    /// When it was opened last.
    pub opened_at: Timestamp,
    /// When it was taken off the list.
    pub forgotten_at: Option<Timestamp>,
    /// How many tasks a column should hold at the most.
    pub column_limits: ColumnLimits,
    /// Whether the folder's own settings, hooks and servers may run; `None` is not asked yet.
    pub trusted: Option<bool>,
    /// How its tasks are analysed.
    pub analysis: AnalysisSettings,
}

/// A project that is not stored yet.
#[derive(Debug, Clone)]
pub struct NewProject {
    /// The canonical path of its folder.
    pub path: String,
    /// Its name.
    pub name: String,
    /// `owner/name` on a forge.
    pub repository: Option<String>,
    /// The pattern of task branches.
    pub branch_pattern: String,
    /// Now.
    pub at: Timestamp,
    /// When it counts as opened: after every other project.
    pub opened_at: Timestamp,
}

fn record(row: Model) -> Result<ProjectRecord, StoreError> {
    let limits = word("projects", "column_limits", &row.column_limits, |json| serde_json::from_str(json).ok())?;
    let analysis = word("projects", "analysis", &row.analysis, |json| serde_json::from_str(json).ok())?;
    Ok(ProjectRecord {
        id: ProjectId(row.id),
        path: row.path,
        name: row.name,
        repository: row.repository,
        default_branch: row.default_branch,
        branch_pattern: row.branch_pattern,
        revision: u32::try_from(row.revision).unwrap_or(u32::MAX),
        created_at: Timestamp::from_millis(row.created_at),
        opened_at: Timestamp::from_millis(row.opened_at),
        forgotten_at: row.forgotten_at.map(Timestamp::from_millis),
        column_limits: limits,
        trusted: row.trusted,
        analysis,
    })
}

fn json(limits: &ColumnLimits) -> String {
    serde_json::to_string(limits).expect("numbers by column are JSON")
}

fn analysis_json(analysis: &AnalysisSettings) -> String {
    serde_json::to_string(analysis).expect("plain settings are JSON")
}

impl Tx {
    /// Returns a project, forgotten or not.
    pub async fn project(&self, id: ProjectId) -> Result<Option<ProjectRecord>, StoreError> {
        let row = Entity::find_by_id(id.0).one(&self.db).await.map_err(|e| self.error(e))?;
        row.map(record).transpose()
    }

    /// Returns the project of a canonical path, forgotten or not.
    pub async fn project_at(&self, path: &str) -> Result<Option<ProjectRecord>, StoreError> {
        let row = Entity::find().filter(Column::Path.eq(path)).one(&self.db).await.map_err(|e| self.error(e))?;
        row.map(record).transpose()
    }

    /// Returns the projects that are not forgotten, the last opened first.
    pub async fn projects(&self) -> Result<Vec<ProjectRecord>, StoreError> {
        let rows = Entity::find()
            .filter(Column::ForgottenAt.is_null())
            .order_by_desc(Column::OpenedAt)
            .order_by_desc(Column::Id)
            .all(&self.db)
            .await
            .map_err(|e| self.error(e))?;
        rows.into_iter().map(record).collect()
    }

    /// Returns the ids of all projects, also of forgotten ones.
    pub(crate) async fn all_project_ids(&self) -> Result<Vec<ProjectId>, StoreError> {
        let ids: Vec<i64> = Entity::find()
            .select_only()
            .column(Column::Id)
            .into_tuple()
            .all(&self.db)
            .await
            .map_err(|e| self.error(e))?;
        Ok(ids.into_iter().map(ProjectId).collect())
    }
}

impl WriteTx {
    /// Stores a new project.
    pub async fn insert_project(&self, new: NewProject) -> Result<ProjectRecord, StoreError> {
        let row = ActiveModel {
            path: Set(new.path),
            name: Set(new.name),
            repository: Set(new.repository),
            branch_pattern: Set(new.branch_pattern),
            revision: Set(1),
            created_at: Set(new.at.millis()),
            opened_at: Set(new.opened_at.millis()),
            column_limits: Set(json(&ColumnLimits::default())),
            trusted: Set(None),
            analysis: Set(analysis_json(&AnalysisSettings::default())),
            ..Default::default()
        };
        record(row.insert(&self.db).await.map_err(|e| self.error(e))?)
    }

    /// Stores all fields of a project.
    pub async fn update_project(&self, record: &ProjectRecord) -> Result<(), StoreError> {
        let row = ActiveModel {
            id: Set(record.id.0),
            path: Set(record.path.clone()),
            name: Set(record.name.clone()),
            repository: Set(record.repository.clone()),
            default_branch: Set(record.default_branch.clone()),
            branch_pattern: Set(record.branch_pattern.clone()),
            revision: Set(i64::from(record.revision)),
            created_at: Set(record.created_at.millis()),
            opened_at: Set(record.opened_at.millis()),
            forgotten_at: Set(record.forgotten_at.map(Timestamp::millis)),
            column_limits: Set(json(&record.column_limits)),
            trusted: Set(record.trusted),
            analysis: Set(analysis_json(&record.analysis)),
        };
        Entity::update(row).exec(&self.db).await.map_err(|e| self.error(e))?;
        Ok(())
    }
}
