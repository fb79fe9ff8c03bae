import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { memoryHost, type MemoryHost } from '../../tests/memory-host';
import { app } from '../stores/app.svelte';
import { board } from '../stores/board.svelte';
import { cursor } from '../stores/cursor.svelte';
import { filters } from '../stores/filters.svelte';
import { palette } from '../stores/palette.svelte';
import { panel } from '../stores/panel.svelte';
import { popup } from '../stores/popup.svelte';
import { quickAdd } from '../stores/quickadd.svelte';
import { sheet } from '../stores/sheet.svelte';
import { openCardMenu } from './actions';
import { dispatch } from './dispatch';
import { setHost } from './host';
import { pushLayer } from './layers';

let host: MemoryHost;
let pop: (() => void) | null = null;

beforeEach(async () => {
  localStorage.clear();
  document.body.innerHTML = '';
  board.unload();
  app.project = null;
  host = memoryHost();
  setHost(host);
  await app.start();
  await vi.waitFor(() => expect(board.state).toBe('ready'));
  cursor.reset();
  filters.clear();
  popup.open = false;
  quickAdd.close();
  palette.close();
  panel.close();
  sheet.open = false;
});

afterEach(async () => {
  pop?.();
  pop = null;
  await app.saveSettings({ keymap: {} });
});

function put(html: string): HTMLElement {
  document.body.innerHTML = html;
  const node = document.body.querySelector<HTMLElement>('[data-here]') ?? document.body;
  node.focus();
  return node;
}

let now = 0;

function press(key: string, more: KeyboardEventInit = {}, on: Element = document.body): boolean {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more });
  Object.defineProperty(event, 'target', { value: on });
  return dispatch(event, (now += 100));
}

describe('a single key', () => {
  it('runs its action where nobody types', () => {
    expect(press('c')).toBe(true);
    expect(quickAdd.place).not.toBeNull();
  });

  it('is a letter while the user types, and a combination that works everywhere still works', () => {
    const field = put('<input data-here />');
    expect(press('c', {}, field)).toBe(false);
    expect(press('?', {}, field)).toBe(false);
    expect(quickAdd.place).toBeNull();
    expect(press('k', { ctrlKey: true }, field)).toBe(true);
    expect(palette.open).toBe(true);
  });

  it('is dead below what floats, and Escape closes that', () => {
    const close = vi.fn();
    pop = pushLayer(close);
    expect(press('c')).toBe(false);
    expect(press('g')).toBe(false);
    expect(press('Escape')).toBe(true);
    expect(close).toHaveBeenCalledOnce();
    expect(quickAdd.place).toBeNull();
  });

  it('belongs to an input method that composes', () => {
    expect(press('c', { isComposing: true })).toBe(false);
    expect(press('Escape', { isComposing: true })).toBe(false);
    expect(press('k', { ctrlKey: true, isComposing: true })).toBe(false);
    expect(palette.open).toBe(false);
  });

  it('is not run again while it is held down, unless it may be', () => {
    expect(press('?', { repeat: true })).toBe(true);
    expect(sheet.open).toBe(false);
    const before = cursor.id;
    expect(press('ArrowDown', { repeat: true })).toBe(true);
    expect(cursor.id).not.toBe(before);
  });
});

describe('keys of the user’s own', () => {
  it('run the action in place of the table’s', async () => {
    await app.saveSettings({ keymap: { 'task.new': ['N'] } });
    expect(press('c')).toBe(false);
    expect(press('n')).toBe(true);
    expect(quickAdd.place).not.toBeNull();
  });

  it('may be two strokes, and none at all', async () => {
    await app.saveSettings({ keymap: { 'window.sheet': ['W then S'], 'task.new': [] } });
    expect(press('c')).toBe(false);
    expect(press('w')).toBe(true);
    expect(press('s')).toBe(true);
    expect(sheet.open).toBe(true);
  });

  it('that type something never run while the user types', async () => {
    await app.saveSettings({ keymap: { 'window.palette': ['P'] } });
    const field = put('<textarea data-here></textarea>');
    expect(press('p', {}, field)).toBe(false);
    expect(palette.open).toBe(false);
  });
});

describe('the focus on a button outside the board', () => {
  it('leaves the arrows to the cursor, and Enter and Space to the button', () => {
    const button = put('<nav><button data-here>Board</button></nav>');
    const before = cursor.id;
    expect(press('ArrowDown', {}, button)).toBe(true);
    expect(cursor.id).not.toBe(before);
    expect(press('j', {}, button)).toBe(true);
    expect(press('x', {}, button)).toBe(true);
    expect(cursor.selection.size).toBe(1);
    expect(press('Enter', {}, button)).toBe(false);
    expect(press(' ', {}, button)).toBe(false);
    expect(panel.taskId).toBeNull();
  });

  it('leaves Delete alone: nobody looks at a card then', () => {
    const button = put('<nav><button data-here>Board</button></nav>');
    cursor.place(13);
    expect(press('Delete', {}, button)).toBe(false);
  });

  it('leaves the arrows to what has a use for them, and to the panel', () => {
    const tab = put('<div><button role="tab" data-here>Task</button></div>');
    expect(press('ArrowRight', {}, tab)).toBe(false);
    const inPanel = put('<aside data-panel><button data-here>More</button></aside>');
    expect(press('ArrowDown', {}, inPanel)).toBe(false);
  });

  it('leads nowhere on the settings screen', () => {
    app.screen = 'settings';
    const button = put('<nav><button data-here>Settings</button></nav>');
    expect(press('ArrowDown', {}, button)).toBe(false);
    app.screen = 'board';
  });
});

it('edits the focused card’s text from the board', () => {
  cursor.place(13);
  expect(press('e')).toBe(true);
  expect(panel.taskId).toBe(13);
  expect(panel.editAsked).toBe(true);
});

it('a combination of two waits while Shift is pressed for its second key', async () => {
  await app.saveSettings({ keymap: { 'window.sheet': ['G then ?'] } });
  press('g');
  press('Shift', { shiftKey: true });
  expect(press('?', { shiftKey: true })).toBe(true);
  expect(sheet.open).toBe(true);
});

it('what is selected but filtered out of sight is not acted on; the card with the focus is', () => {
  cursor.toggle(13);
  cursor.toggle(14);
  filters.setText('export');
  cursor.place(3);
  expect(cursor.targets()).toEqual([3]);
  filters.clear();
  expect(cursor.targets()).toEqual([13, 14]);
});

describe('a menu that is open', () => {
  it('acts on the tasks that it was opened for, whatever happened to them since', async () => {
    cursor.place(13);
    openCardMenu();
    host.elsewhere('cli', () => host.drop([13]));
    await vi.waitFor(() => expect(board.row(13)).toBeUndefined());
    cursor.settle();
    popup.items.find((item) => item.label === 'Delete')?.onselect?.();
    await board.reload();
    expect(host.rows('Backlog').map((row) => row.id)).toContain(cursor.entry);
    expect(host.calls).not.toContain('taskDelete');
  });
});
