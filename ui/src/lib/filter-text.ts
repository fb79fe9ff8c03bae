// A filter's text as it is edited: its words, the completion of the one at the caret, and the pickers that
// write into it. What the text means is the host's to say.
import { PRIORITIES, STATUSES, TYPES } from './domain';
import { fold, oneWord } from './filter';

export const KEYS = ['type', 'priority', 'status', 'is', 'has', 'project', 'branch', 'older', 'idle', 'id'] as const;
export type Key = (typeof KEYS)[number];

/** Other words for a key; what they mean is the same. */
const ALIASES: Partial<Record<Key, readonly string[]>> = {
  type: ['t', 'kind'],
  priority: ['prio', 'p'],
  status: ['s', 'state', 'column', 'in'],
  project: ['proj'],
  older: ['age'],
};

interface Word {
  text: string;
  start: number;
  end: number;
}

/** Cuts a text at white space; what stands between quotes stays together. An inch mark (`12"`) is no quote. */
export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  let start = -1;
  let quoted = false;
  for (let at = 0; at <= text.length; at += 1) {
    const letter = text[at];
    if (letter === undefined || (/\s/.test(letter) && !quoted)) {
      if (start >= 0) words.push({ text: text.slice(start, at), start, end: at });
      start = -1;
      continue;
    }
    const before = text[at - 1] ?? ' ';
    if (start < 0) start = at;
    if (letter === '"' && before !== '\\' && (quoted || /[\s\-:,]/.test(before))) quoted = !quoted;
  }
  return words;
}

/** Returns whether a text is nothing but words to look for, so that nobody need be asked what it means. */
export function isPlain(text: string): boolean {
  return !/[:"#\-\\]/.test(text) && !/(^|\s)blocked(\s|$)/i.test(text);
}

function keyNamed(name: string): Key | undefined {
  const small = name.toLowerCase();
  return KEYS.find((key) => key === small || ALIASES[key]?.includes(small));
}

/** Whether a word is a condition of a key; `is:bug` is one of the type. */
function isOf(word: string, key: Key): boolean {
  const colon = word.indexOf(':');
  if (colon < 0) return false;
  const named = keyNamed(word.slice(0, colon));
  return named === key || (key === 'type' && named === 'is' && /^is:(bug|feature)$/i.test(word));
}

/** Returns the text with all conditions of a key replaced by one that allows these values; none for no values. */
export function withValues(text: string, key: Key, values: readonly string[]): string {
  const words = wordsOf(text).map((word) => word.text);
  const at = words.findIndex((word) => isOf(word, key));
  const rest = words.filter((word) => !isOf(word, key));
  if (values.length > 0) rest.splice(at < 0 ? rest.length : at, 0, `${key}:${values.map(oneWord).join(',')}`);
  return rest.join(' ');
}

export interface Completion {
  /** What takes the place of the part that is being typed. */
  insert: string;
  /** The key whose value it is, or null where it is a key itself. */
  key: Key | null;
  /** The value as the list of its key has it, such as `In Progress`. */
  value: string;
}

export interface Completions {
  /** The part of the text that an answer replaces. */
  start: number;
  end: number;
  options: Completion[];
  /** Whether Enter takes the first one: a value is expected. */
  eager: boolean;
}

export interface Known {
  projects: () => readonly string[];
  branches: () => readonly string[];
}

const MOST = 8;
const AGES = ['1d', '3d', '1w', '2w', '30d'];

function valuesOf(key: Key, known: Known): readonly string[] {
  switch (key) {
    case 'type':
      return TYPES;
    case 'priority':
      return PRIORITIES;
    case 'status':
      return STATUSES;
    case 'is':
      return ['blocked', 'stale', 'open', 'done'];
    case 'has':
      return ['branch', 'analysis', 'dependencies', 'run'];
    case 'project':
      return known.projects();
    case 'branch':
      return known.branches();
    case 'older':
    case 'idle':
      return AGES;
    case 'id':
      return [];
  }
}

/**
 * Returns what could stand at the caret: a key while a word begins like one, a value behind a key. Null where
 * there is nothing to offer; with `all` every key is offered where no word is.
 */
export function completionsAt(text: string, caret: number, known: Known, all = false): Completions | null {
  const word = wordsOf(text).find((one) => one.start < caret && caret <= one.end);
  if (!word) {
    const free = all && (caret === text.length || /\s/.test(text[caret] ?? ' '));
    return free ? { start: caret, end: caret, options: keys(''), eager: false } : null;
  }
  const sign = word.text.startsWith('-') ? 1 : 0;
  const typed = text.slice(word.start + sign, caret);
  const colon = typed.indexOf(':');
  if (colon < 0) {
    const options = typed === '' && !all ? [] : keys(typed);
    return options.length > 0 ? { start: word.start + sign, end: word.end, options, eager: false } : null;
  }
  const key = keyNamed(typed.slice(0, colon));
  if (!key) return null;
  const comma = typed.lastIndexOf(',');
  const from = Math.max(colon, comma) + 1;
  const begun = written(key, typed.slice(from).replace(/"/g, ''));
  const before = typed
    .slice(colon + 1, from)
    .toLowerCase()
    .split(',');
  const options = valuesOf(key, known)
    .map((value) => ({ insert: written(key, value), key, value }))
    .filter(({ insert }) => insert !== '' && matches(insert, begun) && !before.includes(insert))
    .slice(0, MOST);
  // What is typed out already needs no completion.
  if (options.length === 0 || (options.length === 1 && options[0]?.insert === begun)) return null;
  const after = text.slice(caret, word.end);
  const next = after.indexOf(',');
  return {
    start: word.start + sign + from,
    end: next < 0 ? word.end : caret + next,
    options,
    eager: begun !== options[0]?.insert,
  };
}

/** Returns a value as it is written behind its key. */
function written(key: Key, value: string): string {
  return key === 'branch' ? fold(value) : oneWord(value);
}

function keys(begun: string): Completion[] {
  const small = begun.toLowerCase();
  return KEYS.filter((key) => key.startsWith(small)).map((key) => ({ insert: `${key}:`, key: null, value: key }));
}

/** Whether a value, or a word of it, begins like what is typed. */
function matches(value: string, begun: string): boolean {
  return value.startsWith(begun) || value.includes(`-${begun}`) || value.includes(`/${begun}`);
}

/** Returns the text with a completion put in, and where the caret then stands. */
export function completed(text: string, at: Completions, chosen: Completion): { text: string; caret: number } {
  const rest = text.slice(at.end);
  // Behind a whole condition the next one can begin at once.
  const gap = chosen.key !== null && rest === '' ? ' ' : '';
  const head = text.slice(0, at.start) + chosen.insert + gap;
  return { text: head + rest, caret: head.length };
}
