// What the board shows and how its columns stand.
import { app } from '../../stores/app.svelte';
import { board } from '../../stores/board.svelte';
import { filters } from '../../stores/filters.svelte';
import { layout } from '../../stores/layout.svelte';
import { limitOf, readLimit, setLimit } from '../../stores/limits';
import { palette } from '../../stores/palette.svelte';
import { problemOf, savedFilters } from '../../stores/saved-filters.svelte';
import { toasts } from '../../stores/toasts.svelte';
import { t } from '../../texts';
import { STATUSES } from '../domain';
import { toReport } from '../errors';
import type { Status } from '../host';
import type { Action } from './action';
import { columnAtHand } from './targets';
import { onBoard } from './tasks';

const ORDERS = ['manual', 'priority', 'age'] as const;

/** Asks how many tasks a column should hold at the most. */
export function askLimit(status: Status): void {
  palette.ask({
    label: t.actions.limitOf(status).replace(/…$/, ''),
    hint: t.actions.limitAsk(status),
    value: String(limitOf(status) ?? ''),
    problem: (text) => {
      const read = readLimit(text);
      return 'problem' in read ? read.problem : null;
    },
    done: (text) => {
      const read = readLimit(text);
      if ('limit' in read) setLimit(status, read.limit).catch((error: unknown) => toasts.error(toReport(error)));
    },
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
