// The smallest single change that makes one text another, so that cursor, scroll and history stay.

export interface Change {
  from: number;
  to: number;
  insert: string;
}

const isHigh = (code: number): boolean => code >= 0xd800 && code < 0xdc00;

/** Returns the change, or null when both texts are the same. Surrogate pairs are never cut. */
export function changeBetween(before: string, after: string): Change | null {
  if (before === after) return null;
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start += 1;
  if (start > 0 && isHigh(before.charCodeAt(start - 1))) start -= 1;
  let end = 0;
  while (
    end < shorter - start &&
    before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
  ) {
    end += 1;
  }
  // The last equal unit may be the second half of a pair whose first halves differ.
  if (end > 0 && isHigh(before.charCodeAt(before.length - 1 - end))) end -= 1;
  return { from: start, to: before.length - end, insert: after.slice(start, after.length - end) };
}
