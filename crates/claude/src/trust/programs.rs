//! The programs that a file of settings runs.

use serde_json::{Map, Value};

/// Settings whose value is a command.
const COMMANDS: [&str; 5] =
    ["apiKeyHelper", "awsAuthRefresh", "awsCredentialExport", "gcpAuthRefresh", "otelHeadersHelper"];

/// Settings whose value holds a command beside other things.
const WITH_COMMAND: [&str; 3] = ["statusLine", "fileSuggestion", "subagentStatusLine"];

/// Adds one line for each program that settings run, and for what else they decide about programs.
pub(super) fn add(lines: &mut Vec<String>, settings: &Value) {
    let Some(settings) = settings.as_object() else { return };
    hooks(lines, settings.get("hooks"));
    for name in COMMANDS {
        if let Some(command) = settings.get(name).and_then(Value::as_str) {
            lines.push(format!("{name}: {command}"));
        }
    }
    for name in WITH_COMMAND {
        if let Some(command) = settings.get(name).and_then(|value| value.get("command")?.as_str()) {
            lines.push(format!("{name}: {command}"));
        }
    }
    if let Some(names) = names(settings.get("env")) {
        lines.push(format!("env: {names}"));
    }
    if let Some(plugins) = names(settings.get("enabledPlugins")) {
        lines.push(format!("plugins: {plugins}"));
    }
    permissions(lines, settings.get("permissions"));
}

/// Hooks are `{event: [{matcher?, hooks: [{type, command | prompt | url …}]}]}`.
fn hooks(lines: &mut Vec<String>, hooks: Option<&Value>) {
    for (event, groups) in hooks.and_then(Value::as_object).into_iter().flatten() {
        for group in groups.as_array().into_iter().flatten() {
            let matcher = group.get("matcher").and_then(Value::as_str).filter(|matcher| !matcher.is_empty());
            let when = matcher.map_or_else(|| event.clone(), |matcher| format!("{event} ({matcher})"));
            for hook in group.get("hooks").and_then(Value::as_array).into_iter().flatten() {
                lines.push(format!("{when}: {}", what(hook)));
            }
        }
    }
}

/// Returns what a hook does: its command, else the first thing that it says.
fn what(hook: &Value) -> String {
    let said = |name: &str| hook.get(name).and_then(Value::as_str);
    match said("command") {
        Some(command) => {
            let arguments = hook.get("args").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
            std::iter::once(command).chain(arguments).collect::<Vec<_>>().join(" ")
        }
        None => match said("url").or_else(|| said("prompt")).or_else(|| said("tool")) {
            Some(text) => format!("{} {text}", said("type").unwrap_or("hook")),
            None => hook.to_string(),
        },
    }
}

/// What the project allows without a question is as good as run.
fn permissions(lines: &mut Vec<String>, permissions: Option<&Value>) {
    let Some(permissions) = permissions else { return };
    let allowed = permissions.get("allow").and_then(Value::as_array).into_iter().flatten();
    let allowed: Vec<&str> = allowed.filter_map(Value::as_str).collect();
    if !allowed.is_empty() {
        lines.push(format!("allowed without a question: {}", allowed.join(", ")));
    }
    if let Some(mode) = permissions.get("defaultMode").and_then(Value::as_str) {
        lines.push(format!("permission mode: {mode}"));
    }
}

/// Returns the names in an object; their values may be secrets.
fn names(object: Option<&Value>) -> Option<String> {
    let names: Vec<&str> = object.and_then(Value::as_object).map(Map::keys)?.map(String::as_str).collect();
    (!names.is_empty()).then(|| names.join(", "))
}
