// The list of runs: live ones as they are now, ended ones page by page.
import { beforeEach, expect, it, vi } from 'vitest';
import { memoryHost, type MemoryHost } from '../../tests/memory-host';
import { setHost } from '../lib/host';
import { board } from './board.svelte';
import { RunList } from './run-list.svelte';
import { runs } from './runs.svelte';

let host: MemoryHost;
let list: RunList;

function ended(count: number, task = 1): void {
  for (let at = 0; at < count; at += 1) host.runs.end(host.runs.start(task).id, at % 5 === 0 ? 'failed' : 'succeeded');
}

async function show(project: number | null = 1): Promise<void> {
  await runs.start();
  list = new RunList(project);
  list.follow();
  await vi.waitFor(() => expect(list.ready || list.error !== null).toBe(true));
}

const ids = (some: readonly { id: number }[]) => some.map((run) => run.id);

beforeEach(() => {
  vi.stubGlobal('requestAnimationFrame', (callback: FrameRequestCallback) => setTimeout(() => callback(0)));
  board.unload();
  host = memoryHost({ projects: 2, others: 2 });
  setHost(host);
});

it('shows live runs before those that have ended, the newest first', async () => {
  ended(3);
  host.runs.start(2);
  host.runs.start(3, { state: 'queued' });
  await show();
  expect(ids(list.shownLive)).toEqual([5, 4]);
  expect(ids(list.shownEnded)).toEqual([3, 2, 1]);
});

it('reads older ones page by page, each once', async () => {
  ended(120);
  await show();
  expect(list.ended).toHaveLength(50);
  expect(list.endedTotal).toBe(120);
  await list.load();
  await list.load();
  expect(ids(list.ended)).toEqual(Array.from({ length: 120 }, (_, at) => 120 - at));
  expect(list.more).toBe(false);
  await list.load();
  expect(list.ended).toHaveLength(120);
});

it('does not read the same page twice at a time', async () => {
  ended(120);
  await show();
  await Promise.all([list.load(), list.load(), list.load()]);
  expect(list.ended).toHaveLength(100);
});

it('lets a run go over from the live ones to the ended ones', async () => {
  ended(1);
  const run = host.runs.start(2);
  await show();
  expect(ids(list.live)).toEqual([run.id]);
  host.runs.end(run.id, 'stopped');
  await vi.waitFor(() => expect(ids(list.ended)).toEqual([run.id, 1]));
  expect(list.live).toEqual([]);
  expect(list.endedTotal).toBe(2);
});

it('shows the runs of its project alone, or of all', async () => {
  const other = [25, 26].find((id) => host.task(id).project_id === 2) ?? 25;
  ended(2);
  ended(1, other);
  await show(1);
  expect(list.ended).toHaveLength(2);
  await show(null);
  expect(list.ended).toHaveLength(3);
});

it('shows those of a state', async () => {
  ended(6);
  host.runs.start(2);
  await show();
  list.filter = 'succeeded';
  expect(list.shownEnded.every((run) => run.state === 'succeeded')).toBe(true);
  expect(list.shownLive).toEqual([]);
  list.filter = 'other';
  expect(list.shownEnded.map((run) => run.state)).toEqual(['failed', 'failed']);
  list.filter = 'live';
  expect(list.shownEnded).toEqual([]);
  expect(list.shownLive).toHaveLength(1);
});

it('says why the runs can’t be read, and reads them when it is asked again', async () => {
  ended(2);
  host.options.failing.add('runsList');
  await show();
  expect(list.error?.code).toBe('database_locked');
  expect(list.ready).toBe(false);
  host.options.failing.clear();
  await list.load();
  expect(list.error).toBeNull();
  expect(list.ended).toHaveLength(2);
});

it('says so when there are none', async () => {
  await show();
  expect(list.ready).toBe(true);
  expect(list.more).toBe(false);
  expect(list.ended).toEqual([]);
});
