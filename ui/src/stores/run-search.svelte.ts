// Searching a transcript: the items that hold a text, and the one of them that the user is at.
import { toReport } from '../lib/errors';
import { host, type ErrorReport, type RunId } from '../lib/host';

/** The host names at most so many items. */
const MOST = 10_000;
const AFTER_MS = 150;

export class RunSearch {
  open = $state(false);
  text = $state('');
  hits = $state.raw<readonly number[]>([]);
  /** Which of the hits the user is at, from 0; -1 at none. */
  at = $state(-1);
  error = $state.raw<ErrorReport | null>(null);
  /** Whether the hits are those of the text. */
  settled = $state(true);
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  readonly #run: RunId;

  constructor(run: RunId) {
    this.#run = run;
  }

  /** The item that the user is at. */
  get current(): number | null {
    return this.open ? (this.hits[this.at] ?? null) : null;
  }

  /** Whether there may be more than was found. */
  get more(): boolean {
    return this.hits.length >= MOST;
  }

  /** Looks for a text a moment after it was typed; `near` is the item in sight, whose nearest hit is the first. */
  type(text: string, near: number): void {
    this.text = text;
    this.settled = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.find(near), AFTER_MS);
  }

  /** Looks for the text now. The newest search counts. */
  async find(near: number): Promise<void> {
    clearTimeout(this.#timer);
    const mine = ++this.#turn;
    const { text } = this;
    try {
      const hits = text.trim() === '' ? [] : await host.runSearch(this.#run, text);
      if (mine !== this.#turn) return;
      this.hits = hits;
      this.error = null;
      const next = hits.findIndex((seq) => seq >= near);
      this.at = hits.length === 0 ? -1 : Math.max(0, next);
    } catch (thrown) {
      if (mine !== this.#turn) return;
      this.hits = [];
      this.at = -1;
      this.error = toReport(thrown);
    }
    this.settled = true;
  }

  /** Goes to the next hit, or the one before; round at the ends. */
  step(by: 1 | -1): void {
    const { length } = this.hits;
    if (length > 0) this.at = (this.at + by + length) % length;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#turn += 1;
    this.open = false;
    this.settled = true;
  }
}
