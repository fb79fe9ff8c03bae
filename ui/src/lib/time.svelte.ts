// Times as people read them, and a clock that keeps them right.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Returns an age in one short unit: `now`, `5 m`, `3 h`, `2 d`, `6 w`, `4 mo`, `2 y`. */
export function shortAge(from: number, now: number): string {
  const age = Math.max(0, now - from);
  if (age < MINUTE) return 'now';
  if (age < HOUR) return `${Math.floor(age / MINUTE)} m`;
  if (age < DAY) return `${Math.floor(age / HOUR)} h`;
  const days = Math.floor(age / DAY);
  if (days < 14) return `${days} d`;
  if (days < 61) return `${Math.floor(days / 7)} w`;
  if (days < 365) return `${Math.floor(days / 30.44)} mo`;
  return `${Math.floor(days / 365)} y`;
}

/** Returns an age in words: `just now`, `5 minutes ago`. */
export function longAge(from: number, now: number): string {
  const short = shortAge(from, now);
  if (short === 'now') return 'just now';
  const [count = '', unit = ''] = short.split(' ');
  const names: Record<string, string> = { m: 'minute', h: 'hour', d: 'day', w: 'week', mo: 'month', y: 'year' };
  return `${count} ${names[unit] ?? unit}${count === '1' ? '' : 's'} ago`;
}

/** Returns a time of the database (RFC 3339, UTC) as the local date and time. */
export function localTime(at: string): string {
  return new Date(at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}

class Clock {
  /** The time in milliseconds, right to half a minute; also after the computer slept. */
  now = $state(Date.now());

  constructor() {
    const tick = (): void => {
      this.now = Date.now();
    };
    setInterval(tick, MINUTE / 2);
    globalThis.document?.addEventListener('visibilitychange', tick);
  }
}

export const clock = new Clock();
