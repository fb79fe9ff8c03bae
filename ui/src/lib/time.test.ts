import { expect, it } from 'vitest';
import { longAge, shortAge } from './time.svelte';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

it('tells an age in one short unit, rounded down', () => {
  const cases: [number, string][] = [
    [-5000, 'now'],
    [0, 'now'],
    [59_999, 'now'],
    [MINUTE, '1 m'],
    [59 * MINUTE, '59 m'],
    [60 * MINUTE, '1 h'],
    [DAY - 1, '23 h'],
    [DAY, '1 d'],
    [13 * DAY, '13 d'],
    [14 * DAY, '2 w'],
    [60 * DAY, '8 w'],
    [61 * DAY, '2 mo'],
    [364 * DAY, '11 mo'],
    [365 * DAY, '1 y'],
    [800 * DAY, '2 y'],
  ];
  for (const [age, text] of cases) expect(shortAge(1_000_000, 1_000_000 + age), `${age} ms`).toBe(text);
});

it('tells it in words', () => {
  expect(longAge(0, 1000)).toBe('just now');
  expect(longAge(0, MINUTE)).toBe('1 minute ago');
  expect(longAge(0, 3 * DAY)).toBe('3 days ago');
});
