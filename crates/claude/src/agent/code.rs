//! The findings' codes: one table, of which the documentation is a copy.

use serde::Serialize;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum FindingLevel {
    /// Claude Code does not load the file.
    Refused,
    /// Claude Code loads the file without this.
    Ignored,
    /// Claude Code takes it, but most likely not as it was meant.
    Surprising,
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident, $word:literal, $level:ident;)+) => {
        /// What can be found in an agent's file. The words are stable: pages and scripts rely on them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum AgentCode {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl AgentCode {
            /// Every code, in the order of the documentation.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// Returns the word.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// Returns how much it matters.
            pub fn level(self) -> FindingLevel {
                match self { $(Self::$variant => FindingLevel::$level,)+ }
            }

            /// Returns what it means, in one sentence.
            pub fn about(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),+).trim_ascii(),)+ }
            }
        }
    };
}

codes! {
    /// The file does not begin with a line `---`.
    NoFrontMatter, "no_front_matter", Refused;
    /// Something stands before the first `---`, if only a blank line.
    TextBeforeFrontMatter, "text_before_front_matter", Refused;
    /// The first line is `---` with more behind it.
    BadOpeningFence, "bad_opening_fence", Refused;
    /// No `---` closes the front matter.
    UnclosedFrontMatter, "unclosed_front_matter", Refused;
    /// The front matter is no YAML, not even with its values read as texts.
    InvalidYaml, "invalid_yaml", Refused;
    /// The front matter is not a list of keys with values.
    NotAMapping, "not_a_mapping", Refused;
    /// There is no `name`.
    NameMissing, "name_missing", Refused;
    /// The `name` is not a text, such as a number, `true` or a list.
    NameNotText, "name_not_text", Refused;
    /// The `name` holds a `:`, which is kept for plugins.
    NameHasColon, "name_has_colon", Refused;
    /// The `name` begins with a `-`.
    NameBeginsWithHyphen, "name_begins_with_hyphen", Refused;
    /// The `name` has more than 256 characters.
    NameTooLong, "name_too_long", Refused;
    /// There is no `description`, or an empty one.
    DescriptionMissing, "description_missing", Refused;
    /// The `description` is not a text, such as a number, `true` or a list.
    DescriptionNotText, "description_not_text", Refused;
    /// `hooks` is not a mapping of events.
    HooksMalformed, "hooks_malformed", Refused;
    /// A hook that guards permissions (`PreToolUse`, `PermissionRequest`) can't be loaded, or stands elsewhere.
    HookGuardMalformed, "hook_guard_malformed", Refused;
    /// The file has more than 1,048,576 bytes.
    FileTooLarge, "file_too_large", Refused;
    /// The file can't be read.
    Unreadable, "unreadable", Refused;
    /// The name does not end in `.md`, in small letters.
    WrongExtension, "wrong_extension", Refused;
    /// The name of the file is not UTF-8.
    FileNameNotText, "file_name_not_text", Refused;
    /// A link leads nowhere, in a circle, or to something that is no file.
    BrokenLink, "broken_link", Refused;

    /// The value of `effort` is none that Claude Code knows.
    EffortInvalid, "effort_invalid", Ignored;
    /// The value of `permissionMode` is none that Claude Code knows.
    PermissionModeInvalid, "permission_mode_invalid", Ignored;
    /// The value of `maxTurns` is no positive whole number.
    MaxTurnsInvalid, "max_turns_invalid", Ignored;
    /// The value of `memory` is none that Claude Code knows.
    MemoryInvalid, "memory_invalid", Ignored;
    /// The value of `isolation` is none that Claude Code knows.
    IsolationInvalid, "isolation_invalid", Ignored;
    /// The value of `background` is not `true` or `false`.
    BackgroundInvalid, "background_invalid", Ignored;
    /// The `model` is not a text, or blank.
    ModelNotText, "model_not_text", Ignored;
    /// An entry of `mcpServers` is neither a name nor a mapping of servers.
    McpServerInvalid, "mcp_server_invalid", Ignored;
    /// A hook is malformed, or its event unknown; Claude Code loads the agent without it.
    HookIgnored, "hook_ignored", Ignored;
    /// An entry of `tools` or `disallowedTools` is not a text.
    ToolNotText, "tool_not_text", Ignored;
    /// A key that Claude Code does not know.
    UnknownKey, "unknown_key", Ignored;

    /// `tools` is there but names none: the agent has no tools at all.
    ToolsEmpty, "tools_empty", Surprising;
    /// A tool that Claude Code does not have.
    UnknownTool, "unknown_tool", Surprising;
    /// None of the tools can be had: Claude Code refuses to start the agent.
    NoUsableTool, "no_usable_tool", Surprising;
    /// A tool that subagents do not get.
    ToolNotForAgents, "tool_not_for_agents", Surprising;
    /// A model that is not in the list; it is sent as it is.
    UnknownModel, "unknown_model", Surprising;
    /// A colour that Claude Code does not show.
    UnknownColor, "unknown_color", Surprising;
    /// The name in the file is not the name of the file.
    NameDiffersFromFile, "name_differs_from_file", Surprising;
    /// The name is that of one of Claude Code's own agents, which it replaces.
    ShadowsBuiltin, "shadows_builtin", Surprising;
    /// The name begins or ends with a blank, or holds a line break or another control character.
    NameHasBlanks, "name_has_blanks", Surprising;
    /// The description is only blanks.
    DescriptionBlank, "description_blank", Surprising;
    /// A key stands twice: the last one counts.
    DuplicateKey, "duplicate_key", Surprising;
    /// The front matter is no YAML, so Claude Code reads some values as plain texts.
    ReadAsText, "read_as_text", Surprising;
    /// The closing `---` does not stand alone in its line.
    FenceInLine, "fence_in_line", Surprising;
    /// Some bytes are not UTF-8; Claude Code sees U+FFFD in their place.
    InvalidUtf8, "invalid_utf8", Surprising;
    /// The description holds `\n` as two characters, which Claude Code turns into a line break.
    EscapedBreak, "escaped_break", Surprising;
    /// Another file of the same name wins.
    Shadowed, "shadowed", Surprising;
    /// A file outside of this project, in a folder above it or of the whole machine, has the same name and wins.
    ShadowedOutside, "shadowed_outside", Surprising;
    /// The name differs from another agent's only by case: both exist.
    NameDiffersByCase, "name_differs_by_case", Surprising;
    /// The same file is there a second time, as a hard link; Claude Code reads it once.
    SameFile, "same_file", Surprising;
    /// A link leads out of the project; the file can be shown but not edited here.
    LinkOutside, "link_outside", Surprising;
}

impl Serialize for AgentCode {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_own_word_and_a_sentence() {
        let mut words: Vec<_> = AgentCode::ALL.iter().map(|code| code.as_str()).collect();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), AgentCode::ALL.len());
        for code in AgentCode::ALL {
            assert!(
                code.as_str().bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
            );
            assert!(code.about().ends_with('.'), "{}", code.as_str());
        }
    }
}
