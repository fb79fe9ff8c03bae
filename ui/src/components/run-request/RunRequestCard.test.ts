import axe from 'axe-core';
import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { samplePermission, sampleQuestion } from '../../../tests/claude-samples';
import { memoryHost, type MemoryHost } from '../../../tests/memory-host';
import { setHost, type RequestAnswer, type RunRequest } from '../../lib/host';
import { runs } from '../../stores/runs.svelte';
import { toasts } from '../../stores/toasts.svelte';
import Inbox from './Inbox.svelte';

let host: MemoryHost;
let sent: [number, RequestAnswer][];
/** What the page takes for the time; buttons that allow wait until the list stands still. */
let now = 1_000;

async function show(...open: RunRequest[]) {
  runs.requests = open;
  const shown = render(Inbox, { onshow: () => undefined });
  now += 1_000;
  await Promise.resolve();
  return shown;
}

beforeEach(() => {
  host = memoryHost();
  sent = [];
  toasts.items = [];
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  host.requestAnswer = (id, answer) => {
    sent.push([id, answer]);
    return Promise.resolve(runs.requests.filter((request) => request.id !== id));
  };
  setHost(host);
});

describe('a permission', () => {
  it('says what, why and for which task, and has no fault that axe finds', async () => {
    const { container } = await show(samplePermission());
    expect(screen.getByRole('article', { name: 'Read /etc/hostname' })).toBeTruthy();
    expect(screen.getByText('The path is outside the project.')).toBeTruthy();
    expect(screen.getByRole('button', { name: /Show task #1/ })).toBeTruthy();
    expect(container.querySelector('details')?.open).toBe(false);
    const found = await axe.run(container, { rules: { 'color-contrast': { enabled: false } } });
    expect(found.violations).toEqual([]);
  });

  it.each([
    ['allow-once', 'allow'],
    ['allow-run', 'allow_for_run'],
  ])('%s answers %s, and the card goes', async (button, kind) => {
    await show(samplePermission());
    await fireEvent.click(screen.getByTestId(button));
    await waitFor(() => expect(screen.queryByTestId('run-request')).toBeNull());
    expect(sent).toEqual([[1, { kind }]]);
    // The user knows; nothing is said of it.
    expect(toasts.items).toEqual([]);
  });

  it('offers to allow for the run only where there is a rule, and says it', async () => {
    await show(samplePermission(), samplePermission({ id: 2, for_run: null }));
    expect(screen.getAllByTestId('allow-run')).toHaveLength(1);
    const rule = screen.getByTestId('allow-run').getAttribute('aria-describedby') ?? '';
    expect(document.getElementById(rule)?.textContent).toBe('For this run: Read //etc/**');
  });

  it('is denied with a reason, or without', async () => {
    await show(samplePermission(), samplePermission({ id: 2 }));
    await fireEvent.click(screen.getAllByTestId('deny')[0] as Element);
    const field = screen.getByTestId<HTMLInputElement>('deny-reason');
    await waitFor(() => expect(document.activeElement).toBe(field));
    await fireEvent.input(field, { target: { value: ' Use the one in the project ' } });
    await fireEvent.submit(field.form as HTMLFormElement);
    await waitFor(() => expect(sent).toEqual([[1, { kind: 'deny', reason: 'Use the one in the project' }]]));
  });

  it('is not denied by Escape in the field, and gives the focus back', async () => {
    await show(samplePermission());
    await fireEvent.click(screen.getByTestId('deny'));
    const field = screen.getByTestId('deny-reason');
    await fireEvent.keyDown(field, { key: 'Escape' });
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId('deny')));
    expect(sent).toEqual([]);
  });

  it('is not allowed by a press that was meant for what stood there before', async () => {
    const second = samplePermission({ id: 2, title: 'Bash rm -rf build' });
    await show(samplePermission(), second);
    runs.requests = [second];
    await waitFor(() => expect(screen.getAllByTestId('run-request')).toHaveLength(1));
    now += 100;
    await fireEvent.click(screen.getByTestId('allow-once'));
    expect(sent).toEqual([]);
    now += 1_000;
    await fireEvent.click(screen.getByTestId('allow-once'), { detail: 2 });
    expect(sent).toEqual([]);
    await fireEvent.click(screen.getByTestId('allow-once'));
    await waitFor(() => expect(sent).toEqual([[2, { kind: 'allow' }]]));
  });

  it('can be allowed while its run goes on working', async () => {
    await show(samplePermission());
    // The same requests come with every change of a run.
    runs.requests = [...runs.requests];
    await Promise.resolve();
    await fireEvent.click(screen.getByTestId('allow-once'));
    await waitFor(() => expect(sent).toHaveLength(1));
  });

  it('goes quietly when it is withdrawn', async () => {
    await show(samplePermission());
    runs.requests = [];
    await waitFor(() => expect(screen.queryByTestId('run-request')).toBeNull());
    expect(toasts.items).toEqual([]);
  });

  it('says that it was withdrawn to a user who was in it', async () => {
    await show(samplePermission());
    await fireEvent.click(screen.getByTestId('deny'));
    const field = screen.getByTestId('deny-reason');
    field.focus();
    await fireEvent.focusIn(field);
    runs.requests = [];
    await waitFor(() =>
      expect(toasts.items.map((toast) => toast.text)).toEqual(['“Read /etc/hostname” no longer waits for an answer']),
    );
  });

  it('says why an answer was refused, and keeps what was typed', async () => {
    host.requestAnswer = () =>
      Promise.reject({ code: 'request_gone', message: 'The run has ended.', hint: '', retryable: false });
    await show(samplePermission({ id: 9 }));
    await fireEvent.click(screen.getByTestId('deny'));
    const field = screen.getByTestId<HTMLInputElement>('deny-reason');
    await fireEvent.input(field, { target: { value: 'Because' } });
    await fireEvent.submit(field.form as HTMLFormElement);
    expect((await screen.findByRole('alert')).textContent).toContain('The run has ended.');
    expect(screen.getByTestId<HTMLInputElement>('deny-reason').value).toBe('Because');
  });
});

describe('questions', () => {
  it('are answered with labels and own words', async () => {
    const { container } = await show(sampleQuestion());
    await fireEvent.click(screen.getByRole('radio', { name: 'Redis' }));
    await fireEvent.click(screen.getByRole('checkbox', { name: '/webhooks' }));
    await fireEvent.click(screen.getByRole('checkbox', { name: '/api' }));
    await fireEvent.input(screen.getByRole('textbox', { name: 'Anything to add' }), { target: { value: '/admin' } });
    const found = await axe.run(container, { rules: { 'color-contrast': { enabled: false } } });
    expect(found.violations).toEqual([]);
    await fireEvent.click(screen.getByTestId('answer'));
    await waitFor(() =>
      expect(sent).toEqual([
        [
          2,
          {
            kind: 'answers',
            answers: {
              'Which store holds the counters?': 'Redis',
              'Which routes are limited?': '/api, /webhooks, /admin',
            },
          },
        ],
      ]),
    );
  });

  it('that are not all answered are not sent, and the first gets the focus', async () => {
    await show(sampleQuestion());
    await fireEvent.click(screen.getByRole('checkbox', { name: '/api' }));
    await fireEvent.click(screen.getByTestId('answer'));
    expect(screen.getByRole('alert').textContent).toBe('Choose an answer, or write one.');
    expect(document.activeElement).toBe(screen.getByRole('radio', { name: 'Redis' }));
    expect(sent).toEqual([]);
    await fireEvent.click(screen.getByRole('radio', { name: 'Redis' }));
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('are skipped as a denial', async () => {
    await show(sampleQuestion());
    await fireEvent.click(screen.getByTestId('skip'));
    await waitFor(() => expect(sent).toEqual([[2, { kind: 'deny', reason: '' }]]));
  });
});
