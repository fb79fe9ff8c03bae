//! A process that ends with its owner, whatever ended that.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use claudetask_claude::session::{Heard, Session};

use crate::{BEAT, Script, lives, next, until};

/// Says to this program that it is the owner.
const OWNER: &str = "CLAUDETASK_TEST_OWNER";

/// No test by itself: what [`a_killed_owner_takes_its_process_along`] kills.
#[test]
fn owner() {
    if std::env::var_os(OWNER).is_none() {
        return;
    }
    let script = Script::new(&format!("{BEAT}\nexec sleep 100"));
    let mut launch = script.launch();
    launch.tie = true;
    let mut session = Session::start(launch).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        assert!(matches!(next(&mut session).await, Heard::Event(_)));
        // Past the capture of the test's output.
        writeln!(std::io::stderr().lock(), "pid {}", session.pid()).unwrap();
        session.next().await;
    });
}

#[tokio::test]
async fn a_killed_owner_takes_its_process_along() {
    if !cfg!(target_os = "linux") || Command::new("setpriv").arg("--version").output().is_err() {
        writeln!(std::io::stderr().lock(), "skipped: a_killed_owner_takes_its_process_along: no setpriv here").unwrap();
        return;
    }
    let mut owner = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "tie::owner", "--nocapture"])
        .env(OWNER, "1")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut told = BufReader::new(owner.stderr.take().unwrap()).lines();
    let pid = told.find_map(|line| line.unwrap().strip_prefix("pid ").map(|pid| pid.parse().unwrap())).unwrap();
    assert!(lives(pid));
    owner.kill().unwrap();
    owner.wait().unwrap();
    until(|| !lives(pid)).await;
}
