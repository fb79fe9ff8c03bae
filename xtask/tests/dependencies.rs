//! Pins who may depend on whom, as ARCHITECTURE.md says.

use std::collections::BTreeMap;
use std::process::Command;

/// Which packages of the workspace each may use, tests aside.
const ALLOWED: &[(&str, &[&str])] = &[
    ("claudetask-core", &[]),
    ("claudetask-migrations", &[]),
    ("claudetask-store", &["claudetask-core", "claudetask-migrations"]),
    ("claudetask-git", &["claudetask-core"]),
    ("claudetask-claude", &["claudetask-core"]),
    ("claudetask-app", &["claudetask-claude", "claudetask-core", "claudetask-git", "claudetask-store"]),
    ("claudetask-cli", &["claudetask-app", "claudetask-core"]),
    ("claudetask-desktop", &["claudetask-app", "claudetask-core"]),
    ("claudetask-testkit", &["claudetask-app", "claudetask-core", "claudetask-git", "claudetask-store"]),
    ("xtask", &[]),
];

/// Heavy libraries, each with the packages that own it.
const OWNED: &[(&str, &[&str])] = &[
    ("sea-orm", &["claudetask-store"]),
    ("sea-orm-migration", &["claudetask-migrations"]),
    ("git2", &["claudetask-git"]),
    ("tauri", &["claudetask-desktop"]),
    ("clap", &["claudetask-cli", "xtask"]),
    ("notify", &["claudetask-claude"]),
    ("pulldown-cmark", &["claudetask-claude"]),
    ("diffy", &["claudetask-claude"]),
    ("sysinfo", &["claudetask-claude"]),
];

/// Returns the packages of the workspace with what each depends on, development aside.
fn dependencies() -> BTreeMap<String, Vec<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo can be started");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("cargo writes JSON");
    let text = |value: &serde_json::Value| value.as_str().expect("a name is a text").to_owned();
    metadata["packages"]
        .as_array()
        .expect("there is a list of packages")
        .iter()
        .map(|package| {
            let used = package["dependencies"].as_array().expect("there is a list of dependencies").iter();
            let used =
                used.filter(|dependency| dependency["kind"] != "dev").map(|dependency| text(&dependency["name"]));
            (text(&package["name"]), used.collect())
        })
        .collect()
}

#[test]
fn packages_use_only_what_the_architecture_allows() {
    let found = dependencies();
    let names: Vec<_> = ALLOWED.iter().map(|(name, _)| *name).collect();
    assert_eq!(found.len(), names.len(), "a package is missing in the table: {:?}", found.keys());
    for (package, used) in &found {
        let (_, allowed) = ALLOWED.iter().find(|(name, _)| name == package).expect("every package is in the table");
        for dependency in used.iter().filter(|dependency| names.contains(&dependency.as_str())) {
            assert!(allowed.contains(&dependency.as_str()), "{package} must not use {dependency}");
        }
    }
}

#[test]
fn heavy_libraries_have_one_owner() {
    for (package, used) in dependencies() {
        for (library, owners) in OWNED {
            let uses = used.iter().any(|dependency| dependency == library);
            assert!(!uses || owners.contains(&package.as_str()), "{package} must not use {library}");
        }
    }
}
