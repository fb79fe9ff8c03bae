import { beforeEach, describe, expect, it } from 'vitest';
import { memoryHost, type MemoryHost } from '../../tests/memory-host';
import { setHost, type Changes, type TaskRow } from '../lib/host';
import { board } from './board.svelte';
import { provisionalRanks } from './board/rows';
import { filters } from './filters.svelte';
import { toasts } from './toasts.svelte';

let host: MemoryHost;

const ids = (status: TaskRow['status']) => board.column(status).all.map((row) => row.id);
const settled = () => new Promise((done) => setTimeout(done));

beforeEach(async () => {
  host = memoryHost({ tasks: 24 });
  setHost(host);
  board.unload();
  toasts.items = [];
  await board.load(1);
});

/** The window must agree with the database in every column. */
function agrees() {
  for (const column of board.columns) {
    expect(column.all, column.status).toEqual(host.rows(column.status));
  }
}

describe('a move', () => {
  it('shows at once and agrees with the database afterwards', async () => {
    const answer = board.move([12], 'Ready', { at: 'after', id: 3 });
    expect(ids('Ready')).toEqual([3, 12, 4, 5]);
    expect(ids('Backlog')).not.toContain(12);
    expect(await answer).toBe(true);
    await settled();
    agrees();
  });

  it('keeps the given order of several', async () => {
    const answer = board.move([14, 12, 13], 'Testing', { at: 'bottom' });
    expect(ids('Testing')).toEqual([8, 14, 12, 13]);
    await answer;
    await settled();
    agrees();
  });

  it('is taken back when it fails, and says so instead of a success', async () => {
    host.options.failing.add('taskMove');
    const before = ids('Backlog');
    const answer = board.move([12], 'Ready', { at: 'top' });
    expect(ids('Ready')[0]).toBe(12);
    expect(await answer).toBe(false);
    await settled();
    expect(ids('Backlog')).toEqual(before);
    expect(toasts.items.map((toast) => toast.tone)).toEqual(['error']);
    agrees();
  });

  it('arrives in the order of the keys, however many are pressed', async () => {
    host.options.delay = 3;
    const first = board.move([12], 'Backlog', { at: 'after', id: 13 });
    const second = board.move([12], 'Backlog', { at: 'after', id: 14 });
    const third = board.move([12], 'Ready', { at: 'top' });
    expect(ids('Ready')[0]).toBe(12);
    await Promise.all([first, second, third]);
    await settled();
    expect(host.task(12).status).toBe('Ready');
    agrees();
  });

  it('keeps a later change that is still under way when an earlier one fails', async () => {
    host.options.failing.add('taskMove');
    const move = board.move([12], 'Ready', { at: 'top' });
    const update = board.update(12, { priority: 'High' });
    await Promise.all([move, update]);
    await settled();
    expect(board.row(12)).toMatchObject({ status: 'Backlog', priority: 'High' });
    agrees();
  });
});

describe('an update', () => {
  it('shows at once and resolves with the task', async () => {
    const answer = board.update(12, { title: 'Other words', blocked_reason: 'why' });
    expect(board.row(12)).toMatchObject({ title: 'Other words', blocked_reason: 'why' });
    expect((await answer).revision).toBe(2);
    await settled();
    agrees();
  });

  it('takes the fields back and rejects with the report when it fails', async () => {
    host.options.failing.add('taskUpdate');
    await expect(board.update(12, { title: 'Other words' })).rejects.toMatchObject({ code: 'database_locked' });
    await settled();
    expect(board.row(12)?.title).toBe('Show the time zone beside each due date');
  });

  it('shows the task as it is now when it had moved on', async () => {
    host.change(12, { title: 'Changed by somebody' });
    await expect(board.update(12, { title: 'Mine', revision: 1 })).rejects.toMatchObject({ code: 'stale_task' });
    await settled();
    expect(board.row(12)?.title).toBe('Changed by somebody');
  });
});

describe('a deletion', () => {
  it('can be undone from its toast', async () => {
    await board.remove([12, 13]);
    expect(board.row(12)).toBeUndefined();
    toasts.items[0]?.undo?.();
    await settled();
    await settled();
    expect(ids('Backlog').slice(0, 2)).toEqual([12, 13]);
    agrees();
  });

  it('is taken back when it fails', async () => {
    host.options.failing.add('taskDelete');
    await board.remove([12]);
    await settled();
    expect(ids('Backlog')[0]).toBe(12);
  });
});

it('undo and redo travel through the journal', async () => {
  await board.move([12], 'Done', { at: 'top' });
  await board.undo();
  expect(board.row(12)?.status).toBe('Backlog');
  await board.redo();
  expect(board.row(12)?.status).toBe('Done');
  await board.undo();
  await board.undo();
  expect(toasts.items.at(-1)?.text).toBe('There is nothing to undo.');
  await settled();
  agrees();
});

it('the undo of a toast takes back its own change, not a later one of another task', async () => {
  await board.move([12], 'Ready', { at: 'top' });
  const undo = toasts.items.at(-1)?.undo;
  await board.move([14], 'Done', { at: 'top' });
  undo?.();
  await settled();
  await settled();
  expect(board.row(12)?.status).toBe('Backlog');
  expect(board.row(14)?.status).toBe('Done');
});

describe('the change feed', () => {
  const changes = (more: Partial<Changes>): Changes => ({
    seq: 1,
    project_id: 1,
    tasks: [],
    deleted: [],
    project: null,
    reload: false,
    origins: ['cli'],
    ...more,
  });
  const row = (id: number): TaskRow => {
    const found = board.row(id);
    if (!found) throw new Error(`no row ${id}`);
    return found;
  };

  it('brings in what another process changed and keeps every other row as it was', () => {
    const other = row(13);
    board.apply(changes({ tasks: [{ ...row(12), title: 'From outside', revision: 2 }] }));
    expect(board.row(12)?.title).toBe('From outside');
    expect(board.row(13)).toBe(other);
    expect(board.lastChange?.text).toBe('#12 changed by the command line');
  });

  it('says nothing of tasks when another program changed a file or the project', () => {
    board.apply(changes({ project: null }));
    expect(board.lastChange).toBeNull();
  });

  it('passes over what is known already', () => {
    const known = row(12);
    board.apply(changes({ tasks: [{ ...known, title: 'Older', revision: known.revision }] }));
    expect(board.row(12)).toBe(known);
  });

  it('does not touch the board of another project', () => {
    board.apply(changes({ project_id: 2, tasks: [{ ...row(12), project_id: 2, title: 'Elsewhere', revision: 9 }] }));
    expect(board.row(12)?.title).not.toBe('Elsewhere');
  });

  it('takes deleted tasks off, and an older row that arrives late does not bring them back', () => {
    const late = { ...row(12), revision: 1 };
    board.apply(changes({ tasks: [{ ...row(12), revision: 3 }] }));
    board.apply(changes({ seq: 2, deleted: [12] }));
    board.apply(changes({ seq: 3, tasks: [late] }));
    expect(board.row(12)).toBeUndefined();
  });

  it('keeps an unanswered change of the user on top of what comes in', async () => {
    host.options.delay = 5;
    const move = board.move([12], 'Ready', { at: 'top' });
    board.apply(changes({ tasks: [{ ...row(12), status: 'Backlog', title: 'From outside', revision: 2 }] }));
    expect(board.row(12)).toMatchObject({ status: 'Ready', title: 'From outside' });
    await move;
  });

  it('looks again when it is told to', async () => {
    host.change(12, { title: 'After a restore' });
    board.apply(changes({ reload: true }));
    await new Promise((done) => setTimeout(done, 120));
    expect(board.row(12)?.title).toBe('After a restore');
  });

  it('keeps what it is told while it reads the board', async () => {
    const before = row(12);
    host.options.delay = 20;
    board.unload();
    const reading = board.load(1);
    board.apply(changes({ seq: 1_000_000, tasks: [{ ...before, title: 'Meanwhile', revision: before.revision + 1 }] }));
    await reading;
    expect(board.row(12)?.title).toBe('Meanwhile');
  });
});

it('dependencies block until they are done', async () => {
  const row = board.row(15);
  expect(row && board.blockers(row)).toEqual([6, 8]);
  await board.move([6], 'Done', { at: 'top' });
  expect(row && board.blockers(row)).toEqual([8]);
});

it('filters at once by type, priority, title and number, then by description', async () => {
  filters.toggleType('Bug');
  await settled();
  expect(board.column('Backlog').shown.map((one) => one.id)).toEqual([14, 17, 19, 22]);
  filters.togglePriority('High');
  await settled();
  expect(board.column('Backlog').shown.map((one) => one.id)).toEqual([17, 22]);
  filters.setText('QUEUE');
  expect(board.shown).toBe(1);
  filters.setText('#12');
  await settled();
  expect(board.column('Backlog').shown.map((one) => one.id)).toEqual([12]);
  filters.setText('"Safari 18"');
  await settled();
  expect(board.shown).toBe(0);
  await new Promise((done) => setTimeout(done, 260));
  expect(board.shown).toBe(24);
  filters.clear();
  expect(board.column('Backlog').shown).toBe(board.column('Backlog').all);
});

it('shows ranks for many moved rows that stay short and in order', () => {
  const column = ['a', 'b', 'c'].map((rank, id) => ({ id, rank }) as TaskRow);
  const moved = Array.from({ length: 10_000 }, (_, at) => at + 100);
  const ranks = [...provisionalRanks(column, moved, { at: 'after', id: 1 }).values()];
  expect(ranks.every((rank, at) => rank > (ranks[at - 1] ?? 'b') && rank < 'c')).toBe(true);
  expect(Math.max(...ranks.map((rank) => rank.length))).toBeLessThan(10);
});

it('a failed load keeps its report and can be tried again', async () => {
  board.unload();
  host.options.failing.add('board');
  await board.load(1);
  expect(board.state).toBe('error');
  expect(board.error?.code).toBe('database_locked');
  host.options.failing.clear();
  await board.load(1);
  expect(board.state).toBe('ready');
  expect(board.total).toBe(24);
});
