import { beforeEach, describe, expect, it, vi } from 'vitest';
import { memoryHost, type MemoryHost } from '../../tests/memory-host';
import { setHost, type AppSettings } from '../lib/host';
import { app } from './app.svelte';
import { board } from './board.svelte';

let host: MemoryHost;

beforeEach(async () => {
  localStorage.clear();
  board.unload();
  app.project = null;
  host = memoryHost({ projects: 2 });
  setHost(host);
  await app.start();
  await vi.waitFor(() => expect(board.state).toBe('ready'));
});

describe('the settings', () => {
  it('show two changes at once, whichever is answered first', async () => {
    const answers: ((settings: AppSettings) => void)[] = [];
    const before = app.settings;
    host.settingsUpdate = () => new Promise((answer) => answers.push(answer));
    const first = app.saveSettings({ density: 'compact' });
    const second = app.saveSettings({ contrast: 'high' });
    answers[0]?.({ ...before, density: 'compact' });
    await first;
    expect(app.settings).toMatchObject({ density: 'compact', contrast: 'high' });
    answers[1]?.({ ...before, density: 'compact', contrast: 'high' });
    await second;
    expect(app.settings).toMatchObject({ density: 'compact', contrast: 'high' });
  });

  it('go back alone where one can’t be saved', async () => {
    host.options.failing.add('settingsUpdate');
    await expect(app.saveSettings({ theme: 'dark' })).rejects.toMatchObject({ code: 'database_locked' });
    expect(app.settings.theme).toBe('system');
    expect(document.documentElement.dataset['theme']).toBe('light');
  });

  it('follow what another window sets', async () => {
    await host.settingsUpdate({ contrast: 'high' });
    await vi.waitFor(() => expect(app.settings.contrast).toBe('high'));
    expect(document.documentElement.dataset['contrast']).toBe('high');
  });
});

describe('the board of all projects', () => {
  it('is remembered on this machine', async () => {
    await app.showAll();
    expect(app.all).toBe(true);
    expect(app.project?.id).toBe(1);
    app.all = false;
    await app.start();
    expect(app.all).toBe(true);
    await vi.waitFor(() => expect(host.calls.filter((call) => call === 'boardAll')).toHaveLength(2));
  });

  it('is left for the project at hand, or another', async () => {
    await app.showAll();
    await app.switchTo(1);
    expect(app.all).toBe(false);
    expect(board.project).toBe(1);
    await app.showAll();
    await app.switchTo(2);
    expect(board.project).toBe(2);
    await app.start();
    expect(app.all).toBe(false);
  });
});
