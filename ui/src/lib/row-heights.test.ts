import { expect, it } from 'vitest';
import { RowHeights } from './row-heights';

it('takes the usual height until a row was measured', () => {
  const heights = new RowHeights(20);
  heights.grow(4);
  expect([...heights.layOut()]).toEqual([0, 20, 40, 60, 80]);
  expect(heights.measured(1, 50)).toBe(true);
  expect([...heights.layOut()]).toEqual([0, 20, 70, 90, 110]);
});

it('notes no change below half a pixel, and none of a row that is not there', () => {
  const heights = new RowHeights(20);
  heights.grow(2);
  expect(heights.measured(0, 20.3)).toBe(false);
  expect(heights.measured(2, 90)).toBe(false);
});

it('keeps what was measured as it grows', () => {
  const heights = new RowHeights(10);
  heights.grow(3);
  heights.measured(2, 30);
  heights.layOut();
  heights.grow(1000);
  const tops = heights.layOut();
  expect(tops.length).toBe(1001);
  expect(tops[3]).toBe(50);
  expect(tops[1000]).toBe(50 + 997 * 10);
  heights.grow(5);
  expect(heights.layOut().length).toBe(1001);
});

it('is as right after many changes as when it is laid out at once', () => {
  const heights = new RowHeights(26);
  heights.grow(500);
  const known = Array.from({ length: 500 }, () => 26);
  for (let turn = 0; turn < 300; turn += 1) {
    const at = (turn * 7919) % 500;
    known[at] = 10 + ((turn * 31) % 90);
    heights.measured(at, known[at] ?? 0);
    if (turn % 3 === 0) heights.layOut();
  }
  let top = 0;
  const wanted = [0, ...known.map((height) => (top += height))];
  expect([...heights.layOut()]).toEqual(wanted);
});
