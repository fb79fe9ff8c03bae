import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { beforeEach, expect, it, vi } from 'vitest';
import { EVERY } from '../../../tests/memory-run-samples';
import { memoryHost, type MemoryHost, type MemoryOptions } from '../../../tests/memory-host';
import { forgetMemory } from '../../lib/drafts';
import { setHost } from '../../lib/host';
import { app } from '../../stores/app.svelte';
import { runs } from '../../stores/runs.svelte';
import { toasts } from '../../stores/toasts.svelte';
import Runs from './Runs.svelte';

let host: MemoryHost;

async function show(options: Partial<MemoryOptions> = {}): Promise<void> {
  host = memoryHost({ runs: 'some', ...options });
  setHost(host);
  await app.start();
  await runs.start();
  app.screen = 'runs';
  render(Runs);
}

/** Opens the first run of the list whose entry has this text. */
async function open(text: RegExp): Promise<void> {
  const option = await waitFor(() => {
    const found = screen.getAllByRole('option').find((one) => text.test(one.textContent));
    if (!found) throw new Error(`no run fits ${text}`);
    return found;
  });
  await fireEvent.click(option);
  await waitFor(() => expect(option.getAttribute('aria-selected')).toBe('true'));
}

const standing = () => screen.getByTestId('run-standing').textContent;
const names = () => screen.getAllByRole('option').map((one) => one.textContent.replaceAll(/\s+/g, ' ').trim());
const press = (on: Element, key: string, more: KeyboardEventInit = {}) => fireEvent.keyDown(on, { key, ...more });
const transcript = () => within(screen.getByTestId('transcript'));
const items = () => document.querySelectorAll('[data-item]');

/** What axe finds, but for contrasts, which need a page that is painted. */
async function violations(): Promise<string[]> {
  const found = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
  return found.violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.html}`));
}

beforeEach(() => {
  localStorage.clear();
  forgetMemory();
  toasts.items = [];
  runs.opened = null;
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(900);
});

it('lists live runs first, and opens the newest that has begun', async () => {
  await show();
  await screen.findByTestId('run-detail');
  expect(names().map((name) => /Queued|Running|Waiting|Succeeded|Failed|Lost|Stopped/.exec(name)?.[0])).toEqual([
    ...['Queued', 'Running', 'Waiting'],
    ...['Succeeded', 'Succeeded', 'Failed', 'Lost', 'Stopped'],
  ]);
  expect(standing()).toContain('Running');
  expect(screen.getByTestId('runs-counts').textContent).toBe('3 live · 8 runs');
});

it('says what to do where there is no run yet', async () => {
  await show({ runs: 'none' });
  const empty = await screen.findByTestId('runs-empty');
  expect(empty.textContent).toContain('Go to a card on the board and press A');
});

it('shows those that did not succeed alone, and all again', async () => {
  await show();
  await screen.findByTestId('run-detail');
  await fireEvent.click(screen.getByTestId('runs-other'));
  await waitFor(() => expect(names()).toHaveLength(3));
  expect(names().join()).not.toContain('Succeeded');
});

it('opens runs by keyboard alone', async () => {
  await show();
  await screen.findByTestId('run-detail');
  const list = screen.getByRole('listbox');
  await waitFor(() => expect(document.activeElement).toBe(list));
  await press(list, 'End');
  await press(list, 'Enter');
  await waitFor(() => expect(standing()).toContain('Stopped'));
});

it('follows the open run without beginning its transcript anew', async () => {
  await show();
  await screen.findByTestId('run-detail');
  const scroller = screen.getByTestId('transcript');
  const id = runs.opened ?? 0;
  host.runs.push(id, { kind: 'text', text: 'A thing that came later.' });
  expect(await transcript().findByText('A thing that came later.')).toBeTruthy();
  host.runs.end(id, 'succeeded');
  await waitFor(() => expect(standing()).toContain('Succeeded'));
  expect(screen.getByTestId('transcript')).toBe(scroller);
});

it('says why a run failed, and goes on with it as a new run', async () => {
  await show();
  await open(/Failed/);
  expect(screen.getByTestId('run-failure').textContent).toContain('Try again in some minutes.');
  const before = runs.opened;
  await fireEvent.click(screen.getByTestId('run-resume'));
  await waitFor(() => expect(runs.opened).not.toBe(before));
  expect(runs.get(runs.opened ?? 0)?.follows).toBe(before);
});

it('shows every kind of item, folded where it is long, and unfolds it', async () => {
  await show();
  await open(/Succeeded.*Analysis/);
  await waitFor(() => expect(items()).toHaveLength(EVERY.length));
  expect(await transcript().findByText('What to change')).toBeTruthy();
  expect(transcript().getAllByText('Failed').length).toBeGreaterThan(0);
  const call = await transcript().findByRole('button', { name: /^Call: Grep renew_cookie/ });
  expect(transcript().queryByText(/"pattern": "renew_cookie"/)).toBeNull();
  await fireEvent.click(call);
  expect(transcript().getByText(/"pattern": "renew_cookie"/)).toBeTruthy();
});

it('loads the whole of a text that was cut', async () => {
  await show({ runs: 'none' });
  const { id } = host.runs.start(1);
  host.runs.push(id, { kind: 'text', text: `${'word '.repeat(1000)}THE END` });
  runs.opened = id;
  await fireEvent.click(await screen.findByTestId('item-whole'));
  expect(await transcript().findByText(/THE END/)).toBeTruthy();
});

it('keeps a question that was typed when another run is looked at, and sends it with Enter', async () => {
  await show();
  await open(/Failed/);
  await fireEvent.input(screen.getByTestId('question'), { target: { value: 'Why that file?' } });
  await open(/Stopped/);
  expect(screen.getByTestId<HTMLTextAreaElement>('question').value).toBe('');
  await open(/Failed/);
  const field = screen.getByTestId<HTMLTextAreaElement>('question');
  expect(field.value).toBe('Why that file?');
  await press(field, 'Enter', { shiftKey: true });
  expect(host.calls).not.toContain('runAsk');
  await press(field, 'Enter');
  await waitFor(() => expect(host.calls).toContain('runAsk'));
  await waitFor(() => expect(runs.get(runs.opened ?? 0)?.question).toBe('Why that file?'));
});

it('keeps the question when it can’t be sent', async () => {
  await show({ failing: new Set(['runAsk']) });
  await open(/Failed/);
  const field = screen.getByTestId<HTMLTextAreaElement>('question');
  await fireEvent.input(field, { target: { value: 'Why?' } });
  await press(field, 'Enter');
  expect((await screen.findByRole('alert')).textContent).toContain('could not be written');
  expect(field.value).toBe('Why?');
});

it('searches inside with Ctrl+F, and marks the hits one after the other', async () => {
  await show();
  await open(/Succeeded.*Analysis/);
  await press(document.body, 'f', { ctrlKey: true });
  const field = await screen.findByTestId('run-search-field');
  expect(document.activeElement).toBe(field);
  await fireEvent.input(field, { target: { value: 'hostname' } });
  await waitFor(() => expect(screen.getByTestId('run-search').textContent).toContain('1 of 3'));
  const marked = () => document.querySelector<HTMLElement>('[aria-current="true"]')?.dataset['item'];
  expect(marked()).toBe('9');
  await press(field, 'Enter');
  await waitFor(() => expect(marked()).toBe('10'));
  await press(field, 'Escape');
  expect(screen.queryByTestId('run-search')).toBeNull();
});

it('searches with the key that searches the board, but not while the user types', async () => {
  await show();
  await open(/Succeeded.*Analysis/);
  await press(await screen.findByTestId('question'), '/');
  expect(screen.queryByTestId('run-search')).toBeNull();
  await press(document.body, '/');
  await screen.findByTestId('run-search-field');
});

it('stops a live run, and a process that was left behind', async () => {
  await show();
  await screen.findByTestId('run-detail');
  await fireEvent.click(screen.getByTestId('run-stop'));
  await waitFor(() => expect(standing()).toContain('Stopped'));
  await open(/Lost/);
  await fireEvent.click(await screen.findByTestId('survivor-stop'));
  await waitFor(() => expect(screen.queryByTestId('survivor')).toBeNull());
});

it('says what is wrong when the runs can’t be read', async () => {
  await show({ failing: new Set(['runsList']), runs: 'none' });
  expect((await screen.findByRole('alert')).textContent).toContain('Another program holds it.');
  host.options.failing.clear();
  await fireEvent.click(screen.getByText('Try again'));
  expect(await screen.findByTestId('runs-empty')).toBeTruthy();
});

it('has nothing that axe finds wrong', { timeout: 60_000 }, async () => {
  await show();
  await screen.findByTestId('run-detail');
  expect(await violations()).toEqual([]);
  await open(/Waiting/);
  await screen.findByTestId('run-request');
  expect(await violations()).toEqual([]);
  await open(/Lost/);
  await press(document.body, 'f', { ctrlKey: true });
  await screen.findByTestId('run-search');
  expect(await violations()).toEqual([]);
  await open(/Succeeded.*Analysis/);
  await waitFor(() => expect(items()).toHaveLength(EVERY.length));
  for (const fold of transcript().getAllByRole('button', { expanded: false })) await fireEvent.click(fold);
  expect(await violations()).toEqual([]);
});
