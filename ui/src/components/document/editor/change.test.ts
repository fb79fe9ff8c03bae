import { describe, expect, it } from 'vitest';
import { changeBetween } from './change';

/** The change is right, and nothing around it is touched. */
function check(before: string, after: string, expected: { from: number; to: number; insert: string } | null): void {
  const change = changeBetween(before, after);
  expect(change).toEqual(expected);
  if (change) expect(before.slice(0, change.from) + change.insert + before.slice(change.to)).toBe(after);
}

describe('the smallest change', () => {
  it.each([
    ['of the same text is none', 'abc', 'abc', null],
    ['adds at the end', 'abc', 'abcd', { from: 3, to: 3, insert: 'd' }],
    ['adds at the beginning', 'abc', 'xabc', { from: 0, to: 0, insert: 'x' }],
    ['replaces in the middle', 'one two three', 'one 2 three', { from: 4, to: 7, insert: '2' }],
    ['takes away', 'aaa', 'aa', { from: 2, to: 3, insert: '' }],
    ['fills an empty text', '', 'abc', { from: 0, to: 0, insert: 'abc' }],
    ['empties a text', 'abc', '', { from: 0, to: 3, insert: '' }],
    ['keeps pairs with the same first half whole', 'a😀b', 'a😁b', { from: 1, to: 3, insert: '😁' }],
    [
      'keeps pairs with the same second half whole',
      '\ud83d\ude00',
      '\ud83c\ude00',
      { from: 0, to: 2, insert: '\ud83c\ude00' },
    ],
  ])('%s', (_name, before, after, expected) => check(before, after, expected));
});
