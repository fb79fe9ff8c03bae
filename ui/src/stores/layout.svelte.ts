// How the window is laid out: the rail and the columns that are collapsed. Remembered on this machine.
import type { Status } from '../lib/host';
import { STATUSES } from '../lib/domain';
import { remember, remembered } from '../lib/remembered';

function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

function isStatuses(value: unknown): value is Status[] {
  return Array.isArray(value) && value.every((item) => (STATUSES as readonly unknown[]).includes(item));
}

class Layout {
  railCollapsed = $state(remembered('rail.collapsed', false, isBoolean));
  #collapsed = $state.raw<ReadonlySet<Status>>(new Set());
  #project: number | null = null;
  /** Answers the index of the card in a column that is nearest in height to a card; set by the board. */
  neighbour: ((id: number, status: Status) => number | null) | null = null;

  /** Brings back which columns of a project were collapsed. */
  load(project: number): void {
    if (this.#project === project) return;
    this.#project = project;
    this.#collapsed = new Set(remembered<Status[]>(`board.${project}.collapsed`, [], isStatuses));
  }

  isCollapsed(status: Status): boolean {
    return this.#collapsed.has(status);
  }

  setCollapsed(status: Status, collapsed: boolean): void {
    const next = new Set(this.#collapsed);
    if (collapsed) next.add(status);
    else next.delete(status);
    this.#collapsed = next;
    if (this.#project !== null) remember(`board.${this.#project}.collapsed`, [...next]);
  }

  toggleRail(): void {
    this.railCollapsed = !this.railCollapsed;
    remember('rail.collapsed', this.railCollapsed);
  }
}

export const layout = new Layout();
