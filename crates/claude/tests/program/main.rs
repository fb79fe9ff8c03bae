//! Searches for the program among real files, with shells and programs of the tests' own, and the pinned real one.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test ends where what it needs is missing")]

mod settings;
mod shells;

use std::ffi::OsString;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{fs, io::Write};

use claudetask_claude::program::{Found, OLDEST, ProgramError, Source, Surroundings, Version, find};
use claudetask_testkit::claude::{VERSION, install, skipped};
use tempfile::TempDir;

/// A home with folders for programs.
struct Place {
    _folder: TempDir,
    home: PathBuf,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().canonicalize().unwrap();
        Self { _folder: folder, home }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.join(name)
    }

    /// Writes a program. Another process does it: were the file open for writing in this one while another test starts
    /// something, it could not be run ("text file busy").
    fn script(&self, name: &str, text: &str) -> PathBuf {
        let file = self.path(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        let mut writer = Command::new("/bin/sh");
        writer.args(["-c", "cat >\"$1\" && chmod 755 \"$1\"", "sh"]).arg(&file).stdin(Stdio::piped());
        let mut writer = writer.spawn().unwrap();
        writer.stdin.take().unwrap().write_all(format!("#!/bin/sh\n{text}\n").as_bytes()).unwrap();
        assert!(writer.wait().unwrap().success());
        file
    }

    fn claude(&self, folder: &str, version: &str) -> PathBuf {
        self.script(&format!("{folder}/claude"), &format!("echo '{version} (Claude Code)'"))
    }

    fn surroundings(&self, path: &[&str]) -> Surroundings {
        Surroundings { path: Some(self.search(path)), home: Some(self.home.clone()), ..Surroundings::default() }
    }

    fn search(&self, path: &[&str]) -> OsString {
        std::env::join_paths(path.iter().map(|folder| self.path(folder))).unwrap()
    }

    /// Looks with a shell whose files set a PATH.
    fn with_shell(&self, path: &[&str], of_shell: &[&str]) -> Surroundings {
        let text = format!("PATH='{}'; export PATH\neval \"$2\"", self.search(of_shell).to_str().unwrap());
        Surroundings { shell: Some(self.script("shell", &text)), ..self.surroundings(path) }
    }
}

fn version(text: &str) -> Version {
    Version::parse(text).unwrap()
}

fn found(surroundings: &Surroundings) -> (PathBuf, Source) {
    let found = find(None, surroundings).unwrap();
    (found.path, found.source)
}

#[test]
fn the_first_on_the_path_wins_then_the_shell_s_then_the_usual_places() {
    let place = Place::new();
    let surroundings = place.with_shell(&["none", "a", "b"], &["c"]);
    let usual = place.claude(".local/bin", "2.1.4");
    assert_eq!(found(&surroundings), (usual, Source::UsualPlace));
    let of_shell = place.claude("c", "2.1.3");
    assert_eq!(found(&surroundings), (of_shell, Source::LoginShell));
    let second = place.claude("b", "2.1.2");
    assert_eq!(found(&surroundings), (second, Source::Path));
    let first = place.claude("a", "2.1.1");
    assert_eq!(found(&surroundings), (first.clone(), Source::Path));
    let Found { version, search_path, .. } = find(None, &surroundings).unwrap();
    assert_eq!(version.to_string(), "2.1.1");
    assert_eq!(search_path, Some(place.search(&["none", "a", "b", "c"])));
}

#[test]
fn every_usual_place_is_looked_at() {
    for folder in [
        ".local/bin",
        ".claude/local",
        ".npm-global/bin",
        ".bun/bin",
        ".volta/bin",
        ".nvm/versions/node/v22.1.0/bin",
        ".local/share/fnm/node-versions/v22.1.0/installation/bin",
    ] {
        let place = Place::new();
        let file = place.claude(folder, "2.1.330");
        assert_eq!(found(&place.surroundings(&[])), (file, Source::UsualPlace), "{folder}");
    }
    let place = Place::new();
    let file = place.claude("usr/local/bin", "2.1.330");
    let shared = vec![place.path("usr/local/bin")];
    assert_eq!(found(&Surroundings { shared, ..place.surroundings(&[]) }), (file, Source::UsualPlace));
    place.claude(".nvm/versions/node/v9.9.9/bin", "2.1.330");
    let newest = place.claude(".nvm/versions/node/v22.10.0/bin", "2.1.330");
    assert_eq!(found(&place.surroundings(&[])).0, newest);
}

#[test]
fn what_is_nowhere_is_said_with_where_it_was_looked_for() {
    let place = Place::new();
    let error = find(None, &place.with_shell(&["a", "b"], &["b", "c"])).unwrap_err();
    let ProgramError::NotFound { looked_in } = &error else { panic!("{error:?}") };
    assert_eq!(looked_in[..3], [place.path("a"), place.path("b"), place.path("c")]);
    assert!(looked_in.contains(&place.path(".local/bin")));
    let text = error.to_string();
    assert!(text.contains(place.path("a").to_str().unwrap()) && text.contains("more places"), "{text}");
    let nothing = find(None, &Surroundings::default()).unwrap_err();
    assert_eq!(nothing, ProgramError::NotFound { looked_in: Vec::new() });
    assert!(nothing.hint().contains("Install"), "{nothing}");
}

#[test]
fn relative_folders_folders_of_its_name_and_files_without_permission_are_passed_over() {
    let place = Place::new();
    fs::create_dir_all(place.path("a/claude")).unwrap();
    let plain = place.claude("b", "2.1.330");
    fs::set_permissions(&plain, fs::Permissions::from_mode(0o644)).unwrap();
    let good = place.claude("c", "2.1.330");
    let mut path = OsString::from("::.:target:");
    path.push(place.search(&["a", "b", "c"]));
    let surroundings = Surroundings { path: Some(path), ..Surroundings::default() };
    assert_eq!(found(&surroundings), (good, Source::Path));
}

#[test]
fn one_that_does_not_work_is_passed_over_for_one_that_does() {
    let place = Place::new();
    let broken = place.script("a/claude", "echo 'cannot find module' >&2; exit 7");
    let error = find(None, &place.surroundings(&["a", "b"])).unwrap_err();
    let reason = "exit code 7: cannot find module".to_owned();
    assert_eq!(error, ProgramError::Unusable { path: broken, reason });
    let old = place.claude("b", "1.0.128");
    let error = find(None, &place.surroundings(&["b", "a"])).unwrap_err();
    assert_eq!(error, ProgramError::TooOld { path: old, version: version("1.0.128"), needed: OLDEST });
    assert!(error.to_string().contains("1.0.128") && error.to_string().contains("2.0.0"), "{error}");
    let good = place.claude(".local/bin", "2.0.0");
    assert_eq!(found(&place.surroundings(&["a", "b"])), (good, Source::UsualPlace));
}

#[test]
fn what_answers_no_version_of_claude_code_is_unusable() {
    let check = |text: &str, expected: &str| {
        let place = Place::new();
        place.script("a/claude", text);
        let error = find(None, &place.surroundings(&["a"])).unwrap_err();
        let ProgramError::Unusable { reason, .. } = error else { panic!("{text}: {error:?}") };
        assert!(reason.contains(expected), "{text}: {reason}");
    };
    check("true", "says nothing");
    check("echo hello", "\"hello\"");
    check("echo 2.1.330", "\"2.1.330\"");
    check("echo 'Claude Code 2'", "Claude Code 2");
    check("kill -9 $$", "signal: 9");
    check("printf '\\377\\376 oh' >&2; exit 1", "oh");
    check("yes | head -c 3000000 >&2; exit 4", "exit code 4: y");
    let place = Place::new();
    let file = place.script("a/claude", "");
    fs::write(&file, "#!/no/such/interpreter\n").unwrap();
    let error = find(None, &place.surroundings(&["a"])).unwrap_err();
    assert!(error.to_string().contains("can't be started"), "{error}");
}

#[test]
fn a_program_runs_with_the_path_that_is_told_for_it() {
    let place = Place::new();
    place.script("tools/node", "echo '2.1.330 (Claude Code)'");
    // As npm's: it needs node, which only the shell's PATH has.
    place.script("a/claude", "exec node");
    let surroundings = place.with_shell(&["a"], &["tools"]);
    let found = find(None, &surroundings).unwrap();
    assert_eq!((found.source, found.search_path), (Source::Path, Some(place.search(&["a", "tools"]))));
}

#[test]
fn the_real_program_is_found() {
    let program = match install() {
        Ok(program) => program,
        Err(reason) => return skipped("the_real_program_is_found", &reason),
    };
    let folder = program.parent().map(Path::as_os_str).map(OsString::from);
    let found = find(None, &Surroundings { path: folder, ..Surroundings::default() }).unwrap();
    assert_eq!((found.path, found.version), (program, version(VERSION)));
}
