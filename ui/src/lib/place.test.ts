import { expect, it } from 'vitest';
import type { TaskRow } from './host/types';
import { alreadyAt, placeAt } from './place';

const rows = (...ids: number[]) => ids.map((id) => ({ id }) as TaskRow);

it('names the neighbour above, so that hidden rows between keep their places', () => {
  expect(placeAt(rows(1, 4, 9), 2, new Set([50]))).toEqual({ at: 'after', id: 4 });
  expect(placeAt(rows(1, 4, 9), 3, new Set([50]))).toEqual({ at: 'after', id: 9 });
});

it('names the neighbour below at the top of what is shown', () => {
  expect(placeAt(rows(4, 9), 0, new Set([50]))).toEqual({ at: 'before', id: 4 });
});

it('goes to the top of a column that shows nothing', () => {
  expect(placeAt([], 0, new Set([50]))).toEqual({ at: 'top' });
  expect(placeAt(rows(50), 0, new Set([50]))).toEqual({ at: 'top' });
});

it('never names a card that is itself dragged', () => {
  expect(placeAt(rows(1, 2, 3), 1, new Set([2]))).toEqual({ at: 'after', id: 1 });
  expect(placeAt(rows(1, 2, 3), 2, new Set([1]))).toEqual({ at: 'after', id: 3 });
});

it('knows when a drop would change nothing', () => {
  expect(alreadyAt(rows(1, 2, 3), 1, [2])).toBe(true);
  expect(alreadyAt(rows(1, 2, 3), 2, [2])).toBe(false);
  expect(alreadyAt(rows(1, 2, 3, 4), 1, [2, 3])).toBe(true);
  expect(alreadyAt(rows(1, 2, 3, 4), 1, [2, 4])).toBe(false);
  expect(alreadyAt(rows(1, 2, 3), 0, [9])).toBe(false);
});
