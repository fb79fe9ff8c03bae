// What is said of changes: those that were undone, and those of other programs.
import type { Changes, EventKind, UndoReport } from '../../lib/host';
import { t } from '../../texts';

const { event: WORDS } = t.board;

const KINDS: Partial<Record<EventKind, string>> = {
  task_created: WORDS.created,
  task_updated: WORDS.updated,
  task_moved: WORDS.moved,
  task_deleted: WORDS.deleted,
  branch_created: WORDS.branch,
  branch_attached: WORDS.branch,
  branch_detached: WORDS.branch,
  branch_deleted: WORDS.branch,
};

/** Changes of Claude Code's files, which the project's undo takes back too. */
const FILES: readonly EventKind[] = ['file_created', 'file_changed', 'file_moved', 'file_deleted'];

/** Returns what an undo or redo was about. */
export function eventText(report: UndoReport): string {
  const { event, tasks, deleted } = report;
  const path = event.after?.['path'] ?? event.before?.['path'];
  if (FILES.includes(event.kind) && typeof path === 'string') return WORDS.ofFile(path);
  const many = tasks.length + deleted.length;
  const what = KINDS[event.kind] ?? WORDS.other;
  if (many > 1) return WORDS.ofMany(what, many);
  const id = event.task_id ?? tasks[0]?.id ?? deleted[0];
  return id === undefined ? WORDS.last : WORDS.of(what, id);
}

/** Returns what another program changed. */
export function changeText(changes: Changes, origin: string): string {
  const ids = [...changes.tasks.map((row) => row.id), ...changes.deleted];
  return t.board.changedBy(ids, t.board.origin[origin] ?? origin);
}
