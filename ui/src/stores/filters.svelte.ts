// What the board shows: by type, by priority, by text. Title and #id match at once, here;
// descriptions match in the database, a moment later.
import { host, type Priority, type TaskRow, type TaskType } from '../lib/host';

const SEARCH_AFTER_MS = 180;

const folded = new WeakMap<TaskRow, string>();

/** Returns a title as it is compared: lower case, composed. Rows are immutable, so each is folded once. */
function foldedTitle(row: TaskRow): string {
  let title = folded.get(row);
  if (title === undefined) {
    title = fold(row.title);
    folded.set(row, title);
  }
  return title;
}

function fold(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

export type Predicate = (row: TaskRow) => boolean;

class Filters {
  types = $state.raw<ReadonlySet<TaskType>>(new Set());
  priorities = $state.raw<ReadonlySet<Priority>>(new Set());
  text = $state('');
  /** Tasks whose title or description holds the text, once the database has answered. */
  #hits = $state.raw<ReadonlySet<number> | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  active = $derived(this.types.size > 0 || this.priorities.size > 0 || this.text.trim() !== '');

  /** Whether a row passes; null when nothing is filtered. */
  predicate = $derived.by<Predicate | null>(() => {
    if (!this.active) return null;
    const { types, priorities } = this;
    const hits = this.#hits;
    const text = fold(this.text.trim());
    const number = /^#?(\d+)$/.exec(text)?.[1];
    return (row) => {
      if (types.size > 0 && !types.has(row.type)) return false;
      if (priorities.size > 0 && !priorities.has(row.priority)) return false;
      if (text === '') return true;
      if (number !== undefined && String(row.id).startsWith(number)) return true;
      return foldedTitle(row).includes(text) || (hits?.has(row.id) ?? false);
    };
  });

  toggleType(type: TaskType): void {
    this.types = toggled(this.types, type);
  }

  togglePriority(priority: Priority): void {
    this.priorities = toggled(this.priorities, priority);
  }

  clearTypes(): void {
    this.types = new Set();
  }

  clearPriorities(): void {
    this.priorities = new Set();
  }

  /** Sets the text and asks the database for matches in descriptions after a pause. */
  search(text: string, project: number | null): void {
    this.text = text;
    this.#hits = null;
    clearTimeout(this.#timer);
    const asked = ++this.#asked;
    const wanted = text.trim();
    if (wanted === '' || project === null) return;
    this.#timer = setTimeout(() => {
      host.taskSearch(project, wanted).then(
        (ids) => {
          if (asked === this.#asked) this.#hits = new Set(ids);
        },
        () => {
          // Titles still match; a failed search of descriptions only finds less, and the next key asks again.
        },
      );
    }, SEARCH_AFTER_MS);
  }

  clear(): void {
    this.types = new Set();
    this.priorities = new Set();
    this.search('', null);
  }
}

function toggled<T>(set: ReadonlySet<T>, value: T): ReadonlySet<T> {
  const next = new Set(set);
  if (!next.delete(value)) next.add(value);
  return next;
}

export const filters = new Filters();
