//! The statements that are really sent, and how SQLite would run them.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use claudetask_core::{EventSeq, Origin, ProjectId, Rank, Status, TaskId};
use claudetask_store::{EventFilter, Side, Store, TaskQuery, Waiting};
use sqlx::{AssertSqlSafe, Row};
use tracing::Instrument;
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;

use crate::fixture::{Place, add_project, add_task, raw};

/// Collects the statements that sqlx logs for what runs within the span `watched`; it logs on threads of its own,
/// and other tests run beside this one.
#[derive(Clone, Default)]
struct Statements(Arc<Mutex<BTreeSet<String>>>);

impl<S> tracing_subscriber::Layer<S> for Statements
where
    S: tracing::Subscriber + for<'a> LookupSpan<'a>,
{
    fn on_event(&self, event: &tracing::Event<'_>, context: Context<'_, S>) {
        struct Sql {
            summary: String,
            statement: String,
        }
        impl tracing::field::Visit for Sql {
            fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn Debug) {
                match field.name() {
                    "summary" => self.summary = format!("{value:?}"),
                    "db.statement" => self.statement = format!("{value:?}"),
                    _ => {}
                }
            }

            fn record_str(&mut self, field: &tracing::field::Field, value: &str) {
                match field.name() {
                    "summary" => value.clone_into(&mut self.summary),
                    "db.statement" => value.clone_into(&mut self.statement),
                    _ => {}
                }
            }
        }
        let watched = context.event_scope(event).is_some_and(|mut scope| scope.any(|span| span.name() == "watched"));
        if event.metadata().target() != "sqlx::query" || !watched {
            return;
        }
        let mut sql = Sql { summary: String::new(), statement: String::new() };
        event.record(&mut sql);
        let text = if sql.statement.trim().is_empty() { sql.summary } else { sql.statement };
        self.0.lock().unwrap().insert(text.split_whitespace().collect::<Vec<_>>().join(" "));
    }
}

#[tokio::test]
async fn no_screen_s_statement_walks_through_a_whole_table() {
    let statements = Statements::default();
    let subscriber = tracing_subscriber::registry().with(statements.clone());
    tracing::subscriber::set_global_default(subscriber).unwrap();
    let place = Place::new();
    let store = place.open().await;
    let project = add_project(&store, "/a").await;
    let (one, two) = (add_task(&store, project, "one").await, add_task(&store, project, "two").await);
    every_statement(&store, project, one, two).instrument(tracing::error_span!("watched")).await;

    let statements = statements.0.lock().unwrap().clone();
    assert!(statements.len() > 35, "the statements were not seen: {statements:#?}");
    let mut connection = raw(&place.path).await;
    let mut walks = Vec::new();
    for statement in &statements {
        if statement.starts_with("BEGIN") || statement.starts_with("COMMIT") || statement.starts_with("PRAGMA") {
            continue;
        }
        let plan = sqlx::query(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}")))
            .fetch_all(&mut connection)
            .await
            .unwrap_or_else(|error| panic!("{statement}: {error}"));
        for step in plan {
            let step: String = step.get("detail");
            // The projects are few, and all of them are listed. A part of an index that has no row of another
            // project is what was asked for; the events are walked by their key, with a limit.
            let whole =
                step.starts_with("SCAN") && !step.starts_with("SCAN projects") && !step.starts_with("SCAN CONSTANT");
            let page =
                statement.contains("ORDER BY") && statement.contains("LIMIT") && !statement.contains("SELECT MAX(");
            let by_key = step == "SCAN events" && page;
            // For rows that would break a reference, which SQLite looks for only while there are some.
            let reference = step == "SCAN tasks" && statement.starts_with("INSERT INTO \"document_versions\"");
            if whole && !by_key && !reference {
                walks.push(format!("{step}: {statement}"));
            }
        }
    }
    assert!(walks.is_empty(), "{walks:#?}");
}

/// Calls everything that a use case can ask of the store.
async fn every_statement(store: &Store, project: ProjectId, one: TaskId, two: TaskId) {
    let tx = store.write().await.unwrap();
    let rank = Rank::between(None, None).unwrap();
    tx.tasks(project, &TaskQuery::default()).await.unwrap();
    let query = TaskQuery {
        statuses: vec![Status::Backlog, Status::Done],
        task_type: Some(claudetask_core::TaskType::Bug),
        priority: Some(claudetask_core::Priority::High),
        text: None,
    };
    tx.tasks(project, &query).await.unwrap();
    for text in ["about", "größe"] {
        tx.tasks(project, &TaskQuery { text: Some(text.to_owned()), ..TaskQuery::default() }).await.unwrap();
    }
    tx.task(one).await.unwrap();
    tx.tasks_by_id(&[one, two]).await.unwrap();
    tx.task_counts(project).await.unwrap();
    tx.all_task_counts().await.unwrap();
    for side in [Side::Before, Side::After] {
        for of in [None, Some(&rank)] {
            for except in [&[][..], &[one, TaskId(9)]] {
                tx.neighbour(project, Status::Backlog, side, of, except).await.unwrap();
            }
        }
    }
    tx.rank_is_taken(project, Status::Backlog, &rank, &[one]).await.unwrap();
    tx.dependencies_of_all(&[one, two]).await.unwrap();
    tx.live_dependencies(project).await.unwrap();
    tx.dependencies_of(one).await.unwrap();
    tx.live_dependencies_of(&[one]).await.unwrap();
    tx.set_dependencies(one, &[two]).await.unwrap();
    let task = tx.task(one).await.unwrap().unwrap();
    tx.update_task(&task).await.unwrap();
    tx.texts([claudetask_core::VersionId(1), claudetask_core::VersionId(2)]).await.unwrap();
    tx.keep_text(claudetask_store::NewText {
        project,
        document: "task/1/description",
        content: "new",
        origin: claudetask_core::Origin::Cli,
        at: crate::fixture::NOW,
    })
    .await
    .unwrap();
    tx.tasks(None, &TaskQuery::default()).await.unwrap();
    tx.titles(Some(project)).await.unwrap();
    tx.titles(None).await.unwrap();
    tx.live_dependencies(None).await.unwrap();
    for state in [Waiting::InReview, Waiting::Blocked] {
        for seen in [[].into(), [(project, EventSeq(1))].into()] {
            tx.waiting(state, &[Origin::Cli, Origin::Run], &seen, 100).await.unwrap();
        }
    }
    tx.project(project).await.unwrap();
    tx.project_at("/a").await.unwrap();
    tx.projects().await.unwrap();
    for project in [None, Some(project)] {
        for task in [None, Some(one)] {
            for since in [None, Some(EventSeq(1))] {
                if project.is_none() && task.is_some() {
                    continue;
                }
                let filter = EventFilter { project, task, since };
                tx.next_events(&filter, 10).await.unwrap();
                tx.latest_events(&filter, 10).await.unwrap();
            }
        }
    }
    tx.last_seq().await.unwrap();
    let event = tx.event_to_undo(project).await.unwrap().unwrap();
    tx.begin_batch(event.seq).await.unwrap();
    tx.set_applied(event.seq, true, event.seq).await.unwrap();
    let event = tx.event_to_redo(project).await.unwrap().unwrap();
    tx.batch_of(&event).await.unwrap();
    tx.event_to_undo(None).await.unwrap();
    tx.event_to_redo(None).await.unwrap();
    tx.changed_since(project, EventSeq(1)).await.unwrap();
    tx.changed_since(None, EventSeq(1)).await.unwrap();
    tx.setting("app").await.unwrap();
    tx.commit().await.unwrap();
}
