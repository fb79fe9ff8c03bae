// What is made of texts by the host in memory: sizes, outlines, imports, merges. Simple, and right for what the
// tests and the window in a browser show.
import type { Heading, Merged } from '../src/lib/host';

/** Returns a hash of a text, as the real one: 64 digits that differ when the text does. */
export function hashOf(text: string): string {
  let parts = '';
  for (let seed = 1; seed <= 8; seed += 1) {
    let hash = 0x811c9dc5 ^ seed;
    for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
    parts += (hash >>> 0).toString(16).padStart(8, '0');
  }
  return parts;
}

export const bytesOf = (text: string): number => new TextEncoder().encode(text).length;
export const charactersOf = (text: string): number => [...text].length;
export const tokensOf = (text: string): number => Math.ceil(charactersOf(text) / 4);

/** Returns the lines of a text that are no code: the others are empty. */
function withoutCode(text: string): string[] {
  let fence = false;
  return text.split('\n').map((line) => {
    if (/^\s*(```|~~~)/.test(line)) {
      fence = !fence;
      return '';
    }
    return fence ? '' : line.replaceAll(/`[^`]*`/g, (code) => ' '.repeat(code.length));
  });
}

export function outlineOf(text: string): Heading[] {
  return withoutCode(text).flatMap((line, at) => {
    const found = /^(#{1,6})\s+(.*)$/.exec(line);
    return found ? [{ level: found[1]?.length ?? 1, text: found[2] ?? '', line: at + 1 }] : [];
  });
}

export interface FoundImport {
  written: string;
  line: number;
  column: number;
}

export function importsOf(text: string): FoundImport[] {
  return withoutCode(text).flatMap((line, at) =>
    [...line.matchAll(/(?<=^|\s)@([^\s@]*[^\s@.,;:!?])/g)].map((found) => ({
      written: found[1] ?? '',
      line: at + 1,
      column: found.index,
    })),
  );
}

/** Returns the path that an import leads to; null where it leaves the project. */
export function resolve(from: string, written: string): string | null {
  if (written.startsWith('~/')) return written;
  if (written.startsWith('/')) return null;
  const parts = from.split('/').slice(0, -1);
  for (const part of written.split('/')) {
    if (part === '..') {
      if (parts.length === 0) return null;
      parts.pop();
    } else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

/** The pairs of equal lines of two texts, by the longest common subsequence. */
function matches(a: readonly string[], b: readonly string[]): Map<number, number> {
  const width = b.length + 1;
  const table = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      table[i * width + j] =
        a[i] === b[j]
          ? (table[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(table[(i + 1) * width + j] ?? 0, table[i * width + j + 1] ?? 0);
    }
  }
  const pairs = new Map<number, number>();
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) pairs.set(i++, j++);
    else if ((table[(i + 1) * width + j] ?? 0) >= (table[i * width + j + 1] ?? 0)) i += 1;
    else j += 1;
  }
  return pairs;
}

/** Merges two texts that began as one, by lines. */
export function merge(base: string, yours: string, theirs: string): Merged {
  const [o, a, b] = [base.split('\n'), yours.split('\n'), theirs.split('\n')];
  const [toA, toB] = [matches(o, a), matches(o, b)];
  const lines: string[] = [];
  let conflicts = 0;
  let [i, j, k] = [0, 0, 0];
  const put = (oEnd: number, aEnd: number, bEnd: number): void => {
    const [from, mine, other] = [o.slice(i, oEnd), a.slice(j, aEnd), b.slice(k, bEnd)];
    const same = (x: string[], y: string[]): boolean => x.length === y.length && x.every((line, at) => line === y[at]);
    if (same(mine, other) || same(other, from)) lines.push(...mine);
    else if (same(mine, from)) lines.push(...other);
    else {
      conflicts += 1;
      lines.push('<<<<<<< yours', ...mine, '||||||| base', ...from, '=======', ...other, '>>>>>>> theirs');
    }
    [i, j, k] = [oEnd, aEnd, bEnd];
  };
  for (let at = 0; at < o.length; at += 1) {
    const [inA, inB] = [toA.get(at), toB.get(at)];
    if (inA === undefined || inB === undefined) continue;
    put(at, inA, inB);
    lines.push(o[at] ?? '');
    [i, j, k] = [at + 1, inA + 1, inB + 1];
  }
  put(o.length, a.length, b.length);
  return { text: lines.join('\n'), conflicts };
}
