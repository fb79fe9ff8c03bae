//! `doctor`, and what a database that can't be opened says at every door.

use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::maintenance::replaced;
use crate::support::{Sandbox, assert_shape, ran};

/// Returns the state, message and code of a check.
fn check<'a>(report: &'a Value, name: &str) -> (&'a str, &'a str, Option<&'a str>) {
    let checks = report["checks"].as_array().unwrap();
    let check = checks.iter().find(|check| check["name"] == name).unwrap_or_else(|| panic!("no {name}: {report}"));
    (check["state"].as_str().unwrap(), check["message"].as_str().unwrap(), check["code"].as_str())
}

/// Runs the doctor, who must find a problem; the report goes to stdout all the same.
fn problem(board: &Sandbox) -> Value {
    let ran = board.run(["doctor", "--json"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (1, ""), "{}", ran.stdout);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(report["ok"], false);
    report
}

/// Returns a call of the program where no `claude` is on the PATH.
pub(crate) fn without_claude(board: &Sandbox, args: &[&str]) -> Command {
    let mut command = board.command(args);
    command.env("PATH", "");
    command
}

#[test]
fn a_sound_machine_is_ok_throughout() {
    let board = Sandbox::repository();
    board.json(["project", "set", "trusted=false"]);
    let report = ran(without_claude(&board, &["doctor", "--json"]).output().unwrap()).json();
    assert_shape(
        &report,
        "ok:bool version:string data_folder:string disk_free:number database:object project:object \
         repository:object checks:array claude:null",
    );
    assert_eq!(report["ok"], true);
    assert_shape(
        &report["database"],
        "path:string bytes:number sqlite_version:string journal_mode:string durable:bool check:string backups:array",
    );
    for check in report["checks"].as_array().unwrap() {
        if check["name"] == "claude" {
            // The board does without.
            assert_eq!((&check["state"], &check["code"]), (&"warning".into(), &"claude_not_found".into()));
            continue;
        }
        assert_shape(check, "name:string state:string message:string hint:string code:null");
        assert_eq!(check["state"], "ok", "{check}");
    }
    let text = board.text(["doctor"]);
    for part in ["ok       database", "sound, SQLite 3.", "on the disk before it is confirmed", "default branch main"] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
}

#[test]
fn a_fresh_machine_is_ok_and_stays_fresh() {
    let board = Sandbox::empty();
    let report = board.json(["doctor"]);
    assert_eq!((&report["database"], &report["project"]), (&Value::Null, &Value::Null));
    assert!(!board.data().exists(), "a look makes nothing");
}

#[test]
fn warnings_are_no_problems() {
    let board = Sandbox::board();
    let report = board.json(["doctor"]);
    assert_eq!(check(&report, "git").0, "warning");
    let outside = ran(board.command(["doctor", "--json"]).current_dir("/").output().unwrap()).json();
    assert_eq!(check(&outside, "project").0, "ok");
    let mut command = board.command(["doctor", "--json", "--project", "7"]);
    assert_eq!(ran(command.output().unwrap()).code, 1);
}

#[test]
fn a_missing_project_folder_is_a_problem() {
    let board = Sandbox::board();
    fs::rename(board.project(), board.path("moved")).unwrap();
    let mut command = board.command(["doctor", "--json", "--project", "1"]);
    let ran = ran(command.current_dir("/").output().unwrap());
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!((ran.code, check(&report, "project").0), (1, "problem"), "{report}");
}

#[test]
fn a_damaged_file_is_told_and_never_touched() {
    let board = Sandbox::with_tasks(["One", "Two"]);
    let bytes = fs::read(board.database()).unwrap();
    let mut torn = bytes.clone();
    for byte in &mut torn[4096..] {
        *byte = 0xa5;
    }
    fs::write(board.database(), &torn).unwrap();
    let report = problem(&board);
    let (state, message, code) = check(&report, "database");
    assert_eq!((state, code), ("problem", Some("database_corrupt")), "{message}");
    let error = board.refused(["list"], "database_corrupt");
    assert!(error["hint"].as_str().unwrap().contains("restore"), "{error}");
    assert_eq!(fs::read(board.database()).unwrap(), torn);

    // One page in the middle: what does not need it may still work, but the doctor says it.
    let mut bitten = bytes.clone();
    let page = bytes.len() / 4096 / 2 * 4096;
    for byte in &mut bitten[page..page + 4096] {
        *byte = 0xa5;
    }
    fs::write(board.database(), &bitten).unwrap();
    assert_eq!(check(&problem(&board), "database").2, Some("database_corrupt"));
    assert!(board.run(["doctor"]).stdout.contains("is damaged"));
}

#[test]
fn a_damaged_database_is_replaced_by_a_back_up_as_the_hint_says() {
    let board = Sandbox::with_tasks(["One"]);
    let copy = board.path("copy.db");
    board.json(["backup", copy.to_str().unwrap()]);
    let mut bytes = fs::read(board.database()).unwrap();
    bytes[4096..].fill(0);
    fs::write(board.database(), bytes).unwrap();
    board.refused(["list"], "database_corrupt");
    fs::rename(board.database(), board.path("damaged.db")).unwrap();
    board.json(["restore", copy.to_str().unwrap()]);
    assert_eq!(board.json(["list"])["total"], 1);
}

#[test]
fn a_file_that_is_none_of_ours_or_newer_is_refused_and_left_alone() {
    let board = Sandbox::with_tasks(["One"]);
    let bytes = fs::read(board.database()).unwrap();
    let mut foreign = bytes.clone();
    foreign[68..72].copy_from_slice(&7_u32.to_be_bytes());
    foreign[18..20].copy_from_slice(&[1, 1]);
    for (content, code) in [
        (b"Dear diary, ".repeat(100), "not_a_database"),
        (b"x".to_vec(), "not_a_database"),
        (foreign, "foreign_database"),
        (replaced(&bytes, b"m20261101_000002_settings", b"m29991101_000002_settings"), "database_newer"),
    ] {
        fs::write(board.database(), &content).unwrap();
        board.refused(["list"], code);
        board.refused(["add", "Two"], code);
        assert_eq!(check(&problem(&board), "database").2, Some(code));
        assert_eq!(fs::read(board.database()).unwrap(), content, "{code}");
    }
    fs::write(board.database(), &bytes).unwrap();
    assert_eq!(board.json(["list"])["total"], 1);
}

#[test]
fn a_data_folder_that_can_t_be_one_is_told() {
    let board = Sandbox::board();
    let file = board.path("file");
    fs::write(&file, "text").unwrap();
    // /proc and /sys refuse even the superuser.
    let folders = [file.clone(), file.join("below"), "/proc/claudetask".into(), "/sys/claudetask".into()];
    for folder in folders.iter().filter(|folder| folder.starts_with(&file) || cfg!(target_os = "linux")) {
        let with =
            |args: &[&str]| ran(board.command(args).arg("--json").arg("--data-dir").arg(folder).output().unwrap());
        for args in [&["list"][..], &["project", "open", "."], &["add", "One"]] {
            let failed = with(args);
            let error: Value = serde_json::from_str(&failed.stderr).unwrap();
            assert_eq!(failed.code, 1);
            assert!(["file_failed", "database_read_only"].contains(&error["code"].as_str().unwrap()), "{error}");
            assert!(error["message"].as_str().unwrap().contains(folder.to_str().unwrap()), "{error}");
        }
        let doctor = with(&["doctor"]);
        let report: Value = serde_json::from_str(&doctor.stdout).unwrap();
        assert_eq!((doctor.code, check(&report, "data folder").0), (1, "problem"), "{report}");
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), "text");
}

#[test]
#[cfg(unix)]
fn a_database_that_can_t_be_written_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let board = Sandbox::with_tasks(["One"]);
    let set = |mode| {
        for path in [board.database(), board.data()] {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        }
    };
    fs::set_permissions(board.database(), fs::Permissions::from_mode(0o444)).unwrap();
    fs::set_permissions(board.data(), fs::Permissions::from_mode(0o555)).unwrap();
    if fs::File::create(board.data().join("probe")).is_ok() {
        set(0o755);
        eprintln!("left out: rights don't hold this user (root) back");
        return;
    }
    board.refused(["add", "Two"], "database_read_only");
    let report = problem(&board);
    set(0o755);
    assert_eq!(check(&report, "data folder").0, "problem");
    assert_eq!(board.json(["list"])["total"], 1);
}
