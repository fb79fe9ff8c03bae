// The board's rows: what the window shows of the tasks of one project.
//
// Rows are plain immutable objects, in a map by id and in one sorted array a column; a change replaces
// the arrays of the columns that it touches and nothing else. A change of the user's shows at once, as
// an operation laid over the row that the database last gave, and is taken off again when the answer
// comes: then the answer's row, or after an error the row as it was, remains.
import {
  host,
  type Changes,
  type ErrorReport,
  type EventKind,
  type Place,
  type Status,
  type Task,
  type TaskPatch,
  type TaskRow,
  type UndoReport,
} from '../lib/host';
import { STATUSES } from '../lib/domain';
import { toReport } from '../lib/errors';
import { compareRows, lowerBound, provisionalRank } from '../lib/rank';
import { filters } from './filters.svelte';
import { toasts } from './toasts.svelte';

/** Above this many changes in one column it is sorted anew instead of spliced. */
const SPLICE_AT_MOST = 64;
const RELOAD_AFTER_MS = 60;

/** One column: all of its rows by rank, and those that pass the filter. */
export class Column {
  readonly status: Status;
  all = $state.raw<TaskRow[]>([]);
  shown = $derived.by(() => (filters.predicate ? this.all.filter(filters.predicate) : this.all));

  constructor(status: Status) {
    this.status = status;
  }
}

/** An operation whose answer is awaited; null takes the row off the board. */
type Operation = (row: TaskRow) => TaskRow | null;

interface Pending {
  /** The row that the database last gave. */
  base: TaskRow;
  operations: Operation[];
}

/** What another process changed last, for the status strip. */
export interface LastChange {
  text: string;
  at: number;
}

type Received = (rows: readonly TaskRow[], deleted: readonly number[]) => void;
type LoadState = 'idle' | 'loading' | 'ready' | 'error';

/** Marks when the first board can be used, once it is painted: `cargo xtask bench` measures up to here. */
function markUsable(): void {
  if (performance.getEntriesByName('board-usable').length > 0) return;
  requestAnimationFrame(() => setTimeout(() => performance.mark('board-usable')));
}

class Board {
  /** The project whose rows these are. */
  project = $state<number | null>(null);
  state = $state<LoadState>('idle');
  error = $state.raw<ErrorReport | null>(null);
  lastChange = $state.raw<LastChange | null>(null);
  readonly columns: readonly Column[] = STATUSES.map((status) => new Column(status));

  total = $derived(this.columns.reduce((sum, column) => sum + column.all.length, 0));
  shown = $derived(this.columns.reduce((sum, column) => sum + column.shown.length, 0));
  /** Tasks that are not Done. */
  open = $derived(this.total - this.column('Done').all.length);

  #rows = new Map<number, TaskRow>();
  #pending = new Map<number, Pending>();
  /** Revision at which a task was removed, so that an older row that arrives late stays away. */
  #removed = new Map<number, number>();
  #version = $state(0);
  #queue: Promise<unknown> = Promise.resolve();
  #loading = 0;
  #reload: ReturnType<typeof setTimeout> | undefined;
  #received: Received[] = [];
  /** What the feed told while the board was being read; null at other times. */
  #meanwhile: Changes[] | null = null;

  /** Registers who hears of rows that were taken in and of tasks that are gone. */
  onReceived(listener: Received): void {
    this.#received.push(listener);
  }

  column(status: Status): Column {
    const column = this.columns[STATUSES.indexOf(status)];
    if (!column) throw new Error(`no column ${status}`);
    return column;
  }

  /** The row of a task, or undefined when it is not on this board. */
  row(id: number): TaskRow | undefined {
    void this.#version;
    return this.#rows.get(id);
  }

  /** Grows with each change of any row. */
  get version(): number {
    return this.#version;
  }

  /** Tasks that a row waits for: those it depends on that are on the board and not Done. */
  blockers(row: TaskRow): number[] {
    if (row.depends_on.length === 0) return NONE;
    void this.#version;
    return row.depends_on.filter((id) => {
      const other = this.#rows.get(id);
      return other !== undefined && other.status !== 'Done';
    });
  }

  /** Loads the board of a project and shows it in place of what was there. */
  async load(project: number): Promise<void> {
    const turn = ++this.#loading;
    if (this.project !== project) {
      this.#clear();
      this.project = project;
      filters.clear();
    }
    this.state = this.state === 'ready' ? 'ready' : 'loading';
    this.error = null;
    this.#meanwhile = [];
    try {
      const payload = await host.board(project);
      if (turn !== this.#loading) return;
      const newer = this.#meanwhile.filter((changes) => changes.seq > payload.seq);
      this.#meanwhile = null;
      this.#reconcile(payload.tasks);
      this.state = 'ready';
      markUsable();
      newer.forEach((changes) => this.apply(changes));
    } catch (error) {
      if (turn !== this.#loading) return;
      this.#meanwhile = null;
      this.error = toReport(error);
      this.state = 'error';
    }
  }

  /** Empties the board, when no project is open. */
  unload(): void {
    this.#loading += 1;
    this.#meanwhile = null;
    this.#clear();
    this.project = null;
    this.state = 'idle';
    this.error = null;
  }

  /** Changes fields of a task, at once on screen. Rejects with the report, the change then taken back. */
  async update(id: number, patch: TaskPatch): Promise<Task> {
    const project = this.#required();
    const done = this.#lay([id], (row) => patched(row, patch, this.column(patch.status ?? row.status).all));
    try {
      const task = await this.#enqueue(() => host.taskUpdate(project, id, patch));
      done();
      this.receive([this.#slim(task)], []);
      return task;
    } catch (error) {
      done();
      const report = toReport(error);
      if (report.task) this.receive([this.#slim(report.task)], []);
      throw report;
    }
  }

  /** Moves tasks, in the given order, at once on screen. Shows a toast with undo, or the error; answers whether it held. */
  async move(ids: number[], status: Status, place: Place): Promise<boolean> {
    const project = this.#required();
    const rows = ids.map((id) => this.#rows.get(id)).filter((row) => row !== undefined);
    if (rows.length === 0) return true;
    const moved = rows.map((row) => row.id);
    const away = rows.filter((row) => row.status !== status).length;
    const ranks = provisionalRanks(this.column(status).all, moved, place);
    const done = this.#lay(moved, (row) => ({ ...row, status, rank: ranks.get(row.id) ?? row.rank }));
    let toast: number | null = null;
    if (away > 0) {
      const text = moved.length === 1 ? `#${moved[0]} moved to ${status}` : `${moved.length} tasks moved to ${status}`;
      toast = toasts.show({ text, undo: () => void this.undoOf(moved.slice(0, 1), 'task_moved') });
    }
    try {
      const answer = await this.#enqueue(() => host.taskMove(project, moved, status, place));
      done();
      this.receive(answer, []);
      return true;
    } catch (error) {
      done();
      if (toast !== null) toasts.close(toast);
      toasts.error(toReport(error));
      return false;
    }
  }

  /** Deletes tasks, at once on screen; the toast can bring them back. */
  async remove(ids: number[]): Promise<boolean> {
    const project = this.#required();
    const gone = ids.filter((id) => this.#rows.has(id));
    if (gone.length === 0) return true;
    const done = this.#lay(gone, () => null);
    const toast = toasts.show({
      text: gone.length === 1 ? `#${gone[0]} deleted` : `${gone.length} tasks deleted`,
      undo: () => void this.undoOf(gone.slice(0, 1), 'task_deleted'),
    });
    try {
      await this.#enqueue(() => host.taskDelete(project, gone));
      this.receive([], gone);
      done();
      return true;
    } catch (error) {
      done();
      toasts.close(toast);
      toasts.error(toReport(error));
      return false;
    }
  }

  /** Adds a task from a quick-add line. Rejects with the report. */
  async add(line: string, status: Status | null): Promise<Task> {
    const project = this.#required();
    try {
      const task = await this.#enqueue(() => host.quickAdd(project, line, status));
      if (task.project_id === this.project) this.receive([this.#slim(task)], []);
      return task;
    } catch (error) {
      throw toReport(error);
    }
  }

  /** Takes back the latest change of the project. */
  undo(): Promise<void> {
    return this.#travel('undo', null);
  }

  /** Does again what was taken back last. */
  redo(): Promise<void> {
    return this.#travel('redo', null);
  }

  /**
   * Takes back the latest change of that kind of each task; later changes of other tasks stay, and tasks
   * that were changed together are taken back together, so one of them is enough.
   */
  async undoOf(tasks: number | readonly number[], kind: string): Promise<void> {
    const project = this.#required();
    const ids = typeof tasks === 'number' ? [tasks] : tasks;
    for (const id of ids) {
      try {
        const history = await this.#enqueue(() => host.taskHistory(project, id));
        const events = history.filter((event) => event.kind === kind && !event.undone);
        const seq = events.reduce((most, event) => Math.max(most, event.seq), 0);
        if (seq > 0) await this.#travel('undo', seq, ids.length > 1);
      } catch (error) {
        toasts.error(toReport(error));
      }
    }
    if (ids.length > 1) toasts.show({ text: `Undone: change of ${ids.length} tasks` });
  }

  async #travel(way: 'undo' | 'redo', seq: number | null, quiet = false): Promise<void> {
    const project = this.project;
    if (project === null) return;
    try {
      const report = await this.#enqueue(() => host[way](project, seq));
      for (const row of report.tasks) this.#removed.delete(row.id);
      this.receive(report.tasks, report.deleted);
      if (way === 'undo' && seq === null) toasts.retireUndo();
      if (quiet) return;
      const text = `${way === 'undo' ? 'Undone' : 'Redone'}: ${eventText(report)}`;
      toasts.show({
        text,
        action:
          way === 'undo'
            ? { label: 'Redo', run: () => void this.redo() }
            : { label: 'Undo', run: () => void this.undo() },
      });
    } catch (error) {
      toasts.error(toReport(error));
    }
  }

  /** Takes in what the change feed tells, of this or of another process. */
  apply(changes: Changes): void {
    // A board that is being read may be older than this; what it lacks is applied when it is there.
    this.#meanwhile?.push(changes);
    if (this.project === null || this.state !== 'ready') return;
    if (changes.project_id === this.project) {
      const foreign = changes.origins.find((origin) => origin !== 'user' && origin !== 'quick-add');
      this.receive(changes.tasks, changes.deleted);
      if (foreign) this.lastChange = { text: changeText(changes, foreign), at: Date.now() };
    }
    if (changes.reload) this.#reloadSoon();
  }

  /** Takes in rows as they are now in the database; what is known already, by revision, is passed over. */
  receive(rows: readonly TaskRow[], deleted: readonly number[]): void {
    const next = new Map<number, TaskRow | null>();
    const taken: TaskRow[] = [];
    for (const row of rows) {
      if (row.project_id !== this.project) continue;
      const pending = this.#pending.get(row.id);
      const known = pending?.base ?? this.#rows.get(row.id);
      if (known && known.revision >= row.revision) continue;
      if (row.revision < (this.#removed.get(row.id) ?? 0)) continue;
      this.#removed.delete(row.id);
      if (pending) pending.base = row;
      taken.push(row);
      next.set(row.id, pending ? overlaid(pending) : row);
    }
    for (const id of deleted) {
      const known = this.#pending.get(id)?.base ?? this.#rows.get(id);
      if (known) this.#removed.set(id, known.revision);
      this.#pending.delete(id);
      next.set(id, null);
    }
    this.#replace(next);
    for (const listener of this.#received) listener(taken, deleted);
  }

  /** Lays an operation over rows; the answer takes it off again. */
  #lay(ids: readonly number[], operation: Operation): () => void {
    const next = new Map<number, TaskRow | null>();
    for (const id of ids) {
      const row = this.#rows.get(id);
      let pending = this.#pending.get(id);
      if (!pending) {
        if (!row) continue;
        pending = { base: row, operations: [] };
        this.#pending.set(id, pending);
      }
      pending.operations.push(operation);
      next.set(id, overlaid(pending));
    }
    this.#replace(next);
    return () => {
      const after = new Map<number, TaskRow | null>();
      for (const id of ids) {
        const pending = this.#pending.get(id);
        if (!pending) continue;
        pending.operations = pending.operations.filter((other) => other !== operation);
        if (pending.operations.length === 0) this.#pending.delete(id);
        after.set(id, overlaid(pending));
      }
      // In a microtask, so that the answer's row, taken in right after, is the only one to be drawn.
      queueMicrotask(() => {
        const settled = new Map<number, TaskRow | null>();
        for (const [id, row] of after) {
          const now = this.#pending.get(id);
          if (now) settled.set(id, overlaid(now));
          else if (!this.#removed.has(id)) {
            const known = this.#rows.get(id);
            settled.set(id, known && row && known.revision > row.revision ? known : row);
          }
        }
        this.#replace(settled);
      });
    };
  }

  /** Puts rows in (null: takes them out): the only place that writes the map and the columns. */
  #replace(changes: ReadonlyMap<number, TaskRow | null>): void {
    const out = new Map<Status, TaskRow[]>();
    const into = new Map<Status, TaskRow[]>();
    let changed = false;
    for (const [id, next] of changes) {
      const old = this.#rows.get(id);
      if (old === next || (!old && !next)) continue;
      changed = true;
      if (old) listOf(out, old.status).push(old);
      if (next) {
        listOf(into, next.status).push(next);
        this.#rows.set(id, next);
      } else this.#rows.delete(id);
    }
    if (!changed) return;
    for (const column of this.columns) {
      const leaving = out.get(column.status) ?? [];
      const entering = into.get(column.status) ?? [];
      if (leaving.length + entering.length > 0) column.all = merged(column.all, leaving, entering);
    }
    this.#version += 1;
  }

  /** Makes the rows those of a whole payload; rows that did not change keep their identity. */
  #reconcile(tasks: readonly TaskRow[]): void {
    if (this.#rows.size === 0 && this.#pending.size === 0) {
      const columns = new Map<Status, TaskRow[]>();
      for (const row of tasks) {
        this.#rows.set(row.id, row);
        listOf(columns, row.status).push(row);
      }
      for (const column of this.columns) column.all = sorted(columns.get(column.status) ?? []);
      this.#version += 1;
      return;
    }
    const present = new Set(tasks.map((row) => row.id));
    const gone = [...this.#rows.keys()].filter((id) => !present.has(id) && !this.#pending.has(id));
    this.receive(tasks, gone);
  }

  #reloadSoon(): void {
    clearTimeout(this.#reload);
    this.#reload = setTimeout(() => {
      if (this.project !== null) void this.load(this.project);
    }, RELOAD_AFTER_MS);
  }

  /** One write after the other, in the order of the user's actions. */
  #enqueue<T>(write: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(write, write);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  #required(): number {
    if (this.project === null) throw new Error('no project is open');
    return this.project;
  }

  #slim(task: Task): TaskRow {
    const { description: _description, analysis, ...row } = task;
    const known = this.#rows.get(task.id);
    return { ...row, has_analysis: analysis !== null && analysis !== '', run_state: known?.run_state ?? null };
  }

  #clear(): void {
    this.#rows.clear();
    this.#pending.clear();
    this.#removed.clear();
    clearTimeout(this.#reload);
    for (const column of this.columns) column.all = [];
    this.lastChange = null;
    this.state = 'idle';
    this.#version += 1;
  }
}

const NONE: number[] = [];

function overlaid(pending: Pending): TaskRow | null {
  let row: TaskRow | null = pending.base;
  for (const operation of pending.operations) {
    if (row === null) return null;
    row = operation(row);
  }
  return row;
}

function listOf(map: Map<Status, TaskRow[]>, status: Status): TaskRow[] {
  let list = map.get(status);
  if (!list) map.set(status, (list = []));
  return list;
}

function sorted(rows: TaskRow[]): TaskRow[] {
  for (let at = 1; at < rows.length; at += 1) {
    const before = rows[at - 1];
    const row = rows[at];
    if (before && row && compareRows(before, row) > 0) return rows.sort(compareRows);
  }
  return rows;
}

function merged(all: readonly TaskRow[], leaving: readonly TaskRow[], entering: readonly TaskRow[]): TaskRow[] {
  if (leaving.length + entering.length > SPLICE_AT_MOST) {
    const gone = new Set(leaving);
    return all
      .filter((row) => !gone.has(row))
      .concat(entering)
      .sort(compareRows);
  }
  const next = all.slice();
  for (const row of leaving) {
    const at = lowerBound(next, row);
    if (next[at]?.id === row.id) next.splice(at, 1);
  }
  for (const row of entering) next.splice(lowerBound(next, row), 0, row);
  return next;
}

function patched(row: TaskRow, patch: TaskPatch, column: readonly TaskRow[]): TaskRow {
  const next: TaskRow = {
    ...row,
    title: patch.title ?? row.title,
    type: patch.type ?? row.type,
    priority: patch.priority ?? row.priority,
    status: patch.status ?? row.status,
    depends_on: patch.depends_on ?? row.depends_on,
  };
  if (patch.blocked_reason !== undefined) next.blocked_reason = patch.blocked_reason;
  if (patch.analysis !== undefined) next.has_analysis = patch.analysis !== null && patch.analysis !== '';
  if (next.status !== row.status) {
    next.rank = provisionalRank(null, column.find((other) => other.id !== row.id)?.rank ?? null);
  }
  return next;
}

/** Returns the ranks to show moved rows at, one after the other at their place in the column. */
export function provisionalRanks(
  column: readonly TaskRow[],
  ids: readonly number[],
  place: Place,
): Map<number, string> {
  const moving = new Set(ids);
  const rest = column.filter((row) => !moving.has(row.id));
  let at = place.at === 'bottom' ? rest.length : 0;
  if (place.at === 'before' || place.at === 'after') {
    const found = rest.findIndex((row) => row.id === place.id);
    if (found >= 0) at = place.at === 'after' ? found + 1 : found;
  }
  const stem = provisionalRank(rest[at - 1]?.rank ?? null, rest[at]?.rank ?? null);
  const digits = String(ids.length).length;
  return new Map(ids.map((id, index) => [id, stem + String(index).padStart(digits, '0')]));
}

const KINDS: Partial<Record<EventKind, string>> = {
  task_created: 'new task',
  task_updated: 'edit of',
  task_moved: 'move of',
  task_deleted: 'deletion of',
  branch_created: 'branch of',
  branch_attached: 'branch of',
  branch_detached: 'branch of',
  branch_deleted: 'branch of',
};

function eventText(report: UndoReport): string {
  const { event, tasks, deleted } = report;
  const many = tasks.length + deleted.length;
  const what = KINDS[event.kind] ?? 'change of';
  if (many > 1) return `${what} ${many} tasks`;
  const id = event.task_id ?? tasks[0]?.id ?? deleted[0];
  return id === undefined ? 'the last change' : `${what} #${id}`;
}

const ORIGINS: Record<string, string> = { cli: 'the command line', http: 'the HTTP API', mcp: 'Claude', run: 'a run' };

function changeText(changes: Changes, origin: string): string {
  const ids = [...changes.tasks.map((row) => row.id), ...changes.deleted];
  const what = ids.length === 1 ? `#${ids[0]}` : `${ids.length} tasks`;
  return `${what} changed by ${ORIGINS[origin] ?? origin}`;
}

export const board = new Board();
