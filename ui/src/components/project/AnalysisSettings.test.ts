import axe from 'axe-core';
import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, describe, expect, it } from 'vitest';
import { memoryHost, type MemoryHost } from '../../../tests/memory-host';
import { setHost } from '../../lib/host';
import { app } from '../../stores/app.svelte';
import { toasts } from '../../stores/toasts.svelte';
import { trust } from '../../stores/trust.svelte';
import Settings from '../views/Settings.svelte';

let host: MemoryHost;

async function show(options: Parameters<typeof memoryHost>[0] = {}) {
  host = memoryHost({ tasks: 3, ...options });
  setHost(host);
  app.project = null;
  await app.start();
  return render(Settings);
}

const field = (testid: string) => screen.getByTestId<HTMLInputElement>(testid);
const analysis = () => app.project?.analysis;

beforeEach(() => {
  localStorage.clear();
  toasts.items = [];
  trust.cancel();
});

describe('a limit', () => {
  it('saves as a number', async () => {
    await show();
    await fireEvent.input(field('settings-budget'), { target: { value: '2,5' } });
    await fireEvent.blur(field('settings-budget'));
    await waitFor(() => expect(analysis()?.budget_usd).toBe(2.5));
  });

  it('that is no number is not sent, and stays with the reason', async () => {
    await show();
    await fireEvent.input(field('settings-turns'), { target: { value: 'many' } });
    await fireEvent.blur(field('settings-turns'));
    expect(await screen.findByText('“many” does not fit: 1 to 500.')).toBeTruthy();
    expect(field('settings-turns').value).toBe('many');
    expect(host.calls).not.toContain('projectUpdate');
  });
});

it('a model that is emptied goes back to Claude Code’s own', async () => {
  await show();
  await fireEvent.input(field('settings-model'), { target: { value: 'opus' } });
  await fireEvent.blur(field('settings-model'));
  await waitFor(() => expect(analysis()?.model).toBe('opus'));
  await fireEvent.input(field('settings-model'), { target: { value: '' } });
  await fireEvent.blur(field('settings-model'));
  await waitFor(() => expect(analysis()?.model).toBeNull());
});

describe('trust', () => {
  it('says where it stands, and MCP servers wait for it', async () => {
    await show({ trusted: null });
    expect(screen.getByTestId('settings-trust').textContent).toBe('Not asked yet');
    expect(screen.getByTestId<HTMLButtonElement>('settings-mcp').disabled).toBe(true);
    expect(screen.getByText(/Only in a project that you trust/)).toBeTruthy();
    await fireEvent.click(screen.getByTestId('settings-trust-change'));
    expect(trust.asking?.purpose).toBe('setting');
    await trust.answer(true);
    await waitFor(() => expect(screen.getByTestId('settings-trust').textContent).toBe('Trusted'));
    expect(screen.getByTestId<HTMLButtonElement>('settings-mcp').disabled).toBe(false);
    await fireEvent.click(screen.getByTestId('settings-mcp'));
    await waitFor(() => expect(analysis()?.mcp).toBe(true));
  });
});

describe('the prompt', () => {
  const text = () => screen.getByTestId<HTMLTextAreaElement>('settings-template');
  const loaded = () => waitFor(() => expect(text().value).not.toBe(''));

  it('shows the built-in text, saves one’s own, and goes back with an undo', async () => {
    await show();
    await loaded();
    const builtIn = text().value;
    expect(screen.getByTestId('settings-template-which').textContent).toBe('The built-in prompt');
    await fireEvent.input(text(), { target: { value: 'Look at {title}' } });
    await fireEvent.click(screen.getByTestId('settings-template-save'));
    await waitFor(() => expect(analysis()?.template).toBe('Look at {title}'));
    expect(screen.getByTestId('settings-template-which').textContent).toBe('Your own prompt');
    await fireEvent.click(screen.getByTestId('settings-template-reset'));
    await waitFor(() => expect(analysis()?.template).toBeNull());
    expect(text().value).toBe(builtIn);
    toasts.items.at(-1)?.undo?.();
    await waitFor(() => expect(analysis()?.template).toBe('Look at {title}'));
  });

  it('that is refused stays as it was typed, with the reason at the field', async () => {
    await show();
    await loaded();
    host.projectUpdate = () =>
      Promise.reject({
        code: 'invalid_value',
        message: '{titel} is no placeholder',
        hint: 'Did you mean {title}?',
        retryable: false,
      });
    await fireEvent.input(text(), { target: { value: 'Look at {titel}' } });
    await fireEvent.keyDown(text(), { key: 'Enter', ctrlKey: true });
    expect(await screen.findByText('{titel} is no placeholder. Did you mean {title}?')).toBeTruthy();
    expect(text().value).toBe('Look at {titel}');
    expect(text().getAttribute('aria-invalid')).toBe('true');
    expect(text().getAttribute('aria-describedby')).toContain('-error');
  });

  it('that is not saved comes back when the settings are opened again', async () => {
    const first = await show();
    await loaded();
    await fireEvent.input(text(), { target: { value: 'Half a though' } });
    first.unmount();
    render(Settings);
    expect(text().value).toBe('Half a though');
    expect(screen.getByTestId('settings-template-which').textContent).toBe('Not saved');
    await fireEvent.click(screen.getByText('Discard'));
    await loaded();
    expect(text().value).not.toContain('Half');
  });

  it('is previewed as it is typed, for a task or an example', async () => {
    await show();
    await loaded();
    const asked: [number | null, string | null][] = [];
    host.analysisPrompt = (_project, task, template) => {
      asked.push([task, template]);
      return Promise.resolve({ prompt: `for ${task}: ${template}`, template: '', built_in: '', placeholders: [] });
    };
    await fireEvent.click(screen.getByTestId('settings-template-preview'));
    await waitFor(() => expect(screen.getByRole('region', { name: 'The prompt as it is sent' })).toBeTruthy());
    await fireEvent.input(text(), { target: { value: 'Look at {title}' } });
    await waitFor(() => expect(screen.getByText('for null: Look at {title}')).toBeTruthy());
    await fireEvent.click(screen.getByTestId('settings-template-task'));
    await fireEvent.click((await screen.findAllByRole('option'))[1] as Element);
    await waitFor(() => expect(asked.at(-1)?.[0]).toBeGreaterThan(0));
  });

  it('takes a placeholder where the caret is', async () => {
    await show();
    await loaded();
    await fireEvent.input(text(), { target: { value: 'Look at  now' } });
    text().setSelectionRange(8, 8);
    await fireEvent.click(screen.getByRole('button', { name: 'Insert title' }));
    await waitFor(() => expect(text().value).toBe('Look at {title} now'));
  });
});

it('has no fault that axe finds', { timeout: 30_000 }, async () => {
  await show();
  await waitFor(() => expect(screen.getByTestId<HTMLTextAreaElement>('settings-template').value).not.toBe(''));
  for (const section of ['analysis', 'claude', 'doctor']) {
    const found = await axe.run(`#settings-${section}-section`, { rules: { 'color-contrast': { enabled: false } } });
    expect(found.violations.map((one) => [one.id, one.nodes.map((node) => node.html)])).toEqual([]);
  }
});
