//! Table `projects`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "projects")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    #[sea_orm(unique)]
    pub path: String,
    pub name: String,
    pub repository: Option<String>,
    pub default_branch: Option<String>,
    pub branch_pattern: String,
    pub revision: i64,
    pub created_at: i64,
    pub opened_at: i64,
    pub forgotten_at: Option<i64>,
    pub column_limits: String,
    pub trusted: Option<bool>,
    pub analysis: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
