// Small things that the window remembers on this machine: what is collapsed, how wide a part is.

/** Returns what was remembered under a key, or the fallback when there is nothing that `accepts` takes. */
export function remembered<T>(key: string, fallback: T, accepts: (value: unknown) => value is T): T {
  try {
    const text = localStorage.getItem(`claudetask.${key}`);
    if (text === null) return fallback;
    const value: unknown = JSON.parse(text);
    return accepts(value) ? value : fallback;
  } catch {
    return fallback;
  }
}

/** Remembers a value; null forgets it. Where storage is refused it holds for this window only. */
export function remember(key: string, value: unknown): void {
  try {
    if (value === null) localStorage.removeItem(`claudetask.${key}`);
    else localStorage.setItem(`claudetask.${key}`, JSON.stringify(value));
  } catch {
    // Nothing depends on it.
  }
}
