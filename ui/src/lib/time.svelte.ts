// Times as people read them, and a clock that keeps them right.
import { locale, t } from '../texts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

type Unit = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';

/** Returns an age as a whole number of its largest unit, rounded down; null below a minute, and of what lies ahead. */
function inUnits(from: number, now: number): { count: number; unit: Unit } | null {
  // A clock that was set back makes a change look as if it were still to come.
  const age = Math.max(0, now - from);
  if (!(age >= MINUTE)) return null;
  if (age < HOUR) return { count: Math.floor(age / MINUTE), unit: 'minute' };
  if (age < DAY) return { count: Math.floor(age / HOUR), unit: 'hour' };
  const days = Math.floor(age / DAY);
  if (days < 14) return { count: days, unit: 'day' };
  if (days < 61) return { count: Math.floor(days / 7), unit: 'week' };
  if (days < 365) return { count: Math.floor(days / 30.44), unit: 'month' };
  return { count: Math.floor(days / 365), unit: 'year' };
}

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always' });
const times = new Intl.DateTimeFormat(locale, { timeStyle: 'short' });
const dates = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });

/** Returns an age in one short unit: `now`, `5 m`, `3 h`, `2 d`, `6 w`, `4 mo`, `2 y`. */
export function shortAge(from: number, now: number): string {
  const age = inUnits(from, now);
  return age ? t.shared.age[age.unit](age.count) : t.shared.age.now;
}

/** Returns an age in words: `just now`, `5 minutes ago`. */
export function longAge(from: number, now: number): string {
  const age = inUnits(from, now);
  return age ? relative.format(-age.count, age.unit) : t.shared.age.justNow;
}

/** Returns a time of the database (RFC 3339, UTC) as the local date and time. */
export function localTime(at: string): string {
  const time = new Date(at);
  return Number.isNaN(time.getTime()) ? at : dates.format(time);
}

/** Returns a time of the database as the local time of day. */
export function clockTime(at: string): string {
  const time = new Date(at);
  return Number.isNaN(time.getTime()) ? at : times.format(time);
}

class Clock {
  /** The time in milliseconds, right to half a minute while the window shows; also after the computer slept. */
  now = $state(Date.now());
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    const page = globalThis.document as Document | undefined;
    if (!page) return;
    const follow = (): void => {
      clearInterval(this.#timer);
      if (page.visibilityState === 'hidden') return;
      this.#tick();
      this.#timer = setInterval(this.#tick, MINUTE / 2);
    };
    follow();
    page.addEventListener('visibilitychange', follow);
    // After a sleep an interval may be late by its whole length; whoever comes back looks at the window first.
    globalThis.addEventListener('focus', this.#tick);
    globalThis.addEventListener('pageshow', this.#tick);
  }

  #tick = (): void => {
    this.now = Date.now();
  };
}

export const clock = new Clock();
