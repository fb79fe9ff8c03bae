// Filters that the user gave a name: saving, renaming and deleting them. They stand in the settings, which are told
// anew at each change: a filter is known by its name.
import { fold } from '../lib/filter';
import type { SavedFilter } from '../lib/host';
import { toReport } from '../lib/errors';
import { t } from '../texts';
import { app } from './app.svelte';
import { toasts } from './toasts.svelte';

export const MOST_NAME = 60;
export const MOST_TEXT = 1000;

/** Returns why a filter can't be saved under a name, or null; `but` is the filter that is being renamed. */
export function problemOf(
  name: string,
  filter: string,
  saved: readonly SavedFilter[],
  but: SavedFilter | null = null,
): string | null {
  const wanted = name.trim();
  if (wanted === '') return t.filter.nameEmpty;
  if ([...wanted].length > MOST_NAME) return t.filter.nameLong(MOST_NAME);
  if ([...filter.trim()].length > MOST_TEXT) return t.filter.filterLong(MOST_TEXT);
  const taken = saved.find((other) => other.name !== but?.name && fold(other.name) === fold(wanted));
  return taken ? t.filter.nameTaken(taken.name) : null;
}

class SavedFilters {
  get all(): readonly SavedFilter[] {
    return app.settings.saved_filters;
  }

  /** Saves a text under a name; answers why not, or null. */
  async save(name: string, filter: string): Promise<string | null> {
    const problem = problemOf(name, filter, this.all);
    return problem ?? this.#write([...this.all, { name: name.trim(), filter: filter.trim() }]);
  }

  /** Gives a saved filter another name; answers why not, or null. */
  async rename(saved: SavedFilter, name: string): Promise<string | null> {
    const problem = problemOf(name, saved.filter, this.all, saved);
    if (problem !== null || name.trim() === saved.name) return problem;
    return this.#write(this.all.map((other) => (other.name === saved.name ? { ...other, name: name.trim() } : other)));
  }

  /** Deletes a saved filter; the toast brings it back to its place. */
  async remove(saved: SavedFilter): Promise<void> {
    const at = this.all.findIndex((other) => other.name === saved.name);
    if (at < 0) return;
    const toast = toasts.show({
      text: t.filter.removed(saved.name),
      undo: () => void this.#bringBack(saved, at),
    });
    if ((await this.#write(this.all.filter((other) => other.name !== saved.name))) !== null) toasts.close(toast);
  }

  async #bringBack(saved: SavedFilter, at: number): Promise<void> {
    // A filter that took its name in the meantime stays; the one that comes back is then numbered.
    let name = saved.name;
    for (let count = 2; this.all.some((other) => fold(other.name) === fold(name)); count += 1) {
      name = `${[...saved.name].slice(0, MOST_NAME - 4).join('')} ${count}`;
    }
    const all = [...this.all];
    all.splice(at, 0, { ...saved, name });
    await this.#write(all);
  }

  /** Answers the message of the failure, which is also shown, or null. */
  async #write(saved_filters: SavedFilter[]): Promise<string | null> {
    try {
      await app.saveSettings({ saved_filters });
      return null;
    } catch (error) {
      const report = toReport(error);
      toasts.error(report);
      return report.message;
    }
  }
}

export const savedFilters = new SavedFilters();
