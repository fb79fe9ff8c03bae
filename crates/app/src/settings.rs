//! The app's own settings, shared by all windows and processes.

use claudetask_core::ProjectId;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::{Call, Error};

/// The settings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct AppSettings {
    /// Light, dark, or as the system says.
    pub theme: Theme,
    /// How much room the cards take.
    pub density: Density,
    /// The project that the window showed last.
    pub last_project: Option<ProjectId>,
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

/// A partial update of the settings.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default, deny_unknown_fields)]
pub struct SettingsPatch {
    /// Light, dark, or as the system says.
    #[serde(deserialize_with = "read::theme")]
    #[cfg_attr(feature = "specta", specta(optional, type = Theme))]
    pub theme: Option<Theme>,
    /// How much room the cards take.
    #[serde(deserialize_with = "read::density")]
    #[cfg_attr(feature = "specta", specta(optional, type = Density))]
    pub density: Option<Density>,
    /// The project that the window showed last; null for none.
    #[serde(deserialize_with = "read::last_project")]
    #[cfg_attr(feature = "specta", specta(optional, type = Option<ProjectId>))]
    pub last_project: Option<Option<ProjectId>>,
}

/// Reads the fields of a patch.
mod read {
    crate::patch::readers! {
        may_be_left_out { theme = "theme", density = "density" }
        may_be_cleared { last_project = "last_project" }
    }
}

/// The key of the settings' row.
const KEY: &str = "app";

/// Returns the settings; what is not stored, or stored by a later version in words that this one does not
/// know, is the default.
pub async fn get(call: &Call) -> Result<AppSettings, Error> {
    let stored = call.store.read().await?.setting(KEY).await?;
    Ok(read(&object(stored.as_deref())))
}

/// Changes the named settings; the others stay as they are stored, also those that only a later version knows.
pub async fn update(call: &Call, patch: SettingsPatch) -> Result<AppSettings, Error> {
    let tx = call.store.write().await?;
    let mut stored = object(tx.setting(KEY).await?.as_deref());
    let named = [
        ("theme", patch.theme.map(|theme| json!(theme))),
        ("density", patch.density.map(|density| json!(density))),
        ("last_project", patch.last_project.map(|project| json!(project))),
    ];
    for (name, value) in named {
        if let Some(value) = value {
            stored.insert(name.to_owned(), value);
        }
    }
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
    fn field<T: DeserializeOwned + Default>(stored: &Map<String, Value>, name: &str) -> T {
        stored.get(name).and_then(|value| T::deserialize(value).ok()).unwrap_or_default()
    }
    AppSettings {
        theme: field(stored, "theme"),
        density: field(stored, "density"),
        last_project: field(stored, "last_project"),
    }
}
