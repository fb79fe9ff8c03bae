import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { memoryHost, type MemoryHost } from '../../../tests/memory-host';
import { setHost } from '../../lib/host';
import { dispatch } from '../../lib/dispatch';
import { app } from '../../stores/app.svelte';
import { board } from '../../stores/board.svelte';
import { cursor } from '../../stores/cursor.svelte';
import { filters } from '../../stores/filters.svelte';
import { palette } from '../../stores/palette.svelte';
import { panel } from '../../stores/panel.svelte';
import { place } from '../../stores/place.svelte';
import Palette from './Palette.svelte';

let host: MemoryHost;

beforeEach(async () => {
  localStorage.clear();
  view = null;
  document.body.innerHTML = '';
  board.unload();
  panel.close();
  palette.close();
  palette.forget();
  app.project = null;
  host = memoryHost({ projects: 2 });
  setHost(host);
  await app.start();
  await vi.waitFor(() => expect(board.state).toBe('ready'));
  cursor.reset();
  filters.clear();
});

let view: ReturnType<typeof render> | null = null;

function open(): HTMLInputElement {
  view?.unmount();
  palette.show();
  view = render(Palette);
  return screen.getByTestId<HTMLInputElement>('palette-input');
}

const type = (text: string) => fireEvent.input(screen.getByTestId('palette-input'), { target: { value: text } });
const press = (key: string, more: KeyboardEventInit = {}) =>
  fireEvent.keyDown(screen.getByTestId('palette-input'), { key, ...more });
const options = (): string[] =>
  screen.queryAllByRole('option').map((option) => option.querySelector('.label')?.textContent ?? '');
const chosen = (): string | undefined =>
  screen
    .queryAllByRole('option')
    .find((option) => option.ariaSelected === 'true' || option.getAttribute('aria-selected') === 'true')
    ?.querySelector('.label')?.textContent;

describe('the palette', () => {
  it('has the focus, and names the chosen option to a screen reader', async () => {
    const input = open();
    expect(document.activeElement).toBe(input);
    await press('ArrowDown');
    const id = input.getAttribute('aria-activedescendant');
    expect(document.getElementById(id ?? '')?.getAttribute('aria-selected')).toBe('true');
    expect(id).toBe('palette-1');
  });

  it('goes by keys to either end and back round', async () => {
    open();
    const all = options();
    await press('End');
    expect(chosen()).toBe(all.at(-1));
    await press('ArrowDown');
    expect(chosen()).toBe(all[0]);
    await press('PageDown');
    expect(chosen()).toBe(all[8]);
    await press('Home');
    expect(chosen()).toBe(all[0]);
  });

  it('moves the tasks at hand, first of all', async () => {
    cursor.place(13);
    open();
    await type('code rev');
    expect(chosen()).toBe('Move #13 to Code Review');
    await press('Enter');
    expect(palette.open).toBe(false);
    await waitFor(() => expect(host.task(13).status).toBe('Code Review'));
  });

  it('gives the selection a priority by its name alone, in one change', async () => {
    cursor.place(13);
    cursor.toggle(13);
    cursor.toggle(15);
    open();
    await type('high');
    expect(chosen()).toBe('Priority of 2 tasks: High');
    await press('Enter');
    await waitFor(() => expect(host.task(13).priority).toBe('High'));
    expect(host.task(15).priority).toBe('High');
    expect(host.calls.filter((call) => call === 'tasksUpdate')).toHaveLength(1);
  });

  it('does not offer what can’t be done now', async () => {
    open();
    await type('move to ready');
    expect(options().some((label) => label.startsWith('Move'))).toBe(false);
    await type('clear the filter');
    expect(options()).not.toContain('Clear the filter');
    cursor.place(3);
    await type('');
  });

  it('finds a task by its number and opens it', async () => {
    open();
    await type('#15');
    expect(chosen()).toBe('Bulk edit of tags');
    await press('Enter');
    expect(panel.taskId).toBe(15);
    expect(cursor.id).toBe(15);
  });

  it('finds a task by a word of its description, and the choice stays where it is', async () => {
    host.change(17, { title: 'A heliotrope' });
    host.change(18, { title: 'Heliotropes again' });
    host.change(20, { description: 'a heliotrope in the text' });
    await waitFor(() => expect(board.row(18)?.title).toBe('Heliotropes again'));
    open();
    await type('heliotrope');
    expect(options()).toEqual(['Heliotropes again', 'A heliotrope']);
    await press('ArrowDown');
    expect(await screen.findByText('Offline mode for the mobile client')).toBeTruthy();
    expect(options()).toEqual(['Heliotropes again', 'A heliotrope', 'Offline mode for the mobile client']);
    expect(chosen()).toBe('A heliotrope');
  });

  it('asks only for what a prefix names', async () => {
    open();
    await type('@web');
    expect(options()).toEqual(['Switch to webshop']);
    await type('>web');
    expect(options()).toEqual([]);
    expect(screen.getByText('Nothing matches “>web”.')).toBeTruthy();
    await type('#login');
    expect(options()[0]).toContain('Login');
  });

  it('changes a setting on the spot, and leads to those that need more', async () => {
    open();
    await type('theme dark');
    expect(chosen()).toBe('Theme: Dark');
    await press('Enter');
    await waitFor(() => expect(app.settings.theme).toBe('dark'));
    palette.show();
    await type('default branch');
    expect(chosen()).toBe('Project: Default branch');
    await press('Enter');
    expect(app.screen).toBe('settings');
    expect(place.wanted).toBe('project.branch');
  });

  it('sets a saved filter', async () => {
    await app.saveSettings({ saved_filters: [{ name: 'Urgent bugs', filter: 'type:bug priority:high' }] });
    open();
    await type('urgent');
    expect(chosen()).toBe('Filter: Urgent bugs');
    await press('Enter');
    expect(filters.text).toBe('type:bug priority:high');
  });

  it('shows what was used last first', async () => {
    open();
    await type('density: compact');
    await press('Enter');
    expect(palette.recent[0]).toBe('setting.density.compact');
    expect(localStorage.getItem('claudetask.palette.recent')).toContain('setting.density.compact');
    open();
    expect(options()[0]).toBe('Density: Compact');
  });

  it('leaves its keys to an input method that composes', async () => {
    open();
    await type('move');
    const before = chosen();
    await press('ArrowDown', { isComposing: true });
    await press('Enter', { isComposing: true });
    expect(chosen()).toBe(before);
    expect(palette.open).toBe(true);
  });

  it('closes by Escape and gives the focus back to where it was', async () => {
    const button = document.createElement('button');
    document.body.append(button);
    button.focus();
    const input = open();
    expect(document.activeElement).toBe(input);
    const event = new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true });
    Object.defineProperty(event, 'target', { value: input });
    expect(dispatch(event)).toBe(true);
    expect(palette.open).toBe(false);
    expect(document.activeElement).toBe(button);
  });
});

describe('a question', () => {
  it('keeps what was typed and says why it can’t be taken', async () => {
    const done = vi.fn();
    palette.ask({
      label: 'Limit of Ready',
      hint: '1 to 999',
      value: '5',
      problem: (text) => (/^\d+$/.test(text) ? null : `“${text}” is no number.`),
      done,
    });
    render(Palette);
    const input = screen.getByTestId<HTMLInputElement>('palette-answer');
    expect(document.activeElement).toBe(input);
    await fireEvent.input(input, { target: { value: 'many' } });
    await fireEvent.keyDown(input, { key: 'Enter' });
    expect(screen.getByRole('alert').textContent).toBe('“many” is no number.');
    expect(input.value).toBe('many');
    expect(done).not.toHaveBeenCalled();
    await fireEvent.input(input, { target: { value: '7' } });
    await fireEvent.keyDown(input, { key: 'Enter' });
    expect(done).toHaveBeenCalledWith('7');
    expect(palette.open).toBe(false);
  });
});
