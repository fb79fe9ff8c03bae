import { describe, expect, it } from 'vitest';
import { compareRows, lowerBound, provisionalRank } from './rank';

describe('ranks', () => {
  it('compare bytewise, not as words of a language', () => {
    const ranks = ['a', 'B', 'Z', 'aa', '0', 'a0', '_'].map((rank, id) => ({ rank, id }));
    const order = ranks.sort(compareRows).map((row) => row.rank);
    expect(order).toEqual(['0', 'B', 'Z', '_', 'a', 'a0', 'aa']);
    expect(compareRows({ rank: 'B', id: 1 }, { rank: 'a', id: 2 })).toBeLessThan(0);
    expect('B'.localeCompare('a')).toBeGreaterThan(0);
  });

  it('are settled by the id where they are equal', () => {
    expect(compareRows({ rank: 'a', id: 1 }, { rank: 'a', id: 2 })).toBeLessThan(0);
  });

  it('find their place by halving', () => {
    const rows = ['a', 'c', 'e'].map((rank, id) => ({ rank, id }));
    expect(['A', 'a', 'b', 'e', 'f'].map((rank) => lowerBound(rows, { rank, id: 0 }))).toEqual([0, 0, 1, 2, 3]);
  });
});

describe('a provisional rank', () => {
  it('stands between its neighbours', () => {
    const cases: [string | null, string | null][] = [
      [null, null],
      [null, 'a'],
      ['a', null],
      ['a', 'b'],
      ['a', 'aa'],
      ['a', 'a0'],
      ['az', 'b'],
      ['a000001', 'a000002'],
      ['zzzz', null],
      [null, '0'],
      ['~', null],
      ['a~~', 'b'],
    ];
    for (const [before, after] of cases) {
      const rank = provisionalRank(before, after);
      if (before !== null) expect(rank > before, `${rank} after ${before}`).toBe(true);
      if (after !== null) expect(rank < after, `${rank} before ${after}`).toBe(true);
    }
  });

  it('finds room again and again at the same place', () => {
    let before = 'a';
    for (let turn = 0; turn < 200; turn += 1) {
      const rank = provisionalRank(before, 'b');
      expect(rank > before && rank < 'b').toBe(true);
      before = rank;
    }
    let after = 'b';
    for (let turn = 0; turn < 200; turn += 1) {
      const rank = provisionalRank('a', after);
      expect(rank > 'a' && rank < after).toBe(true);
      after = rank;
    }
  });
});
