import { beforeEach, describe, expect, it } from 'vitest';
import { memoryHost, type MemoryHost } from '../../tests/memory-host';
import { setHost, type Status, type TaskRow } from '../lib/host';
import { compareBy } from '../lib/order';
import { board, type Moved } from './board.svelte';
import { cursor } from './cursor.svelte';
import { layout } from './layout.svelte';
import { toasts } from './toasts.svelte';

let host: MemoryHost;

const shown = (status: Status) => board.column(status).shown.map((row) => row.id);
const settled = () => new Promise((done) => setTimeout(done));
const inOrder = (status: Status) => {
  const { shown: rows, order } = board.column(status);
  return [...rows].sort(compareBy(order, board.all)).map((row) => row.id);
};

beforeEach(async () => {
  localStorage.clear();
  host = memoryHost({ projects: 2 });
  setHost(host);
  board.unload();
  toasts.items = [];
  // A board that was laid out before remembers nothing here.
  layout.load(99);
  await host.onChanges((changes) => board.apply(changes));
  await board.load(1);
  cursor.reset();
});

describe('a column', () => {
  it('is sorted by hand until the user says otherwise, then High first and by hand within', () => {
    expect(board.column('Backlog').shown).toBe(board.column('Backlog').all);
    layout.setSort('Backlog', 'priority');
    expect(shown('Backlog').slice(0, 4)).toEqual([16, 17, 22, 12]);
    layout.setSort('Backlog', 'manual');
    expect(board.column('Backlog').shown).toBe(board.column('Backlog').all);
  });

  it('is sorted by age with the oldest first', () => {
    layout.setSort('Backlog', 'age');
    const times = board.column('Backlog').shown.map((row) => row.created_at);
    expect(times).toEqual([...times].sort());
    expect(new Set(times).size).toBeGreaterThan(1);
  });

  it('remembers its order for each project and column', async () => {
    layout.setSort('Backlog', 'age');
    await board.load(2);
    expect(layout.sortOf('Backlog')).toBe('manual');
    await board.load(1);
    expect(layout.sortOf('Backlog')).toBe('age');
    expect(layout.sortOf('Ready')).toBe('manual');
  });

  it('takes nothing that is no order for one', async () => {
    localStorage.setItem('claudetask.board.2.orders', '{"Backlog":"colour"}');
    await board.load(2);
    expect(layout.sortOf('Backlog')).toBe('manual');
  });

  it('keeps its order through every kind of change', async () => {
    layout.setSort('Backlog', 'priority');
    expect(shown('Backlog')).toEqual(inOrder('Backlog'));
    await board.update(13, { priority: 'High' });
    expect(shown('Backlog').slice(0, 2)).toEqual([13, 16]);
    await board.move([9], 'Backlog', { at: 'top' });
    await settled();
    host.elsewhere('cli', (other) => other.change(24, { priority: 'High' }));
    await settled();
    expect(board.row(24)?.priority).toBe('High');
    await board.remove([16]);
    expect(shown('Backlog')).toEqual(inOrder('Backlog'));
    expect(shown('Backlog')).toHaveLength(13);
  });
});

describe('a move within a column that is sorted', () => {
  it('changes nothing and says why, with the way back to the order by hand', async () => {
    layout.setSort('Backlog', 'priority');
    const before = shown('Backlog');
    expect(await board.move([12], 'Backlog', { at: 'after', id: 14 })).toBe(false);
    expect(host.calls).not.toContain('taskMove');
    expect(shown('Backlog')).toEqual(before);
    expect(toasts.items.at(-1)?.text).toBe('Backlog is sorted by priority');
    toasts.items.at(-1)?.action?.run();
    expect(layout.sortOf('Backlog')).toBe('manual');
  });

  it('takes what comes from another column, at the top of its rank', async () => {
    layout.setSort('Backlog', 'priority');
    expect(await board.move([12, 8], 'Backlog', { at: 'after', id: 24 })).toBe(true);
    await settled();
    expect(host.rows('Backlog')[0]?.id).toBe(8);
    expect(shown('Backlog')[3]).toBe(8);
    // What was there already keeps its place by hand.
    expect(host.task(12).revision).toBe(1);
  });
});

it('the cursor goes to what stands next in the order that is shown', () => {
  layout.setSort('Backlog', 'priority');
  cursor.place(17);
  expect(cursor.survivor([17])).toBe(22);
  cursor.vertical(1, true);
  cursor.vertical(1, true);
  expect(cursor.targets()).toEqual([17, 22, 12]);
  expect(cursor.index).toBe(3);
});

it('tells of rows that stand elsewhere, and not of the same move twice', async () => {
  const moves: Moved[] = [];
  const stop = board.onMoved((some) => moves.push(...some));
  await board.move([12], 'Ready', { at: 'top' });
  await settled();
  expect(moves).toEqual([{ id: 12, from: 'Backlog', to: 'Ready' }]);
  await board.update(13, { title: 'Other words' });
  expect(moves).toHaveLength(1);
  stop();
  await board.move([13], 'Ready', { at: 'top' });
  expect(moves).toHaveLength(1);
});

describe('a change of several', () => {
  it('is one call, one toast, and one undo', async () => {
    const answer = board.updateMany([12, 13, 14], { priority: 'High' }, '3 tasks: priority High');
    expect([12, 13, 14].map((id) => board.row(id)?.priority)).toEqual(['High', 'High', 'High']);
    expect(await answer).toBe(true);
    expect(host.calls.filter((call) => call === 'tasksUpdate')).toHaveLength(1);
    expect(toasts.items.map((toast) => toast.text)).toEqual(['3 tasks: priority High']);
    toasts.items[0]?.undo?.();
    await settled();
    await settled();
    expect([12, 13, 14].map((id) => board.row(id)?.priority)).toEqual(['Medium', 'Low', 'Medium']);
  });

  it('clears a reason to be blocked', async () => {
    await board.updateMany([2, 9], { blocked_reason: null });
    expect([host.task(2).blocked_reason, host.task(9).blocked_reason]).toEqual([null, null]);
    expect(toasts.items.at(-1)?.text).toBe('2 tasks changed');
  });

  it('is taken back when it fails, and says so instead of a success', async () => {
    host.options.failing.add('tasksUpdate');
    expect(await board.updateMany([12, 13], { type: 'Bug' })).toBe(false);
    await settled();
    expect([board.row(12)?.type, board.row(13)?.type]).toEqual(['Feature', 'Feature']);
    expect(toasts.items.map((toast) => toast.tone)).toEqual(['error']);
  });
});

it('splices into ten thousand sorted rows as a new sort would', async () => {
  host = memoryHost({ tasks: 10_000, column: 'Backlog' });
  setHost(host);
  board.unload();
  await board.load(1);
  layout.setSort('Backlog', 'priority');
  expect(shown('Backlog')).toHaveLength(10_000);
  await board.update(5000, { priority: 'High' });
  await board.move([77], 'Ready', { at: 'top' });
  await board.move([77], 'Backlog', { at: 'top' });
  expect(shown('Backlog')).toEqual(inOrder('Backlog'));
  const row = board.row(5000) as TaskRow;
  expect(board.column('Backlog').indexOf(row)).toBe(board.column('Backlog').shown.indexOf(row));
});
