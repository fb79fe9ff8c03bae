//! The MCP servers that a project starts or asks.

use std::collections::BTreeSet;

use serde_json::Value;

/// Adds a line for each server of an `.mcp.json` whose name is not known yet: its name, and its command or address. What is in its environment and
/// its headers may be secret and is left out.
pub(super) fn add(lines: &mut Vec<String>, known: &mut BTreeSet<String>, shared: &Value) {
    for (name, server) in shared.get("mcpServers").and_then(Value::as_object).into_iter().flatten() {
        if known.insert(name.clone()) {
            lines.push(format!("{name}: {}", what(server)));
        }
    }
}

fn what(server: &Value) -> String {
    let said = |name: &str| server.get(name).and_then(Value::as_str);
    if let Some(command) = said("command") {
        let arguments = server.get("args").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        let mut words = vec![command];
        words.extend(arguments);
        return words.join(" ");
    }
    said("url").map_or_else(|| "no command and no address".to_owned(), str::to_owned)
}
