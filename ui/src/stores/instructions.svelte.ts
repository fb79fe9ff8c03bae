// The instructions of a project on their screen: which files Claude loads, the one that is open, and what its
// text holds as it is typed.

import { toReport } from '../lib/errors';
import {
  host,
  type DocPath,
  type ErrorReport,
  type Inspection,
  type InstructionFile,
  type InstructionsOverview,
} from '../lib/host';
import { remember, remembered } from '../lib/remembered';
import type { OpenDocument } from './document.svelte';
import { documents } from './documents.svelte';

export type Side = 'preview' | 'outline' | 'imports' | 'versions';
export type Group = 'loaded' | 'imports' | 'user' | 'unused' | 'possible';

export const SIDES: readonly Side[] = ['preview', 'outline', 'imports', 'versions'];
export const GROUPS: readonly Group[] = ['loaded', 'imports', 'user', 'unused', 'possible'];
export const SIDE_WIDTH = { min: 280, max: 760, usual: 400 };

const SIDE_KEY = 'instructions.side';
const WIDTH_KEY = 'instructions.width';

const isSide = (value: unknown): value is Side => SIDES.some((side) => side === value);
const isPath = (value: unknown): value is string => typeof value === 'string';
const isWidth = (value: unknown): value is number =>
  typeof value === 'number' && value >= SIDE_WIDTH.min && value <= SIDE_WIDTH.max;

/** Returns the group of the list in which a file stands. */
export function groupOf(file: InstructionFile): Group {
  if (!file.exists) return 'possible';
  if (file.kind === 'import') return 'imports';
  if (!file.loaded) return 'unused';
  return file.kind === 'user' || file.kind === 'user_rules' ? 'user' : 'loaded';
}

export class Instructions {
  overview = $state.raw<InstructionsOverview | null>(null);
  error = $state.raw<ErrorReport | null>(null);
  document = $state.raw<OpenDocument | null>(null);
  /** What the open file's text holds; null until it was looked at. */
  inspection = $state.raw<Inspection | null>(null);
  side = $state<Side>(remembered(SIDE_KEY, 'preview', isSide));
  width = $state(remembered(WIDTH_KEY, SIDE_WIDTH.usual, isWidth));
  /** The template is being written. */
  creating = $state(false);
  #loads = 0;
  #looks = 0;

  constructor(readonly project: number) {}

  /** The open file as the list has it. */
  get file(): InstructionFile | null {
    return this.overview?.files.find((file) => file.path === this.document?.path) ?? null;
  }

  /** The files of a group, in the order in which Claude loads them. */
  filesOf(group: Group): InstructionFile[] {
    return this.overview?.files.filter((file) => groupOf(file) === group) ?? [];
  }

  /** Reads the list and opens the file that was open last, or the main one; answers how to stop. */
  start(): () => void {
    documents.enter(this.project);
    const stop = documents.onChanged(() => void this.load());
    void this.load().then(() => {
      const { overview } = this;
      if (!overview || this.document) return;
      const last = remembered<DocPath | null>(this.#pathKey, null, isPath);
      const known = overview.files.find((file) => file.path === last && file.can_open);
      this.select(known?.path ?? overview.main);
    });
    return () => {
      stop();
      this.#loads += 1;
      this.#looks += 1;
      if (this.document) documents.close(this.document);
      this.document = null;
    };
  }

  /** Reads the list again; an older answer never replaces a newer one. */
  async load(): Promise<void> {
    const turn = ++this.#loads;
    try {
      const overview = await host.instructionsList(this.project);
      if (turn !== this.#loads) return;
      this.overview = overview;
      this.error = null;
    } catch (thrown) {
      if (turn === this.#loads) this.error = toReport(thrown);
    }
  }

  /** Opens a file; unsaved text of the one before stays as its draft. */
  select(path: DocPath): void {
    if (this.document?.path === path) return;
    if (this.document) documents.close(this.document);
    this.inspection = null;
    this.document = documents.open(this.project, path);
    remember(this.#pathKey, path);
  }

  /** Looks at the text as it is now: its size, headings and imports. */
  async inspect(text: string): Promise<void> {
    const { document } = this;
    if (!document) return;
    const turn = ++this.#looks;
    try {
      const inspection = await host.instructionsInspect(this.project, document.path, text);
      if (turn === this.#looks && document === this.document) this.inspection = inspection;
    } catch (thrown) {
      if (turn === this.#looks) document.error ??= toReport(thrown);
    }
  }

  /** Makes the open file from the template. */
  async create(): Promise<boolean> {
    const { document } = this;
    if (!document || this.creating) return false;
    this.creating = true;
    try {
      return await document.create(await host.instructionsTemplate(this.project));
    } catch (thrown) {
      document.error = toReport(thrown);
      return false;
    } finally {
      this.creating = false;
    }
  }

  show(side: Side): void {
    this.side = side;
    remember(SIDE_KEY, side);
  }

  resize(width: number): void {
    this.width = Math.round(Math.min(SIDE_WIDTH.max, Math.max(SIDE_WIDTH.min, width)));
    remember(WIDTH_KEY, this.width);
  }

  get #pathKey(): string {
    return `instructions.${this.project}.path`;
  }
}
