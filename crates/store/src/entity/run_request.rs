//! Table `run_requests`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "run_requests")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub run_id: i64,
    pub state: String,
    pub kind: String,
    pub asked_at: i64,
    pub answered_at: Option<i64>,
    pub answered_by: Option<String>,
    pub request: String,
    pub tool: String,
    pub call: Option<String>,
    pub title: String,
    pub reason: Option<String>,
    pub for_run: Option<String>,
    pub answer: Option<String>,
    pub input: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
