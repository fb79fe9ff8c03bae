// Keeps what the user typed but did not save: one draft a task and field, in memory and in the
// browser's storage, until it is saved or discarded. Storage that is full or missing costs only the
// draft's life beyond this window.

export interface Draft {
  text: string;
  /** The field's value when the edit began: what tells an own change from one made elsewhere. */
  base: string;
}

const PREFIX = 'claudetask.draft';
const memory = new Map<string, Draft>();

function keyOf(project: number, task: number, field: string): string {
  return `${PREFIX}.${project}.${task}.${field}`;
}

function isDraft(value: unknown): value is Draft {
  if (typeof value !== 'object' || value === null) return false;
  return 'text' in value && typeof value.text === 'string' && 'base' in value && typeof value.base === 'string';
}

/** Returns the draft of one field, or null. */
export function readDraft(project: number, task: number, field: string): Draft | null {
  const key = keyOf(project, task, field);
  const kept = memory.get(key);
  if (kept) return kept;
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? 'null');
    return isDraft(value) ? value : null;
  } catch {
    return null;
  }
}

/** Keeps the draft; answers whether it will outlive the window. */
export function keepDraft(project: number, task: number, field: string, draft: Draft): boolean {
  const key = keyOf(project, task, field);
  memory.set(key, draft);
  try {
    localStorage.setItem(key, JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

/** Forgets the draft after it was saved or discarded. */
export function dropDraft(project: number, task: number, field: string): void {
  const key = keyOf(project, task, field);
  memory.delete(key);
  try {
    localStorage.removeItem(key);
  } catch {
    // Without storage there is nothing to remove.
  }
}

/** Forgets what memory holds, as a new window would find it. For tests. */
export function forgetMemory(): void {
  memory.clear();
}
