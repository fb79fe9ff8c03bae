import { beforeEach, expect, it, vi } from 'vitest';
import { memoryHost, type MemoryHost } from '../../tests/memory-host';
import { setHost, type Need } from '../lib/host';
import { app } from './app.svelte';
import { attention } from './attention.svelte';
import { board } from './board.svelte';

let host: MemoryHost;
let seen: [number, number][];

function need(seq: number, fields: Partial<Need> = {}): Need {
  const at = new Date(0).toISOString();
  return {
    seq,
    kind: 'review',
    project_id: 1,
    task_id: 9,
    title: 'Import of calendars',
    reason: null,
    origin: 'mcp',
    at,
    ...fields,
  };
}

beforeEach(async () => {
  board.unload();
  app.project = null;
  host = memoryHost({ projects: 2 });
  let needs = [need(7), need(5, { project_id: 2, task_id: 99 })];
  seen = [];
  host.onAttention = () => Promise.resolve(() => undefined);
  host.attention = () => Promise.resolve(needs);
  host.attentionSeen = (project, seq) => {
    seen.push([project, seq]);
    needs = needs.filter((one) => one.project_id !== project || one.seq > seq);
    return Promise.resolve(needs);
  };
  setHost(host);
  await app.start();
  await vi.waitFor(() => expect(board.state).toBe('ready'));
  attention.read();
  await attention.start();
});

it('counts what waits in all projects and marks those', () => {
  expect(attention.waiting.map((one) => one.seq)).toEqual([7, 5]);
  expect([...attention.projects]).toEqual([1, 2]);
});

it('is seen with its board, yet stays in the list until it was read', async () => {
  await attention.seen(1);
  expect(seen).toEqual([[1, 7]]);
  expect([...attention.projects]).toEqual([2]);
  expect(attention.waiting.map((one) => one.seq)).toEqual([7, 5]);
  attention.read();
  expect(attention.waiting.map((one) => one.seq)).toEqual([5]);
});

it('drops what was seen and is no longer so', async () => {
  await attention.seen(1);
  host.elsewhere('cli', () => host.change(9, { status: 'Done' }, 'task_moved'));
  await vi.waitFor(() => expect(attention.waiting.map((one) => one.seq)).toEqual([5]));
});

it('asks once, also where nothing comes of it', async () => {
  host.attentionSeen = (project, seq) => {
    seen.push([project, seq]);
    return Promise.resolve([need(7)]);
  };
  await attention.seen(1);
  await attention.seen(1);
  expect(seen).toEqual([[1, 7]]);
});
