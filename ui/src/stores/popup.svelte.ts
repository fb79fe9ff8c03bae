// The one menu that actions open at a card: its context menu, a choice of priority or type.
import type { MenuItem } from '../components/shared/menu';
import type { Anchor } from '../lib/portal';

class Popup {
  open = $state(false);
  anchor = $state.raw<Anchor | null>(null);
  items = $state.raw<MenuItem[]>([]);
  label = $state('');

  show(anchor: Anchor, label: string, items: MenuItem[]): void {
    this.anchor = anchor;
    this.label = label;
    this.items = items;
    this.open = true;
  }
}

export const popup = new Popup();
