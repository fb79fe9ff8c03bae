// The menu of a card, made from the table.
import type { MenuItem } from '../../components/shared/menu';
import { popup } from '../../stores/popup.svelte';
import { t } from '../../texts';
import type { Anchor } from '../portal';
import type { Action, Choice, Group } from './action';
import { actFor, anchorOf, nameOf, targetRows } from './targets';

/** Returns the items of choices for these tasks: whatever happens on the board meanwhile, they are for no others. */
export function itemsOf(choices: readonly Choice[], ids: readonly number[]): MenuItem[] {
  return choices.map(({ label, icon, iconProps, checked, run }) => ({
    label,
    icon,
    iconProps,
    checked,
    onselect: () => actFor(ids, run),
  }));
}

/** Shows what the table offers for the targets, at their card or at the pointer. */
export function showMenu(table: readonly Action[], keyOf: (id: string) => string | undefined, anchor?: Anchor): void {
  const rows = targetRows();
  const first = rows[0];
  if (!first) return;
  const ids = rows.map((row) => row.id);
  const items: MenuItem[] = [];
  let group: Group | null = null;
  for (const action of table) {
    if (!action.menu || action.when?.() === false) continue;
    const separator = action.menu.separator ?? (group !== null && group !== action.group);
    group = action.group;
    const { within } = action;
    const onselect = (): void => actFor(ids, action.run);
    if (!within) {
      items.push({
        ...action.menu,
        // What opens a menu of its own says so by its arrow.
        label: action.choices ? action.label.replace(/…$/, '') : action.label,
        kbd: keyOf(action.id),
        separator,
        children: action.choices ? itemsOf(action.choices(), ids) : undefined,
        onselect,
      });
      continue;
    }
    const one: MenuItem = { ...action.menu, label: within.label, kbd: keyOf(action.id), onselect };
    const shared = items.find((item) => item.label === within.menu);
    if (shared) shared.children?.push(one);
    else items.push({ label: within.menu, separator, children: [one] });
  }
  popup.show(anchor ?? anchorOf(first.id), t.actions.menuOf(nameOf(rows)), items);
}
