// What a menu is made of, and what its keys and the pointer mean.
import type { Component } from 'svelte';

/** Any icon, whatever its props: `iconProps` are given beside it. */
export type IconComponent = Component<never>;

export interface MenuItem {
  label: string;
  icon?: IconComponent | undefined;
  /** Props for the icon, e.g. `{ priority: 'High' }` for PriorityIcon. */
  iconProps?: Record<string, unknown> | undefined;
  /** A second, quiet text at the right. */
  note?: string | undefined;
  /** Shown at the right; while the menu is open, a single letter chooses the item. */
  kbd?: string | undefined;
  /** A tick before the end; `mixed` where it holds for some of several. */
  checked?: boolean | 'mixed' | undefined;
  disabled?: boolean | undefined;
  /** Why a disabled item can't be chosen, in a line below it. */
  reason?: string | undefined;
  danger?: boolean | undefined;
  /** A line above this item. */
  separator?: boolean | undefined;
  /** Keeps the menu open after a choice (filters). */
  keepOpen?: boolean | undefined;
  /** A menu of its own, which opens beside the item: on hover, by Right, Enter or its key. Then `onselect` is not called. */
  children?: MenuItem[] | undefined;
  onselect?: (() => void) | undefined;
}

/** Returns the index of the next item that can have the focus, going round; -1 when there is none. */
export function stepFrom(items: readonly MenuItem[], from: number, by: -1 | 1): number {
  for (let tried = 0, at = from; tried < items.length; tried += 1) {
    at = (at + by + items.length) % items.length;
    const item = items[at];
    // A reason is there to be read, so its item can be reached.
    if (item && (!item.disabled || item.reason !== undefined)) return at;
  }
  return -1;
}

/** Returns what typed letters mean: the item whose key they are is chosen, one whose name begins so is focused. */
export function typedTo(
  items: readonly MenuItem[],
  active: number,
  typed: string,
): { index: number; choose: boolean } | null {
  const wanted = typed.toLowerCase();
  if (wanted.length === 1) {
    const index = items.findIndex((item) => item.kbd?.toLowerCase() === wanted);
    if (index >= 0) return { index, choose: true };
  }
  // The same letter again goes on to the next item that begins with it.
  const repeated = [...wanted].every((letter) => letter === wanted[0]);
  const name = repeated ? (wanted[0] ?? '') : wanted;
  const first = repeated ? active + 1 : Math.max(active, 0);
  for (let step = 0; step < items.length; step += 1) {
    const index = (first + step) % items.length;
    if (items[index]?.label.toLowerCase().startsWith(name)) return { index, choose: false };
  }
  return null;
}

/** Returns the item of a submenu whose key a letter is, so that it can be chosen from the level above. */
export function childOfKey(items: readonly MenuItem[], letter: string): MenuItem | null {
  const wanted = letter.toLowerCase();
  const children = items.flatMap((item) => (item.disabled ? [] : (item.children ?? [])));
  return children.find((child) => child.kbd?.toLowerCase() === wanted && !child.disabled) ?? null;
}

interface Point {
  x: number;
  y: number;
}

/**
 * Returns whether a pointer that goes from one point to another is on its way into a submenu, so that the items
 * that it crosses must not close it: the way stays between the submenu's near corners.
 */
export function headsFor(
  from: Point,
  to: Point,
  submenu: { left: number; right: number; top: number; bottom: number },
) {
  const edge = submenu.left >= from.x ? submenu.left : submenu.right <= from.x ? submenu.right : null;
  if (edge === null || (edge - from.x) * (to.x - from.x) <= 0) return false;
  const reach = (edge - from.x) / (to.x - from.x);
  const y = from.y + (to.y - from.y) * reach;
  return y >= submenu.top && y <= submenu.bottom;
}
