// What the user orders of runs shows at once, happens once, and comes off again where it is refused.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { memoryHost, type MemoryHost, type MemoryOptions } from '../../tests/memory-host';
import { setHost, type Run } from '../lib/host';
import { app } from './app.svelte';
import { board } from './board.svelte';
import { runOrders } from './run-orders.svelte';
import { runs } from './runs.svelte';
import { toasts } from './toasts.svelte';
import { trust } from './trust.svelte';

let host: MemoryHost;

async function open(options: Partial<MemoryOptions> = {}): Promise<void> {
  vi.stubGlobal('requestAnimationFrame', (callback: FrameRequestCallback) => setTimeout(() => callback(0)));
  localStorage.clear();
  trust.cancel();
  toasts.items = [];
  board.unload();
  host = memoryHost(options);
  setHost(host);
  await app.start();
  await runs.start();
  await vi.waitFor(() => expect(board.state).toBe('ready'));
}

const task = (id: number) => {
  const row = board.row(id);
  if (!row) throw new Error(`no row ${id}`);
  return row;
};
const asks = () => host.calls.filter((call) => call === 'runAnalyze').length;

describe('an analysis', () => {
  beforeEach(() => open());

  it('shows on the card before the host has answered', async () => {
    host.options.delay = 30;
    const begun = runOrders.analyse([task(1)]);
    await vi.waitFor(() => expect(task(1).run_state).toBe('queued'), {
      interval: 1,
    });
    expect(runs.liveOf(1)?.id).toBeLessThan(0);
    const [run] = await begun;
    expect(run?.id).toBeGreaterThan(0);
    expect(runs.ofTask(1).map((one) => one.id)).toEqual([run?.id]);
  });

  it('is asked for once, however often the key is pressed', async () => {
    host.options.delay = 10;
    await Promise.all([runOrders.analyse([task(1)]), runOrders.analyse([task(1)]), runOrders.analyse([task(1)])]);
    expect(asks()).toBe(1);
  });

  it('of several tasks leaves out those that have a live run', async () => {
    host.runs.start(2);
    await vi.waitFor(() => expect(runs.liveOf(2)).toBeDefined());
    const begun = await runOrders.analyse([task(1), task(2), task(3)]);
    expect(begun.map((run) => run.task_id)).toEqual([1, 3]);
  });

  it('that is refused comes off the card again, and the reason shows; the others go on', async () => {
    const real = host.runAnalyze;
    host.runAnalyze = (project, id) => {
      // The host rejects with reports, as the real one does.
      if (id === 1)
        return Promise.reject(
          Object.assign(new Error(), {
            code: 'claude_not_found',
            message: 'No claude.',
          }),
        );
      return real(project, id);
    };
    const begun = await runOrders.analyse([task(1), task(3)]);
    expect(begun.map((run) => run.task_id)).toEqual([3]);
    expect(task(1).run_state).toBeNull();
    expect(toasts.items).toHaveLength(1);
    // And it can be asked for again.
    host.runAnalyze = real;
    expect(await runOrders.analyse([task(1)])).toHaveLength(1);
  });
});

describe('in a project that the user has not spoken of', () => {
  beforeEach(() => open({ trusted: null }));

  it('asks first, and begins with the answer', async () => {
    const begun = runOrders.analyse([task(1)]);
    await vi.waitFor(() => expect(trust.asking).not.toBeNull());
    expect(asks()).toBe(0);
    await trust.answer(false);
    expect(await begun).toHaveLength(1);
    await runOrders.analyse([task(3)]);
    expect(asks()).toBe(2);
  });

  it('begins nothing when the question is cancelled, and can be asked again', async () => {
    const begun = runOrders.analyse([task(1), task(3)]);
    await vi.waitFor(() => expect(trust.asking).not.toBeNull());
    trust.cancel();
    expect(await begun).toEqual([]);
    expect(asks()).toBe(0);
    expect(task(1).run_state).toBeNull();
    void runOrders.analyse([task(1)]);
    await vi.waitFor(() => expect(trust.asking).not.toBeNull());
  });
});

describe('an ended run', () => {
  let run: Run;
  beforeEach(async () => {
    await open();
    run = host.runs.end(host.runs.start(1).id, 'failed');
    await vi.waitFor(() => expect(runs.get(run.id)).toBeDefined());
  });

  it('takes a question, which is a run that follows it', async () => {
    host.options.delay = 20;
    const asked = runOrders.ask(run, 'Which test shows it?');
    expect(runs.liveOf(1)).toMatchObject({
      follows: run.id,
      question: 'Which test shows it?',
      state: 'queued',
    });
    const next = await asked;
    expect(next).toMatchObject({
      follows: run.id,
      question: 'Which test shows it?',
    });
    expect(runs.ofTask(1).map((one) => one.id)).toEqual([next.id, run.id]);
  });

  it('rejects with the report when the question is refused', async () => {
    host.options.failing.add('runAsk');
    await expect(runOrders.ask(run, 'Why?')).rejects.toMatchObject({
      code: 'database_locked',
    });
    expect(runs.liveOf(1)).toBeUndefined();
    expect(task(1).run_state).toBe('failed');
  });

  it('goes on, or says why not', async () => {
    expect(await runOrders.resume(run)).toMatchObject({
      follows: run.id,
      question: null,
    });
    host.options.failing.add('runResume');
    expect(await runOrders.resume(run)).toBeNull();
    expect(toasts.items).toHaveLength(1);
  });
});

describe('a live run', () => {
  beforeEach(() => open());

  it('is told to stop once, and shows as it is then', async () => {
    const run = host.runs.start(1);
    await vi.waitFor(() => expect(runs.get(run.id)).toBeDefined());
    host.options.delay = 10;
    const stops = [runOrders.stop(run), runOrders.stop(run)];
    expect(runOrders.stopping.has(run.id)).toBe(true);
    await Promise.all(stops);
    expect(host.calls.filter((call) => call === 'runStop')).toHaveLength(1);
    expect(runOrders.stopping.has(run.id)).toBe(false);
    expect(runs.get(run.id)?.state).toBe('stopped');
  });

  it('that has no number yet is not stopped', async () => {
    const { run } = runs.expect({
      project_id: 1,
      task_id: 1,
      task_title: 'One',
    });
    await runOrders.stop(run);
    expect(host.calls).not.toContain('runStop');
  });

  it('can be told to stop again after a refusal', async () => {
    const run = host.runs.start(1);
    await vi.waitFor(() => expect(runs.get(run.id)).toBeDefined());
    host.options.failing.add('runStop');
    await runOrders.stop(run);
    expect(toasts.items).toHaveLength(1);
    expect(runOrders.stopping.has(run.id)).toBe(false);
  });
});

it('the queue is paused and goes on', async () => {
  await open();
  await runOrders.pause(true);
  expect(runs.queue).toMatchObject({ paused: true, reason: 'user' });
  await runOrders.pause(false);
  expect(runs.queue.paused).toBe(false);
});
