// The keyboard's place on the board: which card has the focus, which are selected.
import type { Status } from '../lib/host';
import { STATUSES } from '../lib/domain';
import { board } from './board.svelte';
import { layout } from './layout.svelte';

class Cursor {
  /** The focused card. */
  id = $state<number | null>(null);
  /** Where it stood last, to find a neighbour when it goes away. */
  status = $state.raw<Status>('Backlog');
  index = 0;
  selection = $state.raw<ReadonlySet<number>>(new Set());
  /** Raised to ask the board to bring the focused card into sight and to give it the focus. */
  wanted = $state(0);
  #anchor: number | null = null;
  #board: string | null = null;

  /** Puts the cursor on a card; with `focus` it is scrolled to and focused. */
  place(id: number, focus = true): void {
    const row = board.row(id);
    if (!row) return;
    this.id = id;
    this.status = row.status;
    this.index = board.column(row.status).indexOf(row);
    if (focus) this.wanted += 1;
  }

  /** The column that keys work in. */
  get column(): Status {
    const row = this.id === null ? undefined : board.row(this.id);
    return row?.status ?? this.status;
  }

  /** The card that is first in the tab order. */
  entry: number | null = $derived.by(() => {
    const row = this.id === null ? undefined : board.row(this.id);
    if (row && !layout.isCollapsed(row.status) && board.column(row.status).indexOf(row) >= 0) return row.id;
    for (const column of board.columns) {
      const first = layout.isCollapsed(column.status) ? undefined : column.shown[0];
      if (first) return first.id;
    }
    return null;
  });

  /** Moves up or down in the column; with `extend` the way is selected. */
  vertical(by: number, extend: boolean): void {
    const current = this.#current();
    if (!current) return;
    const column = board.column(current.status);
    const { shown } = column;
    const at = column.indexOf(current);
    const to = shown[Math.max(0, Math.min(shown.length - 1, at + by))];
    if (!to) return;
    if (extend) {
      this.#anchor ??= current.id;
      this.#selectRange(this.#anchor, to.id);
    } else this.#anchor = null;
    this.place(to.id);
  }

  /** Moves to the column at the left or right that shows cards, to about the same height. */
  horizontal(by: -1 | 1): void {
    const current = this.#current();
    if (!current) return;
    const index = board.column(current.status).indexOf(current);
    this.#anchor = null;
    for (let at = STATUSES.indexOf(current.status) + by; at >= 0 && at < STATUSES.length; at += by) {
      const column = board.columns[at];
      if (!column || layout.isCollapsed(column.status) || column.shown.length === 0) continue;
      const near = layout.neighbour?.(current.id, column.status) ?? Math.min(index, column.shown.length - 1);
      const row = column.shown[near];
      if (row) this.place(row.id);
      return;
    }
  }

  /** Moves to the first or last card of the column. */
  edge(end: 'first' | 'last'): void {
    const current = this.#current();
    if (!current) return;
    const row = board.column(current.status).shown.at(end === 'first' ? 0 : -1);
    if (row) this.place(row.id);
  }

  toggle(id: number): void {
    const next = new Set(this.selection);
    if (!next.delete(id)) next.add(id);
    this.selection = next;
    this.#anchor = id;
  }

  /** Selects from the last selected or focused card of the column to this one. */
  extendTo(id: number): void {
    const row = board.row(id);
    if (!row) return;
    const anchor = this.#anchor ?? this.id ?? id;
    if (board.row(anchor)?.status === row.status) {
      this.#anchor = anchor;
      this.#selectRange(anchor, id);
    } else {
      this.toggle(id);
    }
    this.place(id);
  }

  /** Selects every card that is shown in a column. */
  selectColumn(status: Status): void {
    this.selection = new Set(board.column(status).shown.map((row) => row.id));
  }

  /** Selects every card that is shown in the focused column; a second time, on the whole board. */
  selectAll(): void {
    const column = board.column(this.column).shown;
    const all = column.length > 0 && column.every((row) => this.selection.has(row.id));
    const rows = all ? board.columns.flatMap((other) => other.shown) : column;
    this.selection = new Set(rows.map((row) => row.id));
  }

  clearSelection(): void {
    this.#anchor = null;
    if (this.selection.size > 0) this.selection = new Set();
  }

  /** How many of the selected cards a filter hides; no action reaches them. */
  get outOfSight(): number {
    return this.selection.size - this.#inSight().length;
  }

  /** The tasks that an action is for: the selection that is in sight, in the board's order, or the focused card. */
  targets(): number[] {
    const selected = this.#inSight();
    if (selected.length > 0) return selected;
    const current = this.#current();
    return current && this.id !== null ? [current.id] : [];
  }

  /** Before tasks leave the column or the board: the card to go to, which stays. */
  survivor(leaving: readonly number[]): number | null {
    const gone = new Set(leaving);
    const current = this.#current();
    if (!current) return null;
    if (!gone.has(current.id)) return current.id;
    const column = board.column(current.status);
    const { shown } = column;
    const at = column.indexOf(current);
    for (let next = at + 1; next < shown.length; next += 1) {
      const row = shown[next];
      if (row && !gone.has(row.id)) return row.id;
    }
    for (let next = at - 1; next >= 0; next -= 1) {
      const row = shown[next];
      if (row && !gone.has(row.id)) return row.id;
    }
    return null;
  }

  /**
   * After rows changed: drops what is no longer there from the selection, and when the focused card went
   * out of sight puts the cursor on what stands in its place. Answers whether the cursor moved.
   */
  settle(): boolean {
    if (this.selection.size > 0) {
      const there = [...this.selection].filter((id) => board.row(id) !== undefined);
      if (there.length < this.selection.size) this.selection = new Set(there);
    }
    if (this.id === null) return false;
    const row = board.row(this.id);
    if (row && !layout.isCollapsed(row.status)) {
      const at = board.column(row.status).indexOf(row);
      if (at >= 0) {
        this.status = row.status;
        this.index = at;
        return false;
      }
    }
    const shown = layout.isCollapsed(this.status) ? [] : board.column(this.status).shown;
    const next = shown[Math.min(this.index, shown.length - 1)];
    this.id = next?.id ?? null;
    if (!next) {
      this.id = this.entry;
      const entry = this.id === null ? undefined : board.row(this.id);
      if (entry) {
        this.status = entry.status;
        this.index = 0;
      }
    }
    return true;
  }

  /** Takes in which board is shown; answers whether it is another one. Then everything is forgotten. */
  enter(board: string): boolean {
    if (this.#board === board) return false;
    this.#board = board;
    this.reset();
    return true;
  }

  /** Forgets everything. */
  reset(): void {
    this.id = null;
    this.status = 'Backlog';
    this.index = 0;
    this.clearSelection();
  }

  #inSight(): number[] {
    if (this.selection.size === 0) return [];
    return board.columns
      .flatMap((column) => column.shown)
      .flatMap((row) => (this.selection.has(row.id) ? [row.id] : []));
  }

  #current() {
    const id = this.entry;
    return id === null ? undefined : board.row(id);
  }

  #selectRange(from: number, to: number): void {
    const row = board.row(to);
    if (!row) return;
    const column = board.column(row.status);
    const { shown } = column;
    const start = board.row(from);
    const a = start?.status === row.status ? column.indexOf(start) : -1;
    const b = column.indexOf(row);
    if (a < 0) return;
    this.selection = new Set(shown.slice(Math.min(a, b), Math.max(a, b) + 1).map((other) => other.id));
  }
}

export const cursor = new Cursor();
