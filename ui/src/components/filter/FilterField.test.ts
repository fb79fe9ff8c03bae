import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, expect, it, vi } from 'vitest';
import { memoryHost } from '../../../tests/memory-host';
import { setHost } from '../../lib/host';
import { app } from '../../stores/app.svelte';
import { board } from '../../stores/board.svelte';
import { cursor } from '../../stores/cursor.svelte';
import { filters } from '../../stores/filters.svelte';
import FilterField from './FilterField.svelte';

const field = () => screen.getByTestId<HTMLInputElement>('search');
const options = () => screen.queryAllByRole('option').map((option) => option.querySelector('.what')?.textContent);
const press = (key: string, more: KeyboardEventInit = {}) => fireEvent.keyDown(field(), { key, ...more });

async function type(text: string) {
  field().focus();
  field().value = text;
  field().setSelectionRange(text.length, text.length);
  await fireEvent.input(field());
}

beforeEach(async () => {
  setHost(memoryHost({ tasks: 24 }));
  board.unload();
  filters.clear();
  await app.start();
  await vi.waitFor(() => expect(board.state).toBe('ready'));
  render(FilterField, { searchKey: '/' });
});

it('completes a key and then its value', async () => {
  await type('ty');
  expect(options()).toEqual(['type:']);
  await press('Tab');
  await waitFor(() => expect(field().value).toBe('type:'));
  await waitFor(() => expect(options()).toEqual(['Feature', 'Bug']));
  await press('ArrowDown');
  await press('Enter');
  await waitFor(() => expect(field().value).toBe('type:bug '));
  expect(options()).toEqual([]);
  await waitFor(() => expect([...filters.types]).toEqual(['Bug']));
});

it('leaves Enter to the board while only a key could be meant', async () => {
  await type('st');
  expect(options()).toEqual(['status:']);
  await press('Enter');
  expect(field().value).toBe('st');
  expect(options()).toEqual([]);
});

it('hides nothing for a word that may become a key, until it is left', async () => {
  await type('prio');
  expect(filters.predicate).toBeNull();
  await fireEvent.keyDown(field(), { key: 'Escape' });
  expect(filters.predicate).not.toBeNull();
  await type('prior art');
  expect(filters.predicate).not.toBeNull();
});

it('offers every key when it is asked', async () => {
  field().focus();
  await press('ArrowDown', { altKey: true });
  expect(options()).toHaveLength(10);
});

it('closes what is offered, then empties the field, then leaves it', async () => {
  await type('is:');
  expect(options().length).toBeGreaterThan(0);
  await press('Escape');
  expect(options()).toEqual([]);
  expect(field().value).toBe('is:');
  await press('Escape');
  expect(field().value).toBe('');
  const { wanted } = cursor;
  await press('Escape');
  // The board then has the focus.
  expect(cursor.wanted).toBe(wanted + 1);
  expect(cursor.id).toBe(cursor.entry);
});

it('leaves keys to an input method', async () => {
  await type('ty');
  await press('Tab', { isComposing: true });
  expect(field().value).toBe('ty');
});

it('tints what is understood and explains what is not', async () => {
  await type('is:blocked type:bg ');
  await waitFor(() => expect(document.querySelector('.behind .mark')?.textContent).toBe('is:blocked'));
  expect(document.querySelector('.behind .problem')?.textContent).toBe('type:bg');
  expect(screen.getByRole('status').textContent).toContain('bg');
  expect(field().getAttribute('aria-invalid')).toBe('true');
});

it('says how many are shown', async () => {
  await type('safari');
  expect(screen.getByTestId('filter-count').textContent).toBe('1 of 24');
});

it('takes the focus when it is asked for', async () => {
  filters.focus();
  await waitFor(() => expect(document.activeElement).toBe(field()));
});
