// Short messages at the bottom of the window: what was done, with its undo, and what failed.
import type { ErrorReport } from '../lib/host';

export interface Toast {
  id: number;
  text: string;
  tone: 'plain' | 'error';
  hint?: string | undefined;
  undo?: (() => void) | undefined;
  action?: { label: string; run: () => void } | undefined;
}

const MOST = 4;
const MOST_DONE = 2;

class Toasts {
  items = $state.raw<Toast[]>([]);
  #next = 1;

  /** Shows what was done; with `undo` the toast offers to take it back. Returns its id, for `close`. */
  show(toast: { text: string; undo?: () => void; action?: { label: string; run: () => void } }): number {
    const id = this.#next++;
    this.#push({ id, tone: 'plain', ...toast });
    return id;
  }

  /** Shows what failed and what to do now. */
  error(report: ErrorReport): void {
    this.#push({ id: this.#next++, tone: 'error', text: report.message, hint: report.hint });
  }

  /** Takes the newest offer to undo away, once the change was undone in another way. */
  retireUndo(): void {
    const newest = this.items.findLast((toast) => toast.undo !== undefined);
    if (newest) this.close(newest.id);
  }

  close(id: number): void {
    this.items = this.items.filter((toast) => toast.id !== id);
  }

  #push(toast: Toast): void {
    // The same words twice are one toast: the newer one, whose undo is the right one.
    const items = [...this.items.filter((other) => other.text !== toast.text), toast];
    // What was done gives way to what is newer; what failed stays until its time.
    while (items.filter((one) => one.tone === 'plain').length > MOST_DONE) {
      items.splice(
        items.findIndex((one) => one.tone === 'plain'),
        1,
      );
    }
    this.items = items.slice(-MOST);
  }
}

export const toasts = new Toasts();
