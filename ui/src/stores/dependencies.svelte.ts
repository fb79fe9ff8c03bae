// Which card shows what it waits for and what waits for it: after a moment of hover or focus, or by a key.
import type { TaskRow } from '../lib/host';
import { t } from '../texts';
import { board } from './board.svelte';
import { toasts } from './toasts.svelte';

export interface Around {
  /** Tasks that this one waits for. */
  blockers: TaskRow[];
  /** Tasks that wait for this one. */
  blocks: TaskRow[];
}

/** Returns what a task waits for and what waits for it, of what is not Done. */
export function around(row: TaskRow): Around {
  const rows = board.columns.flatMap((column) => (column.status === 'Done' ? [] : column.all));
  return {
    blockers: board.blockers(row).flatMap((id) => board.row(id) ?? []),
    blocks: row.status === 'Done' ? [] : rows.filter((other) => other.depends_on.includes(row.id)),
  };
}

class Dependencies {
  /** The task whose dependencies are shown. */
  id = $state<number | null>(null);
  /** Whether a key asked for them, so that the list has the focus. */
  held = $state(false);

  /** Shows them beside the card, if there are any; answers whether there are. */
  show(id: number, held: boolean): boolean {
    const row = board.row(id);
    if (!row) return false;
    const { blockers, blocks } = around(row);
    if (blockers.length + blocks.length === 0) return false;
    this.held = held;
    this.id = id;
    return true;
  }

  hide(): void {
    this.id = null;
  }
}

export const dependencies = new Dependencies();

/** Shows what a task waits for and what waits for it, with the focus in the list; a toast where there is nothing. */
export function showDependencies(id: number): void {
  if (!dependencies.show(id, true)) toasts.show({ text: t.card.noDependencies(id) });
}
