// The transcript of a run: items 1 to `total`, of which the pages that were looked at are here. Items never change, so
// an answer that comes late, or twice, puts the same items at the same places.
import { SvelteSet } from 'svelte/reactivity';
import { toReport } from '../lib/errors';
import { host, type ErrorReport, type RunId, type TranscriptItem } from '../lib/host';

/** Items of a page. */
export const PAGE = 200;
/** Characters of an item's text that travel with a page; counted by code points, as the host counts. */
const CUT = 4000;
/** Pages that are kept; those that were looked at longest ago go first. */
const KEPT = 24;

export class Transcript {
  readonly run: RunId;
  /** How many items there are. */
  total = $state(0);
  /** Grows with each item that came. */
  version = $state(0);
  error = $state.raw<ErrorReport | null>(null);
  /** Items that are unfolded, by their number. */
  readonly open = new SvelteSet<number>();
  /** Whole texts of items that were cut. */
  #whole = $state.raw<ReadonlyMap<number, string>>(new Map());
  /** Pages in the order in which they were looked at. */
  #pages = new Map<number, TranscriptItem[]>();
  #asking = new Set<number>();

  constructor(run: RunId, total = 0) {
    this.run = run;
    this.total = total;
  }

  /** An item, where it is here. */
  get(seq: number): TranscriptItem | undefined {
    void this.version;
    return this.#pages.get(pageOf(seq))?.[(seq - 1) % PAGE];
  }

  /** How many pages are in memory. */
  get kept(): number {
    return this.#pages.size;
  }

  /** Takes in how many items there are now. */
  grow(total: number): void {
    if (total > this.total) this.total = total;
  }

  /** Loads what lacks between two items, and the page that comes next in either direction when it is near. */
  want(from: number, to: number): void {
    void this.version;
    const near = PAGE / 4;
    const first = pageOf(Math.max(1, from - near));
    const last = pageOf(Math.max(1, Math.min(this.total, to + near)));
    for (let page = first; page <= last; page += 1) {
      const known = this.#pages.get(page);
      if (known) {
        this.#pages.delete(page);
        this.#pages.set(page, known);
      }
      if ((known?.length ?? 0) < this.#fullLength(page)) void this.#load(page);
    }
  }

  /** Loads again after an error. */
  again(): void {
    this.error = null;
    this.version += 1;
  }

  /** The text of an item: the whole where it was asked for. */
  textOf(item: TranscriptItem): string {
    return this.#whole.get(item.seq) ?? item.text;
  }

  /** Whether a part of an item's text is missing. */
  isCut(item: TranscriptItem): boolean {
    return item.characters > CUT && !this.#whole.has(item.seq);
  }

  /** Loads the whole text of an item. Rejects with the report. */
  async loadWhole(seq: number): Promise<void> {
    try {
      const item = await host.runItem(this.run, seq);
      this.#whole = new Map([...this.#whole, [seq, item.text]]);
    } catch (thrown) {
      throw toReport(thrown);
    }
  }

  /** Folds or unfolds an item. */
  toggle(seq: number): void {
    if (!this.open.delete(seq)) this.open.add(seq);
  }

  #fullLength(page: number): number {
    return Math.max(0, Math.min(PAGE, this.total - page * PAGE));
  }

  async #load(page: number): Promise<void> {
    if (this.#asking.has(page) || this.error) return;
    this.#asking.add(page);
    const have = this.#pages.get(page)?.length ?? 0;
    const from = page * PAGE + have + 1;
    try {
      const answer = await host.runTranscript(this.run, from, PAGE - have);
      this.#asking.delete(page);
      this.#take(page, answer.items);
      this.grow(answer.total);
      // Where the host has fewer items than it said, asking again at once would ask without an end.
      if (answer.items.length > 0) this.version += 1;
    } catch (thrown) {
      this.#asking.delete(page);
      this.error = toReport(thrown);
    }
  }

  #take(page: number, items: readonly TranscriptItem[]): void {
    const known = this.#pages.get(page) ?? [];
    for (const item of items) {
      const at = item.seq - 1 - page * PAGE;
      // Without a gap: what lies beyond one comes with a later answer.
      if (at >= 0 && at < PAGE && at <= known.length) known[at] = item;
    }
    this.#pages.set(page, known);
    for (const old of this.#pages.keys()) {
      if (this.#pages.size <= KEPT) break;
      this.#pages.delete(old);
    }
  }
}

function pageOf(seq: number): number {
  return Math.floor((seq - 1) / PAGE);
}
