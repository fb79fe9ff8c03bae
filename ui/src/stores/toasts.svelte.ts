// Short messages at the bottom of the window: what was done, with its undo, and what failed. What was done
// goes by itself; what failed stays until it is dismissed.
import type { ErrorReport } from '../lib/host';

export interface Toast {
  id: number;
  text: string;
  tone: 'plain' | 'error';
  hint?: string | undefined;
  /** The code of an error, by which it can be looked up. */
  code?: string | undefined;
  undo?: (() => void) | undefined;
  action?: { label: string; run: () => void } | undefined;
  /** What it is about: a newer one about the same takes its place, for an older undo would be refused. */
  about?: string | undefined;
}

/** How many are shown at a time. */
export const MOST = 3;
/** More failures than this in a row say nothing new. */
const MOST_ERRORS = 20;

class Toasts {
  /** The newest last. */
  items = $state.raw<Toast[]>([]);
  /** Those that are shown. Failures that have no place now come back when one is free. */
  shown = $derived(this.items.slice(-MOST));
  hidden = $derived(this.items.length - this.shown.length);
  /** Raised to ask for the newest to have the focus. */
  wanted = $state(0);
  #next = 1;

  /** Shows what was done; with `undo` the toast offers to take it back. Returns its id, for `close`. */
  show(toast: {
    text: string;
    undo?: () => void;
    action?: { label: string; run: () => void };
    about?: string;
  }): number {
    const id = this.#next++;
    this.#push({ id, tone: 'plain', ...toast });
    return id;
  }

  /** Shows what failed and what to do now. */
  error(report: ErrorReport): void {
    this.#push({ id: this.#next++, tone: 'error', text: report.message, hint: report.hint, code: report.code });
  }

  /** Takes the newest offer to undo away, once the change was undone in another way. */
  retireUndo(): void {
    const newest = this.items.findLast((toast) => toast.undo !== undefined);
    if (newest) this.close(newest.id);
  }

  close(id: number): void {
    this.items = this.items.filter((toast) => toast.id !== id);
  }

  /** Dismisses everything that failed. */
  closeErrors(): void {
    this.items = this.items.filter((toast) => toast.tone !== 'error');
  }

  /** Gives the newest toast the focus, so that its undo is one key away; false when there is none. */
  focus(): boolean {
    if (this.items.length === 0) return false;
    this.wanted += 1;
    return true;
  }

  #push(toast: Toast): void {
    // The same words twice, or two about one thing, are one toast: the newer one, whose undo is the right one.
    const older = (other: Toast): boolean =>
      other.text === toast.text || (toast.about !== undefined && other.about === toast.about);
    const items = [...this.items.filter((other) => !older(other)), toast];
    // What was done gives way to what is newer; what failed waits.
    while (items.length > MOST) {
      const done = items.findIndex((one) => one.tone === 'plain' && one !== toast);
      if (done < 0) break;
      items.splice(done, 1);
    }
    this.items = items.slice(-MOST_ERRORS);
  }
}

export const toasts = new Toasts();
