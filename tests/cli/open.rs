//! `open`.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{Ran, Sandbox, assert_shape, ran};

/// A copy of the program in a folder where nothing else lies.
fn alone(board: &Sandbox) -> PathBuf {
    let folder = board.path("bin");
    fs::create_dir_all(&folder).unwrap();
    let program = folder.join("claudetask");
    fs::copy(env!("CARGO_BIN_EXE_claudetask"), &program).unwrap();
    program
}

/// Puts a stand-in for the window's program into a folder: it notes its folder and arguments, then ends.
fn stand_in(folder: &Path, note: &Path, code: i32) {
    fs::create_dir_all(folder).unwrap();
    let program = folder.join("claudetask-desktop");
    // Renamed when whole, so that who waits for the note reads all of it.
    let script = format!(
        "#!/bin/sh\n(/bin/pwd; printf '%s\\n' \"$@\") > '{0}.part' && /bin/mv '{0}.part' '{0}'\nexit {code}\n",
        note.display()
    );
    fs::write(&program, script).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
}

fn call(board: &Sandbox, program: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(args).arg("--json").current_dir(board.project());
    command.env("HOME", board.path("home")).env("CLAUDETASK_DATA_DIR", board.data()).env("PATH", "");
    command
}

fn open(board: &Sandbox, program: &Path, args: &[&str]) -> Ran {
    ran(call(board, program, args).output().unwrap())
}

#[test]
fn the_window_s_program_gets_the_task_or_the_project_and_the_data_folder() {
    let board = Sandbox::with_tasks(["one"]);
    let program = alone(&board);
    let note = board.path("note");
    stand_in(&board.path("bin"), &note, 0);
    let data = board.data().display().to_string();
    // Absolute; the window's program itself sees that both are one folder.
    let relative = board.project().join("../data").display().to_string();
    for (args, expected) in [
        (&["open", "1"][..], vec![data.as_str(), "--data-dir", &data, "--open", "1"]),
        (&["open", "#1"], vec![&data, "--data-dir", &data, "--open", "1"]),
        (&["open"], vec![&data, "--data-dir", &data, "--project", "1"]),
        (&["open", "--data-dir", "../data"], vec![&data, "--data-dir", &relative, "--project", "1"]),
    ] {
        let answer = open(&board, &program, args).json();
        assert_eq!(fs::read_to_string(&note).unwrap().lines().collect::<Vec<_>>(), expected, "{args:?}");
        fs::remove_file(&note).unwrap();
        assert_eq!(answer["project"], 1);
        assert_eq!(answer["task"].is_number(), args.len() == 2, "{args:?}");
        assert_eq!(answer["program"], board.path("bin/claudetask-desktop").display().to_string());
    }
    let answer = open(&board, &program, &["open", "1"]).json();
    assert_shape(&answer, "task:number project:number program:string");
}

#[test]
fn outside_of_any_project_a_task_of_any_can_be_opened() {
    let board = Sandbox::with_tasks(["one"]);
    let program = alone(&board);
    let note = board.path("note");
    stand_in(&board.path("bin"), &note, 0);
    let outside = |args: &[&str]| {
        let output = call(&board, &program, args).current_dir(board.path("home")).output().unwrap();
        let answer = ran(output).json();
        (answer, fs::read_to_string(&note).unwrap())
    };
    let (answer, noted) = outside(&["open", "1"]);
    assert_eq!(answer["project"], 1);
    assert!(noted.ends_with("--open\n1\n"), "{noted}");
    let (answer, noted) = outside(&["open"]);
    assert!(answer["project"].is_null() && answer["task"].is_null(), "{answer}");
    assert!(!noted.contains("--project"), "{noted}");
}

#[test]
fn a_program_in_path_is_found_and_one_in_a_relative_folder_is_not() {
    let board = Sandbox::board();
    let program = alone(&board);
    let (note, elsewhere) = (board.path("note"), board.path("else where"));
    stand_in(&elsewhere, &note, 0);
    let output = call(&board, &program, &["open"]).env("PATH", &elsewhere).output().unwrap();
    assert_eq!(ran(output).json()["program"], elsewhere.join("claudetask-desktop").display().to_string());
    stand_in(&board.project(), &note, 0);
    let output = call(&board, &program, &["open"]).env("PATH", ".:").output().unwrap();
    let error = ran(output).error(1, "desktop_not_found");
    assert!(error["message"].as_str().unwrap().contains("claudetask-desktop"), "{error}");
}

#[test]
fn what_is_not_there_is_refused_before_anything_is_started() {
    let board = Sandbox::with_tasks(["one", "two"]);
    let program = alone(&board);
    let note = board.path("note");
    stand_in(&board.path("bin"), &note, 0);
    board.json(["delete", "2"]);
    let other = board.path("other");
    fs::create_dir(&other).unwrap();
    board.json(["project", "open", other.to_str().unwrap()]);
    for (args, exit, code) in [
        (&["open", "99"][..], 1, "task_not_found"),
        (&["open", "2"], 1, "task_not_found"),
        (&["open", "1", "--project", "2"], 1, "task_in_other_project"),
        (&["open", "--project", "9"], 1, "project_not_found"),
        (&["open", "x"], 2, "usage"),
        (&["open", "1", "2"], 2, "usage"),
    ] {
        open(&board, &program, args).error(exit, code);
        assert!(!note.exists(), "{args:?}");
    }
}

#[test]
fn a_program_that_can_t_show_a_window_is_told() {
    let board = Sandbox::board();
    let program = alone(&board);
    stand_in(&board.path("bin"), &board.path("note"), 3);
    let error = open(&board, &program, &["open"]).error(1, "desktop_failed");
    assert!(error["message"].as_str().unwrap().contains("exit status: 3"), "{error}");
    // One that is not a program at all.
    let desktop = board.path("bin/claudetask-desktop");
    fs::write(&desktop, [0, 1, 2]).unwrap();
    open(&board, &program, &["open"]).error(1, "desktop_failed");
}

#[test]
fn a_window_that_stays_open_is_not_waited_for() {
    let board = Sandbox::board();
    let program = alone(&board);
    let (desktop, pid) = (board.path("bin/claudetask-desktop"), board.path("pid"));
    fs::write(&desktop, format!("#!/bin/sh\necho $$ > '{}'\nexec /bin/sleep 60\n", pid.display())).unwrap();
    fs::set_permissions(&desktop, fs::Permissions::from_mode(0o755)).unwrap();
    open(&board, &program, &["open"]).json();
    let pid = fs::read_to_string(pid).unwrap();
    let running = Path::new("/proc").join(pid.trim());
    assert!(running.exists(), "it lives on when the command has ended");
    assert!(Command::new("kill").arg(pid.trim()).status().unwrap().success());
}
