// The global shortcut as the shell writes it, `CommandOrControl+Alt+N`, and as people read it.
import { isMac } from '../../lib/keys';

type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

const MODIFIERS = /^(Control|Shift|Alt|Meta|OS|AltGraph|CapsLock|NumLock|Dead|Unidentified|Process)/;

/** Returns the combination of an event: null while only modifiers are held. */
export function acceleratorOf(event: Pressed, mac = isMac): string | null {
  if (MODIFIERS.test(event.key)) return null;
  const key = /^(?:Key|Digit)(.)$/.exec(event.code)?.[1] ?? event.code;
  if (key === '') return null;
  const parts: string[] = [];
  if (mac ? event.metaKey : event.ctrlKey) parts.push('CommandOrControl');
  if (mac && event.ctrlKey) parts.push('Control');
  if (!mac && event.metaKey) parts.push('Super');
  if (event.altKey) parts.push('Alt');
  if (event.shiftKey) parts.push('Shift');
  return [...parts, key].join('+');
}

/** Whether a combination leaves typing in other programs alone. */
export function isSafe(accelerator: string): boolean {
  return /(CommandOrControl|Control|Super|Alt)\+/.test(accelerator) || /^(Shift\+)?F\d+$/.test(accelerator);
}

const NAMES: Record<string, string> = { CommandOrControl: 'Mod', CmdOrCtrl: 'Mod', Control: 'Ctrl' };

/** Returns the combination in the words of the table of actions, for showing it. */
export function asKeys(accelerator: string): string {
  return accelerator
    .split('+')
    .map((part) => NAMES[part] ?? part)
    .join('+');
}
