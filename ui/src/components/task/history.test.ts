import { describe, expect, it } from 'vitest';
import type { JournalEvent } from '../../lib/host';
import { historyItems, sentence } from './history';

let seq = 0;
function event(patch: Partial<JournalEvent>): JournalEvent {
  seq += 1;
  return {
    seq,
    at: new Date(Date.UTC(2026, 0, 1, 12, seq)).toISOString(),
    origin: 'user',
    kind: 'task_updated',
    project_id: 1,
    task_id: 12,
    before: null,
    after: null,
    undone: false,
    reverts: null,
    batch: null,
    ...patch,
  };
}

describe('an event as a sentence', () => {
  it.each<[Partial<JournalEvent>, string]>([
    [{ kind: 'task_created', after: { status: 'Backlog', title: 'x' } }, 'created the task'],
    [{ kind: 'task_created', after: { status: 'Ready' } }, 'created the task in Ready'],
    [{ kind: 'task_deleted' }, 'deleted the task'],
    [
      { kind: 'task_moved', before: { status: 'Backlog', rank: 'a' }, after: { status: 'Ready', rank: 'b' } },
      'moved from Backlog to Ready',
    ],
    [{ kind: 'task_moved', before: { rank: 'a' }, after: { rank: 'b' } }, 'moved the task within its column'],
    [{ before: { description: null }, after: { description: null } }, 'edited the description'],
    [{ before: { title: 'a' }, after: { title: 'b' } }, 'renamed the task'],
    [{ before: { priority: 'Low' }, after: { priority: 'High' } }, 'changed the priority from Low to High'],
    [{ before: { blocked_reason: null }, after: { blocked_reason: 'no key' } }, 'marked as blocked: no key'],
    [{ before: { blocked_reason: 'no key' }, after: { blocked_reason: null } }, 'unblocked the task'],
    [
      { before: { depends_on: [1, 2] }, after: { depends_on: [2, 3, 4] } },
      'made it depend on #3 and #4 and removed the dependency on #1',
    ],
    [
      { before: { title: 'a', type: 'Bug', rank: 'm' }, after: { title: 'b', type: 'Feature', rank: 'n' } },
      'renamed the task and changed the type from Bug to Feature',
    ],
    [{ kind: 'branch_created', after: { git_branch: 'task/12-x' } }, 'created the branch “task/12-x”'],
    [{ kind: 'branch_detached', before: { git_branch: 'task/12-x' } }, 'detached the branch “task/12-x”'],
    [{ kind: 'restored' }, 'restored'],
  ])('%j', (patch, expected) => {
    expect(sentence(event(patch))).toBe(expected);
  });

  it('says what an undo took back', () => {
    const moved = event({ kind: 'task_moved', before: { status: 'Ready' }, after: { status: 'Done' }, undone: true });
    const undo = event({ kind: 'undo', reverts: moved.seq });
    const [first, second] = historyItems([moved, undo]);
    expect(first?.sentence).toBe('undid: moved from Ready to Done');
    expect(second?.undone).toBe(true);
  });
});

describe('edits of one field close in time', () => {
  const edit = (minute: number, patch: Partial<JournalEvent> = {}): JournalEvent =>
    event({
      at: new Date(Date.UTC(2026, 0, 2, 8, minute)).toISOString(),
      before: { description: null },
      after: { description: null },
      ...patch,
    });

  it('are one item, newest first', () => {
    const [a, b, c] = [edit(0), edit(5), edit(12)];
    const items = historyItems([a, b, c]);
    expect(items).toHaveLength(1);
    expect(items[0]?.sentence).toBe('edited the description (3 edits)');
    expect(items[0]?.events.map((one) => one.seq)).toEqual([c.seq, b.seq, a.seq]);
  });

  it('stay apart when time, author, field or an undo parts them', () => {
    expect(historyItems([edit(0), edit(30)])).toHaveLength(2);
    expect(historyItems([edit(0), edit(1, { origin: 'cli' })])).toHaveLength(2);
    expect(historyItems([edit(0), edit(1, { before: { analysis: null }, after: { analysis: null } })])).toHaveLength(2);
    expect(historyItems([edit(0, { undone: true }), edit(1)])).toHaveLength(2);
    expect(
      historyItems([edit(0), event({ kind: 'task_moved' }), edit(1)].map((one, at) => ({ ...one, seq: 900 + at }))),
    ).toHaveLength(3);
  });
});
