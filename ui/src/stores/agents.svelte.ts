// The agents of the project and the user's own: the list as it is on the disk, what of it is shown, and what is done
// to a file as a whole. The one that is open is `agents-open`; a file is saved before anything is done to it.
import { toReport } from '../lib/errors';
import { fold } from '../lib/filter';
import {
  host,
  type AgentFolder,
  type AgentList,
  type AgentRow,
  type AgentTemplate,
  type DocPath,
  type DocScope,
  type DocumentsChanged,
  type DocumentSaved,
  type ErrorReport,
  type NewAgent,
} from '../lib/host';
import { t } from '../texts';
import { checkName, copyNameOf, renamedPath } from './agents-names';
import { OpenAgent } from './agents-open.svelte';
import { countsOf, hasFindings } from './agents-standing';
import { OpenDocument } from './document.svelte';
import { documents } from './documents.svelte';
import { loaded } from './loaded';
import { toasts } from './toasts.svelte';

const SCOPES: readonly DocScope[] = ['project', 'user'];
const FOLDER = /^(~\/)?\.claude\/agents(\/|$)/;

/** A line of the list: a scope with its folder, or an agent. */
export type AgentItem =
  { kind: 'head'; scope: DocScope; count: number; folder: AgentFolder | null } | { kind: 'row'; row: AgentRow };

const folded = new WeakMap<AgentRow, string>();

/** Rows are never changed, so each is folded once. */
function foldedText(row: AgentRow): string {
  let text = folded.get(row);
  if (text === undefined) {
    text = fold(`${row.name}\n${row.description}`);
    folded.set(row, text);
  }
  return text;
}

class Agents {
  project = $state<number | null>(null);
  /** Null until it is loaded. */
  list = $state.raw<AgentList | null>(null);
  error = $state.raw<ErrorReport | null>(null);
  query = $state('');
  onlyFindings = $state(false);
  /** Where the keyboard is in the list. */
  at = $state<DocPath | null>(null);
  renaming = $state<DocPath | null>(null);
  /** The agent beside the list. */
  opened = $state.raw<OpenAgent | null>(null);
  /** The panel of a new agent is shown, with this template chosen. */
  fresh = $state.raw<{ template: string | null } | null>(null);
  templates = $state.raw<AgentTemplate[] | null>(null);

  rows = $derived<readonly AgentRow[]>(this.list?.agents ?? []);
  counts = $derived(countsOf(this.rows));
  narrowed = $derived(this.query.trim() !== '' || this.onlyFindings);
  shown = $derived.by(() => {
    const words = fold(this.query).split(/\s+/).filter(Boolean);
    if (words.length === 0 && !this.onlyFindings) return this.rows;
    return this.rows.filter((row) => {
      if (this.onlyFindings && !hasFindings(row)) return false;
      return words.every((word) => foldedText(row).includes(word));
    });
  });
  items = $derived.by(() => {
    const items: AgentItem[] = [];
    for (const scope of SCOPES) {
      const rows = this.shown.filter((row) => row.scope === scope);
      const folder = this.list?.folders.find((one) => one.scope === scope) ?? null;
      if (rows.length === 0 && !(folder?.problem && !this.narrowed)) continue;
      items.push({ kind: 'head', scope, count: rows.length, folder });
      for (const row of rows) items.push({ kind: 'row', row });
    }
    return items;
  });

  #loading: Promise<void> | null = null;
  #again = false;

  /** Shows the agents of a project; what was shown of another goes away. */
  enter(project: number): void {
    if (this.project !== project) {
      this.opened?.close();
      this.opened = null;
      this.list = null;
      this.error = null;
      this.at = null;
      this.renaming = null;
      this.fresh = null;
      this.query = '';
      this.onlyFindings = false;
      this.project = project;
    }
    this.#look();
    void this.load();
  }

  /** Files are not watched while another screen shows: what is open is read again, or opened again. */
  #look(): void {
    const { opened } = this;
    if (!opened) return;
    if (documents.open(opened.project, opened.path) === opened.document) void opened.document.changed();
    else this.#reopen(opened.path);
  }

  /** Loads the list; asked for while it is being loaded, it is loaded once more after that. */
  load(): Promise<void> {
    if (this.#loading) {
      this.#again = true;
      return this.#loading;
    }
    this.#loading = this.#load().finally(() => (this.#loading = null));
    return this.#loading;
  }

  async #load(): Promise<void> {
    do {
      this.#again = false;
      const project = this.project;
      if (project === null) return;
      try {
        const list = await host.agentsList(project);
        if (project !== this.project) continue;
        this.list = list;
        this.error = null;
        this.#settleCursor();
      } catch (thrown) {
        if (project === this.project) this.error = toReport(thrown);
      }
    } while (this.#again);
  }

  /** Takes in that files changed, here or in another program. */
  changed(change: DocumentsChanged): void {
    if (change.project_id === this.project && change.paths.some((path) => FOLDER.test(path))) void this.load();
  }

  row(path: DocPath | null): AgentRow | undefined {
    return path === null ? undefined : this.rows.find((row) => row.path === path);
  }

  /** Moves the keyboard's place by so many rows, or to an end. */
  step(by: number | 'first' | 'last'): void {
    const rows = this.items.flatMap((item) => (item.kind === 'row' ? [item.row] : []));
    if (rows.length === 0) return;
    const last = rows.length - 1;
    const from = rows.findIndex((row) => row.path === this.at);
    const to = by === 'first' ? 0 : by === 'last' ? last : from < 0 ? 0 : Math.min(last, Math.max(0, from + by));
    this.at = rows[to]?.path ?? null;
  }

  /** Opens an agent beside the list. What was not saved of the one before is kept as a draft. */
  open(path: DocPath, focus: 'description' | null = null): void {
    const { project } = this;
    if (project === null) return;
    this.fresh = null;
    this.at = path;
    if (this.opened?.path === path) {
      if (focus) this.opened.focusAsked = focus;
      return;
    }
    this.opened?.close();
    this.opened = new OpenAgent(project, path);
    this.opened.focusAsked = focus;
  }

  /** Closes what is open. */
  closeOpened(): void {
    this.opened?.close();
    this.opened = null;
  }

  /** Shows the panel of a new agent. */
  begin(template: string | null = null): void {
    this.renaming = null;
    this.fresh = { template };
    void this.loadTemplates();
  }

  async loadTemplates(): Promise<void> {
    if (this.templates) return;
    try {
      this.templates = await host.agentTemplates();
    } catch (thrown) {
      toasts.error(toReport(thrown));
    }
  }

  /** Creates an agent and opens it; rejects with the report. */
  async create(agent: NewAgent): Promise<void> {
    const { project } = this;
    if (project === null) return;
    let saved: DocumentSaved;
    try {
      saved = await host.agentCreate(project, agent);
    } catch (thrown) {
      throw toReport(thrown);
    }
    this.#told(project, saved, t.agents.done.created(agent.name), null);
    await this.load();
    this.open(saved.document.path, 'description');
  }

  /** Renames an agent and its file; false when it was refused, which a toast says. */
  async rename(path: DocPath, name: string): Promise<boolean> {
    const wasOpen = this.opened?.path === path;
    const saved = await this.#act(path, 'moves', (project, base) => host.agentRename(project, path, name, base));
    if (!saved) return false;
    const now = saved.document.path;
    this.#told(saved.project, saved, t.agents.done.renamed(name), path);
    await this.load();
    this.at = now;
    if (wasOpen) this.#reopen(now);
    return true;
  }

  /** Makes a copy beside the file, opens it, and lets the user name it. */
  async duplicate(path: DocPath): Promise<void> {
    const name = this.#copyName(path);
    const saved = await this.#act(path, 'stays', (project) => host.agentDuplicate(project, path, name));
    if (!saved) return;
    this.#told(saved.project, saved, t.agents.done.duplicated(name), null);
    await this.load();
    this.open(saved.document.path);
    this.renaming = saved.document.path;
  }

  /** Turns an agent on or off; its file is kept under another name. */
  async setEnabled(path: DocPath, enabled: boolean): Promise<void> {
    const wasOpen = this.opened?.path === path;
    const name = this.row(path)?.name ?? path;
    const saved = await this.#act(path, 'moves', (project, base) => host.agentSetEnabled(project, path, enabled, base));
    if (!saved) return;
    const now = saved.document.path;
    this.#told(saved.project, saved, (enabled ? t.agents.done.enabled : t.agents.done.disabled)(name), path);
    await this.load();
    this.at = now;
    if (wasOpen) this.#reopen(now);
  }

  /** Deletes the file; the toast brings it back. */
  async delete(path: DocPath): Promise<void> {
    const name = this.row(path)?.name ?? path;
    const next = this.#neighbour(path);
    const wasOpen = this.opened?.path === path;
    const saved = await this.#act(path, 'moves', (project, base) => host.documentDelete(project, path, base));
    if (!saved) return;
    this.#told(saved.project, saved, t.agents.done.deleted(name), wasOpen ? path : null);
    if (wasOpen) this.closeOpened();
    this.at = next;
    await this.load();
  }

  async copyPath(path: DocPath): Promise<void> {
    const file = this.row(path)?.file ?? path;
    try {
      await navigator.clipboard.writeText(file);
      toasts.show({ text: t.agents.done.copied(file) });
    } catch {
      toasts.error({
        code: 'clipboard_refused',
        message: t.agents.done.copyRefused,
        hint: t.agents.done.copyByHand(file),
        retryable: true,
      });
    }
  }

  /**
   * Does something to a file as it is on the disk, after what was typed is saved; null when it was refused. What
   * `moves` the file away is done once nothing listens to it.
   */
  async #act(
    path: DocPath,
    file: 'moves' | 'stays',
    run: (project: number, base: string) => Promise<DocumentSaved>,
  ): Promise<(DocumentSaved & { project: number }) | null> {
    const { project } = this;
    if (project === null) return null;
    const opened = this.opened?.path === path ? this.opened : null;
    try {
      const base = await this.#saved(project, path, opened);
      if (base === null) return null;
      if (file === 'moves') opened?.letGo();
      return { ...(await run(project, base)), project };
    } catch (thrown) {
      toasts.error(toReport(thrown));
      if (file === 'moves' && opened && this.opened === opened) this.#reopen(path);
      void this.load();
      return null;
    }
  }

  /** Saves what was typed of a file, open or not; answers the hash on disk, null when it could not be saved. */
  async #saved(project: number, path: DocPath, opened: OpenAgent | null): Promise<string | null> {
    if (opened) {
      if (await opened.save()) return opened.hash;
    } else if (documents.unsaved.has(path)) {
      const draft = new OpenDocument(project, path);
      await draft.load();
      const saved = await draft.save();
      draft.close();
      if (saved) return draft.document?.hash ?? null;
    } else return this.row(path)?.hash ?? null;
    toasts.error({
      code: 'unsaved_changes',
      message: t.agents.unsavedFirst(this.row(path)?.name ?? path),
      hint: t.agents.unsavedFirstHint,
      retryable: true,
    });
    return null;
  }

  /** Says what was done and offers to take it back; `before` is the file that is open again then. */
  #told(project: number, saved: DocumentSaved, text: string, before: DocPath | null): void {
    const { seq } = saved;
    if (seq === null) return;
    const now = saved.document.path;
    toasts.show({ text, undo: () => void this.#undo(project, seq, now, before), about: now });
  }

  async #undo(project: number, seq: number, now: DocPath, before: DocPath | null): Promise<void> {
    const inSight = this.opened === null || this.opened.path === now || this.opened.path === before;
    try {
      await host.undo(project, seq);
    } catch (thrown) {
      toasts.error(toReport(thrown));
      return;
    }
    if (project !== this.project) return;
    await this.load();
    if (!inSight) return;
    if (before !== null && this.row(before)) this.#reopen(before);
    else if (this.opened && !this.row(this.opened.path)) this.closeOpened();
  }

  /** Opens a file anew: the one that was open has this name now, or is another file. */
  #reopen(path: DocPath): void {
    this.closeOpened();
    this.open(path);
  }

  #copyName(path: DocPath): string {
    const name = this.row(path)?.name ?? path;
    let count = 1;
    let copy = copyNameOf(name, count);
    while (checkName(copy, renamedPath(path, copy), this.rows, null).problem !== null && count < 1000) {
      count += 1;
      copy = copyNameOf(name, count);
    }
    return copy;
  }

  #neighbour(path: DocPath): DocPath | null {
    const rows = this.items.flatMap((item) => (item.kind === 'row' ? [item.row.path] : []));
    const at = rows.indexOf(path);
    return rows[at + 1] ?? rows[at - 1] ?? null;
  }

  /** The keyboard's place is on a row that is there. */
  #settleCursor(): void {
    if (this.at !== null && this.row(this.at)) return;
    this.at = (this.opened && this.row(this.opened.path)?.path) ?? null;
  }
}

export const agents = new Agents();
loaded.agents = agents;
