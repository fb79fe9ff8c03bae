// The rows of the board: one map by id, one sorted array a column. It takes in what the database gives, lays over it
// what the user did and awaits an answer for, and tells who wants to know. What a change means is the board's.
import type { RunState, Status, Task, TaskRow } from '../../lib/host';
import { STATUSES } from '../../lib/domain';
import { lowerBound } from '../../lib/rank';
import { Column } from './column.svelte';
import { Pending, type Operation } from './pending';
import { listOf } from './rows';

/** Listeners hear of the moves of at most so many rows at a time. */
const MOVES_AT_MOST = 64;
const NONE: number[] = [];

/** A row that now stands elsewhere. */
export interface Moved {
  id: number;
  from: Status;
  to: Status;
}

type Received = (rows: readonly TaskRow[], deleted: readonly number[]) => void;

export abstract class Table {
  readonly columns: readonly Column[] = STATUSES.map((status) => new Column(status));

  total = $derived(this.columns.reduce((sum, column) => sum + column.all.length, 0));
  shown = $derived(this.columns.reduce((sum, column) => sum + column.shown.length, 0));

  #rows = new Map<number, TaskRow>();
  #pending = new Pending();
  /** Where a removed task was and its revision then, so that an older row that arrives late stays away. */
  #removed = new Map<number, { revision: number; project: number }>();
  /** What is known of tasks' latest runs: it is newer than what a row says, whose revision does not tell. */
  #runs = new Map<number, { state: RunState; own: RunState | null }>();
  #version = $state(0);
  #received: Received[] = [];
  #moved: ((moves: readonly Moved[]) => void)[] = [];

  /** Whether a project's tasks belong on this board. */
  protected abstract isShown(project: number): boolean;

  /** Registers who hears of rows that were taken in and of tasks that are gone. */
  onReceived(listener: Received): void {
    this.#received.push(listener);
  }

  /** Registers who hears of rows that stand elsewhere now, before the page shows it. Returns how to stop. */
  onMoved(listener: (moves: readonly Moved[]) => void): () => void {
    this.#moved.push(listener);
    return () => {
      this.#moved = this.#moved.filter((other) => other !== listener);
    };
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

  /** The row of a task, without following its changes. */
  protected known(id: number): TaskRow | undefined {
    return this.#rows.get(id);
  }

  /** The project of a task that is, or was, on this board. */
  protected homeOf(id: number): number | undefined {
    return this.#rows.get(id)?.project_id ?? this.#removed.get(id)?.project;
  }

  /** Lets tasks that were removed come back, whatever their revision. */
  protected welcome(rows: readonly TaskRow[]): void {
    for (const row of rows) this.#removed.delete(row.id);
  }

  /** Takes in rows as they are now in the database; what is known already, by revision, is passed over. */
  receive(rows: readonly TaskRow[], deleted: readonly number[]): void {
    const next = new Map<number, TaskRow | null>();
    const taken: TaskRow[] = [];
    for (const given of rows) {
      if (!this.isShown(given.project_id)) continue;
      const row = this.#withRun(given);
      const known = this.#pending.base(row.id) ?? this.#rows.get(row.id);
      if (known && known.revision >= row.revision) continue;
      if (row.revision < (this.#removed.get(row.id)?.revision ?? 0)) continue;
      this.#removed.delete(row.id);
      this.#pending.rebase(row.id, row);
      taken.push(row);
      const shown = this.#pending.shown(row.id);
      next.set(row.id, shown === undefined ? row : shown);
    }
    for (const id of deleted) {
      const known = this.#pending.base(id) ?? this.#rows.get(id);
      if (known) this.#removed.set(id, { revision: known.revision, project: known.project_id });
      this.#pending.drop(id);
      next.set(id, null);
    }
    this.#replace(next);
    for (const listener of this.#received) listener(taken, deleted);
  }

  /** Shows the state of a task's latest run; null shows what its row says. */
  markRun(id: number, state: RunState | null): void {
    const known = this.#pending.base(id) ?? this.#rows.get(id);
    const before = this.#runs.get(id);
    if (state === null) this.#runs.delete(id);
    else this.#runs.set(id, { state, own: before ? before.own : (known?.run_state ?? null) });
    if (!known) return;
    const next = { ...known, run_state: state ?? (before ? before.own : known.run_state) };
    if (next.run_state === known.run_state) return;
    this.#pending.rebase(id, next);
    const shown = this.#pending.shown(id);
    this.#replace(new Map([[id, shown === undefined ? next : shown]]));
  }

  /** Shows what the rows say themselves, of all tasks. */
  forgetRuns(): void {
    for (const id of [...this.#runs.keys()]) this.markRun(id, null);
  }

  #withRun(row: TaskRow): TaskRow {
    const run = this.#runs.get(row.id);
    if (!run || run.state === row.run_state) return row;
    run.own = row.run_state;
    return { ...row, run_state: run.state };
  }

  /** Lays an operation over rows; what it returns takes it off again, from all of them or from some. */
  protected lay(ids: readonly number[], operation: Operation): (some?: readonly number[]) => void {
    const next = new Map<number, TaskRow | null>();
    for (const id of ids) {
      const shown = this.#pending.lay(id, this.#rows.get(id), operation);
      if (shown !== undefined) next.set(id, shown);
    }
    this.#replace(next);
    return (some = ids) => {
      const after = new Map<number, TaskRow | null>();
      for (const id of some) {
        const shown = this.#pending.lift(id, operation);
        if (shown !== undefined) after.set(id, shown);
      }
      // In a microtask, so that the answer's row, taken in right after, is the only one to be drawn.
      queueMicrotask(() => {
        const settled = new Map<number, TaskRow | null>();
        for (const [id, row] of after) {
          const now = this.#pending.shown(id);
          if (now !== undefined) settled.set(id, now);
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
    const stays: [TaskRow, TaskRow][] = [];
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
      if (old && next) stays.push([old, next]);
    }
    if (!changed) return;
    const watched = this.#moved.length > 0 && stays.length <= MOVES_AT_MOST ? stays : [];
    const before = watched.map(([old]) => this.#placeOf(old));
    for (const column of this.columns) {
      const leaving = out.get(column.status) ?? [];
      const entering = into.get(column.status) ?? [];
      if (leaving.length + entering.length > 0) column.replace(leaving, entering);
    }
    this.#version += 1;
    const moves = watched.flatMap(([old, next], at): Moved[] =>
      old.status !== next.status || before[at] !== this.#placeOf(next)
        ? [{ id: next.id, from: old.status, to: next.status }]
        : [],
    );
    if (moves.length > 0) for (const listener of this.#moved) listener(moves);
  }

  #placeOf(row: TaskRow): number {
    const column = this.column(row.status);
    return lowerBound(column.ordered, row, column.compare);
  }

  /** Makes the rows those of a whole payload; rows that did not change keep their identity. */
  protected reconcile(tasks: readonly TaskRow[]): void {
    if (this.#rows.size === 0 && this.#pending.size === 0) {
      const columns = new Map<Status, TaskRow[]>();
      for (const given of tasks) {
        const row = this.#withRun(given);
        this.#rows.set(row.id, row);
        listOf(columns, row.status).push(row);
      }
      for (const column of this.columns) column.reset(columns.get(column.status) ?? []);
      this.#version += 1;
      return;
    }
    const present = new Set(tasks.map((row) => row.id));
    const gone = [...this.#rows.keys()].filter((id) => !present.has(id) && !this.#pending.has(id));
    this.receive(tasks, gone);
  }

  /** The row of a task that is known in full. */
  protected slim(task: Task): TaskRow {
    const { description: _description, analysis, ...row } = task;
    const known = this.#rows.get(task.id);
    return { ...row, has_analysis: analysis !== null && analysis !== '', run_state: known?.run_state ?? null };
  }

  /** Forgets all rows. */
  protected clear(): void {
    this.#rows.clear();
    this.#pending.clear();
    this.#removed.clear();
    for (const column of this.columns) column.reset([]);
    this.#version += 1;
  }
}
