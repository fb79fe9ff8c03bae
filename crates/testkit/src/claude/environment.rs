//! The variables that keep the command line from everything of the caller's.

use std::path::Path;

/// Returns the whole environment of a command line that has this home and speaks to the Messages API at this address.
///
/// For programs of ours that start `claude` themselves: clear their environment and set these. The folders `.claude` and
/// `tmp` in the home are to be there. It retries once.
pub fn environment(home: &Path, url: &str) -> Vec<(String, String)> {
    let path = |path: &Path| path.to_string_lossy().into_owned();
    let temporary = path(&home.join("tmp"));
    let variables = [
        ("PATH", "/usr/local/bin:/usr/bin:/bin".to_owned()),
        ("HOME", path(home)),
        ("CLAUDE_CONFIG_DIR", path(&home.join(".claude"))),
        ("TMPDIR", temporary.clone()),
        ("CLAUDE_CODE_TMPDIR", temporary),
        ("SHELL", "/bin/sh".to_owned()),
        ("LANG", "C.UTF-8".to_owned()),
        ("ANTHROPIC_API_KEY", "sk-not-a-key".to_owned()),
        ("ANTHROPIC_BASE_URL", url.to_owned()),
        ("DISABLE_TELEMETRY", "1".to_owned()),
        ("DISABLE_ERROR_REPORTING", "1".to_owned()),
        ("DISABLE_AUTOUPDATER", "1".to_owned()),
        ("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1".to_owned()),
        ("CLAUDE_CODE_MAX_RETRIES", "1".to_owned()),
    ];
    variables.map(|(name, value)| (name.to_owned(), value)).into()
}

/// Returns the same environment, logged in as a subscriber instead of with an API key: only then does the command line
/// heed the headers about the subscription's limits and say `rate_limit_event`.
pub fn subscriber(home: &Path, url: &str) -> Vec<(String, String)> {
    let mut variables = environment(home, url);
    variables.retain(|(name, _)| name != "ANTHROPIC_API_KEY");
    variables.push(("CLAUDE_CODE_OAUTH_TOKEN".to_owned(), "sk-ant-oat01-not-a-token".to_owned()));
    variables
}
