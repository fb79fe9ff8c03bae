//! File names for agents.

/// The most characters of a file name, without its ending.
const LONGEST: usize = 60;

/// Names that Windows keeps for devices.
const RESERVED: &[&str] = &["con", "prn", "aux", "nul"];

/// Returns a file name for an agent: words of lower-case letters and digits joined by `-`, and `.md`.
///
/// Letters of every script stay; all else parts words, so that the name leads into no other folder, is not hidden, and
/// can be written on every system. A name without any letter or digit gives `agent.md`.
pub fn slug_file_name(name: &str) -> String {
    let mut slug = String::new();
    let mut length = 0;
    for word in name.split(|char: char| !char.is_alphanumeric() && char != '_').filter(|word| !word.is_empty()) {
        let word = word.to_lowercase();
        if length >= LONGEST {
            break;
        }
        if length > 0 {
            slug.push('-');
            length += 1;
        }
        for char in word.chars().take(LONGEST.saturating_sub(length)) {
            slug.push(char);
            length += 1;
        }
    }
    let slug = slug.trim_matches(['-', '_']);
    let device = RESERVED.contains(&slug)
        || ["com", "lpt"].iter().any(|port| slug.strip_prefix(port).is_some_and(|rest| rest.chars().count() == 1));
    match slug {
        "" => "agent.md".to_owned(),
        _ if device => format!("{slug}-agent.md"),
        _ => format!("{slug}.md"),
    }
}

/// Returns whether two different names would be one on a file system that does not tell case apart.
pub fn differ_by_case_only(one: &str, other: &str) -> bool {
    one != other && one.to_lowercase() == other.to_lowercase()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_becomes_a_file_name_that_every_system_takes() {
        for (name, expected) in [
            ("reviewer", "reviewer.md"),
            ("Code Reviewer", "code-reviewer.md"),
            ("../../etc/passwd", "etc-passwd.md"),
            ("a:b", "a-b.md"),
            ("Größe 日本", "größe-日本.md"),
            ("CON", "con-agent.md"),
            ("lpt1", "lpt1-agent.md"),
            (".hidden", "hidden.md"),
            ("🎉", "agent.md"),
            ("", "agent.md"),
            (&"x".repeat(300), &format!("{}.md", "x".repeat(60))),
        ] {
            assert_eq!(slug_file_name(name), expected);
        }
    }

    #[test]
    fn names_that_differ_by_case_are_told() {
        assert!(differ_by_case_only("Dup", "dup"));
        assert!(!differ_by_case_only("dup", "dup"));
        assert!(!differ_by_case_only("dup", "dap"));
    }

    proptest! {
        #[test]
        fn a_file_name_is_never_empty_hidden_or_a_path(name in ".{0,300}") {
            let file = slug_file_name(&name);
            let stem = file.strip_suffix(".md").unwrap();
            prop_assert!(!stem.is_empty() && !stem.starts_with('.') && stem.chars().count() <= 80);
            prop_assert!(!file.contains(['/', '\\', ':', '\0', '<', '>', '"', '|', '?', '*']));
        }
    }
}
