//! The app's own settings: a JSON value a key.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(DeriveIden)]
enum Settings {
    Table,
    Key,
    Value,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table(Settings::Table)
            .col(ColumnDef::new(Settings::Key).text().not_null().primary_key())
            .col(ColumnDef::new(Settings::Value).text().not_null())
            .take();
        manager.create_table(table).await
    }
}
