import { beforeEach, expect, it } from 'vitest';
import { memoryHost, type MemoryHost } from '../../tests/memory-host';
import { setHost, type Status } from '../lib/host';
import { app } from './app.svelte';
import { board } from './board.svelte';
import { cursor } from './cursor.svelte';
import { layout } from './layout.svelte';
import { panel } from './panel.svelte';
import { toasts } from './toasts.svelte';

let host: MemoryHost;

const rows = (status: Status) => board.column(status).shown;
const settled = () => new Promise((done) => setTimeout(done));
const HERE = 12;
/** The first task of the second project; it is in Backlog. */
const THERE = 25;

beforeEach(async () => {
  localStorage.clear();
  host = memoryHost({ projects: 3, others: 8 });
  setHost(host);
  board.unload();
  toasts.items = [];
  layout.load(99);
  await host.onChanges((changes) => board.apply(changes));
  await board.loadAll();
  cursor.reset();
});

it('holds the tasks of all projects, by priority and then by age', () => {
  expect(board.all).toBe(true);
  expect(board.project).toBeNull();
  expect(board.total).toBe(24 + 8 + 8);
  const order = ['High', 'Medium', 'Low'];
  for (const { shown } of board.columns) {
    const keys = shown.map((row) => `${order.indexOf(row.priority)} ${row.created_at}`);
    expect(keys).toEqual([...keys].sort());
  }
});

it('moves tasks of several projects with one call each, one toast and one undo', async () => {
  const answer = board.move([THERE, HERE, 13], 'Ready', { at: 'top' });
  expect(rows('Ready').filter((row) => [THERE, HERE, 13].includes(row.id))).toHaveLength(3);
  expect(await answer).toBe(true);
  await settled();
  expect(host.calls.filter((call) => call === 'taskMove')).toHaveLength(2);
  expect(host.rows('Ready').filter((row) => row.project_id === 1)[0]?.id).toBe(HERE);
  expect(toasts.items.map((toast) => toast.text)).toEqual(['3 tasks moved to Ready']);
  toasts.items[0]?.undo?.();
  await settled();
  await settled();
  await settled();
  expect([HERE, 13, THERE].map((id) => host.task(id).status)).toEqual(['Backlog', 'Backlog', 'Backlog']);
  expect([HERE, 13, THERE].map((id) => board.row(id)?.status)).toEqual(['Backlog', 'Backlog', 'Backlog']);
});

it('takes back only the project whose change failed, and says what held', async () => {
  const send = host.tasksUpdate;
  host.tasksUpdate = (project, ids, patch) => {
    host.options.failing[project === 2 ? 'add' : 'delete']('tasksUpdate');
    return send(project, ids, patch);
  };
  expect(await board.updateMany([HERE, THERE], { priority: 'High' }, '2 tasks: priority High')).toBe(false);
  await settled();
  expect(board.row(HERE)?.priority).toBe('High');
  expect(board.row(THERE)?.priority).toBe('Medium');
  expect(toasts.items.map((toast) => [toast.tone, toast.text])).toEqual([
    ['plain', '#12 changed'],
    ['error', 'The database could not be written.'],
  ]);
});

it('deletes and brings back tasks of several projects', async () => {
  await board.remove([HERE, THERE]);
  expect([board.row(HERE), board.row(THERE)]).toEqual([undefined, undefined]);
  toasts.items[0]?.undo?.();
  await settled();
  await settled();
  await settled();
  expect(board.row(HERE)?.project_id).toBe(1);
  expect(board.row(THERE)?.project_id).toBe(2);
});

it('has no order by hand, and says so', async () => {
  layout.setSort('Backlog', 'manual');
  expect(layout.sortOf('Backlog')).toBe('priority');
  expect(await board.move([HERE], 'Backlog', { at: 'bottom' })).toBe(false);
  expect(toasts.items.at(-1)?.text).toContain('Backlog is sorted by priority');
  expect(toasts.items.at(-1)?.action).toBeUndefined();
  layout.setSort('Backlog', 'age');
  expect(layout.sortOf('Backlog')).toBe('age');
});

it('takes in what changes in any project', async () => {
  host.elsewhere('cli', (other) => other.change(THERE, { title: 'From outside' }));
  host.elsewhere('mcp', (other) => other.put({ project_id: 3, title: 'New elsewhere' }));
  await settled();
  expect(board.row(THERE)?.title).toBe('From outside');
  expect(board.total).toBe(41);
});

it('undoes the latest change, whatever project it was in', async () => {
  await board.move([THERE], 'Done', { at: 'top' });
  await board.undo();
  expect(board.row(THERE)?.status).toBe('Backlog');
  await board.redo();
  expect(board.row(THERE)?.status).toBe('Done');
});

it('edits a task in its own project from the panel', async () => {
  await app.start();
  await app.showAll();
  await settled();
  panel.open(THERE);
  await settled();
  expect(panel.project).toBe(2);
  expect(panel.task?.id).toBe(THERE);
  expect(await panel.change({ priority: 'Low' }, 'priority Low')).toBe(true);
  expect(host.task(THERE).priority).toBe('Low');
  panel.close();
});

it('drops the tasks of a project that is gone', async () => {
  const { projects } = await host.boot();
  board.know(projects);
  await host.projectForget(2);
  board.know(await host.projectsList());
  await new Promise((done) => setTimeout(done, 90));
  expect(board.row(THERE)).toBeUndefined();
  expect(board.total).toBe(32);
});
