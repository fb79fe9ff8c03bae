// The closed lists of the product, in the order in which they are shown.
import type { Priority, Status, TaskType } from './host/types';

export const STATUSES = [
  'Backlog',
  'Analysis',
  'Ready',
  'In Progress',
  'Testing',
  'Code Review',
  'Done',
] as const satisfies readonly Status[];

export const TYPES = ['Feature', 'Bug'] as const satisfies readonly TaskType[];

export const PRIORITIES = ['High', 'Medium', 'Low'] as const satisfies readonly Priority[];
