// The merged text while a conflict is settled: made of both, edited by the user, and merged again when the file
// changes once more meanwhile.

import { toReport } from '../../lib/errors';
import { host, type DocumentText, type ErrorReport } from '../../lib/host';
import type { OpenDocument } from '../../stores/document.svelte';

const MARK = /^<{7} /;

/** Returns the 1-based lines at which a conflict begins. */
export function conflictLines(text: string): number[] {
  return text.split('\n').flatMap((line, at) => (MARK.test(line) ? [at + 1] : []));
}

export class Merge {
  /** Null until it is made. */
  text = $state.raw<string | null>(null);
  /** The file on disk that is part of it. */
  over = $state.raw<DocumentText | null>(null);
  error = $state.raw<ErrorReport | null>(null);
  conflicts = $derived(this.text === null ? [] : conflictLines(this.text));

  constructor(private readonly document: OpenDocument) {}

  /** Takes in the file as it is now; what was merged and edited before stays. */
  async take(theirs: DocumentText): Promise<void> {
    if (theirs === this.over) return;
    const base = this.over ? this.over.text : this.document.base;
    const yours = this.text ?? this.document.text;
    try {
      const merged = await host.documentMerge(base, yours, theirs.text);
      if (this.document.theirs !== theirs) return;
      this.over = theirs;
      this.text = merged.text;
      this.error = null;
    } catch (thrown) {
      this.error = toReport(thrown);
    }
  }

  /** Saves the merged text over the file that it was merged with. */
  async save(): Promise<void> {
    if (this.text === null || !this.over || this.conflicts.length > 0) return;
    await this.document.saveMerged(this.text, this.over);
  }
}
