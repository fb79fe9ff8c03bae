import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import axe from 'axe-core';
import { beforeEach, expect, it, vi } from 'vitest';
import { memoryHost, type MemoryHost, type MemoryOptions } from '../../../tests/memory-host';
import { setHost } from '../../lib/host';
import { app } from '../../stores/app.svelte';
import { runs } from '../../stores/runs.svelte';
import { toasts } from '../../stores/toasts.svelte';
import { trust } from '../../stores/trust.svelte';
import ClaudeSection from './ClaudeSection.svelte';

let host: MemoryHost;

async function show(task: number, options: Partial<MemoryOptions> = {}): Promise<void> {
  host = memoryHost(options);
  setHost(host);
  await app.start();
  await runs.start();
  render(ClaudeSection, { task: host.task(task) });
}

const latest = () => screen.getByTestId('panel-run').textContent;

beforeEach(() => {
  localStorage.clear();
  toasts.items = [];
  runs.opened = null;
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(400);
});

it('analyses a task, shows at once that it is asked for, and stops it', async () => {
  await show(1, { delay: 30 });
  await fireEvent.click(screen.getByTestId('panel-analyse'));
  await waitFor(() => expect(latest()).toContain('Queued'));
  expect(host.runs.all).toHaveLength(0);
  expect(screen.getByTestId<HTMLButtonElement>('panel-stop').disabled).toBe(true);
  await waitFor(() => expect(latest()).toContain('Starting'));
  const id = host.runs.all[0]?.id ?? 0;
  host.runs.change(id, { state: 'running', activity: 'Read src/main.rs' });
  await waitFor(() => expect(latest()).toContain('Read src/main.rs'));
  await fireEvent.click(screen.getByTestId('panel-stop'));
  await waitFor(() => expect(latest()).toContain('Stopped'));
});

it('asks first whether an unknown project is trusted, and begins nothing when that is cancelled', async () => {
  await show(1, { trusted: null });
  await fireEvent.click(screen.getByTestId('panel-analyse'));
  await waitFor(() => expect(trust.asking).not.toBeNull());
  trust.cancel();
  await waitFor(() => expect(trust.asking).toBeNull());
  expect(host.calls).not.toContain('runAnalyze');
  expect(screen.queryByTestId('panel-run')).toBeNull();
});

it('takes back what was asked for where it is refused', async () => {
  await show(1, { failing: new Set(['runAnalyze']) });
  await fireEvent.click(screen.getByTestId('panel-analyse'));
  await waitFor(() => expect(toasts.items).toHaveLength(1));
  expect(screen.queryByTestId('panel-run')).toBeNull();
});

it('says why the latest run failed, lists the earlier ones and opens one', async () => {
  await show(2, { runs: 'some' });
  await waitFor(() => expect(latest()).toContain('Failed'));
  expect(screen.getByTestId('run-failure').textContent).toContain('overloaded');
  const second = host.runs.start(2);
  await waitFor(() => expect(latest()).toContain('Running'));
  await fireEvent.click(screen.getByRole('button', { name: /^Open the run: Failed/ }));
  expect(app.screen).toBe('runs');
  expect(runs.opened).not.toBe(second.id);
  expect(runs.get(runs.opened ?? 0)?.state).toBe('failed');
});

it('has nothing that axe finds wrong', { timeout: 60_000 }, async () => {
  await show(2, { runs: 'some' });
  await waitFor(() => expect(latest()).toContain('Failed'));
  const found = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
  expect(found.violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.html}`))).toEqual([]);
});
