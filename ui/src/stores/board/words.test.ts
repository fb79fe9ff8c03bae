import { describe, expect, it } from 'vitest';
import type { JournalEvent, UndoReport } from '../../lib/host';
import { eventText } from './words';

function report(event: Partial<JournalEvent>): UndoReport {
  const whole: JournalEvent = {
    seq: 1,
    at: '2026-01-02T03:04:05.678Z',
    origin: 'user',
    kind: 'task_updated',
    project_id: 1,
    task_id: null,
    before: null,
    after: null,
    undone: true,
    reverts: null,
    batch: null,
    ...event,
  };
  return { event: whole, task: null, tasks: [], deleted: [] };
}

describe('what an undo was about', () => {
  it('names the task', () => {
    expect(eventText(report({ task_id: 12 }))).toBe('edit of #12');
  });

  it('names the file, also of one that is gone or came to be', () => {
    const file = { path: 'CLAUDE.md', text: null, sha256: 'x' };
    const none = { path: null, text: null, sha256: null };
    expect(eventText(report({ kind: 'file_changed', before: file, after: file }))).toBe('change of CLAUDE.md');
    expect(eventText(report({ kind: 'file_deleted', before: file, after: none }))).toBe('change of CLAUDE.md');
    expect(eventText(report({ kind: 'file_created', before: none, after: file }))).toBe('change of CLAUDE.md');
  });
});
