// Runs of Claude in memory: tests and the window in a browser drive them, what the window asks for is done at once.
import type {
  ErrorReport,
  Host,
  ItemKind,
  Project,
  QueueState,
  Run,
  RunDetail,
  RunFailure,
  RunList,
  RunQuery,
  RunRequest,
  RunState,
  RunsChanged,
  RunsNow,
  RequestAnswer,
  Status,
  TranscriptItem,
  TranscriptPage,
} from '../src/lib/host';
import { memoryClaude, type ClaudeOptions } from './memory-claude';
import { Listeners } from './memory-desktop';
import { ANSWER, EVERY } from './memory-run-samples';

export interface RunOptions extends ClaudeOptions {
  /** Runs that are there from the start: one in every state, or none. */
  runs: 'none' | 'some';
  /** How many items the transcript of the run that succeeded has. */
  items: number;
  /** Runs go on by themselves, as if Claude worked. */
  lively: boolean;
}

/** What runs need of the rest of the host. */
interface Around {
  task: (id: number) => { id: number; project_id: number; title: string };
  project: (id: number) => Project | undefined;
  /** A run wrote the analysis of a task. */
  analysed: (id: number, text: string) => void;
  /** A run moved its task. */
  moved: (id: number, status: Status) => void;
}

/** How tasks are analysed where nothing else is said. */
export const ANALYSIS: Project['analysis'] = {
  model: null,
  max_turns: 60,
  budget_usd: 5,
  minutes: 30,
  mcp: false,
  moves_task: true,
  template: null,
};

type Fail = (code: string, message: string, hint: string, more?: Partial<ErrorReport>) => never;
type Answering = <A extends unknown[], T>(name: string, run: (...args: A) => T) => (...args: A) => Promise<T>;

/** Characters of an item's text that travel with a page. */
const CUT = 4000;
const STEP_MS = 700;
const LIVE: ReadonlySet<RunState> = new Set(['queued', 'starting', 'running', 'waiting', 'stopping']);

export const FAILURE: RunFailure = {
  code: 'overloaded',
  message: 'Claude’s servers were overloaded; ten attempts failed.',
  hint: 'Try again in some minutes. Resume goes on where it stopped.',
  detail: 'API Error: 529 {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}',
};

export class MemoryRuns {
  #runs = new Map<number, RunDetail>();
  #items = new Map<number, TranscriptItem[]>();
  #requests: RunRequest[] = [];
  #queue: Pick<QueueState, 'paused' | 'reason' | 'until'> = { paused: false, reason: null, until: null };
  #change = 0;
  #nextRequest = 1;
  #options: RunOptions;
  #around: Around;
  #fail: Fail;
  #limit: () => number;
  #onRuns = new Listeners<RunsChanged>();
  #onQuitAsked = new Listeners<Run[]>();

  constructor(options: RunOptions, around: Around, fail: Fail, limit: () => number) {
    this.#options = options;
    this.#around = around;
    this.#fail = fail;
    this.#limit = limit;
  }

  /** All runs, the newest first. */
  get all(): RunDetail[] {
    return [...this.#runs.values()].reverse();
  }

  /** A run as the host answers it. */
  get(id: number): Run {
    return slim(this.#known(id));
  }

  /** Begins a run of a task; it runs at once. */
  start(task: number, fields: Partial<RunDetail> = {}): Run {
    const { id: task_id, project_id, title } = this.#around.task(task);
    const now = new Date().toISOString();
    const id = this.#runs.size + 1;
    this.#items.set(id, []);
    this.#runs.set(id, {
      id,
      project_id,
      task_id,
      task_title: title,
      kind: 'analysis',
      state: 'running',
      follows: null,
      question: null,
      origin: 'user',
      model: 'claude-opus-4-5',
      queued_at: now,
      started_at: now,
      ended_at: null,
      activity: 'Thinking',
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
      session_id: `0b1f6c1e-7a52-4a0c-9d3e-${String(id).padStart(12, '0')}`,
      folder: '/home/dev/atlas-api',
      program: '/home/dev/.local/bin/claude',
      version: '2.1.330',
      pid: 4000 + id,
      exit_code: null,
      trusted: true,
      max_turns: 60,
      budget_usd: 5,
      minutes: 30,
      prompt: `Analyse task #${task_id}: ${title}`,
    });
    return this.change(id, fields);
  }

  /** Changes a run and tells it. */
  change(id: number, fields: Partial<RunDetail>): Run {
    const next = { ...this.#known(id), ...fields, change: ++this.#change };
    next.open_requests = this.#requests.filter((one) => one.run_id === id).length;
    this.#runs.set(id, next);
    this.tell([id]);
    return slim(next);
  }

  /** Adds items to a transcript. */
  push(id: number, ...items: (Partial<TranscriptItem> & { kind: ItemKind })[]): void {
    const all = this.#itemsOf(id);
    for (const item of items) {
      const text = item.text ?? '';
      all.push({
        seq: all.length + 1,
        at: new Date().toISOString(),
        title: '',
        tool: null,
        call: null,
        parent: null,
        failed: false,
        ...item,
        text,
        characters: text.length,
      });
    }
    this.change(id, { items: all.length, live: null });
  }

  /** Lets a run ask something. */
  ask(id: number, fields: Partial<RunRequest> = {}): RunRequest {
    const { project_id, task_id, task_title } = this.#known(id);
    const request: RunRequest = {
      id: this.#nextRequest++,
      run_id: id,
      project_id,
      task_id,
      task_title,
      kind: 'permission',
      tool: 'Read',
      title: 'Read /etc/hostname',
      reason: 'The path is outside of the project.',
      input: '{\n  "file_path": "/etc/hostname"\n}',
      questions: [],
      for_run: 'Read //etc/**',
      asked_at: new Date().toISOString(),
      ...fields,
    };
    this.#requests = [...this.#requests, request];
    this.change(id, { state: 'waiting', activity: `Waits: ${request.title}` });
    return request;
  }

  /** Ends a run. */
  end(id: number, state: 'succeeded' | 'failed' | 'stopped' | 'lost', fields: Partial<RunDetail> = {}): Run {
    this.#requests = this.#requests.filter((one) => one.run_id !== id);
    return this.change(id, {
      state,
      ended_at: new Date().toISOString(),
      activity: null,
      live: null,
      waits_until: null,
      pid: null,
      exit_code: state === 'succeeded' ? 0 : 1,
      resumable: true,
      failure: state === 'failed' ? FAILURE : null,
      ...fields,
    });
  }

  setQueue(fields: Partial<Pick<QueueState, 'paused' | 'reason' | 'until'>>): void {
    this.#queue = { ...this.#queue, ...fields };
    this.tell([]);
  }

  /** The app shall end while runs are live. */
  askQuit(): void {
    this.#onQuitAsked.tell(this.#live());
  }

  /** Tells runs as they are now. */
  tell(ids: number[]): void {
    this.#onRuns.tell({ runs: ids.map((id) => this.get(id)), requests: this.#requests, queue: this.#queueNow() });
  }

  operations(answering: Answering) {
    return {
      onRuns: this.#onRuns.add,
      onQuitAsked: this.#onQuitAsked.add,
      ...memoryClaude(this.#options, answering),
      runsNow: answering('runsNow', (): RunsNow => ({
        runs: this.#live(),
        requests: this.#requests,
        queue: this.#queueNow(),
      })),
      runsList: answering('runsList', (project: number | null, query: RunQuery): RunList => this.#list(project, query)),
      runGet: answering('runGet', (id: number): RunDetail => this.#known(id)),
      runAnalyze: answering('runAnalyze', (_project: number, task: number): Run => {
        if (this.#live().some((run) => run.task_id === task)) {
          this.#fail('run_active', `#${task} has a run that goes on.`, 'Stop it first, or wait until it ends.');
        }
        return this.#begin(task, {});
      }),
      runAsk: answering('runAsk', (id: number, question: string): Run => {
        const run = this.#known(id);
        return this.#begin(run.task_id, { follows: id, question, session_id: run.session_id, prompt: question });
      }),
      runResume: answering('runResume', (id: number): Run => {
        const run = this.#known(id);
        return this.#begin(run.task_id, { follows: id, session_id: run.session_id });
      }),
      runStop: answering('runStop', (id: number): Run => {
        const run = this.#known(id);
        if (run.survivor) return this.change(id, { survivor: false, pid: null });
        return LIVE.has(run.state) ? this.end(id, 'stopped') : slim(run);
      }),
      runTranscript: answering('runTranscript', (id: number, from: number, limit: number): TranscriptPage => ({
        items: this.#itemsOf(id)
          .slice(Math.max(0, from - 1), Math.max(0, from - 1) + Math.min(limit, 500))
          .map((item) => ({ ...item, text: item.text.slice(0, CUT) })),
        total: this.#itemsOf(id).length,
      })),
      runItem: answering(
        'runItem',
        (id: number, seq: number): TranscriptItem =>
          this.#itemsOf(id)[seq - 1] ?? this.#fail('item_not_found', `There is no item ${seq}.`, ''),
      ),
      runSearch: answering('runSearch', (id: number, text: string): number[] => {
        const wanted = text.toLowerCase();
        return this.#itemsOf(id)
          .filter((item) => `${item.title}\n${item.text}`.toLowerCase().includes(wanted))
          .map((item) => item.seq)
          .slice(0, 10_000);
      }),
      runExport: answering('runExport', (id: number): string =>
        [`# ${this.#known(id).task_title}`, ...this.#itemsOf(id).map((item) => item.text)].join('\n\n'),
      ),
      runExportSave: answering('runExportSave', (id: number): string | null => `/home/dev/run-${id}.md`),
      requestAnswer: answering('requestAnswer', (id: number, _answer: RequestAnswer): RunRequest[] => {
        const request =
          this.#requests.find((one) => one.id === id) ??
          this.#fail('request_not_found', 'Nobody waits for this answer any more.', 'The run has ended, or went on.');
        this.#requests = this.#requests.filter((one) => one !== request);
        const more = this.#requests.some((one) => one.run_id === request.run_id);
        this.change(request.run_id, more ? {} : { state: 'running', activity: request.title });
        return this.#requests;
      }),
      queuePause: answering('queuePause', (paused: boolean): QueueState => {
        this.setQueue({ paused, reason: paused ? 'user' : null, until: null });
        return this.#queueNow();
      }),
      quitAnswer: answering('quitAnswer', (answer: 'stop' | 'stay'): void => {
        if (answer === 'stop') for (const run of this.#live()) this.end(run.id, 'stopped');
      }),
    } satisfies Partial<Host>;
  }

  #begin(task: number, fields: Partial<RunDetail>): Run {
    const waits = this.#queue.paused || this.#going() >= this.#limit();
    const run = this.start(task, {
      ...fields,
      state: waits ? 'queued' : 'starting',
      started_at: waits ? null : new Date().toISOString(),
      activity: null,
    });
    this.push(run.id, { kind: 'prompt', title: 'Prompt', text: this.#known(run.id).prompt });
    if (this.#options.lively && !waits) setTimeout(() => this.#step(run.id, EVERY.slice(1)), STEP_MS);
    return this.get(run.id);
  }

  /** Does the next thing of a run that goes on by itself. */
  #step(id: number, left: typeof EVERY): void {
    const run = this.#known(id);
    if (!LIVE.has(run.state)) return;
    const [item, ...rest] = left;
    if (!item) {
      this.end(id, 'succeeded', { cost_usd: 0.42 });
      this.#around.analysed(run.task_id, ANSWER);
      return;
    }
    if (run.state === 'starting' && this.#around.project(run.project_id)?.analysis.moves_task !== false) {
      this.#around.moved(run.task_id, 'Analysis');
    }
    this.push(id, item);
    this.change(id, {
      state: 'running',
      activity: item.title ?? null,
      turns: run.turns + 1,
      input_tokens: run.input_tokens + 4200,
      output_tokens: run.output_tokens + 130,
      live: { kind: 'text', text: 'Claude is typing this while it works' },
    });
    setTimeout(() => this.#step(id, rest), STEP_MS);
  }

  #list(project: number | null, query: RunQuery): RunList {
    const fits = this.all.filter(
      (run) =>
        (project === null || run.project_id === project) &&
        (query.task == null || run.task_id === query.task) &&
        (query.live == null || LIVE.has(run.state) === query.live),
    );
    const older = fits.filter((run) => query.before == null || run.id < query.before);
    return { runs: older.slice(0, query.limit ?? 100).map(slim), total: fits.length };
  }

  #live(): Run[] {
    return this.all.filter((run) => LIVE.has(run.state)).map(slim);
  }

  #going(): number {
    return this.all.filter((run) => LIVE.has(run.state) && run.state !== 'queued').length;
  }

  #queueNow(): QueueState {
    const queued = this.all.filter((run) => run.state === 'queued').length;
    return { ...this.#queue, limit: this.#limit(), running: this.#going(), queued };
  }

  #known(id: number): RunDetail {
    return this.#runs.get(id) ?? this.#fail('run_not_found', `There is no run ${id}.`, 'Look at the list of runs.');
  }

  #itemsOf(id: number): TranscriptItem[] {
    return this.#items.get(id) ?? this.#fail('run_not_found', `There is no run ${id}.`, 'Look at the list of runs.');
  }
}

/** A run without what its detail alone has. */
function slim(run: RunDetail): Run {
  const {
    session_id: _session,
    folder: _folder,
    program: _program,
    version: _version,
    pid: _pid,
    exit_code: _exit,
    trusted: _trusted,
    max_turns: _turns,
    budget_usd: _budget,
    minutes: _minutes,
    prompt: _prompt,
    ...rest
  } = run;
  return rest;
}
