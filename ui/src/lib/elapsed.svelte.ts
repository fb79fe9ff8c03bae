// How long something has been going on, to the second.
import { createSubscriber } from 'svelte/reactivity';

const SECOND = 1000;

class Seconds {
  /** Ticks only while something on the screen reads it. */
  #follow = createSubscriber((update) => {
    const timer = setInterval(update, SECOND);
    return () => clearInterval(timer);
  });

  /** The time in milliseconds, right to a second. */
  get now(): number {
    this.#follow();
    return Date.now();
  }
}

export const seconds = new Seconds();

/** Returns a span as a clock shows it: `0:07`, `12:40`, `1:02:03`. */
export function elapsed(from: number, to: number): string {
  const all = Math.max(0, Math.floor((to - from) / SECOND));
  const two = (value: number): string => String(value).padStart(2, '0');
  const [hours, minutes, rest] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
