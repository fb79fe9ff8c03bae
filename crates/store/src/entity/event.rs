//! Table `events`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "events")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub seq: i64,
    pub project_id: i64,
    pub task_id: Option<i64>,
    pub at: i64,
    pub origin: String,
    pub kind: String,
    pub before: Option<String>,
    pub after: Option<String>,
    pub batch: Option<i64>,
    pub reverts: Option<i64>,
    pub undone: bool,
    pub applied: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
