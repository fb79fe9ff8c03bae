import { describe, expect, it } from 'vitest';
import { sourceOffset } from './caret';

describe('the place in the source of a place in the rendering', () => {
  const source = 'A **bold** word.\n\n- item\n- item\n\n`code` and\nmore';

  it.each([
    ['bold', 2, 0, 6],
    [' word.', 1, 0, 11],
    ['item', 0, 0, 20],
    ['item', 4, 1, 31],
    ['code', 4, 0, 38],
    ['and\nmore', 8, 0, source.length],
  ])('%j at %i (number %i)', (text, offset, nth, expected) => {
    expect(sourceOffset(source, text, offset, nth)).toBe(expected);
  });

  it('is unknown where the words are not in the source', () => {
    expect(sourceOffset('a &amp; b', 'a & b', 3)).toBeNull();
    expect(sourceOffset('abc', '   ', 1)).toBeNull();
  });
});
