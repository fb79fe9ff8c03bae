//! Which tasks come before which.

use std::collections::HashMap;

use claudetask_core::{ProjectId, TaskId};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select};

use super::{BIND_LIMIT, live_tasks};
use crate::entity::{task, task_link};
use crate::error::StoreError;
use crate::tx::{Tx, WriteTx};

impl Tx {
    /// Returns what each of the tasks depends on, ascending, deleted tasks included; tasks without links are
    /// left out.
    pub async fn dependencies_of_all(&self, ids: &[TaskId]) -> Result<HashMap<TaskId, Vec<TaskId>>, StoreError> {
        let mut dependencies = HashMap::new();
        for chunk in ids.chunks(BIND_LIMIT) {
            let of = task_link::Column::TaskId.is_in(chunk.iter().map(|id| id.0));
            dependencies.extend(self.links(task_link::Entity::find().filter(of)).await?);
        }
        Ok(dependencies)
    }

    /// Returns what each task of a project depends on, ascending, without deleted tasks on either side; without a
    /// project for the tasks of all that are not forgotten.
    pub async fn live_dependencies(
        &self,
        project: impl Into<Option<ProjectId>>,
    ) -> Result<HashMap<TaskId, Vec<TaskId>>, StoreError> {
        self.links(live(links_of(project.into()))).await
    }

    /// Returns what a task depends on, ascending, deleted tasks included.
    pub async fn dependencies_of(&self, task: TaskId) -> Result<Vec<TaskId>, StoreError> {
        let select = task_link::Entity::find().filter(task_link::Column::TaskId.eq(task.0));
        Ok(self.links(select).await?.remove(&task).unwrap_or_default())
    }

    /// Returns what each of these tasks depends on, ascending, without deleted tasks; tasks without links are
    /// left out.
    pub async fn live_dependencies_of(&self, tasks: &[TaskId]) -> Result<HashMap<TaskId, Vec<TaskId>>, StoreError> {
        let mut links = HashMap::new();
        for chunk in tasks.chunks(BIND_LIMIT) {
            let ids = chunk.iter().map(|id| id.0);
            let select = live(task_link::Entity::find().filter(task_link::Column::TaskId.is_in(ids)));
            links.extend(self.links(select).await?);
        }
        Ok(links)
    }

    async fn links(&self, select: Select<task_link::Entity>) -> Result<HashMap<TaskId, Vec<TaskId>>, StoreError> {
        let links: Vec<(i64, i64)> = select
            .select_only()
            .column(task_link::Column::TaskId)
            .column(task_link::Column::DependsOnId)
            .order_by_asc(task_link::Column::TaskId)
            .order_by_asc(task_link::Column::DependsOnId)
            .into_tuple()
            .all(&self.db)
            .await
            .map_err(|e| self.error(e))?;
        let mut dependencies: HashMap<TaskId, Vec<TaskId>> = HashMap::new();
        for (task, depends_on) in links {
            dependencies.entry(TaskId(task)).or_default().push(TaskId(depends_on));
        }
        Ok(dependencies)
    }
}

impl WriteTx {
    /// Makes a task depend on exactly these tasks.
    pub async fn set_dependencies(&self, task: TaskId, depends_on: &[TaskId]) -> Result<(), StoreError> {
        task_link::Entity::delete_many()
            .filter(task_link::Column::TaskId.eq(task.0))
            .exec(&self.db)
            .await
            .map_err(|e| self.error(e))?;
        for chunk in depends_on.chunks(BIND_LIMIT) {
            let rows = chunk.iter().map(|id| task_link::ActiveModel { task_id: Set(task.0), depends_on_id: Set(id.0) });
            task_link::Entity::insert_many(rows).exec_without_returning(&self.db).await.map_err(|e| self.error(e))?;
        }
        Ok(())
    }
}

fn links_of(project: Option<ProjectId>) -> Select<task_link::Entity> {
    let tasks = live_tasks(project).select_only().column(task::Column::Id).into_query();
    task_link::Entity::find().filter(task_link::Column::TaskId.in_subquery(tasks))
}

fn live(select: Select<task_link::Entity>) -> Select<task_link::Entity> {
    let task = task::Entity::find()
        .select_only()
        .column(task::Column::Id)
        .filter(Expr::col((task::Entity, task::Column::Id)).equals((task_link::Entity, task_link::Column::DependsOnId)))
        .filter(task::Column::DeletedAt.is_null())
        .into_query();
    select.filter(Expr::exists(task))
}
