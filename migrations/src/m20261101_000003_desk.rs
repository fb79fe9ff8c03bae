//! How many tasks a column should hold, and an index of the tasks that are blocked.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(DeriveIden)]
enum Projects {
    Table,
    ColumnLimits,
}

#[derive(DeriveIden)]
enum Tasks {
    Table,
    ProjectId,
    BlockedReason,
    DeletedAt,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // A JSON object: the limit of each column that has one.
        let limits = ColumnDef::new(Projects::ColumnLimits).text().not_null().default("{}").take();
        manager.alter_table(Table::alter().table(Projects::Table).add_column(limits).take()).await?;
        let blocked = Index::create()
            .name("tasks_blocked")
            .table(Tasks::Table)
            .col(Tasks::ProjectId)
            .and_where(Expr::col(Tasks::BlockedReason).is_not_null())
            .and_where(Expr::col(Tasks::DeletedAt).is_null())
            .take();
        manager.create_index(blocked).await
    }
}
