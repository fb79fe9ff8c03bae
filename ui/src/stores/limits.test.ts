import { beforeEach, expect, it } from 'vitest';
import { memoryHost, type MemoryHost } from '../../tests/memory-host';
import { setHost } from '../lib/host';
import { app } from './app.svelte';
import { board } from './board.svelte';
import { limitOf, readLimit, setLimit } from './limits';

let host: MemoryHost;

beforeEach(async () => {
  localStorage.clear();
  host = memoryHost({ projects: 2, limits: { Ready: 2 } });
  setHost(host);
  board.unload();
  app.project = null;
  app.all = false;
  await app.start();
});

it('a limit is a number from 1 to 999, and nothing means none', () => {
  expect(readLimit(' 12 ')).toEqual({ limit: 12 });
  expect(readLimit('')).toEqual({ limit: null });
  for (const bad of ['0', '1000', '-1', '1.5', 'many', '１', '1e2']) {
    expect(readLimit(bad), bad).toMatchObject({ problem: expect.stringContaining(`“${bad}”`) as string });
  }
});

it('is set, changed and cleared beside the others', async () => {
  await setLimit('Testing', 4);
  expect([limitOf('Ready'), limitOf('Testing')]).toEqual([2, 4]);
  await setLimit('Ready', null);
  expect([limitOf('Ready'), limitOf('Testing')]).toEqual([null, 4]);
  expect((await host.projectsList())[0]?.column_limits).toEqual({ Testing: 4 });
});

it('stays as it was when it cannot be saved', async () => {
  host.options.failing.add('projectUpdate');
  await expect(setLimit('Ready', 3)).rejects.toMatchObject({ code: 'database_locked' });
  expect(limitOf('Ready')).toBe(2);
});

it('the board of all projects has none', async () => {
  await app.showAll();
  expect(limitOf('Ready')).toBeNull();
});
