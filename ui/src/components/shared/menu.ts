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
  kbd?: string | undefined;
  checked?: boolean | undefined;
  disabled?: boolean | undefined;
  danger?: boolean | undefined;
  /** A line above this item. */
  separator?: boolean | undefined;
  /** Keeps the menu open after a choice (filters). */
  keepOpen?: boolean | undefined;
  onselect: () => void;
}
