use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use claudetask_claude::agent::{AgentCode, FindingLevel, Verdict, read};

use crate::files;

/// Returns the table: the file, the verdict and the codes.
fn table() -> String {
    let mut table = String::new();
    for (name, bytes) in files() {
        let reading = read(&bytes, &name);
        let mut codes: Vec<_> = reading.findings.iter().map(|finding| finding.code.as_str()).collect();
        codes.sort_unstable();
        let verdict = match reading.verdict {
            Verdict::Accepted => "accepted",
            Verdict::AcceptedWithWarnings => "warnings",
            Verdict::Refused => "refused",
        };
        writeln!(table, "{}", format!("{name:32} {verdict:9} {}", codes.join(" ")).trim_end()).unwrap();
    }
    table
}

#[test]
fn every_file_has_the_verdict_and_the_findings_of_the_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/agents/expected.txt");
    let found = table();
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &found).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap();
    for (found, expected) in found.lines().zip(expected.lines()) {
        assert_eq!(found, expected, "run with BLESS=1 where this is meant");
    }
    assert_eq!(found.lines().count(), expected.lines().count());
}

#[test]
fn findings_name_lines_that_exist_and_keep_the_level_of_their_code() {
    for (name, bytes) in files() {
        let lines = bytes.split(|&byte| byte == b'\n').count();
        for finding in read(&bytes, &name).findings {
            assert_eq!(finding.level, finding.code.level());
            assert!(!finding.message.is_empty() && !finding.hint.is_empty());
            if let Some(line) = finding.line {
                assert!((1..=u32::try_from(lines).unwrap()).contains(&line), "{name}: {finding:?}");
            }
        }
    }
}

#[test]
fn nearly_every_code_has_a_file() {
    let files = files();
    let found: Vec<_> =
        files.iter().flat_map(|(name, bytes)| read(bytes, name).findings).map(|finding| finding.code).collect();
    // The others need more than one file, or no file at all.
    let elsewhere = [
        AgentCode::FileTooLarge,
        AgentCode::Unreadable,
        AgentCode::FileNameNotText,
        AgentCode::BrokenLink,
        AgentCode::Shadowed,
        AgentCode::ShadowedOutside,
        AgentCode::NameDiffersByCase,
        AgentCode::SameFile,
        AgentCode::LinkOutside,
    ];
    for code in AgentCode::ALL {
        assert!(found.contains(code) || elsewhere.contains(code), "no file shows {}", code.as_str());
    }
}

#[test]
fn a_file_is_refused_where_a_finding_says_so_and_only_there() {
    for (name, bytes) in files() {
        let reading = read(&bytes, &name);
        let refused = reading.findings.iter().any(|finding| finding.level == FindingLevel::Refused);
        assert_eq!(refused, reading.verdict == Verdict::Refused, "{name}");
    }
}

#[test]
fn the_documentation_lists_every_code_with_its_sentence() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/agents-check.md");
    let text = fs::read_to_string(path).unwrap();
    for code in AgentCode::ALL {
        let level = match code.level() {
            FindingLevel::Refused => "refused",
            FindingLevel::Ignored => "ignored",
            FindingLevel::Surprising => "surprising",
        };
        let row = format!("| `{}` | {level} | {} |", code.as_str(), code.about());
        assert!(text.contains(&row), "docs/agents-check.md lacks this row:\n{row}");
    }
}
