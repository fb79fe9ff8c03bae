// Key combinations: how they are written in the table of actions, matched against events and shown.

/** True on a Mac, where `Mod` is Command; elsewhere it is Control. */
export const isMac = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? '');

const MAC: Record<string, string> = { Mod: '⌘', Ctrl: '⌃', Alt: '⌥', Shift: '⇧' };
const NAMES: Record<string, string> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
  Space: 'Space',
  Delete: 'Del',
};

/** Returns the combination as people read it: `Mod+Shift+Z` becomes `Ctrl Shift Z`, on a Mac `⌘⇧Z`. */
export function keyLabel(keys: string, mac = isMac): string {
  return keys
    .split(' ')
    .map((stroke) => {
      if (stroke === 'then') return stroke;
      const parts = (stroke === '+' ? ['+'] : stroke.split('+')).map((part) => {
        const known = NAMES[part];
        if (known) return known;
        if (mac) return MAC[part] ?? part;
        return part === 'Mod' ? 'Ctrl' : part;
      });
      return parts.join(mac ? '' : ' ');
    })
    .join(' ');
}

const NAMED: Record<string, string> = { ' ': 'Space', Esc: 'Escape', Del: 'Delete' };

/** What a keyboard event is, written as in the table of actions: `Mod+Shift+Z`, `ArrowUp`, `?`. */
export function strokeOf(
  event: Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>,
  mac = isMac,
): string {
  let key = NAMED[event.key] ?? event.key;
  let letter = false;
  if (key.length === 1) {
    // On a layout without Latin letters, and with Alt on a Mac, the key's place names it.
    const place = /^Key([A-Z])$/.exec(event.code)?.[1];
    if (/^[a-z]$/i.test(key)) key = key.toUpperCase();
    else if (place && key.charCodeAt(0) > 127) key = place;
    letter = /^[A-Z]$/.test(key);
  }
  const parts: string[] = [];
  if (mac ? event.metaKey : event.ctrlKey) parts.push('Mod');
  if (mac ? event.ctrlKey : event.metaKey) parts.push(mac ? 'Ctrl' : 'Meta');
  if (event.altKey) parts.push('Alt');
  // A sign such as `?` needs Shift on some keyboards and not on others: it names itself.
  if (event.shiftKey && (letter || key.length > 1)) parts.push('Shift');
  return [...parts, key].join('+');
}

const MODIFIERS: ReadonlySet<string> = new Set([
  'Shift',
  'Control',
  'Alt',
  'Meta',
  'AltGraph',
  'CapsLock',
  'Dead',
  'Unidentified',
  'Process',
]);

/** Returns whether an event's key is none by itself, but only changes another. */
export function isModifier(key: string): boolean {
  return MODIFIERS.has(key);
}

/** Returns whether the user types text there, so that single keys mean letters. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  // From outside, what happens in a shadow root happens to its host.
  if (target.shadowRoot?.activeElement) return isTyping(target.shadowRoot.activeElement);
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) {
    return true;
  }
  return target instanceof HTMLInputElement && !/^(button|checkbox|radio|range|submit|reset)$/.test(target.type);
}

const SEQUENCE_MS = 1500;

/** Follows strokes in time, so that `G then B` is known from `B`. */
export class Strokes {
  #first: string | null = null;
  #at = 0;

  /** Returns the combinations that this stroke may complete, the longest first. */
  next(stroke: string, now: number): string[] {
    const first = this.#first !== null && now - this.#at < SEQUENCE_MS ? this.#first : null;
    this.#first = null;
    return first === null ? [stroke] : [`${first} then ${stroke}`, stroke];
  }

  /** Waits for what follows this stroke. */
  hold(stroke: string, now: number): void {
    this.#first = stroke;
    this.#at = now;
  }
}
