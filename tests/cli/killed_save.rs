//! SIGKILL in the middle of saving a file: it has the old or the new text whole, and the other is in its versions.

use std::fs;
use std::io::Write;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::hostile::Random;
use crate::support::Sandbox;

/// How often a save is killed.
const SAVES: usize = 200;

/// Large enough that half a write could be seen.
fn text(number: usize) -> String {
    format!("# Save {number}\n{}", format!("line of save {number}\n").repeat(20_000))
}

#[test]
fn a_save_that_is_killed_leaves_one_text_whole_and_the_other_in_the_versions() {
    let board = Sandbox::board();
    let file = board.project().join("CLAUDE.md");
    fs::write(&file, text(0)).unwrap();
    let mut random = Random(11);
    // How long one save takes here, so that the kills fall into its whole length.
    let mut old = text(SAVES + 1);
    let begun = Instant::now();
    save(&board, &old, None);
    let whole = usize::try_from(begun.elapsed().as_micros()).unwrap();
    let (mut before, mut after) = (0, 0);
    for number in 1..=SAVES {
        let new = text(number);
        let moment = Duration::from_micros(u64::try_from(random.below(whole + whole / 2)).unwrap());
        save(&board, &new, Some(moment));
        let now = fs::read_to_string(&file).unwrap();
        let kept = hashes(&board);
        let is_kept = |text: &str| kept.contains(&claudetask_app::claude::files::hash(text.as_bytes()));
        if now == new {
            assert!(is_kept(&old), "save {number} came through and the old text is nowhere");
            after += 1;
            old = new;
        } else {
            assert!(now == old, "save {number} left a text that is neither: {} bytes", now.len());
            // One that was killed before it looked at the file left nothing at all.
            before += usize::from(is_kept(&new));
        }
        let names: Vec<_> = fs::read_dir(board.project()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(names.iter().all(|name| name == "CLAUDE.md" || name.to_string_lossy().starts_with(".claudetask-")));
    }
    assert!(after > 10, "hardly any save came through: {after}");
    eprintln!("{after} saves came through, {before} were killed between the versions and the file");
    // What was left in the middle is in nobody's way.
    board.json(["instructions", "set", "the end\n"]);
    assert_eq!(fs::read_to_string(&file).unwrap(), "the end\n");
    assert_eq!(board.json(["doctor"])["ok"], true);
}

/// Starts a save of a text, and kills it at a moment after its start.
fn save(board: &Sandbox, text: &str, kill: Option<Duration>) {
    let mut program = board
        .command(["instructions", "set", "-"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    // The program may be killed while it reads, or may have ended.
    drop(program.stdin.take().unwrap().write_all(text.as_bytes()));
    if let Some(moment) = kill {
        while begun.elapsed() < moment {
            std::hint::spin_loop();
        }
        program.kill().unwrap();
    }
    program.wait().unwrap();
}

fn hashes(board: &Sandbox) -> Vec<String> {
    let versions: Value = board.json(["instructions", "versions"]);
    let versions = versions["versions"].as_array().unwrap().iter();
    versions.map(|version| version["hash"].as_str().unwrap().to_owned()).collect()
}
