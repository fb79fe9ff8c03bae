// The seam between the UI and what serves it (Tauri's commands now, HTTP later). Every call rejects
// with an `ErrorReport`.

import type * as t from './types';

export interface Host {
  boot(): Promise<t.Boot>;
  settingsUpdate(patch: Partial<t.AppSettings>): Promise<t.AppSettings>;

  /** Opens the native folder dialog; null when it was cancelled. */
  pickFolder(): Promise<string | null>;
  openExternal(url: string): Promise<void>;
  revealFolder(path: string): Promise<void>;

  projectsList(): Promise<t.Project[]>;
  projectOpen(path: string): Promise<t.Project>;
  projectUpdate(project: number, patch: t.ProjectPatch): Promise<t.Project>;
  projectForget(project: number): Promise<void>;
  projectValidatePath(path: string): Promise<t.PathReport>;

  board(project: number): Promise<t.Board>;
  taskGet(project: number, id: number): Promise<t.Task>;
  /** Ids of tasks whose title or description holds the text. */
  taskSearch(project: number, text: string): Promise<number[]>;
  quickAddPreview(project: number, line: string): Promise<t.QuickAddPreview>;
  /** `status` is the column whose `+` was used; a `>status` in the line wins. */
  quickAdd(project: number, line: string, status: t.Status | null): Promise<t.Task>;
  taskUpdate(project: number, id: number, patch: t.TaskPatch): Promise<t.Task>;
  /** Moves the tasks, in the given order, as one change. */
  taskMove(project: number, ids: number[], status: t.Status, place: t.Place): Promise<t.TaskRow[]>;
  taskDelete(project: number, ids: number[]): Promise<void>;
  taskHistory(project: number, id: number): Promise<t.JournalEvent[]>;
  /** One event in full, long texts included. */
  event(project: number, seq: number): Promise<t.JournalEvent>;
  /** Without `seq`: the latest change of the project. */
  undo(project: number, seq: number | null): Promise<t.UndoReport>;
  redo(project: number, seq: number | null): Promise<t.UndoReport>;

  branchList(project: number): Promise<t.BranchList>;
  branchOfTask(project: number, id: number): Promise<t.TaskBranch>;
  branchCreate(project: number, id: number): Promise<t.Task>;
  branchAttach(project: number, id: number, name: string): Promise<t.Task>;
  branchDetach(project: number, id: number): Promise<t.Task>;
  branchDelete(project: number, id: number): Promise<t.Task>;

  /** Calls back with what changed, in this or another process; answers how to stop. */
  onChanges(listener: (changes: t.Changes) => void): Promise<() => void>;
}
