//! What the pinned real program says of itself, and what small programs say that do not behave.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test ends where what it needs is missing")]

mod faults;
mod real;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use claudetask_claude::probe::{Ask, billing_warning};
use tempfile::TempDir;

/// A home, and a project beside it.
struct Place {
    _folder: TempDir,
    base: PathBuf,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let base = folder.path().canonicalize().unwrap();
        for name in ["p", "h/.claude", "t"] {
            fs::create_dir_all(base.join(name)).unwrap();
        }
        Self { _folder: folder, base }
    }

    fn write(&self, path: &str, text: &str) -> &Self {
        let file = self.base.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
        self
    }

    /// Returns how to ask a program in the project, with nothing of this machine's.
    fn ask(&self, program: PathBuf) -> Ask {
        let mut environment = BTreeMap::new();
        let mut set = |name: &str, value: OsString| environment.insert(name.into(), value);
        set("PATH", "/usr/local/bin:/usr/bin:/bin".into());
        set("HOME", self.base.join("h").into());
        set("CLAUDE_CONFIG_DIR", self.base.join("h/.claude").into());
        set("TMPDIR", self.base.join("t").into());
        set("CLAUDE_CODE_TMPDIR", self.base.join("t").into());
        set("SHELL", "/bin/sh".into());
        set("LANG", "C.UTF-8".into());
        set("DISABLE_TELEMETRY", "1".into());
        set("DISABLE_ERROR_REPORTING", "1".into());
        Ask {
            program,
            folder: self.base.join("p"),
            trusted: false,
            environment,
            limit: Duration::from_secs(30),
            servers_limit: Duration::from_secs(5),
        }
    }
}

#[test]
fn a_key_or_a_token_in_the_environment_is_billed() {
    let check = |environment: &[(&str, &str)], expected: bool| {
        assert_eq!(billing_warning(environment.iter().copied()), expected, "{environment:?}");
    };
    check(&[], false);
    check(&[("PATH", "/bin"), ("CLAUDE_CODE_OAUTH_TOKEN", "x")], false);
    check(&[("ANTHROPIC_API_KEY", "")], false);
    check(&[("PATH", "/bin"), ("ANTHROPIC_API_KEY", "x")], true);
    check(&[("ANTHROPIC_AUTH_TOKEN", "x")], true);
}
