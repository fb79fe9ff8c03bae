// The menu of a column: from its ⋯ button, and by a right click on its header.
import ArrowDownWideNarrow from '@lucide/svelte/icons/arrow-down-wide-narrow';
import ChevronsLeft from '@lucide/svelte/icons/chevrons-left';
import Gauge from '@lucide/svelte/icons/gauge';
import Hand from '@lucide/svelte/icons/hand';
import ListChecks from '@lucide/svelte/icons/list-checks';
import ClockArrowDown from '@lucide/svelte/icons/clock-arrow-down';
import Plus from '@lucide/svelte/icons/plus';
import { ORDERS, type Order } from '../../lib/order';
import type { Column } from '../../stores/board.svelte';
import { cursor } from '../../stores/cursor.svelte';
import { layout } from '../../stores/layout.svelte';
import { limitOf } from '../../stores/limits';
import { quickAdd } from '../../stores/quickadd.svelte';
import { t } from '../../texts';
import type { IconComponent, MenuItem } from '../shared/menu';

const asIcon = (icon: unknown): IconComponent => icon as IconComponent;

export const ORDER_ICON: Record<Order, IconComponent> = {
  manual: asIcon(Hand),
  priority: asIcon(ArrowDownWideNarrow),
  age: asIcon(ClockArrowDown),
};

/** Returns the items for a column; `setLimit` opens the editor of its limit. */
export function columnMenu(column: Column, setLimit: () => void): MenuItem[] {
  const { status } = column;
  const { menu } = t.board;
  const items: MenuItem[] = [
    { label: menu.add, icon: asIcon(Plus), onselect: () => quickAdd.open(status) },
    {
      label: menu.selectAll,
      icon: asIcon(ListChecks),
      disabled: column.shown.length === 0,
      onselect: () => cursor.selectColumn(status),
    },
    // All projects together have no order by hand.
    ...ORDERS.filter((order) => !(layout.all && order === 'manual')).map((order, at): MenuItem => ({
      label: menu.sort[order],
      icon: ORDER_ICON[order],
      checked: column.order === order,
      separator: at === 0,
      onselect: () => layout.setSort(status, order),
    })),
  ];
  if (!layout.all) {
    const limit = limitOf(status);
    items.push({
      label: menu.setLimit,
      icon: asIcon(Gauge),
      note: limit === null ? undefined : String(limit),
      separator: true,
      onselect: setLimit,
    });
  }
  items.push({
    label: menu.collapse,
    icon: asIcon(ChevronsLeft),
    separator: layout.all,
    onselect: () => layout.setCollapsed(status, true),
  });
  return items;
}
