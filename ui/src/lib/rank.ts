// Ranks compare bytewise. They are ASCII, so JavaScript's comparison of UTF-16 units gives the same
// order as the database; `localeCompare` does not ("B" < "a" there is false).
import type { TaskRow } from './host/types';

type Ranked = Pick<TaskRow, 'rank' | 'id'>;

/** Compares two rows of one column: by rank, then by id. */
export function compareRows(a: Ranked, b: Ranked): number {
  if (a.rank !== b.rank) return a.rank < b.rank ? -1 : 1;
  return a.id - b.id;
}

/** Returns the first index in sorted rows at which `row` could stand. */
export function lowerBound(rows: readonly Ranked[], row: Ranked): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = rows[middle];
    if (other && compareRows(other, row) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

const FIRST = 1;
const END = 127;

/**
 * Returns a rank between two neighbours (null: none there), to show a card at its new place until the
 * real rank arrives. It never leaves the window.
 */
export function provisionalRank(before: string | null, after: string | null): string {
  let rank = '';
  const low = before ?? '';
  let high = after;
  for (let at = 0; ; at += 1) {
    const a = at < low.length ? low.charCodeAt(at) : 0;
    const b = high === null ? END : at < high.length ? high.charCodeAt(at) : FIRST;
    if (b - a > 1) return rank + String.fromCharCode((a + b) >> 1);
    rank += String.fromCharCode(Math.max(a, high === null ? a : Math.min(a, b), a === 0 ? FIRST : 0));
    // Once this digit lies below the upper neighbour's, the rest is only bounded from below.
    if (b > a) high = null;
    if (at > low.length + (after?.length ?? 0) + 1) return rank;
  }
}
