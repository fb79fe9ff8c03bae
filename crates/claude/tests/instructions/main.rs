//! Instructions against what the real program was seen to load: `markdown.json` has texts with the files that they
//! import, `projects.json` whole folders. Those are given to the pinned real program again, where it can be had.

#![expect(clippy::unwrap_used, reason = "a test ends where what it needs is missing")]

mod cli;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use claudetask_claude::instructions::{
    Import, ImportState, InstructionKind, Surroundings, inspect, list, may_open, tokens,
};
use claudetask_claude::{DocPath, Roots};
use serde::Deserialize;
use tempfile::TempDir;

/// A text, the files beside it, and those that Claude Code loaded with it.
#[derive(Deserialize)]
struct Case {
    text: String,
    files: Vec<String>,
    loaded: Vec<String>,
}

/// A project in its surroundings, and what Claude Code loaded when it started in it.
#[derive(Deserialize)]
struct Project {
    name: String,
    /// The project's folder.
    cwd: String,
    tree: BTreeMap<String, Option<Entry>>,
    /// The files behind all links, with Claude Code's own estimate of tokens where that does not depend on the machine.
    loaded: Vec<(String, Option<u32>)>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Entry {
    File(String),
    Link { link: String },
}

fn projects() -> Vec<Project> {
    serde_json::from_str(include_str!("projects.json")).unwrap()
}

/// A folder with a home `h` and what the test puts beside it.
struct Place {
    _folder: TempDir,
    base: PathBuf,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let base = folder.path().canonicalize().unwrap();
        fs::create_dir_all(base.join("h/.claude")).unwrap();
        fs::create_dir_all(base.join("p")).unwrap();
        Self { _folder: folder, base }
    }

    fn write(&self, path: &str, text: &str) -> &Self {
        let file = self.base.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text.replace("{base}", self.base.to_str().unwrap())).unwrap();
        self
    }

    fn of(project: &Project) -> Self {
        let place = Self::new();
        fs::create_dir_all(place.base.join(&project.cwd)).unwrap();
        for (path, entry) in &project.tree {
            match entry {
                Some(Entry::File(text)) => {
                    place.write(path, text);
                }
                Some(Entry::Link { link }) => {
                    let file = place.base.join(path);
                    fs::create_dir_all(file.parent().unwrap()).unwrap();
                    std::os::unix::fs::symlink(link, file).unwrap();
                }
                None => fs::create_dir_all(place.base.join(path)).unwrap(),
            }
        }
        place
    }

    fn roots(&self, project: &str) -> Roots {
        Roots { project: self.base.join(project), user: self.base.join("h/.claude") }
    }

    fn surroundings(&self) -> Surroundings {
        Surroundings { home: Some(self.base.join("h")), managed: self.base.join("managed") }
    }

    /// The loaded files as `projects.json` writes them. What lies above the temporary folder is not the test's.
    fn loaded(&self, project: &str) -> Vec<(String, Option<u32>)> {
        let overview = list(&self.roots(project), &self.surroundings());
        let loaded = overview.files.iter().filter(|file| file.loaded);
        let mut loaded: Vec<_> =
            loaded.filter_map(|file| Some((self.short(Path::new(&file.file))?, Some(file.tokens)))).collect();
        loaded.sort();
        loaded
    }

    /// What the real program says it has loaded, in the same form.
    fn loaded_by(&self, cli: &Path, project: &str) -> Vec<(String, Option<u32>)> {
        let found = cli::loaded(cli, &self.base.join(project), &self.base.join("h")).into_iter();
        let mut loaded: Vec<_> = found.filter_map(|(file, tokens)| Some((self.short(&file)?, Some(tokens)))).collect();
        loaded.sort();
        loaded
    }

    fn short(&self, file: &Path) -> Option<String> {
        Some(file.canonicalize().unwrap().strip_prefix(&self.base).ok()?.to_str().unwrap().to_owned())
    }
}

fn path(text: &str) -> DocPath {
    DocPath::parse(text).unwrap()
}

fn found(imports: &[Import]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for import in imports {
        if import.state == ImportState::Found {
            all.push(import.path.as_ref().unwrap().to_string());
        }
        all.extend(found(&import.imports));
    }
    all.sort();
    all.dedup();
    all
}

fn without_tokens_that_depend_on_the_machine(
    found: Vec<(String, Option<u32>)>,
    expected: &[(String, Option<u32>)],
) -> Vec<(String, Option<u32>)> {
    let known = |path: &str| expected.iter().any(|(other, tokens)| other == path && tokens.is_none());
    found.into_iter().map(|(path, tokens)| if known(&path) { (path, None) } else { (path, tokens) }).collect()
}

#[test]
fn every_text_imports_what_claude_code_was_seen_to_import() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("markdown.json")).unwrap();
    assert!(cases.len() > 400);
    let mut wrong = Vec::new();
    for case in cases {
        let place = Place::new();
        for file in &case.files {
            place.write(&format!("p/{file}"), "A");
        }
        let found = found(&inspect(&place.roots("p"), &place.surroundings(), &path("x.md"), &case.text).imports);
        if found != case.loaded {
            wrong.push((case.text, case.loaded, found));
        }
    }
    assert!(wrong.is_empty(), "(text, Claude Code, here): {wrong:#?}");
}

#[test]
fn every_project_loads_what_claude_code_was_seen_to_load() {
    let projects = projects();
    assert!(projects.len() > 60);
    let mut wrong = Vec::new();
    for project in projects {
        let found = Place::of(&project).loaded(&project.cwd);
        let found = without_tokens_that_depend_on_the_machine(found, &project.loaded);
        if found != project.loaded {
            wrong.push((project.name, project.loaded, found));
        }
    }
    assert!(wrong.is_empty(), "(project, Claude Code, here): {wrong:#?}");
}

#[test]
fn every_project_loads_what_the_installed_claude_code_loads() {
    let Some(cli) = cli::installed("every_project_loads_what_the_installed_claude_code_loads") else { return };
    let waiting = Mutex::new(projects());
    let wrong = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        // The program waits more than it works.
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some(project) = { waiting.lock().unwrap().pop() } {
                    let place = Place::of(&project);
                    let (theirs, ours) = (place.loaded_by(&cli, &project.cwd), place.loaded(&project.cwd));
                    if ours != theirs {
                        wrong.lock().unwrap().push((project.name, theirs, ours));
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "(project, Claude Code, here): {wrong:#?}");
}

#[test]
fn an_import_tells_what_became_of_it() {
    let place = Place::new();
    place
        .write("p/a.md", "@b.md\n@CLAUDE.md")
        .write("p/b.md", "@a.md")
        .write("p/logo.png", "x")
        .write("p/docs/x.md", "x")
        .write("out.md", "x")
        .write("p/1.md", "@2.md")
        .write("p/2.md", "@3.md")
        .write("p/3.md", "@4.md")
        .write("p/4.md", "@5.md")
        .write("p/5.md", "x");
    let text = "---\nx: y\n---\n😀 @a.md\n@none.md @logo.png @docs @../out.md @1.md @a.md";
    let found = inspect(&place.roots("p"), &place.surroundings(), &path("CLAUDE.md"), text);
    let states: Vec<_> = found.imports.iter().map(|import| (import.written.as_str(), import.state)).collect();
    assert_eq!(
        states,
        [
            ("a.md", ImportState::Found),
            ("none.md", ImportState::Missing),
            ("logo.png", ImportState::Unreadable),
            ("docs", ImportState::NotAFile),
            ("../out.md", ImportState::Outside),
            ("1.md", ImportState::Found),
            ("a.md", ImportState::Found),
        ]
    );
    let a = &found.imports[0];
    assert_eq!((a.line, a.column, &a.path), (4, 3, &Some(path("a.md"))));
    assert_eq!(a.imports[0].imports[0].state, ImportState::Cyclic);
    assert_eq!(a.imports[1].state, ImportState::Cyclic);
    let mut deep = &found.imports[5];
    for _ in 0..4 {
        deep = &deep.imports[0];
    }
    assert_eq!((deep.written.as_str(), deep.state), ("5.md", ImportState::TooDeep));
    let own = tokens(text.strip_prefix("---\nx: y\n---\n").unwrap());
    let all = ["@b.md\n@CLAUDE.md", "@a.md", "@2.md", "@3.md", "@4.md", "@5.md"].map(tokens).iter().sum::<u32>();
    assert_eq!((found.tokens, found.tokens_with_imports), (own, own + all));
    assert!(found.imports[6].imports.is_empty());
}

#[test]
fn the_standard_files_are_listed_before_they_exist() {
    let place = Place::new();
    let overview = list(&place.roots("p"), &place.surroundings());
    let listed: Vec<_> =
        overview.files.iter().map(|file| (file.path.as_str(), file.kind, file.exists, file.can_open)).collect();
    assert_eq!(
        listed,
        [
            ("~/.claude/CLAUDE.md", InstructionKind::User, false, true),
            ("CLAUDE.md", InstructionKind::Project, false, true),
            (".claude/CLAUDE.md", InstructionKind::DotClaude, false, true),
            ("CLAUDE.local.md", InstructionKind::Local, false, true),
        ]
    );
    assert_eq!((overview.tokens, overview.main.as_str()), (0, "CLAUDE.md"));
    place.write("p/.claude/CLAUDE.md", "x");
    assert_eq!(list(&place.roots("p"), &place.surroundings()).main.as_str(), ".claude/CLAUDE.md");
}

#[test]
fn what_an_organisation_prescribes_is_listed_first_and_never_opened() {
    let place = Place::new();
    place.write("managed/CLAUDE.md", "rule").write("managed/.claude/rules/a.md", "rule").write("p/CLAUDE.md", "mine");
    let overview = list(&place.roots("p"), &place.surroundings());
    for file in &overview.files[..2] {
        assert_eq!((file.kind, file.loaded, file.can_open), (InstructionKind::Managed, true, false), "{file:?}");
    }
}

#[test]
fn only_instructions_may_be_opened() {
    let place = Place::new();
    place
        .write("p/CLAUDE.md", "@docs/a.md @../out.md @link.md")
        .write("p/docs/a.md", "@b.md")
        .write("p/docs/b.md", "b")
        .write("p/docs/c.md", "c")
        .write("p/src/main.rs", "m")
        .write("out.md", "o")
        .write("outside/x.md", "o")
        .write("h/.claude/CLAUDE.md", "@mine.md")
        .write("h/.claude/mine.md", "m")
        .write("h/.claude/settings.json", "{}");
    std::os::unix::fs::symlink("../out.md", place.base.join("p/link.md")).unwrap();
    fs::create_dir_all(place.base.join("p/.claude")).unwrap();
    std::os::unix::fs::symlink("../../outside", place.base.join("p/.claude/rules")).unwrap();
    let check = |text: &str, expected: bool| {
        assert_eq!(may_open(&place.roots("p"), &place.surroundings(), &path(text)), expected, "{text}");
    };
    for text in [
        "CLAUDE.md",
        "CLAUDE.local.md",
        ".claude/CLAUDE.md",
        "AGENTS.md",
        "docs/a.md",
        "docs/b.md",
        "~/.claude/CLAUDE.md",
        "~/.claude/rules/new.md",
        "~/.claude/mine.md",
    ] {
        check(text, true);
    }
    for text in [
        "docs/c.md",
        "docs/new.md",
        "src/main.rs",
        "link.md",
        ".claude/rules/x.md",
        ".claude/settings.json",
        "~/.claude/settings.json",
        "~/.claude/rules/new.txt",
        ".git/config",
    ] {
        check(text, false);
    }
    fs::remove_file(place.base.join("p/.claude/rules")).unwrap();
    check(".claude/rules/deep/new.md", true);
}

#[test]
fn a_file_that_claude_code_finds_too_large_is_told() {
    let place = Place::new();
    let check = |characters: usize, expected: Option<u32>| {
        let found = inspect(&place.roots("p"), &place.surroundings(), &path("CLAUDE.md"), &"x".repeat(characters));
        assert_eq!(found.large, expected, "{characters}");
    };
    check(40_000, None);
    check(40_001, Some(40_000));
    place.write("p/CLAUDE.md", &"x".repeat(4 * 1024 * 1024 + 1));
    let overview = list(&place.roots("p"), &place.surroundings());
    let file = overview.files.iter().find(|file| file.path == "CLAUDE.md").unwrap();
    assert_eq!(file.problem.as_ref().unwrap().code, "too_large");
    assert!(!file.loaded);
}
