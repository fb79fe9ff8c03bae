// Ranks compare bytewise. They are ASCII, so JavaScript's comparison of UTF-16 units gives the same
// order as the database; `localeCompare` does not ("B" < "a" there is false).
import type { TaskRow } from './host/types';

type Ranked = Pick<TaskRow, 'rank' | 'id'>;

export type Compare = (a: TaskRow, b: TaskRow) => number;

/** Compares two rows of one column: by rank, then by id. */
export function compareRows(a: Ranked, b: Ranked): number {
  if (a.rank !== b.rank) return a.rank < b.rank ? -1 : 1;
  return a.id - b.id;
}

/** Returns the first index in sorted rows at which `row` could stand. */
export function lowerBound<T extends Ranked>(
  rows: readonly T[],
  row: T,
  compare: (a: T, b: T) => number = compareRows,
): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = rows[middle];
    if (other && compare(other, row) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Digits are 1 to 126; where a rank ends, its digit counts as 0, and no bound above counts as 127. */
const END = 127;
const MIDDLE = 64;

/**
 * Returns a rank between two neighbours (null: none there), to show a card at its new place until the
 * real rank arrives. It never leaves the window. It never ends with digit 1, below which is no room.
 */
export function provisionalRank(before: string | null, after: string | null): string {
  const low = before ?? '';
  let high = after;
  let rank = '';
  for (let at = 0; ; at += 1) {
    const a = low.charCodeAt(at) || 0;
    const b = high === null ? END : high.charCodeAt(at) || 0;
    if (b - a > 1) {
      const middle = (a + b) >> 1;
      return rank + (middle === 1 ? String.fromCharCode(1, MIDDLE) : String.fromCharCode(middle));
    }
    // Neighbours that are equal or in the wrong order leave no room: any place beside them will do.
    if (b === 0 && a === 0) return rank + String.fromCharCode(MIDDLE);
    rank += String.fromCharCode(a === 0 ? b : a);
    // Once this digit lies below the upper neighbour's, only the lower one bounds the rest.
    if (a > 0 && a !== b) high = null;
  }
}
