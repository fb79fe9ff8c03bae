//! Runs of Claude with their transcripts and what they ask of the user, and how a project's tasks are analysed.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(DeriveIden)]
enum Projects {
    Table,
    Id,
    Trusted,
    Analysis,
}

#[derive(DeriveIden)]
enum Tasks {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Runs {
    Table,
    Id,
    ProjectId,
    TaskId,
    Kind,
    State,
    Follows,
    Origin,
    Change,
    Survivor,
    Trusted,
    QueuedAt,
    StartedAt,
    EndedAt,
    Items,
    CostUsd,
    SessionCostUsd,
    InputTokens,
    OutputTokens,
    Turns,
    ExitCode,
    WaitsUntil,
    StopAskedAt,
    StopReason,
    SessionId,
    Marker,
    Model,
    Version,
    Owner,
    Process,
    Folder,
    Program,
    Activity,
    LiveKind,
    LiveText,
    Question,
    Failure,
    Options,
}

#[derive(DeriveIden)]
enum RunItems {
    Table,
    RunId,
    Seq,
    At,
    Kind,
    Failed,
    Characters,
    Tool,
    Call,
    Parent,
    Title,
    Content,
}

#[derive(DeriveIden)]
enum RunRequests {
    Table,
    Id,
    RunId,
    State,
    Kind,
    AskedAt,
    AnsweredAt,
    AnsweredBy,
    Request,
    Tool,
    Call,
    Title,
    Reason,
    ForRun,
    Answer,
    Input,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Whether the folder's own settings, hooks and servers may run; null is "not asked yet".
        let trusted = ColumnDef::new(Projects::Trusted).boolean().take();
        manager.alter_table(Table::alter().table(Projects::Table).add_column(trusted).take()).await?;
        // A JSON object; what it does not name is the default.
        let analysis = ColumnDef::new(Projects::Analysis).text().not_null().default("{}").take();
        manager.alter_table(Table::alter().table(Projects::Table).add_column(analysis).take()).await?;
        runs(manager).await?;
        items(manager).await?;
        requests(manager).await
    }
}

fn number(column: impl IntoIden) -> ColumnDef {
    ColumnDef::new(column).big_integer().not_null().take()
}

fn maybe_number(column: impl IntoIden) -> ColumnDef {
    ColumnDef::new(column).big_integer().take()
}

fn text(column: impl IntoIden) -> ColumnDef {
    ColumnDef::new(column).text().not_null().take()
}

fn maybe_text(column: impl IntoIden) -> ColumnDef {
    ColumnDef::new(column).text().take()
}

fn flag(column: impl IntoIden) -> ColumnDef {
    ColumnDef::new(column).boolean().not_null().take()
}

fn id(column: impl IntoIden) -> ColumnDef {
    // AUTOINCREMENT: an id that was shown once never comes back as another thing.
    ColumnDef::new(column).big_integer().not_null().auto_increment().primary_key().take()
}

async fn runs(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table(Runs::Table)
        .col(id(Runs::Id))
        .col(number(Runs::ProjectId))
        .col(number(Runs::TaskId))
        .col(text(Runs::Kind))
        .col(text(Runs::State))
        .col(maybe_number(Runs::Follows))
        .col(text(Runs::Origin))
        .col(number(Runs::Change))
        .col(flag(Runs::Survivor))
        .col(flag(Runs::Trusted))
        .col(number(Runs::QueuedAt))
        .col(maybe_number(Runs::StartedAt))
        .col(maybe_number(Runs::EndedAt))
        .col(number(Runs::Items))
        .col(ColumnDef::new(Runs::CostUsd).double())
        .col(ColumnDef::new(Runs::SessionCostUsd).double())
        .col(number(Runs::InputTokens))
        .col(number(Runs::OutputTokens))
        .col(number(Runs::Turns))
        .col(maybe_number(Runs::ExitCode))
        .col(maybe_number(Runs::WaitsUntil))
        .col(maybe_number(Runs::StopAskedAt))
        .col(maybe_text(Runs::StopReason))
        .col(text(Runs::SessionId))
        .col(text(Runs::Marker))
        .col(maybe_text(Runs::Model))
        .col(maybe_text(Runs::Version))
        .col(maybe_text(Runs::Owner))
        .col(maybe_text(Runs::Process))
        .col(text(Runs::Folder))
        .col(maybe_text(Runs::Program))
        .col(maybe_text(Runs::Activity))
        .col(maybe_text(Runs::LiveKind))
        .col(maybe_text(Runs::LiveText))
        .col(maybe_text(Runs::Question))
        .col(maybe_text(Runs::Failure))
        .col(text(Runs::Options))
        .foreign_key(ForeignKey::create().from(Runs::Table, Runs::ProjectId).to(Projects::Table, Projects::Id))
        .foreign_key(ForeignKey::create().from(Runs::Table, Runs::TaskId).to(Tasks::Table, Tasks::Id))
        .take();
    manager.create_table(table).await?;
    let by_task = Index::create().name("runs_by_task").table(Runs::Table).col(Runs::TaskId).col(Runs::Id).take();
    manager.create_index(by_task).await?;
    let by_project =
        Index::create().name("runs_by_project").table(Runs::Table).col(Runs::ProjectId).col(Runs::Id).take();
    manager.create_index(by_project).await?;
    let by_change = Index::create().name("runs_by_change").table(Runs::Table).col(Runs::Change).unique().take();
    manager.create_index(by_change).await?;
    let live = Index::create()
        .name("runs_live")
        .table(Runs::Table)
        .col(Runs::Id)
        .and_where(Expr::col(Runs::EndedAt).is_null())
        .take();
    manager.create_index(live).await
}

async fn items(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table(RunItems::Table)
        .col(number(RunItems::RunId))
        .col(number(RunItems::Seq))
        .col(number(RunItems::At))
        .col(text(RunItems::Kind))
        .col(flag(RunItems::Failed))
        .col(number(RunItems::Characters))
        .col(maybe_text(RunItems::Tool))
        .col(maybe_text(RunItems::Call))
        .col(maybe_text(RunItems::Parent))
        .col(text(RunItems::Title))
        // Last, so that reading the other columns never walks through a long text.
        .col(text(RunItems::Content))
        .primary_key(Index::create().col(RunItems::RunId).col(RunItems::Seq))
        .foreign_key(ForeignKey::create().from(RunItems::Table, RunItems::RunId).to(Runs::Table, Runs::Id))
        .take();
    manager.create_table(table).await
}

async fn requests(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table(RunRequests::Table)
        .col(id(RunRequests::Id))
        .col(number(RunRequests::RunId))
        .col(text(RunRequests::State))
        .col(text(RunRequests::Kind))
        .col(number(RunRequests::AskedAt))
        .col(maybe_number(RunRequests::AnsweredAt))
        .col(maybe_text(RunRequests::AnsweredBy))
        .col(text(RunRequests::Request))
        .col(text(RunRequests::Tool))
        .col(maybe_text(RunRequests::Call))
        .col(text(RunRequests::Title))
        .col(maybe_text(RunRequests::Reason))
        .col(maybe_text(RunRequests::ForRun))
        .col(maybe_text(RunRequests::Answer))
        .col(text(RunRequests::Input))
        .foreign_key(ForeignKey::create().from(RunRequests::Table, RunRequests::RunId).to(Runs::Table, Runs::Id))
        .take();
    manager.create_table(table).await?;
    let by_run = Index::create()
        .name("run_requests_by_run")
        .table(RunRequests::Table)
        .col(RunRequests::RunId)
        .col(RunRequests::Id)
        .take();
    manager.create_index(by_run).await
}
