import { beforeEach, expect, it, vi } from 'vitest';
import { memoryHost, type MemoryHost } from '../../tests/memory-host';
import { setHost } from '../lib/host';
import { RunSearch } from './run-search.svelte';

let host: MemoryHost;
let search: RunSearch;

beforeEach(() => {
  host = memoryHost();
  setHost(host);
  const run = host.runs.start(1).id;
  host.runs.push(
    run,
    { kind: 'text', text: 'Cookie' },
    { kind: 'text', text: 'nothing' },
    { kind: 'tool_call', title: 'Grep cookie' },
    { kind: 'text', text: 'the COOKIE again' },
  );
  search = new RunSearch(run);
  search.open = true;
});

it('finds whatever the case, and begins at the item in sight', async () => {
  search.text = 'cookie';
  await search.find(2);
  expect(search.hits).toEqual([1, 3, 4]);
  expect(search.current).toBe(3);
});

it('begins anew at the first where nothing comes after', async () => {
  search.text = 'cookie';
  await search.find(100);
  expect(search.current).toBe(1);
});

it('goes to the next and the one before, round at the ends', async () => {
  search.text = 'cookie';
  await search.find(1);
  search.step(-1);
  expect(search.current).toBe(4);
  search.step(1);
  expect(search.current).toBe(1);
});

it('asks a moment after the last key, once', async () => {
  vi.useFakeTimers();
  for (const text of ['c', 'co', 'coo', 'cookie']) search.type(text, 1);
  expect(host.calls).not.toContain('runSearch');
  await vi.advanceTimersByTimeAsync(200);
  expect(host.calls.filter((call) => call === 'runSearch')).toHaveLength(1);
  expect(search.hits).toHaveLength(3);
  vi.useRealTimers();
});

it('shows no answer that was overtaken', async () => {
  const real = host.runSearch;
  const held: (() => void)[] = [];
  host.runSearch = async (run, text) => {
    if (text === 'cookie') await new Promise<void>((go) => held.push(go));
    return real(run, text);
  };
  search.text = 'cookie';
  const first = search.find(1);
  search.text = 'nothing';
  await search.find(1);
  held[0]?.();
  await first;
  expect(search.hits).toEqual([2]);
});

it('finds nothing for no text, without asking', async () => {
  search.text = '  ';
  await search.find(1);
  expect(search.hits).toEqual([]);
  expect(search.current).toBeNull();
  expect(host.calls).not.toContain('runSearch');
});

it('says why it can’t, and marks nothing once it is closed', async () => {
  search.text = 'cookie';
  await search.find(1);
  search.close();
  expect(search.current).toBeNull();
  host.options.failing.add('runSearch');
  search.open = true;
  await search.find(1);
  expect(search.error?.code).toBe('database_locked');
  expect(search.hits).toEqual([]);
});
