// When a task counts as stale: it is being worked on, and nothing happened to it for a week.
import type { Status, TaskRow } from './host/types';

const DAY = 86_400_000;

/** As `core` has it. */
const STALE_AFTER = 7 * DAY;
const WORKED_ON: ReadonlySet<Status> = new Set(['Analysis', 'In Progress', 'Testing', 'Code Review']);

/** Returns whether a task is stale. */
export function isStale(row: Pick<TaskRow, 'status' | 'updated_at'>, now: number): boolean {
  return WORKED_ON.has(row.status) && now - Date.parse(row.updated_at) >= STALE_AFTER;
}
