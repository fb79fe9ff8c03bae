// The host inside the desktop shell: each call is a command of the shell's, each change an event.
import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import type { Changes } from './types';
import type { Host } from './host';

/** Returns the host that talks to the desktop shell. */
export function tauriHost(): Host {
  return {
    boot: () => invoke('boot'),
    settingsUpdate: (patch) => invoke('settings_update', { patch }),
    pickFolder: () => invoke('pick_folder'),
    openExternal: (url) => invoke('open_external', { url }),
    revealFolder: (path) => invoke('reveal_folder', { path }),
    projectsList: () => invoke('projects_list'),
    projectOpen: (path) => invoke('project_open', { path }),
    projectUpdate: (project, patch) => invoke('project_update', { project, patch }),
    projectForget: (project) => invoke('project_forget', { project }),
    projectValidatePath: (path) => invoke('project_validate_path', { path }),
    board: (project) => invoke('board', { project }),
    taskGet: (project, id) => invoke('task_get', { project, id }),
    taskSearch: (project, text) => invoke('task_search', { project, text }),
    quickAddPreview: (project, line) => invoke('quick_add_preview', { project, line }),
    quickAdd: (project, line, status) => invoke('quick_add', { project, line, status }),
    taskUpdate: (project, id, patch) => invoke('task_update', { project, id, patch }),
    taskMove: (project, ids, status, place) => invoke('task_move', { project, ids, status, place }),
    taskDelete: (project, ids) => invoke('task_delete', { project, ids }),
    taskHistory: (project, id) => invoke('task_history', { project, id }),
    event: (project, seq) => invoke('event', { project, seq }),
    undo: (project, seq) => invoke('undo', { project, seq }),
    redo: (project, seq) => invoke('redo', { project, seq }),
    branchList: (project) => invoke('branch_list', { project }),
    branchOfTask: (project, id) => invoke('branch_of_task', { project, id }),
    branchCreate: (project, id) => invoke('branch_create', { project, id }),
    branchAttach: (project, id, name) => invoke('branch_attach', { project, id, name }),
    branchDetach: (project, id) => invoke('branch_detach', { project, id }),
    branchDelete: (project, id) => invoke('branch_delete', { project, id }),
    onChanges: (listener) => listen<Changes>('changes', (event) => listener(event.payload)),
  };
}
