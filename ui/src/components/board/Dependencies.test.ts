import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { memoryHost } from '../../../tests/memory-host';
import { setHost } from '../../lib/host';
import { app } from '../../stores/app.svelte';
import { board } from '../../stores/board.svelte';
import { around, dependencies, showDependencies } from '../../stores/dependencies.svelte';
import { panel } from '../../stores/panel.svelte';
import { toasts } from '../../stores/toasts.svelte';
import Dependencies from './Dependencies.svelte';

const shown = () => screen.queryByTestId('dependencies');
let card: HTMLElement;

function row(id: number) {
  const found = board.row(id);
  if (!found) throw new Error(`no row ${id}`);
  return found;
}

beforeEach(async () => {
  setHost(memoryHost({ tasks: 24 }));
  board.unload();
  toasts.items = [];
  await app.start();
  await vi.waitFor(() => expect(board.state).toBe('ready'));
  card = document.createElement('div');
  card.dataset['card'] = '15';
  card.tabIndex = 0;
  document.body.append(card);
  render(Dependencies);
});

afterEach(() => {
  vi.useRealTimers();
  panel.close();
  card.remove();
});

it('knows both directions, of what is not Done', async () => {
  expect(around(row(15)).blockers.map((one) => one.id)).toEqual([6, 8]);
  expect(around(row(6)).blocks.map((one) => one.id)).toEqual([15]);
  await board.move([6], 'Done', { at: 'top' });
  expect(around(row(15)).blockers.map((one) => one.id)).toEqual([8]);
  expect(around(row(6)).blocks).toEqual([]);
});

it('comes after a moment of hover, not before, and goes at the next key', async () => {
  vi.useFakeTimers();
  await fireEvent.pointerOver(card);
  await vi.advanceTimersByTimeAsync(340);
  expect(shown()).toBeNull();
  await vi.advanceTimersByTimeAsync(20);
  expect(shown()?.textContent).toContain('Webhook retries');
  await fireEvent.keyDown(card, { key: 'j' });
  expect(shown()).toBeNull();
});

it('stays while the pointer goes into it, and goes after it left', async () => {
  vi.useFakeTimers();
  await fireEvent.pointerOver(card);
  await vi.advanceTimersByTimeAsync(400);
  const box = shown();
  if (!box) throw new Error('not shown');
  await fireEvent.pointerOver(document.body);
  await fireEvent.pointerOver(box);
  await vi.advanceTimersByTimeAsync(1000);
  expect(shown()).not.toBeNull();
  await fireEvent.pointerOver(document.body);
  await vi.advanceTimersByTimeAsync(200);
  expect(shown()).toBeNull();
});

it('opens a task that is chosen', async () => {
  showDependencies(15);
  await waitFor(() => expect(document.activeElement?.textContent).toContain('#6'));
  await fireEvent.click(document.activeElement ?? document.body);
  expect(panel.taskId).toBe(6);
  expect(shown()).toBeNull();
});

it('says so where there is nothing to show', () => {
  showDependencies(12);
  expect(dependencies.id).toBeNull();
  expect(toasts.shown.at(-1)?.text).toContain('#12');
});
