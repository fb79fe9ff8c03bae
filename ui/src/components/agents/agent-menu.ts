// What can be done to an agent's file, for its row's menu and the menu of the open one.
import Copy from '@lucide/svelte/icons/copy';
import CopyPlus from '@lucide/svelte/icons/copy-plus';
import PenLine from '@lucide/svelte/icons/pen-line';
import Power from '@lucide/svelte/icons/power';
import PowerOff from '@lucide/svelte/icons/power-off';
import SquareArrow from '@lucide/svelte/icons/square-arrow-out-up-right';
import Trash from '@lucide/svelte/icons/trash-2';
import { keyOf } from '../../lib/actions';
import type { AgentRow } from '../../lib/host';
import { agents } from '../../stores/agents.svelte';
import { t } from '../../texts';
import type { MenuItem } from '../shared/menu';

/** Returns the menu of an agent; what its folder does not allow is off. */
export function agentMenu(row: AgentRow): MenuItem[] {
  const words = t.agents.action;
  const folder = agents.list?.folders.find((one) => one.scope === row.scope);
  const fixed = folder !== undefined && !folder.writable;
  const off = fixed ? { disabled: true, reason: t.agents.folder.readOnly } : {};
  return [
    ...(agents.opened?.path === row.path
      ? []
      : [{ label: words.open, icon: SquareArrow, kbd: 'Enter', onselect: () => agents.open(row.path) }]),
    { label: words.rename, icon: PenLine, kbd: 'F2', ...off, onselect: () => void (agents.renaming = row.path) },
    { label: words.duplicate, icon: CopyPlus, ...off, onselect: () => void agents.duplicate(row.path) },
    {
      label: row.enabled ? words.disable : words.enable,
      icon: row.enabled ? PowerOff : Power,
      ...off,
      onselect: () => void agents.setEnabled(row.path, !row.enabled),
    },
    { label: words.copyPath, icon: Copy, separator: true, onselect: () => void agents.copyPath(row.path) },
    {
      label: words.delete,
      icon: Trash,
      kbd: keyOf('task.delete'),
      danger: true,
      separator: true,
      ...off,
      onselect: () => void agents.delete(row.path),
    },
  ];
}
