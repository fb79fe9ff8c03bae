// The store of live runs: which state of a run counts, and what its task's card shows.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { memoryHost, type MemoryHost } from '../../tests/memory-host';
import { setHost, type Run, type RunsChanged } from '../lib/host';
import { board } from './board.svelte';
import { runs } from './runs.svelte';
import { toasts } from './toasts.svelte';

let host: MemoryHost;
/** Tells the window what the host would tell it. */
let tell: (changed: RunsChanged) => void;
let frames: FrameRequestCallback[] = [];

function drawFrame(): void {
  const due = frames;
  frames = [];
  for (const callback of due) callback(0);
}

const changed = (...told: Run[]): RunsChanged => ({
  runs: told,
  requests: [],
  queue: runs.queue,
});
const state = (id: number) => board.row(id)?.run_state;

beforeEach(async () => {
  frames = [];
  vi.stubGlobal('requestAnimationFrame', (callback: FrameRequestCallback) => frames.push(callback));
  toasts.items = [];
  board.unload();
  host = memoryHost();
  host.onRuns = (listener) => {
    tell = listener;
    return Promise.resolve(() => undefined);
  };
  setHost(host);
  await board.load(1);
  // What the board itself asked for.
  drawFrame();
});

describe('beginning', () => {
  it('listens before it reads, and what it heard meanwhile is the newer', async () => {
    const first = host.runs.start(1);
    const now = host.runsNow;
    host.runsNow = async () => {
      const answer = await now();
      tell({
        ...changed({ ...first, state: 'succeeded', change: first.change + 5 }),
        queue: { ...runs.queue, queued: 7 },
      });
      return answer;
    };
    await runs.start();
    drawFrame();
    expect(runs.get(first.id)?.state).toBe('succeeded');
    expect(runs.queue.queued).toBe(7);
    expect(runs.live).toEqual([]);
    expect(runs.ready).toBe(true);
  });

  it('says why it can’t', async () => {
    host.options.failing.add('runsNow');
    await runs.start();
    expect(runs.ready).toBe(false);
    expect(toasts.items).toHaveLength(1);
  });

  it('forgets what an earlier window knew', async () => {
    host.runs.start(1);
    await runs.start();
    expect(runs.live).toHaveLength(1);
    setHost(memoryHost());
    await runs.start();
    expect(runs.live).toEqual([]);
    expect(runs.ofTask(1)).toEqual([]);
  });
});

describe('of two states of a run', () => {
  beforeEach(() => runs.start());

  it('the newer one counts, whichever comes first', () => {
    const old = host.runs.start(1);
    const newer = host.runs.end(old.id, 'succeeded');
    runs.took(newer);
    runs.took(old);
    expect(runs.get(old.id)?.state).toBe('succeeded');
    tell(changed(old));
    drawFrame();
    expect(runs.get(old.id)?.state).toBe('succeeded');
    expect(state(1)).toBe('succeeded');
  });

  it('what comes within a frame is taken in at once, the newest of each run', () => {
    const run = host.runs.start(1);
    const heard: (readonly Run[])[] = [];
    const stop = runs.onChanged((some) => heard.push(some));
    const version = board.version;
    for (let at = 20; at >= 1; at -= 1) {
      tell(
        changed({
          ...run,
          state: 'running',
          activity: `Step ${at}`,
          change: run.change + at,
        }),
      );
    }
    expect(runs.get(run.id)).toBeUndefined();
    expect(frames).toHaveLength(1);
    drawFrame();
    expect(runs.get(run.id)?.activity).toBe('Step 20');
    expect(heard).toHaveLength(1);
    expect(board.version).toBe(version + 1);
    stop();
  });

  it('a window that does not show takes them in without a frame', async () => {
    vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    const run = host.runs.start(1);
    tell(changed(run));
    expect(frames).toHaveLength(0);
    await vi.waitFor(() => expect(runs.get(run.id)).toBeDefined());
    vi.restoreAllMocks();
  });
});

describe('a task’s card', () => {
  beforeEach(() => runs.start());

  it('shows its latest run, also when an earlier one changes after it', () => {
    const first = host.runs.start(1);
    const second = host.runs.start(1);
    runs.took(first, second);
    runs.took(host.runs.end(second.id, 'failed'));
    runs.took(host.runs.end(first.id, 'succeeded'));
    expect(state(1)).toBe('failed');
    expect(runs.ofTask(1).map((run) => run.id)).toEqual([second.id, first.id]);
    expect(runs.liveOf(1)).toBeUndefined();
  });

  it('keeps what its run says when an older row of the task arrives', () => {
    runs.took(host.runs.start(1));
    const row = board.row(1);
    if (!row) throw new Error('no row');
    board.receive(
      [
        {
          ...row,
          run_state: null,
          revision: row.revision + 1,
          title: 'Renamed',
        },
      ],
      [],
    );
    expect(board.row(1)).toMatchObject({
      title: 'Renamed',
      run_state: 'running',
    });
  });

  it('shows it again after the board was read anew', async () => {
    const run = host.runs.start(1);
    runs.took(run);
    board.unload();
    await board.load(1);
    expect(state(1)).toBe('running');
  });

  it('keeps a change of the user’s that is on its way', async () => {
    host.options.delay = 20;
    const saved = board.update(1, { priority: 'Low' });
    runs.took(host.runs.start(1));
    expect(board.row(1)).toMatchObject({
      priority: 'Low',
      run_state: 'running',
    });
    await saved;
    expect(board.row(1)).toMatchObject({
      priority: 'Low',
      run_state: 'running',
    });
  });

  it('shows at once what was asked for, and what was before when it is refused', () => {
    expect(state(1)).toBeNull();
    const { run, done } = runs.expect({
      project_id: 1,
      task_id: 1,
      task_title: 'One',
    });
    expect(state(1)).toBe('queued');
    expect(run.id).toBeLessThan(0);
    expect(runs.liveOf(1)?.id).toBe(run.id);
    done();
    expect(state(1)).toBeNull();
    expect(runs.liveOf(1)).toBeUndefined();
  });

  it('goes over from what was asked for to the answer without a gap', () => {
    const { done } = runs.expect({
      project_id: 1,
      task_id: 1,
      task_title: 'One',
    });
    const answer = host.runs.start(1, { state: 'starting' });
    runs.took(answer);
    done();
    expect(state(1)).toBe('starting');
    expect(runs.ofTask(1).map((run) => run.id)).toEqual([answer.id]);
  });
});

it('of a window begun anew forgets what runs showed on the cards', async () => {
  await runs.start();
  runs.took(host.runs.start(1));
  expect(state(1)).toBe('running');
  host.runsNow = () => Promise.resolve({ runs: [], requests: [], queue: runs.queue });
  await runs.start();
  expect(state(1)).toBeNull();
});

it('holds only so many ended runs, and every live one', async () => {
  await runs.start();
  const live = host.runs.start(1);
  runs.took(live);
  const many = Array.from({ length: 900 }, (_, at) => ({
    ...live,
    id: 1000 + at,
    task_id: 2,
    state: 'stopped' as const,
  }));
  runs.took(...many);
  expect(runs.get(1000)).toBeUndefined();
  expect(runs.get(1899)).toBeDefined();
  expect(runs.get(live.id)?.state).toBe('running');
});
