import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { memoryHost } from '../../../tests/memory-host';
import { actions, keyOf, keysOf, type Action } from '../../lib/actions';
import { setHost } from '../../lib/host';
import { hasLayer } from '../../lib/layers';
import { app } from '../../stores/app.svelte';
import { KeyEditor, SEQUENCE_MS } from './keys.svelte';
import { acceleratorOf, asKeys, isSafe } from './shortcut';

let editor: KeyEditor;

beforeEach(async () => {
  setHost(memoryHost({ settings: { keymap: { 'from.the.future': ['F'] } } }));
  await app.start();
  editor = new KeyEditor();
  vi.useFakeTimers();
});

afterEach(() => {
  editor.cancel();
  vi.useRealTimers();
});

function action(id: string): Action {
  const found = actions.find((one) => one.id === id);
  if (!found) throw new Error(`no action ${id}`);
  return found;
}

describe('a pressed key', () => {
  it('takes the place of the one that was clicked', () => {
    editor.begin(action('task.new'), 0);
    expect(hasLayer()).toBe(true);
    editor.press('V', 'v');
    expect(editor.held).toBe('V');
    vi.advanceTimersByTime(SEQUENCE_MS);
    expect(keysOf('task.new')).toEqual(['V']);
    expect(hasLayer()).toBe(false);
    expect(app.settings.keymap).toEqual({ 'from.the.future': ['F'], 'task.new': ['V'] });
  });

  it('may be the first of two', () => {
    editor.begin(action('window.sheet'), 0);
    editor.press('W', 'w');
    editor.press('S', 's');
    expect(keyOf('window.sheet')).toBe('W then S');
    vi.advanceTimersByTime(SEQUENCE_MS);
    expect(keysOf('window.sheet')).toEqual(['W then S']);
  });

  it('counts at once with a modifier, and a modifier alone does not', () => {
    editor.begin(action('window.rail'), 1);
    editor.press('Mod+Control', 'Control');
    expect(editor.at).not.toBeNull();
    editor.press('Mod+Shift+L', 'L');
    expect(keysOf('window.rail')).toEqual(['Mod+B', 'Mod+Shift+L']);
  });

  it('is removed by Backspace, and Escape leaves all as it was', () => {
    editor.begin(action('task.open'), 1);
    editor.press('Backspace', 'Backspace');
    expect(keysOf('task.open')).toEqual(['Enter']);
    editor.begin(action('task.open'), 0);
    editor.press('Escape', 'Escape');
    expect(editor.at).toBeNull();
    expect(keysOf('task.open')).toEqual(['Enter']);
  });

  it('that can’t be had is refused with the reason', () => {
    editor.begin(action('task.new'), 0);
    editor.press('Tab', 'Tab');
    expect(editor.problem?.text).toMatch(/Tab goes from one control/);
    expect(keysOf('task.new')).toEqual(['C']);
  });
});

describe('a key that another action has', () => {
  it('is shown with that action and changes nothing yet', () => {
    editor.begin(action('task.new'), 0);
    editor.press('Mod+Z', 'z');
    expect(editor.conflict?.others.map((other) => other.action.id)).toEqual(['window.undo']);
    expect(keysOf('task.new')).toEqual(['C']);
    editor.cancel();
    expect(editor.conflict).toBeNull();
    expect(keysOf('window.undo')).toEqual(['Mod+Z']);
  });

  it('can be taken over', () => {
    editor.begin(action('task.new'), 0);
    editor.press('Mod+Y', 'y');
    editor.takeOver();
    expect(keysOf('task.new')).toEqual(['Mod+Y']);
    expect(keysOf('window.redo')).toEqual(['Mod+Shift+Z']);
  });

  it('is named on a reset too', () => {
    editor.begin(action('task.new'), 0);
    editor.press('Mod+Y', 'y');
    editor.takeOver();
    editor.reset(action('window.redo'));
    expect(editor.conflict?.others.map((other) => other.action.id)).toEqual(['task.new']);
    editor.takeOver();
    expect(keysOf('window.redo')).toEqual(['Mod+Shift+Z', 'Mod+Y']);
    expect(keysOf('task.new')).toEqual([]);
  });
});

it('all keys are reset at once, but for what is not known here', () => {
  editor.begin(action('task.new'), 0);
  editor.press('Backspace', 'Backspace');
  expect(keysOf('task.new')).toEqual([]);
  editor.resetAll();
  expect(keysOf('task.new')).toEqual(['C']);
  expect(app.settings.keymap).toEqual({ 'from.the.future': ['F'] });
});

it('a global shortcut is written as the shell wants it and read as people do', () => {
  const event = { key: 'n', code: 'KeyN', ctrlKey: true, altKey: true, metaKey: false, shiftKey: false };
  expect(acceleratorOf(event, false)).toBe('CommandOrControl+Alt+N');
  expect(acceleratorOf({ ...event, key: 'Alt', code: 'AltLeft' }, false)).toBeNull();
  expect(acceleratorOf({ ...event, key: '@', code: 'Digit2', ctrlKey: false, metaKey: true }, false)).toBe(
    'Super+Alt+2',
  );
  expect(isSafe('Shift+N')).toBe(false);
  expect(isSafe('F9')).toBe(true);
  expect(isSafe('CommandOrControl+Alt+N')).toBe(true);
  expect(asKeys('CommandOrControl+Alt+N')).toBe('Mod+Alt+N');
});

it('a reset that takes a key from another action gives all of the usual keys back', () => {
  editor.begin(action('window.redo'), 1);
  editor.press('Backspace', 'Backspace');
  editor.begin(action('window.redo'), 0);
  editor.press('Mod+J', 'j');
  editor.begin(action('task.new'), 0);
  editor.press('Mod+Y', 'y');
  expect(keysOf('window.redo')).toEqual(['Mod+J']);
  expect(keysOf('task.new')).toEqual(['Mod+Y']);
  editor.reset(action('window.redo'));
  editor.takeOver();
  expect(keysOf('window.redo')).toEqual(['Mod+Shift+Z', 'Mod+Y']);
  expect(keysOf('task.new')).toEqual([]);
  expect(app.settings.keymap['window.redo']).toBeUndefined();
});
