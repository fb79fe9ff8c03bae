// The agent beside the list: its file and the form over it.
import type { DocPath } from '../lib/host';
import { AgentForm } from './agents-form.svelte';
import type { OpenDocument } from './document.svelte';
import { documents } from './documents.svelte';

export class OpenAgent {
  readonly document: OpenDocument;
  readonly form: AgentForm;
  /** The field that is to have the focus as soon as it is there. */
  focusAsked = $state<string | null>(null);

  constructor(
    readonly project: number,
    readonly path: DocPath,
  ) {
    const document = documents.open(project, path);
    this.document = document;
    this.form = new AgentForm({
      project,
      path,
      // The editor holds what was typed back for a moment: an answer is held against the very newest.
      current: () => {
        document.settle();
        return document.text;
      },
      write: (text) => document.type(text),
    });
  }

  /** Saves the text with all that the form still has to write into it; true when nothing is left unsaved. */
  async save(): Promise<boolean> {
    await this.form.settled();
    return this.document.save();
  }

  /** The hash of the file on disk, as far as is known; null where there is none. */
  get hash(): string | null {
    return this.document.document?.hash ?? null;
  }

  /** Hears no more of the file: it is about to go away under this name, which must not look like a loss. */
  letGo(): void {
    documents.close(this.document);
  }

  /** Ends its use; what was not saved stays as a draft. */
  close(): void {
    this.form.close();
    documents.close(this.document);
  }
}
