// The window as its user meets it, on a host in memory.
import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeAll, beforeEach, expect, it, vi } from 'vitest';
import App from '../src/App.svelte';
import { setHost } from '../src/lib/host';
import { app } from '../src/stores/app.svelte';
import { board } from '../src/stores/board.svelte';
import { cursor } from '../src/stores/cursor.svelte';
import { filters } from '../src/stores/filters.svelte';
import { palette } from '../src/stores/palette.svelte';
import { popup } from '../src/stores/popup.svelte';
import { quickAdd } from '../src/stores/quickadd.svelte';
import { toasts } from '../src/stores/toasts.svelte';
import { memoryHost, type MemoryHost, type MemoryOptions } from './memory-host';

let host: MemoryHost;
/** The projects whose files the window asked to be watched. */
let watched: (number | null)[] = [];

async function open(options: Partial<MemoryOptions> = {}): Promise<void> {
  host = memoryHost(options);
  watched = [];
  const watch = host.documentsWatch;
  host.documentsWatch = (project) => {
    watched.push(project);
    return watch(project);
  };
  setHost(host);
  await app.start();
  render(App);
  if ((options.projects ?? 1) > 0) await screen.findByTestId('board');
}

const press = (key: string, more: KeyboardEventInit = {}, on: Element = document.activeElement ?? document.body) =>
  fireEvent.keyDown(on, { key, ...more });
const focused = () => (document.activeElement as HTMLElement | null)?.dataset['card'];
const column = (status: string) => screen.getByTestId(`column-${status}`);

// The window loads the palette by itself after a while: no test ends in the middle of that.
beforeAll(() =>
  Promise.all([
    import('../src/components/palette/Palette.svelte'),
    import('../src/components/views/Instructions.svelte'),
  ]),
);

beforeEach(() => {
  localStorage.clear();
  board.unload();
  filters.clear();
  cursor.reset();
  quickAdd.close();
  quickAdd.line = '';
  popup.open = false;
  toasts.items = [];
  app.started = false;
  app.project = null;
  // Every element has a height, so that cards are drawn.
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(800);
});

it('shows seven columns with their counts', async () => {
  await open();
  for (const [status, count] of [
    ['Backlog', 13],
    ['Analysis', 2],
    ['Ready', 3],
    ['In Progress', 2],
    ['Testing', 1],
    ['Code Review', 1],
    ['Done', 2],
  ] as const) {
    expect(within(column(status)).getByText(new RegExp(`^${count} tasks?$`))).toBeTruthy();
  }
});

it('draws only what is in sight of ten thousand cards', async () => {
  await open({ tasks: 10_000, column: 'Backlog' });
  expect(board.column('Backlog').all).toHaveLength(10_000);
  expect(within(column('Backlog')).getAllByRole('option').length).toBeLessThan(40);
});

it('names a card by what it shows', async () => {
  await open();
  expect(await screen.findByRole('option', { name: /Bug #1 .*High priority Login fails on Safari/ })).toBeTruthy();
});

it('moves the focus with the arrows and the card with a number', async () => {
  await open();
  await press('ArrowDown', {}, document.body);
  await waitFor(() => expect(focused()).toBe('13'));
  await press('3');
  await waitFor(() => expect(host.task(13).status).toBe('Ready'));
  await waitFor(() => expect(focused()).toBe('14'));
  expect(screen.getByTestId('toast').textContent).toContain('#13 moved to Ready');
});

it('leaves single keys alone while the user types', async () => {
  await open();
  const search = screen.getByTestId<HTMLInputElement>('search');
  search.focus();
  await press('c');
  await press('3');
  expect(screen.queryByTestId('quick-add-input')).toBeNull();
  expect(host.calls).not.toContain('taskMove');
});

it('leaves keys alone while an input method composes', async () => {
  await open();
  await press('c', { isComposing: true }, document.body);
  expect(screen.queryByTestId('quick-add-input')).toBeNull();
});

it('keeps the focus when the focused card is deleted elsewhere', async () => {
  await open();
  await press('ArrowDown', {}, document.body);
  await waitFor(() => expect(focused()).toBe('13'));
  host.elsewhere('cli', () => host.drop([13]));
  await waitFor(() => expect(focused()).toBe('14'));
});

it('keeps the focus on a card that another process moves', async () => {
  await open();
  await press('ArrowDown', {}, document.body);
  await waitFor(() => expect(focused()).toBe('13'));
  host.elsewhere('cli', () => host.change(13, { status: 'Testing' }, 'task_moved'));
  await waitFor(() => expect(within(column('Testing')).queryByTestId('card-13')).toBeTruthy());
  await waitFor(() => expect(focused()).toBe('13'));
});

it('adds a task from one line, and what was typed outlives a close', async () => {
  await open();
  await press('c', {}, document.body);
  let input = await screen.findByTestId<HTMLTextAreaElement>('quick-add-input');
  await fireEvent.input(input, { target: { value: 'Half a thought' } });
  await press('Escape', {}, input);
  await waitFor(() => expect(screen.queryByTestId('quick-add-input')).toBeNull());
  await press('c', {}, document.body);
  input = await screen.findByTestId<HTMLTextAreaElement>('quick-add-input');
  expect(input.value).toBe('Half a thought');
  await fireEvent.input(input, { target: { value: 'A whole one !high >ready' } });
  await screen.findByText('Ready', { selector: '.chip b' });
  await press('Enter', {}, input);
  await waitFor(() => expect(screen.queryByTestId('quick-add-input')).toBeNull());
  expect(host.rows('Ready').at(0)).toMatchObject({ title: 'A whole one', priority: 'High' });
  await waitFor(() => expect(focused()).toBe('25'));
});

it('keeps the line and says why when it cannot be saved', async () => {
  await open();
  await press('c', {}, document.body);
  const input = await screen.findByTestId<HTMLTextAreaElement>('quick-add-input');
  await fireEvent.input(input, { target: { value: '!high' } });
  await press('Enter', {}, input);
  expect((await screen.findByRole('alert')).textContent).toContain('The line has no title.');
  expect(input.value).toBe('!high');
});

it('says what to do on an empty board, and when nothing matches', async () => {
  await open({ tasks: 0 });
  expect(await screen.findByText('Nothing here yet')).toBeTruthy();
  host.elsewhere('cli', () => host.put({ title: 'One' }));
  await waitFor(() => expect(screen.queryByText('Nothing here yet')).toBeNull());
  await fireEvent.input(screen.getByTestId('search'), { target: { value: 'zzz' } });
  await fireEvent.click(await screen.findByText('Clear the filter'));
  await screen.findByTestId('card-1');
});

it('shows why a board could not be loaded, and tries again', async () => {
  await open({ failing: new Set(['board']) });
  expect((await screen.findByRole('alert')).textContent).toContain('Another program holds it.');
  host.options.failing.clear();
  await fireEvent.click(screen.getByText('Try again'));
  await screen.findByTestId('card-1');
});

it('remembers which columns are collapsed', async () => {
  await open();
  await fireEvent.click(screen.getByLabelText('Menu of Analysis'));
  await fireEvent.click(await screen.findByText('Collapse'));
  expect(within(column('Analysis')).queryByRole('option')).toBeNull();
  expect(localStorage.getItem('claudetask.board.1.collapsed')).toBe('["Analysis"]');
  await fireEvent.click(screen.getByRole('button', { name: /^Expand Analysis/ }));
  expect(within(column('Analysis')).getAllByRole('option').length).toBe(2);
});

it('makes the sheet of shortcuts from the table of actions', async () => {
  await open();
  await press('?', {}, document.body);
  const sheet = await screen.findByRole('dialog', { name: 'Keyboard shortcuts' });
  expect(within(sheet).getByText('Move to Code Review')).toBeTruthy();
  await press('Escape', {}, sheet);
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});

it('a project that comes up closes what was open for the one before', async () => {
  await open({ projects: 2, others: 3 });
  await press('c', {}, document.body);
  await screen.findByTestId('quick-add-input');
  popup.show({ x: 1, y: 1 }, 'Menu', [{ label: 'One' }]);
  palette.ask({ label: 'Limit', hint: '', value: '', problem: () => null, done: () => undefined });
  host.desktop.showProject(2);
  await waitFor(() => expect(board.project).toBe(2));
  await waitFor(() => expect(screen.queryByTestId('quick-add-input')).toBeNull());
  expect(quickAdd.place).toBeNull();
  expect(popup.open).toBe(false);
  expect(palette.open).toBe(false);
});

it('goes to the instructions and back by keys, and watches files meanwhile', async () => {
  await open();
  await press('g', {}, document.body);
  await press('i', {}, document.body);
  await screen.findByTestId('instructions', undefined, { timeout: 10_000 });
  expect(screen.getByTestId('rail-instructions').getAttribute('aria-current')).toBe('page');
  await waitFor(() => expect(watched).toEqual([null, 1]));
  await press('g', {}, document.body);
  await press('b', {}, document.body);
  await screen.findByTestId('board');
  await waitFor(() => expect(watched).toEqual([null, 1, null]));
});

it('the cursor is where it was when the board comes back from the settings', async () => {
  await open();
  await press('ArrowDown', {}, document.body);
  await waitFor(() => expect(focused()).toBe('13'));
  app.screen = 'settings';
  await waitFor(() => expect(screen.queryByTestId('board')).toBeNull());
  app.screen = 'board';
  await screen.findByTestId('board');
  expect(cursor.id).toBe(13);
});
