//! Which tasks wait for somebody, and by whose doing.

use std::collections::BTreeMap;

use claudetask_core::{EventSeq, Origin, ProjectId, Status};
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait, SimpleExpr};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use crate::entity::event::{Column, Entity};
use crate::entity::task;
use crate::error::StoreError;
use crate::journal::{EventRecord, record};
use crate::task::live_tasks;
use crate::tx::Tx;

/// A state in which a task waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waiting {
    /// It is in Code Review.
    InReview,
    /// It has a reason to be blocked.
    Blocked,
}

impl Waiting {
    /// Returns the condition on a task.
    fn of_task(self) -> SimpleExpr {
        match self {
            Self::InReview => task::Column::Status.eq(Status::CodeReview.as_str()),
            Self::Blocked => task::Column::BlockedReason.is_not_null(),
        }
    }

    /// Returns a part of the JSON that an event has which brought a task into the state.
    fn in_after(self) -> &'static str {
        match self {
            Self::InReview => r#""status":"Code Review""#,
            Self::Blocked => r#""blocked_reason":""#,
        }
    }
}

impl Tx {
    /// Returns the events that brought tasks into the state in which they are now, where one of `origins` did it
    /// after the event `seen` of the project; newest first, at most `limit`.
    ///
    /// It begins with the tasks, which are few, never with the journal, which only grows.
    pub async fn waiting(
        &self,
        state: Waiting,
        origins: &[Origin],
        seen: &BTreeMap<ProjectId, EventSeq>,
        limit: u64,
    ) -> Result<Vec<EventRecord>, StoreError> {
        let tasks = live_tasks(None).select_only().column(task::Column::Id).filter(state.of_task()).into_query();
        let last = Entity::find()
            .select_only()
            .column_as(Column::Seq.max(), "seq")
            .filter(Column::TaskId.in_subquery(tasks))
            .filter(Column::Undone.eq(false))
            .filter(Column::Reverts.is_null())
            .filter(Column::After.contains(state.in_after()))
            .group_by(Column::TaskId)
            .into_query();
        let mut select = Entity::find()
            .filter(Column::Seq.in_subquery(last))
            .filter(Column::Origin.is_in(origins.iter().map(|origin| origin.as_str())));
        if !seen.is_empty() {
            let mut mark = CaseStatement::new();
            for (project, seq) in seen {
                mark = mark.case(Expr::col(Column::ProjectId).eq(project.0), Expr::val(seq.0));
            }
            select = select.filter(Expr::col(Column::Seq).gt(Expr::Case(Box::new(mark.finally(Expr::val(0))))));
        }
        let rows = select.order_by_desc(Column::Seq).limit(limit).all(&self.db).await.map_err(|e| self.error(e))?;
        rows.into_iter().map(record).collect()
    }
}
