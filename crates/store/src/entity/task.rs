//! Table `tasks`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tasks")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub project_id: i64,
    pub title: String,
    #[sea_orm(column_name = "type")]
    pub task_type: String,
    pub priority: String,
    pub status: String,
    pub rank: String,
    pub revision: i64,
    pub git_branch: Option<String>,
    pub blocked_reason: Option<String>,
    pub description_id: Option<i64>,
    pub analysis_id: Option<i64>,
    pub created_at: i64,
    pub updated_at: i64,
    pub completed_at: Option<i64>,
    pub deleted_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
