//! Versions of files: their exact bytes where these are no plain text, and an index for files that belong to the user
//! and so to no single project.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(DeriveIden)]
enum DocumentVersions {
    Table,
    Id,
    Document,
}

#[derive(DeriveIden)]
enum DocumentBytes {
    Table,
    VersionId,
    Content,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Apart from the texts: a column behind a long text can't be read without walking through it.
        let bytes = Table::create()
            .table(DocumentBytes::Table)
            .col(ColumnDef::new(DocumentBytes::VersionId).big_integer().not_null().primary_key())
            .col(ColumnDef::new(DocumentBytes::Content).binary().not_null())
            .foreign_key(
                ForeignKey::create()
                    .from(DocumentBytes::Table, DocumentBytes::VersionId)
                    .to(DocumentVersions::Table, DocumentVersions::Id)
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .take();
        manager.create_table(bytes).await?;
        let by_name = Index::create()
            .name("document_versions_by_name")
            .table(DocumentVersions::Table)
            .col(DocumentVersions::Document)
            .col(DocumentVersions::Id)
            .take();
        manager.create_index(by_name).await
    }
}
