//! Sweeps of processes that do not want to end.

use std::time::{Duration, Instant};

use claudetask_claude::process::{self, ProcessId, Swept};

use super::{Script, wait_until};

const GRACE: Duration = Duration::from_secs(5);

fn sorted(mut swept: Swept) -> Swept {
    swept.terminated.sort();
    swept.killed.sort();
    swept.left.sort();
    swept
}

fn ids(ids: &[&ProcessId]) -> Vec<ProcessId> {
    let mut ids: Vec<_> = ids.iter().map(|id| (*id).clone()).collect();
    ids.sort();
    ids
}

#[test]
fn a_command_in_a_session_of_its_own_is_swept_with_its_run() {
    let script = Script::start("setsid sh -c 'echo $$ >$D/tool; exec sleep 60' & wait");
    let (run, tool) = (script.id(), script.told("tool"));
    let swept = sorted(process::sweep(&script.marker, std::slice::from_ref(&run), GRACE));
    assert_eq!(swept, Swept { terminated: ids(&[&run, &tool]), ..Swept::default() });
    assert!(!process::is_alive(&tool));
}

#[test]
fn what_was_given_to_another_parent_is_found_by_its_mark() {
    let mut script = Script::start("setsid sh -c 'echo $$ >$D/tool; exec sleep 60' & sleep 0.01; exit 0");
    let tool = script.told("tool");
    script.child.wait().unwrap();
    assert_eq!(process::descendants(script.child.id()), []);
    let swept = process::sweep(&script.marker, &[], GRACE);
    assert_eq!(swept, Swept { terminated: ids(&[&tool]), ..Swept::default() });
}

#[test]
fn what_hides_its_mark_is_found_by_its_parent() {
    let script = Script::start("env -i D=$D setsid /bin/sh -c 'echo $$ >$D/tool; exec sleep 60' & wait");
    let (run, tool) = (script.id(), script.told("tool"));
    let swept = sorted(process::sweep("", std::slice::from_ref(&run), GRACE));
    assert_eq!(swept.terminated, ids(&[&run, &tool]));
    assert!(!process::is_alive(&tool));
}

#[test]
fn what_ignores_the_request_is_killed_after_its_time() {
    let script = Script::start("trap '' TERM; touch $D/ready; while :; do sleep 60; done");
    let run = script.id();
    script.wait_for("ready");
    wait_until(|| !process::descendants(run.pid).is_empty());
    let begin = Instant::now();
    // An ignored signal is ignored by children too.
    let swept = process::sweep(&script.marker, &[], Duration::from_millis(300));
    assert!(begin.elapsed() >= Duration::from_millis(300));
    assert!(swept.killed.contains(&run), "{swept:?}");
    assert_eq!((swept.killed.len(), swept.left.len()), (2, 0), "{swept:?}");
    assert!(process::marked(&script.marker).is_empty());
}

#[test]
fn what_starts_others_while_it_is_killed_is_swept_too() {
    // On the request it starts another one, which does the same, three times over.
    let script = Script::start(
        r"cat >$D/again <<'END'
n=$1
trap 'test $n -lt 3 && setsid sh $D/again $((n+1)) & touch $D/asked-$n; wait; exit' TERM
touch $D/ready-$n
while :; do sleep 0.02; done
END
exec sh $D/again 0",
    );
    script.wait_for("ready-0");
    let swept = process::sweep(&script.marker, &[script.id()], Duration::from_secs(1));
    assert!(script.path("asked-0").exists());
    assert_eq!(swept.left, []);
    assert!(process::marked(&script.marker).is_empty());
    assert!(swept.terminated.len() + swept.killed.len() >= 2, "{swept:?}");
}

#[test]
fn a_chain_that_goes_on_by_starting_the_next_is_broken() {
    let script = Script::start(
        r"cat >$D/next <<'END'
trap '' TERM
touch $D/ready
sleep 0.05
setsid sh $D/next &
END
exec sh $D/next",
    );
    script.wait_for("ready");
    let swept = process::sweep(&script.marker, &[], Duration::from_millis(200));
    assert_eq!(swept.left, []);
    assert!(process::marked(&script.marker).is_empty());
}

#[test]
fn nobody_to_sweep_takes_no_time() {
    let begin = Instant::now();
    assert_eq!(process::sweep("nobody has this", &[], Duration::from_mins(1)), Swept::default());
    assert_eq!(process::sweep("", &[], Duration::from_mins(1)), Swept::default());
    assert!(begin.elapsed() < Duration::from_secs(5));
}

#[test]
fn the_sweeper_spares_itself_and_its_own() {
    let script = Script::start("exec sleep 60");
    let own = process::of_this().unwrap();
    let swept = process::sweep("", std::slice::from_ref(&own), Duration::ZERO);
    assert_eq!(swept, Swept::default());
    assert!(process::is_alive(&own) && process::is_alive(&script.id()));
}
