// The seam between the UI and what serves it: Tauri's commands now, HTTP later. The operations and their
// shapes are the generated ones, so the list is written once, in Rust. Every call rejects with an
// `ErrorReport`.

import type { commands } from '../bindings';
import type { AppSettings, Changes, DesktopState, DocumentsChanged, Need, Run, RunsChanged, TaskShown } from './types';

export type Host = typeof commands & {
  /** Calls back with what changed, in this or another process; answers how to stop. */
  onChanges(listener: (changes: Changes) => void): Promise<() => void>;
  /** Calls back with what waits for the user, whenever that changes. */
  onAttention(listener: (needs: Need[]) => void): Promise<() => void>;
  /** Calls back when the window shall close and the user has not said yet what that means. */
  onCloseAsked(listener: () => void): Promise<() => void>;
  /** Calls back when what the desktop offers changes. */
  onDesktop(listener: (state: DesktopState) => void): Promise<() => void>;
  /** Calls back when files of Claude Code's changed, in this or another program. */
  onDocuments(listener: (change: DocumentsChanged) => void): Promise<() => void>;
  /** Calls back when the app is about to end; it waits until the answer settles, but not for long. */
  onLeaving(listener: () => Promise<void>): Promise<() => void>;
  /** Calls back when this window shall show the board of a project. */
  onProjectShown(listener: (project: number) => void): Promise<() => void>;
  /** Calls back each time the quick-add window is shown. */
  onQuickAddShown(listener: () => void): Promise<() => void>;
  /** Calls back when the app shall end while runs are live, with those. */
  onQuitAsked(listener: (runs: Run[]) => void): Promise<() => void>;
  /** Calls back when runs change, at most ten times a second. */
  onRuns(listener: (changed: RunsChanged) => void): Promise<() => void>;
  /** Calls back when the settings change, in this or another window. */
  onSettings(listener: (settings: AppSettings) => void): Promise<() => void>;
  /** Calls back when this window shall show a task. */
  onTaskShown(listener: (task: TaskShown) => void): Promise<() => void>;
};
