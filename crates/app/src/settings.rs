//! The app's own settings, shared by all windows and processes.

use std::collections::BTreeMap;

use claudetask_core::ProjectId;
use claudetask_store::Tx;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::{Call, Error};

mod limits;

/// The global shortcut of quick add until another is set.
pub const DEFAULT_SHORTCUT: &str = "CommandOrControl+Alt+N";

/// The settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct AppSettings {
    /// Light, dark, or as the system says.
    pub theme: Theme,
    /// How much room the cards take.
    pub density: Density,
    /// How strongly things stand out.
    pub contrast: Contrast,
    /// The project that the window showed last.
    pub last_project: Option<ProjectId>,
    /// The project that the quick-add window adds to.
    pub quick_add_project: Option<ProjectId>,
    /// What closing the window does.
    pub on_close: OnClose,
    /// The global shortcut of quick add, such as `CommandOrControl+Alt+N`; null for none.
    pub quick_add_shortcut: Option<String>,
    /// Keys that differ from the table of actions, by the action's id; an empty list turns them off.
    pub keymap: BTreeMap<String, Vec<String>>,
    /// What the desktop is told of.
    pub notifications: NotificationSettings,
    /// Filters that the user gave a name.
    pub saved_filters: Vec<SavedFilter>,
    /// How many versions of each of Claude Code's files are kept, 2 to 10,000.
    pub versions_per_file: u32,
    /// The path of the `claude` program; null looks for it.
    pub claude_program: Option<String>,
    /// How many runs of Claude go on at once, 1 to 16.
    pub parallel_runs: u32,
}

impl Default for AppSettings {
    fn default() -> Self {
        read(&Map::new())
    }
}

/// Light or dark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// How much room the cards take.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Density {
    /// The usual.
    #[default]
    Comfortable,
    /// More cards on a screen.
    Compact,
}

/// How strongly things stand out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Contrast {
    /// As the system says.
    #[default]
    System,
    /// The usual.
    Normal,
    /// High contrast.
    High,
}

/// What closing the window does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum OnClose {
    /// Asks, once.
    #[default]
    Ask,
    /// Ends the app.
    Quit,
    /// Keeps the app in the tray.
    Tray,
}

/// What the desktop is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct NotificationSettings {
    /// A task waits for a review.
    pub review: bool,
    /// A task is blocked.
    pub blocked: bool,
    /// A run of Claude waits for an answer, or ended.
    pub runs: bool,
}

/// A filter that the user gave a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct SavedFilter {
    /// 1 to 60 characters.
    pub name: String,
    /// Its text, up to 1,000 characters.
    pub filter: String,
}

/// A partial update of the settings.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default, deny_unknown_fields)]
pub struct SettingsPatch {
    /// Light, dark, or as the system says.
    #[serde(deserialize_with = "fields::theme")]
    #[cfg_attr(feature = "specta", specta(optional, type = Theme))]
    pub theme: Option<Theme>,
    /// How much room the cards take.
    #[serde(deserialize_with = "fields::density")]
    #[cfg_attr(feature = "specta", specta(optional, type = Density))]
    pub density: Option<Density>,
    /// How strongly things stand out.
    #[serde(deserialize_with = "fields::contrast")]
    #[cfg_attr(feature = "specta", specta(optional, type = Contrast))]
    pub contrast: Option<Contrast>,
    /// The project that the window showed last; null for none.
    #[serde(deserialize_with = "fields::last_project")]
    #[cfg_attr(feature = "specta", specta(optional, type = Option<ProjectId>))]
    pub last_project: Option<Option<ProjectId>>,
    /// The project that the quick-add window adds to; null for none.
    #[serde(deserialize_with = "fields::quick_add_project")]
    #[cfg_attr(feature = "specta", specta(optional, type = Option<ProjectId>))]
    pub quick_add_project: Option<Option<ProjectId>>,
    /// What closing the window does.
    #[serde(deserialize_with = "fields::on_close")]
    #[cfg_attr(feature = "specta", specta(optional, type = OnClose))]
    pub on_close: Option<OnClose>,
    /// Keys that differ from the table of actions; replaces all.
    #[serde(deserialize_with = "fields::keymap")]
    #[cfg_attr(feature = "specta", specta(optional, type = BTreeMap<String, Vec<String>>))]
    pub keymap: Option<BTreeMap<String, Vec<String>>>,
    /// What the desktop is told of.
    #[serde(deserialize_with = "fields::notifications")]
    #[cfg_attr(feature = "specta", specta(optional, type = NotificationSettings))]
    pub notifications: Option<NotificationSettings>,
    /// Filters that the user gave a name; replaces all.
    #[serde(deserialize_with = "fields::saved_filters")]
    #[cfg_attr(feature = "specta", specta(optional, type = Vec<SavedFilter>))]
    pub saved_filters: Option<Vec<SavedFilter>>,
    /// How many versions of each of Claude Code's files are kept, 2 to 10,000.
    #[serde(deserialize_with = "fields::versions_per_file")]
    #[cfg_attr(feature = "specta", specta(optional, type = u32))]
    pub versions_per_file: Option<u32>,
    /// The path of the `claude` program; null looks for it.
    #[serde(deserialize_with = "fields::claude_program")]
    #[cfg_attr(feature = "specta", specta(optional, type = Option<String>))]
    pub claude_program: Option<Option<String>>,
    /// How many runs of Claude go on at once, 1 to 16.
    #[serde(deserialize_with = "fields::parallel_runs")]
    #[cfg_attr(feature = "specta", specta(optional, type = u32))]
    pub parallel_runs: Option<u32>,
}

/// Reads the fields of a patch.
mod fields {
    crate::patch::readers! {
        may_be_left_out {
            theme = "theme", density = "density", contrast = "contrast", on_close = "on_close", keymap = "keymap",
            notifications = "notifications", saved_filters = "saved_filters",
            versions_per_file = "versions_per_file", parallel_runs = "parallel_runs",
        }
        may_be_cleared {
            last_project = "last_project", quick_add_project = "quick_add_project", claude_program = "claude_program",
        }
    }
}

/// How many versions of a file are kept unless the user says otherwise.
const DEFAULT_VERSIONS: u32 = 200;

/// How many runs go on at once unless the user says otherwise.
const DEFAULT_PARALLEL: u32 = 2;

/// The key of the settings' row.
const KEY: &str = "app";

/// Returns the settings; what is not stored, or stored by a later version in words that this one does not
/// know, is the default.
pub async fn get(call: &Call) -> Result<AppSettings, Error> {
    of(&call.store.read().await?).await
}

/// Returns the settings as a transaction sees them.
pub(crate) async fn of(tx: &Tx) -> Result<AppSettings, Error> {
    let stored = tx.setting(KEY).await?;
    Ok(read(&object(stored.as_deref())))
}

/// Changes the named settings; the others stay as they are stored, also those that only a later version knows.
pub async fn update(call: &Call, patch: SettingsPatch) -> Result<AppSettings, Error> {
    if let Some(keymap) = &patch.keymap {
        limits::check_keymap(keymap)?;
    }
    let saved_filters = patch.saved_filters.map(limits::saved_filters).transpose()?;
    if let Some(count) = patch.versions_per_file {
        limits::check_versions(count)?;
    }
    if let Some(count) = patch.parallel_runs {
        limits::check_parallel(count)?;
    }
    let claude_program = patch.claude_program.map(|path| path.filter(|path| !path.trim().is_empty()));
    if let Some(Some(path)) = &claude_program {
        limits::check_program(path)?;
    }
    let named = [
        ("theme", patch.theme.map(|theme| json!(theme))),
        ("density", patch.density.map(|density| json!(density))),
        ("contrast", patch.contrast.map(|contrast| json!(contrast))),
        ("last_project", patch.last_project.map(|project| json!(project))),
        ("quick_add_project", patch.quick_add_project.map(|project| json!(project))),
        ("on_close", patch.on_close.map(|on_close| json!(on_close))),
        ("keymap", patch.keymap.map(|keymap| json!(keymap))),
        ("notifications", patch.notifications.map(|told| json!(told))),
        ("saved_filters", saved_filters.map(|filters| json!(filters))),
        ("versions_per_file", patch.versions_per_file.map(|count| json!(count))),
        ("claude_program", claude_program.map(|path| json!(path))),
        ("parallel_runs", patch.parallel_runs.map(|count| json!(count))),
    ];
    store(call, named.into_iter().filter_map(|(name, value)| Some((name, value?)))).await
}

/// Notes the global shortcut of quick add, as the shell registered it; `None` turns it off.
pub async fn set_quick_add_shortcut(call: &Call, keys: Option<String>) -> Result<AppSettings, Error> {
    if let Some(keys) = &keys {
        limits::check_shortcut(keys)?;
    }
    store(call, [("quick_add_shortcut", json!(keys))]).await
}

async fn store(call: &Call, named: impl IntoIterator<Item = (&str, Value)>) -> Result<AppSettings, Error> {
    let tx = call.store.write().await?;
    let mut stored = object(tx.setting(KEY).await?.as_deref());
    stored.extend(named.into_iter().map(|(name, value)| (name.to_owned(), value)));
    let settings = read(&stored);
    tx.set_setting(KEY, &Value::Object(stored).to_string()).await?;
    tx.commit().await?;
    Ok(settings)
}

fn object(stored: Option<&str>) -> Map<String, Value> {
    let Some(json) = stored else { return Map::new() };
    serde_json::from_str(json).unwrap_or_else(|error| {
        tracing::warn!(%error, "the stored settings can't be read; using the defaults");
        Map::new()
    })
}

fn read(stored: &Map<String, Value>) -> AppSettings {
    fn known<T: DeserializeOwned>(stored: &Map<String, Value>, name: &str) -> Option<T> {
        stored.get(name).and_then(|value| T::deserialize(value).ok())
    }
    fn field<T: DeserializeOwned + Default>(stored: &Map<String, Value>, name: &str) -> T {
        known(stored, name).unwrap_or_default()
    }
    let told = field(stored, "notifications");
    AppSettings {
        theme: field(stored, "theme"),
        density: field(stored, "density"),
        contrast: field(stored, "contrast"),
        last_project: field(stored, "last_project"),
        quick_add_project: field(stored, "quick_add_project"),
        on_close: field(stored, "on_close"),
        // Null is "none", and not the same as nothing stored.
        quick_add_shortcut: known(stored, "quick_add_shortcut").unwrap_or_else(|| Some(DEFAULT_SHORTCUT.to_owned())),
        // What can't be read takes nothing else with it.
        keymap: field::<Map<_, _>>(stored, "keymap")
            .into_iter()
            .filter_map(|(action, keys)| Some((action, Vec::deserialize(keys).ok()?)))
            .collect(),
        notifications: NotificationSettings {
            review: known(&told, "review").unwrap_or(true),
            blocked: known(&told, "blocked").unwrap_or(true),
            runs: known(&told, "runs").unwrap_or(true),
        },
        saved_filters: field::<Vec<Value>>(stored, "saved_filters")
            .iter()
            .filter_map(Value::as_object)
            .filter_map(|saved| Some(SavedFilter { name: known(saved, "name")?, filter: known(saved, "filter")? }))
            .collect(),
        versions_per_file: known(stored, "versions_per_file").unwrap_or(DEFAULT_VERSIONS),
        claude_program: field(stored, "claude_program"),
        parallel_runs: known(stored, "parallel_runs").unwrap_or(DEFAULT_PARALLEL),
    }
}
