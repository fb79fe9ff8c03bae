// Live runs of all projects: what each does now, what waits for an answer, and the queue. Also the ended runs that the
// window has seen, as they were last. Of two states of a run the newer change wins, whichever arrives first.
import { toReport } from '../lib/errors';
import { host, type QueueState, type Run, type RunRequest, type RunState, type RunsChanged } from '../lib/host';
import { board } from './board.svelte';
import { toasts } from './toasts.svelte';

const ENDED: ReadonlySet<RunState> = new Set(['succeeded', 'failed', 'stopped', 'lost']);

/** Returns whether a run goes on, or waits to. */
export function isLive(run: Pick<Run, 'state'>): boolean {
  return !ENDED.has(run.state);
}

/** Ended runs that are kept; the lists load what is older. */
const KEPT = 500;

const EMPTY: QueueState = { paused: false, reason: null, until: null, limit: 2, running: 0, queued: 0 };
const NONE: readonly Run[] = [];

/** Calls back in the next frame; a window that does not show has none. */
function nextFrame(run: () => void): void {
  if (document.visibilityState === 'hidden') setTimeout(run);
  else requestAnimationFrame(run);
}

class Runs {
  /** What waits for an answer, the oldest first. */
  requests = $state.raw<readonly RunRequest[]>([]);
  queue = $state.raw<QueueState>(EMPTY);
  /** The run that the screen of runs shows. */
  opened = $state<number | null>(null);
  /** Whether the first answer came. */
  ready = $state(false);
  /** Replaced with each change, so that what reads it follows. */
  #byId = $state.raw<ReadonlyMap<number, Run>>(new Map());
  /** Runs that the user asked for and whose first answer is awaited; their ids are negative. */
  #asked = $state.raw<readonly Run[]>([]);

  /** Runs that go on or wait to, the newest first. */
  live = $derived<readonly Run[]>([...this.#asked, ...this.#byId.values()].filter(isLive).sort(newestFirst));
  /** Runs whose program is gone while their Claude works on, the newest first. */
  survivors = $derived<readonly Run[]>(
    [...this.#byId.values()].filter((run) => run.survivor && !isLive(run)).sort(newestFirst),
  );
  #ofTask = $derived.by(() => {
    const byTask = new Map<number, Run[]>();
    for (const run of [...this.#asked, ...this.#byId.values()].sort(newestFirst)) {
      const list = byTask.get(run.task_id);
      if (list) list.push(run);
      else byTask.set(run.task_id, [run]);
    }
    return byTask;
  });

  #stop: (() => void) | null = null;
  #starts = 0;
  #heard: RunsChanged[] = [];
  #listeners = new Set<(runs: readonly Run[]) => void>();
  #nextAsked = -1;

  /** Begins to follow all runs. It listens before it reads, so that no change falls in between. */
  async start(): Promise<void> {
    const mine = ++this.#starts;
    this.#stop?.();
    this.#stop = null;
    this.#heard = [];
    this.#byId = new Map();
    this.#asked = [];
    board.forgetRuns();
    this.requests = [];
    this.queue = EMPTY;
    this.ready = false;
    try {
      let before: RunsChanged | null = null;
      let answered = false;
      const stop = await host.onRuns((changed) => {
        if (mine !== this.#starts) return;
        if (!answered) before = changed;
        this.#hear(changed);
      });
      if (mine !== this.#starts) {
        stop();
        return;
      }
      this.#stop = stop;
      const now = await host.runsNow();
      if (mine !== this.#starts) return;
      answered = true;
      this.took(...now.runs);
      // What was told meanwhile is newer than the answer, or the same.
      const heard = before as RunsChanged | null;
      this.requests = heard?.requests ?? now.requests;
      this.queue = heard?.queue ?? now.queue;
      this.ready = true;
    } catch (thrown) {
      toasts.error(toReport(thrown));
    }
  }

  /** A run by its id, as it is known last. */
  get(id: number): Run | undefined {
    return id < 0 ? this.#asked.find((run) => run.id === id) : this.#byId.get(id);
  }

  /** The known runs of a task, the newest first. */
  ofTask(task: number): readonly Run[] {
    return this.#ofTask.get(task) ?? NONE;
  }

  /** The live run of a task. */
  liveOf(task: number): Run | undefined {
    return this.ofTask(task).find(isLive);
  }

  /** What a run asks. */
  requestsOf(run: number): readonly RunRequest[] {
    return this.requests.filter((request) => request.run_id === run);
  }

  /** Calls back with runs that changed; answers how to stop. */
  onChanged(listener: (runs: readonly Run[]) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Takes in runs that the host answered; what is known to be newer stays. */
  took(...answered: readonly Run[]): void {
    const next = new Map(this.#byId);
    const taken: Run[] = [];
    for (const run of answered) {
      const known = next.get(run.id);
      if (known && known.change >= run.change) continue;
      next.set(run.id, run);
      taken.push(run);
    }
    if (taken.length === 0) return;
    this.#byId = forgotten(next);
    this.#mark(taken.map((run) => run.task_id));
    for (const listener of this.#listeners) listener(taken);
  }

  /** Takes in what is still open after an answer. */
  tookRequests(open: readonly RunRequest[]): void {
    this.requests = open;
  }

  /** Shows a run before the host has answered; returns how to take it off again. */
  expect(run: Pick<Run, 'project_id' | 'task_id' | 'task_title'> & Partial<Run>): { run: Run; done: () => void } {
    const expected: Run = {
      id: this.#nextAsked--,
      kind: 'analysis',
      state: 'queued',
      follows: null,
      question: null,
      origin: 'user',
      model: null,
      queued_at: new Date().toISOString(),
      started_at: null,
      ended_at: null,
      activity: null,
      waits_until: null,
      live: null,
      open_requests: 0,
      items: 0,
      change: 0,
      cost_usd: null,
      input_tokens: 0,
      output_tokens: 0,
      turns: 0,
      failure: null,
      survivor: false,
      resumable: false,
      ...run,
    };
    this.#asked = [...this.#asked, expected];
    this.#mark([run.task_id]);
    const done = (): void => {
      this.#asked = this.#asked.filter((other) => other.id !== expected.id);
      this.#mark([run.task_id]);
    };
    return { run: expected, done };
  }

  /** Changes that come within one frame are taken in together. */
  #hear(changed: RunsChanged): void {
    this.#heard.push(changed);
    if (this.#heard.length > 1) return;
    nextFrame(() => {
      const heard = this.#heard;
      this.#heard = [];
      const last = heard.at(-1);
      if (!last) return;
      this.took(...newestOf(heard));
      this.requests = last.requests;
      this.queue = last.queue;
    });
  }

  /** Shows the state of each task's latest run on its card. */
  #mark(tasks: readonly number[]): void {
    for (const task of new Set(tasks)) {
      const latest = this.ofTask(task)[0];
      board.markRun(task, latest?.state ?? null);
    }
  }
}

/** Of each run the newest of what was heard. */
function newestOf(heard: readonly RunsChanged[]): Run[] {
  const newest = new Map<number, Run>();
  for (const { runs: changed } of heard) {
    for (const run of changed) {
      const known = newest.get(run.id);
      if (!known || run.change > known.change) newest.set(run.id, run);
    }
  }
  return [...newest.values()];
}

/** What was asked for and has no id yet is the newest of all. */
function newestFirst(a: Run, b: Run): number {
  if (a.id < 0 || b.id < 0) return a.id < 0 && b.id < 0 ? a.id - b.id : a.id - b.id;
  return b.id - a.id;
}

/** Forgets the oldest of the ended runs when there are too many. */
function forgotten(all: Map<number, Run>): Map<number, Run> {
  if (all.size <= KEPT * 1.2) return all;
  const ended = [...all.values()].filter((run) => !isLive(run)).sort(newestFirst);
  for (const run of ended.slice(KEPT)) all.delete(run.id);
  return all;
}

export const runs = new Runs();
