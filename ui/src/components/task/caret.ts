// From a place in rendered Markdown to the same place in its source.

const AROUND = 24;

/**
 * Returns the offset in `source` that stands for `offset` in a rendered text node, or null when the words
 * around it are not to be found. `nth` says how many equal texts stood before it.
 */
export function sourceOffset(source: string, text: string, offset: number, nth = 0): number | null {
  for (const [from, to] of [
    [0, text.length],
    [Math.max(0, offset - AROUND), Math.min(text.length, offset + AROUND)],
  ] as const) {
    const words = text.slice(from, to);
    const lead = words.length - words.trimStart().length;
    const wanted = words.trim();
    if (wanted === '') continue;
    let at = source.indexOf(wanted);
    for (let skip = nth; skip > 0 && at >= 0; skip--) {
      const next = source.indexOf(wanted, at + wanted.length);
      if (next < 0) break;
      at = next;
    }
    if (at >= 0) return Math.min(source.length, at + Math.min(wanted.length, Math.max(0, offset - from - lead)));
  }
  return null;
}

/** Returns the offset in the source of the point that was clicked in its rendering, or null. */
export function clickedOffset(root: Element, source: string, event: MouseEvent): number | null {
  const range = document.caretRangeFromPoint?.(event.clientX, event.clientY);
  const node = range?.startContainer;
  if (!range || !(node instanceof Text) || !root.contains(node)) return null;
  let nth = 0;
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let other = walker.nextNode(); other && other !== node; other = walker.nextNode()) {
    if (other.textContent?.trim() === node.data.trim()) nth++;
  }
  return sourceOffset(source, node.data, range.startOffset, nth);
}
