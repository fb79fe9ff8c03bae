//! Version numbers as programs print them.

/// A version's first two numbers: enough to compare what this project asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version {
    pub(crate) major: u32,
    pub(crate) minor: u32,
}

impl Version {
    /// Returns the version in `text`, such as `v20.19.1` or `20.19`, or `None` when it does not begin with two numbers.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let mut numbers = text.strip_prefix('v').unwrap_or(text).split(['.', '-', '+']);
        let major = numbers.next()?.parse().ok()?;
        let minor = numbers.next()?.parse().ok()?;
        Some(Self { major, minor })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_programs_print_them() {
        let check = |text: &str, expected: Option<(u32, u32)>| {
            assert_eq!(Version::parse(text).map(|version| (version.major, version.minor)), expected, "{text:?}");
        };
        check("v20.19.1\n", Some((20, 19)));
        check("22.12", Some((22, 12)));
        check("v24.0.0-nightly2026", Some((24, 0)));
        check("24", None);
        check("node: not found", None);
        check("", None);
    }

    #[test]
    fn versions_compare_by_number_not_by_text() {
        assert!(Version { major: 20, minor: 9 } < Version { major: 20, minor: 19 });
        assert!(Version { major: 9, minor: 99 } < Version { major: 20, minor: 0 });
    }
}
