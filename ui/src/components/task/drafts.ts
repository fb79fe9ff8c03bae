// The drafts of a task's texts: one a task and field.

import * as drafts from '../../lib/drafts';

export { forgetMemory } from '../../lib/drafts';

export interface Draft {
  text: string;
  /** The field's value when the edit began: what tells an own change from one made elsewhere. */
  base: string;
}

const keyOf = (project: number, task: number, field: string): string => `${project}.${task}.${field}`;

function isDraft(value: unknown): value is Draft {
  if (typeof value !== 'object' || value === null) return false;
  return 'text' in value && typeof value.text === 'string' && 'base' in value && typeof value.base === 'string';
}

/** Returns the draft of one field, or null. */
export function readDraft(project: number, task: number, field: string): Draft | null {
  return drafts.readDraft(keyOf(project, task, field), isDraft);
}

/** Keeps the draft; answers whether it will outlive the window. */
export function keepDraft(project: number, task: number, field: string, draft: Draft): boolean {
  return drafts.keepDraft(keyOf(project, task, field), draft);
}

/** Forgets the draft after it was saved or discarded. */
export function dropDraft(project: number, task: number, field: string): void {
  drafts.dropDraft(keyOf(project, task, field));
}
