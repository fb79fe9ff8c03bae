// Completion in the quick-add line: which word is meant, and what it can become. Pure; offsets are UTF-16
// code units, as a text field counts.
import { PRIORITIES, STATUSES, TYPES } from '../lib/domain';
import type { Priority, Project, Status, SuggestedTask, TaskType } from '../lib/host';

export type Sign = '@' | '>' | '^' | '!' | '#';

/** A word that begins with a sign, and that the caret is at the end of. */
export interface Word {
  sign: Sign;
  /** What follows the sign. */
  text: string;
  start: number;
  end: number;
}

export type Choice = { insert: string } & (
  | { kind: 'project'; project: Project }
  | { kind: 'status'; status: Status }
  | { kind: 'priority'; priority: Priority }
  | { kind: 'type'; type: TaskType }
  | { kind: 'task'; task: SuggestedTask }
);

const SIGNS = '@>^!#';
const SPACE = /\p{White_Space}/u;
/** As in the grammar: `//` between white space, not at the line's start. */
const DESCRIPTION = /\p{White_Space}\/\/\p{White_Space}/u;

/** Returns the word that could be completed at the caret, or null. */
export function wordAt(line: string, caret: number): Word | null {
  if (caret < line.length && !SPACE.test(line.charAt(caret))) return null;
  let start = caret;
  while (start > 0 && !SPACE.test(line.charAt(start - 1))) start -= 1;
  const sign = line.charAt(start);
  if (start === caret || !SIGNS.includes(sign) || DESCRIPTION.test(line.slice(0, start))) return null;
  return { sign: sign as Sign, text: line.slice(start + 1, caret), start, end: caret };
}

/** Returns a name as the one word that the grammar reads it by, such as `my-app` for “My App”. */
export function oneWord(name: string): string {
  const most = 40;
  let slug = '';
  for (const word of name.toLowerCase().split(/[^\p{Alphabetic}\p{N}]+/u)) {
    if (word === '') continue;
    const letters = [...word];
    if (slug === '') slug = letters.slice(0, most).join('');
    else if ([...slug].length + 1 + letters.length <= most) slug += `-${word}`;
    else break;
  }
  return slug;
}

const folded = (text: string): string => text.toLowerCase().replace(/[ _-]/g, '');

/** How well a name fits what was typed: 0 from its beginning, 1 from a word's, 2 inside; null not at all. */
function fit(name: string, typed: string): number | null {
  const wanted = folded(typed);
  if (folded(name).startsWith(wanted)) return 0;
  const words = name.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  if (words.some((_, at) => words.slice(at).join('').startsWith(wanted))) return 1;
  return wanted.length > 2 && folded(name).includes(wanted) ? 2 : null;
}

function fitting<T extends Choice>(choices: T[], name: (choice: T) => string, typed: string): T[] {
  return choices
    .map((choice) => ({ choice, rank: fit(name(choice), typed) }))
    .filter((one): one is { choice: T; rank: number } => one.rank !== null)
    .sort((a, b) => a.rank - b.rank)
    .map((one) => one.choice);
}

/** Returns what a word can become, the best first; tasks are the host's to suggest. */
export function choicesFor(word: Word, projects: readonly Project[]): Choice[] {
  switch (word.sign) {
    case '@': {
      const seen = new Set<string>();
      const named = projects.flatMap((project) => {
        const name = oneWord(project.name);
        // The grammar takes the first of two that are one word; the other cannot be named so.
        if (name === '' || seen.has(name)) return [];
        seen.add(name);
        return [{ kind: 'project' as const, project, insert: `@${name}` }];
      });
      return fitting(named, (choice) => choice.project.name, word.text);
    }
    case '>':
      return fitting(
        STATUSES.map((status) => ({
          kind: 'status' as const,
          status,
          insert: `>${status.toLowerCase().replaceAll(' ', '-')}`,
        })),
        (choice) => choice.status,
        word.text,
      );
    case '!':
      return fitting(
        PRIORITIES.map((priority) => ({ kind: 'priority' as const, priority, insert: `!${priority.toLowerCase()}` })),
        (choice) => choice.priority,
        word.text,
      );
    case '#':
      return fitting(
        TYPES.map((type) => ({ kind: 'type' as const, type, insert: `#${type.toLowerCase()}` })),
        (choice) => choice.type,
        word.text,
      );
    case '^':
      return [];
  }
}

/** Returns whether the grammar understands the word as it stands, so that there is nothing left to complete. */
export function isWhole(word: Word, projects: readonly Project[]): boolean {
  const text = word.text.toLowerCase();
  switch (word.sign) {
    case '@':
      return projects.some((project) => isNamed(project, word.text));
    case '>':
      return folded(text) !== '' && STATUSES.some((status) => folded(status).startsWith(folded(text)));
    case '!':
      return PRIORITIES.some(
        (priority) => priority.toLowerCase() === text || priority.charAt(0).toLowerCase() === text,
      );
    case '#':
      return TYPES.some((type) => type.toLowerCase() === text);
    case '^':
      return /^[1-9]\d*$/.test(text);
  }
}

function isNamed(project: Project, text: string): boolean {
  const name = oneWord(text);
  return name !== '' && name === oneWord(project.name);
}
