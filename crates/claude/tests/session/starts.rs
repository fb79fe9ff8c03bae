//! Beginning, and what the process is given.

use claudetask_claude::session::{Heard, Session, StartError};
use claudetask_claude::stream::Event;

use crate::{End, Script, lives, next, rest, until};

#[tokio::test]
async fn a_program_or_folder_that_is_not_there_is_an_error() {
    let script = Script::new("");
    let plain = script.folder.path().join("script");
    for tie in [false, true] {
        for program in ["/nowhere/claude".into(), plain.clone()] {
            let mut launch = script.launch();
            launch.program.clone_from(&program);
            launch.tie = tie;
            let error = Session::start(launch).unwrap_err();
            assert!(
                matches!(&error, StartError::ProgramMissing { program: missing } if *missing == program),
                "{error}"
            );
        }
        let mut launch = script.launch();
        launch.folder = "/nowhere".into();
        launch.tie = tie;
        let error = Session::start(launch).unwrap_err();
        assert!(matches!(&error, StartError::FolderMissing { folder } if folder.as_os_str() == "/nowhere"), "{error}");
    }
}

#[tokio::test]
async fn it_gets_its_folder_and_variables() {
    let script = Script::new(
        r#"echo "{\"type\":\"t\",\"subtype\":\"$SET|${HOME-gone}|${CLAUDECODE-gone}|$(test -f script && echo here)|$1\"}""#,
    );
    for tie in [false, true] {
        let mut launch = script.launch();
        launch.arguments.push("a b".into());
        launch.environment = vec![("SET".into(), Some("yes".into())), ("HOME".into(), None)];
        launch.tie = tie;
        let mut session = Session::start(launch).unwrap();
        let pid = session.pid();
        let (heard, end) = rest(&mut session).await;
        assert!(
            matches!(&heard[..], [Heard::Event(Event::Unknown { kind, .. })] if kind == "t/yes|gone|gone|here|a b"),
            "{heard:?}"
        );
        assert_eq!(end, End::code(0));
        assert_eq!(session.pid(), pid);
    }
}

#[tokio::test]
async fn its_number_is_the_programs_own() {
    let script = Script::new(r#"echo "{\"type\":\"pid\",\"subtype\":\"$$\"}""#);
    for tie in [false, true] {
        let mut launch = script.launch();
        launch.tie = tie;
        let mut session = Session::start(launch).unwrap();
        assert_eq!(crate::told_pid(&mut session).await, session.pid());
    }
}

#[tokio::test]
async fn dropping_it_kills_the_process() {
    let script =
        Script::new("echo '{\"type\":\"keep_alive\"}'; trap '' TERM; while :; do read -r line || sleep 1; done");
    let mut session = script.start();
    assert_eq!(next(&mut session).await, Heard::Event(Event::Beat));
    let pid = session.pid();
    assert!(lives(pid));
    drop(session);
    until(|| !lives(pid)).await;
}
