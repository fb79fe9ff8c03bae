import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, describe, expect, it } from 'vitest';
import { memoryHost, type MemoryHost } from '../../../tests/memory-host';
import { setHost } from '../../lib/host';
import { app } from '../../stores/app.svelte';
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
