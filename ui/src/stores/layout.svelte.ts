// How the window is laid out: the rail, the columns that are collapsed, the order of each. Remembered on this machine.
import type { Status } from '../lib/host';
import { STATUSES } from '../lib/domain';
import { ORDERS, type Order } from '../lib/order';
import { remember, remembered } from '../lib/remembered';

type Orders = Partial<Record<Status, Order>>;

function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

function isStatuses(value: unknown): value is Status[] {
  return Array.isArray(value) && value.every((item) => (STATUSES as readonly unknown[]).includes(item));
}

function isOrders(value: unknown): value is Orders {
  return (
    typeof value === 'object' &&
    value !== null &&
    isStatuses(Object.keys(value)) &&
    Object.values(value).every((order) => (ORDERS as readonly unknown[]).includes(order))
  );
}

class Layout {
  railCollapsed = $state(remembered('rail.collapsed', false, isBoolean));
  /** Whether this is the layout of the board of all projects. */
  all = $state(false);
  #collapsed = $state.raw<ReadonlySet<Status>>(new Set());
  #orders = $state.raw<Orders>({});
  #board: string | null = null;
  /** Answers the index of the card in a column that is nearest in height to a card; set by the board. */
  neighbour: ((id: number, status: Status) => number | null) | null = null;

  /** Brings back how the board of a project, or of all projects (null), was laid out. */
  load(project: number | null): void {
    const board = `board.${project ?? 'all'}`;
    if (this.#board === board) return;
    this.#board = board;
    this.all = project === null;
    this.#collapsed = new Set(remembered<Status[]>(`${board}.collapsed`, [], isStatuses));
    this.#orders = remembered<Orders>(`${board}.orders`, {}, isOrders);
  }

  isCollapsed(status: Status): boolean {
    return this.#collapsed.has(status);
  }

  setCollapsed(status: Status, collapsed: boolean): void {
    const next = new Set(this.#collapsed);
    if (collapsed) next.add(status);
    else next.delete(status);
    this.#collapsed = next;
    if (this.#board !== null) remember(`${this.#board}.collapsed`, next.size > 0 ? [...next] : null);
  }

  /** The order that a column has until the user chooses another. */
  get usualSort(): Order {
    return this.all ? 'priority' : 'manual';
  }

  /** The order of a column's cards. All projects together have none by hand: there it is by priority at first. */
  sortOf(status: Status): Order {
    const order = this.#orders[status];
    if (this.all) return order === 'age' ? 'age' : 'priority';
    return order ?? 'manual';
  }

  setSort(status: Status, order: Order): void {
    if (this.sortOf(status) === order || (this.all && order === 'manual')) return;
    const next = { ...this.#orders };
    if (order === this.usualSort) delete next[status];
    else next[status] = order;
    this.#orders = next;
    if (this.#board !== null) remember(`${this.#board}.orders`, Object.keys(next).length > 0 ? next : null);
  }

  toggleRail(): void {
    this.railCollapsed = !this.railCollapsed;
    remember('rail.collapsed', this.railCollapsed);
  }
}

export const layout = new Layout();
