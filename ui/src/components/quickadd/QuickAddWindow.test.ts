// The quick-add window as its user meets it, on a host in memory.
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { beforeEach, expect, it } from 'vitest';
import { memoryHost, type MemoryHost, type MemoryOptions } from '../../../tests/memory-host';
import { setHost } from '../../lib/host';
import { QuickAddWindow } from '../../stores/quickadd-window.svelte';
import Page from './QuickAddWindow.svelte';

let host: MemoryHost;
let store: QuickAddWindow;

/** The page as the window loads it: with stores of its own. */
async function open(options: Partial<MemoryOptions> = {}): Promise<HTMLTextAreaElement> {
  host = memoryHost({ projects: 3, ...options });
  await load();
  return screen.findByTestId<HTMLTextAreaElement>('quick-add-input');
}

async function load(): Promise<void> {
  cleanup();
  setHost(host);
  store?.stop();
  store = new QuickAddWindow();
  const started = store.start();
  render(Page, { own: store });
  await started;
}

const input = () => screen.getByTestId<HTMLTextAreaElement>('quick-add-input');

async function type(text: string): Promise<void> {
  await fireEvent.input(input(), { target: { value: text, selectionStart: text.length, selectionEnd: text.length } });
}

const press = (key: string, more: KeyboardEventInit = {}, on: Element = document.activeElement ?? document.body) =>
  fireEvent.keyDown(on, { key, ...more });

const called = (name: string) => host.calls.filter((call) => call === name).length;

async function paste(text: string): Promise<void> {
  const event = new Event('paste', { bubbles: true, cancelable: true });
  Object.assign(event, { clipboardData: { getData: () => text } });
  await fireEvent(input(), event);
}

beforeEach(() => localStorage.clear());

it('has the focus in its line, saves it by Enter and hides', async () => {
  const line = await open();
  expect(document.activeElement).toBe(line);
  await type('Fix the pump !high >ready');
  await press('Enter');
  await waitFor(() => expect(called('quickAddHide')).toBe(1));
  expect(host.rows('Ready').at(0)).toMatchObject({ title: 'Fix the pump', priority: 'High', project_id: 1 });
  expect(line.value).toBe('');
});

it('adds once when Enter is pressed twice, or held down', async () => {
  await open();
  await type('Once');
  void press('Enter');
  void press('Enter');
  void press('Enter', { repeat: true });
  await waitFor(() => expect(called('quickAddHide')).toBe(1));
  expect(called('quickAdd')).toBe(1);
});

it('stays for the next line after Shift and Enter, and takes an added task back', async () => {
  await open();
  await type('First !low');
  await press('Enter', { shiftKey: true });
  const added = await screen.findByTestId('quick-add-added');
  expect(added.textContent).toContain('#25 added to Backlog');
  expect(called('quickAddHide')).toBe(0);
  await fireEvent.click(within(added).getByText('Undo'));
  await waitFor(() => expect(host.rows().some((row) => row.id === 25)).toBe(false));
  await waitFor(() => expect(screen.queryByTestId('quick-add-added')).toBeNull());
  await waitFor(() => expect(input().value).toBe('First !low'));
});

it('opens the task in the window of the board after Ctrl and Enter', async () => {
  await open();
  const shown: (number | null)[] = [];
  const { windowShow } = host;
  host.windowShow = (id) => {
    shown.push(id);
    return windowShow(id);
  };
  await type('Open me');
  await press('Enter', { ctrlKey: true });
  await waitFor(() => expect(shown).toEqual([25]));
  expect(called('quickAddHide')).toBe(1);
});

it('keeps what was typed when Escape hides it, also for a page that is loaded anew', async () => {
  await open();
  await type('Half a thought');
  await press('Escape');
  await waitFor(() => expect(called('quickAddHide')).toBe(1));
  expect(input().value).toBe('Half a thought');
  await load();
  expect(input().value).toBe('Half a thought');
  expect(input().selectionStart).toBe('Half a thought'.length);
  expect(input().selectionEnd).toBe('Half a thought'.length);
});

it('takes the focus each time it is shown', async () => {
  const line = await open();
  (await screen.findByTestId('quick-add-project')).focus();
  await host.quickAddShow();
  await waitFor(() => expect(document.activeElement).toBe(line));
});

it('keeps the line and says why when it cannot be saved, also after it was hidden', async () => {
  const line = await open({ failing: new Set(['quickAdd']) });
  await type('Keep me');
  await press('Enter');
  expect((await screen.findByRole('alert')).textContent).toContain('Another program holds it.');
  await press('Escape', {}, line);
  await host.quickAddShow();
  expect(line.value).toBe('Keep me');
  expect(screen.getByRole('alert')).toBeTruthy();
  expect(called('quickAddHide')).toBe(1);
});

it('remembers the project that is chosen', async () => {
  const line = await open();
  const chip = await screen.findByTestId('quick-add-project');
  expect(chip.textContent).toContain('atlas-api');
  await fireEvent.click(chip);
  const menu = screen.getByRole('menu');
  await waitFor(() => expect(document.activeElement?.textContent).toContain('atlas-api'));
  await press('w');
  await fireEvent.click(document.activeElement ?? menu);
  await waitFor(() => expect(document.activeElement).toBe(line));
  expect((await host.boot()).settings.quick_add_project).toBe(2);
  await type('Into the shop');
  await press('Enter');
  await waitFor(() => expect(host.rows().find((row) => row.title === 'Into the shop')?.project_id).toBe(2));
  await load();
  expect((await screen.findByTestId('quick-add-project')).textContent).toContain('webshop');
});

it('says what to do when no project is open, and keeps what is typed', async () => {
  await open({ projects: 0 });
  await screen.findByText('No project is open yet.');
  await type('A thought');
  await press('Enter');
  expect(called('quickAdd')).toBe(0);
  await fireEvent.click(screen.getByText('Open ClaudeTask'));
  await waitFor(() => expect(called('windowShow')).toBe(1));
  expect(input().value).toBe('A thought');
});

it('warns of a folder that is gone and adds all the same', async () => {
  await open({ folderGone: true });
  expect((await screen.findByTestId('quick-add-warning')).textContent).toContain('The folder of atlas-api');
  await type('Still');
  await press('Enter');
  await waitFor(() => expect(called('quickAddHide')).toBe(1));
});

it('asks for another project when the chosen one was forgotten meanwhile', async () => {
  const line = await open();
  await type('Where to');
  const { quickAdd } = host;
  host.quickAdd = async (project, text, status) => {
    if (project !== 1) return quickAdd(project, text, status);
    await host.projectForget(1);
    // The host rejects with reports, as the real one does.
    throw { code: 'project_not_found', message: 'there is no project 1', hint: 'Open it.', retryable: false };
  };
  await press('Enter');
  expect((await screen.findByTestId('quick-add-warning')).textContent).toContain('atlas-api is no longer');
  expect(line.value).toBe('Where to');
  await press('Enter', {}, line);
  expect(await screen.findByRole('menu')).toBeTruthy();
  await waitFor(() => expect(document.activeElement?.textContent).toContain('webshop'));
  await fireEvent.click(document.activeElement ?? line);
  expect(screen.queryByTestId('quick-add-warning')).toBeNull();
  await press('Enter', {}, line);
  await waitFor(() => expect(host.rows().find((row) => row.title === 'Where to')?.project_id).toBe(2));
});

it('completes a word, and Escape closes only the list', async () => {
  const line = await open();
  await type('Fix @');
  expect(screen.getAllByRole('option')).toHaveLength(3);
  await press('ArrowDown');
  await press('ArrowDown');
  expect(line.getAttribute('aria-activedescendant')).toBe(screen.getAllByRole('option')[1]?.id);
  await press('Enter');
  expect(line.value).toBe('Fix @webshop ');
  expect(called('quickAdd')).toBe(0);
  await type('Fix @webshop #b');
  await press('Tab');
  expect(line.value).toBe('Fix @webshop #bug ');
  await type('Fix @webshop #bug >');
  expect(screen.getByRole('listbox', { name: 'Suggestions' })).toBeTruthy();
  await press('Escape');
  expect(screen.queryByRole('listbox', { name: 'Suggestions' })).toBeNull();
  expect(called('quickAddHide')).toBe(0);
  await type('Fix @webshop #bug >ready');
  await press('Enter');
  await waitFor(() => expect(called('quickAddHide')).toBe(1));
  expect(host.rows('Ready').find((row) => row.project_id === 2)?.title).toBe('Fix');
});

it('completes a task by what its title says', async () => {
  const line = await open();
  await type('Then ^webhook');
  await screen.findByRole('option', { name: /#6 Webhook retries/ });
  await press('Enter');
  expect(line.value).toBe('Then ^6 ');
  await waitFor(() => expect(screen.getByText('#6').parentElement?.textContent).toContain('Webhook retries'));
});

it('completes nothing while an input method composes', async () => {
  await open();
  await fireEvent(input(), new InputEvent('input', { isComposing: true }));
  input().value = 'Fix @';
  input().setSelectionRange(5, 5);
  await fireEvent(input(), new InputEvent('input', { isComposing: true, bubbles: true }));
  expect(screen.queryByRole('listbox')).toBeNull();
  await press('Enter', { isComposing: true });
  expect(called('quickAdd')).toBe(0);
  await fireEvent.compositionEnd(input());
  expect(screen.getByRole('listbox', { name: 'Suggestions' })).toBeTruthy();
});

it('opens a similar task from the list', async () => {
  const line = await open();
  await type('Webhook again');
  await screen.findByText('Looks like');
  await press('ArrowDown');
  const option = screen.getByRole('option', { name: /Webhook retries/ });
  expect(line.getAttribute('aria-activedescendant')).toBe(option.id);
  const shown: (number | null)[] = [];
  const { windowShow } = host;
  host.windowShow = (id) => {
    shown.push(id);
    return windowShow(id);
  };
  await press('Enter');
  await waitFor(() => expect(shown).toEqual([6]));
  expect(called('quickAdd')).toBe(0);
  expect(line.value).toBe('Webhook again');
});

it('puts the first of several pasted lines into the field and the rest into the description', async () => {
  const line = await open();
  await paste('Crash in the exporter #bug\nline one\nline two\nline three\n');
  expect(line.value).toBe('Crash in the exporter #bug');
  expect(await screen.findByText('3 lines')).toBeTruthy();
  const description = screen.getByTestId<HTMLTextAreaElement>('quick-add-description');
  await fireEvent.input(description, { target: { value: 'line one\nline two' } });
  await press('Enter', {}, line);
  await waitFor(() => expect(called('quickAddHide')).toBe(1));
  const id = host.rows().find((row) => row.title === 'Crash in the exporter')?.id ?? 0;
  expect(host.task(id).description).toBe('line one\nline two');
});

it('takes the description away when it is not wanted', async () => {
  const line = await open();
  await paste('One\ntwo');
  await fireEvent.click(await screen.findByLabelText('Remove the description'));
  expect(screen.queryByTestId('quick-add-description')).toBeNull();
  expect(line.value).toBe('One');
  expect(document.activeElement).toBe(line);
});

it('counts a title that is near its limit, and says what is too long', async () => {
  await open();
  await type('x'.repeat(170));
  expect((await screen.findByTestId('quick-add-count')).textContent).toContain('170 / 200');
  await type('word '.repeat(200));
  expect(await screen.findByText(/999 \/ 200/)).toBeTruthy();
  expect(screen.getByText(/at most 200/)).toBeTruthy();
});

it('follows the theme, and a project that is opened elsewhere', async () => {
  await open({ projects: 1 });
  await host.settingsUpdate({ theme: 'dark', contrast: 'high' });
  await waitFor(() => expect(document.documentElement.dataset['theme']).toBe('dark'));
  expect(document.documentElement.dataset['contrast']).toBe('high');
  await host.projectOpen('/home/dev/tools');
  await host.quickAddShow();
  await waitFor(() => expect(store.projects).toHaveLength(2));
});

it('tells its height when that changed', async () => {
  const heights: number[] = [];
  await open();
  const { quickAddFit } = host;
  host.quickAddFit = (height) => {
    heights.push(height);
    return quickAddFit(height);
  };
  for (const height of [120, 120, 119.2, 240]) store.fit(height);
  expect(heights).toEqual([120, 240]);
});

it('has no fault that a screen reader would meet', async () => {
  await open({ folderGone: true });
  await type('Webhook again ^6 @');
  await screen.findByText('#6');
  const faults = async () => {
    const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
    return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`);
  };
  expect(await faults()).toEqual([]);
  await press('Escape');
  await fireEvent.click(await screen.findByTestId('quick-add-project'));
  expect(await faults()).toEqual([]);
  await press('Escape', {}, document.activeElement ?? document.body);
  await paste('One\ntwo');
  await press('Enter', { shiftKey: true }, input());
  await screen.findByTestId('quick-add-added');
  await type('Webhook');
  await screen.findByText('Looks like');
  expect(await faults()).toEqual([]);
});
