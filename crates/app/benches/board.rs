//! The use cases that a person waits for, one at a time, on a board of 10,000 tasks; beside them what SQLite itself
//! takes. `measure` of the test kit sets the same figures against their targets.
#![expect(clippy::unwrap_used, reason = "a measurement that can't run has nothing to report")]

use std::hint::black_box;
use std::sync::atomic::{AtomicUsize, Ordering};

use claudetask_app::place::Place;
use claudetask_app::task::{NewTask, TaskPatch};
use claudetask_app::{board, place, task};
use claudetask_core::{Status, TaskId, Timestamp};
use claudetask_testkit::bare::BareFile;
use claudetask_testkit::{Board, START, seed};
use criterion::Criterion;
use tokio::runtime::Runtime;

const TASKS: usize = 10_000;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let runtime = Runtime::new().unwrap();
    let made = runtime.block_on(Board::new());
    let now = Timestamp::from_millis(START);
    let ids = runtime.block_on(seed::fill(made.call.database(), made.project, TASKS, Status::ALL, now)).unwrap();
    let bare = runtime.block_on(BareFile::open(made.call.database())).unwrap();
    reads(&mut criterion, &runtime, &made, &bare);
    writes(&mut criterion, &runtime, &made, &bare, &ids);
    criterion.final_summary();
}

fn reads(criterion: &mut Criterion, runtime: &Runtime, made: &Board, bare: &BareFile) {
    let mut group = criterion.benchmark_group("board of 10,000 tasks as JSON");
    group.bench_function("use case", |b| {
        b.to_async(runtime).iter(|| async {
            black_box(serde_json::to_vec(&board::get(&made.call, made.project).await.unwrap()).unwrap());
        });
    });
    group.bench_function("plain SELECT", |b| {
        b.to_async(runtime).iter(|| async {
            black_box(serde_json::to_vec(&bare.board(made.project).await.unwrap()).unwrap());
        });
    });
    group.finish();
}

fn writes(criterion: &mut Criterion, runtime: &Runtime, made: &Board, bare: &BareFile, ids: &[TaskId]) {
    let (call, project) = (&made.call, made.project);
    let turn = AtomicUsize::new(0);
    // Each change finds its task in another state than it leaves it in: nothing is skipped as "already so".
    let next = || {
        let turn = turn.fetch_add(1, Ordering::Relaxed);
        (ids[turn % ids.len()], Status::ALL[(turn / ids.len() + turn + 1) % Status::ALL.len()], turn)
    };
    let mut group = criterion.benchmark_group("one change among 10,000 tasks");
    group.bench_function("bare commit", |b| {
        b.to_async(runtime).iter(|| async { bare.commit().await.unwrap() });
    });
    group.bench_function("create", |b| {
        b.to_async(runtime).iter(|| async {
            let new = NewTask { title: "Remember the width of the panel".to_owned(), ..NewTask::default() };
            black_box(task::create(call, project, new).await.unwrap());
        });
    });
    group.bench_function("update", |b| {
        b.to_async(runtime).iter(|| async {
            let (id, _, turn) = next();
            let patch = TaskPatch { title: Some(format!("Remember the width, {turn}")), ..TaskPatch::default() };
            black_box(task::update(call, project, id, patch).await.unwrap());
        });
    });
    group.bench_function("status", |b| {
        b.to_async(runtime).iter(|| async {
            let (id, status, _) = next();
            black_box(place::set_status(call, project, id, status).await.unwrap());
        });
    });
    group.bench_function("move", |b| {
        b.to_async(runtime).iter(|| async {
            let (id, status, _) = next();
            black_box(place::move_to(call, project, &[id], status, Some(Place::Bottom)).await.unwrap());
        });
    });
    group.finish();
}
