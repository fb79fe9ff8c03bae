//! Processes as Linux tells of them in `/proc`.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::sync::OnceLock;

use super::{ProcessId, Seen};

/// Returns what has a pid now.
pub(super) fn look(pid: u32) -> Option<Seen> {
    let stat = fs::read(format!("/proc/{pid}/stat")).ok()?;
    parse(&stat, boot()?)
}

/// Returns all processes that can be seen.
pub(super) fn all() -> Vec<Seen> {
    let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
    entries.flatten().filter_map(|entry| look(entry.file_name().to_str()?.parse().ok()?)).collect()
}

/// Returns whether the environment with which a process of this user started holds an entry.
pub(super) fn has(pid: u32, entry: &str) -> bool {
    let folder = format!("/proc/{pid}");
    // An administrator could read those of all users.
    if !fs::metadata(&folder).is_ok_and(|metadata| metadata.uid() == rustix::process::geteuid().as_raw()) {
        return false;
    }
    let environment = fs::read(format!("{folder}/environ")).unwrap_or_default();
    environment.split(|&byte| byte == 0).any(|found| found == entry.as_bytes())
}

/// Returns the kernel's id of this boot.
fn boot() -> Option<&'static str> {
    static BOOT: OnceLock<Option<String>> = OnceLock::new();
    let read = || Some(fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?.trim().to_owned());
    BOOT.get_or_init(read).as_deref()
}

/// Reads `/proc/PID/stat`, see `proc(5)`: pid, the program's name in parentheses, then numbers.
fn parse(stat: &[u8], boot: &str) -> Option<Seen> {
    // The name is what the process likes, `) R 1` too; after the last parenthesis come only numbers.
    let end = stat.iter().rposition(|&byte| byte == b')')?;
    let rest = std::str::from_utf8(stat.get(end + 1..)?).ok()?;
    let fields: Vec<&str> = rest.split_ascii_whitespace().collect();
    // proc(5) counts from 1, and two fields are before these.
    let field = |number: usize| fields.get(number - 3).copied();
    let pid = std::str::from_utf8(stat.split(|&byte| byte == b' ').next()?).ok()?.parse().ok()?;
    let threads: u64 = field(20)?.parse().ok()?;
    // The first thread of a program may have ended while others go on.
    let dead = matches!(field(3)?, "Z" | "X" | "x") && threads <= 1;
    let id = ProcessId { pid, started: field(22)?.parse().ok()?, boot: boot.to_owned() };
    Some(Seen { id, parent: field(4)?.parse().ok()?, dead })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stat(name: &str, state: &str, threads: u32) -> Vec<u8> {
        let mut fields = vec![state.to_owned(), "7".to_owned()];
        fields.extend((5..20).map(|field| field.to_string()));
        fields.extend([threads.to_string(), "0".to_owned(), "123456".to_owned(), "99".to_owned()]);
        format!("42 ({name}) {}\n", fields.join(" ")).into_bytes()
    }

    #[test]
    fn a_name_with_parentheses_and_spaces_shifts_nothing() {
        for name in ["sleep", "a) Z 1 (b", "((", ")", "x y"] {
            let seen = parse(&stat(name, "S", 1), "boot").unwrap();
            let id = ProcessId { pid: 42, started: 123_456, boot: "boot".to_owned() };
            assert_eq!(seen, Seen { id, parent: 7, dead: false }, "{name}");
        }
        let mut bytes = stat("?", "S", 1);
        bytes[4] = 0xff;
        assert!(parse(&bytes, "boot").is_some());
    }

    #[test]
    fn only_a_zombie_without_threads_is_dead() {
        assert!(parse(&stat("a", "Z", 1), "").unwrap().dead);
        assert!(!parse(&stat("a", "Z", 3), "").unwrap().dead);
        assert!(!parse(&stat("a", "T", 1), "").unwrap().dead);
    }

    #[test]
    fn what_is_no_process_is_passed_over() {
        for text in ["", "42", "42 (a", "42 (a)", "42 (a) S 1", "x (a) S 1 2"] {
            assert_eq!(parse(text.as_bytes(), ""), None, "{text:?}");
        }
    }
}
