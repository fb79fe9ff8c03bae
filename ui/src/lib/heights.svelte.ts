// Heights of cards: estimated from what a card will show, corrected by what was measured. The estimate
// is close enough that a correction is rare and small; without it every card had to be drawn once.
import type { RunState, TaskRow } from './host/types';

/** Pixels between cards. */
export const GAP = 6;
export const COLUMN_WIDTH = 236;

/** Must agree with the styles of `Card.svelte`. */
const DENSITY = {
  comfortable: { chrome: 9 + 8 + 2 + 16 + 5, line: 18, foot: 18 + 5, inner: COLUMN_WIDTH - 22 },
  compact: { chrome: 5 + 5 + 2 + 16 + 2, line: 18, foot: 18 + 3, inner: COLUMN_WIDTH - 18 },
};

type Density = keyof typeof DENSITY;

let widths: Float32Array | null = null;
let wide = 13;
let usual = 7;

/** Measures the letters once; a title's width is their sum, near enough to know whether it wraps. */
function letters(): Float32Array {
  if (widths) return widths;
  const table = new Float32Array(128).fill(usual);
  const canvas = globalThis.document?.createElement('canvas').getContext?.('2d');
  if (canvas) {
    canvas.font = `500 13px ${getComputedStyle(document.documentElement).getPropertyValue('--font') || 'sans-serif'}`;
    for (let code = 32; code < 127; code += 1) table[code] = canvas.measureText(String.fromCharCode(code)).width;
    usual = canvas.measureText('é').width || usual;
    wide = canvas.measureText('語').width || wide;
  }
  widths = table;
  return table;
}

function isWide(code: number): boolean {
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xd7ff) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xff00 && code <= 0xff60)
  );
}

function isOneLine(title: string, room: number): boolean {
  const table = letters();
  let width = 0;
  for (let at = 0; at < title.length; at += 1) {
    const code = title.charCodeAt(at);
    // An emoji is two units, each counted as half of a wide letter and a bit.
    width += code < 128 ? (table[code] ?? usual) : isWide(code) || (code >= 0xd800 && code < 0xe000) ? wide : usual;
    if (width > room) return false;
  }
  return true;
}

/** Returns the state of a task's run that its card tells of; a run that succeeded or was stopped has nothing to say. */
export function runOnCard(row: TaskRow): Exclude<RunState, 'succeeded' | 'stopped'> | null {
  return row.run_state === 'succeeded' || row.run_state === 'stopped' ? null : row.run_state;
}

/** Returns whether a card has a third line: of its run, of what it waits for, or of its branch. */
export function hasFoot(row: TaskRow, blockers: readonly number[]): boolean {
  return row.blocked_reason !== null || row.git_branch !== null || runOnCard(row) !== null || blockers.length > 0;
}

/** The heights of one column's cards. */
export class Heights {
  /** Grows when a measured height differs from what was known. */
  version = $state(0);
  #known = new WeakMap<TaskRow, number>();
  #density: Density = 'comfortable';

  /** Forgets all heights when the density changes. */
  use(density: Density): void {
    if (density === this.#density) return;
    this.#density = density;
    this.#known = new WeakMap();
  }

  of(row: TaskRow, blockers: (row: TaskRow) => readonly number[]): number {
    let height = this.#known.get(row);
    if (height === undefined) {
      const { chrome, line, foot, inner } = DENSITY[this.#density];
      height = chrome + (isOneLine(row.title, inner) ? line : 2 * line);
      if (hasFoot(row, row.depends_on.length > 0 ? blockers(row) : NONE)) height += foot;
      this.#known.set(row, height);
    }
    return height;
  }

  /** Notes a measured height; answers by how much it differs from what was known. */
  measured(row: TaskRow, height: number): number {
    const known = this.#known.get(row) ?? 0;
    if (Math.abs(known - height) < 0.5) return 0;
    this.#known.set(row, height);
    this.version += 1;
    return height - known;
  }
}

const NONE: readonly number[] = [];
