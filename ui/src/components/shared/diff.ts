// The difference of two texts by lines, as the history and a conflict show it. Its work is bounded: very
// different long texts come back as one removed and one added block.

/** A line of either text, or how many equal ones were left out. */
export type DiffLine = { kind: 'same' | 'removed' | 'added'; text: string } | { kind: 'skipped'; count: number };

const CELLS = 2_000_000;

/** Returns the lines of both texts in reading order, each once when it did not change. */
export function diffLines(before: string, after: string): DiffLine[] {
  const a = before === '' ? [] : before.split('\n');
  const b = after === '' ? [] : after.split('\n');
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let tail = 0;
  while (tail < a.length - start && tail < b.length - start && a[a.length - 1 - tail] === b[b.length - 1 - tail])
    tail++;
  return [
    ...lines('same', a.slice(0, start)),
    ...middle(a.slice(start, a.length - tail), b.slice(start, b.length - tail)),
    ...lines('same', a.slice(a.length - tail)),
  ];
}

/** Returns the lines with long unchanged stretches left out but for `context` lines around a change. */
export function aroundChanges(diff: DiffLine[], context = 2): DiffLine[] {
  const near = new Set<number>();
  diff.forEach((line, i) => {
    if (line.kind === 'same') return;
    for (let k = i - context; k <= i + context; k++) near.add(k);
  });
  const result: DiffLine[] = [];
  let skipped = 0;
  const put = (): void => {
    if (skipped > 0) result.push({ kind: 'skipped', count: skipped });
    skipped = 0;
  };
  diff.forEach((line, i) => {
    if (near.has(i)) {
      put();
      result.push(line);
    } else skipped++;
  });
  put();
  return result;
}

function lines(kind: Exclude<DiffLine['kind'], 'skipped'>, texts: string[]): DiffLine[] {
  return texts.map((text) => ({ kind, text }));
}

// The longest common subsequence by the plain table; the common ends are already cut off.
function middle(a: string[], b: string[]): DiffLine[] {
  if (a.length * b.length === 0 || a.length * b.length > CELLS) return [...lines('removed', a), ...lines('added', b)];
  const width = b.length + 1;
  const table = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number): number => table[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      table[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const result: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const left = a[i];
    const right = b[j];
    if (left !== undefined && left === right) {
      result.push({ kind: 'same', text: left });
      i++;
      j++;
    } else if (left !== undefined && (right === undefined || at(i + 1, j) >= at(i, j + 1))) {
      result.push({ kind: 'removed', text: left });
      i++;
    } else if (right !== undefined) {
      result.push({ kind: 'added', text: right });
      j++;
    }
  }
  return result;
}
