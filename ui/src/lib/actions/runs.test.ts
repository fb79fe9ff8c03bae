// What the table of actions does with runs.
import { beforeEach, expect, it, vi } from 'vitest';
import { memoryHost, type MemoryHost } from '../../../tests/memory-host';
import { app } from '../../stores/app.svelte';
import { board } from '../../stores/board.svelte';
import { cursor } from '../../stores/cursor.svelte';
import { panel } from '../../stores/panel.svelte';
import { runs } from '../../stores/runs.svelte';
import { actions, keyOf, runAction } from '../actions';
import { dispatch } from '../dispatch';
import { setHost } from '../host';

let host: MemoryHost;

const can = (id: string) => actions.find((action) => action.id === id)?.when?.() !== false;
const analysed = () => host.runs.all.map((run) => run.task_id).sort((a, b) => a - b);

beforeEach(async () => {
  vi.stubGlobal('requestAnimationFrame', (callback: FrameRequestCallback) => setTimeout(() => callback(0)));
  localStorage.clear();
  panel.close();
  board.unload();
  cursor.reset();
  host = memoryHost();
  setHost(host);
  await app.start();
  await runs.start();
  await vi.waitFor(() => expect(board.state).toBe('ready'));
  cursor.enter('1');
});

it('A analyses the focused task, and its panel shows the run at once', async () => {
  cursor.place(13);
  expect(keyOf('task.analyse')).toBe('A');
  dispatch(new KeyboardEvent('keydown', { key: 'a' }));
  expect(panel.taskId).toBe(13);
  expect(panel.tab).toBe('analysis');
  await vi.waitFor(() => expect(runs.liveOf(13)).toBeDefined());
  await vi.waitFor(() => expect(analysed()).toEqual([13]));
});

it('A analyses all that is selected', async () => {
  cursor.place(13);
  cursor.selection = new Set([13, 14, 15]);
  runAction('task.analyse');
  await vi.waitFor(() => expect(analysed()).toEqual([13, 14, 15]));
});

it('stops the run of the task at hand, and none where there is none', async () => {
  cursor.place(13);
  expect(can('run.stop')).toBe(false);
  const run = host.runs.start(13);
  await vi.waitFor(() => expect(can('run.stop')).toBe(true));
  runAction('run.stop');
  await vi.waitFor(() => expect(runs.get(run.id)?.state).toBe('stopped'));
  expect(can('run.stop')).toBe(false);
});

it('opens the latest run of the task at hand, also one that the window has not seen', async () => {
  cursor.place(13);
  expect(can('run.open')).toBe(false);
  host.runs.end(host.runs.start(13).id, 'failed');
  const latest = host.runs.end(host.runs.start(13).id, 'succeeded');
  await runs.start();
  board.unload();
  await board.load(1);
  cursor.place(13);
  expect(runs.ofTask(13)).toEqual([]);
  expect(can('run.open')).toBe(true);
  runAction('run.open');
  await vi.waitFor(() => expect(app.screen).toBe('runs'));
  expect(runs.opened).toBe(latest.id);
  app.screen = 'board';
});

it('pauses the queue or lets it go on, one of both', async () => {
  expect([can('queue.pause'), can('queue.resume')]).toEqual([true, false]);
  runAction('queue.pause');
  await vi.waitFor(() => expect([can('queue.pause'), can('queue.resume')]).toEqual([false, true]));
  runAction('queue.resume');
  await vi.waitFor(() => expect(can('queue.pause')).toBe(true));
});

it('goes to the runs', () => {
  expect(keyOf('go.runs')).toBe('G then R');
  runAction('go.runs');
  expect(app.screen).toBe('runs');
  app.screen = 'board';
});
