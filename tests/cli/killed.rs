//! SIGKILL in the middle of writing: what was acknowledged is there, and nothing is there by half.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use claudetask_app::event::{self, Event, LogQuery, Shown};
use claudetask_app::place::{self, Place};
use claudetask_app::task::{self, NewTask, TaskPatch};
use claudetask_app::{Call, Error, Use, maintenance, project, undo};
use claudetask_core::{EventKind, EventSeq, Origin, ProjectId, Status, TaskId};
use serde_json::{Value, json};

use crate::hostile::Random;
use crate::support::Sandbox;

/// How often the writer is killed.
const KILLS: u64 = 200;

/// How often the program itself is killed, which is started anew each time.
const PROGRAM_KILLS: u64 = 40;

/// Names the data folder to the writer, which is this test binary, started once more.
const FOLDER: &str = "CLAUDETASK_TEST_WRITER";
const SEED: &str = "CLAUDETASK_TEST_SEED";

/// What a writer said that it had committed: the task, its revision, and its title then.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Acknowledged {
    id: i64,
    revision: u32,
    title: Option<String>,
}

#[test]
fn what_was_acknowledged_survives_sigkill() {
    let board = Sandbox::with_tasks(["One", "Two", "Three"]);
    let mut random = Random(7);
    let mut acknowledged = Vec::new();
    for round in 0..KILLS {
        acknowledged.extend(kill_a_writer(&board.data(), round, &mut random));
        // Every other time the next writer itself is the first to see what the killed one left.
        if round % 2 == 0 {
            examine(&board.data(), &acknowledged, false);
        }
    }
    assert!(acknowledged.len() > 400, "too few writes to prove anything: {}", acknowledged.len());
    for round in 0..PROGRAM_KILLS {
        acknowledged.extend(kill_the_program(&board, round, &mut random));
    }
    examine(&board.data(), &acknowledged, true);
    let report = board.json(["doctor"]);
    assert_eq!((&report["ok"], &report["database"]["check"]), (&true.into(), &"ok".into()));
}

/// Starts a writer, kills it at a random moment, and returns what it had acknowledged by then.
fn kill_a_writer(data: &Path, round: u64, random: &mut Random) -> Vec<Acknowledged> {
    let mut writer = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "killed::writer", "--ignored", "--nocapture", "--test-threads=1"])
        .env(FOLDER, data)
        .env(SEED, round.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(writer.stdout.take().unwrap()).lines().map_while(Result::ok);
    let mut heard: Vec<String> = lines.by_ref().take_while(|line| line != "ready").collect();
    for _ in 0..random.below(12) {
        heard.extend(lines.next());
    }
    // A random moment within the next write or two.
    spin(Duration::from_micros(u64::try_from(random.below(6_000)).unwrap()));
    writer.kill().unwrap();
    heard.extend(lines);
    assert!(!writer.wait().unwrap().success(), "it was killed while it wrote");
    heard.iter().filter_map(|line| read_acknowledgement(line)).collect()
}

/// Kills `claudetask edit` somewhere between its start and its end.
fn kill_the_program(board: &Sandbox, round: u64, random: &mut Random) -> Option<Acknowledged> {
    let id = ["1", "2", "3"][random.below(3)];
    let mut program = board.start(["edit", id, "--title", &format!("Program {round}"), "--json"]);
    spin(Duration::from_micros(u64::try_from(random.below(60_000)).unwrap()));
    program.kill().unwrap();
    let output = program.wait_with_output().unwrap();
    // A whole answer is an acknowledgement, whether the kill came before or after its end.
    let task: Value = serde_json::from_slice(&output.stdout).ok()?;
    Some(Acknowledged {
        id: task["id"].as_i64().unwrap(),
        revision: u32::try_from(task["revision"].as_u64().unwrap()).unwrap(),
        title: task["title"].as_str().map(str::to_owned),
    })
}

/// Lets a random moment come; nothing is waited for.
fn spin(duration: Duration) {
    let start = Instant::now();
    while start.elapsed() < duration {
        std::hint::spin_loop();
    }
}

fn read_acknowledgement(line: &str) -> Option<Acknowledged> {
    let mut words = line.strip_prefix("ack ")?.splitn(3, ' ');
    Some(Acknowledged {
        id: words.next()?.parse().ok()?,
        revision: words.next()?.parse().ok()?,
        title: words.next().filter(|title| !title.is_empty()).map(str::to_owned),
    })
}

/// Writes without end and acknowledges each change after its commit; ends only by being killed.
#[test]
#[ignore = "a process of its own, started by the test above"]
fn writer() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let seed = std::env::var(SEED).unwrap().parse().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let call = Call::open(Path::new(&folder), Use::Command, Origin::Cli).await.unwrap();
        say("\nready");
        let mut random = Random(seed);
        for n in 0.. {
            for (id, revision, title) in write(&call, &mut random, &format!("Title {seed}-{n}")).await {
                say(&format!("ack {id} {revision} {}", title.unwrap_or_default()));
            }
        }
    });
}

fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").unwrap();
    out.flush().unwrap();
}

/// Makes one random change and returns what to acknowledge.
async fn write(call: &Call, random: &mut Random, title: &str) -> Vec<(TaskId, u32, Option<String>)> {
    let project = ProjectId(1);
    let tasks = task::list(call, project, task::ListQuery::default()).await.unwrap().tasks;
    let some = |random: &mut Random| tasks[random.below(tasks.len())].id;
    let moved = |rows: Vec<task::TaskRow>| rows.into_iter().map(|row| (row.id, row.revision, None)).collect();
    let kind = if tasks.len() < 4 { 0 } else { random.below(10) };
    match kind {
        0 => {
            let description = "d".repeat(random.below(20_000));
            let depends_on = tasks.first().map(|row| row.id).into_iter().collect();
            let new = NewTask { title: title.to_owned(), description, depends_on, ..NewTask::default() };
            let task = task::create(call, project, new).await.unwrap();
            vec![(task.id, task.revision, Some(task.title))]
        }
        1..=5 => {
            let analysis = (kind == 5).then(|| Some("a".repeat(random.below(100_000))));
            let blocked_reason = (kind == 4).then(|| (random.below(2) == 0).then(|| title.to_owned()));
            let patch = TaskPatch { title: Some(title.to_owned()), analysis, blocked_reason, ..TaskPatch::default() };
            let task = task::update(call, project, some(random), patch).await.unwrap();
            vec![(task.id, task.revision, Some(task.title))]
        }
        6 | 7 => {
            let ids: Vec<TaskId> = (0..=random.below(3)).map(|_| some(random)).collect();
            let status = Status::ALL[random.below(Status::ALL.len())];
            let place = [Place::Top, Place::Bottom][random.below(2)];
            moved(place::move_to(call, project, &ids, status, Some(place)).await.unwrap())
        }
        8 => {
            let id = some(random);
            task::delete(call, project, &[id]).await.unwrap();
            Vec::new()
        }
        _ => match undo::undo(call, project, None).await {
            Ok(report) => moved(report.tasks),
            Err(Error::NothingToUndo | Error::UndoConflict { .. } | Error::FolderTaken { .. }) => Vec::new(),
            Err(error) => panic!("{error}"),
        },
    }
}

/// Opens the database as the next process would and compares it with what was acknowledged and, if
/// `wholly`, with its own journal.
fn examine(data: &Path, acknowledged: &[Acknowledged], wholly: bool) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let call = Call::open(data, Use::Command, Origin::Cli).await.unwrap();
        assert_eq!(maintenance::health(&call).await.unwrap().check, "ok");
        let since = Some(EventSeq(0));
        let recent = if wholly {
            LogQuery { task: None, since, limit: 1_000_000 }
        } else {
            LogQuery { limit: 400, ..LogQuery::default() }
        };
        let events = event::log(&call, ProjectId(1), recent).await.unwrap();
        let newest = if wholly { acknowledged } else { &acknowledged[acknowledged.len().saturating_sub(20)..] };
        for one in newest {
            assert_acknowledged(&call, one).await;
        }
        if wholly {
            assert_replays(&call, &events).await;
            assert_titles(&events, acknowledged);
        }
        call.close().await.unwrap();
    });
}

async fn assert_acknowledged(call: &Call, one: &Acknowledged) {
    match task::get(call, ProjectId(1), TaskId(one.id)).await {
        Ok(task) => assert!(task.revision >= one.revision, "{one:?} is lost: revision {}", task.revision),
        Err(Error::TaskDeleted(_)) => {}
        Err(error) => panic!("{one:?} is lost: {error}"),
    }
}

/// The n-th event of a task left revision n, so each acknowledged title stands in the journal.
fn assert_titles(events: &[Event], acknowledged: &[Acknowledged]) {
    let mut of_task: BTreeMap<i64, Vec<&Event>> = BTreeMap::new();
    for event in events {
        if let Some(id) = event.task_id {
            of_task.entry(id.0).or_default().push(event);
        }
    }
    for one in acknowledged {
        let event = of_task[&one.id][usize::try_from(one.revision).unwrap() - 1];
        if let Some(title) = &one.title {
            let written = event.after.as_ref().and_then(|fields| fields.get("title"));
            assert_eq!(written, Some(&Shown::Text(title.clone())), "{one:?} against {event:?}");
        }
    }
}

/// Plays the journal from its beginning and compares what comes out with the tasks.
async fn assert_replays(call: &Call, events: &[Event]) {
    let mut tasks: BTreeMap<i64, (u32, BTreeMap<String, Value>)> = BTreeMap::new();
    for event in events {
        let Some(id) = event.task_id else { continue };
        let (revision, fields) = tasks.entry(id.0).or_default();
        *revision += 1;
        for (name, was) in event.before.iter().flatten().filter(|_| event.kind != EventKind::TaskCreated) {
            let now = fields.get(name).cloned().unwrap_or(json!(false));
            assert_eq!(serde_json::to_value(was).unwrap(), now, "{name} before event {}", event.seq);
        }
        for (name, value) in event.after.iter().flatten() {
            fields.insert(name.clone(), serde_json::to_value(value).unwrap());
        }
    }
    let live = task::list(call, ProjectId(1), task::ListQuery::default()).await.unwrap();
    let expected = tasks.iter().filter(|(_, (_, fields))| fields.get("deleted") != Some(&json!(true)));
    let expected: Vec<i64> = expected.map(|(id, _)| *id).collect();
    let mut found: Vec<i64> = live.tasks.iter().map(|row| row.id.0).collect();
    found.sort_unstable();
    assert_eq!(found, expected, "the tasks are those that the journal leaves");
    for id in &expected {
        let task = serde_json::to_value(task::get(call, ProjectId(1), TaskId(*id)).await.unwrap()).unwrap();
        let (revision, fields) = &tasks[id];
        assert_eq!(task["revision"], *revision, "#{id} has an event for each revision");
        for (name, value) in fields.iter().filter(|(name, _)| name.as_str() != "deleted") {
            if name == "depends_on" {
                // Deleted tasks are not shown, but still journalled.
                let live: Vec<_> =
                    value.as_array().unwrap().iter().filter(|id| expected.contains(&id.as_i64().unwrap())).collect();
                assert_eq!(task[name].as_array().unwrap().iter().collect::<Vec<_>>(), live, "#{id}");
            } else if name == "description" {
                assert_eq!(task[name].as_str().unwrap(), value.as_str().unwrap_or_default(), "#{id}");
            } else {
                assert_eq!(&task[name], value, "{name} of #{id}");
            }
        }
    }
    assert!(project::get(call, ProjectId(1)).await.unwrap().tasks as usize == expected.len());
}
