// The filter's grammar for tests, in its main lines; the real one is the program's own.
import type {
  Filter,
  FilterMark,
  FilterPart,
  FilterTerm,
  FilterTest,
  Priority,
  Status,
  TaskType,
} from '../src/lib/host';
import { PRIORITIES, STATUSES, TYPES } from '../src/lib/domain';

const SECONDS: Record<string, number> = { h: 3600, d: 86_400, w: 604_800 };
const PARTS: Record<string, FilterPart> = {
  branch: 'branch',
  analysis: 'analysis',
  deps: 'dependencies',
  dependencies: 'dependencies',
  run: 'run',
};

function named<T extends string>(words: readonly T[], values: string): T[] | null {
  const found = values.split(',').map((value) => {
    const wanted = value.toLowerCase().replaceAll('-', ' ');
    return wanted === '' ? undefined : words.find((word) => word.toLowerCase().startsWith(wanted));
  });
  return found.some((word) => word === undefined) ? null : (found as T[]);
}

function seconds(value: string): number | null {
  const match = /^(\d+)([hdw])$/i.exec(value);
  return match ? Number(match[1]) * (SECONDS[(match[2] ?? '').toLowerCase()] ?? 0) : null;
}

function testOf(key: string, value: string): FilterTest | string {
  switch (key) {
    case 'type': {
      const any: TaskType[] | null = named(TYPES, value);
      return any ? { kind: 'type', any } : `“${value}” is no type. Use feature or bug.`;
    }
    case 'priority': {
      const any: Priority[] | null = named(PRIORITIES, value);
      return any ? { kind: 'priority', any } : `“${value}” is no priority. Use high, medium or low.`;
    }
    case 'status': {
      const any: Status[] | null = named(STATUSES, value);
      return any ? { kind: 'status', any } : `“${value}” is no column.`;
    }
    case 'is': {
      const what = value.toLowerCase();
      return what === 'blocked' || what === 'stale' ? { kind: what } : `“${value}” is no state. Use blocked or stale.`;
    }
    case 'has': {
      const what = PARTS[value.toLowerCase()];
      return what ? { kind: 'has', what } : `“${value}” is nothing that a task can have. Use branch, analysis or deps.`;
    }
    case 'id': {
      const any = value.split(',').map((id) => Number(id.replace('#', '')));
      return any.every((id) => Number.isInteger(id) && id > 0) ? { kind: 'id', any } : `“${value}” is no id.`;
    }
    case 'project':
      return value === ''
        ? 'Name a project after “project:”.'
        : { kind: 'project', any: value.toLowerCase().split(',') };
    case 'branch':
      return value === '' ? 'Write a part of the name after “branch:”.' : { kind: 'branch', text: value.toLowerCase() };
    case 'older':
    case 'idle': {
      const time = seconds(value);
      return time === null ? `“${value}” is no time. Use 12h, 3d or 2w.` : { kind: key, seconds: time };
    }
    default:
      return '';
  }
}

export function parseFilter(text: string): Filter {
  const terms: FilterTerm[] = [];
  const marks: FilterMark[] = [];
  for (const match of text.matchAll(/-?"[^"]*"?|\S+/g)) {
    const start = match.index;
    const end = start + match[0].length;
    const negated = match[0].startsWith('-') && match[0].length > 1;
    const word = negated ? match[0].slice(1) : match[0];
    const add = (test: FilterTest): void => void terms.push({ negated, test });
    const mark = (problem: string | null = null): void => void marks.push({ start, end, problem });
    const plain = word.toLowerCase();
    const pair = /^([a-z]+):(.*)$/i.exec(word);
    if (plain === 'blocked' || plain === 'stale') {
      add({ kind: plain });
      mark();
    } else if (/^#\d+$/.test(word)) {
      add({ kind: 'id', any: [Number(word.slice(1))] });
      mark();
    } else if (pair) {
      const test = testOf((pair[1] ?? '').toLowerCase(), pair[2] ?? '');
      if (test === '') add({ kind: 'text', text: plain.normalize('NFC') });
      else if (typeof test === 'string') mark(test);
      else {
        add(test);
        mark();
      }
    } else {
      const bare = plain.replaceAll('"', '').normalize('NFC');
      if (bare !== '') add({ kind: 'text', text: bare });
      if (negated) mark();
    }
  }
  return { terms, marks };
}
