//! `backup` and `restore`.

use std::fs;

use crate::support::{Sandbox, assert_shape, ids};

#[test]
fn a_back_up_and_a_restore_bring_back_what_was() {
    let board = Sandbox::with_tasks(["One", "Two // words"]);
    let file = board.path("copy of board.db");
    let backup = board.json(["backup", file.to_str().unwrap()]);
    assert_shape(&backup, "path:string bytes:number");
    assert_eq!(backup["path"], file.to_str().unwrap());
    assert_eq!(backup["bytes"], fs::metadata(&file).unwrap().len());
    let before = board.json(["list"]);
    board.json(["edit", "1", "--title", "Changed"]);
    board.json(["add", "Three"]);
    board.json(["delete", "2"]);
    let changed = board.json(["list"]);
    let restore = board.json(["restore", file.to_str().unwrap()]);
    assert_shape(&restore, "from:string saved:string");
    assert_eq!(board.json(["list"]), before);
    assert_eq!(board.json(["show", "2"])["description"], "words");
    let log = board.json(["log"]);
    let last = log["events"].as_array().unwrap().last().unwrap();
    assert_eq!(last["kind"], "restored");
    assert!(last["seq"].as_i64().unwrap() > 6, "the journal goes on from the higher end: {last}");
    assert_ne!(board.json(["add", "New"])["id"], 3, "an id never comes back as another task");
    // What was there before the restore is kept, and can be restored too.
    board.json(["restore", restore["saved"].as_str().unwrap()]);
    assert_eq!(board.json(["list"]), changed);
}

#[test]
fn a_back_up_without_a_name_lands_in_the_data_folder() {
    let board = Sandbox::with_tasks(["One"]);
    let path = board.json(["backup"])["path"].as_str().unwrap().to_owned();
    assert!(path.starts_with(board.data().to_str().unwrap()), "{path}");
    assert!(board.text(["backup"]).starts_with("Wrote "));
    let relative = board.run(["backup", "here.db", "--json"]).json();
    assert_eq!(relative["path"], board.project().join("here.db").to_str().unwrap());
    assert!(board.text(["restore", "here.db"]).contains("is in force"));
}

#[test]
fn a_back_up_overwrites_nothing() {
    let board = Sandbox::with_tasks(["One"]);
    let file = board.path("precious");
    fs::write(&file, "text").unwrap();
    board.refused(["backup", file.to_str().unwrap()], "file_exists");
    board.refused(["backup", board.database().to_str().unwrap()], "file_exists");
    board.refused(["backup", board.project().to_str().unwrap()], "file_exists");
    assert_eq!(fs::read_to_string(&file).unwrap(), "text");
    let error = board.run(["--json", "backup", "/nonexistent/folder/x.db"]);
    assert_eq!(error.code, 1);
    assert_eq!(
        fs::read_dir(board.data())
            .unwrap()
            .filter(|e| e.as_ref().unwrap().path().to_string_lossy().contains("partial"))
            .count(),
        0
    );
}

#[test]
fn only_a_sound_back_up_of_ours_is_restored() {
    let board = Sandbox::with_tasks(["One"]);
    let refused = |name: &str, code: &str| {
        let path = board.path(name);
        let before = fs::read(&path).ok();
        board.refused(["restore", path.to_str().unwrap()], code);
        assert_eq!(fs::read(&path).ok(), before, "{name} is untouched");
        assert_eq!(ids(&board.json(["list"])["tasks"]), [1], "the board is untouched");
    };
    refused("missing.db", "file_failed");
    fs::write(board.path("text.db"), "no database at all, but long enough to have a header ".repeat(10)).unwrap();
    refused("text.db", "not_a_database");
    fs::write(board.path("short.db"), "x").unwrap();
    refused("short.db", "not_a_database");

    let good = board.path("good.db");
    board.json(["backup", good.to_str().unwrap()]);
    let bytes = fs::read(&good).unwrap();
    let mut foreign = bytes.clone();
    foreign[68..72].copy_from_slice(&7_u32.to_be_bytes());
    fs::write(board.path("foreign.db"), foreign).unwrap();
    refused("foreign.db", "foreign_database");

    // A newer version has a migration that this one does not know; same length, so the file stays valid.
    let newer = replaced(&bytes, b"m20261101_000002_settings", b"m29991101_000002_settings");
    fs::write(board.path("newer.db"), newer).unwrap();
    refused("newer.db", "database_newer");

    let mut torn = bytes.clone();
    for byte in &mut torn[4096..12_288] {
        *byte = 0xa5;
    }
    fs::write(board.path("torn.db"), torn).unwrap();
    refused("torn.db", "database_corrupt");
    fs::write(board.path("cut.db"), &bytes[..bytes.len() / 2]).unwrap();
    refused("cut.db", "database_corrupt");
    board.misused(["restore"]);
}

/// Replaces every occurrence of a text in a file's bytes with one of the same length.
pub(crate) fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut bytes = bytes.to_vec();
    let mut found = 0;
    for at in 0..bytes.len().saturating_sub(from.len()) {
        if bytes[at..].starts_with(from) {
            bytes[at..at + to.len()].copy_from_slice(to);
            found += 1;
        }
    }
    assert!(found > 0, "the text is there");
    bytes
}
