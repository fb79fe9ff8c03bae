//! How a project's tasks are analysed.

use serde::{Deserialize, Deserializer, Serialize};

use crate::invalid::{Invalid, quoted};

/// How a project's tasks are analysed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct AnalysisSettings {
    /// The model by its name or alias, such as `opus`; null is Claude Code's own default.
    pub model: Option<String>,
    /// The most turns of a run, 1 to 500.
    pub max_turns: u32,
    /// The most that a run may cost, in US dollars, 0.01 to 1,000.
    #[cfg_attr(feature = "specta", specta(type = u32))]
    pub budget_usd: f64,
    /// The longest that a run may take, in minutes, 1 to 1,440.
    pub minutes: u32,
    /// Whether MCP servers are loaded, in a trusted folder.
    pub mcp: bool,
    /// Whether a run moves its task: from Backlog to Analysis when it starts, on to Ready when it succeeded.
    pub moves_task: bool,
    /// The template of the prompt, up to 20,000 characters; null is the built-in one.
    pub template: Option<String>,
}

impl Default for AnalysisSettings {
    fn default() -> Self {
        Self { model: None, max_turns: 60, budget_usd: 5.0, minutes: 30, mcp: false, moves_task: true, template: None }
    }
}

/// What is not stored, as by an earlier version, is the default.
impl<'de> Deserialize<'de> for AnalysisSettings {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(default)]
        struct Stored {
            model: Option<String>,
            max_turns: u32,
            budget_usd: f64,
            minutes: u32,
            mcp: bool,
            moves_task: bool,
            template: Option<String>,
        }
        impl Default for Stored {
            fn default() -> Self {
                AnalysisSettings::default().into()
            }
        }
        impl From<AnalysisSettings> for Stored {
            fn from(settings: AnalysisSettings) -> Self {
                let AnalysisSettings { model, max_turns, budget_usd, minutes, mcp, moves_task, template } = settings;
                Self { model, max_turns, budget_usd, minutes, mcp, moves_task, template }
            }
        }
        let Stored { model, max_turns, budget_usd, minutes, mcp, moves_task, template } =
            Stored::deserialize(deserializer)?;
        Ok(Self { model, max_turns, budget_usd, minutes, mcp, moves_task, template })
    }
}

/// A partial update of [`AnalysisSettings`]; null clears what can be null.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default, deny_unknown_fields)]
pub struct AnalysisPatch {
    /// The model; null is Claude Code's own default.
    #[serde(deserialize_with = "named")]
    #[cfg_attr(feature = "specta", specta(optional, type = Option<String>))]
    pub model: Option<Option<String>>,
    /// The most turns of a run.
    #[cfg_attr(feature = "specta", specta(optional, type = u32))]
    pub max_turns: Option<u32>,
    /// The most that a run may cost, in US dollars.
    #[cfg_attr(feature = "specta", specta(optional, type = u32))]
    pub budget_usd: Option<f64>,
    /// The longest that a run may take, in minutes.
    #[cfg_attr(feature = "specta", specta(optional, type = u32))]
    pub minutes: Option<u32>,
    /// Whether MCP servers are loaded.
    #[cfg_attr(feature = "specta", specta(optional, type = bool))]
    pub mcp: Option<bool>,
    /// Whether a run moves its task.
    #[cfg_attr(feature = "specta", specta(optional, type = bool))]
    pub moves_task: Option<bool>,
    /// The template of the prompt; null is the built-in one.
    #[serde(deserialize_with = "named")]
    #[cfg_attr(feature = "specta", specta(optional, type = Option<String>))]
    pub template: Option<Option<String>>,
}

/// Reads a field that was named: null is `Some(None)`.
fn named<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

impl AnalysisSettings {
    /// The most characters of a template.
    pub const MAX_TEMPLATE: usize = 20_000;

    /// Returns these settings with a patch applied, or which value breaks a rule. The template's placeholders are not
    /// looked at here.
    pub fn with(mut self, patch: AnalysisPatch) -> Result<Self, Invalid> {
        if let Some(model) = patch.model {
            self.model = model.map(|name| model_name(&name)).transpose()?.flatten();
        }
        if let Some(turns) = patch.max_turns {
            self.max_turns = whole("analysis.max_turns", turns, 500)?;
        }
        if let Some(minutes) = patch.minutes {
            self.minutes = whole("analysis.minutes", minutes, 1440)?;
        }
        if let Some(budget) = patch.budget_usd {
            if !(0.01..=1000.0).contains(&budget) {
                return Err(Invalid::new(
                    "analysis.budget_usd",
                    format!("{budget} is not a budget of a run"),
                    "Give US dollars from 0.01 to 1000.",
                ));
            }
            self.budget_usd = budget;
        }
        self.mcp = patch.mcp.unwrap_or(self.mcp);
        self.moves_task = patch.moves_task.unwrap_or(self.moves_task);
        if let Some(template) = patch.template {
            let template = template.filter(|text| !text.trim().is_empty());
            let length = template.as_ref().map_or(0, |text| text.chars().count());
            if length > Self::MAX_TEMPLATE {
                return Err(Invalid::new(
                    "analysis.template",
                    format!("the template has {length} characters, and at most {} are kept", Self::MAX_TEMPLATE),
                    "Shorten it, or move what holds for all tasks into CLAUDE.md.",
                ));
            }
            self.template = template;
        }
        Ok(self)
    }
}

/// Returns a model's name; nothing is the default.
fn model_name(name: &str) -> Result<Option<String>, Invalid> {
    let name = name.trim();
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-_.:/[]@".contains(c);
    if name.is_empty() {
        return Ok(None);
    }
    if name.starts_with('-') || name.len() > 200 || !name.chars().all(allowed) {
        return Err(Invalid::new(
            "analysis.model",
            format!("{} is not the name of a model", quoted(name)),
            "Give a name or alias that Claude Code knows, such as opus or sonnet, or nothing for its default.",
        ));
    }
    Ok(Some(name.to_owned()))
}

fn whole(field: &'static str, value: u32, most: u32) -> Result<u32, Invalid> {
    if (1..=most).contains(&value) {
        return Ok(value);
    }
    Err(Invalid::new(field, format!("{value} is out of range"), format!("Give a whole number from 1 to {most}.")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_patch_changes_only_what_it_names_and_bad_values_are_named() {
        let usual = AnalysisSettings::default();
        let patch = |json: &str| serde_json::from_str::<AnalysisPatch>(json).unwrap();
        let changed = usual.clone().with(patch(r#"{"model":" opus ","minutes":1}"#)).unwrap();
        assert_eq!(changed, AnalysisSettings { model: Some("opus".into()), minutes: 1, ..usual.clone() });
        assert_eq!(changed.with(patch(r#"{"model":null}"#)).unwrap().model, None);
        for (json, field) in [
            (r#"{"max_turns":0}"#, "analysis.max_turns"),
            (r#"{"minutes":1441}"#, "analysis.minutes"),
            (r#"{"budget_usd":0}"#, "analysis.budget_usd"),
            (r#"{"model":"--dangerously"}"#, "analysis.model"),
            (r#"{"model":"a b"}"#, "analysis.model"),
        ] {
            assert_eq!(usual.clone().with(patch(json)).unwrap_err().field, field, "{json}");
        }
        let long = AnalysisPatch { template: Some(Some("x".repeat(20_001))), ..AnalysisPatch::default() };
        assert_eq!(usual.with(long).unwrap_err().field, "analysis.template");
    }
}
