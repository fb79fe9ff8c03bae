//! A disk that is full while a run goes on.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

use claudetask_app::run::Patience;
use claudetask_core::{ItemKind, RunState};
use claudetask_testkit::claude::script::{Act, init, result, text};
use claudetask_testkit::claude::{Fake, alive};

use crate::bench::{Bench, Setup, answer, code, eventually, hasty};

/// Names the small disk to the process that runs on it.
const SMALL_DISK: &str = "CLAUDETASK_TEST_SMALL_DISK";

/// Puts the small disk there.
const MOUNT: &str = "mount -t tmpfs -o size=4m tmpfs \"$CLAUDETASK_TEST_SMALL_DISK\"";

/// Returns whether this is the process on the small disk; else does the test in such a one, in a namespace of its own.
/// Where the system gives nobody such a namespace, there is no full disk to be had.
fn on_a_small_disk(test: &str) -> bool {
    if std::env::var_os(SMALL_DISK).is_some() {
        return true;
    }
    let unshare = |script: &str, disk: &Path| -> std::io::Result<Output> {
        let mut command = Command::new("unshare");
        command.args(["-rm", "sh", "-c", script]).arg(std::env::current_exe()?);
        // The board is where temporary folders are.
        command.env(SMALL_DISK, disk).env("TMPDIR", disk).output()
    };
    let folder = tempfile::tempdir().unwrap();
    if !unshare(MOUNT, folder.path()).is_ok_and(|output| output.status.success()) {
        let _ = writeln!(std::io::stderr(), "skipped: {test}: no small disk can be had here");
        return false;
    }
    let output = unshare(&format!("{MOUNT} && exec \"$0\" --exact disk::{test}"), folder.path()).unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
    false
}

/// Fills a disk to the last byte, and returns what has to be removed for room.
fn fill(folder: &Path) -> std::path::PathBuf {
    let ballast = folder.join("ballast");
    let mut size = 1 << 20;
    while size > 0 {
        let mut file = std::fs::File::options().create(true).append(true).open(&ballast).unwrap();
        if file.write_all(&vec![0; size]).is_err() {
            size /= 2;
        }
    }
    ballast
}

/// Says so many texts of 50,000 characters, one each 50 ms.
fn talks(count: usize) -> Vec<Act> {
    let said = |number: usize| [text(&format!("{number}{}", " word".repeat(10_000))), Act::Sleep { milliseconds: 50 }];
    (0..count).flat_map(said).collect()
}

/// Starts a run that talks, and fills the disk when it has begun.
async fn in_trouble(fake: &Fake, patience: Patience) -> (Bench, claudetask_core::RunId, std::path::PathBuf) {
    let bench = Setup { patience, ..Setup::of(&fake.program()) }.bench().await;
    let run = bench.analyze().await;
    bench.until(run.id, "a text", |run| run.run.items >= 3).await;
    let ballast = fill(bench.board.root());
    (bench, run.id, ballast)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transcript_goes_on_when_the_full_disk_has_room_again() {
    if !on_a_small_disk("a_transcript_goes_on_when_the_full_disk_has_room_again") {
        return;
    }
    let acts = [vec![init()], talks(30), vec![result("Done.", Some(&answer()))]].concat();
    let fake = Fake::new(acts);
    let patience = Patience { disk: Duration::from_secs(30), ..hasty() };
    let (bench, run, ballast) = in_trouble(&fake, patience).await;
    // All is said by then, and none of it can be written.
    tokio::time::sleep(Duration::from_millis(2_500)).await;
    let before = claudetask_app::run::get(&bench.call, run).await.unwrap();
    assert!(before.run.items < 32 && before.run.state.is_live(), "{before:#?}");
    std::fs::remove_file(ballast).unwrap();
    let run = bench.ended(run).await;
    assert_eq!((run.run.state, code(&run)), (RunState::Succeeded, ""), "{:#?}", run.run);
    bench.tidy(&run).await;
    let items = bench.items(run.run.id).await;
    let texts = items.iter().filter(|item| item.kind == ItemKind::Text);
    let numbers: Vec<_> = texts.map(|item| item.text.split(' ').next().unwrap().parse::<usize>().unwrap()).collect();
    assert_eq!(numbers, (0..30).collect::<Vec<_>>());
    assert!(bench.task().await.analysis.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_stays_full_ends_the_run_and_nothing_of_it_is_lost() {
    if !on_a_small_disk("a_disk_that_stays_full_ends_the_run_and_nothing_of_it_is_lost") {
        return;
    }
    let fake = Fake::new([vec![init()], talks(8), vec![Act::Hang]].concat());
    let patience = Patience { disk: Duration::from_millis(600), ..hasty() };
    let (bench, run, ballast) = in_trouble(&fake, patience).await;
    eventually("the end of the process", async || fake.pids().iter().all(|&pid| !alive(pid))).await;
    std::fs::remove_file(ballast).unwrap();
    let run = bench.ended(run).await;
    bench.tidy(&run).await;
    assert_eq!((run.run.state, code(&run)), (RunState::Failed, "disk_full"), "{:#?}", run.run);
    let items = bench.items(run.run.id).await;
    let texts = items.iter().filter(|item| item.kind == ItemKind::Text).count();
    assert!(texts > 1 && run.run.resumable, "{texts}");
    assert_eq!(bench.task().await.analysis, None);
}
