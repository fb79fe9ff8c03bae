import { beforeEach, describe, expect, it, vi } from 'vitest';
import { memoryHost, type MemoryHost } from '../../tests/memory-host';
import { forgetMemory } from '../components/task/drafts';
import { setHost } from '../lib/host';
import { app } from './app.svelte';
import { board } from './board.svelte';
import { panel } from './panel.svelte';
import { toasts } from './toasts.svelte';

let host: MemoryHost;

board.onReceived((rows, deleted) => {
  for (const row of rows) panel.applyChange(row);
  if (deleted.length > 0) panel.removed([...deleted]);
});

/** What the board and the panel say comes after the answers; this waits for the condition, not for time. */
const until = (condition: () => boolean): Promise<void> => vi.waitFor(() => expect(condition()).toBe(true));

beforeEach(async () => {
  panel.close();
  await panel.flush();
  board.unload();
  localStorage.clear();
  forgetMemory();
  host = memoryHost({ tasks: 24 });
  setHost(host);
  toasts.items = [];
  await app.start();
  const first = app.projects[0];
  if (first && app.project === null) await app.switchTo(first.id);
  await until(() => board.state === 'ready');
  host.change(1, { description: 'first', analysis: null });
  await board.load(1);
});

async function open(id = 1): Promise<void> {
  panel.open(id);
  expect(panel.head?.id).toBe(id); // before the answer
  await until(() => panel.task !== null);
}

function type(text: string, field: 'title' | 'description' | 'blocked_reason' = 'description'): void {
  const edit = panel.edit(field);
  expect(edit).not.toBeNull();
  edit?.type(text);
}

describe('an open task', () => {
  it('shows the row at once and the long texts when they come', async () => {
    await open();
    expect(panel.shown('description')).toBe('first');
  });

  it('follows changes made elsewhere', async () => {
    await open();
    host.elsewhere('cli', (there) => there.change(1, { description: 'second', priority: 'Low' }));
    await until(() => panel.shown('description') === 'second');
    expect(panel.head?.priority).toBe('Low');
  });

  it('keeps an unfinished edit when the field changes elsewhere, and says so', async () => {
    await open();
    type('mine');
    host.elsewhere('cli', (there) => there.change(1, { description: 'theirs', title: 'New title' }));
    await until(() => panel.changedElsewhere('description'));
    expect(panel.edits.description?.text).toBe('mine');
    expect(panel.head?.title).toBe('New title');
    expect(panel.changedElsewhere('title')).toBe(false);
  });

  it('closes when it is deleted, but not over unsaved text', async () => {
    await open();
    host.elsewhere('cli', (there) => there.drop([1]));
    await until(() => panel.taskId === null);
    await open(2);
    type('mine');
    host.elsewhere('cli', (there) => there.drop([2]));
    await until(() => panel.gone);
    expect(panel.edits.description?.text).toBe('mine');
  });

  it('that cannot be read says why', async () => {
    host.options.failing.add('taskGet');
    panel.open(1);
    await until(() => panel.error !== null);
    host.options.failing.clear();
    await panel.load();
    expect(panel.error).toBeNull();
  });
});

describe('saving', () => {
  it('writes the field and forgets the edit', async () => {
    await open();
    type('second');
    await panel.save('description');
    expect(host.task(1).description).toBe('second');
    expect(panel.edits.description).toBeUndefined();
    expect(panel.shown('description')).toBe('second');
  });

  it('settles by itself when only other fields moved on', async () => {
    await open();
    type('mine');
    host.change(1, { priority: 'Low' }); // not yet told by the feed
    await panel.save('description');
    expect(host.task(1)).toMatchObject({ description: 'mine', priority: 'Low' });
    expect(panel.edits.description).toBeUndefined();
  });

  it('asks when the same field moved on, and keeps mine or takes theirs', async () => {
    await open();
    type('mine');
    host.change(1, { description: 'theirs' });
    await panel.save('description');
    expect(panel.edits.description?.theirs?.description).toBe('theirs');
    expect(host.task(1).description).toBe('theirs');
    await panel.keepMine('description');
    expect(host.task(1).description).toBe('mine');

    type('mine again');
    host.change(1, { description: 'theirs again' });
    await panel.save('description');
    panel.takeTheirs('description');
    expect(panel.edits.description).toBeUndefined();
    await until(() => panel.shown('description') === 'theirs again');
    expect(host.task(1).description).toBe('theirs again');
    // The own text is not lost: the toast brings it back.
    toasts.items.at(-1)?.undo?.();
    expect(panel.edits.description).toMatchObject({ text: 'mine again', open: false });
  });

  it('leaves text and reason when it is refused', async () => {
    await open();
    type('second');
    host.options.failing.add('taskUpdate');
    await panel.save('description');
    expect(panel.edits.description).toMatchObject({ text: 'second', saving: false });
    expect(panel.edits.description?.error).not.toBeNull();
    expect(panel.shown('description')).toBe('first');
    host.options.failing.clear();
    await panel.save('description');
    expect(host.task(1).description).toBe('second');
  });

  it('happens before another task is opened or the panel closes', async () => {
    await open();
    type('second');
    panel.open(2);
    await panel.flush();
    expect(host.task(1).description).toBe('second');
    await until(() => panel.task?.id === 2);
    type('third');
    panel.close();
    await panel.flush();
    expect(host.task(2).description).toBe('third');
  });

  it('that fails after the panel closed tells so and keeps the draft', async () => {
    await open();
    type('second');
    host.options.failing.add('taskUpdate');
    panel.close();
    await panel.flush();
    expect(toasts.items.at(-1)?.tone).toBe('error');
    host.options.failing.clear();
    await open();
    await until(() => panel.edits.description !== undefined);
    expect(panel.edits.description).toMatchObject({ text: 'second', open: false });
  });

  it('refuses a title that is too long, and keeps it open', async () => {
    await open();
    type('x'.repeat(201), 'title');
    await panel.save('title');
    expect(panel.edits.title).toMatchObject({ open: true });
    expect(panel.edits.title?.error?.code).toBe('title_too_long');
    expect(panel.head?.title).toBe(host.task(1).title);
  });

  it('clears a reason with an empty text', async () => {
    await open(2);
    expect(panel.shown('blocked_reason')).not.toBe('');
    type('  ', 'blocked_reason');
    await panel.save('blocked_reason');
    expect(host.task(2).blocked_reason).toBeNull();
  });
});

describe('a draft', () => {
  it('stays when the editor is left, comes back with the task, and can be discarded and brought back', async () => {
    await open();
    type('half a sen');
    panel.leave('description');
    expect(panel.shown('description')).toBe('first');
    panel.close();
    forgetMemory(); // as a new window
    await open();
    await until(() => panel.edits.description !== undefined);
    expect(panel.edits.description).toMatchObject({ text: 'half a sen', open: false });
    panel.discard('description');
    expect(panel.edits.description).toBeUndefined();
    toasts.items.at(-1)?.undo?.();
    expect(panel.edits.description?.text).toBe('half a sen');
  });

  it('is none when nothing was changed', async () => {
    await open();
    type('first');
    panel.leave('description');
    expect(panel.edits.description).toBeUndefined();
    expect(Object.keys(localStorage).filter((key) => key.endsWith('.description'))).toEqual([]);
  });
});

describe('the width', () => {
  it('stays within its bounds', () => {
    panel.resize(10);
    expect(panel.width).toBe(320);
    panel.resize(5000);
    expect(panel.width).toBe(900);
    panel.resize(408);
  });
});
