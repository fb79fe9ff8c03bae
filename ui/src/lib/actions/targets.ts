// The tasks that an action is for.
import { board } from '../../stores/board.svelte';
import { cursor } from '../../stores/cursor.svelte';
import { panel } from '../../stores/panel.svelte';
import { t } from '../../texts';
import type { Status, TaskRow } from '../host';
import type { Anchor } from '../portal';

/** The tasks that were named before, as by the palette, which has the focus itself. */
let fixed: readonly number[] | null = null;

/** Whether the focus is in the task panel. */
export function inPanel(): boolean {
  return document.activeElement?.closest('[data-panel]') != null;
}

/** The tasks that an action is for: the panel's when the focus is in it, else the board's. */
export function targets(): number[] {
  if (fixed !== null) return fixed.filter((id) => board.row(id) !== undefined || panel.taskId === id);
  if (inPanel() && panel.taskId !== null) return [panel.taskId];
  const ids = cursor.targets();
  return ids.length > 0 || panel.taskId === null ? ids : [panel.taskId];
}

/** The tasks that were named for the action that runs now, else null. */
export function named(): readonly number[] | null {
  return fixed;
}

/** Runs something for these tasks, wherever the focus is. */
export function actFor<T>(ids: readonly number[], run: () => T): T {
  const before = fixed;
  fixed = ids;
  try {
    return run();
  } finally {
    fixed = before;
  }
}

export function targetRows(): TaskRow[] {
  return targets()
    .map((id) => board.row(id))
    .filter((row) => row !== undefined);
}

/** How the rows are called in a sentence: `#12`, `3 tasks`. */
export function nameOf(rows: readonly TaskRow[]): string {
  return t.actions.tasks(rows.map((row) => row.id));
}

/** The column that the keyboard is in. */
export function columnAtHand(): Status {
  return targetRows()[0]?.status ?? cursor.column;
}

/** Where a menu of a task opens: at its card, else in the middle of the window. */
export function anchorOf(id: number | undefined): Anchor {
  const card = id === undefined ? null : document.querySelector(`[data-card="${id}"]`);
  return card ?? { x: innerWidth / 2 - 92, y: innerHeight / 3 };
}
