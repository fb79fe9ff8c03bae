// What an agent's file is worth to Claude Code, and how many are worth nothing.
import type { AgentRow } from '../lib/host';

/** In the order of what wants to be seen first. */
export type Standing = 'refused' | 'shadowed' | 'warning' | 'disabled' | 'accepted';

/** Returns how a file stands. What the user turned off is off, whatever else is wrong with it. */
export function standingOf(row: AgentRow): Standing {
  if (!row.enabled) return 'disabled';
  if (row.verdict === 'refused') return 'refused';
  if (row.shadowed_by !== null) return 'shadowed';
  return row.verdict === 'accepted_with_warnings' ? 'warning' : 'accepted';
}

export interface Counts {
  all: number;
  /** Turned on, and not loaded all the same. */
  left: number;
  off: number;
}

/** Returns how many agents there are, and how many of them Claude Code does not load. */
export function countsOf(rows: readonly AgentRow[]): Counts {
  const counts: Counts = { all: rows.length, left: 0, off: 0 };
  for (const row of rows) {
    if (!row.enabled) counts.off += 1;
    else if (!row.in_force) counts.left += 1;
  }
  return counts;
}

/** Returns whether something is to be said of a file. */
export function hasFindings(row: AgentRow): boolean {
  return row.findings.length > 0 || row.shadowed_by !== null;
}
