import { expect, it } from 'vitest';
import { elapsed } from './elapsed.svelte';

it.each([
  [0, '0:00'],
  [7, '0:07'],
  [760, '12:40'],
  [3_723, '1:02:03'],
  [-5, '0:00'],
])('%d seconds are %s', (seconds, shown) => {
  expect(elapsed(1_000, 1_000 + seconds * 1_000)).toBe(shown);
});
