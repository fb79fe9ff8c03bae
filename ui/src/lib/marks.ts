import type { MarkKind } from './host/types';

interface Mark {
  start: number;
  end: number;
  kind: MarkKind;
}

export interface Piece {
  text: string;
  /** `mark`: understood as a marker; `rest`: the description; `plain`: the title. */
  kind: 'mark' | 'rest' | 'plain';
}

/**
 * Cuts a line at its marks (UTF-16 offsets). The marks are those of `of`, which may be an older text:
 * a mark stays as long as the line is the same up to its end, so that nothing flickers while typing.
 */
export function highlighted(line: string, of: string, marks: readonly Mark[]): Piece[] {
  let same = 0;
  while (same < line.length && same < of.length && line[same] === of[same]) same += 1;
  const pieces: Piece[] = [];
  let at = 0;
  const push = (end: number, kind: Piece['kind']) => {
    if (end > at) pieces.push({ text: line.slice(at, end), kind });
    at = Math.max(at, end);
  };
  for (const mark of [...marks].sort((a, b) => a.start - b.start)) {
    if (mark.kind === 'description' ? mark.start >= same && line !== of : mark.end > same) continue;
    if (mark.start < at || mark.start >= line.length) continue;
    push(mark.start, 'plain');
    // A description reaches to the end of the line, also of what was typed since.
    push(mark.kind === 'description' ? line.length : mark.end, mark.kind === 'description' ? 'rest' : 'mark');
  }
  push(line.length, 'plain');
  return pieces;
}
