//! Real processes: who they are, who belongs to whom, and that none of a run is left.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test ends where what it needs is missing")]

mod sweeps;

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use claudetask_claude::process::{self, MARKER, ProcessId};
use tempfile::TempDir;

/// A shell script that runs, with a folder for what it writes; it ends with the test.
struct Script {
    child: Child,
    folder: TempDir,
    marker: String,
}

impl Script {
    /// Starts a script that finds its folder in `$D`, with a mark of its own.
    fn start(text: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let marker = folder.path().display().to_string();
        let child = Command::new("/bin/sh")
            .args(["-c", text])
            .env("D", folder.path())
            .env(MARKER, &marker)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        Self { child, folder, marker }
    }

    fn id(&self) -> ProcessId {
        process::of(self.child.id()).unwrap()
    }

    /// Returns the process whose pid the script writes to a file.
    fn told(&self, file: &str) -> ProcessId {
        let file = self.folder.path().join(file);
        let mut pid = None;
        wait_until(|| {
            pid = fs::read_to_string(&file).ok().filter(|text| text.ends_with('\n'));
            pid.is_some()
        });
        process::of(pid.unwrap().trim().parse().unwrap()).unwrap()
    }

    fn wait_for(&self, file: &str) {
        wait_until(|| self.path(file).exists());
    }

    fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join(file)
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        // A test that failed leaves nothing behind either; one that swept has nothing left.
        process::sweep(&self.marker, &[], Duration::ZERO);
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits for a condition, for at most ten seconds.
fn wait_until(mut condition: impl FnMut() -> bool) {
    let until = Instant::now() + Duration::from_secs(10);
    while !condition() {
        assert!(Instant::now() < until, "it did not come to be");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn this_process_is_alive_and_stays_the_same() {
    let own = process::of_this().unwrap();
    assert_eq!(own.pid, std::process::id());
    assert!(process::is_alive(&own));
    assert_eq!(process::of_this().unwrap(), own);
    let written = serde_json::to_string(&own).unwrap();
    assert_eq!(serde_json::from_str::<ProcessId>(&written).unwrap(), own);
}

#[test]
fn another_start_or_boot_is_another_process() {
    let script = Script::start("exec sleep 60");
    let id = script.id();
    assert!(process::is_alive(&id));
    let later = ProcessId { started: id.started + 1, ..id.clone() };
    let other_boot = ProcessId { boot: "another".to_owned(), ..id.clone() };
    for other in [later, other_boot] {
        assert!(!process::is_alive(&other));
        assert!(!process::terminate(&other).unwrap());
        assert!(!process::kill(&other).unwrap());
        let swept = process::sweep("", std::slice::from_ref(&other), Duration::ZERO);
        assert_eq!(swept, process::Swept::default());
    }
    assert!(process::is_alive(&id));
}

#[test]
fn a_zombie_is_dead() {
    let mut script = Script::start("exit 3");
    let pid = script.child.id();
    let stat = Path::new("/proc").join(pid.to_string()).join("stat");
    if cfg!(target_os = "linux") {
        wait_until(|| fs::read_to_string(&stat).unwrap().contains(") Z "));
    }
    wait_until(|| process::of(pid).is_none());
    assert_eq!(script.child.wait().unwrap().code(), Some(3));
}

#[test]
fn what_is_asked_to_end_or_killed_ends_so() {
    let mut asked = Script::start("exec sleep 60");
    assert!(process::terminate(&asked.id()).unwrap());
    assert_eq!(asked.child.wait().unwrap().signal(), Some(15));
    let mut killed = Script::start("exec sleep 60");
    let id = killed.id();
    assert!(process::kill(&id).unwrap());
    assert_eq!(killed.child.wait().unwrap().signal(), Some(9));
    assert!(!process::kill(&id).unwrap());
}

#[test]
fn neither_this_process_nor_the_first_is_ever_signalled() {
    let own = process::of_this().unwrap();
    let first = ProcessId { pid: 1, ..own.clone() };
    for protected in [own, first, ProcessId { pid: 0, started: 0, boot: String::new() }] {
        assert!(process::terminate(&protected).is_err());
        assert!(process::kill(&protected).is_err());
    }
}

#[test]
fn a_tree_is_told_from_the_top() {
    let script = Script::start("sh -c 'echo $$ >$D/child; sleep 60 & echo $! >$D/grandchild; wait' & wait");
    let (child, grandchild) = (script.told("child"), script.told("grandchild"));
    assert_eq!(process::descendants(script.child.id()), [child, grandchild]);
    assert_eq!(process::descendants(u32::MAX), []);
}

#[test]
fn a_mark_is_inherited_and_is_no_part_of_another() {
    let script =
        Script::start("sleep 60 & echo $! >$D/child; env -u CLAUDETASK_RUN_ID sleep 60 & echo $! >$D/other; wait");
    let (child, other) = (script.told("child"), script.told("other"));
    let mut expected = vec![script.id(), child];
    expected.sort();
    // Until its exec the second one has the mark still, and in its exec the first one shows none.
    wait_until(|| {
        let mut found = process::marked(&script.marker);
        found.sort();
        found == expected
    });
    assert!(process::is_alive(&other));
    assert!(process::marked(&script.marker[..script.marker.len() - 1]).is_empty());
}

#[cfg(target_os = "linux")]
#[test]
fn a_look_for_a_mark_passes_over_what_may_not_be_read() {
    // The first process is another user's, or this test is the administrator's; the mark is nobody's in both cases.
    assert_eq!(process::marked("nobody has this"), []);
    let foreign = fs::read_dir("/proc").unwrap().flatten().any(|entry| fs::read(entry.path().join("environ")).is_err());
    assert!(foreign, "not even a file like /proc/version/environ is unreadable");
}
