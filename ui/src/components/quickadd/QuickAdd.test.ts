// Quick add on the board, on a host in memory.
import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { tick } from 'svelte';
import { beforeEach, expect, it } from 'vitest';
import { memoryHost, type MemoryHost, type MemoryOptions } from '../../../tests/memory-host';
import { setHost } from '../../lib/host';
import { app } from '../../stores/app.svelte';
import { board } from '../../stores/board.svelte';
import { panel } from '../../stores/panel.svelte';
import { quickAdd } from '../../stores/quickadd.svelte';
import { toasts } from '../../stores/toasts.svelte';
import type { Status } from '../../lib/host';
import QuickAdd from './QuickAdd.svelte';

let host: MemoryHost;

async function open(status: Status | null, options: Partial<MemoryOptions> = {}): Promise<HTMLTextAreaElement> {
  host = memoryHost({ projects: 3, ...options });
  setHost(host);
  await app.start();
  await waitFor(() => expect(board.project).toBe(1));
  quickAdd.open(status);
  render(QuickAdd);
  return screen.getByTestId<HTMLTextAreaElement>('quick-add-input');
}

const press = (key: string, more: KeyboardEventInit = {}) =>
  fireEvent.keyDown(document.activeElement ?? document.body, { key, ...more });

async function type(text: string): Promise<void> {
  const input = screen.getByTestId('quick-add-input');
  await fireEvent.input(input, { target: { value: text, selectionStart: text.length, selectionEnd: text.length } });
}

beforeEach(() => {
  localStorage.clear();
  board.unload();
  quickAdd.close();
  quickAdd.line = '';
  quickAdd.typed.more = '';
  panel.close();
  toasts.items = [];
  app.all = false;
});

it('adds to the column in which it stands, and to another one that the line names', async () => {
  const line = await open('Testing');
  expect(screen.getByRole('dialog', { name: 'New task in Testing' })).toBeTruthy();
  expect(document.activeElement).toBe(line);
  await type('Sound the horn');
  await press('Enter', { shiftKey: true });
  await waitFor(() => expect(host.rows('Testing').at(0)?.title).toBe('Sound the horn'));
  await waitFor(() => expect(screen.getByText('1 saved')).toBeTruthy());
  await type('Polish the bell >done');
  await press('Enter');
  await waitFor(() => expect(quickAdd.place).toBeNull());
  expect(host.rows('Done').at(0)?.title).toBe('Polish the bell');
});

it('adds once when Enter is pressed twice', async () => {
  await open(null);
  await type('Once');
  void press('Enter');
  void press('Enter');
  await waitFor(() => expect(quickAdd.place).toBeNull());
  expect(host.calls.filter((call) => call === 'quickAdd')).toHaveLength(1);
  expect(toasts.items.map((toast) => toast.text)).toEqual(['#25 added to Backlog']);
});

it('opens the new task after Ctrl and Enter', async () => {
  await open(null);
  await type('Open me');
  await press('Enter', { ctrlKey: true });
  await waitFor(() => expect(panel.taskId).toBe(25));
});

it('opens a similar task in the panel and keeps the line', async () => {
  await open(null);
  await type('Webhook again');
  await fireEvent.click(await screen.findByRole('option', { name: /Webhook retries/ }));
  expect(panel.taskId).toBe(6);
  expect(quickAdd.place).toBeNull();
  quickAdd.open(null);
  expect(quickAdd.line).toBe('Webhook again');
});

it('adds to another project that the line names, and takes that back', async () => {
  await open(null);
  await type('Elsewhere @webshop');
  await press('Enter');
  await waitFor(() => expect(host.rows().find((row) => row.title === 'Elsewhere')?.project_id).toBe(2));
  await waitFor(() => expect(toasts.items).toHaveLength(1));
  toasts.items[0]?.undo?.();
  await waitFor(() => expect(host.rows().some((row) => row.title === 'Elsewhere')).toBe(false));
});

it('lets the user choose the project on the board of all projects', async () => {
  host = memoryHost({ projects: 3 });
  setHost(host);
  await app.start();
  await app.showAll();
  await waitFor(() => expect(board.all).toBe(true));
  quickAdd.open(null);
  render(QuickAdd);
  const chip = await screen.findByTestId('quick-add-project');
  expect(chip.textContent).toContain('atlas-api');
  await fireEvent.click(chip);
  await press('ArrowDown');
  await fireEvent.click(document.activeElement ?? chip);
  await type('Into the shop');
  await press('Enter');
  await waitFor(() => expect(host.rows().find((row) => row.title === 'Into the shop')?.project_id).toBe(2));
  expect((await host.boot()).settings.quick_add_project).toBe(2);
});

it('keeps a draft for each project', async () => {
  await open(null);
  await type('For the first\nwith more');
  quickAdd.close();
  await app.switchTo(2);
  await waitFor(() => expect(board.project).toBe(2));
  quickAdd.open(null);
  expect(quickAdd.typed.text).toBe('');
  quickAdd.typed.type('For the second');
  quickAdd.close();
  await app.switchTo(1);
  await waitFor(() => expect(board.project).toBe(1));
  quickAdd.open(null);
  expect(quickAdd.typed.text).toBe('For the first\nwith more');
});

it('completes a column in a column, by Tab', async () => {
  const line = await open('Testing');
  await type('Fix >');
  await press('ArrowUp');
  await press('Tab');
  expect(line.value).toBe('Fix >done ');
  expect(document.activeElement).toBe(line);
});

it('keeps the focus inside while it floats', async () => {
  const line = await open(null);
  await type('Fix it');
  await press('Tab');
  expect(document.activeElement).toBe(line);
});

it('tells of a failure after it was closed, and keeps the line', async () => {
  await open(null);
  await type('Not lost');
  host.options.failing.add('quickAdd');
  void press('Enter');
  quickAdd.close();
  await waitFor(() => expect(toasts.items.map((toast) => toast.tone)).toEqual(['error']));
  quickAdd.open(null);
  expect(quickAdd.line).toBe('Not lost');
});

it('leaves alone what was opened while the answer was awaited', async () => {
  await open('Testing');
  await type('First');
  void press('Enter');
  quickAdd.close();
  quickAdd.open('Ready');
  await waitFor(() => expect(host.rows('Testing').at(0)?.title).toBe('First'));
  await waitFor(() => expect(toasts.items).toHaveLength(1));
  expect(quickAdd.place).toEqual({ kind: 'column', status: 'Ready' });
  expect(quickAdd.line).toBe('');
});

it('does not offer again what was saved while another project came up', async () => {
  await open(null);
  await type('Saved in the first');
  const { quickAdd: add } = host;
  let answer = () => {};
  const held = new Promise<void>((resolve) => (answer = resolve));
  host.quickAdd = async (...given) => {
    await held;
    return add(...given);
  };
  void press('Enter');
  quickAdd.close();
  await app.switchTo(2);
  quickAdd.open(null);
  await tick();
  await type('Begun in the second');
  answer();
  await waitFor(() => expect(host.rows().some((row) => row.title === 'Saved in the first')).toBe(true));
  await waitFor(() => expect(toasts.items).toHaveLength(1));
  expect(quickAdd.line).toBe('Begun in the second');
  await app.switchTo(1);
  quickAdd.open(null);
  expect(quickAdd.line).toBe('');
});
