// What a folded item of a transcript shows of itself.
import type { TranscriptItem } from '../../lib/host';
import { t } from '../../texts';

/** Kinds that show one line until they are unfolded; the others show all of their text. */
const FOLDED: ReadonlySet<TranscriptItem['kind']> = new Set([
  'prompt',
  'thinking',
  'tool_call',
  'tool_result',
  'unknown',
]);

export function isFoldable(item: TranscriptItem): boolean {
  return FOLDED.has(item.kind) && item.text.trim() !== '';
}

/** Returns the first line that says something. */
export function firstLine(text: string): string {
  return text.trimStart().split('\n', 1)[0]?.trimEnd() ?? '';
}

/** Returns how much a text has beyond its first line; empty where that is all. */
export function sizeOf(item: TranscriptItem): string {
  if (item.characters > item.text.length) return t.runs.transcript.characters(item.characters);
  const lines = item.text.trimEnd().split('\n').length;
  return lines > 1 ? t.runs.transcript.lines(lines) : '';
}

/** Returns an item in one line, as it is read out. */
export function lineOf(item: TranscriptItem): string {
  const what = item.title === '' ? firstLine(item.text) : item.title;
  const kind = t.runs.transcript.kinds[item.kind];
  return `${item.failed ? `${t.runs.transcript.failed}: ` : ''}${what === kind ? kind : `${kind}: ${what}`}`.slice(
    0,
    200,
  );
}
