// The files of Claude Code's, in memory: texts with hashes and versions, saves that refuse what is stale, changes
// by other programs, and what Claude loads of them as instructions.
import type {
  DocPath,
  DocumentSaved,
  DocumentsChanged,
  DocumentText,
  DocumentVersion,
  ErrorReport,
  Host,
  Import,
  Inspection,
  InstructionFile,
  InstructionKind,
  InstructionsOverview,
  LineEnding,
  Origin,
  Problem,
  UndoReport,
} from '../src/lib/host';
import { SAMPLES, TEMPLATE } from './memory-instructions';
import { bytesOf, charactersOf, hashOf, importsOf, merge, outlineOf, resolve, tokensOf } from './memory-texts';

export interface MemoryFile {
  text: string;
  lineEnding?: LineEnding;
  bom?: boolean;
  utf8?: boolean;
  writable?: boolean;
  linkedTo?: string;
  problem?: Problem;
  modifiedAt: string;
}

interface Version {
  version: Omit<DocumentVersion, 'on_disk'>;
  text: string;
}

export type Fail = (code: string, message: string, hint: string, more?: Partial<ErrorReport>) => never;
export type Answering = <A extends unknown[], T>(name: string, run: (...args: A) => T) => (...args: A) => Promise<T>;

export interface DocumentOptions {
  /** Texts of the first project by path, in place of the sample ones. */
  files: Record<DocPath, string> | null;
}

/** The journal's numbers of files, beyond those of tasks. */
const FIRST_SEQ = 1_000_001;
const LARGE = 40_000;
const isUsers = (path: DocPath): boolean => path.startsWith('~/');

export class MemoryDocuments {
  readonly #files = new Map<string, MemoryFile>();
  readonly #versions = new Map<string, Version[]>();
  readonly #undo: (() => void)[] = [];
  readonly #listeners = new Set<(change: DocumentsChanged) => void>();
  #nextVersion = 1;

  constructor(
    options: DocumentOptions,
    private readonly root: (project: number) => string,
    private readonly fail: Fail,
  ) {
    const start = Date.now();
    for (const [path, sample] of Object.entries(options.files ?? SAMPLES)) {
      const texts = typeof sample === 'string' ? [sample] : sample;
      texts.forEach((text, at) => {
        const when = new Date(start - (texts.length - at) * 26 * 3_600_000).toISOString();
        this.#files.set(this.#key(1, path), { text, modifiedAt: when });
        this.#note(1, path, at % 2 === 0 ? 'user' : 'outside', when);
      });
    }
  }

  /** A file as it lies on disk, or null. */
  file(path: DocPath, project = 1): MemoryFile | null {
    return this.#files.get(this.#key(project, path)) ?? null;
  }

  /** The paths of a project's files, and of the user's own, in order. */
  paths(project = 1): DocPath[] {
    const own = `${project}:`;
    return [...this.#files.keys()]
      .filter((key) => key.startsWith(own) || isUsers(key))
      .map((key) => (key.startsWith(own) ? key.slice(own.length) : key))
      .sort();
  }

  /** Another program writes a file, or deletes it with null. */
  outside(path: DocPath, change: string | Partial<MemoryFile> | null, project = 1): void {
    const key = this.#key(project, path);
    const known = this.#files.get(key);
    if (change === null) this.#files.delete(key);
    else {
      const more = typeof change === 'string' ? { text: change } : change;
      this.#files.set(key, { text: '', ...known, ...more, modifiedAt: new Date().toISOString() });
      this.#note(project, path, 'outside');
    }
    this.#tell(project, [path]);
  }

  document(project: number, path: DocPath): DocumentText {
    const file = this.#files.get(this.#key(project, path));
    const text = file?.text ?? '';
    return {
      path,
      file: this.absolute(project, path),
      scope: isUsers(path) ? 'user' : 'project',
      exists: file !== undefined,
      text,
      hash: file ? hashOf(text + String(file.bom ?? false)) : null,
      bytes: bytesOf(text),
      characters: charactersOf(text),
      tokens: tokensOf(text),
      line_ending: file?.lineEnding ?? (text.includes('\n') ? 'lf' : 'none'),
      bom: file?.bom ?? false,
      utf8: file?.utf8 ?? true,
      writable: file?.writable ?? true,
      linked_to: file?.linkedTo ?? null,
      modified_at: file?.modifiedAt ?? null,
      problem: file?.problem ?? null,
    };
  }

  absolute(project: number, path: DocPath): string {
    return isUsers(path) ? `/home/dev/${path.slice(2)}` : `${this.root(project)}/${path}`;
  }

  /** Writes files as one change that can be undone: null deletes one. Answers the first as it is then. */
  write(project: number, changes: [DocPath, string | null][]): DocumentSaved {
    const before = changes.map(([path]): [DocPath, MemoryFile | undefined] => [
      path,
      this.#files.get(this.#key(project, path)),
    ]);
    const first = changes[0]?.[0] ?? '';
    const same = changes.every(([path, text]) => (this.#files.get(this.#key(project, path))?.text ?? null) === text);
    if (same) return { document: this.document(project, first), seq: null };
    for (const [path, text] of changes) {
      const key = this.#key(project, path);
      if (text === null) this.#files.delete(key);
      else {
        this.#files.set(key, { ...this.#files.get(key), text, modifiedAt: new Date().toISOString() });
        this.#note(project, path, 'user');
      }
    }
    this.#undo.push(() => {
      for (const [path, file] of before) {
        const key = this.#key(project, path);
        if (file) this.#files.set(key, file);
        else this.#files.delete(key);
        if (file) this.#note(project, path, 'user');
      }
      this.#tell(
        project,
        changes.map(([path]) => path),
      );
    });
    this.#tell(
      project,
      changes.map(([path]) => path),
    );
    return { document: this.document(project, first), seq: FIRST_SEQ + this.#undo.length - 1 };
  }

  /** Refuses when `base` is not what lies on disk. */
  check(project: number, path: DocPath, base: string | null): void {
    const document = this.document(project, path);
    if (document.hash === base) return;
    this.fail('stale_document', `${path} was changed on disk since it was read.`, 'Look at both texts and choose.', {
      document,
    });
  }

  /** Takes a change of files back; null where the number is none of theirs. */
  undo(project: number | null, seq: number | null): UndoReport | null {
    const undo = seq === null ? undefined : this.#undo[seq - FIRST_SEQ];
    if (seq === null || !undo) return null;
    undo();
    return {
      event: {
        seq,
        at: new Date().toISOString(),
        origin: 'user',
        kind: 'project_updated',
        project_id: project ?? 1,
        task_id: null,
        before: null,
        after: null,
        undone: true,
        reverts: null,
        batch: null,
      },
      task: null,
      tasks: [],
      deleted: [],
    };
  }

  #key(project: number, path: DocPath): string {
    return isUsers(path) ? path : `${project}:${path}`;
  }

  #note(project: number, path: DocPath, origin: Origin, at = new Date().toISOString()): void {
    const key = this.#key(project, path);
    const { text, hash, characters, bytes } = this.document(project, path);
    const known = this.#versions.get(key) ?? [];
    if (hash === null || known[0]?.version.hash === hash) return;
    const version = { id: this.#nextVersion++, at, origin, hash, characters, bytes };
    this.#versions.set(key, [{ version, text }, ...known]);
  }

  #tell(project: number, paths: DocPath[]): void {
    queueMicrotask(() => {
      for (const listener of this.#listeners) listener({ project_id: project, paths });
    });
  }

  #version(project: number, path: DocPath, id: number): Version {
    const found = this.#versions.get(this.#key(project, path))?.find((one) => one.version.id === id);
    return found ?? this.fail('version_not_found', `${path} has no version ${id}.`, 'Look at the list again.');
  }

  #shown(project: number, path: DocPath, { version }: Version): DocumentVersion {
    return { ...version, on_disk: version.hash === this.document(project, path).hash };
  }

  /** The operations of the host that are about files and instructions. */
  operations(answering: Answering) {
    return {
      documentGet: answering('documentGet', (project: number, path: DocPath) => this.document(project, path)),
      documentPut: answering(
        'documentPut',
        (project: number, path: DocPath, put: { text: string; base: string | null }) => {
          this.check(project, path, put.base);
          return this.write(project, [[path, put.text]]);
        },
      ),
      documentDelete: answering('documentDelete', (project: number, path: DocPath, base: string) => {
        this.check(project, path, base);
        return this.write(project, [[path, null]]);
      }),
      documentVersions: answering('documentVersions', (project: number, path: DocPath) =>
        (this.#versions.get(this.#key(project, path)) ?? []).map((one) => this.#shown(project, path, one)),
      ),
      documentVersion: answering('documentVersion', (project: number, path: DocPath, id: number) => {
        const found = this.#version(project, path, id);
        return { version: this.#shown(project, path, found), text: found.text };
      }),
      documentRestore: answering(
        'documentRestore',
        (project: number, path: DocPath, id: number, base: string | null) => {
          this.check(project, path, base);
          return this.write(project, [[path, this.#version(project, path, id).text]]);
        },
      ),
      documentMerge: answering('documentMerge', merge),
      documentsWatch: answering('documentsWatch', () => null),
      instructionsList: answering('instructionsList', (project: number) => this.#overview(project)),
      instructionsInspect: answering('instructionsInspect', (project: number, path: DocPath, text: string) =>
        this.#inspect(project, path, text),
      ),
      instructionsTemplate: answering('instructionsTemplate', () => TEMPLATE),
      onDocuments: (listener: (change: DocumentsChanged) => void) => {
        this.#listeners.add(listener);
        return Promise.resolve(() => void this.#listeners.delete(listener));
      },
    } satisfies Partial<Host>;
  }

  #imports(project: number, path: DocPath, text: string, above: readonly DocPath[]): Import[] {
    return importsOf(text).map((found): Import => {
      const to = resolve(path, found.written);
      const file = to === null ? undefined : this.#files.get(this.#key(project, to));
      const state =
        to === null
          ? 'outside'
          : !file
            ? 'missing'
            : [...above, path].includes(to)
              ? 'cyclic'
              : above.length >= 5
                ? 'too_deep'
                : 'found';
      const reached = state === 'found' && file ? file.text : '';
      return {
        ...found,
        state,
        path: to,
        file: to === null ? null : this.absolute(project, to),
        characters: charactersOf(reached),
        tokens: tokensOf(reached),
        imports: state === 'found' && to !== null ? this.#imports(project, to, reached, [...above, path]) : [],
      };
    });
  }

  #inspect(project: number, path: DocPath, text: string): Inspection {
    const imports = this.#imports(project, path, text, []);
    const sum = (all: readonly Import[]): number => all.reduce((sum_, one) => sum_ + one.tokens + sum(one.imports), 0);
    const characters = charactersOf(text);
    return {
      characters,
      bytes: bytesOf(text),
      tokens: tokensOf(text),
      tokens_with_imports: tokensOf(text) + sum(imports),
      outline: outlineOf(text),
      imports,
      large: characters > LARGE ? LARGE : null,
    };
  }

  #overview(project: number): InstructionsOverview {
    const has = (path: DocPath): boolean => this.#files.has(this.#key(project, path));
    const made = (path: DocPath, kind: InstructionKind, reason: string, by: DocPath | null = null): InstructionFile => {
      const document = this.document(project, path);
      const loaded = document.exists && (kind !== 'agents_md' || !has('CLAUDE.md'));
      return {
        path,
        file: document.file,
        kind,
        exists: document.exists,
        loaded,
        reason,
        characters: document.characters,
        tokens: document.tokens,
        imported_by: by,
        can_open: kind !== 'managed',
        problem: document.problem,
      };
    };
    const under = (folder: string): DocPath[] =>
      this.paths(project).filter((path) => path.startsWith(folder) && path.endsWith('.md'));
    const files = [
      made('~/.claude/CLAUDE.md', 'user', 'Your own instructions, read in every project.'),
      ...under('~/.claude/rules/').map((path) => made(path, 'user_rules', 'A rule of your own.')),
      made('CLAUDE.md', 'project', 'The instructions of the project.'),
      made('.claude/CLAUDE.md', 'dot_claude', 'The same, kept in the folder of Claude Code.'),
      ...under('.claude/rules/').map((path) => made(path, 'rules', 'A rule of the project.')),
      made('CLAUDE.local.md', 'local', 'Yours alone in this project; keep it out of git.'),
      made('AGENTS.md', 'agents_md', 'Read only where there is no CLAUDE.md.'),
    ];
    const known = new Set(files.map((file) => file.path));
    const follow = (by: DocPath, imports: readonly Import[]): void => {
      for (const one of imports) {
        if (one.path === null || one.state !== 'found' || known.has(one.path)) continue;
        known.add(one.path);
        files.push(made(one.path, 'import', `Imported by ${by}.`, by));
        follow(one.path, one.imports);
      }
    };
    for (const file of files.filter((one) => one.loaded)) {
      follow(file.path, this.#imports(project, file.path, this.document(project, file.path).text, []));
    }
    return {
      files,
      tokens: files.filter((file) => file.loaded).reduce((sum, file) => sum + file.tokens, 0),
      main: !has('CLAUDE.md') && has('.claude/CLAUDE.md') ? '.claude/CLAUDE.md' : 'CLAUDE.md',
    };
  }
}
