import axe from 'axe-core';
import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, expect, it } from 'vitest';
import { samplePermission, sampleRun } from '../../../tests/claude-samples';
import { memoryHost, type MemoryHost } from '../../../tests/memory-host';
import { dispatch } from '../../lib/dispatch';
import { setHost } from '../../lib/host';
import { closeTopLayer } from '../../lib/layers';
import { app } from '../../stores/app.svelte';
import { runs } from '../../stores/runs.svelte';
import { strip } from '../../stores/strip.svelte';
import { toasts } from '../../stores/toasts.svelte';
import StatusStrip from './StatusStrip.svelte';

let host: MemoryHost;
const PAUSED = { paused: true, reason: 'user', until: null, limit: 2, running: 0, queued: 0 } as const;

beforeEach(async () => {
  host = memoryHost();
  toasts.items = [];
  strip.shown = null;
  setHost(host);
  await app.start();
  await runs.start();
  runs.took(
    sampleRun({ id: 501, task_id: 901, task_title: 'Login fails' }),
    sampleRun({ id: 502, task_id: 902, task_title: 'Rate limits', state: 'queued', started_at: null, activity: null }),
    sampleRun({ id: 503, task_id: 903, task_title: 'Done before', state: 'succeeded' }),
  );
  render(StatusStrip);
});

it('counts the runs that go and those that wait', () => {
  expect(screen.getByTestId('strip-runs').textContent).toContain('1 running · 1 queued');
  expect(screen.queryByTestId('strip-requests')).toBeNull();
  expect(screen.queryByTestId('queue-resume')).toBeNull();
});

it('lists the live runs with what they do, and stops one', async () => {
  const stopped: number[] = [];
  host.runStop = (id) => {
    stopped.push(id);
    return Promise.resolve(sampleRun({ id, task_id: 901, task_title: 'Login fails', state: 'stopping' }));
  };
  await fireEvent.click(screen.getByTestId('strip-runs'));
  const list = await screen.findByTestId('live-popover');
  expect(document.activeElement).toBe(list);
  expect(within(list).getByText('Read src/auth/session.rs')).toBeTruthy();
  expect(within(list).getByText('Waits for its turn')).toBeTruthy();
  expect(within(list).queryByText('Done before')).toBeNull();
  const found = await axe.run(list, { rules: { 'color-contrast': { enabled: false } } });
  expect(found.violations).toEqual([]);
  await fireEvent.click(within(list).getByRole('button', { name: 'Stop the run of #901, Login fails' }));
  await waitFor(() => expect(within(list).getByText('Stops')).toBeTruthy());
  expect(stopped).toEqual([501]);
});

it('shows a run that goes on though nobody watches it', async () => {
  runs.took(sampleRun({ id: 504, task_id: 904, state: 'lost', survivor: true, ended_at: new Date().toISOString() }));
  await waitFor(() => expect(screen.getByTestId('strip-runs').textContent).toContain('1 unwatched · 1 running'));
  await fireEvent.click(screen.getByTestId('strip-runs'));
  const list = await screen.findByTestId('live-popover');
  expect(within(list).getByText(/The program that watched it is gone/)).toBeTruthy();
});

it('says why a run could not be stopped', async () => {
  host.runStop = () => Promise.reject({ code: 'run_ended', message: 'It has ended.', hint: '', retryable: false });
  await fireEvent.click(screen.getByTestId('strip-runs'));
  await fireEvent.click(within(await screen.findByTestId('live-popover')).getAllByTestId('run-stop')[0] as Element);
  await waitFor(() => expect(toasts.items.map((toast) => toast.text)).toEqual(['It has ended.']));
});

it('counts what needs an answer, opens it without a button in focus, and closes when nothing is left', async () => {
  runs.requests = [samplePermission({ id: 1 }), samplePermission({ id: 2, title: 'Bash git log' })];
  const button = await screen.findByTestId('strip-requests');
  expect(button.textContent).toContain('2 need your answer');
  button.focus();
  await fireEvent.click(button);
  const inbox = await screen.findByTestId('inbox-popover');
  expect(document.activeElement).toBe(inbox);
  expect(within(inbox).getAllByTestId('run-request')).toHaveLength(2);
  runs.requests = [];
  await waitFor(() => expect(screen.queryByTestId('inbox-popover')).toBeNull());
});

it('opens what needs an answer by a key, also out of a field', async () => {
  const field = document.body.appendChild(document.createElement('input'));
  field.focus();
  let taken = false;
  field.addEventListener('keydown', (event) => (taken = dispatch(event)));
  const press = () => {
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'F8' }));
    return taken;
  };
  expect(press()).toBe(false);
  runs.requests = [samplePermission()];
  expect(press()).toBe(true);
  expect(await screen.findByTestId('inbox-popover')).toBe(document.activeElement);
  field.remove();
});

it('closes what it opened on Escape, and the focus goes back', async () => {
  const button = screen.getByTestId('strip-runs');
  button.focus();
  await fireEvent.click(button);
  await screen.findByTestId('live-popover');
  expect(closeTopLayer()).toBe(true);
  await waitFor(() => expect(screen.queryByTestId('live-popover')).toBeNull());
  expect(document.activeElement).toBe(button);
});

it('says that the queue is paused, until when, and lets it go on', async () => {
  const asked: boolean[] = [];
  host.queuePause = (paused) => {
    asked.push(paused);
    return Promise.resolve({ ...PAUSED, paused, reason: null });
  };
  runs.queue = { ...PAUSED, reason: 'rate_limit', until: '2026-11-25T14:05:00Z' };
  expect(await screen.findByText(/^Paused until \d/)).toBeTruthy();
  runs.queue = PAUSED;
  expect(await screen.findByText('Queue paused')).toBeTruthy();
  await fireEvent.click(screen.getByTestId('queue-resume'));
  await waitFor(() => expect(screen.queryByTestId('queue-resume')).toBeNull());
  expect(asked).toEqual([false]);
});
