// The list of the runs screen: the live runs first, then those that have ended, read page by page.
import { toReport } from '../lib/errors';
import { host, type ErrorReport, type Run, type RunId } from '../lib/host';
import { isLive, runs } from './runs.svelte';

export type RunFilter = 'all' | 'live' | 'succeeded' | 'other';

/** Ended runs of a page. */
const PAGE = 50;

export class RunList {
  /** The project whose runs these are; null of all. */
  readonly project: number | null;
  filter = $state<RunFilter>('all');
  error = $state.raw<ErrorReport | null>(null);
  /** Whether the first page came. */
  ready = $state(false);
  loading = $state(false);
  /** Whether there are older ones. */
  more = $state(true);
  /** How many ended ones there are, also those that were not read. */
  endedTotal = $state(0);
  #ended = $state.raw<ReadonlyMap<RunId, Run>>(new Map());
  #oldest: RunId | null = null;
  #turn = 0;

  live = $derived<readonly Run[]>(runs.live.filter((run) => this.#isOf(run)));
  /** The ended runs that were read or seen to end, the newest first. */
  ended = $derived<readonly Run[]>(
    [...this.#ended.values()]
      .map((run) => {
        const known = runs.get(run.id);
        return known && known.change > run.change ? known : run;
      })
      .filter((run) => !isLive(run))
      .sort((a, b) => b.id - a.id),
  );
  shownLive = $derived(this.filter === 'all' || this.filter === 'live' ? this.live : []);
  shownEnded = $derived(
    this.filter === 'live'
      ? []
      : this.filter === 'all'
        ? this.ended
        : this.ended.filter((run) => (run.state === 'succeeded') === (this.filter === 'succeeded')),
  );

  constructor(project: number | null) {
    this.project = project;
  }

  /** Reads the newest page and follows what ends, until the answered function is called. */
  follow(): () => void {
    const stop = runs.onChanged((changed) => {
      const ended = changed.filter((run) => this.#isOf(run) && !isLive(run));
      if (ended.length === 0) return;
      // What was not read yet comes with its page, unless it is newer than all that was.
      this.endedTotal += ended.filter((run) => !this.#ended.has(run.id) && this.#isRead(run)).length;
      this.#put(ended.filter((run) => this.#isRead(run)));
    });
    void this.load();
    return () => {
      stop();
      this.#turn += 1;
      this.loading = false;
    };
  }

  /** Reads the next page of ended runs. */
  async load(): Promise<void> {
    if (this.loading || !this.more) return;
    const mine = ++this.#turn;
    this.loading = true;
    this.error = null;
    try {
      const answer = await host.runsList(this.project, { live: false, before: this.#oldest, limit: PAGE });
      if (mine !== this.#turn) return;
      this.#put(answer.runs);
      this.#oldest = answer.runs.at(-1)?.id ?? this.#oldest;
      this.more = answer.runs.length === PAGE;
      this.endedTotal = answer.total;
      this.ready = true;
    } catch (thrown) {
      if (mine === this.#turn) this.error = toReport(thrown);
    } finally {
      if (mine === this.#turn) this.loading = false;
    }
  }

  #isOf(run: Run): boolean {
    return this.project === null || run.project_id === this.project;
  }

  #isRead(run: Run): boolean {
    return this.#oldest === null || run.id > this.#oldest || this.#ended.has(run.id);
  }

  #put(ended: readonly Run[]): void {
    const next = new Map(this.#ended);
    for (const run of ended) {
      const known = next.get(run.id);
      if (!known || known.change < run.change) next.set(run.id, run);
    }
    this.#ended = next;
  }
}
