// Quitting while runs are going: what becomes of them is asked.
import { toReport } from '../lib/errors';
import { host, type Run } from '../lib/host';
import { panel } from './panel.svelte';
import { toasts } from './toasts.svelte';

class Quitting {
  /** The runs that are going, while the question is open. */
  runs = $state.raw<readonly Run[] | null>(null);
  #stop: (() => void) | null = null;

  /** Begins to hear when the app shall quit with live runs. */
  async start(): Promise<void> {
    this.#stop?.();
    this.#stop = null;
    try {
      this.#stop = await host.onQuitAsked((runs) => (this.runs = runs));
    } catch (thrown) {
      toasts.error(toReport(thrown));
    }
  }

  /** Stops the runs and quits, or leaves everything as it is. What was typed is saved first. */
  async answer(what: 'stop' | 'stay'): Promise<void> {
    this.runs = null;
    try {
      if (what === 'stop') await panel.flush();
      await host.quitAnswer(what);
    } catch (thrown) {
      toasts.error(toReport(thrown));
    }
  }
}

export const quitting = new Quitting();
