import { fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import Toasts from './Toasts.svelte';

const onclose = vi.fn();
const undo = vi.fn();
const done = { id: 1, text: '#3 deleted', tone: 'plain' as const, undo };
const failed = { id: 2, text: 'Not saved.', tone: 'error' as const, hint: 'Try again.', code: 'database_locked' };

beforeEach(() => {
  onclose.mockReset();
  undo.mockReset();
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

it('lets what was done go by itself, and what failed stay', () => {
  render(Toasts, { items: [done, failed], onclose });
  vi.advanceTimersByTime(60_000);
  expect(onclose.mock.calls).toEqual([[1]]);
});

it('holds the clock while the pointer is on it', async () => {
  render(Toasts, { items: [done], onclose });
  const toast = screen.getByTestId('toast');
  await fireEvent.pointerEnter(toast);
  vi.advanceTimersByTime(60_000);
  expect(onclose).not.toHaveBeenCalled();
  await fireEvent.pointerLeave(toast);
  vi.advanceTimersByTime(60_000);
  expect(onclose).toHaveBeenCalledWith(1);
});

it('says a failure at once, with its hint and code', () => {
  render(Toasts, { items: [failed], onclose });
  const alert = screen.getByRole('alert');
  expect(alert.textContent).toContain('Try again.');
  expect(alert.textContent).toContain('database_locked');
});

it('takes the focus when asked, and Esc gives it back', async () => {
  const before = document.createElement('button');
  document.body.append(before);
  before.focus();
  const { rerender } = render(Toasts, { items: [failed, done], onclose, wanted: 0 });
  await rerender({ wanted: 1 });
  expect(document.activeElement?.textContent).toBe('Undo');
  await fireEvent.keyDown(document.activeElement ?? document.body, { key: 'Escape' });
  expect(document.activeElement).toBe(before);
  before.remove();
});

it('undoes once and closes', async () => {
  render(Toasts, { items: [done], onclose });
  await fireEvent.click(screen.getByText('Undo'));
  expect(undo).toHaveBeenCalledOnce();
  expect(onclose).toHaveBeenCalledWith(1);
});

it('offers to dismiss failures that have no place', async () => {
  const onclear = vi.fn();
  render(Toasts, { items: [failed], hidden: 2, onclose, onclear });
  await fireEvent.click(screen.getByText('2 more errors · Dismiss all'));
  expect(onclear).toHaveBeenCalledOnce();
});
