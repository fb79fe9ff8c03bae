// What is done with runs of Claude.
import { app } from '../../stores/app.svelte';
import { panel } from '../../stores/panel.svelte';
import { runOrders } from '../../stores/run-orders.svelte';
import { isLive, runs } from '../../stores/runs.svelte';
import { t } from '../../texts';
import type { Run, TaskRow } from '../host';
import { showRunOf } from '../show';
import type { Action } from './action';
import { nameOf, targetRows, targets } from './targets';

function analyse(): void {
  const rows = targetRows();
  const first = rows[0];
  if (!first) return;
  if (rows.length === 1) {
    panel.open(first.id);
    panel.tab = 'analysis';
  }
  void runOrders.analyse(rows);
}

/** The run that can be stopped where the user is: the open one, else that of the task at hand. */
function running(): Run | null {
  const run = app.screen === 'runs' && runs.opened !== null ? runs.get(runs.opened) : liveOfTargets();
  return run && run.id > 0 && (isLive(run) || run.survivor) && run.state !== 'stopping' ? run : null;
}

function liveOfTargets(): Run | undefined {
  for (const id of app.screen === 'board' ? targets() : []) {
    const run = runs.liveOf(id);
    if (run) return run;
  }
  return undefined;
}

/** The first of the tasks at hand that has a run. */
const withRun = (rows: readonly TaskRow[] = targetRows()): TaskRow | undefined =>
  rows.find((row) => row.run_state !== null);

export const analyseAction: Action = {
  id: 'task.analyse',
  label: t.actions.analyse,
  group: 'tasks',
  keys: ['A'],
  scope: 'tasks',
  menu: {},
  words: 'claude run analyze ai',
  named: (rows) => t.actions.analyseOf(nameOf(rows)),
  when: () => targetRows().length > 0,
  run: analyse,
};

export const runActions: Action[] = [
  {
    id: 'run.open',
    label: t.actions.openRun,
    group: 'tasks',
    keys: [],
    scope: 'tasks',
    menu: {},
    words: 'claude transcript watch',
    named: (rows) => {
      const row = withRun(rows);
      return row ? t.actions.openRunOf(nameOf([row])) : t.actions.openRun;
    },
    when: () => app.screen === 'board' && withRun() !== undefined,
    run: () => {
      const row = withRun();
      if (row) void showRunOf(row.project_id, row.id);
    },
  },
  {
    id: 'run.stop',
    label: t.actions.stopRun,
    group: 'tasks',
    keys: [],
    scope: 'window',
    words: 'claude cancel end',
    named: () => {
      const run = running();
      return run ? t.actions.stopRunOf(run.task_id, run.task_title) : t.actions.stopRun;
    },
    when: () => running() !== null,
    run: () => {
      const run = running();
      if (run) void runOrders.stop(run);
    },
  },
  {
    id: 'queue.pause',
    label: t.actions.pauseQueue,
    group: 'window',
    keys: [],
    scope: 'window',
    palette: 'query',
    words: 'claude runs',
    when: () => runs.ready && !runs.queue.paused,
    run: () => void runOrders.pause(true),
  },
  {
    id: 'queue.resume',
    label: t.actions.resumeQueue,
    group: 'window',
    keys: [],
    scope: 'window',
    words: 'claude runs',
    when: () => runs.queue.paused,
    run: () => void runOrders.pause(false),
  },
];
