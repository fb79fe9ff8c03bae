// Turns journal events into sentences and groups those that belong together. Pure: the component asks
// for the long texts and draws.

import type { FieldValue, Fields, JournalEvent } from '../../lib/host';
import { t } from '../../texts';

const words = t.task.event;

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

/** Returns the history, newest first, with edits of one field close in time as one item. */
export function historyItems(events: JournalEvent[]): HistoryItem[] {
  const newest = [...events].sort((a, b) => b.seq - a.seq);
  const bySeq = new Map(newest.map((event) => [event.seq, event]));
  const items: HistoryItem[] = [];
  for (const event of newest) {
    const last = items.at(-1);
    if (last && together(last, event)) {
      last.events.push(event);
      last.sentence = t.task.history.edits(sentence(last.events[0] ?? event, bySeq), last.events.length);
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
      return words.deleted;
    case 'task_moved':
      return moved(before, after);
    case 'task_updated':
      return updated(event);
    case 'branch_created':
      return words.branchCreated(text(after?.['git_branch']));
    case 'branch_attached':
      return words.branchAttached(text(after?.['git_branch']));
    case 'branch_detached':
      return words.branchDetached(text(before?.['git_branch']));
    case 'branch_deleted':
      return words.branchDeleted(text(before?.['git_branch']));
    case 'undo':
    case 'redo':
      return reverted(event, known);
    default:
      return event.kind.replaceAll('_', ' ');
  }
}

function created(after: Fields | null): string {
  const status = after?.['status'];
  return typeof status === 'string' && status !== 'Backlog' ? words.createdIn(value(status)) : words.created;
}

function moved(before: Fields | null, after: Fields | null): string {
  const from = before?.['status'];
  const to = after?.['status'];
  if (typeof to !== 'string' || from === to) return words.movedWithin;
  return typeof from === 'string' ? words.moved(value(from), value(to)) : words.movedTo(value(to));
}

function updated(event: JournalEvent): string {
  const names = changedFields(event);
  if (names.length === 0) return words.changed;
  return words.all(names.map((name) => change(name, event.before?.[name] ?? null, event.after?.[name] ?? null)));
}

function change(name: string, before: FieldValue, after: FieldValue): string {
  switch (name) {
    case 'title':
      return words.renamed;
    case 'description':
      return words.description;
    case 'analysis':
      return words.analysis;
    case 'status':
      return words.moved(value(before), value(after));
    case 'priority':
      return words.priority(value(before), value(after));
    case 'type':
      return words.type(value(before), value(after));
    case 'blocked_reason':
      return after === null ? words.unblocked : words.blocked(text(after));
    case 'git_branch':
      return after === null ? words.branchDetached(text(before)) : words.branchAttached(text(after));
    case 'depends_on':
      return dependencies(before, after);
    default:
      return words.field(name);
  }
}

function dependencies(before: FieldValue, after: FieldValue): string {
  const was = Array.isArray(before) ? before : [];
  const is = Array.isArray(after) ? after : [];
  const ids = (some: readonly unknown[]): string => words.all(some.map((id) => t.shared.id(Number(id))));
  const added = is.filter((id) => !was.includes(id));
  const removed = was.filter((id) => !is.includes(id));
  const parts: string[] = [];
  if (added.length > 0) parts.push(words.dependsOn(ids(added)));
  if (removed.length > 0) parts.push(words.independentOf(ids(removed)));
  return parts.length > 0 ? words.all(parts) : words.dependencies;
}

function reverted(event: JournalEvent, known: Map<number, JournalEvent>): string {
  const undo = event.kind === 'undo';
  const target = event.reverts === null ? undefined : known.get(event.reverts);
  if (!target || target.kind === 'undo' || target.kind === 'redo') return undo ? words.undidChange : words.redidChange;
  return undo ? words.undid(sentence(target, known)) : words.redid(sentence(target, known));
}

const NAMES: Record<string, string> = { ...t.shared.status, ...t.shared.priority, ...t.shared.type };

/** Returns a value of one of the closed lists as it is shown. */
function value(field: FieldValue): string {
  return field === null ? words.nothing : (NAMES[String(field)] ?? String(field));
}

function text(field: FieldValue | undefined): string {
  return typeof field === 'string' ? field : '';
}
