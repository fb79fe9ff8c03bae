// What a filter's terms ask of a row. The language itself is read by the host; this only answers it.
import type { FilterTerm, FilterTest, RunState, TaskRow } from './host/types';
import { isStale } from './stale';

export type Predicate = (row: TaskRow) => boolean;

/** What a term asks beyond the row. */
export interface Surroundings {
  /** Milliseconds. */
  now: number;
  /** The tasks on the board that a row waits for. */
  blockers: (row: TaskRow) => readonly number[];
  /** The name of a project, or undefined when it is not known. */
  projectName: (id: number) => string | undefined;
  /** Tasks whose long texts hold a text; undefined until the database has answered. */
  hits: (text: string) => ReadonlySet<number> | undefined;
}

/** Returns a text as it is compared: lower case, composed. */
export function fold(text: string): string {
  return text.toLowerCase().normalize('NFC');
}

const folded = new WeakMap<TaskRow, string>();

/** Rows are immutable, so each title is folded once. */
function foldedTitle(row: TaskRow): string {
  let title = folded.get(row);
  if (title === undefined) {
    title = fold(row.title);
    folded.set(row, title);
  }
  return title;
}

const MOST_IN_A_WORD = 40;

/** Returns a name as a filter writes it, as `core` makes one word of it: `Code Review` is `code-review`. */
export function oneWord(name: string): string {
  const words = fold(name)
    .split(/[^\p{Alphabetic}\p{N}]+/u)
    .filter((word) => word !== '');
  let length = 0;
  const kept: string[] = [];
  for (const word of words) {
    const letters = [...word];
    if (kept.length > 0 && length + 1 + letters.length > MOST_IN_A_WORD) break;
    kept.push(letters.slice(0, MOST_IN_A_WORD).join(''));
    length += letters.length + (kept.length > 1 ? 1 : 0);
  }
  return kept.join('-');
}

/** Returns what answers whether a row passes all terms; null when there are none. */
export function predicateOf(terms: readonly FilterTerm[], around: Surroundings): Predicate | null {
  if (terms.length === 0) return null;
  const tests = terms.map(({ negated, test }) => {
    const holds = testOf(test, around);
    return negated ? (row: TaskRow) => !holds(row) : holds;
  });
  return (row) => tests.every((holds) => holds(row));
}

function testOf(test: FilterTest, around: Surroundings): Predicate {
  switch (test.kind) {
    case 'type':
      return (row) => test.any.includes(row.type);
    case 'priority':
      return (row) => test.any.includes(row.priority);
    case 'status':
      return (row) => test.any.includes(row.status);
    case 'blocked':
      return (row) => row.blocked_reason !== null || around.blockers(row).length > 0;
    case 'stale':
      return (row) => isStale(row, around.now);
    case 'has':
      return partOf(test.what);
    case 'id':
      return (row) => test.any.includes(row.id);
    case 'project':
      return projectTest(test.any, around);
    case 'branch':
      return (row) => row.git_branch !== null && fold(row.git_branch).includes(test.text);
    case 'older':
      return longerAgo(test.seconds, around.now, (row) => row.created_at);
    case 'idle':
      return longerAgo(test.seconds, around.now, (row) => row.updated_at);
    case 'text':
      return textTest(test.text, around);
  }
}

/** States of a run that is over: a task has a run only as long as one goes on, or waits to. */
const ENDED: ReadonlySet<RunState> = new Set(['succeeded', 'failed', 'stopped', 'lost']);

function partOf(what: Extract<FilterTest, { kind: 'has' }>['what']): Predicate {
  switch (what) {
    case 'branch':
      return (row) => row.git_branch !== null;
    case 'analysis':
      return (row) => row.has_analysis;
    case 'dependencies':
      return (row) => row.depends_on.length > 0;
    case 'run':
      return (row) => row.run_state !== null && !ENDED.has(row.run_state);
  }
}

function projectTest(any: readonly string[], around: Surroundings): Predicate {
  const answers = new Map<number, boolean>();
  return (row) => {
    let answer = answers.get(row.project_id);
    if (answer === undefined) {
      const name = oneWord(around.projectName(row.project_id) ?? '');
      answer = any.some((part) => name.includes(part));
      answers.set(row.project_id, answer);
    }
    return answer;
  };
}

function longerAgo(seconds: number, now: number, at: (row: TaskRow) => string): Predicate {
  return (row) => now - Date.parse(at(row)) >= seconds * 1000;
}

/** Title and number match at once; long texts as soon as the database has said where it found the text. */
function textTest(text: string, around: Surroundings): Predicate {
  const hits = around.hits(text);
  const digits = /^#?(\d+)$/.exec(text)?.[1];
  return (row) =>
    foldedTitle(row).includes(text) ||
    (digits !== undefined && String(row.id).startsWith(digits)) ||
    (hits?.has(row.id) ?? false);
}
