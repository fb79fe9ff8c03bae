import { describe, expect, it } from 'vitest';
import { aroundChanges, diffLines } from './diff';

const signs = { same: ' ', removed: '-', added: '+', skipped: '…' };
const show = (before: string, after: string): string[] =>
  diffLines(before, after).map((line) => signs[line.kind] + line.text);

describe('the difference of two texts', () => {
  it.each([
    ['', '', []],
    ['a', 'a', [' a']],
    ['', 'a\nb', ['+a', '+b']],
    ['a\nb', '', ['-a', '-b']],
    ['a\nb\nc', 'a\nx\nc', [' a', '-b', '+x', ' c']],
    ['a\nb\nc', 'b\nc\nd', ['-a', ' b', ' c', '+d']],
    ['a\na', 'a', [' a', '-a']],
  ])('%j to %j', (before, after, expected) => {
    expect(show(before, after)).toEqual(expected);
  });

  it('gives back both texts', () => {
    const before = 'one\ntwo\n\nthree\nfour\ntwo';
    const after = 'zero\ntwo\nthree\n\nfour\nfive';
    const diff = diffLines(before, after);
    const side = (left: string): string =>
      diff
        .filter((line) => line.kind === 'same' || line.kind === left)
        .map((line) => line.text)
        .join('\n');
    expect(side('removed')).toBe(before);
    expect(side('added')).toBe(after);
  });

  it('stays quick when long texts have nothing in common', () => {
    const lines = (word: string): string => Array.from({ length: 20_000 }, (_, at) => `${word} ${at}`).join('\n');
    const started = performance.now();
    expect(diffLines(lines('a'), lines('b'))).toHaveLength(40_000);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('leaves out what is far from a change', () => {
    const before = Array.from({ length: 20 }, (_, at) => `${at}`);
    const after = before.with(10, 'x');
    const kinds = aroundChanges(diffLines(before.join('\n'), after.join('\n'))).map(
      (line) => signs[line.kind] + line.text,
    );
    expect(kinds).toEqual(['…8 lines', ' 8', ' 9', '-10', '+x', ' 11', ' 12', '…7 lines']);
  });
});
