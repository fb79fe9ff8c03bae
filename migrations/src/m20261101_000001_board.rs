//! Projects, tasks with their links, the journal, and the versions of long texts.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(DeriveIden)]
enum Projects {
    Table,
    Id,
    Path,
    Name,
    Repository,
    DefaultBranch,
    BranchPattern,
    Revision,
    CreatedAt,
    OpenedAt,
    ForgottenAt,
}

#[derive(DeriveIden)]
enum DocumentVersions {
    Table,
    Id,
    ProjectId,
    Document,
    Sha256,
    Characters,
    Content,
    Origin,
    CreatedAt,
}

#[derive(DeriveIden)]
enum Tasks {
    Table,
    Id,
    ProjectId,
    Title,
    Type,
    Priority,
    Status,
    Rank,
    Revision,
    GitBranch,
    BlockedReason,
    DescriptionId,
    AnalysisId,
    CreatedAt,
    UpdatedAt,
    CompletedAt,
    DeletedAt,
}

#[derive(DeriveIden)]
enum TaskLinks {
    Table,
    TaskId,
    DependsOnId,
}

#[derive(DeriveIden)]
enum Events {
    Table,
    Seq,
    ProjectId,
    TaskId,
    At,
    Origin,
    Kind,
    Before,
    After,
    Batch,
    Reverts,
    Undone,
    Applied,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        projects(manager).await?;
        document_versions(manager).await?;
        tasks(manager).await?;
        task_links(manager).await?;
        events(manager).await
    }
}

fn id(column: impl IntoIden) -> ColumnDef {
    // AUTOINCREMENT: an id that was shown once never comes back as another thing.
    ColumnDef::new(column).big_integer().not_null().auto_increment().primary_key().take()
}

fn required(column: impl IntoIden) -> ColumnDef {
    ColumnDef::new(column).not_null().take()
}

async fn projects(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table(Projects::Table)
        .col(id(Projects::Id))
        .col(required(Projects::Path).text().unique_key())
        .col(required(Projects::Name).text())
        .col(ColumnDef::new(Projects::Repository).text())
        .col(ColumnDef::new(Projects::DefaultBranch).text())
        .col(required(Projects::BranchPattern).text())
        .col(required(Projects::Revision).big_integer())
        .col(required(Projects::CreatedAt).big_integer())
        .col(required(Projects::OpenedAt).big_integer())
        .col(ColumnDef::new(Projects::ForgottenAt).big_integer())
        .take();
    manager.create_table(table).await
}

async fn document_versions(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table(DocumentVersions::Table)
        .col(id(DocumentVersions::Id))
        .col(required(DocumentVersions::ProjectId).big_integer())
        .col(required(DocumentVersions::Document).text())
        .col(required(DocumentVersions::Sha256).text())
        .col(required(DocumentVersions::Characters).big_integer())
        .col(required(DocumentVersions::Origin).text())
        .col(required(DocumentVersions::CreatedAt).big_integer())
        // Last, so that reading the other columns never walks through a long text.
        .col(required(DocumentVersions::Content).text())
        .foreign_key(
            ForeignKey::create()
                .from(DocumentVersions::Table, DocumentVersions::ProjectId)
                .to(Projects::Table, Projects::Id),
        )
        .take();
    manager.create_table(table).await?;
    let index = Index::create()
        .name("document_versions_by_document")
        .table(DocumentVersions::Table)
        .col(DocumentVersions::ProjectId)
        .col(DocumentVersions::Document)
        .col(DocumentVersions::Id)
        .take();
    manager.create_index(index).await
}

async fn tasks(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table(Tasks::Table)
        .col(id(Tasks::Id))
        .col(required(Tasks::ProjectId).big_integer())
        .col(required(Tasks::Title).text())
        .col(required(Tasks::Type).text())
        .col(required(Tasks::Priority).text())
        .col(required(Tasks::Status).text())
        .col(required(Tasks::Rank).text())
        .col(required(Tasks::Revision).big_integer())
        .col(ColumnDef::new(Tasks::GitBranch).text())
        .col(ColumnDef::new(Tasks::BlockedReason).text())
        // The texts themselves are immutable versions, so that a row of the board stays small and
        // the journal names a text instead of repeating it.
        .col(ColumnDef::new(Tasks::DescriptionId).big_integer())
        .col(ColumnDef::new(Tasks::AnalysisId).big_integer())
        .col(required(Tasks::CreatedAt).big_integer())
        .col(required(Tasks::UpdatedAt).big_integer())
        .col(ColumnDef::new(Tasks::CompletedAt).big_integer())
        .col(ColumnDef::new(Tasks::DeletedAt).big_integer())
        .foreign_key(ForeignKey::create().from(Tasks::Table, Tasks::ProjectId).to(Projects::Table, Projects::Id))
        .foreign_key(
            ForeignKey::create()
                .from(Tasks::Table, Tasks::DescriptionId)
                .to(DocumentVersions::Table, DocumentVersions::Id),
        )
        .foreign_key(
            ForeignKey::create()
                .from(Tasks::Table, Tasks::AnalysisId)
                .to(DocumentVersions::Table, DocumentVersions::Id),
        )
        .take();
    manager.create_table(table).await?;
    let board = Index::create()
        .name("tasks_by_place")
        .table(Tasks::Table)
        .col(Tasks::ProjectId)
        .col(Tasks::Status)
        .col(Tasks::Rank)
        .and_where(Expr::col(Tasks::DeletedAt).is_null())
        .take();
    manager.create_index(board).await?;
    let branch = Index::create()
        .name("tasks_by_branch")
        .table(Tasks::Table)
        .col(Tasks::ProjectId)
        .col(Tasks::GitBranch)
        .and_where(Expr::col(Tasks::GitBranch).is_not_null())
        .take();
    manager.create_index(branch).await
}

async fn task_links(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table(TaskLinks::Table)
        .col(required(TaskLinks::TaskId).big_integer())
        .col(required(TaskLinks::DependsOnId).big_integer())
        .primary_key(Index::create().col(TaskLinks::TaskId).col(TaskLinks::DependsOnId))
        .foreign_key(ForeignKey::create().from(TaskLinks::Table, TaskLinks::TaskId).to(Tasks::Table, Tasks::Id))
        .foreign_key(ForeignKey::create().from(TaskLinks::Table, TaskLinks::DependsOnId).to(Tasks::Table, Tasks::Id))
        .take();
    manager.create_table(table).await?;
    let index =
        Index::create().name("task_links_by_dependency").table(TaskLinks::Table).col(TaskLinks::DependsOnId).take();
    manager.create_index(index).await
}

async fn events(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table(Events::Table)
        .col(id(Events::Seq))
        .col(required(Events::ProjectId).big_integer())
        .col(ColumnDef::new(Events::TaskId).big_integer())
        .col(required(Events::At).big_integer())
        .col(required(Events::Origin).text())
        .col(required(Events::Kind).text())
        .col(ColumnDef::new(Events::Before).text())
        .col(ColumnDef::new(Events::After).text())
        // The first event of a change to several tasks; they are undone together.
        .col(ColumnDef::new(Events::Batch).big_integer())
        // For an undo or a redo: the event whose effect it takes back or brings again.
        .col(ColumnDef::new(Events::Reverts).big_integer())
        .col(required(Events::Undone).boolean().default(false))
        // The event that last put this event's effect in force or out of it.
        .col(required(Events::Applied).big_integer())
        .foreign_key(ForeignKey::create().from(Events::Table, Events::ProjectId).to(Projects::Table, Projects::Id))
        .foreign_key(ForeignKey::create().from(Events::Table, Events::TaskId).to(Tasks::Table, Tasks::Id))
        .take();
    manager.create_table(table).await?;
    let indices = [
        Index::create().name("events_by_project").table(Events::Table).col(Events::ProjectId).col(Events::Seq).take(),
        Index::create().name("events_by_task").table(Events::Table).col(Events::TaskId).col(Events::Seq).take(),
        Index::create()
            .name("events_to_undo")
            .table(Events::Table)
            .col(Events::ProjectId)
            .col(Events::Undone)
            .col(Events::Applied)
            .and_where(Expr::col(Events::Reverts).is_null())
            .take(),
        Index::create()
            .name("events_by_batch")
            .table(Events::Table)
            .col(Events::Batch)
            .and_where(Expr::col(Events::Batch).is_not_null())
            .take(),
    ];
    for index in indices {
        manager.create_index(index).await?;
    }
    Ok(())
}
