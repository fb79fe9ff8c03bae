// The run that is open: what only its detail says, its transcript, its search.
import { toReport } from '../lib/errors';
import { host, type ErrorReport, type Run, type RunDetail, type RunId } from '../lib/host';
import { isLive, runs } from './runs.svelte';
import { RunSearch } from './run-search.svelte';
import { Transcript } from './transcript.svelte';

export class OpenRun {
  readonly id: RunId;
  readonly transcript: Transcript;
  readonly search: RunSearch;
  detail = $state.raw<RunDetail | null>(null);
  error = $state.raw<ErrorReport | null>(null);
  #turn = 0;

  constructor(id: RunId) {
    this.id = id;
    this.transcript = new Transcript(id, runs.get(id)?.items ?? 0);
    this.search = new RunSearch(id);
  }

  /** The run as it is known last. */
  get run(): Run | null {
    const known = runs.get(this.id);
    if (!known) return this.detail;
    return this.detail && this.detail.change > known.change ? this.detail : known;
  }

  get live(): boolean {
    return this.run !== null && isLive(this.run);
  }

  /** Reads the detail, and follows the run until the answered function is called. */
  follow(): () => void {
    let state = this.run?.state;
    const stop = runs.onChanged((changed) => {
      const run = changed.find((one) => one.id === this.id);
      if (!run) return;
      this.transcript.grow(run.items);
      // The process, the version and how it ended come with a change of state.
      if (run.state !== state) void this.load();
      state = run.state;
    });
    void this.load();
    return stop;
  }

  /** Reads the detail; the newest answer counts. */
  async load(): Promise<void> {
    const mine = ++this.#turn;
    try {
      const detail = await host.runGet(this.id);
      if (mine !== this.#turn) return;
      this.detail = detail;
      this.error = null;
      this.transcript.grow(detail.items);
    } catch (thrown) {
      if (mine === this.#turn) this.error = toReport(thrown);
    }
  }
}
