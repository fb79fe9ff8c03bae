//! Table `runs`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "runs")]
#[expect(clippy::struct_field_names, reason = "`model` is the column of the model of Claude")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub project_id: i64,
    pub task_id: i64,
    pub kind: String,
    pub state: String,
    pub follows: Option<i64>,
    pub origin: String,
    pub change: i64,
    pub survivor: bool,
    pub trusted: bool,
    pub queued_at: i64,
    pub started_at: Option<i64>,
    pub ended_at: Option<i64>,
    pub items: i64,
    pub cost_usd: Option<f64>,
    pub session_cost_usd: Option<f64>,
    pub input_tokens: i64,
    pub output_tokens: i64,
    pub turns: i64,
    pub exit_code: Option<i64>,
    pub waits_until: Option<i64>,
    pub stop_asked_at: Option<i64>,
    pub stop_reason: Option<String>,
    pub session_id: String,
    pub marker: String,
    pub model: Option<String>,
    pub version: Option<String>,
    pub owner: Option<String>,
    pub process: Option<String>,
    pub folder: String,
    pub program: Option<String>,
    pub activity: Option<String>,
    pub live_kind: Option<String>,
    pub live_text: Option<String>,
    pub question: Option<String>,
    pub failure: Option<String>,
    pub options: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
