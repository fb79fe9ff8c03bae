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

const MOST = 3;

class Toasts {
  items = $state.raw<Toast[]>([]);
  #next = 1;

  /** Shows what was done; with `undo` the toast offers to take it back. */
  show(toast: { text: string; undo?: () => void; action?: { label: string; run: () => void } }): void {
    this.#push({ id: this.#next++, tone: 'plain', ...toast });
  }

  /** Shows what failed and what to do now. */
  error(report: ErrorReport): void {
    this.#push({ id: this.#next++, tone: 'error', text: report.message, hint: report.hint });
  }

  close(id: number): void {
    this.items = this.items.filter((toast) => toast.id !== id);
  }

  #push(toast: Toast): void {
    // The same words twice are one toast: the newer one, whose undo is the right one.
    const others = this.items.filter((other) => other.text !== toast.text);
    this.items = [...others, toast].slice(-MOST);
  }
}

export const toasts = new Toasts();
