// Which keys run which action: the table's keys with the user's own over them, and what may not be taken.
import { t } from '../texts';

/** What the keymap needs of an action. */
export interface Keyed {
  id: string;
  keys: readonly string[];
  scope: 'window' | 'board' | 'cursor' | 'tasks';
  always?: boolean;
}

/** The user's own keys by the action's id: absent is the table's, an empty list is none. */
export type Own = Readonly<Record<string, readonly string[]>>;

const THEN = ' then ';

/** The keys that are in force, found in both directions. */
export class Keymap<A extends Keyed> {
  readonly #keys = new Map<string, readonly string[]>();
  readonly #actions = new Map<string, A[]>();
  readonly #prefixes = new Set<string>();

  constructor(actions: readonly A[], own: Own) {
    for (const action of actions) {
      const keys = fixed(action) ? action.keys : (own[action.id] ?? action.keys);
      this.#keys.set(action.id, keys);
      for (const one of keys) {
        const same = this.#actions.get(one);
        if (same) same.push(action);
        else this.#actions.set(one, [action]);
        if (one.includes(THEN)) this.#prefixes.add(one.slice(0, one.indexOf(THEN)));
      }
    }
  }

  /** The keys of an action. */
  of(id: string): readonly string[] {
    return this.#keys.get(id) ?? [];
  }

  /** The actions that a combination may mean, in the table's order. */
  actions(keys: string): readonly A[] {
    return this.#actions.get(keys) ?? [];
  }

  /** Whether a longer combination begins with this stroke. */
  begins(stroke: string): boolean {
    return this.#prefixes.has(stroke);
  }

  /** The other actions that these keys, or a combination that would hide behind them, run already. */
  conflicts(id: string, keys: string): { action: A; keys: string }[] {
    const found: { action: A; keys: string }[] = [];
    for (const [other, actions] of this.#actions) {
      if (other !== keys && !other.startsWith(keys + THEN) && !keys.startsWith(other + THEN)) continue;
      for (const action of actions) if (action.id !== id) found.push({ action, keys: other });
    }
    return found;
  }
}

/** `Escape` closes whatever is open: it is never changed, so that nobody locks himself in. */
export function fixed(action: Pick<Keyed, 'id'>): boolean {
  return action.id === 'window.close';
}

const TEXT_KEYS = new Set(['Mod+C', 'Mod+V', 'Mod+X']);
const FIELD_KEYS = new Set(['Mod+A', 'Mod+Z', 'Mod+Shift+Z', 'Mod+Y', 'Mod+Enter']);
const PRESSES = new Set(['Enter', 'Space', 'Shift+Enter']);

/** Returns why an action can't have a combination, or null. */
export function refusal(action: Keyed, keys: string): string | null {
  const strokes = keys.split(THEN);
  const words = t.settings.keyboard;
  if (strokes.some((stroke) => stroke === 'Escape')) return words.escape;
  if (strokes.some((stroke) => /^(Shift\+)?Tab$/.test(stroke))) return words.tab;
  if (strokes.some((stroke) => TEXT_KEYS.has(stroke))) return words.clipboard;
  const first = strokes[0] ?? '';
  if (PRESSES.has(first) && (action.scope === 'window' || action.scope === 'cursor')) return words.enter;
  if (action.always && FIELD_KEYS.has(first)) return words.field;
  if (action.always && (strokes.length > 1 || !worksInFields(first))) return words.typed;
  return null;
}

/** Whether a stroke types nothing, so that it can run an action while the user writes. */
export function worksInFields(stroke: string): boolean {
  return /^(Mod|Ctrl|Meta|Alt)\+/.test(stroke) || /^(Shift\+)?F\d+$/.test(stroke) || stroke === 'Escape';
}

/** Returns the user's keys with those of one action changed; what equals the table leaves no entry. */
export function withKeys(own: Own, action: Keyed, keys: readonly string[]): Record<string, string[]> {
  const next = copyOf(own);
  if (keys.length === action.keys.length && keys.every((one, at) => one === action.keys[at])) delete next[action.id];
  else next[action.id] = [...keys];
  return next;
}

/** Returns the user's keys with a combination given to one action and taken from all others that it meets. */
export function takenOver<A extends Keyed>(
  actions: readonly A[],
  own: Own,
  action: A,
  keys: readonly string[],
  added: string,
): Record<string, string[]> {
  let next = withKeys(own, action, keys);
  for (const { action: other, keys: theirs } of new Keymap(actions, own).conflicts(action.id, added)) {
    const left = new Keymap(actions, next).of(other.id).filter((one) => one !== theirs);
    next = withKeys(next, other, left);
  }
  return next;
}

/** Returns the user's keys without those of the known actions; ids that are not known stay. */
export function withoutAll(own: Own, actions: readonly Keyed[]): Record<string, string[]> {
  const ids = new Set(actions.map((action) => action.id));
  return Object.fromEntries(Object.entries(copyOf(own)).filter(([id]) => !ids.has(id)));
}

/** Returns the user's keys to be changed. */
export function copyOf(own: Own): Record<string, string[]> {
  return Object.fromEntries(Object.entries(own).map(([id, keys]) => [id, [...keys]]));
}
