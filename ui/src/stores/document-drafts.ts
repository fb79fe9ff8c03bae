// The unsaved texts of files: one draft a file, and those that were put aside for the text on disk. A draft
// knows what it was typed over, so that a change made meanwhile is seen when it comes back.

import { draftKeys, dropDraft, keepDraft, readDraft } from '../lib/drafts';
import type { DocPath } from '../lib/host';

export interface DocumentDraft {
  text: string;
  /** The text that it was typed over, and its hash; null where there was no file. */
  base: string;
  hash: string | null;
}

/** A text that gave way to the one on disk. */
export interface Aside {
  text: string;
  /** When, in milliseconds. */
  at: number;
}

/** Older ones are forgotten. */
const MOST_ASIDE = 5;
const DRAFT = 'document.';
const ASIDE = 'aside.';

/** The user's own files are the same in every project. */
function place(project: number, path: DocPath): string {
  return path.startsWith('~/') ? path : `${project}.${path}`;
}

function isDraft(value: unknown): value is DocumentDraft {
  if (typeof value !== 'object' || value === null) return false;
  if (!('text' in value && 'base' in value && 'hash' in value)) return false;
  return (
    typeof value.text === 'string' &&
    typeof value.base === 'string' &&
    (value.hash === null || typeof value.hash === 'string')
  );
}

function isAsides(value: unknown): value is Aside[] {
  return (
    Array.isArray(value) &&
    value.every(
      (one: unknown) =>
        typeof one === 'object' &&
        one !== null &&
        'text' in one &&
        typeof one.text === 'string' &&
        'at' in one &&
        typeof one.at === 'number',
    )
  );
}

/** Returns the draft of a file, or null. */
export function readDocumentDraft(project: number, path: DocPath): DocumentDraft | null {
  return readDraft(DRAFT + place(project, path), isDraft);
}

/** Keeps the draft of a file; answers whether it will outlive the window. */
export function keepDocumentDraft(project: number, path: DocPath, draft: DocumentDraft): boolean {
  return keepDraft(DRAFT + place(project, path), draft);
}

/** Forgets the draft of a file. */
export function dropDocumentDraft(project: number, path: DocPath): void {
  dropDraft(DRAFT + place(project, path));
}

/** Returns the files of a project, and the user's own, that have a draft. */
export function draftedPaths(project: number): DocPath[] {
  const own = `${DRAFT}${project}.`;
  return [
    ...draftKeys(own).map((key) => key.slice(own.length)),
    ...draftKeys(`${DRAFT}~/`).map((key) => key.slice(DRAFT.length)),
  ];
}

/** Returns the texts of a file that were put aside, the newest first. */
export function readAsides(project: number, path: DocPath): Aside[] {
  return readDraft(ASIDE + place(project, path), isAsides) ?? [];
}

/** Puts a text aside; answers all that are there now. */
export function putAside(project: number, path: DocPath, aside: Aside): Aside[] {
  const others = readAsides(project, path).filter((one) => one.text !== aside.text);
  const all = [aside, ...others].slice(0, MOST_ASIDE);
  keepDraft(ASIDE + place(project, path), all);
  return all;
}

/** Forgets a text that was put aside; answers those that are left. */
export function dropAside(project: number, path: DocPath, aside: Aside): Aside[] {
  const left = readAsides(project, path).filter((one) => one.text !== aside.text || one.at !== aside.at);
  if (left.length > 0) keepDraft(ASIDE + place(project, path), left);
  else dropDraft(ASIDE + place(project, path));
  return left;
}
