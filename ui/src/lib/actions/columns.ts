// What the board shows and how its columns stand.
import { app } from '../../stores/app.svelte';
import { board } from '../../stores/board.svelte';
import { filters } from '../../stores/filters.svelte';
import { layout } from '../../stores/layout.svelte';
import { palette } from '../../stores/palette.svelte';
import { problemOf, savedFilters } from '../../stores/saved-filters.svelte';
import { toasts } from '../../stores/toasts.svelte';
import { t } from '../../texts';
import { STATUSES } from '../domain';
import { toReport } from '../errors';
import { host, type Status } from '../host';
import type { Action } from './action';
import { columnAtHand } from './targets';
import { onBoard } from './tasks';

const ORDERS = ['manual', 'priority', 'age'] as const;
const MOST = 999;

async function limit(status: Status, most: number | null): Promise<void> {
  const { project } = app;
  if (!project) return;
  const column_limits = { ...project.column_limits };
  if (most === null) delete column_limits[status];
  else column_limits[status] = most;
  try {
    app.know(await host.projectUpdate(project.id, { column_limits }));
  } catch (error) {
    toasts.error(toReport(error));
  }
}

/** Asks how many tasks a column should hold at the most. */
export function askLimit(status: Status): void {
  const problem = (text: string): string | null => {
    const wanted = text.trim();
    if (wanted === '') return null;
    const most = Number(wanted);
    return /^\d+$/.test(wanted) && most >= 1 && most <= MOST ? null : t.actions.limitBad(wanted);
  };
  palette.ask({
    label: t.actions.limitOf(status).replace(/…$/, ''),
    hint: t.actions.limitAsk(status),
    value: String(app.project?.column_limits[status] ?? ''),
    problem,
    done: (text) => void limit(status, text.trim() === '' ? null : Number(text)),
  });
}

/** Asks for a name and keeps the filter that is set. */
export function askFilterName(): void {
  const filter = filters.text.trim();
  if (filter === '') return;
  palette.ask({
    label: t.actions.filterName,
    hint: filter,
    value: '',
    problem: (name) => problemOf(name, filter, savedFilters.all),
    done: (name) => {
      void savedFilters.save(name, filter).then((problem) => {
        if (problem === null) toasts.show({ text: t.actions.filterSaved(name.trim()) });
      });
    },
  });
}

export const columnActions: Action[] = [
  {
    id: 'board.search',
    label: t.actions.search,
    group: 'columns',
    keys: ['/'],
    scope: 'window',
    when: onBoard,
    run: () => filters.focus(),
  },
  {
    id: 'board.filter.clear',
    label: t.actions.clearFilter,
    group: 'columns',
    keys: [],
    scope: 'window',
    when: () => onBoard() && filters.active,
    run: () => filters.clear(),
  },
  {
    id: 'board.filter.save',
    label: t.actions.saveFilter,
    group: 'columns',
    keys: [],
    scope: 'window',
    when: () => onBoard() && filters.active && filters.current === null,
    run: askFilterName,
  },
  ...ORDERS.map((order): Action => ({
    id: `board.sort.${order}`,
    label: t.actions.sort[order],
    group: 'columns',
    keys: [],
    scope: 'window',
    words: 'order',
    palette: 'query',
    named: () => t.actions.sortOf[order](columnAtHand()),
    // All projects together have no order by hand.
    when: () => onBoard() && !(app.all && order === 'manual') && layout.sortOf(columnAtHand()) !== order,
    run: () => layout.setSort(columnAtHand(), order),
  })),
  {
    id: 'board.collapse',
    label: t.actions.collapse,
    group: 'columns',
    keys: ['Mod+.'],
    scope: 'window',
    palette: 'query',
    named: () => t.actions.collapseOf(columnAtHand()),
    when: () => onBoard() && board.total > 0 && !layout.isCollapsed(columnAtHand()),
    run: () => layout.setCollapsed(columnAtHand(), true),
  },
  {
    id: 'board.expand',
    label: t.actions.expand,
    group: 'columns',
    keys: [],
    scope: 'window',
    palette: 'query',
    when: () => onBoard() && STATUSES.some((status) => layout.isCollapsed(status)),
    run: () => STATUSES.forEach((status) => layout.isCollapsed(status) && layout.setCollapsed(status, false)),
  },
  {
    id: 'board.limit',
    label: t.actions.limit,
    group: 'columns',
    keys: [],
    scope: 'window',
    palette: 'query',
    words: 'work in progress wip maximum',
    named: () => t.actions.limitOf(columnAtHand()),
    when: () => onBoard() && !app.all,
    run: () => askLimit(columnAtHand()),
  },
];
