// What the board shows. The text in the filter bar is the one truth: the host says what it means, and here
// its terms are asked of the rows. Titles and numbers match at once; long texts match in the database, a
// moment later.
import { fold, predicateOf, type Predicate } from '../lib/filter';
import { isPlain, withValues, wordsOf } from '../lib/filter-text';
import { host, type Filter, type FilterTerm, type Priority, type SavedFilter, type TaskType } from '../lib/host';
import { PRIORITIES, TYPES } from '../lib/domain';
import { toReport } from '../lib/errors';
import { clock } from '../lib/time.svelte';
import { t } from '../texts';
import { app } from './app.svelte';
import { board } from './board.svelte';

export type { Predicate } from '../lib/filter';

const SEARCH_AFTER_MS = 180;
const NOTHING: Filter = { terms: [], marks: [] };

class Filters {
  text = $state('');
  /** What the text of `readOf` means; the text may be newer by the letters typed since. */
  read = $state.raw<Filter>(NOTHING);
  readOf = $state('');
  /** A word that may become a key, while its keys are offered: it filters nothing yet. Folded, as terms are. */
  unfinished = $state<string | null>(null);
  /** Raised to ask the field for the focus. */
  wanted = $state(0);
  /** By text: the tasks whose title or long texts hold it. */
  #hits = $state.raw<ReadonlyMap<string, ReadonlySet<number>>>(new Map());
  #asked = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;
  #board: number | null = null;
  /** The texts of boards that were shown before, for as long as the window is open. */
  #left = new Map<number | null, string>();

  /** Whether anything is filtered, or stands in the field. */
  active = $derived(this.text.trim() !== '');

  /** Whether `read` is what the text means. */
  settled = $derived(this.text === this.readOf);

  /** Whether a row passes; null when nothing is filtered. */
  predicate = $derived.by<Predicate | null>(() => {
    const { unfinished } = this;
    const terms = this.read.terms.filter(({ test }) => !(test.kind === 'text' && test.text === unfinished));
    if (terms.length === 0) return null;
    const hits = this.#hits;
    return predicateOf(terms, {
      now: terms.some(({ test }) => DEPENDS_ON_TIME.has(test.kind)) ? clock.now : 0,
      blockers: (row) => board.blockers(row),
      projectName: (id) => app.projects.find((project) => project.id === id)?.name,
      hits: (text) => hits.get(text),
    });
  });

  types = $derived(this.#valuesOf('type', TYPES));
  priorities = $derived(this.#valuesOf('priority', PRIORITIES));

  /** The first thing in the text that can't be used; it is said once the text is read. */
  problem = $derived(this.settled ? (this.read.marks.find((mark) => mark.problem !== null) ?? null) : null);

  /** Filters that the user gave a name. */
  get saved(): readonly SavedFilter[] {
    return app.settings.saved_filters;
  }

  /** The saved filter whose text stands in the field. */
  current = $derived.by<SavedFilter | null>(() => {
    const text = sameText(this.text);
    return text === '' ? null : (this.saved.find((saved) => sameText(saved.filter) === text) ?? null);
  });

  /** Sets the text. Words alone count at once; what the rest means counts when the host has said it. */
  setText(text: string): void {
    if (text === this.text) return;
    this.text = text;
    const turn = ++this.#turn;
    if (text.trim() === '') return this.#take(text, NOTHING);
    if (isPlain(text)) {
      const terms = wordsOf(text).map((word): FilterTerm => ({
        negated: false,
        test: { kind: 'text', text: fold(word.text) },
      }));
      this.#take(text, { terms, marks: [] });
    }
    host.filterParse(text).then(
      (filter) => {
        if (turn === this.#turn) this.#take(text, filter);
      },
      (error: unknown) => {
        if (turn !== this.#turn) return;
        const problem = t.filter.parseFailed(toReport(error).message);
        this.#take(text, { terms: [], marks: [{ start: 0, end: text.length, problem }] });
      },
    );
  }

  /** Shows what a saved filter says. */
  apply(saved: SavedFilter): void {
    this.setText(saved.filter);
  }

  toggleType(type: TaskType): void {
    this.setText(withValues(this.text, 'type', toggled(TYPES, this.types, type)));
  }

  togglePriority(priority: Priority): void {
    this.setText(withValues(this.text, 'priority', toggled(PRIORITIES, this.priorities, priority)));
  }

  clearTypes(): void {
    this.setText(withValues(this.text, 'type', []));
  }

  clearPriorities(): void {
    this.setText(withValues(this.text, 'priority', []));
  }

  /** Shows everything. */
  clear(): void {
    this.setText('');
  }

  /** Puts the text of another board into the field: what stood there when it was left, else nothing. */
  enter(project: number | null): void {
    this.#left.set(this.#board, this.text);
    this.#board = project;
    this.#forgetHits();
    const text = this.#left.get(project) ?? '';
    if (text === this.text) this.text = '';
    this.setText(text);
  }

  /** Asks for the field to have the focus. */
  focus(): void {
    this.wanted += 1;
  }

  #take(text: string, filter: Filter): void {
    // The same meaning again must not make every column filter anew.
    if (JSON.stringify(filter.terms) === JSON.stringify(this.read.terms))
      filter = { ...filter, terms: this.read.terms };
    this.read = filter;
    this.readOf = text;
    this.#search();
  }

  #valuesOf<K extends 'type' | 'priority', T extends string>(kind: K, order: readonly T[]): ReadonlySet<T> {
    const values = new Set<string>();
    for (const { negated, test } of this.read.terms) {
      if (!negated && test.kind === kind) for (const value of test.any) values.add(value);
    }
    return new Set(order.filter((value) => values.has(value)));
  }

  /** Asks the database, after a pause, where each text stands that was not looked for yet. */
  #search(): void {
    clearTimeout(this.#timer);
    const texts = new Set(this.read.terms.flatMap(({ test }) => (test.kind === 'text' ? [test.text] : [])));
    for (const text of this.#asked) if (!texts.has(text)) this.#asked.delete(text);
    if ([...this.#hits.keys()].some((text) => !texts.has(text))) {
      this.#hits = new Map([...this.#hits].filter(([text]) => texts.has(text)));
    }
    if ([...texts].every((text) => this.#asked.has(text))) return;
    this.#timer = setTimeout(() => {
      for (const text of texts) if (!this.#asked.has(text)) void this.#ask(text);
    }, SEARCH_AFTER_MS);
  }

  async #ask(text: string): Promise<void> {
    const project = board.project;
    this.#asked.add(text);
    try {
      const ids = await host.taskSearch(project, text);
      if (project === board.project && this.#asked.has(text)) {
        this.#hits = new Map(this.#hits).set(text, new Set(ids));
      }
    } catch {
      // Titles still match; a failed search of long texts only finds less, and the next key asks again.
      this.#asked.delete(text);
    }
  }

  #forgetHits(): void {
    clearTimeout(this.#timer);
    this.#asked.clear();
    this.#hits = new Map();
  }
}

const DEPENDS_ON_TIME: ReadonlySet<string> = new Set(['stale', 'older', 'idle']);

/** Returns a filter's text without differences that mean nothing. */
function sameText(text: string): string {
  return wordsOf(text)
    .map((word) => word.text)
    .join(' ');
}

function toggled<T extends string>(order: readonly T[], set: ReadonlySet<T>, value: T): T[] {
  return order.filter((one) => (one === value ? !set.has(one) : set.has(one)));
}

export const filters = new Filters();
