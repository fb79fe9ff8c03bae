// One file while it is open: what is on disk, what was typed, and how saving it ended. It never overwrites what
// another program wrote without being told to, and no text that was typed is lost: what is not saved is a draft,
// what gives way to the text on disk is put aside.

import { toReport } from '../lib/errors';
import { host, type DocPath, type DocumentSaved, type DocumentText, type ErrorReport } from '../lib/host';
import { t } from '../texts';
import {
  dropAside,
  dropDocumentDraft,
  keepDocumentDraft,
  putAside,
  readAsides,
  readDocumentDraft,
  type Aside,
} from './document-drafts';
import { toasts } from './toasts.svelte';

/** What there is to say about the text that is shown. */
export type DocumentNote = 'changed' | 'deleted' | 'draft';

const KEEP_AFTER_MS = 600;

/** The last part of a path, which is what sentences call a file. */
export function nameOf(path: DocPath): string {
  return path.split('/').at(-1) ?? path;
}

export class OpenDocument {
  /** The file as it was last read or saved; null until it is read. */
  document = $state.raw<DocumentText | null>(null);
  /** The text as typed. The editor brings it a moment after the last key; `settle` brings it at once. */
  text = $state.raw('');
  /** The text that the typed one is a change of. */
  base = $state.raw('');
  loading = $state(false);
  saving = $state(false);
  /** Why it could not be read, saved or restored. */
  error = $state.raw<ErrorReport | null>(null);
  /** The file as another program left it, while the user has to choose. */
  theirs = $state.raw<DocumentText | null>(null);
  /** Whether the user looks at both texts. */
  comparing = $state(false);
  note = $state<DocumentNote | null>(null);
  /** False when the draft lives in this window only. */
  kept = $state(true);
  /** Texts that gave way to the one on disk, the newest first. */
  asides = $state.raw<Aside[]>([]);
  /** Brings what the editor still holds back; set by the editor that shows this file. */
  settle: () => void = () => {};

  /** What the next save is over: the hash of the file that the text was typed over. */
  #hash: string | null = null;
  /** The file went away under the text. */
  #gone = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #reads = 0;
  #saves: Promise<unknown> = Promise.resolve();

  constructor(
    readonly project: number,
    readonly path: DocPath,
    /** Called when the draft came or went. */
    private readonly ondraft: () => void = () => {},
  ) {
    this.asides = readAsides(project, path);
  }

  get name(): string {
    return nameOf(this.path);
  }

  /** Whether there is text that is not on disk. */
  get dirty(): boolean {
    return this.text !== this.base || (this.#gone && this.text !== '');
  }

  /** Whether the text can be changed and saved. */
  get writable(): boolean {
    return this.document !== null && this.document.problem === null && this.document.writable;
  }

  /** Reads the file for the first time, and brings back its draft. */
  async load(): Promise<void> {
    this.loading = true;
    try {
      const read = await this.#read();
      if (!read) return;
      this.error = null;
      const draft = readDocumentDraft(this.project, this.path);
      if (draft && read.problem === null && draft.text !== read.text) this.#bringBack(draft, read);
      else {
        if (draft) this.#drop();
        this.#take(read);
      }
    } catch (thrown) {
      this.error = toReport(thrown);
    } finally {
      this.loading = false;
    }
  }

  /** Reads the file again; unsaved text stays, and is shown beside what another program wrote. */
  async reload(): Promise<void> {
    if (this.document === null) return this.load();
    try {
      const read = await this.#read();
      if (!read) return;
      this.error = null;
      this.#meet(read);
    } catch (thrown) {
      this.error = toReport(thrown);
    }
  }

  /** Called when the file may have changed on disk. */
  async changed(): Promise<void> {
    // What this window saves is told too: its answer is the newer one.
    await this.#saves;
    await this.reload();
  }

  /** Takes what the user typed, and keeps it as a draft soon. */
  type(text: string): void {
    if (text === this.text) return;
    this.text = text;
    this.error = null;
    if (this.note === 'changed' || this.note === 'draft') this.note = null;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#keep(), KEEP_AFTER_MS);
    this.ondraft();
  }

  /** Keeps the draft now, or forgets it when nothing differs. */
  keep(): void {
    this.settle();
    this.#keep();
  }

  /** Saves the text; true when it is on disk. A change made by another program meanwhile is shown, not overwritten. */
  save(): Promise<boolean> {
    this.settle();
    if (this.theirs) {
      this.comparing = true;
      return Promise.resolve(false);
    }
    if (!this.dirty || !this.writable) return Promise.resolve(!this.dirty);
    const saved = this.#saves.then(() => this.#put(this.text, this.#hash));
    this.#saves = saved;
    return saved;
  }

  /** Makes a file that is not there, with a text. */
  create(text: string): Promise<boolean> {
    this.type(text);
    return this.save();
  }

  /** Goes back to the text on disk; the toast brings the typed one back. */
  discard(): void {
    this.settle();
    if (!this.dirty) return;
    const { text, base } = this;
    const hash = this.#hash;
    const gone = this.#gone;
    this.#drop();
    this.text = gone ? '' : base;
    this.base = this.text;
    this.#gone = false;
    this.theirs = null;
    this.comparing = false;
    this.note = null;
    this.error = null;
    toasts.show({
      text: t.document.discarded(this.name),
      undo: () => {
        this.base = base;
        this.#hash = hash;
        this.#gone = gone;
        this.type(text);
        void this.changed();
      },
    });
  }

  /** Settles a conflict by a text made of the user's own and of `over`, the file that it was merged with. */
  saveMerged(text: string, over: DocumentText): Promise<boolean> {
    return this.#settleBy(text, over);
  }

  /** Settles a conflict by the user's own text; the other one stays in the versions. */
  keepMine(): Promise<boolean> {
    this.settle();
    return this.theirs ? this.#settleBy(this.text, this.theirs) : Promise.resolve(false);
  }

  /** Settles a conflict by the text on disk; the user's own is put aside, and the toast brings it back. */
  takeTheirs(): void {
    this.settle();
    const { theirs } = this;
    if (!theirs) return;
    this.#putAside(t.document.merge.took);
    this.#take(theirs);
    this.#drop();
  }

  /** Takes the answer of a use case that wrote this file. Unsaved text is put aside. */
  took(saved: DocumentSaved): void {
    this.settle();
    if (this.dirty && this.text !== saved.document.text) this.#putAside(t.document.aside);
    this.#take(saved.document);
    this.#drop();
  }

  /** Brings a text back that was put aside, as unsaved text over the file as it is now. */
  bringBack(aside: Aside): void {
    this.settle();
    if (this.dirty && this.text !== aside.text) this.#putAside(t.document.aside);
    this.asides = dropAside(this.project, this.path, aside);
    this.type(aside.text);
  }

  /** Ends the use of this object: what was typed stays as a draft. */
  close(): void {
    this.keep();
    this.#reads += 1;
    this.settle = () => {};
  }

  async #read(): Promise<DocumentText | null> {
    const turn = ++this.#reads;
    const read = await host.documentGet(this.project, this.path);
    if (turn !== this.#reads) return null;
    // The user may have typed while the file was read.
    this.settle();
    return read;
  }

  /** Shows a file as it is, in place of whatever was shown. */
  #take(document: DocumentText): void {
    this.document = document;
    this.text = document.text;
    this.base = document.text;
    this.#hash = document.hash;
    this.#gone = false;
    this.theirs = null;
    this.comparing = false;
    this.note = null;
  }

  #bringBack(draft: { text: string; base: string; hash: string | null }, read: DocumentText): void {
    this.document = read;
    this.text = draft.text;
    this.base = draft.base;
    this.#hash = draft.hash;
    this.note = 'draft';
    this.#meet(read);
  }

  /** Compares a file as it is now with what is open: only text that was typed stands in its way. */
  #meet(read: DocumentText): void {
    const before = this.document;
    if (!read.exists && (this.#hash !== null || this.#gone)) {
      // What was saved once stays in front of the user; saving makes the file again.
      this.document = read;
      this.#hash = null;
      this.theirs = null;
      this.comparing = false;
      this.#gone = true;
      this.note = 'deleted';
      if (this.text === '') this.#take(read);
      else this.#keep();
      return;
    }
    if (read.hash === this.#hash) {
      this.document = read;
      this.theirs = null;
      this.comparing = false;
      return;
    }
    if (!this.dirty || read.text === this.text) {
      const same = read.text === this.text;
      this.#take(read);
      this.#drop();
      if (!same && before?.exists) this.note = 'changed';
      return;
    }
    if (read.text === this.base) {
      // Other bytes for the same text: nothing to choose between.
      this.document = read;
      this.#gone = false;
      if (this.note === 'deleted') this.note = null;
      this.#hash = read.hash;
      this.theirs = null;
      this.comparing = false;
      return;
    }
    this.document = read;
    this.#gone = false;
    if (this.note === 'deleted') this.note = null;
    this.theirs = read;
    this.#keep();
  }

  #settleBy(text: string, over: DocumentText): Promise<boolean> {
    const saved = this.#saves.then(() => this.#put(text, over.hash));
    this.#saves = saved;
    return saved;
  }

  async #put(text: string, base: string | null): Promise<boolean> {
    const fresh = this.document?.exists === false;
    const shown = this.text;
    this.saving = true;
    this.error = null;
    try {
      const saved = await host.documentPut(this.project, this.path, { text, base });
      this.settle();
      this.#saved(shown, saved);
      this.#tellSaved(saved, fresh);
      return true;
    } catch (thrown) {
      const report = toReport(thrown);
      if (report.code === 'stale_document' && report.document) {
        this.settle();
        this.#meet(report.document);
        if (this.theirs) this.comparing = true;
        // Nothing but the bytes had changed, or the file is gone: there is nothing to choose between.
        else if (this.dirty) return this.#put(this.text, this.#hash);
      } else this.error = report;
      return false;
    } finally {
      this.saving = false;
    }
  }

  /** Shows what was saved, unless the user typed on since `shown` was on screen. */
  #saved(shown: string, saved: DocumentSaved): void {
    const typed = this.text;
    this.#reads += 1;
    this.#take(saved.document);
    if (typed !== shown) this.text = typed;
    this.#keep();
  }

  #tellSaved(saved: DocumentSaved, fresh: boolean): void {
    const { seq } = saved;
    if (seq === null) return;
    toasts.show({
      text: fresh ? t.document.created(this.name) : t.document.saved(this.name),
      undo: () => void this.undo(seq),
      about: this.path,
    });
  }

  /** Takes a save, a restore or a delete back. */
  undo(seq: number): Promise<void> {
    const undone = this.#saves.then(() => this.#undo(seq));
    this.#saves = undone;
    return undone;
  }

  async #undo(seq: number): Promise<void> {
    try {
      await host.undo(this.project, seq);
      await this.reload();
      if (this.note === 'changed') this.note = null;
      toasts.show({ text: t.document.undone(this.name), about: this.path });
    } catch (thrown) {
      toasts.error(toReport(thrown));
    }
  }

  #putAside(words: string): void {
    const aside = { text: this.text, at: Date.now() };
    this.asides = putAside(this.project, this.path, aside);
    toasts.show({ text: words, action: { label: t.document.bringBack, run: () => this.bringBack(aside) } });
  }

  #keep(): void {
    clearTimeout(this.#timer);
    if (this.dirty) {
      const draft = { text: this.text, base: this.base, hash: this.#hash };
      this.kept = keepDocumentDraft(this.project, this.path, draft);
    } else {
      this.kept = true;
      dropDocumentDraft(this.project, this.path);
    }
    this.ondraft();
  }

  #drop(): void {
    clearTimeout(this.#timer);
    this.kept = true;
    dropDocumentDraft(this.project, this.path);
    this.ondraft();
  }
}
