// The seam between the UI and what serves it: Tauri's commands now, HTTP later. The operations and their
// shapes are the generated ones, so the list is written once, in Rust. Every call rejects with an
// `ErrorReport`.

import type { commands } from '../bindings';
import type { Changes } from './types';

export type Host = typeof commands & {
  /** Calls back with what changed, in this or another process; answers how to stop. */
  onChanges(listener: (changes: Changes) => void): Promise<() => void>;
};
