import { beforeEach, expect, it } from 'vitest';
import { MOST, toasts } from './toasts.svelte';

const texts = () => toasts.shown.map((toast) => toast.text);
const fail = (message: string) => toasts.error({ code: 'internal', message, hint: 'Try again.', retryable: true });

beforeEach(() => {
  toasts.items = [];
});

it('shows three, the newest last', () => {
  for (const text of ['a', 'b', 'c', 'd']) toasts.show({ text });
  expect(texts()).toEqual(['b', 'c', 'd']);
  expect(toasts.items).toHaveLength(MOST);
});

it('keeps what failed when something is done after it', () => {
  fail('broken');
  for (const text of ['a', 'b', 'c']) toasts.show({ text });
  expect(texts()).toEqual(['broken', 'b', 'c']);
});

it('never loses a failure: those without a place come back', () => {
  for (const text of ['1', '2', '3', '4']) fail(text);
  expect(texts()).toEqual(['2', '3', '4']);
  expect(toasts.hidden).toBe(1);
  const newest = toasts.show({ text: 'done' });
  expect(texts()).toEqual(['3', '4', 'done']);
  expect(toasts.hidden).toBe(2);
  toasts.close(newest);
  expect(texts()).toEqual(['2', '3', '4']);
  toasts.closeErrors();
  expect(toasts.items).toEqual([]);
});

it('makes one of the same words, with the newer undo', () => {
  let undone = '';
  toasts.show({ text: 'a', undo: () => (undone = 'old') });
  toasts.show({ text: 'b' });
  toasts.show({ text: 'a', undo: () => (undone = 'new') });
  expect(texts()).toEqual(['b', 'a']);
  toasts.shown.at(-1)?.undo?.();
  expect(undone).toBe('new');
});

it('carries the code and the hint of a failure', () => {
  fail('broken');
  expect(toasts.shown[0]).toMatchObject({ code: 'internal', hint: 'Try again.', tone: 'error' });
});

it('takes the newest undo away once the change was undone otherwise', () => {
  toasts.show({ text: 'a', undo: () => undefined });
  toasts.show({ text: 'b' });
  toasts.retireUndo();
  expect(texts()).toEqual(['b']);
});

it('can have the focus only where there is one', () => {
  const before = toasts.wanted;
  expect(toasts.focus()).toBe(false);
  toasts.show({ text: 'a' });
  expect(toasts.focus()).toBe(true);
  expect(toasts.wanted).toBe(before + 1);
});

it('lets a newer one about the same thing take the place of an older, whose undo would be refused', () => {
  toasts.show({ text: 'CLAUDE.md created', about: 'CLAUDE.md' });
  toasts.show({ text: 'Moved' });
  toasts.show({ text: 'CLAUDE.md saved', about: 'CLAUDE.md' });
  expect(texts()).toEqual(['Moved', 'CLAUDE.md saved']);
});
