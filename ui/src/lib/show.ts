// Showing a task or a run, wherever the user is now.
import { app } from '../stores/app.svelte';
import { board } from '../stores/board.svelte';
import { cursor } from '../stores/cursor.svelte';
import { panel } from '../stores/panel.svelte';
import { runs } from '../stores/runs.svelte';
import { toasts } from '../stores/toasts.svelte';
import { toReport } from './errors';
import { host } from './host';

/** Brings the board of a project, also of one that another program has opened meanwhile. */
export async function showProject(project: number): Promise<void> {
  if (!app.projects.some((known) => known.id === project)) await app.refreshProjects();
  await app.switchTo(project);
}

/** Brings the board of the task's project, or of all, and opens the task beside it. */
export async function showTask(project: number, task: number): Promise<void> {
  if (!app.projects.some((known) => known.id === project)) await app.refreshProjects();
  if (!app.projects.some((known) => known.id === project)) return;
  if (app.all) app.screen = 'board';
  else await app.switchTo(project);
  if (!app.all && app.project?.id !== project) return;
  const row = board.row(task);
  if (row && board.column(row.status).shown.includes(row)) {
    cursor.clearSelection();
    cursor.place(task);
  }
  panel.open(task);
}

/** Brings the screen of runs with a run open. */
export function showRun(run: number): void {
  runs.opened = run;
  app.screen = 'runs';
}

/** Brings the latest run of a task, also of one whose runs the window has not seen yet. */
export async function showRunOf(project: number, task: number): Promise<void> {
  const known = runs.ofTask(task).find((run) => run.id > 0);
  if (known) {
    showRun(known.id);
    return;
  }
  try {
    const { runs: found } = await host.runsList(project, { task, limit: 1 });
    runs.took(...found);
    if (found[0]) showRun(found[0].id);
  } catch (thrown) {
    toasts.error(toReport(thrown));
  }
}
