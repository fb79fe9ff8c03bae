import type { Place, TaskRow } from './host/types';

/**
 * Returns where in the whole column a drop at `index` of the shown rows belongs: beside its neighbour
 * that is in sight, so that hidden rows keep their places. `moving` are the ids that are dragged; they
 * count as already lifted out.
 */
export function placeAt(shown: readonly TaskRow[], index: number, moving: ReadonlySet<number>): Place {
  const rest = shown.filter((row) => !moving.has(row.id));
  const before = rest[index - 1];
  if (before) return { at: 'after', id: before.id };
  const after = rest[index];
  if (after) return { at: 'before', id: after.id };
  return { at: 'top' };
}

/** Returns whether the rows already stand there, one after the other, so that nothing would change. */
export function alreadyAt(shown: readonly TaskRow[], index: number, ids: readonly number[]): boolean {
  const moving = new Set(ids);
  const first = shown.findIndex((row) => moving.has(row.id));
  if (first < 0) return false;
  let lifted = 0;
  for (let at = 0; at < shown.length; at += 1) {
    const row = shown[at];
    if (row && moving.has(row.id)) {
      if (row.id !== ids[lifted] || at !== first + lifted) return false;
      lifted += 1;
    }
  }
  return lifted === ids.length && index === first;
}
