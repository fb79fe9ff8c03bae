// The quick-add grammar for tests, in its main lines; the real one is the program's own.
import type { ErrorReport, MarkKind, Priority, Status, TaskType } from '../src/lib/host';
import { STATUSES } from '../src/lib/domain';
import { oneWord } from '../src/stores/quickadd-words';

export interface Parsed {
  title: string;
  type: TaskType | null;
  priority: Priority | null;
  status: Status | null;
  project: string | null;
  depends_on: number[];
  description: string | null;
  marks: { start: number; end: number; kind: MarkKind }[];
  problem: ErrorReport | null;
}

const PRIORITY: Record<string, Priority> = {
  h: 'High',
  high: 'High',
  m: 'Medium',
  medium: 'Medium',
  l: 'Low',
  low: 'Low',
};
const TYPE: Record<string, TaskType> = { bug: 'Bug', feature: 'Feature' };

function statusOf(word: string): Status | null {
  const wanted = word.toLowerCase().replaceAll('-', ' ');
  return wanted === '' ? null : (STATUSES.find((status) => status.toLowerCase().startsWith(wanted)) ?? null);
}

export function parseLine(input: string, projects: readonly string[] = []): Parsed {
  const parsed: Parsed = {
    title: '',
    type: null,
    priority: null,
    status: null,
    project: null,
    depends_on: [],
    description: null,
    marks: [],
    problem: null,
  };
  const [line = '', ...below] = input.split(/\r\n?|\n/);
  const words: string[] = [];
  for (const match of line.matchAll(/\S+/g)) {
    const word = match[0];
    const start = match.index;
    if (word === '//' && start > 0 && start + 2 < line.length) {
      parsed.description = line.slice(start + 2).trim() || null;
      parsed.marks.push({ start, end: line.length, kind: 'description' });
      break;
    }
    const rest = word.slice(1);
    const mark = (kind: MarkKind): void => void parsed.marks.push({ start, end: start + word.length, kind });
    const priority = PRIORITY[rest.toLowerCase()];
    const type = TYPE[rest.toLowerCase()];
    const status = statusOf(rest);
    const project = projects.find((name) => oneWord(rest) !== '' && oneWord(name) === oneWord(rest));
    if (/^\\(?:[!#@>^]|\/\/$)/.test(word)) words.push(rest);
    else if (word.startsWith('!') && priority) {
      parsed.priority = priority;
      mark('priority');
    } else if (word.startsWith('#') && type) {
      parsed.type = type;
      mark('type');
    } else if (word.startsWith('>') && status) {
      parsed.status = status;
      mark('status');
    } else if (word.startsWith('@') && project !== undefined) {
      parsed.project = project;
      mark('project');
    } else if (/^\^\d+$/.test(word)) {
      parsed.depends_on.push(Number(rest));
      mark('depends_on');
    } else words.push(word);
  }
  const more = below.join('\n').trim();
  if (more !== '') parsed.description = [parsed.description, more].filter(Boolean).join('\n');
  parsed.title = words.join(' ');
  if (parsed.title === '')
    parsed.problem = problem(
      'title_missing',
      'The line has no title.',
      'Write what should be done, before or after the markers.',
    );
  else if ([...parsed.title].length > 200) {
    parsed.problem = problem(
      'title_too_long',
      `The title has ${[...parsed.title].length} characters; at most 200 fit.`,
      'Put the rest into the description, after //.',
    );
  }
  return parsed;
}

function problem(code: string, message: string, hint: string): ErrorReport {
  return { code, message, hint, retryable: false };
}
