// What the palette shows for what is typed: sections of entries, the best first.
import { toReport } from '../../lib/errors';
import { Best, parts, pattern, termPoints, type Pattern } from '../../lib/fuzzy';
import { host, type TaskRow } from '../../lib/host';
import { app } from '../../stores/app.svelte';
import { board } from '../../stores/board.svelte';
import { cursor } from '../../stores/cursor.svelte';
import { palette } from '../../stores/palette.svelte';
import { panel } from '../../stores/panel.svelte';
import { toasts } from '../../stores/toasts.svelte';
import { t } from '../../texts';
import { collect, type Entry, type Kind } from './entries';
import { TaskIndex, textOf } from './tasks';

export interface Shown extends Entry {
  parts: { text: string; hit: boolean }[];
}

export interface Section {
  id: string;
  heading: string;
  entries: Shown[];
}

const MOST: Record<Kind, number> = { context: 7, action: 7, task: 8, project: 6, setting: 6, filter: 6 };
const ORDER: Kind[] = ['context', 'action', 'task', 'project', 'setting', 'filter'];
/** Of what matches as well, this much stands before. */
const AHEAD: Record<Kind, number> = { context: 10, action: 6, task: 4, project: 3, setting: 2, filter: 2 };
const RECENT = 5;
const RECENT_POINTS = 8;
/** A letter of a word that does not show. */
const HIDDEN_LETTER = 12;
const SEARCH_AFTER_MS = 120;
const SEARCH_FROM = 2;

const PREFIXES = { '>': ['context', 'action'], '#': ['task'], '@': ['project'] } as const;
export type Prefix = keyof typeof PREFIXES;

function prefixOf(text: string): Prefix | null {
  const first = text.charAt(0);
  return first === '>' || first === '#' || first === '@' ? first : null;
}

const index = new TaskIndex();

/** Shows a task with its card focused; `into` moves the focus into the panel. */
function showTask(row: TaskRow, into: boolean): void {
  app.screen = 'board';
  cursor.clearSelection();
  if (board.column(row.status).shown.some((other) => other.id === row.id)) cursor.place(row.id);
  panel.open(row.id);
  if (into) panel.focus();
}

export class Search {
  readonly rows: readonly TaskRow[];
  readonly #entries: readonly Entry[];
  text = $state('');
  /** The key of the entry that is chosen. */
  active = $state<string | null>(null);
  sections = $state.raw<Section[]>([]);
  readonly flat = $derived(this.sections.flatMap((section) => section.entries));
  readonly at = $derived(this.flat.findIndex((entry) => entry.key === this.active));
  readonly prefix = $derived(prefixOf(this.text));
  /** Tasks that the database found in long texts, for the text in `#foundFor`. */
  #found: readonly number[] = [];
  #foundFor = '';
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(rows: readonly TaskRow[]) {
    this.rows = rows;
    this.#entries = collect(rows);
    this.#compute();
    this.active = this.flat[0]?.key ?? null;
  }

  /** Folds the titles, once the palette is on the screen. */
  prepare(): void {
    this.#useRows();
    index.prepare();
  }

  /** Takes in what is typed; the first results are there when it returns. */
  type(text: string): void {
    this.text = text;
    this.#compute();
    this.active = this.flat[0]?.key ?? null;
    this.#searchLater();
  }

  /** Moves the choice by so many entries; at an end it stops, but a single step goes round. */
  step(by: number): void {
    const count = this.flat.length;
    if (count === 0) return;
    const to = this.at + by;
    const next = Math.abs(by) === 1 ? (to + count) % count : Math.max(0, Math.min(count - 1, to));
    this.active = this.flat[next]?.key ?? null;
  }

  edge(end: 'first' | 'last'): void {
    this.active = this.flat.at(end === 'first' ? 0 : -1)?.key ?? null;
  }

  /** Runs the chosen entry; `into` is the second way, which for a task goes into its panel. */
  run(entry: Entry | undefined, into: boolean): void {
    if (!entry) return;
    if (!entry.task) palette.used(entry.key);
    palette.close();
    try {
      if (entry.task) showTask(entry.task, into);
      else entry.run();
    } catch (error) {
      toasts.error(toReport(error));
    }
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#turn += 1;
  }

  get #query(): string {
    return this.prefix === null ? this.text : this.text.slice(1);
  }

  #useRows(): void {
    index.use(board.version, () => board.columns.flatMap((column) => column.all));
  }

  #compute(): void {
    const wanted = pattern(this.#query);
    this.sections = wanted ? this.#matching(wanted) : this.#usual();
  }

  /** Whether entries of that kind are asked for. */
  #asks(kind: Kind): boolean {
    return this.prefix === null || (PREFIXES[this.prefix] as readonly Kind[]).includes(kind);
  }

  /** What shows before anything is typed. */
  #usual(): Section[] {
    const of = (kind: Kind): Entry[] => this.#entries.filter((entry) => entry.kind === kind && entry.atOnce);
    if (this.prefix === '#') {
      const open = board.columns.flatMap((column) =>
        column.status === 'Done' ? [] : column.shown.slice(0, MOST.task),
      );
      return sections([
        section(
          'task',
          open.slice(0, MOST.task).map((row) => taskEntry(row)),
          null,
        ),
      ]);
    }
    if (this.prefix === '@') return sections([section('project', of('project'), null)]);
    const recent = palette.recent
      .flatMap((key) => this.#entries.find((entry) => entry.key === key) ?? [])
      .filter((entry) => this.#asks(entry.kind))
      .slice(0, RECENT);
    const fresh = (kind: Kind): Entry[] => of(kind).filter((entry) => !recent.includes(entry));
    return sections([
      { id: 'recent', heading: t.palette.sections.recent, entries: shown(recent, null) },
      section('context', fresh('context'), null, this.rows),
      section('action', fresh('action'), null),
      this.prefix === null ? section('project', fresh('project').slice(0, MOST.project), null) : null,
    ]);
  }

  #matching(wanted: Pattern): Section[] {
    const best = new Map(ORDER.map((kind) => [kind, new Best<Entry>(MOST[kind])]));
    for (const entry of this.#entries) {
      if (!this.#asks(entry.kind)) continue;
      const points = pointsOf(wanted, entry);
      if (points === 0) continue;
      const before = palette.recent.indexOf(entry.key);
      best.get(entry.kind)?.offer(entry, points + (before < 0 ? 0 : Math.max(1, RECENT_POINTS - before)));
    }
    const ranked: { kind: Kind; entries: Entry[]; score: number }[] = ORDER.filter((kind) => kind !== 'task').map(
      (kind) => {
        const items = best.get(kind)?.items ?? [];
        const entries = items.map(({ item }) => item);
        return { kind, entries, score: (items[0]?.score ?? 0) + AHEAD[kind] };
      },
    );
    if (this.#asks('task')) {
      this.#useRows();
      const items = index.search(wanted, MOST.task);
      const entries = items.map(({ item }) => taskEntry(item));
      ranked.push({ kind: 'task', entries: this.#withFound(entries), score: (items[0]?.score ?? 0) + AHEAD.task });
    }
    ranked.sort((a, b) => b.score - a.score);
    return sections(ranked.map(({ kind, entries }) => section(kind, entries, wanted, this.rows)));
  }

  /** Puts what the database found behind what the titles gave. */
  #withFound(entries: Entry[]): Entry[] {
    if (this.#foundFor !== this.#query.trim()) return entries;
    const there = new Set(entries.map((entry) => entry.key));
    for (const id of this.#found) {
      if (entries.length >= MOST.task) break;
      const row = board.row(id);
      if (row && !there.has(`#${id}`)) entries.push(taskEntry(row, t.palette.inDescription));
    }
    return entries;
  }

  #searchLater(): void {
    clearTimeout(this.#timer);
    const turn = ++this.#turn;
    const wanted = this.#query.trim();
    const project = app.all ? null : (app.project?.id ?? null);
    if (wanted.length < SEARCH_FROM || !this.#asks('task') || board.state !== 'ready' || /^\d+$/.test(wanted)) return;
    this.#timer = setTimeout(() => {
      host.taskSearch(project, wanted).then(
        (ids) => {
          if (turn !== this.#turn) return;
          this.#found = ids;
          this.#foundFor = wanted;
          // The choice stays on its entry: it goes by key, and the found ones stand behind.
          this.#compute();
          if (this.at < 0) this.active = this.flat[0]?.key ?? null;
        },
        () => {
          // Titles and numbers are found all the same; the next key asks again.
        },
      );
    }, SEARCH_AFTER_MS);
  }
}

/** Each word of the query stands in the label, or begins one of the further words, which count for less. */
function pointsOf(wanted: Pattern, entry: Entry): number {
  let sum = 0;
  for (const { text } of wanted.terms) {
    const inLabel = termPoints(text, entry.label);
    if (inLabel === 0 && !entry.words?.includes(` ${text}`)) return 0;
    sum += inLabel === 0 ? Math.max(1, text.length * HIDDEN_LETTER) : inLabel;
  }
  return sum;
}

function taskEntry(row: TaskRow, note?: string): Entry {
  return {
    key: `#${row.id}`,
    kind: 'task',
    label: textOf(row),
    note: note ?? t.shared.status[row.status],
    task: row,
    atOnce: false,
    run: () => showTask(row, false),
  };
}

function shown(entries: readonly Entry[], wanted: Pattern | null): Shown[] {
  return entries.map((entry) => ({ ...entry, parts: parts(wanted, entry.label) }));
}

function section(
  kind: Kind,
  entries: readonly Entry[],
  wanted: Pattern | null,
  rows: readonly TaskRow[] = [],
): Section {
  const heading =
    kind === 'context'
      ? t.palette.sections.context(
          t.actions.tasks(rows.map((row) => row.id)),
          rows.length === 1 ? (rows[0]?.title ?? null) : null,
        )
      : t.palette.sections[kind];
  return { id: kind, heading, entries: shown(entries, wanted) };
}

function sections(all: (Section | null)[]): Section[] {
  return all.filter((one) => one !== null && one.entries.length > 0) as Section[];
}
