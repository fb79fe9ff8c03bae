// The board's rows: what the window shows of the tasks of one project, or of all.
//
// Rows are plain immutable objects, in a map by id and in one sorted array a column; a change replaces
// the arrays of the columns that it touches and nothing else. A change of the user's shows at once, as
// an operation laid over the row that the database last gave, and is taken off again when the answer
// comes: then the answer's row, or after an error the row as it was, remains.
//
// Every operation works on the project of its rows; on the board of all projects one of several projects'
// tasks is one call a project, and still one toast with one undo.
import {
  host,
  type BulkPatch,
  type Changes,
  type ErrorReport,
  type Place,
  type Project,
  type Status,
  type Task,
  type TaskPatch,
  type TaskRow,
  type UndoReport,
} from '../lib/host';
import { toReport } from '../lib/errors';
import { t } from '../texts';
import type { Column } from './board/column.svelte';
import type { Operation } from './board/pending';
import { patched, provisionalRanks } from './board/rows';
import { Table } from './board/table.svelte';
import { changeText, eventText } from './board/words';
import { filters } from './filters.svelte';
import { layout } from './layout.svelte';
import { toasts } from './toasts.svelte';

export type { Column } from './board/column.svelte';
export type { Moved } from './board/table.svelte';

const RELOAD_AFTER_MS = 60;
/** What another process changed last, for the status strip. */
export interface LastChange {
  text: string;
  at: number;
  /** The tasks that are still there. */
  ids: readonly number[];
}

/** One task of each project that a change touched: enough to take the change back. */
type Touched = { project: number; id: number };

/** A change of several tasks at once. */
interface Change {
  ids: readonly number[];
  operation: Operation;
  send: (project: number, ids: number[]) => Promise<TaskRow[] | null>;
  /** What the toast says of those that changed, and the kind of event that its undo takes back; null for no toast. */
  say: { text: (ids: number[]) => string; kind: string } | null;
}

type LoadState = 'idle' | 'loading' | 'ready' | 'error';

/** Marks when the first board can be used, once it is painted: `cargo xtask bench` measures up to here. */
function markUsable(): void {
  if (performance.getEntriesByName('board-usable').length > 0) return;
  requestAnimationFrame(() => setTimeout(() => performance.mark('board-usable')));
}

class Board extends Table {
  /** The project whose rows these are; null on the board of all projects, and where no project is open. */
  project = $state<number | null>(null);
  /** Whether these are the rows of all projects. */
  all = $state(false);
  state = $state<LoadState>('idle');
  error = $state.raw<ErrorReport | null>(null);
  lastChange = $state.raw<LastChange | null>(null);
  /** Tasks that are not Done. */
  open = $derived(this.total - this.column('Done').all.length);

  #projects: ReadonlySet<number> = new Set();
  #queue: Promise<unknown> = Promise.resolve();
  #loading = 0;
  #reload: ReturnType<typeof setTimeout> | undefined;
  /** What the feed told while the board was being read; null at other times. */
  #meanwhile: Changes[] | null = null;

  /** Takes in which projects there are; on the board of all, tasks of a project that is gone go too. */
  know(projects: readonly Project[]): void {
    const before = this.#projects;
    this.#projects = new Set(projects.map((project) => project.id));
    if (this.all && [...before].some((id) => !this.#projects.has(id))) this.#reloadSoon();
  }

  /** Loads the board of a project and shows it in place of what was there. */
  load(project: number): Promise<void> {
    return this.#load(project);
  }

  /** Loads the board of all projects. */
  loadAll(): Promise<void> {
    return this.#load(null);
  }

  /** Reads again what is shown. */
  async reload(): Promise<void> {
    if (this.#isOpen()) await this.#load(this.project);
  }

  async #load(project: number | null): Promise<void> {
    const turn = ++this.#loading;
    if (!this.#isOpen() || this.project !== project) {
      this.#clear();
      this.project = project;
      this.all = project === null;
      layout.load(project);
      filters.enter(project);
    }
    this.state = this.state === 'ready' ? 'ready' : 'loading';
    this.error = null;
    this.#meanwhile = [];
    try {
      const payload = await (project === null ? host.boardAll() : host.board(project));
      if (turn !== this.#loading) return;
      const newer = this.#meanwhile.filter((changes) => changes.seq > payload.seq);
      this.#meanwhile = null;
      this.reconcile(payload.tasks);
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
    this.all = false;
    this.state = 'idle';
    this.error = null;
  }

  /** Changes fields of a task, at once on screen. Rejects with the report, the change then taken back. */
  async update(id: number, patch: TaskPatch): Promise<Task> {
    const project = this.#projectOf(id);
    const done = this.lay([id], (row) => patched(row, patch, this.column(patch.status ?? row.status).all));
    try {
      const task = await this.#enqueue(() => host.taskUpdate(project, id, patch));
      done();
      this.receive([this.slim(task)], []);
      return task;
    } catch (error) {
      done();
      const report = toReport(error);
      if (report.task) this.receive([this.slim(report.task)], []);
      throw report;
    }
  }

  /** Changes fields of several tasks as one change, at once on screen, with a toast; answers whether it held. */
  updateMany(ids: readonly number[], patch: BulkPatch, text?: string): Promise<boolean> {
    return this.#change({
      ids,
      operation: (row) => patched(row, patch, []),
      send: (project, own) => host.tasksUpdate(project, own, patch),
      say: {
        text: (changed) => (text !== undefined && changed.length === ids.length ? text : t.board.changed(changed)),
        kind: 'task_updated',
      },
    });
  }

  /**
   * Moves tasks, in the given order, at once on screen. Shows a toast with undo, or the error; answers whether
   * it held. A column that is not sorted by hand has no places: what comes from another column goes to the
   * top of its rank, and what is there already stays, with the reason in a toast.
   */
  async move(ids: readonly number[], status: Status, place: Place): Promise<boolean> {
    const column = this.column(status);
    let rows = ids.map((id) => this.known(id)).filter((row) => row !== undefined);
    if (rows.length === 0) return true;
    if (column.order !== 'manual') {
      rows = rows.filter((row) => row.status !== status);
      place = { at: 'top' };
      if (rows.length === 0) {
        this.#sayWhyNot(column);
        return false;
      }
    }
    const away = rows.some((row) => row.status !== status);
    const ranks = this.#ranks(column, rows, place);
    return this.#change({
      ids: rows.map((row) => row.id),
      operation: (row) => ({ ...row, status, rank: ranks.get(row.id) ?? row.rank }),
      send: (project, own) => host.taskMove(project, own, status, place),
      say: away ? { text: (moved) => t.board.moved(moved, status), kind: 'task_moved' } : null,
    });
  }

  /** Deletes tasks, at once on screen; the toast can bring them back. */
  remove(ids: readonly number[]): Promise<boolean> {
    return this.#change({
      ids,
      operation: () => null,
      send: async (project, own) => {
        await host.taskDelete(project, own);
        return null;
      },
      say: { text: (deleted) => t.board.deleted(deleted), kind: 'task_deleted' },
    });
  }

  /** Adds a task from a quick-add line. Rejects with the report. */
  async add(line: string, status: Status | null, project = this.project): Promise<Task> {
    if (project === null) throw new Error('no project is open');
    try {
      const task = await this.#enqueue(() => host.quickAdd(project, line, status));
      this.receive([this.slim(task)], []);
      return task;
    } catch (error) {
      throw toReport(error);
    }
  }

  /** Takes back the latest change of what is shown. */
  undo(): Promise<void> {
    return this.#travelHere('undo');
  }

  /** Does again what was taken back last. */
  redo(): Promise<void> {
    return this.#travelHere('redo');
  }

  /**
   * Takes back the latest change of that kind of each task; later changes of other tasks stay, and tasks
   * of a project that were changed together are taken back together, so one of them is enough.
   */
  undoOf(tasks: number | readonly number[], kind: string): Promise<void> {
    const ids = typeof tasks === 'number' ? [tasks] : tasks;
    return this.#takeBack(
      ids.map((id) => ({ project: this.#projectOf(id), id })),
      kind,
    );
  }

  async #takeBack(touched: readonly Touched[], kind: string): Promise<void> {
    let undone = 0;
    for (const { project, id } of touched) {
      try {
        const history = await this.#enqueue(() => host.taskHistory(project, id));
        const events = history.filter((event) => event.kind === kind && !event.undone);
        const seq = events.reduce((most, event) => Math.max(most, event.seq), 0);
        if (seq === 0) continue;
        const report = await this.#travel('undo', project, seq);
        undone += report.tasks.length + report.deleted.length;
        if (touched.length === 1) this.#sayTravelled('undo', report);
      } catch (error) {
        toasts.error(toReport(error));
      }
    }
    if (touched.length > 1 && undone > 0) toasts.show({ text: t.board.undoneMany(undone) });
  }

  async #travelHere(way: 'undo' | 'redo'): Promise<void> {
    if (!this.#isOpen()) return;
    try {
      const report = await this.#travel(way, this.project, null);
      if (way === 'undo') toasts.retireUndo();
      this.#sayTravelled(way, report);
    } catch (error) {
      toasts.error(toReport(error));
    }
  }

  async #travel(way: 'undo' | 'redo', project: number | null, seq: number | null): Promise<UndoReport> {
    const report = await this.#enqueue(() => host[way](project, seq));
    this.welcome(report.tasks);
    this.receive(report.tasks, report.deleted);
    return report;
  }

  #sayTravelled(way: 'undo' | 'redo', report: UndoReport): void {
    const what = eventText(report);
    toasts.show(
      way === 'undo'
        ? { text: t.board.undone(what), action: { label: t.shared.redo, run: () => void this.redo() } }
        : { text: t.board.redone(what), action: { label: t.shared.undo, run: () => void this.undo() } },
    );
  }

  #sayWhyNot({ status, order }: Column): void {
    if (this.all) {
      toasts.show({ text: t.board.isSortedInAll(status, order) });
      return;
    }
    toasts.show({
      text: t.board.isSorted(status, order),
      action: { label: t.board.menu.sort.manual, run: () => layout.setSort(status, 'manual') },
    });
  }

  /** Makes a change of several tasks: at once on screen, one call a project, one toast for all. */
  async #change({ ids, operation, send, say }: Change): Promise<boolean> {
    const groups = this.#byProject(ids);
    if (groups.size === 0) return true;
    const known = [...groups.values()].flat();
    const done = this.lay(known, operation);
    let toast: number | null = null;
    const tell = (touched: readonly (readonly [number, readonly number[]])[]): void => {
      if (!say || touched.length === 0) return;
      const first = touched.map(([project, own]) => ({ project, id: own[0] ?? 0 }));
      // In the order of the action, not of the projects.
      const changed = new Set(touched.flatMap(([, own]) => own));
      toast = toasts.show({
        text: say.text(known.filter((id) => changed.has(id))),
        undo: () => void this.#takeBack(first, say.kind),
      });
    };
    tell([...groups]);
    const held: [number, number[]][] = [];
    const failed: ErrorReport[] = [];
    for (const [project, own] of groups) {
      try {
        const rows = await this.#enqueue(() => send(project, own));
        if (rows === null) {
          this.receive([], own);
          done(own);
        } else {
          done(own);
          this.receive(rows, []);
        }
        held.push([project, own]);
      } catch (error) {
        done(own);
        failed.push(toReport(error));
      }
    }
    if (failed.length === 0) return true;
    if (toast !== null) toasts.close(toast);
    tell(held);
    const first = failed[0];
    if (first) toasts.error(first);
    return false;
  }

  #byProject(ids: readonly number[]): Map<number, number[]> {
    const groups = new Map<number, number[]>();
    for (const id of ids) {
      const row = this.known(id);
      if (!row) continue;
      const group = groups.get(row.project_id);
      if (group) group.push(id);
      else groups.set(row.project_id, [id]);
    }
    return groups;
  }

  /** The ranks to show moved rows at; ranks of different projects say nothing of each other. */
  #ranks(column: Column, rows: readonly TaskRow[], place: Place): Map<number, string> {
    if (!this.all) {
      const ids = rows.map((row) => row.id);
      return provisionalRanks(column.all, ids, place);
    }
    const ranks = new Map<number, string>();
    for (const [project, ids] of this.#byProject(rows.map((row) => row.id))) {
      const own = column.all.filter((row) => row.project_id === project);
      for (const [id, rank] of provisionalRanks(own, ids, place)) ranks.set(id, rank);
    }
    return ranks;
  }

  /** Takes in what the change feed tells, of this or of another process. */
  apply(changes: Changes): void {
    // A board that is being read may be older than this; what it lacks is applied when it is there.
    this.#meanwhile?.push(changes);
    if (this.state !== 'ready') return;
    if (this.isShown(changes.project_id)) {
      const foreign = changes.origins.find((origin) => origin !== 'user' && origin !== 'quick-add');
      this.receive(changes.tasks, changes.deleted);
      // A change of the project or of a file is none of a task.
      if (foreign && changes.tasks.length + changes.deleted.length > 0) {
        const ids = changes.tasks.map((row) => row.id);
        this.lastChange = { text: changeText(changes, foreign), at: Date.now(), ids };
      }
    }
    if (changes.reload) this.#reloadSoon();
  }

  #reloadSoon(): void {
    clearTimeout(this.#reload);
    this.#reload = setTimeout(() => void this.reload(), RELOAD_AFTER_MS);
  }

  /** One write after the other, in the order of the user's actions. */
  #enqueue<T>(write: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(write, write);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  #isOpen(): boolean {
    return this.all || this.project !== null;
  }

  /** Whether a project's tasks belong on this board. */
  isShown(project: number): boolean {
    return this.all || this.project === project;
  }

  #projectOf(id: number): number {
    const project = this.homeOf(id) ?? this.project;
    if (project === null) throw new Error(`no project of task ${id}`);
    return project;
  }

  #clear(): void {
    clearTimeout(this.#reload);
    this.clear();
    this.lastChange = null;
    this.state = 'idle';
  }
}

export const board = new Board();
