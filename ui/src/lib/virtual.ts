// The arithmetic of a virtual list: places of cards of various heights, and which of them are in sight.

/** Tops of cards one below the other; `tops[n]` is where the next one would start. */
export type Tops = Float64Array;

/** Returns the tops of cards of these heights with `gap` pixels between them. */
export function layOut<T>(items: readonly T[], heightOf: (item: T) => number, gap: number): Tops {
  const tops = new Float64Array(items.length + 1);
  let top = 0;
  for (let at = 0; at < items.length; at += 1) {
    tops[at] = top;
    top += heightOf(items[at] as T) + gap;
  }
  tops[items.length] = top;
  return tops;
}

/** What was laid out, so that a few changed items do not cost the whole list. */
export interface LaidOut<T> {
  items: readonly T[];
  tops: Tops;
}

/**
 * Returns the tops as `layOut` does, from those of the list as it was: what stands before the first and after the
 * last difference is taken over. Heights of items that are in both must not have changed.
 */
export function layOutAfter<T>(
  before: LaidOut<T>,
  items: readonly T[],
  heightOf: (item: T) => number,
  gap: number,
): Tops {
  const { items: old, tops: known } = before;
  const most = Math.min(old.length, items.length);
  let same = 0;
  while (same < most && old[same] === items[same]) same += 1;
  let tail = 0;
  while (tail < most - same && old[old.length - 1 - tail] === items[items.length - 1 - tail]) tail += 1;
  const tops = new Float64Array(items.length + 1);
  tops.set(known.subarray(0, same + 1));
  let top = known[same] ?? 0;
  const end = items.length - tail;
  for (let at = same; at < end; at += 1) {
    tops[at] = top;
    top += heightOf(items[at] as T) + gap;
  }
  const from = old.length - tail;
  const shift = top - (known[from] ?? 0);
  for (let at = 0; at <= tail; at += 1) tops[end + at] = (known[from + at] ?? 0) + shift;
  return tops;
}

/** Returns the index of the card at a height in pixels; between 0 and the last index. */
export function indexAt(tops: Tops, y: number): number {
  let low = 0;
  let high = Math.max(0, tops.length - 2);
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((tops[middle] ?? 0) <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Returns the half-open range of cards to draw: those in sight and some above and below. */
export function rangeInSight(
  tops: Tops,
  scrollTop: number,
  height: number,
  over: number,
): { start: number; end: number } {
  const count = tops.length - 1;
  if (count <= 0 || height <= 0) return { start: 0, end: Math.min(Math.max(count, 0), 1) };
  const start = indexAt(tops, Math.max(0, scrollTop - over));
  const end = Math.min(count, indexAt(tops, scrollTop + height + over) + 1);
  return { start, end };
}

/** Returns where to scroll so that a card is wholly in sight, or null when it is. */
export function scrollToShow(
  tops: Tops,
  index: number,
  scrollTop: number,
  height: number,
  margin: number,
  gap: number,
): number | null {
  const top = tops[index] ?? 0;
  const bottom = (tops[index + 1] ?? top) - gap;
  if (top - margin < scrollTop) return Math.max(0, top - margin);
  if (bottom + margin > scrollTop + height) return Math.max(0, bottom + margin - height);
  return null;
}

/**
 * Returns the index at which a dragged card would be put down: before the first card whose middle lies
 * below `y`. `y` is measured in the layout without the placeholder; while the placeholder stands at
 * `current`, cards below it are drawn `placeholder` pixels lower, which is taken off here, and a pointer
 * on the placeholder itself changes nothing (so that it does not flicker).
 */
export function dropIndex(tops: Tops, y: number, current: number | null, placeholder: number): number {
  const count = tops.length - 1;
  let at = y;
  if (current !== null) {
    const top = tops[Math.min(current, count)] ?? 0;
    if (at >= top && at < top + placeholder) return current;
    if (at >= top + placeholder) at -= placeholder;
  }
  if (count <= 0) return 0;
  const index = indexAt(tops, at);
  const middle = ((tops[index] ?? 0) + (tops[index + 1] ?? 0)) / 2;
  return at > middle ? index + 1 : index;
}
