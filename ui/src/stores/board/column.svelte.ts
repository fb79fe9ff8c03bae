// One column of the board.
import type { Status, TaskRow } from '../../lib/host';
import { compareBy, type Order } from '../../lib/order';
import { compareRows, lowerBound, type Compare } from '../../lib/rank';
import { filters } from '../filters.svelte';
import { layout } from '../layout.svelte';
import { merged, sorted } from './rows';

/** A column: all of its rows by rank, the same in the order that the user chose, and those that pass the filter. */
export class Column {
  readonly status: Status;
  #all = $state.raw<readonly TaskRow[]>([]);
  order: Order = $derived.by(() => layout.sortOf(this.status));
  /** The rows in another order than by rank, and what they are; kept beside `#all` so that a change is spliced in. */
  #sorted: { rows: readonly TaskRow[]; of: readonly TaskRow[]; compare: Compare } | null = null;

  ordered = $derived.by(() => {
    const all = this.#all;
    const { compare } = this;
    if (compare === compareRows) {
      this.#sorted = null;
      return all;
    }
    if (this.#sorted?.of !== all || this.#sorted.compare !== compare) {
      this.#sorted = { rows: sorted(all.slice(), compare), of: all, compare };
    }
    return this.#sorted.rows;
  });

  shown = $derived.by(() => (filters.predicate ? this.ordered.filter(filters.predicate) : this.ordered));

  constructor(status: Status) {
    this.status = status;
  }

  /** How rows compare in the order that is shown. */
  get compare(): Compare {
    return compareBy(this.order, layout.all);
  }

  /** By rank. */
  get all(): readonly TaskRow[] {
    return this.#all;
  }

  /** Where a row stands among those that are shown, or -1. */
  indexOf(row: TaskRow): number {
    const at = lowerBound(this.shown, row, this.compare);
    return this.shown[at]?.id === row.id ? at : -1;
  }

  /** Takes rows in any order in place of what was there. */
  reset(rows: TaskRow[]): void {
    this.#all = sorted(rows, compareRows);
  }

  replace(leaving: readonly TaskRow[], entering: readonly TaskRow[]): void {
    const before = this.#all;
    const next = merged(before, leaving, entering, compareRows);
    if (this.#sorted?.of === before) {
      const { rows, compare } = this.#sorted;
      this.#sorted = { rows: merged(rows, leaving, entering, compare), of: next, compare };
    }
    this.#all = next;
  }
}
