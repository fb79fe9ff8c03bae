// Dragging cards by pointer events (HTML5 drag and drop is unreliable in the desktop's web view):
// threshold, where the drop would go, scrolling near the edges, cancel.
import type { Status, TaskRow } from '../lib/host';
import { alreadyAt, placeAt } from '../lib/place';
import { dropIndex, type Tops } from '../lib/virtual';
import { board } from './board.svelte';
import { cursor } from './cursor.svelte';

const THRESHOLD = 4;
const EDGE = 56;
/** Pixels a frame at the very edge. */
const SPEED = 18;

/** What a column tells of itself while something is dragged. */
export interface DropColumn {
  status: Status;
  element: HTMLElement;
  /** Null while the column is collapsed. */
  scroller: HTMLElement | null;
  /** Whether its cards have places of their own; else a drop names the column alone. */
  byHand: boolean;
  /** Tops of the shown cards without the one that follows the pointer. */
  tops: () => Tops;
  /** Pixels above the first card inside the scroller. */
  inset: number;
}

interface Start {
  id: number;
  x: number;
  y: number;
  pointer: number;
  /** From the card's corner to the pointer. */
  dx: number;
  dy: number;
  width: number;
  height: number;
}

export interface Over {
  status: Status;
  index: number | null;
}

class Drag {
  /** The dragged tasks in the board's order; empty while nothing is dragged. */
  ids = $state.raw<ReadonlySet<number>>(new Set());
  lead = $state.raw<TaskRow | null>(null);
  /** Where a drop would go: before which of the shown cards without the lead; null where the order says. */
  over = $state.raw<Over | null>(null);
  width = $state(0);
  height = $state(0);
  /** The card that follows the pointer; moved without a redraw. */
  ghost: HTMLElement | null = null;
  scroller: HTMLElement | null = null;

  #columns = new Map<Status, DropColumn>();
  #start: Start | null = null;
  #x = 0;
  #y = 0;
  #frame = 0;
  /** A click follows the release of a drag: it is not meant. */
  #swallow = false;

  get active(): boolean {
    return this.lead !== null;
  }

  register(column: DropColumn): () => void {
    this.#columns.set(column.status, column);
    return () => {
      if (this.#columns.get(column.status) === column) this.#columns.delete(column.status);
    };
  }

  /** Notes a press on a card; it becomes a drag once the pointer has moved. */
  press(event: PointerEvent, id: number, card: HTMLElement): void {
    this.#swallow = false;
    if (event.button !== 0 || event.pointerType === 'touch' || this.active) return;
    const box = card.getBoundingClientRect();
    this.#start = {
      id,
      x: event.clientX,
      y: event.clientY,
      pointer: event.pointerId,
      dx: event.clientX - box.left,
      dy: event.clientY - box.top,
      width: box.width,
      height: box.height,
    };
    addEventListener('pointermove', this.#onmove);
    addEventListener('pointerup', this.#onup);
    addEventListener('pointercancel', this.#oncancel);
    addEventListener('blur', this.#oncancel);
    addEventListener('keydown', this.#onkey, true);
  }

  /** Whether the click that is being handled ended a drag. */
  swallowsClick(): boolean {
    const swallow = this.#swallow;
    this.#swallow = false;
    return swallow;
  }

  #onmove = (event: PointerEvent): void => {
    const start = this.#start;
    if (!start || event.pointerId !== start.pointer) return;
    this.#x = event.clientX;
    this.#y = event.clientY;
    if (!this.active) {
      if (Math.hypot(this.#x - start.x, this.#y - start.y) < THRESHOLD) return;
      if (!this.#lift(start)) return this.#end();
    }
    event.preventDefault();
    this.#follow();
  };

  #onup = (event: PointerEvent): void => {
    if (event.pointerId !== this.#start?.pointer) return;
    const { over } = this;
    const ids = [...this.ids];
    const wasActive = this.active;
    const lead = this.lead?.id;
    this.#swallow = wasActive;
    if (wasActive && over && lead !== undefined) {
      const { shown } = board.column(over.status);
      const { index } = over;
      // The other dragged cards stand in the list still; the place is counted without them.
      const moving = new Set(ids);
      const others = index === null ? 0 : countBefore(shown, index, lead, moving);
      const place = index === null ? ({ at: 'top' } as const) : placeAt(shown, index - others, moving);
      const same = index !== null && alreadyAt(shown, index - others, ids);
      this.#end();
      if (!same) void board.move(ids, over.status, place);
      cursor.place(lead);
    } else this.#putBack();
    setTimeout(() => (this.#swallow = false));
  };

  #oncancel = (): void => {
    this.#end();
  };

  #onkey = (event: KeyboardEvent): void => {
    if (!this.active) return;
    // While a card is in the air, keys mean nothing else.
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') {
      this.#swallow = true;
      this.#putBack();
    }
  };

  /** Ends it with everything where it was; the card, which was drawn anew, has the focus again. */
  #putBack(): void {
    const lead = this.lead?.id;
    this.#end();
    if (lead !== undefined) cursor.place(lead);
  }

  #lift(start: Start): boolean {
    const row = board.row(start.id);
    if (!row) return false;
    const ids = cursor.selection.has(start.id) ? cursor.targets() : [start.id];
    if (!cursor.selection.has(start.id)) cursor.clearSelection();
    this.width = start.width;
    this.height = start.height;
    this.ids = new Set(ids);
    this.lead = row;
    document.documentElement.classList.add('dragging');
    getSelection()?.removeAllRanges();
    this.#frame = requestAnimationFrame(this.#tick);
    return true;
  }

  /** Puts the ghost under the pointer, and looks where a drop would go. */
  #follow(): void {
    const start = this.#start;
    if (!start || !this.active) return;
    this.place(this.ghost);
    this.over = this.#target();
  }

  /** Moves a ghost element to where the dragged card is now. */
  place(ghost: HTMLElement | null): void {
    const start = this.#start;
    if (!start || !ghost) return;
    ghost.style.transform = `translate3d(${this.#x - start.dx}px, ${this.#y - start.dy}px, 0)`;
  }

  #target(): Over | null {
    const area = this.scroller?.getBoundingClientRect();
    if (!area || this.#x < area.left || this.#x > area.right || this.#y < area.top || this.#y > area.bottom)
      return null;
    for (const column of this.#columns.values()) {
      const box = column.element.getBoundingClientRect();
      if (this.#x < box.left - 6 || this.#x > box.right + 6) continue;
      if (!column.scroller || !column.byHand) return same(this.over, column.status, null);
      const list = column.scroller.getBoundingClientRect();
      const y = this.#y - list.top + column.scroller.scrollTop - column.inset;
      const current = this.over?.status === column.status ? this.over.index : null;
      return same(this.over, column.status, dropIndex(column.tops(), y, current, this.height + 6));
    }
    return null;
  }

  #tick = (): void => {
    if (!this.active) return;
    this.#frame = requestAnimationFrame(this.#tick);
    const board = this.scroller;
    if (!board) return;
    const area = board.getBoundingClientRect();
    let moved = scrollNear(board, 'x', this.#x, area.left, area.right);
    const column = this.over ? this.#columns.get(this.over.status) : undefined;
    if (column?.scroller) {
      const box = column.scroller.getBoundingClientRect();
      moved = scrollNear(column.scroller, 'y', this.#y, box.top, box.bottom) || moved;
    }
    if (moved) this.over = this.#target();
  };

  #end(): void {
    cancelAnimationFrame(this.#frame);
    removeEventListener('pointermove', this.#onmove);
    removeEventListener('pointerup', this.#onup);
    removeEventListener('pointercancel', this.#oncancel);
    removeEventListener('blur', this.#oncancel);
    removeEventListener('keydown', this.#onkey, true);
    document.documentElement.classList.remove('dragging');
    this.#start = null;
    this.over = null;
    if (this.lead) {
      this.lead = null;
      this.ids = new Set();
    }
  }
}

/** How many of the dragged cards stand before a place in the list without the lead. */
function countBefore(shown: readonly TaskRow[], index: number, lead: number, moving: ReadonlySet<number>): number {
  let at = 0;
  let count = 0;
  for (const row of shown) {
    if (row.id === lead) continue;
    if (at === index) break;
    if (moving.has(row.id)) count += 1;
    at += 1;
  }
  return count;
}

function same(over: Over | null, status: Status, index: number | null): Over {
  return over?.status === status && over.index === index ? over : { status, index };
}

function scrollNear(element: HTMLElement, axis: 'x' | 'y', at: number, from: number, to: number): boolean {
  const edge = Math.min(EDGE, (to - from) / 4);
  let by = 0;
  if (at < from + edge) by = -SPEED * Math.min(1, (from + edge - at) / edge);
  else if (at > to - edge) by = SPEED * Math.min(1, (at - (to - edge)) / edge);
  if (by === 0) return false;
  const before = axis === 'x' ? element.scrollLeft : element.scrollTop;
  if (axis === 'x') element.scrollLeft += by;
  else element.scrollTop += by;
  return (axis === 'x' ? element.scrollLeft : element.scrollTop) !== before;
}

export const drag = new Drag();
