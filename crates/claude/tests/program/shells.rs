//! Login shells that answer, that print noise, that hang, and that are none.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use claudetask_claude::program::{Source, Surroundings, find};

use super::{Place, found};

/// Looks with a shell that runs a script, which gets `-ilc` and the question.
fn with(place: &Place, shell: &str) -> Surroundings {
    Surroundings { shell: Some(place.script("shell", shell)), ..place.surroundings(&["none"]) }
}

fn setting_path(place: &Place, folder: &str) -> String {
    format!("PATH='{}'; export PATH", place.path(folder).display())
}

#[test]
fn real_shells_are_asked_with_the_user_s_own_files() {
    for (shell, file) in [("/bin/bash", ".bash_profile"), ("/bin/sh", ".profile"), ("/bin/zsh", ".zprofile")] {
        if !PathBuf::from(shell).is_file() {
            continue;
        }
        let place = Place::new();
        let program = place.claude("tools", "2.1.330");
        let noise = "echo 'Welcome <claudetask'; echo oops >&2; printf 'no end of line'";
        fs::write(place.path(file), format!("{noise}\n{}\n", setting_path(&place, "tools"))).unwrap();
        let surroundings = Surroundings { shell: Some(shell.into()), ..place.surroundings(&["none"]) };
        assert_eq!(found(&surroundings), (program, Source::LoginShell), "{shell}");
    }
}

#[test]
fn what_a_shell_leaves_behind_is_neither_waited_for_nor_ended() {
    let place = Place::new();
    place.claude("tools", "2.1.330");
    let pid = place.path("pid");
    let agent = format!("sleep 60 & echo $! >'{}'", pid.display());
    let surroundings = with(&place, &format!("{agent}\n{}\neval \"$2\"", setting_path(&place, "tools")));
    let begin = Instant::now();
    assert_eq!(found(&surroundings).1, Source::LoginShell);
    assert!(begin.elapsed() < Duration::from_secs(3));
    let agent = fs::read_to_string(pid).unwrap().trim().parse().unwrap();
    let agent = claudetask_claude::process::of(agent).expect("the user's own process lives");
    assert!(claudetask_claude::process::kill(&agent).unwrap());
}

#[test]
fn a_shell_that_hangs_is_given_up_and_not_asked_again_at_once() {
    let place = Place::new();
    let program = place.claude(".local/bin", "2.1.330");
    let surroundings = with(&place, "echo x >>\"$HOME/asked\"; sleep 1000");
    let begin = Instant::now();
    let found = find(None, &surroundings).unwrap();
    let took = begin.elapsed();
    assert_eq!((found.path, found.search_path), (program, None));
    assert!(took >= Duration::from_secs(3) && took < Duration::from_secs(6), "{took:?}");
    find(None, &surroundings).unwrap();
    assert!(begin.elapsed() < took + Duration::from_secs(2));
    assert_eq!(fs::read_to_string(place.path("asked")).unwrap(), "x\n");
}

#[test]
fn a_shell_that_answers_and_then_hangs_has_answered() {
    let place = Place::new();
    let program = place.claude("tools", "2.1.330");
    let surroundings = with(&place, &format!("{}\neval \"$2\"; sleep 1000", setting_path(&place, "tools")));
    assert_eq!(found(&surroundings), (program, Source::LoginShell));
}

#[test]
fn a_shell_that_answers_nothing_of_use_is_passed_over() {
    for shell in ["exit 1", "echo hello", "yes | head -c 3000000", "PATH=; export PATH; eval \"$2\"", "printf '\\377<'"]
    {
        let place = Place::new();
        let program = place.claude(".local/bin", "2.1.330");
        let found = find(None, &with(&place, shell)).unwrap();
        assert_eq!((found.path, found.source, found.search_path), (program, Source::UsualPlace, None), "{shell}");
    }
}

#[test]
fn what_is_no_whole_path_of_a_file_is_no_shell() {
    let place = Place::new();
    place.claude(".local/bin", "2.1.330");
    let script = place.script("shell", "echo x >>\"$HOME/asked\"");
    for shell in ["shell", "", "~/shell", place.home.to_str().unwrap(), "/no/such/shell"] {
        let surroundings = Surroundings { shell: Some(shell.into()), ..place.surroundings(&[]) };
        assert_eq!(found(&surroundings).1, Source::UsualPlace, "{shell:?}");
    }
    assert!(script.exists() && !place.path("asked").exists());
}

#[test]
fn a_folder_with_odd_characters_comes_through_whole() {
    let place = Place::new();
    let program = place.claude("a b$(x)\"ü", "2.1.330");
    let quoted = place.path("a b$(x)\"ü");
    let surroundings = with(&place, &format!("PATH='{}'; export PATH\neval \"$2\"", quoted.display()));
    assert_eq!(found(&surroundings), (program, Source::LoginShell));
}
