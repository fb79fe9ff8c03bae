// The files that are open in the window. It hears of changes on disk, knows which files have unsaved text, and
// keeps that text when the project or the window is left.

import { host, type DocPath } from '../lib/host';
import { draftedPaths } from './document-drafts';
import { OpenDocument } from './document.svelte';
import { loaded } from './loaded';

class Documents {
  /** The file that `Save` means: the one that was opened last. */
  current = $state.raw<OpenDocument | null>(null);
  /** The paths of the open project's files, and of the user's own, that have unsaved text. */
  unsaved = $state.raw<ReadonlySet<DocPath>>(new Set());
  #open = new Map<DocPath, OpenDocument>();
  #project: number | null = null;
  #stop: Promise<() => void> | null = null;
  #listeners = new Set<(paths: readonly DocPath[]) => void>();

  /** Opens a file and reads it; the same file is the same object while it is open. */
  open(project: number, path: DocPath): OpenDocument {
    this.enter(project);
    let document = this.#open.get(path);
    if (!document) {
      document = new OpenDocument(project, path, () => this.#look());
      this.#open.set(path, document);
      void document.load();
    }
    this.current = document;
    return document;
  }

  /** Closes a file; its unsaved text stays as a draft. */
  close(document: OpenDocument): void {
    document.close();
    if (this.#open.get(document.path) === document) this.#open.delete(document.path);
    if (this.current === document) this.current = null;
    this.#look();
  }

  /** Keeps all unsaved text, as before the window closes. */
  keep(): void {
    for (const document of this.#open.values()) document.keep();
  }

  /** Closes all files, as before another project is shown. */
  leave(): void {
    for (const document of this.#open.values()) document.close();
    this.#open.clear();
    this.current = null;
    this.#project = null;
    this.unsaved = new Set();
  }

  /** Calls back with the paths of files that changed on disk in the open project; answers how to stop. */
  onChanged(listener: (paths: readonly DocPath[]) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Begins to hear of changes on disk; answers how to stop. */
  start(): () => void {
    const stop = host.onDocuments(({ project_id, paths }) => {
      if (project_id !== this.#project) return;
      for (const path of paths) void this.#open.get(path)?.changed();
      for (const listener of this.#listeners) listener(paths);
    });
    this.#stop = stop;
    return () => {
      if (this.#stop === stop) this.#stop = null;
      void stop.then((off) => off());
    };
  }

  /** Makes a project the one whose files are open. */
  enter(project: number): void {
    if (this.#project === project) return;
    this.leave();
    this.#project = project;
    this.#look();
  }

  #look(): void {
    const project = this.#project;
    if (project === null) return;
    const paths = new Set(draftedPaths(project));
    for (const document of this.#open.values()) {
      if (document.dirty) paths.add(document.path);
      else paths.delete(document.path);
    }
    if (paths.size !== this.unsaved.size || [...paths].some((path) => !this.unsaved.has(path))) this.unsaved = paths;
  }
}

export const documents = new Documents();
loaded.documents = documents;
