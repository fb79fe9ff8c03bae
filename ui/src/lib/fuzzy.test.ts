import { describe, expect, it } from 'vitest';
import { Best, fold, parts, pattern, score } from './fuzzy';

function points(query: string, text: string): number {
  const wanted = pattern(query);
  return wanted ? score(wanted, fold(text)) : 0;
}

function marked(query: string, text: string): string {
  return parts(pattern(query), fold(text))
    .map((part) => (part.hit ? `[${part.text}]` : part.text))
    .join('');
}

describe('a query', () => {
  it('finds its letters in their order and no others', () => {
    expect(points('mvrdy', 'Move #142 to Ready')).toBeGreaterThan(0);
    expect(points('ydrvm', 'Move #142 to Ready')).toBe(0);
    expect(points('movez', 'Move #142 to Ready')).toBe(0);
    expect(points('   ', 'Move')).toBe(0);
  });

  it('takes its words in any order, and all of them', () => {
    expect(points('ready move', 'Move #142 to Ready')).toBeGreaterThan(0);
    expect(points('move testing', 'Move #142 to Ready')).toBe(0);
  });

  it('does not take letters that are scattered by chance for a match', () => {
    expect(points('login', 'Collapse or expand the rail in the window')).toBe(0);
    expect(points('ogin', 'Show a graph in time')).toBe(0);
  });

  it.each([
    ['move', 'Move #142 to Ready', 'Remove the old CSV importer'],
    ['rev', 'Code Review', 'Preview of the reverse'],
    ['set', 'Settings', 'Reset all keys'],
    ['th', 'Theme: Dark', 'Undo the path'],
    ['ready', 'Move to Ready', 'Already moved'],
    ['cr', 'Code Review', 'Cache fails, retry'],
    ['safari', 'Login fails on Safari', 'A safarish journey of the year'],
  ])('%s: “%s” comes before “%s”', (query, better, worse) => {
    expect(points(query, better)).toBeGreaterThan(points(query, worse));
  });

  it('passes over case, accents and composition', () => {
    expect(points('uber', 'Über alles')).toBeGreaterThan(0);
    expect(points('über', 'U\u0308ber alles')).toBeGreaterThan(0);
    expect(points('修复', '修复导出')).toBeGreaterThan(0);
    expect(fold('İstanbul ﬁne').lower).toHaveLength(fold('İstanbul ﬁne').text.length);
  });

  it('holds out against what is very long', () => {
    expect(points('x'.repeat(2000), 'x'.repeat(50))).toBeGreaterThan(0);
    expect(points('ab', `a${' '.repeat(5000)}b`)).toBe(0);
  });
});

describe('the marked letters', () => {
  it('are those that the match is made of', () => {
    expect(marked('move', 'Move #142 to Ready')).toBe('[Move] #142 to Ready');
    expect(marked('cr', 'Move to Code Review')).toBe('Move to [C]ode [R]eview');
    expect(marked('code rev', 'Move #1 to Code Review')).toBe('Move #1 to [Code] [Rev]iew');
    expect(marked('rdy', 'Move to Ready')).toBe('Move to [R]ea[dy]');
  });

  it('are at a word’s beginning rather than inside an earlier one', () => {
    expect(marked('over', 'Moved over')).toBe('Moved [over]');
  });

  it('are those of the words that are there, when others are known by another name', () => {
    expect(marked('dark night', 'Theme: Dark')).toBe('Theme: [Dark]');
  });

  it('are none when nothing matches', () => {
    expect(marked('zzz', 'Move')).toBe('Move');
  });
});

it('keeps the best few in order', () => {
  const best = new Best<string>(3);
  for (const [item, points] of [
    ['a', 1],
    ['b', 5],
    ['c', 3],
    ['d', 5],
    ['e', 2],
  ] as const) {
    best.offer(item, points);
  }
  expect(best.items.map((one) => one.item)).toEqual(['b', 'd', 'c']);
  expect(best.floor).toBe(3);
});
