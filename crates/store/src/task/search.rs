//! Tasks by their words.

use std::collections::HashSet;

use claudetask_core::{ProjectId, Status, TaskId, TaskType, Timestamp, VersionId, fold};
use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::{BIND_LIMIT, TaskRecord, live_tasks};
use crate::entity::{document_version, task};
use crate::error::StoreError;
use crate::tx::Tx;

/// A task as a suggestion shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TitleRecord {
    /// Its id.
    pub id: TaskId,
    /// The project it belongs to.
    pub project_id: ProjectId,
    /// Its title.
    pub title: String,
    /// Feature or bug.
    pub task_type: TaskType,
    /// Its column.
    pub status: Status,
    /// When it changed last.
    pub updated_at: Timestamp,
}

impl Tx {
    /// Returns the titles of the tasks of a project that are not deleted, in no particular order; without a project
    /// those of all projects that are not forgotten.
    pub async fn titles(&self, project: Option<ProjectId>) -> Result<Vec<TitleRecord>, StoreError> {
        let columns = [
            task::Column::Id,
            task::Column::ProjectId,
            task::Column::Title,
            task::Column::TaskType,
            task::Column::Status,
            task::Column::UpdatedAt,
        ];
        let rows: Vec<(i64, i64, String, TaskType, Status, i64)> =
            self.columns_at_once(live_tasks(project), columns).await?;
        Ok(rows
            .into_iter()
            .map(|(id, project, title, task_type, status, updated_at)| TitleRecord {
                id: TaskId(id),
                project_id: ProjectId(project),
                title,
                task_type,
                status,
                updated_at: Timestamp::from_millis(updated_at),
            })
            .collect())
    }

    /// Keeps the tasks whose title or long texts hold `text`, whatever the case.
    pub(super) async fn keep_with_text(&self, records: &mut Vec<TaskRecord>, text: &str) -> Result<(), StoreError> {
        let holding = self.holding(records, text).await?;
        records.retain(|record| holding.contains(&record.id));
        Ok(())
    }

    /// Returns those of the tasks whose title or long texts hold `text`, whatever the case.
    pub async fn holding(&self, records: &[TaskRecord], text: &str) -> Result<HashSet<TaskId>, StoreError> {
        let wanted = fold(text);
        let in_title = |record: &TaskRecord| fold(&record.title).contains(&wanted);
        let versions: Vec<i64> = records
            .iter()
            .filter(|record| !in_title(record))
            .flat_map(|record| [record.description, record.analysis])
            .flatten()
            .map(|id| id.0)
            .collect();
        let mut found = HashSet::new();
        for chunk in versions.chunks(BIND_LIMIT) {
            let select = document_version::Entity::find()
                .select_only()
                .column(document_version::Column::Id)
                .filter(document_version::Column::Id.is_in(chunk.iter().copied()));
            // SQLite refuses LIKE patterns of more than 50,000 bytes.
            if text.is_ascii() && text.len() < 10_000 {
                let ids: Vec<i64> = select
                    .filter(
                        Func::lower(Expr::col(document_version::Column::Content))
                            .like(LikeExpr::new(contains_pattern(&wanted)).escape('\\')),
                    )
                    .into_tuple()
                    .all(&self.db)
                    .await
                    .map_err(|e| self.error(e))?;
                found.extend(ids);
            } else {
                // SQLite folds the case of ASCII only.
                let texts: Vec<(i64, String)> = select
                    .column(document_version::Column::Content)
                    .into_tuple()
                    .all(&self.db)
                    .await
                    .map_err(|e| self.error(e))?;
                found.extend(texts.into_iter().filter(|(_, text)| fold(text).contains(&wanted)).map(|(id, _)| id));
            }
        }
        let holds = |id: Option<VersionId>| id.is_some_and(|id| found.contains(&id.0));
        let holding = |record: &&TaskRecord| in_title(record) || holds(record.description) || holds(record.analysis);
        Ok(records.iter().filter(holding).map(|record| record.id).collect())
    }
}

/// Returns the LIKE pattern that finds `text` anywhere, with `\` as its escape.
fn contains_pattern(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}
