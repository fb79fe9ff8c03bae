// What an action is: one entry of the table that feeds keys, menus, the palette and the sheet.
import type { IconComponent, MenuItem } from '../../components/shared/menu';
import type { t } from '../../texts';
import type { TaskRow } from '../host';

export type Group = keyof typeof t.actions.groups;

/** One value that an action can give. */
export interface Choice {
  id: string;
  label: string;
  /** What it says where it stands alone, as in the palette. */
  named: string;
  icon: IconComponent;
  iconProps: Record<string, unknown>;
  checked: boolean;
  run: () => void;
}

export interface Action {
  id: string;
  label: string;
  group: Group;
  /** All combinations that run it, before the user changes them; the first is the one that menus show. */
  keys: string[];
  /**
   * `board`: the focus is on the board, or nowhere. `cursor`: there, or on a button that has no use for the key.
   * `tasks`: there are tasks to act on.
   */
  scope: 'window' | 'board' | 'cursor' | 'tasks';
  /** Works while the user types in a field, and while something floats. */
  always?: boolean;
  /** The key may be held down. */
  repeats?: boolean;
  /** Stands in the card's menu. */
  menu?: Omit<MenuItem, 'label' | 'onselect' | 'kbd'>;
  /** What it is called in a submenu that it shares with its neighbours, and the name of that. */
  within?: { menu: string; label: string };
  /** Stands in the palette: always, only for a query, or not at all. */
  palette?: 'query' | 'never';
  /** Further words by which the palette finds it. */
  words?: string;
  /** What it is called for the tasks that it would be for, or where it stands alone. */
  named?: (rows: readonly TaskRow[]) => string;
  /** What it can be given at once; the palette shows each as an entry of its own. */
  choices?: () => Choice[];
  when?: () => boolean;
  run: () => void;
}
