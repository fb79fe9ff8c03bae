// Finding tasks among the board's rows by number or by words, with ten thousand of them in less than a frame:
// folded texts are kept as long as their rows, most rows are refused by their letters, and a longer query looks
// only at what the shorter one left.
import { Best, fold, score, type Folded, type Pattern } from '../../lib/fuzzy';
import type { TaskRow } from '../../lib/host';

const texts = new WeakMap<TaskRow, Folded>();

/** Returns a row's folded title. Rows are immutable, so each is folded once. */
export function textOf(row: TaskRow): Folded {
  let text = texts.get(row);
  if (!text) {
    text = fold(row.title);
    texts.set(row, text);
  }
  return text;
}

/** What is done stands behind what is open. */
const DONE = 6;
const EXACT = 10_000;
const BEGINS = 5_000;

export class TaskIndex {
  #rows: readonly TaskRow[] = [];
  #texts: Folded[] = [];
  #version: unknown = null;
  /** The query before, and the rows that hold its letters, in whatever order. */
  #before = '';
  #beforeDigits = false;
  #left: number[] | null = null;
  /** How many rows the last search looked at closely. */
  looked = 0;

  /** Takes in the rows, unless they are those of the last time. */
  use(version: unknown, rows: () => readonly TaskRow[]): void {
    if (this.#version === version) return;
    this.#version = version;
    this.#rows = rows();
    this.#texts = [];
    this.#before = '';
    this.#left = null;
  }

  /** Folds what is not folded yet, so that the first key need not. */
  prepare(): void {
    for (let at = this.#texts.length; at < this.#rows.length; at += 1) {
      const row = this.#rows[at];
      if (row) this.#texts.push(textOf(row));
    }
  }

  /** The best few, by number where the query is one, else by words. */
  search(wanted: Pattern, most: number): { item: TaskRow; score: number }[] {
    this.prepare();
    const digits = /^#?(\d{1,9})$/.exec(wanted.text)?.[1];
    const number = digits === undefined ? 0 : Number(digits);
    const best = new Best<TaskRow>(most);
    const goesOn = this.#before !== '' && wanted.text.startsWith(this.#before);
    const narrower = goesOn && this.#beforeDigits === (digits !== undefined) ? this.#left : null;
    const left: number[] = [];
    this.looked = 0;
    const count = narrower?.length ?? this.#rows.length;
    for (let turn = 0; turn < count; turn += 1) {
      const at = narrower ? (narrower[turn] ?? 0) : turn;
      const row = this.#rows[at];
      const text = this.#texts[at];
      if (!row || !text) continue;
      const numbered = number === 0 ? 0 : byNumber(row.id, number);
      if (numbered === 0 && (wanted.mask & ~text.mask) !== 0) continue;
      left.push(at);
      // What does not begin with the query, or does not hold it in one piece, can't reach the few that do.
      if (numbered === 0) {
        const { floor } = best;
        // Digits that are scattered say nothing.
        if (number > 0 && !text.lower.includes(wanted.text)) continue;
        if (floor >= wanted.mostInside && !text.lower.startsWith(wanted.text)) continue;
        if (floor >= wanted.mostScattered && !text.lower.includes(wanted.text)) continue;
      }
      this.looked += 1;
      const points = numbered > 0 ? numbered : score(wanted, text);
      if (points > 0) best.offer(row, row.status === 'Done' ? Math.max(1, points - DONE) : points);
    }
    this.#before = wanted.text;
    this.#beforeDigits = digits !== undefined;
    this.#left = left;
    return [...best.items];
  }
}

/** The task with that number, then those whose number begins so, the shorter first. */
function byNumber(id: number, wanted: number): number {
  if (id === wanted) return EXACT;
  let longer = 0;
  for (let rest = id; rest > wanted;) {
    rest = Math.floor(rest / 10);
    longer += 1;
    if (rest === wanted) return BEGINS - longer * 100 - Math.min(id % 100, 99);
  }
  return 0;
}
