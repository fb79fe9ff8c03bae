import { describe, expect, it } from 'vitest';
import { aroundChanges, diffLines, type DiffLine } from './diff';

const signs = { same: ' ', removed: '-', added: '+' };
const shownAs = (line: DiffLine): string => (line.kind === 'skipped' ? `…${line.count}` : signs[line.kind] + line.text);
const show = (before: string, after: string): string[] => diffLines(before, after).map(shownAs);

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
      diff.flatMap((line) => (line.kind === 'same' || line.kind === left ? [shownAs(line).slice(1)] : [])).join('\n');
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
    const kinds = aroundChanges(diffLines(before.join('\n'), after.join('\n'))).map(shownAs);
    expect(kinds).toEqual(['…8', ' 8', ' 9', '-10', '+x', ' 11', ' 12', '…7']);
  });
});
