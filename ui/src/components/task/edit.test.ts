// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Task, TaskPatch } from '../../lib/host';
import { forgetMemory, keepDraft, readDraft } from './drafts';
import { Edit, charactersLeft, normalised, patchOf } from './edit.svelte';

function task(patch: Partial<Task> = {}): Task {
  return {
    id: 12,
    project_id: 1,
    title: 'Title',
    description: 'first',
    analysis: null,
    type: 'Bug',
    priority: 'High',
    status: 'Ready',
    git_branch: null,
    blocked_reason: null,
    depends_on: [],
    rank: 'm',
    revision: 3,
    created_at: '2026-01-01T00:00:00.000Z',
    updated_at: '2026-01-01T00:00:00.000Z',
    completed_at: null,
    ...patch,
  };
}

/** A store of one task that refuses an old revision, as the real one does. */
function store(current: Task): { now: () => Task; send: (patch: TaskPatch) => Promise<Task>; sent: TaskPatch[] } {
  const sent: TaskPatch[] = [];
  let now = current;
  return {
    now: () => now,
    sent,
    send: (patch) => {
      sent.push(patch);
      const { revision, ...fields } = patch;
      if (revision !== now.revision) {
        return Promise.reject({ code: 'stale_task', message: 'stale', hint: '', retryable: true, task: now });
      }
      now = { ...now, ...(fields as Partial<Task>), revision: now.revision + 1 };
      return Promise.resolve(now);
    },
  };
}

beforeEach(() => {
  localStorage.clear();
  forgetMemory();
});
afterEach(() => vi.restoreAllMocks());

function typed(text: string, field: 'title' | 'description' = 'description'): Edit {
  const edit = new Edit(1, 12, field, field === 'title' ? 'Title' : 'first');
  edit.type(text);
  return edit;
}

describe('saving an edit', () => {
  it('sends the field and the revision, and forgets the draft', async () => {
    const db = store(task());
    const edit = typed('second');
    edit.keep();
    expect(readDraft(1, 12, 'description')?.text).toBe('second');
    const saved = await edit.save(task(), db.send);
    expect(db.sent).toEqual([{ description: 'second', revision: 3 }]);
    expect(saved?.description).toBe('second');
    expect(readDraft(1, 12, 'description')).toBeNull();
    expect(edit.dirty).toBe(false);
  });

  it('is no conflict when only other fields moved on', async () => {
    const db = store(task({ revision: 7, status: 'Done' }));
    const saved = await typed('second').save(task(), db.send);
    expect(saved).toMatchObject({ description: 'second', status: 'Done', revision: 8 });
  });

  it('shows the other text when the same field moved on, and keeps both', async () => {
    const db = store(task({ revision: 4, description: 'theirs' }));
    const edit = typed('mine');
    expect(await edit.save(task(), db.send)).toBeNull();
    expect(edit.theirs?.description).toBe('theirs');
    expect(edit.text).toBe('mine');
    expect(db.now().description).toBe('theirs');
    expect(readDraft(1, 12, 'description')).toEqual({ text: 'mine', base: 'first' });
  });

  it('replaces the other text only when told to', async () => {
    const db = store(task({ revision: 4, description: 'theirs' }));
    const edit = typed('mine');
    await edit.save(task(), db.send);
    const theirs = edit.theirs ?? task();
    edit.rebase();
    expect((await edit.save(theirs, db.send))?.description).toBe('mine');
    expect(edit.theirs).toBeNull();
  });

  it('finds nothing to do when both wrote the same', async () => {
    const db = store(task({ revision: 4, description: 'same' }));
    const edit = typed('same');
    expect((await edit.save(task(), db.send))?.revision).toBe(4);
    expect(edit.dirty).toBe(false);
  });

  it('keeps what was typed and says why when it is refused', async () => {
    const edit = typed('second');
    const refusal = { code: 'disk_full', message: 'The disk is full.', hint: 'Make room.', retryable: true };
    expect(await edit.save(task(), () => Promise.reject(refusal))).toBeNull();
    expect(edit.error).toMatchObject(refusal);
    expect(edit.text).toBe('second');
    expect(readDraft(1, 12, 'description')?.text).toBe('second');
    expect(edit.saving).toBe(false);
  });

  it('keeps what is typed while the save is under way', async () => {
    const edit = typed('second');
    const saving = edit.save(task(), (patch) => {
      edit.type('second and third');
      return Promise.resolve(task({ description: patch.description ?? '', revision: 4 }));
    });
    await saving;
    expect(edit.dirty).toBe(true);
    expect(readDraft(1, 12, 'description')).toEqual({ text: 'second and third', base: 'second' });
  });

  it('gives up after some tries when the task never stands still', async () => {
    let revision = 10;
    const edit = typed('second');
    const saved = await edit.save(task(), () => {
      revision += 1;
      return Promise.reject({ code: 'stale_task', message: '', hint: '', retryable: true, task: task({ revision }) });
    });
    expect(saved).toBeNull();
    expect(edit.error?.code).toBe('stale_task');
  });
});

describe('limits', () => {
  it('are kept before anything is sent', async () => {
    const send = vi.fn<(patch: TaskPatch) => Promise<Task>>();
    for (const [text, code] of [
      ['', 'title_empty'],
      ['x'.repeat(201), 'title_too_long'],
    ] as const) {
      const edit = typed(text, 'title');
      expect(await edit.save(task(), send)).toBeNull();
      expect(edit.error?.code).toBe(code);
      expect(edit.text).toBe(text);
    }
    expect(send).not.toHaveBeenCalled();
  });

  it('count characters, not code units', () => {
    expect(charactersLeft('title', '🎉'.repeat(200))).toBe(0);
    expect(charactersLeft('title', 'x'.repeat(201))).toBe(-1);
    expect(charactersLeft('description', 'x'.repeat(200_000))).toBe(0);
  });
});

describe('what is sent', () => {
  it('is one line for a title', () => {
    expect(normalised('title', '  two\r\nlines\u0000 \t here ')).toBe('two lines here');
    expect(normalised('description', ' kept \n')).toBe(' kept \n');
  });

  it('clears a nullable field when its text is empty', () => {
    expect(patchOf('blocked_reason', '')).toEqual({ blocked_reason: null });
    expect(patchOf('analysis', '')).toEqual({ analysis: null });
    expect(patchOf('description', '')).toEqual({ description: '' });
  });
});

describe('drafts', () => {
  it('come back in a new window', () => {
    keepDraft(1, 12, 'description', { text: 'mine', base: 'first' });
    forgetMemory();
    const edit = new Edit(1, 12, 'description', 'changed since');
    expect([edit.text, edit.base, edit.dirty]).toEqual(['mine', 'first', true]);
  });

  it('of other tasks, fields and projects are not mixed up', () => {
    keepDraft(1, 12, 'description', { text: 'mine', base: '' });
    expect(readDraft(1, 12, 'analysis')).toBeNull();
    expect(readDraft(1, 13, 'description')).toBeNull();
    expect(readDraft(2, 12, 'description')).toBeNull();
  });

  it('survive in this window when storage is full, and say so', () => {
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    const edit = typed('x'.repeat(1000));
    edit.keep();
    expect(edit.kept).toBe(false);
    expect(readDraft(1, 12, 'description')?.text).toHaveLength(1000);
  });

  it('that are damaged are passed over', () => {
    localStorage.setItem('claudetask.draft.1.12.description', '{"text":1');
    expect(readDraft(1, 12, 'description')).toBeNull();
  });
});
