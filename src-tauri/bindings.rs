//! The list of operations, written once: it serves the window and gives the page its TypeScript.

use tauri_specta::{Builder, ErrorHandlingMode, collect_commands, collect_events};

use crate::attention::AttentionChanged;
use crate::closing::{CloseAsked, Leaving, QuitAsked};
use crate::desktop::{DesktopChanged, SettingsChanged};
use crate::events::BoardChanged;
use crate::quick_add::QuickAddShown;
use crate::runs::RunsChanged;
use crate::shown::{ProjectShown, TaskShown};
use crate::watching::DocumentsChanged;
use crate::{agents, attention, closing, commands, desktop, documents, quick_add, runs, shortcut, shown};

/// Returns all commands and events with their types.
#[expect(clippy::too_many_lines, reason = "it is a list")]
pub(crate) fn builder() -> Builder<tauri::Wry> {
    Builder::new()
        .error_handling(ErrorHandlingMode::Throw)
        .disable_serde_phases()
        .commands(collect_commands![
            commands::boot,
            commands::settings_update,
            commands::pick_folder,
            commands::open_external,
            commands::reveal_folder,
            commands::projects_list,
            commands::project_open,
            commands::project_update,
            commands::project_forget,
            commands::project_validate_path,
            commands::board,
            commands::board_all,
            commands::task_get,
            commands::task_search,
            commands::quick_add_preview,
            commands::quick_add,
            commands::task_suggest,
            commands::filter_parse,
            commands::tasks_update,
            commands::task_update,
            commands::task_move,
            commands::task_delete,
            commands::task_history,
            commands::event,
            commands::undo,
            commands::redo,
            commands::branch_list,
            commands::branch_of_task,
            commands::branch_create,
            commands::branch_attach,
            commands::branch_detach,
            commands::branch_delete,
            commands::attention,
            commands::attention_seen,
            documents::document_get,
            documents::document_put,
            documents::document_delete,
            documents::document_versions,
            documents::document_version,
            documents::document_restore,
            documents::document_merge,
            documents::documents_watch,
            documents::instructions_list,
            documents::instructions_inspect,
            documents::instructions_template,
            agents::agents_list,
            agents::agent_read,
            agents::agent_apply,
            agents::agent_templates,
            agents::agent_create,
            agents::agent_rename,
            agents::agent_duplicate,
            agents::agent_set_enabled,
            runs::runs_now,
            runs::runs_list,
            runs::run_get,
            runs::run_analyze,
            runs::run_ask,
            runs::run_resume,
            runs::run_stop,
            runs::run_transcript,
            runs::run_item,
            runs::run_search,
            runs::run_export,
            runs::run_export_save,
            runs::request_answer,
            runs::queue_pause,
            runs::project_trust_report,
            runs::analysis_prompt,
            runs::claude_status,
            runs::doctor,
            runs::pick_file,
            attention::attention_watching,
            desktop::desktop_state,
            shortcut::shortcut_set,
            quick_add::quick_add_show,
            quick_add::quick_add_hide,
            quick_add::quick_add_fit,
            shown::window_show,
            shown::page_listens,
            closing::close_answer,
            closing::quit,
            closing::quit_answer,
            closing::left,
        ])
        .events(collect_events![
            BoardChanged,
            AttentionChanged,
            CloseAsked,
            DesktopChanged,
            DocumentsChanged,
            Leaving,
            ProjectShown,
            QuickAddShown,
            QuitAsked,
            RunsChanged,
            SettingsChanged,
            TaskShown,
        ])
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use specta_typescript::Typescript;

    use super::*;

    #[test]
    fn bindings_are_current() {
        let folder = tempfile::tempdir().unwrap();
        let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/src/lib/bindings.ts");
        let target = if std::env::var_os("CLAUDETASK_UPDATE_BINDINGS").is_some() {
            committed.clone()
        } else {
            folder.path().join("bindings.ts")
        };
        builder().export(Typescript::default(), &target).unwrap();
        let (fresh, old) = (fs::read_to_string(&target).unwrap(), fs::read_to_string(&committed).unwrap());
        assert!(fresh == old, "ui/src/lib/bindings.ts is stale: run `cargo xtask bindings`");
    }
}
