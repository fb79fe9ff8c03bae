import { expect, it } from 'vitest';
import { actions } from './actions';
import { Keymap } from './keymap';

it('no two actions share a key, and none hides behind another', () => {
  const map = new Keymap(actions, {});
  for (const action of actions) {
    for (const keys of action.keys) {
      const others = map.conflicts(action.id, keys).map((other) => other.action.id);
      expect(others, `${keys} of ${action.id}`).toEqual([]);
    }
  }
});

it('holds the keys that the product names', () => {
  const keys = new Set(actions.flatMap((action) => action.keys));
  const named = [
    'C',
    'E',
    '/',
    'Mod+K',
    '?',
    'Mod+Z',
    'Mod+Shift+Z',
    'Enter',
    'Space',
    'X',
    'Mod+A',
    'P',
    'T',
    'B',
    '.',
    'Escape',
  ];
  const moves = ['1', '2', '3', '4', '5', '6', '7', 'Alt+ArrowUp', 'Alt+ArrowDown', 'Alt+ArrowLeft', 'Alt+ArrowRight'];
  const ways = [
    'ArrowUp',
    'ArrowDown',
    'ArrowLeft',
    'ArrowRight',
    'H',
    'J',
    'K',
    'L',
    'Shift+ArrowUp',
    'Shift+ArrowDown',
  ];
  for (const key of [...named, ...moves, ...ways, 'Delete', 'Backspace', 'G then B', 'G then P', 'G then ,']) {
    expect(keys.has(key), key).toBe(true);
  }
});

it('gives every action a name of its own and words to read', () => {
  expect(new Set(actions.map((action) => action.id)).size).toBe(actions.length);
  for (const action of actions) expect(action.label.length, action.id).toBeGreaterThan(2);
});
