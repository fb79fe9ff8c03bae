import type { MarkKind } from './host/types';

interface Mark {
  start: number;
  end: number;
  /** What a marker of quick add says; a filter's marks have none. */
  kind?: MarkKind;
  /** Why a filter's condition can't be used. */
  problem?: string | null;
}

export interface Piece {
  text: string;
  /** `mark`: understood as a marker; `problem`: meant as one and not understood; `rest`: the description; `plain`: the rest. */
  kind: 'mark' | 'problem' | 'rest' | 'plain';
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
    const description = mark.kind === 'description';
    if (description ? mark.start >= same && line !== of : mark.end > same) continue;
    if (mark.start < at || mark.start >= line.length) continue;
    push(mark.start, 'plain');
    // A description reaches to the end of the line, also of what was typed since.
    if (description) push(line.length, 'rest');
    else push(mark.end, mark.problem == null ? 'mark' : 'problem');
  }
  push(line.length, 'plain');
  return pieces;
}
