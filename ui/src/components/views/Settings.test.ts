import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, describe, expect, it } from 'vitest';
import { DOCTOR, DOCTOR_BAD } from '../../../tests/claude-samples';
import { memoryHost, type MemoryHost } from '../../../tests/memory-host';
import { keysOf } from '../../lib/actions';
import { setHost } from '../../lib/host';
import { app } from '../../stores/app.svelte';
import { claude } from '../../stores/claude.svelte';
import { desktop } from '../../stores/desktop.svelte';
import { place } from '../../stores/place.svelte';
import Settings from './Settings.svelte';

let host: MemoryHost;

beforeEach(async () => {
  host = memoryHost({ tasks: 3 });
  setHost(host);
  await app.start();
  const first = app.projects[0];
  if (first && app.project === null) await app.switchTo(first.id);
  await app.refreshProjects();
  render(Settings);
});

const input = (testid: string): HTMLInputElement => screen.getByTestId<HTMLInputElement>(testid);

describe('a setting', () => {
  it('saves on Enter', async () => {
    const name = input('settings-name');
    await fireEvent.input(name, { target: { value: '  Atlas  ' } });
    await fireEvent.keyDown(name, { key: 'Enter' });
    await waitFor(() => expect(app.project?.name).toBe('Atlas'));
    expect(await screen.findByText('Saved')).toBeTruthy();
  });

  it('that is refused keeps what was typed and says why', async () => {
    host.projectUpdate = () =>
      Promise.reject({ code: 'path_not_found', message: '/nope does not exist', hint: 'Check it.', retryable: false });
    const path = input('settings-path');
    const before = app.project?.path;
    await fireEvent.input(path, { target: { value: '/nope' } });
    await fireEvent.blur(path);
    await waitFor(() => expect(screen.getByText('/nope does not exist. Check it.')).toBeTruthy());
    expect(path.value).toBe('/nope');
    expect(path.getAttribute('aria-invalid')).toBe('true');
    expect(app.project?.path).toBe(before);
    await fireEvent.keyDown(path, { key: 'Escape' });
    expect(path.value).toBe(before);
  });

  it('shows the branch that a pattern gives while it is typed', async () => {
    const pattern = input('settings-pattern');
    await fireEvent.input(pattern, { target: { value: '{type}/{id}-{slug}' } });
    expect(await screen.findByText('bug/142-login-fails-on-safari')).toBeTruthy();
    await fireEvent.input(pattern, { target: { value: 'same' } });
    expect(await screen.findByText(/two tasks could get the same branch/)).toBeTruthy();
  });

  it('of the app shows at once, and goes back when it cannot be saved', async () => {
    await fireEvent.click(screen.getByRole('radio', { name: 'Dark' }));
    await waitFor(() => expect(app.settings.theme).toBe('dark'));
    host.options.failing.add('settingsUpdate');
    await fireEvent.click(screen.getByRole('radio', { name: 'Compact' }));
    expect(await screen.findByRole('alert')).toBeTruthy();
    expect(app.settings.density).toBe('comfortable');
    expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Comfortable' }).checked).toBe(true);
  });
});

describe('the sections', () => {
  it('stand in an index in the order of the page', () => {
    const index = screen.getByRole('navigation', { name: 'Sections' });
    const names = [...index.querySelectorAll('button')].map((button) => button.textContent?.trim());
    const headings = screen.getAllByRole('heading', { level: 2 }).map((heading) => heading.textContent?.trim());
    expect(names).toEqual(headings);
  });

  it('of what is told save each at once, and the other stays', async () => {
    const review = screen.getByRole('switch', { name: 'A task waits for a review' });
    expect(review.getAttribute('aria-checked')).toBe('true');
    await fireEvent.click(review);
    await waitFor(() => expect(app.settings.notifications).toEqual({ review: false, blocked: true, runs: true }));
    expect(review.getAttribute('aria-checked')).toBe('false');
    expect(review.getAttribute('aria-describedby')).toBeTruthy();
  });

  it('say whether the global shortcut works, and change it', async () => {
    expect(await screen.findByText('Works')).toBeTruthy();
    await fireEvent.click(screen.getByTestId('shortcut-change'));
    const capture = await screen.findByTestId('shortcut-capture');
    await fireEvent.keyDown(capture, { key: 'N', code: 'KeyN', shiftKey: true });
    expect(screen.getByRole('alert').textContent).toContain('a single key would be taken from every program');
    await fireEvent.keyDown(capture, { key: 't', code: 'KeyT', ctrlKey: true, altKey: true });
    expect(await screen.findByText('Taken by another program')).toBeTruthy();
    expect(screen.getByRole('alert').textContent).toContain('Choose another one');
  });

  it('say that there is no tray only where there is none', async () => {
    await screen.findByText('Works');
    expect(screen.queryByTestId('settings-no-tray')).toBeNull();
    desktop.state = desktop.state && { ...desktop.state, tray: 'missing' };
    expect((await screen.findByTestId('settings-no-tray')).textContent).toContain('This desktop shows no tray');
  });

  it('are left for the field that was asked for', async () => {
    place.wanted = 'quickadd.project';
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId('settings-quickadd-project')));
    place.wanted = 'project.branch';
    await waitFor(() => expect(document.activeElement).toBe(input('settings-branch')));
    place.wanted = 'theme';
    await waitFor(() => expect((document.activeElement as HTMLInputElement).checked).toBe(true));
  });
});

describe('Claude Code', () => {
  it('is found by itself, or where it was said to be', async () => {
    await claude.load();
    expect((await screen.findByTestId('settings-claude-found')).textContent).toContain('Found automatically: ');
    await fireEvent.click(screen.getByTestId('settings-claude-pick'));
    await waitFor(() => expect(app.settings.claude_program).toBe('/home/dev/bin/claude'));
    await waitFor(() => expect(input('settings-claude-program').value).toBe('/home/dev/bin/claude'));
    await fireEvent.click(screen.getByText('Find it'));
    await waitFor(() => expect(app.settings.claude_program).toBeNull());
  });

  it('runs as many at a time as is said, and waits when the queue is paused', async () => {
    await fireEvent.click(within(screen.getByTestId('settings-parallel')).getByRole('radio', { name: '4' }));
    await waitFor(() => expect(app.settings.parallel_runs).toBe(4));
    await fireEvent.click(screen.getByRole('switch', { name: 'Queue paused' }));
    await waitFor(() =>
      expect(screen.getByRole('switch', { name: 'Queue paused' }).getAttribute('aria-checked')).toBe('true'),
    );
  });

  it('is checked, with what to do and how long it took', async () => {
    host.doctor = () => Promise.resolve(DOCTOR);
    await fireEvent.click(screen.getByTestId('doctor-check'));
    const report = await screen.findByTestId('doctor-report');
    expect(within(report).getByText('2 warnings')).toBeTruthy();
    expect(within(report).getByText(/^For the project atlas-api · Took/)).toBeTruthy();
    expect(within(report).getByText('Take it out of your shell’s profile to use the subscription.')).toBeTruthy();
    expect(within(report).getByText('31,200 of 200,000 tokens')).toBeTruthy();
    host.doctor = () => Promise.resolve(DOCTOR_BAD);
    await fireEvent.click(screen.getByTestId('doctor-check'));
    expect(await within(report).findByText('1 problem')).toBeTruthy();
  });

  it('that can’t be checked says why, and keeps the last report', async () => {
    host.doctor = () => Promise.resolve(DOCTOR);
    await fireEvent.click(screen.getByTestId('doctor-check'));
    await screen.findByTestId('doctor-report');
    host.doctor = () =>
      Promise.reject({ code: 'claude_not_found', message: 'Not found.', hint: 'Install it.', retryable: true });
    await fireEvent.click(screen.getByTestId('doctor-check'));
    expect((await screen.findByRole('alert')).textContent).toContain('Not found.');
    expect(screen.getByTestId('doctor-report')).toBeTruthy();
  });
});

describe('a key', () => {
  const row = (id: string) => document.querySelector<HTMLElement>(`[data-action="${id}"]`) ?? document.body;

  it('is changed by pressing another, and a conflict names both actions', async () => {
    await fireEvent.click(within(row('task.new')).getByRole('button', { name: 'New task: C. Change' }));
    const capture = await screen.findByTestId('keys-capture');
    expect(document.activeElement).toBe(capture);
    await fireEvent.keyDown(capture, { key: 'z', ctrlKey: true });
    const alert = within(row('task.new')).getByRole('alert');
    expect(alert.textContent).toContain('Ctrl Z runs “Undo”.');
    await fireEvent.click(within(alert).getByText('Use it for “New task”'));
    await waitFor(() => expect(keysOf('task.new')).toEqual(['Mod+Z']));
    expect(within(row('window.undo')).getByText('None')).toBeTruthy();
    await fireEvent.click(screen.getByTestId('keys-reset-all'));
    await waitFor(() => expect(keysOf('window.undo')).toEqual(['Mod+Z']));
  });

  it('is found by its action’s name and by itself', async () => {
    const search = screen.getByTestId<HTMLInputElement>('keys-search');
    await fireEvent.input(search, { target: { value: 'undo' } });
    const found = [...document.querySelectorAll<HTMLElement>('[data-action]')].map((one) => one.dataset['action']);
    expect(found).toContain('window.undo');
    expect(found.length).toBeLessThan(5);
    await fireEvent.input(search, { target: { value: 'ctrl k' } });
    expect(row('window.palette').textContent).toContain('Command palette');
    await fireEvent.input(search, { target: { value: 'qqqq' } });
    expect(screen.getByText('No action matches “qqqq”.')).toBeTruthy();
  });
});
