// Turns journal events into sentences and groups those that belong together. Pure: the component asks
// for the long texts and draws.

import type { FieldValue, Fields, JournalEvent } from '../../lib/host';

/** One line of the history: an event, or several edits of one field close in time. */
export interface HistoryItem {
  /** Newest first; the newest is the one that "undo" takes back. */
  events: JournalEvent[];
  sentence: string;
  /** The long field whose difference can be shown, else null. */
  text: 'description' | 'analysis' | 'title' | null;
  undone: boolean;
}

const TOGETHER_MS = 10 * 60 * 1000;

const LONG = ['description', 'analysis'] as const;
// Bookkeeping that a person does not ask about.
const SILENT = new Set([
  'rank',
  'revision',
  'updated_at',
  'completed_at',
  'created_at',
  'id',
  'project_id',
  'deleted',
  'commit',
]);

/** Returns who made the change, as words. */
export function originWords(origin: JournalEvent['origin']): string {
  switch (origin) {
    case 'user':
      return 'You';
    case 'quick-add':
      return 'Quick add';
    case 'cli':
      return 'Command line';
    case 'http':
      return 'HTTP';
    case 'mcp':
      return 'Claude (MCP)';
    case 'run':
      return 'A run';
  }
}

/** Returns the history, newest first, with edits of one field close in time as one item. */
export function historyItems(events: JournalEvent[]): HistoryItem[] {
  const newest = [...events].sort((a, b) => b.seq - a.seq);
  const bySeq = new Map(newest.map((event) => [event.seq, event]));
  const items: HistoryItem[] = [];
  for (const event of newest) {
    const last = items.at(-1);
    if (last && together(last, event)) {
      last.events.push(event);
      last.sentence = `${sentence(last.events[0] ?? event, bySeq)} (${last.events.length} edits)`;
      continue;
    }
    items.push({ events: [event], sentence: sentence(event, bySeq), text: textField(event), undone: event.undone });
  }
  return items;
}

function together(item: HistoryItem, event: JournalEvent): boolean {
  const newer = item.events[0];
  const next = item.events.at(-1);
  if (!newer || !next || event.kind !== 'task_updated' || newer.kind !== 'task_updated') return false;
  if (newer.origin !== event.origin || newer.undone || event.undone) return false;
  if (Date.parse(next.at) - Date.parse(event.at) > TOGETHER_MS) return false;
  const field = onlyField(newer);
  return field !== null && field === onlyField(event) && textField(event) !== null;
}

function changedFields(event: JournalEvent): string[] {
  const names = new Set([...Object.keys(event.before ?? {}), ...Object.keys(event.after ?? {})]);
  return [...names].filter((name) => !SILENT.has(name));
}

function onlyField(event: JournalEvent): string | null {
  const names = changedFields(event);
  return names.length === 1 ? (names[0] ?? null) : null;
}

/** Returns the text whose change an event holds, or null. */
export function textField(event: JournalEvent): HistoryItem['text'] {
  if (event.kind !== 'task_updated') return null;
  const names = changedFields(event);
  return LONG.find((name) => names.includes(name)) ?? (names.includes('title') ? 'title' : null);
}

/** Returns the event as a sentence without its subject: “moved from Backlog to Ready”. */
export function sentence(event: JournalEvent, known: Map<number, JournalEvent> = new Map()): string {
  const { before, after } = event;
  switch (event.kind) {
    case 'task_created':
      return created(after);
    case 'task_deleted':
      return 'deleted the task';
    case 'task_moved':
      return moved(before, after);
    case 'task_updated':
      return updated(event);
    case 'branch_created':
      return `created the branch ${code(after?.['git_branch'])}`;
    case 'branch_attached':
      return `attached the branch ${code(after?.['git_branch'])}`;
    case 'branch_detached':
      return `detached the branch ${code(before?.['git_branch'])}`;
    case 'branch_deleted':
      return `deleted the branch ${code(before?.['git_branch'])}`;
    case 'undo':
    case 'redo':
      return reverted(event, known);
    default:
      return event.kind.replaceAll('_', ' ');
  }
}

function created(after: Fields | null): string {
  const status = after?.['status'];
  return typeof status === 'string' && status !== 'Backlog' ? `created the task in ${status}` : 'created the task';
}

function moved(before: Fields | null, after: Fields | null): string {
  const from = before?.['status'];
  const to = after?.['status'];
  if (typeof to !== 'string' || from === to) return 'moved the task within its column';
  return typeof from === 'string' ? `moved from ${from} to ${to}` : `moved to ${to}`;
}

function updated(event: JournalEvent): string {
  const names = changedFields(event);
  if (names.length === 0) return 'changed the task';
  return join(names.map((name) => change(name, event.before?.[name] ?? null, event.after?.[name] ?? null)));
}

function change(name: string, before: FieldValue, after: FieldValue): string {
  switch (name) {
    case 'title':
      return 'renamed the task';
    case 'description':
      return 'edited the description';
    case 'analysis':
      return 'edited the analysis';
    case 'status':
      return `moved from ${word(before)} to ${word(after)}`;
    case 'priority':
      return `changed the priority from ${word(before)} to ${word(after)}`;
    case 'type':
      return `changed the type from ${word(before)} to ${word(after)}`;
    case 'blocked_reason':
      return after === null ? 'unblocked the task' : `marked as blocked: ${word(after)}`;
    case 'git_branch':
      return after === null ? `detached the branch ${code(before)}` : `attached the branch ${code(after)}`;
    case 'depends_on':
      return dependencies(before, after);
    default:
      return `changed ${name.replaceAll('_', ' ')}`;
  }
}

function dependencies(before: FieldValue, after: FieldValue): string {
  const was = Array.isArray(before) ? before : [];
  const is = Array.isArray(after) ? after : [];
  const added = is.filter((id) => !was.includes(id)).map((id) => `#${id}`);
  const removed = was.filter((id) => !is.includes(id)).map((id) => `#${id}`);
  const parts: string[] = [];
  if (added.length > 0) parts.push(`made it depend on ${join(added)}`);
  if (removed.length > 0) parts.push(`removed the dependency on ${join(removed)}`);
  return parts.length > 0 ? join(parts) : 'changed the dependencies';
}

function reverted(event: JournalEvent, known: Map<number, JournalEvent>): string {
  const verb = event.kind === 'undo' ? 'undid' : 'redid';
  const target = event.reverts === null ? undefined : known.get(event.reverts);
  if (!target || target.kind === 'undo' || target.kind === 'redo') return `${verb} a change`;
  return `${verb}: ${sentence(target, known)}`;
}

function word(value: FieldValue): string {
  return value === null ? 'nothing' : String(value);
}

function code(value: FieldValue | undefined): string {
  return typeof value === 'string' ? `“${value}”` : '';
}

function join(parts: string[]): string {
  if (parts.length < 2) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
}
