//! A text to begin a CLAUDE.md with.

use std::fmt::Write;
use std::fs;
use std::path::Path;

/// How much of a file is looked at to learn what the project is.
const MAX_BYTES: u64 = 1024 * 1024;
/// How many scripts of a package are named.
const MAX_SCRIPTS: usize = 6;

/// Returns a text for the project in a folder: its name, the commands that its files tell for certain, and comments
/// where only a person can know. Claude Code does not send comments that stand alone, so those cost nothing.
pub fn template(project: &Path, name: &str) -> String {
    let mut text =
        format!("# {}\n\n<!-- What this is and for whom, in one sentence. -->\n\n## Commands\n\n", name.trim());
    let commands = commands(project);
    for (command, does) in &commands {
        let _ = writeln!(text, "- `{command}` {does}");
    }
    if commands.is_empty() {
        text.push_str("<!-- How to build, test and run: one command a line, as in: `make test` runs all tests. -->\n");
    } else {
        text.push_str("\n<!-- How to run a single test, and what must pass before a commit. -->\n");
    }
    text.push_str(REST);
    text
}

const REST: &str = "
## Architecture

<!-- The parts, where each lives, and who may depend on whom. Name folders and files. -->
<!-- A longer document can be imported, outside of comments and code: @docs/architecture.md -->

## Conventions

<!-- What a reader of the code could not guess: naming, errors, tests, commit messages. -->

## Never

<!-- What must not happen: files that are generated, branches that are not pushed to, secrets. -->
";

/// Returns the commands that follow from files which are there, and what each does.
fn commands(project: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut add = |command: &str, does: &str| found.push((command.to_owned(), does.to_owned()));
    let has = |name: &str| project.join(name).is_file();
    if has("Cargo.toml") {
        add("cargo build", "builds");
        add("cargo test", "runs the tests");
    }
    if has("go.mod") {
        add("go build ./...", "builds");
        add("go test ./...", "runs the tests");
    }
    if has("uv.lock") {
        add("uv sync", "installs what the project needs");
    } else if has("poetry.lock") {
        add("poetry install", "installs what the project needs");
    }
    if read(project, "pyproject.toml").is_some_and(|text| text.contains("[tool.pytest")) || has("pytest.ini") {
        let run = if has("uv.lock") {
            "uv run pytest"
        } else if has("poetry.lock") {
            "poetry run pytest"
        } else {
            "pytest"
        };
        add(run, "runs the tests");
    }
    if has("mvnw") {
        add("./mvnw verify", "builds and runs the tests");
    } else if has("pom.xml") {
        add("mvn verify", "builds and runs the tests");
    }
    if has("gradlew") {
        add("./gradlew build", "builds and runs the tests");
    }
    if let Some(package) = read(project, "package.json") {
        let manager = [("pnpm-lock.yaml", "pnpm"), ("yarn.lock", "yarn"), ("bun.lock", "bun"), ("bun.lockb", "bun")]
            .into_iter()
            .find_map(|(lock, manager)| has(lock).then_some(manager))
            .unwrap_or("npm");
        add(&format!("{manager} install"), "installs what the project needs");
        for script in scripts(&package) {
            add(&format!("{manager} run {script}"), &format!("runs the script `{script}`"));
        }
    }
    if let Some(makefile) = read(project, "Makefile") {
        for target in ["build", "test", "lint", "check"] {
            if makefile.lines().any(|line| line.strip_prefix(target).is_some_and(is_rule)) {
                add(&format!("make {target}"), &format!("makes `{target}`"));
            }
        }
    }
    found
}

/// Tells whether a Makefile's line goes on as a rule does: `:`, and not `:=`.
fn is_rule(rest: &str) -> bool {
    rest.trim_start().strip_prefix(':').is_some_and(|rest| !rest.starts_with('='))
}

/// Returns the names of the scripts that people look for first; a package that is no JSON has none.
fn scripts(package: &str) -> Vec<String> {
    let Ok(package) = serde_json::from_str::<serde_json::Value>(package) else { return Vec::new() };
    let Some(scripts) = package.get("scripts").and_then(serde_json::Value::as_object) else { return Vec::new() };
    ["dev", "start", "build", "test", "lint", "check", "typecheck", "format"]
        .into_iter()
        .filter(|name| scripts.contains_key(*name))
        .take(MAX_SCRIPTS)
        .map(str::to_owned)
        .collect()
}

fn read(project: &Path, name: &str) -> Option<String> {
    let file = project.join(name);
    let about = fs::metadata(&file).ok()?;
    (about.is_file() && about.len() <= MAX_BYTES).then(|| fs::read_to_string(&file).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::super::mention::mentions;
    use super::super::tokens;
    use super::*;

    #[test]
    fn the_template_names_only_commands_that_the_folder_tells() {
        for (files, expected) in [
            (&[][..], &[][..]),
            (&[("Cargo.toml", "")], &["cargo build", "cargo test"]),
            (&[("go.mod", "")], &["go build ./...", "go test ./..."]),
            (&[("pyproject.toml", "[project]\n")], &[]),
            (&[("pyproject.toml", "[tool.pytest.ini_options]\n"), ("uv.lock", "")], &["uv sync", "uv run pytest"]),
            (
                &[("package.json", r#"{"scripts": {"test": "x", "zz": "y"}}"#), ("pnpm-lock.yaml", "")],
                &["pnpm install", "pnpm run test"],
            ),
            (&[("package.json", "no json")], &["npm install"]),
            (&[("Makefile", "test: a\nbuild := x\nlint :\nchecked: b\n")], &["make test", "make lint"]),
        ] {
            let folder = tempfile::tempdir().unwrap();
            for (name, text) in files {
                fs::write(folder.path().join(name), text).unwrap();
            }
            let text = template(folder.path(), "Web shop");
            let found: Vec<&str> =
                text.lines().filter_map(|line| line.strip_prefix("- `")?.split('`').next()).collect();
            assert_eq!(found, expected, "{files:?}");
            assert!(text.starts_with("# Web shop\n"), "{text}");
            assert!((20..=35).contains(&text.lines().count()), "{text}");
            assert!(mentions(&text).is_empty(), "{text}");
            assert!(text.ends_with("-->\n") && tokens(&text) < 400, "{text}");
        }
    }
}
