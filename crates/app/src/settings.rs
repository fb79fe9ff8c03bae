//! The app's own settings, shared by all windows and processes.

use claudetask_core::ProjectId;
use serde::{Deserialize, Serialize};

use crate::task::{named, present};
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
    #[serde(deserialize_with = "present")]
    #[cfg_attr(feature = "specta", specta(optional, type = Theme))]
    pub theme: Option<Theme>,
    /// How much room the cards take.
    #[serde(deserialize_with = "present")]
    #[cfg_attr(feature = "specta", specta(optional, type = Density))]
    pub density: Option<Density>,
    /// The project that the window showed last; null for none.
    #[serde(deserialize_with = "named")]
    #[cfg_attr(feature = "specta", specta(optional, type = Option<ProjectId>))]
    pub last_project: Option<Option<ProjectId>>,
}

/// The key of the settings' row.
const KEY: &str = "app";

/// Returns the settings; what is not stored, or stored by a later version in words that this one does not
/// know, is the default.
pub async fn get(call: &Call) -> Result<AppSettings, Error> {
    let stored = call.store.read().await?.setting(KEY).await?;
    Ok(read(stored.as_deref()))
}

/// Changes the named settings.
pub async fn update(call: &Call, patch: SettingsPatch) -> Result<AppSettings, Error> {
    let tx = call.store.write().await?;
    let mut settings = read(tx.setting(KEY).await?.as_deref());
    settings.theme = patch.theme.unwrap_or(settings.theme);
    settings.density = patch.density.unwrap_or(settings.density);
    settings.last_project = patch.last_project.unwrap_or(settings.last_project);
    let json = serde_json::to_string(&settings).expect("plain values are JSON");
    tx.set_setting(KEY, &json).await?;
    tx.commit().await?;
    Ok(settings)
}

/// Reads each setting by itself, so that one that can't be read does not reset the others.
fn read(stored: Option<&str>) -> AppSettings {
    let stored: serde_json::Map<String, serde_json::Value> =
        stored.map(serde_json::from_str).and_then(Result::ok).unwrap_or_default();
    fn field<T: Default + for<'a> Deserialize<'a>>(
        stored: &serde_json::Map<String, serde_json::Value>,
        name: &str,
    ) -> T {
        stored.get(name).and_then(|value| T::deserialize(value).ok()).unwrap_or_default()
    }
    AppSettings {
        theme: field(&stored, "theme"),
        density: field(&stored, "density"),
        last_project: field(&stored, "last_project"),
    }
}
