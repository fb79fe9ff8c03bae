// Facts of a run as people read them.
import { elapsed } from '../../lib/elapsed.svelte';
import type { Run } from '../../lib/host';
import { runs } from '../../stores/runs.svelte';
import { locale, t } from '../../texts';

const dollars = new Intl.NumberFormat(locale, { style: 'currency', currency: 'USD' });
const cents = new Intl.NumberFormat(locale, { style: 'currency', currency: 'USD', maximumFractionDigits: 4 });
const short = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });

/** Returns a cost in US dollars; below a cent with what counts of it. */
export function costText(cost: number): string {
  return cost > 0 && cost < 0.01 ? cents.format(cost) : dollars.format(cost);
}

/** Returns a count in few characters: `184.2K`. */
export function shortCount(count: number): string {
  return short.format(count);
}

/** Returns how long a run has taken up to a time in milliseconds, or took; null before it began. */
export function durationOf(run: Run, now: number): string | null {
  if (run.started_at === null) return null;
  const end = run.ended_at === null ? now : Date.parse(run.ended_at);
  return elapsed(Date.parse(run.started_at), end);
}

/** Returns what a live run does now, in one line; null for one that has ended. */
export function doingOf(run: Run): string | null {
  if (run.id < 0) return t.runs.asking;
  switch (run.state) {
    case 'succeeded':
    case 'failed':
    case 'stopped':
    case 'lost':
      return null;
    case 'queued':
      return runs.queue.paused ? t.runs.doing.queuedPaused : t.runs.doing.queued;
    case 'stopping':
      return t.runs.doing.stopping;
    case 'waiting':
    case 'starting':
    case 'running':
      return run.activity ?? t.runs.doing[run.state];
  }
}

/** Returns a model's name without what all of them share. */
export function modelName(model: string): string {
  return model.replace(/^claude-/, '').replace(/-\d{8}$/, '');
}
