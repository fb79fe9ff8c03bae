//! What a setting may say.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;

use claudetask_claude::program::{ProgramError, Source, find};

use super::Place;

#[test]
fn the_program_of_the_setting_is_used_and_no_other() {
    let place = Place::new();
    place.claude("a", "2.1.330");
    let own = place.claude("own place/ü", "2.1.100");
    let found = find(Some(own.as_os_str()), &place.surroundings(&["a"])).unwrap();
    assert_eq!((found.path, found.source, found.version.to_string()), (own, Source::Setting, "2.1.100".to_owned()));
    let missing = place.path("missing");
    assert!(find(Some(missing.as_os_str()), &place.surroundings(&["a"])).is_err());
    let broken = place.script("broken", "exit 3");
    let error = find(Some(broken.as_os_str()), &place.surroundings(&["a"])).unwrap_err();
    assert_eq!(error, ProgramError::Unusable { path: broken, reason: "exit code 3".to_owned() });
}

#[test]
fn a_setting_that_names_no_program_is_refused_with_its_value() {
    let place = Place::new();
    let file = place.claude("a", "2.1.330");
    let home = place.home.to_str().unwrap();
    let check = |value: &OsStr, reason: &str| {
        let error = find(Some(value), &place.surroundings(&["a"])).unwrap_err();
        let ProgramError::BadSetting { value: told, .. } = &error else { panic!("{error:?}") };
        assert_eq!(*told, format!("{:?}", value.to_string_lossy()));
        assert!(error.to_string().contains(reason) && error.to_string().contains(told), "{reason}: {error}");
    };
    check("".as_ref(), "empty");
    check("  ".as_ref(), "empty");
    check("claude".as_ref(), "no whole path");
    check("./a/claude".as_ref(), "no whole path");
    check("~/a/claude".as_ref(), &format!("write {home}/a/claude"));
    check("~ada/claude".as_ref(), "known to shells alone");
    check(place.path("a").as_os_str(), "a folder");
    check(file.join("x").as_os_str(), "can't be looked at");
    check(place.path("none").as_os_str(), "no file");
    check("/a\0b".as_ref(), "no path can have");
    check(OsStr::from_bytes(b"/\xff/claude"), "not UTF-8");
}

#[test]
fn a_file_that_may_not_be_run_is_told_so() {
    let place = Place::new();
    let file = place.claude("a", "2.1.330");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    let error = find(Some(file.as_os_str()), &place.surroundings(&[])).unwrap_err();
    assert_eq!(error, ProgramError::NotExecutable { path: file.clone() });
    assert_eq!(error.hint(), format!("Allow it with: chmod +x {}", file.display()));
}
