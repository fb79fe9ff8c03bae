// How many tasks the columns of the project at hand should hold at the most. A limit stops nothing; it is said
// where it is passed. The board of all projects has none.
import { host, type Status } from '../lib/host';
import { t } from '../texts';
import { app } from './app.svelte';

const MOST = 999;

/** Returns the limit of a column, or null. */
export function limitOf(status: Status): number | null {
  return app.all ? null : (app.project?.column_limits[status] ?? null);
}

/** Returns the limit that a text says (nothing: none), or why it is no limit. */
export function readLimit(text: string): { limit: number | null } | { problem: string } {
  const wanted = text.trim();
  if (wanted === '') return { limit: null };
  const limit = Number(wanted);
  return /^\d+$/.test(wanted) && limit >= 1 && limit <= MOST ? { limit } : { problem: t.board.limit.bad(wanted) };
}

/** Sets or clears the limit of a column. Rejects with the report. */
export async function setLimit(status: Status, limit: number | null): Promise<void> {
  const { project } = app;
  if (!project || limit === limitOf(status)) return;
  const column_limits = { ...project.column_limits };
  if (limit === null) delete column_limits[status];
  else column_limits[status] = limit;
  app.know(await host.projectUpdate(project.id, { column_limits }));
}
