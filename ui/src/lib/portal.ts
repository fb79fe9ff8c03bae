// Attachments for what floats.
import type { Attachment } from 'svelte/attachments';

/** Moves the element to the end of `body`, out of reach of `overflow`, `contain` and `transform` of its place. */
export const portal: Attachment<HTMLElement> = (node) => {
  document.body.append(node);
  return () => node.remove();
};

/** What a floating element is placed beside: an element, a rectangle or a point. */
export type Anchor = Element | DOMRect | { x: number; y: number };

const GAP = 4;
const MARGIN = 8;

/** Returns the rectangle of an anchor, in window pixels. */
export function anchorRect(anchor: Anchor): { left: number; right: number; top: number; bottom: number } {
  if (anchor instanceof Element) return anchor.getBoundingClientRect();
  if ('width' in anchor) return anchor;
  return { left: anchor.x, right: anchor.x, top: anchor.y, bottom: anchor.y };
}

/** Places a floating element below its anchor, or above where there is no room, always inside the window. */
export function placeBeside(node: HTMLElement, anchor: Anchor, align: 'start' | 'end'): void {
  const at = anchorRect(anchor);
  const width = node.offsetWidth;
  const height = node.offsetHeight;
  const left = align === 'end' ? at.right - width : at.left;
  const below = at.bottom + GAP;
  const above = at.top - GAP - height;
  const top = below + height > innerHeight - MARGIN && above >= MARGIN ? above : below;
  node.style.left = `${Math.round(Math.max(MARGIN, Math.min(left, innerWidth - width - MARGIN)))}px`;
  node.style.top = `${Math.round(Math.max(MARGIN, Math.min(top, innerHeight - height - MARGIN)))}px`;
}

/** Places a floating element at the right of its anchor, or at the left where there is no room, inside the window. */
export function placeAside(node: HTMLElement, anchor: Anchor, over = 0, raise = 0): void {
  const at = anchorRect(anchor);
  const width = node.offsetWidth;
  const height = node.offsetHeight;
  const right = at.right - over;
  const left = at.left - width + over;
  const x = right + width > innerWidth - MARGIN && left >= MARGIN ? left : right;
  const y = at.top - raise;
  node.style.left = `${Math.round(Math.max(MARGIN, Math.min(x, innerWidth - width - MARGIN)))}px`;
  node.style.top = `${Math.round(Math.max(MARGIN, Math.min(y, innerHeight - height - MARGIN)))}px`;
}
