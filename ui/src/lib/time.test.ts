import { expect, it, vi } from 'vitest';
import { clock, localTime, longAge, shortAge } from './time.svelte';

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

it('shows no age below zero after a clock was set back', () => {
  expect(shortAge(10 * DAY, 0)).toBe('now');
  expect(longAge(10 * DAY, 0)).toBe('just now');
  expect(shortAge(Number.NaN, 0)).toBe('now');
});

it('shows a time that is none as it is written', () => {
  expect(localTime('soon')).toBe('soon');
  expect(localTime('2026-03-10T12:00:00Z')).toContain('2026');
});

it('is right again at once when the window is looked at after a sleep', () => {
  vi.useFakeTimers();
  vi.setSystemTime(clock.now + 9 * DAY);
  const before = clock.now;
  dispatchEvent(new Event('focus'));
  expect(clock.now - before).toBe(9 * DAY);
  vi.setSystemTime(before - DAY);
  document.dispatchEvent(new Event('visibilitychange'));
  expect(clock.now).toBe(before - DAY);
  vi.useRealTimers();
});

it('stands still while nobody sees it', () => {
  vi.useFakeTimers();
  const visible = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
  document.dispatchEvent(new Event('visibilitychange'));
  const before = clock.now;
  vi.advanceTimersByTime(10 * MINUTE);
  expect(clock.now).toBe(before);
  visible.mockReturnValue('visible');
  document.dispatchEvent(new Event('visibilitychange'));
  const now = clock.now;
  vi.advanceTimersByTime(MINUTE);
  expect(clock.now - now).toBe(MINUTE);
  vi.useRealTimers();
});
