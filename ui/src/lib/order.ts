// In which order a column shows its cards.
import { PRIORITIES } from './domain';
import type { Priority, TaskRow } from './host/types';
import { compareRows, type Compare } from './rank';

export const ORDERS = ['manual', 'priority', 'age'] as const;

/** By hand (the rank), by priority, or by age, the oldest first. */
export type Order = (typeof ORDERS)[number];

const URGENCY = Object.fromEntries(PRIORITIES.map((priority, at) => [priority, at])) as Record<Priority, number>;

function byAge(a: TaskRow, b: TaskRow): number {
  // Times are in UTC and of one form, so their texts compare as they do.
  if (a.created_at !== b.created_at) return a.created_at < b.created_at ? -1 : 1;
  return a.id - b.id;
}

function byPriority(a: TaskRow, b: TaskRow): number {
  return URGENCY[a.priority] - URGENCY[b.priority] || compareRows(a, b);
}

function byPriorityThenAge(a: TaskRow, b: TaskRow): number {
  return URGENCY[a.priority] - URGENCY[b.priority] || byAge(a, b);
}

/** Returns how rows compare in an order; ranks of different projects say nothing of each other. */
export function compareBy(order: Order, allProjects: boolean): Compare {
  switch (order) {
    case 'manual':
      return compareRows;
    case 'priority':
      return allProjects ? byPriorityThenAge : byPriority;
    case 'age':
      return byAge;
  }
}
