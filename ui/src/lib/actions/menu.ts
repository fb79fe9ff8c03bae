// The menu of a card, made from the table.
import type { MenuItem } from '../../components/shared/menu';
import { popup } from '../../stores/popup.svelte';
import { t } from '../../texts';
import type { Anchor } from '../portal';
import type { Action, Choice, Group } from './action';
import { anchorOf, nameOf, targetRows } from './targets';

function itemOf({ label, icon, iconProps, checked, run }: Choice): MenuItem {
  return { label, icon, iconProps, checked, onselect: run };
}

/** Shows what the table offers for the targets, at their card or at the pointer. */
export function showMenu(table: readonly Action[], keyOf: (id: string) => string | undefined, anchor?: Anchor): void {
  const rows = targetRows();
  const first = rows[0];
  if (!first) return;
  const items: MenuItem[] = [];
  let group: Group | null = null;
  for (const action of table) {
    if (!action.menu || action.when?.() === false) continue;
    const separator = action.menu.separator ?? (group !== null && group !== action.group);
    group = action.group;
    const { within } = action;
    if (!within) {
      items.push({
        ...action.menu,
        // What opens a menu of its own says so by its arrow.
        label: action.choices ? action.label.replace(/…$/, '') : action.label,
        kbd: keyOf(action.id),
        separator,
        children: action.choices?.().map(itemOf),
        onselect: action.run,
      });
      continue;
    }
    const one: MenuItem = { ...action.menu, label: within.label, kbd: keyOf(action.id), onselect: action.run };
    const shared = items.find((item) => item.label === within.menu);
    if (shared) shared.children?.push(one);
    else items.push({ label: within.menu, separator, children: [one] });
  }
  popup.show(anchor ?? anchorOf(first.id), t.actions.menuOf(nameOf(rows)), items);
}
