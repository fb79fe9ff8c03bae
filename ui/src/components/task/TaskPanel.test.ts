import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, describe, expect, it } from 'vitest';
import { memoryHost, type MemoryHost } from '../../../tests/memory-host';
import { setHost } from '../../lib/host';
import { app } from '../../stores/app.svelte';
import { board } from '../../stores/board.svelte';
import { panel } from '../../stores/panel.svelte';
import { forgetMemory } from './drafts';
import TaskPanel from './TaskPanel.svelte';

let host: MemoryHost;

beforeEach(async () => {
  panel.close();
  await panel.flush();
  board.unload();
  localStorage.clear();
  forgetMemory();
  host = memoryHost({ tasks: 24 });
  setHost(host);
  await app.start();
  const first = app.projects[0];
  if (first && app.project === null) await app.switchTo(first.id);
  await waitFor(() => expect(board.state).toBe('ready'));
  host.change(1, { description: 'See [it](https://example.test) and <img src=x onerror=alert(1)>' });
  await board.load(1);
  panel.open(1);
  render(TaskPanel);
  await waitFor(() => expect(panel.task).not.toBeNull());
});

describe('the task panel', () => {
  it('shows the task, its text sanitised, and no image', async () => {
    const description = await screen.findByTestId('panel-description');
    await waitFor(() => expect(description.textContent).toContain('See it'));
    expect(description.querySelector('img, script')).toBeNull();
    expect(screen.getByTestId('panel-title').textContent).toBe(host.task(1).title);
    expect(screen.getByTestId('panel-status').textContent).toContain('Analysis');
  });

  it('edits the title in place: Enter saves, Esc reverts', async () => {
    await fireEvent.click(within(screen.getByTestId('panel-title')).getByRole('button'));
    let field = await screen.findByRole('textbox', { name: 'Title' });
    await fireEvent.input(field, { target: { value: 'A better title' } });
    await fireEvent.keyDown(field, { key: 'Enter' });
    await waitFor(() => expect(host.task(1).title).toBe('A better title'));

    await fireEvent.click(within(screen.getByTestId('panel-title')).getByRole('button'));
    field = await screen.findByRole('textbox', { name: 'Title' });
    await fireEvent.input(field, { target: { value: 'No' } });
    await fireEvent.keyDown(field, { key: 'Escape' });
    await waitFor(() => expect(screen.getByTestId('panel-title').textContent).toBe('A better title'));
    expect(host.task(1).title).toBe('A better title');
  });

  it('edits the description; Esc keeps a draft, Ctrl+Enter saves', async () => {
    panel.editText();
    const area = await screen.findByRole('textbox', { name: 'Edit the description' });
    await fireEvent.input(area, { target: { value: 'typed' } });
    await fireEvent.keyDown(area, { key: 'Escape' });
    expect(await screen.findByText('Unsaved draft')).toBeTruthy();
    expect(host.task(1).description).toContain('See [it]');
    await fireEvent.click(screen.getByRole('button', { name: 'Continue' }));
    const again = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Edit the description' });
    expect(again.value).toBe('typed');
    await fireEvent.keyDown(again, { key: 'Enter', ctrlKey: true });
    await waitFor(() => expect(host.task(1).description).toBe('typed'));
  });

  it('lets the user choose when both changed the text', async () => {
    panel.editText();
    const area = await screen.findByRole('textbox', { name: 'Edit the description' });
    await fireEvent.input(area, { target: { value: 'mine' } });
    host.change(1, { description: 'theirs' });
    await fireEvent.keyDown(area, { key: 'Enter', ctrlKey: true });
    const conflict = await screen.findByTestId('conflict');
    expect(conflict.textContent).toContain('mine');
    expect(conflict.textContent).toContain('theirs');
    await fireEvent.click(screen.getByTestId('keep-mine'));
    await waitFor(() => expect(host.task(1).description).toBe('mine'));
    expect(screen.queryByTestId('conflict')).toBeNull();
  });

  it('shows the history and takes a change back', async () => {
    await board.update(1, { priority: 'Low' });
    await fireEvent.click(screen.getByRole('tab', { name: 'History' }));
    const history = await screen.findByTestId('history');
    await waitFor(() => expect(history.textContent).toContain('changed the priority from High to Low'));
    await fireEvent.click(screen.getByRole('button', { name: 'Undo: changed the priority from High to Low' }));
    await waitFor(() => expect(host.task(1).priority).toBe('High'));
  });
});
