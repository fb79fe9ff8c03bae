// Keeps what the user typed but did not save, in memory and in the browser's storage, until it is saved or
// discarded. Storage that is full or missing costs only the draft's life beyond this window.

const PREFIX = 'claudetask.draft.';
const memory = new Map<string, unknown>();

/** Returns the draft under a key, or null where there is none that `accepts` takes. */
export function readDraft<T>(key: string, accepts: (value: unknown) => value is T): T | null {
  const kept = memory.get(key);
  if (accepts(kept)) return kept;
  try {
    const value: unknown = JSON.parse(localStorage.getItem(PREFIX + key) ?? 'null');
    return accepts(value) ? value : null;
  } catch {
    return null;
  }
}

/** Keeps a draft; answers whether it will outlive the window. */
export function keepDraft(key: string, draft: unknown): boolean {
  memory.set(key, draft);
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(draft));
    return true;
  } catch {
    // An older draft in storage would come back in its place.
    forgetStored(key);
    return false;
  }
}

/** Forgets a draft after it was saved or discarded. */
export function dropDraft(key: string): void {
  memory.delete(key);
  forgetStored(key);
}

function forgetStored(key: string): void {
  try {
    localStorage.removeItem(PREFIX + key);
  } catch {
    // Without storage there is nothing to remove.
  }
}

/** Returns the keys of all drafts that begin with `prefix`. */
export function draftKeys(prefix: string): string[] {
  const keys = new Set([...memory.keys()].filter((key) => key.startsWith(prefix)));
  try {
    for (let at = 0; at < localStorage.length; at += 1) {
      const key = localStorage.key(at);
      if (key?.startsWith(PREFIX + prefix)) keys.add(key.slice(PREFIX.length));
    }
  } catch {
    // What storage holds can't be known; memory's drafts can.
  }
  return [...keys];
}

/** Forgets what memory holds, as a new window would find it. For tests. */
export function forgetMemory(): void {
  memory.clear();
}
