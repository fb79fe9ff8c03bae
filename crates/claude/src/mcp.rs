//! Which MCP servers Claude Code knows in a project, by their names alone; none is started and no secret is kept.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use serde_json::Value;

use crate::Roots;

/// Larger files are not looked at; the user's own holds histories too.
const MOST: u64 = 50_000_000;

/// Returns the names of the servers that the project's `.mcp.json` and the user's own configuration define, sorted.
pub fn servers(roots: &Roots) -> Vec<String> {
    let mut names = BTreeSet::new();
    if let Some(shared) = read(&roots.project.join(".mcp.json")) {
        add(&mut names, shared.get("mcpServers"));
    }
    // Beside the user's folder, or in it where an environment variable names that folder.
    let beside = roots.user.parent().map(|home| home.join(".claude.json"));
    for file in [Some(roots.user.join(".claude.json")), beside].into_iter().flatten() {
        let Some(own) = read(&file) else { continue };
        add(&mut names, own.get("mcpServers"));
        let project = roots.project.to_str().and_then(|path| own.get("projects")?.get(path));
        add(&mut names, project.and_then(|project| project.get("mcpServers")));
    }
    names.into_iter().collect()
}

fn add(names: &mut BTreeSet<String>, servers: Option<&Value>) {
    names.extend(servers.and_then(Value::as_object).into_iter().flat_map(|servers| servers.keys().cloned()));
}

fn read(file: &Path) -> Option<Value> {
    let open = File::open(file).ok().filter(|open| open.metadata().is_ok_and(|metadata| metadata.is_file()))?;
    let mut text = Vec::new();
    open.take(MOST).read_to_end(&mut text).ok()?;
    serde_json::from_slice(&text).ok()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn servers_of_the_project_and_of_its_user_are_found_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let roots = Roots { project: folder.path().join("web"), user: folder.path().join("home/.claude") };
        fs::create_dir_all(&roots.project).unwrap();
        fs::create_dir_all(&roots.user).unwrap();
        assert!(servers(&roots).is_empty());
        fs::write(roots.project.join(".mcp.json"), r#"{"mcpServers": {"tracker": {"command": "x"}}}"#).unwrap();
        let own = serde_json::json!({
            "mcpServers": {"browser": {}},
            "projects": {roots.project.to_str().unwrap(): {"mcpServers": {"local": {}}}, "/other": {"mcpServers": {"no": {}}}},
        });
        fs::write(folder.path().join("home/.claude.json"), own.to_string()).unwrap();
        assert_eq!(servers(&roots), ["browser", "local", "tracker"]);
        fs::write(roots.project.join(".mcp.json"), "[broken").unwrap();
        assert_eq!(servers(&roots), ["browser", "local"]);
    }
}
