import { render, screen } from '@testing-library/svelte';
import { beforeEach, expect, it } from 'vitest';
import { sampleRun } from '../../../tests/claude-samples';
import { memoryHost } from '../../../tests/memory-host';
import { hasFoot, runOnCard } from '../../lib/heights.svelte';
import { setHost, type RunState, type TaskRow } from '../../lib/host';
import { runs } from '../../stores/runs.svelte';
import Card from './Card.svelte';

let row: TaskRow;

beforeEach(() => {
  const host = memoryHost();
  setHost(host);
  const first = host.rows('Backlog').find((one) => one.git_branch === null && one.depends_on.length === 0);
  if (!first) throw new Error('the samples have a plain task');
  row = { ...first, blocked_reason: null };
});

it.each([
  ['queued', 'Queued'],
  ['starting', 'Starting'],
  ['running', 'Running'],
  ['waiting', 'Needs you'],
  ['stopping', 'Stopping'],
  ['failed', 'Failed'],
  ['lost', 'Lost'],
] as const)('tells of a run that is %s: %s', (run_state, word) => {
  render(Card, { row: { ...row, run_state } });
  expect(screen.getByTestId('card-run').textContent).toContain(word);
  expect(hasFoot({ ...row, run_state }, [])).toBe(true);
});

it.each<RunState | null>(['succeeded', 'stopped', null])('stays quiet of a run that is %s', (run_state) => {
  render(Card, { row: { ...row, run_state } });
  expect(screen.queryByTestId('card-run')).toBeNull();
  expect(runOnCard({ ...row, run_state })).toBeNull();
  expect(hasFoot({ ...row, run_state }, [])).toBe(false);
});

it('says why a run failed', () => {
  runs.took(
    sampleRun({
      id: 801,
      task_id: row.id,
      state: 'failed',
      failure: { code: 'network', message: 'No connection', hint: 'Try again later.', detail: null },
    }),
  );
  render(Card, { row: { ...row, run_state: 'failed' } });
  expect(screen.getByTestId('card-run').title).toBe('No connection. Try again later.');
});
