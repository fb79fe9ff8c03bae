import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, expect, it } from 'vitest';
import { sampleRun } from '../../../tests/claude-samples';
import { memoryHost, type MemoryHost } from '../../../tests/memory-host';
import { setHost, type QuitAnswer } from '../../lib/host';
import { closeTopLayer } from '../../lib/layers';
import { quitting } from '../../stores/quitting.svelte';
import { runs } from '../../stores/runs.svelte';
import QuitDialog from './QuitDialog.svelte';

let host: MemoryHost;
let answers: QuitAnswer[];

beforeEach(() => {
  host = memoryHost();
  answers = [];
  host.quitAnswer = (answer) => {
    answers.push(answer);
    return Promise.resolve();
  };
  setHost(host);
  const asked = [sampleRun({ id: 301, task_id: 12 }), sampleRun({ id: 302, task_id: 13, task_title: 'Audit log' })];
  quitting.runs = asked;
  render(QuitDialog, { asked });
});

it('names the runs, and staying has the focus', () => {
  expect(screen.getByRole('dialog', { name: '2 runs are still going' })).toBeTruthy();
  expect(screen.getByText('Audit log')).toBeTruthy();
  expect(document.activeElement).toBe(screen.getByTestId('quit-stay'));
});

it.each([
  ['quit-stop', 'stop'],
  ['quit-stay', 'stay'],
] as const)('%s answers %s', async (button, answer) => {
  await fireEvent.click(screen.getByTestId(button));
  await waitFor(() => expect(answers).toEqual([answer]));
  expect(quitting.runs).toBeNull();
});

it('stays on Escape', async () => {
  expect(closeTopLayer()).toBe(true);
  await waitFor(() => expect(answers).toEqual(['stay']));
});

it('counts only the runs that still go', async () => {
  runs.took(sampleRun({ id: 301, task_id: 12, state: 'succeeded' }));
  expect(await screen.findByRole('dialog', { name: '1 run is still going' })).toBeTruthy();
  expect(screen.getByTestId('quit-stop').textContent).toContain('Stop it and quit');
  runs.took(sampleRun({ id: 302, task_id: 13, state: 'failed' }));
  expect(await screen.findByRole('dialog', { name: 'All runs have ended' })).toBeTruthy();
});
