// Sorted arrays of rows: how a change goes into them, and the ranks to show until the real ones arrive.
import type { BulkPatch, Place, Status, TaskPatch, TaskRow } from '../../lib/host';
import { lowerBound, provisionalRank, type Compare } from '../../lib/rank';

/** Above this many changes in one column it is sorted anew instead of spliced. */
const SPLICE_AT_MOST = 64;

export function listOf(map: Map<Status, TaskRow[]>, status: Status): TaskRow[] {
  let list = map.get(status);
  if (!list) map.set(status, (list = []));
  return list;
}

/** Sorts rows in place, where they are not in order already. */
export function sorted(rows: TaskRow[], compare: Compare): TaskRow[] {
  for (let at = 1; at < rows.length; at += 1) {
    const before = rows[at - 1];
    const row = rows[at];
    if (before && row && compare(before, row) > 0) return rows.sort(compare);
  }
  return rows;
}

/** Returns sorted rows without those that leave and with those that come. */
export function merged(
  all: readonly TaskRow[],
  leaving: readonly TaskRow[],
  entering: readonly TaskRow[],
  compare: Compare,
): TaskRow[] {
  if (leaving.length + entering.length > SPLICE_AT_MOST) {
    const gone = new Set(leaving);
    return all
      .filter((row) => !gone.has(row))
      .concat(entering)
      .sort(compare);
  }
  const next = all.slice();
  for (const row of leaving) {
    const at = lowerBound(next, row, compare);
    if (next[at]?.id === row.id) next.splice(at, 1);
  }
  for (const row of entering) next.splice(lowerBound(next, row, compare), 0, row);
  return next;
}

/** Returns a row with the named fields changed; in another column it shows at the top. */
export function patched(row: TaskRow, patch: TaskPatch & BulkPatch, column: readonly TaskRow[]): TaskRow {
  const next: TaskRow = {
    ...row,
    title: patch.title ?? row.title,
    type: patch.type ?? row.type,
    priority: patch.priority ?? row.priority,
    status: patch.status ?? row.status,
    depends_on: patch.depends_on ?? row.depends_on,
  };
  if (patch.blocked_reason !== undefined) next.blocked_reason = patch.blocked_reason;
  if (patch.analysis !== undefined) next.has_analysis = patch.analysis !== null && patch.analysis !== '';
  if (next.status !== row.status) {
    const first = column.find((other) => other.id !== row.id && other.project_id === row.project_id);
    next.rank = provisionalRank(null, first?.rank ?? null);
  }
  return next;
}

/** Returns the ranks to show moved rows at, one after the other at their place in the column. */
export function provisionalRanks(
  column: readonly TaskRow[],
  ids: readonly number[],
  place: Place,
): Map<number, string> {
  const moving = new Set(ids);
  const rest = column.filter((row) => !moving.has(row.id));
  let at = place.at === 'bottom' ? rest.length : 0;
  if (place.at === 'before' || place.at === 'after') {
    const found = rest.findIndex((row) => row.id === place.id);
    if (found >= 0) at = place.at === 'after' ? found + 1 : found;
  }
  const stem = provisionalRank(rest[at - 1]?.rank ?? null, rest[at]?.rank ?? null);
  const digits = String(ids.length).length;
  return new Map(ids.map((id, index) => [id, stem + String(index).padStart(digits, '0')]));
}
