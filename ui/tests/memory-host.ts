// A host in memory with the behaviour of the real one: ranks, revisions, a journal with undo and redo,
// the change feed. For component tests, and for looking at the window in a browser.
import type {
  Board,
  BulkPatch,
  Changes,
  ErrorReport,
  EventKind,
  Fields,
  FieldValue,
  Host,
  JournalEvent,
  ListedBranch,
  Need,
  Origin,
  PathReport,
  Place,
  Project,
  RepositoryState,
  Status,
  Task,
  TaskRow,
} from '../src/lib/host';
import { STATUSES } from '../src/lib/domain';
import { compareRows } from '../src/lib/rank';
import { parseFilter } from './filter-line';
import { memoryAgents, type AgentOptions } from './memory-agents';
import { memoryDesktop, type DesktopOptions } from './memory-desktop';
import { MemoryDocuments, type DocumentOptions } from './memory-documents';
import { filesFrom } from './memory-instructions';
import { ANALYSIS, MemoryRuns, type RunOptions } from './memory-runs';
import { seedRuns } from './memory-run-samples';
import { LONG, MADE, MADE_TOO, TITLES } from './memory-tasks';
import { parseLine } from './quick-add-line';

export interface MemoryOptions extends DesktopOptions, DocumentOptions, AgentOptions, RunOptions {
  /** How many tasks the first project has; 24 have written titles, the rest made ones. */
  tasks: number;
  projects: number;
  /** Operations that fail, by name. */
  failing: Set<string>;
  /** Milliseconds that each answer takes. */
  delay: number;
  longTexts: boolean;
  /** Puts every task into this column. */
  column: Status | null;
  /** How many tasks each further project has. */
  others: number;
  /** How many tasks wait for the user from the start. */
  attention: number;
  /** Limits of the first project's columns. */
  limits: Project['column_limits'];
  /** The folder of the first project is not there. */
  folderGone: boolean;
  /** Whether the projects are trusted; null: the user has not been asked. */
  trusted: boolean | null;
}

type Snapshot = Map<number, Task | null>;

interface Entry {
  event: JournalEvent;
  before: Snapshot;
  after: Snapshot;
}

export interface MemoryHost extends Host {
  readonly options: MemoryOptions;
  /** A change by another process, which only the feed tells. */
  elsewhere(origin: Origin, change: (host: MemoryHost) => void): void;
  put(task: Partial<Task> & { title: string }): Task;
  change(id: number, fields: Partial<Task>, kind?: EventKind): Task;
  drop(ids: number[]): void;
  task(id: number): Task;
  rows(status?: Status): TaskRow[];
  calls: string[];
  /** What the desktop does by itself: closes the window, loses its tray, shows a task. */
  desktop: ReturnType<typeof memoryDesktop>;
  /** The files of Claude Code's, and what other programs do to them. */
  documents: MemoryDocuments;
  /** Runs, and what they do. */
  runs: MemoryRuns;
}

const DAY = 86_400_000;
function rankOf(index: number): string {
  return `a${index.toString(36).padStart(6, '0')}`;
}

function between(before: string | null, after: string | null): string {
  // Digits of a fraction in base 36; the width grows where there is no room.
  const low = before ?? '';
  const high = after ?? '';
  let rank = '';
  for (let at = 0; at < 200; at += 1) {
    const a = at < low.length ? parseInt(low[at] ?? '0', 36) : 0;
    const b = high !== '' && rank === high.slice(0, at) ? (at < high.length ? parseInt(high[at] ?? '0', 36) : 0) : 36;
    if (b - a > 1) return rank + Math.floor((a + b) / 2).toString(36);
    rank += a.toString(36);
  }
  return rank;
}

export function memoryHost(chosen: Partial<MemoryOptions> = {}): MemoryHost {
  const options: MemoryOptions = {
    tasks: 24,
    projects: 1,
    failing: new Set(),
    delay: 0,
    longTexts: false,
    column: null,
    settings: {},
    desktop: {},
    others: 0,
    attention: 0,
    limits: {},
    folderGone: false,
    trusted: true,
    claude: {},
    doctor: {},
    trustReport: {},
    runs: 'none',
    items: 0,
    lively: false,
    files: null,
    agents: null,
    agentsReadOnly: false,
    ...fromAddress(),
    ...chosen,
  };
  const now = (): string => new Date().toISOString();
  const desktop = memoryDesktop(options, options.projects > 0 ? 1 : null);
  let projects: Project[] = [];
  const tasks = new Map<number, Task>();
  const journal: Entry[] = [];
  const listeners = new Set<(changes: Changes) => void>();
  const branches = new Map<string, number>();
  let nextTask = 1;
  let origin: Origin = 'user';
  let pick = 0;
  let needs: Need[] = [];
  const needListeners = new Set<(needs: Need[]) => void>();
  const seen = new Map<number, number>();

  function project(name: string, path: string): Project {
    return {
      id: projects.length + 1,
      name,
      path,
      repository: `acme/${name}`,
      default_branch: 'trunk',
      branch_pattern: 'task/{id}-{slug}',
      created_at: now(),
      opened_at: now(),
      revision: 1,
      folder_exists: true,
      open_tasks: 0,
      tasks: 0,
      in_progress: 0,
      code_review: 0,
      column_limits: {},
      trusted: options.trusted,
      analysis: { ...ANALYSIS },
    };
  }

  function seed(): void {
    for (let at = 0; at < options.projects; at += 1) {
      const name = ['atlas-api', 'webshop', 'notes'][at] ?? `project-${at + 1}`;
      projects.push(project(name, `/home/dev/${name}`));
    }
    const first = projects[0];
    if (!first) return;
    first.column_limits = options.limits;
    first.folder_exists = !options.folderGone;
    const sources = options.longTexts ? [...TITLES, ...LONG] : TITLES;
    const count = options.longTexts ? sources.length : options.tasks;
    const start = Date.now();
    for (let at = 0; at < count; at += 1) {
      const source = sources[at];
      const made = `${MADE[at % MADE.length]} ${MADE_TOO[(at * 7) % MADE_TOO.length]} (${at})`;
      const [title, type, priority, status, more] = source ?? [
        made,
        at % 3 === 0 ? 'Bug' : 'Feature',
        (['High', 'Medium', 'Low'] as const)[at % 3] ?? 'Low',
        STATUSES[at % STATUSES.length] ?? 'Backlog',
        at % 11 === 0 ? { git_branch: `task/${at + 1}-made` } : {},
      ];
      const created = new Date(start - ((at * 7919) % 60) * DAY * 0.77 - 60_000).toISOString();
      const place = options.column ?? status;
      tasks.set(nextTask, {
        id: nextTask,
        project_id: 1,
        title,
        description:
          'After 30 minutes on Safari 18 the user is sent to `/login`, and the form answers 403 until the tab is closed.\n\n### Steps\n\n- Log in, wait until the cookie expires\n- Open `/login` twice\n',
        analysis: at % 4 === 0 ? '## What\n\nThe cookie is renewed only when the path matches.' : null,
        type,
        priority,
        status: place,
        git_branch: null,
        blocked_reason: null,
        depends_on: [],
        rank: rankOf(at * 1000),
        revision: 1,
        created_at: created,
        updated_at: created,
        completed_at: place === 'Done' ? created : null,
        ...more,
      });
      nextTask += 1;
    }
    for (const further of projects.slice(1)) {
      for (let at = 0; at < options.others; at += 1) {
        const created = new Date(start - ((at * 104_729) % 45) * DAY * 0.61 - 90_000).toISOString();
        const status = STATUSES[(at * 3) % STATUSES.length] ?? 'Backlog';
        tasks.set(nextTask, {
          id: nextTask,
          project_id: further.id,
          title: `${MADE[(at * 3) % MADE.length]} ${MADE_TOO[(at * 5) % MADE_TOO.length]}`,
          description: '',
          analysis: null,
          type: at % 2 === 0 ? 'Feature' : 'Bug',
          priority: (['Medium', 'High', 'Low'] as const)[at % 3] ?? 'Low',
          status,
          git_branch: null,
          blocked_reason: at % 7 === 6 ? 'Waiting for the release' : null,
          depends_on: [],
          rank: rankOf(at * 1000),
          revision: 1,
          created_at: created,
          updated_at: created,
          completed_at: status === 'Done' ? created : null,
        });
        nextTask += 1;
      }
    }
    for (const task of tasks.values()) if (task.git_branch) branches.set(task.git_branch, task.id % 3);
    const waiting = [...tasks.values()].filter((task) => task.status !== 'Done').slice(0, options.attention);
    host.elsewhere('mcp', () => {
      waiting.forEach((task, at) =>
        at % 2 === 0
          ? host.change(task.id, { status: 'Code Review' }, 'task_moved')
          : host.change(task.id, { blocked_reason: 'Which of the two databases?' }),
      );
    });
  }

  function row(task: Task): TaskRow {
    const { description: _description, analysis, ...rest } = task;
    const run = runs.all.find((one) => one.task_id === task.id);
    return { ...rest, has_analysis: analysis !== null, run_state: run?.state ?? null };
  }

  function fail(code: string, message: string, hint: string, more: Partial<ErrorReport> = {}): never {
    const report: ErrorReport = { code, message, hint, retryable: false, ...more };
    // The host rejects with reports, as the real one does.
    throw report;
  }

  function task(id: number): Task {
    return (
      tasks.get(id) ??
      fail('task_not_found', `There is no task #${id}.`, 'It may have been deleted; undo brings it back.')
    );
  }

  function sequence(): number {
    return journal.length;
  }

  function write(kind: EventKind, before: Snapshot, after: Snapshot, reverts: number | null = null): JournalEvent {
    const ids = [...after.keys()];
    const first = ids[0] ?? null;
    const changed = (a: Task | null | undefined, b: Task | null | undefined): Fields | null => {
      if (!a) return null;
      const fields: Fields = {};
      for (const key of Object.keys(a) as (keyof Task)[]) {
        if (key === 'updated_at' || key === 'revision') continue;
        if (JSON.stringify(a[key]) !== JSON.stringify(b?.[key])) fields[key] = shownAs(a[key]);
      }
      return fields;
    };
    const a = first === null ? null : before.get(first);
    const b = first === null ? null : after.get(first);
    const event: JournalEvent = {
      seq: sequence() + 1,
      at: now(),
      origin,
      kind,
      project_id: b?.project_id ?? a?.project_id ?? 1,
      task_id: ids.length === 1 ? first : null,
      before: changed(a, b),
      after: changed(b, a),
      undone: false,
      reverts,
      batch: null,
    };
    journal.push({ event, before, after });
    tell(ids, event);
    if (event.origin !== 'user' && event.origin !== 'quick-add') notice(event, before, after);
    else if (needs.length > 0) tellNeeds();
    return event;
  }

  /** What another program's change asks of the user. */
  function notice(event: JournalEvent, before: Snapshot, after: Snapshot): void {
    for (const [id, next] of after) {
      const was = before.get(id);
      if (!next) continue;
      const need = (kind: Need['kind']): Need => ({
        seq: event.seq,
        kind,
        project_id: next.project_id,
        task_id: id,
        title: next.title,
        reason: kind === 'blocked' ? next.blocked_reason : null,
        origin: event.origin,
        at: event.at,
      });
      if (next.status === 'Code Review' && was?.status !== 'Code Review') needs = [need('review'), ...needs];
      if (next.blocked_reason !== null && was?.blocked_reason == null) needs = [need('blocked'), ...needs];
    }
    tellNeeds();
  }

  function waiting(): Need[] {
    return needs.filter((need) => {
      const known = tasks.get(need.task_id);
      if (!known || need.seq <= (seen.get(need.project_id) ?? 0)) return false;
      return need.kind === 'review' ? known.status === 'Code Review' : known.blocked_reason !== null;
    });
  }

  function tellNeeds(): void {
    queueMicrotask(() => {
      for (const listener of needListeners) listener(structuredClone(waiting()));
    });
  }

  function tell(ids: number[], event: JournalEvent): void {
    const changes: Changes = {
      seq: event.seq,
      project_id: event.project_id,
      tasks: ids.flatMap((id) => {
        const known = tasks.get(id);
        return known ? [row(known)] : [];
      }),
      deleted: ids.filter((id) => !tasks.has(id)),
      project: null,
      reload: false,
      origins: [event.origin],
    };
    queueMicrotask(() => {
      for (const listener of listeners) listener(structuredClone(changes));
    });
  }

  function apply(kind: EventKind, changes: Map<number, Task | null>): JournalEvent {
    const before: Snapshot = new Map();
    for (const [id, next] of changes) {
      before.set(id, tasks.get(id) ?? null);
      if (next) tasks.set(id, next);
      else tasks.delete(id);
    }
    return write(kind, before, changes);
  }

  function changed(known: Task, fields: Partial<Task>): Task {
    const next: Task = { ...known, ...fields, revision: known.revision + 1, updated_at: now() };
    if (next.status === 'Done' && known.status !== 'Done') next.completed_at = now();
    else if (next.status !== 'Done') next.completed_at = null;
    return next;
  }

  function columnOf(projectId: number, status: Status): Task[] {
    return [...tasks.values()].filter((one) => one.project_id === projectId && one.status === status).sort(compareRows);
  }

  function move(projectId: number, ids: number[], status: Status, place: Place): Map<number, Task | null> {
    const moving = new Set(ids);
    const rest = columnOf(projectId, status).filter((one) => !moving.has(one.id));
    let at = place.at === 'bottom' ? rest.length : 0;
    if (place.at === 'before' || place.at === 'after') {
      const index = rest.findIndex((one) => one.id === place.id);
      if (index < 0)
        fail('place_not_found', `#${place.id} is not in ${status} any more.`, 'Try again where it is now.');
      at = place.at === 'after' ? index + 1 : index;
    }
    let before = rest[at - 1]?.rank ?? null;
    const after = rest[at]?.rank ?? null;
    const changes = new Map<number, Task | null>();
    for (const id of ids) {
      before = between(before, after);
      changes.set(id, changed(task(id), { status, rank: before }));
    }
    return changes;
  }

  function travel(way: 'undo' | 'redo', projectId: number | null, seq: number | null) {
    const entries = journal.filter(
      (entry) => (projectId === null || entry.event.project_id === projectId) && entry.event.reverts === null,
    );
    const entry =
      seq !== null
        ? entries.find((one) => one.event.seq === seq)
        : way === 'undo'
          ? entries.filter((one) => !one.event.undone).at(-1)
          : journal
              .filter((one) => one.event.kind === 'undo')
              .map((one) => entries.find((other) => other.event.seq === one.event.reverts))
              .filter((one) => one?.event.undone)
              .at(-1);
    if (!entry || entry.event.undone !== (way === 'redo')) {
      return fail(`nothing_to_${way}`, `There is nothing to ${way}.`, 'Every change is as you left it.');
    }
    const from = way === 'undo' ? entry.after : entry.before;
    const to = way === 'undo' ? entry.before : entry.after;
    for (const [id, was] of from) {
      const known = tasks.get(id);
      for (const key of ['title', 'status', 'priority', 'type', 'description'] as const) {
        const target = to.get(id);
        if (was && known && target && was[key] !== target[key] && known[key] !== was[key]) {
          fail('undo_blocked', `#${id} was changed later.`, 'Undo the later change first.');
        }
      }
    }
    entry.event.undone = way === 'undo';
    const before: Snapshot = new Map();
    const after: Snapshot = new Map();
    for (const [id, next] of to) {
      const known = tasks.get(id) ?? null;
      before.set(id, known);
      const revision = Math.max(known?.revision ?? 0, from.get(id)?.revision ?? 0, next?.revision ?? 0) + 1;
      const put = next ? { ...next, revision, updated_at: now() } : null;
      after.set(id, put);
      if (put) tasks.set(id, put);
      else tasks.delete(id);
    }
    write(way, before, after, entry.event.seq);
    const alive = [...after.values()].filter((one) => one !== null);
    return {
      event: entry.event,
      task: alive.length === 1 ? (alive[0] ?? null) : null,
      tasks: alive.map(row),
      deleted: [...after].filter(([, one]) => !one).map(([id]) => id),
    };
  }

  function repository(): RepositoryState {
    return {
      kind: 'repository',
      head: 'trunk',
      detached: false,
      empty: false,
      dirty: false,
      changed_files: 0,
      default_branch: 'trunk',
    };
  }

  function branch(name: string): ListedBranch {
    return {
      name,
      is_head: name === 'trunk',
      is_default: name === 'trunk',
      ahead: branches.get(name) ?? 0,
      behind: 1,
      commit: {
        id: 'a41c9e0d5f7b2c3a4e5f60718293a4b5c6d7e8f9',
        summary: 'auth: renew cookie before it expires',
        author: 'Dev',
        at: now(),
      },
      task_ids: [...tasks.values()].filter((one) => one.git_branch === name).map((one) => one.id),
      checked_out_at: null,
    };
  }

  function setBranch(kind: EventKind, id: number, name: string | null): Task {
    const next = changed(task(id), { git_branch: name });
    apply(kind, new Map([[id, next]]));
    return structuredClone(next);
  }

  const calls: string[] = [];
  const documents = new MemoryDocuments(
    options,
    (id) => projects.find((one) => one.id === id)?.path ?? '/home/dev/project',
    fail,
  );

  const runs = new MemoryRuns(
    options,
    {
      task,
      project: (id) => projects.find((one) => one.id === id),
      analysed: (id, text) => host.elsewhere('run', () => host.change(id, { analysis: text, status: 'Ready' })),
      moved: (id, status) => host.elsewhere('run', () => host.change(id, { status }, 'task_moved')),
    },
    fail,
    () => desktop.settings().parallel_runs,
  );

  /** Every operation answers later, from a copy, and fails when it is told to. */
  function answering<A extends unknown[], T>(name: string, run: (...args: A) => T): (...args: A) => Promise<T> {
    return async (...args) => {
      calls.push(name);
      await (options.delay > 0 ? new Promise((done) => setTimeout(done, options.delay)) : Promise.resolve());
      if (options.failing.has(name)) {
        fail(
          'database_locked',
          'The database could not be written.',
          'Another program holds it. Try again in a moment.',
          { retryable: true },
        );
      }
      return structuredClone(run(...args));
    };
  }

  const host: MemoryHost = {
    options,
    calls,
    desktop,
    documents,
    runs,
    ...runs.operations(answering),
    ...desktop.listening,
    ...documents.operations(answering),
    ...memoryAgents(documents, answering, fail, options),
    boot: answering('boot', () => ({
      settings: desktop.settings(),
      projects: projects.map(counted),
      version: '0.1.0',
      data_dir: '/home/dev/.local/share/claudetask',
      database: '/home/dev/.local/share/claudetask/claudetask.db',
    })),
    settingsUpdate: answering('settingsUpdate', desktop.update),
    pickFolder: answering('pickFolder', () => `/home/dev/${['atlas-api', 'webshop', 'notes', 'tools'][pick++ % 4]}`),
    openExternal: answering('openExternal', () => null),
    revealFolder: answering('revealFolder', () => null),
    projectsList: answering('projectsList', () => projects.map(counted)),
    projectOpen: answering('projectOpen', (path: string) => {
      let known = projects.find((one) => one.path === path);
      if (!path.startsWith('/')) fail('path_not_found', `“${path}” is not there.`, 'Choose a folder that exists.');
      if (!known) {
        known = project(path.split('/').at(-1) ?? path, path);
        projects = [known, ...projects];
      }
      known.opened_at = now();
      return counted(known);
    }),
    projectUpdate: answering('projectUpdate', (id: number, patch) => {
      for (const [status, limit] of Object.entries(patch.column_limits ?? {})) {
        if (!Number.isInteger(limit) || limit < 1 || limit > 999)
          fail('limit_invalid', `${limit} is no limit for ${status}.`, 'Choose a number from 1 to 999.');
      }
      projects = projects.map((one) =>
        one.id === id
          ? {
              ...one,
              ...given({
                name: patch.name,
                path: patch.path,
                branch_pattern: patch.branch_pattern,
                column_limits: patch.column_limits,
              }),
              repository: patch.repository === undefined ? one.repository : patch.repository,
              default_branch: patch.default_branch === undefined ? one.default_branch : patch.default_branch,
              trusted: patch.trusted === undefined ? one.trusted : patch.trusted,
              analysis: { ...one.analysis, ...defined(patch.analysis ?? {}) },
            }
          : one,
      );
      return counted(
        projects.find((one) => one.id === id) ?? fail('project_not_found', `There is no project ${id}.`, ''),
      );
    }),
    projectForget: answering('projectForget', (id: number) => {
      projects = projects.filter((one) => one.id !== id);
      return null;
    }),
    projectValidatePath: answering('projectValidatePath', (path: string): PathReport => {
      const exists = path.startsWith('/') && !path.includes('missing');
      return {
        given: path,
        path: exists ? path : null,
        exists,
        is_folder: exists,
        readable: exists,
        writable: exists,
        git: exists ? 'repository' : 'none',
        default_branch: exists ? 'trunk' : null,
        git_root: exists ? path : null,
        remote_url: null,
        suggested_repository: exists ? 'acme/atlas-api' : null,
        has_claude_md: exists,
        agents: 0,
        project_id: projects.find((one) => one.path === path)?.id ?? null,
        can_open: exists,
        error: exists
          ? null
          : { code: 'path_not_found', message: `“${path}” is not there.`, hint: 'Choose a folder that exists.' },
        warnings:
          path === '/home/dev'
            ? [{ code: 'home_folder', message: 'This is your home folder.', hint: 'Choose the folder of one project.' }]
            : [],
      };
    }),
    board: answering('board', (id: number): Board => {
      const known =
        projects.find((one) => one.id === id) ??
        fail('project_not_found', `There is no project ${id}.`, 'Open its folder again.');
      const rows = [...tasks.values()].filter((one) => one.project_id === id).map(row);
      return { project: counted(known), tasks: inOrder(rows), seq: sequence() };
    }),
    boardAll: answering('boardAll', (): Board => {
      const known = new Set(projects.map((one) => one.id));
      const rows = [...tasks.values()].filter((one) => known.has(one.project_id)).map(row);
      return { project: null, tasks: inOrder(rows), seq: sequence() };
    }),
    taskGet: answering('taskGet', (_project: number, id: number) => task(id)),
    taskSearch: answering('taskSearch', (id: number | null, text: string) => {
      const wanted = text.toLowerCase();
      return [...tasks.values()]
        .filter((one) => id === null || one.project_id === id)
        .filter((one) => `${one.title}\n${one.description}`.toLowerCase().includes(wanted))
        .map((one) => one.id);
    }),
    taskSuggest: answering('taskSuggest', (id: number | null, text: string) => {
      const words = text.toLowerCase().replace('#', '').split(/\s+/).filter(Boolean);
      return [...tasks.values()]
        .filter((one) => id === null || one.project_id === id)
        .filter((one) =>
          words.every((word) => String(one.id).startsWith(word) || one.title.toLowerCase().includes(word)),
        )
        .sort((a, b) => Number(String(b.id) === words[0]) - Number(String(a.id) === words[0]) || b.id - a.id)
        .slice(0, 8)
        .map(({ id: one, project_id, title, type, status }) => ({ id: one, project_id, title, type, status }));
    }),
    filterParse: answering('filterParse', parseFilter),
    tasksUpdate: answering('tasksUpdate', (id: number, ids: number[], patch: BulkPatch) => {
      const changes = new Map<number, Task | null>();
      for (const one of ids) {
        const known = task(one);
        if (known.project_id !== id) fail('task_not_found', `#${one} is not in this project.`, 'Look at the board.');
        changes.set(one, changed(known, defined(patch)));
      }
      if (changes.size > 0) apply('task_updated', changes);
      return [...changes.values()].flatMap((one) => (one ? [row(one)] : []));
    }),
    quickAddPreview: answering('quickAddPreview', (id: number, line: string) => {
      const parsed = parseLine(line, names());
      const words = parsed.title
        .toLowerCase()
        .split(/\s+/)
        .filter((word) => word.length > 3);
      const similar = [...tasks.values()]
        .filter((one) => one.project_id === id && words.some((word) => one.title.toLowerCase().includes(word)))
        .slice(0, 3)
        .map(({ id: one, title, status }) => ({ id: one, title, status }));
      return { ...parsed, similar };
    }),
    quickAdd: answering('quickAdd', (id: number, line: string, status: Status | null) => {
      const parsed = parseLine(line, names());
      if (parsed.problem) fail(parsed.problem.code, parsed.problem.message, parsed.problem.hint);
      return host.put({
        project_id: projects.find((one) => one.name === parsed.project)?.id ?? id,
        title: parsed.title,
        description: parsed.description ?? '',
        type: parsed.type ?? 'Feature',
        priority: parsed.priority ?? 'Medium',
        status: parsed.status ?? status ?? 'Backlog',
        depends_on: parsed.depends_on,
      });
    }),
    taskUpdate: answering('taskUpdate', (_project: number, id: number, patch) => {
      const known = task(id);
      const { revision, analysis, blocked_reason, ...rest } = patch;
      const fields: Partial<Task> = { ...given(rest), ...defined({ analysis, blocked_reason }) };
      if (revision != null && revision !== known.revision) {
        fail('stale_task', `#${id} was changed elsewhere in the meantime.`, 'Look at both texts and choose.', {
          task: structuredClone(known),
        });
      }
      if (fields.title !== undefined && fields.title.trim() === '')
        fail('title_missing', 'A task needs a title.', 'Write at least one character.');
      const next = changed(known, fields);
      if (next.status !== known.status)
        next.rank = between(null, columnOf(known.project_id, next.status)[0]?.rank ?? null);
      apply('task_updated', new Map([[id, next]]));
      return next;
    }),
    taskMove: answering('taskMove', (id: number, ids: number[], status: Status, place: Place) => {
      const changes = move(id, ids, status, place);
      apply('task_moved', changes);
      return [...changes.values()].flatMap((one) => (one ? [row(one)] : []));
    }),
    taskDelete: answering('taskDelete', (_project: number, ids: number[]) => {
      for (const id of ids) task(id);
      apply('task_deleted', new Map(ids.map((id) => [id, null])));
      return null;
    }),
    taskHistory: answering('taskHistory', (id: number, of: number) =>
      journal
        .filter((entry) => entry.event.project_id === id && entry.after.has(of))
        .map((entry) => entry.event)
        .reverse(),
    ),
    event: answering('event', (_project: number, seq: number) => {
      return journal[seq - 1]?.event ?? fail('event_not_found', `There is no change ${seq}.`, '');
    }),
    undo: answering(
      'undo',
      (id: number | null, seq: number | null) => documents.undo(id, seq) ?? travel('undo', id, seq),
    ),
    redo: answering('redo', (id: number | null, seq: number | null) => travel('redo', id, seq)),
    branchList: answering('branchList', () => ({
      repository: repository(),
      branches: [branch('trunk'), ...[...branches.keys()].map(branch)],
    })),
    branchOfTask: answering('branchOfTask', (_project: number, id: number) => {
      const known = task(id);
      const there = known.git_branch !== null && branches.has(known.git_branch);
      return {
        suggested: `task/${id}-${known.title
          .toLowerCase()
          .replace(/[^a-z0-9]+/g, '-')
          .slice(0, 40)}`,
        repository: repository(),
        branch: there && known.git_branch ? branch(known.git_branch) : null,
        missing: known.git_branch !== null && !there,
        renamed_to: null,
        can_delete: there && (branches.get(known.git_branch ?? '') ?? 0) === 0,
        delete_refused:
          there && (branches.get(known.git_branch ?? '') ?? 0) > 0
            ? 'It has commits that are on no other branch.'
            : null,
        unmerged: [],
        unmerged_total: 0,
      };
    }),
    branchCreate: answering('branchCreate', (_project: number, id: number) => {
      const name = `task/${id}-${task(id)
        .title.toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .slice(0, 40)}`;
      branches.set(name, 0);
      return setBranch('branch_created', id, name);
    }),
    branchAttach: answering('branchAttach', (_project: number, id: number, name: string) =>
      setBranch('branch_attached', id, name),
    ),
    branchDetach: answering('branchDetach', (_project: number, id: number) => setBranch('branch_detached', id, null)),
    branchDelete: answering('branchDelete', (_project: number, id: number) => {
      branches.delete(task(id).git_branch ?? '');
      return setBranch('branch_deleted', id, null);
    }),
    attention: answering('attention', waiting),
    attentionSeen: answering('attentionSeen', (id: number, seq: number) => {
      seen.set(id, Math.max(seq, seen.get(id) ?? 0));
      tellNeeds();
      return waiting();
    }),
    desktopState: answering('desktopState', desktop.state),
    shortcutSet: answering('shortcutSet', desktop.setShortcut),
    quickAddShow: answering('quickAddShow', () => desktop.showQuickAdd()),
    quickAddHide: answering('quickAddHide', () => undefined),
    quickAddFit: answering('quickAddFit', () => undefined),
    windowShow: answering('windowShow', (id: number | null) => {
      if (id !== null) desktop.showTask({ project_id: task(id).project_id, task_id: id });
      return null;
    }),
    closeAnswer: answering('closeAnswer', (answer) => {
      desktop.update({ on_close: answer });
      return null;
    }),
    quit: answering('quit', () => undefined),
    left: answering('left', () => undefined),
    pageListens: answering('pageListens', () => undefined),
    attentionWatching: answering('attentionWatching', () => undefined),
    onAttention: (listener) => {
      needListeners.add(listener);
      return Promise.resolve(() => void needListeners.delete(listener));
    },
    onChanges: (listener) => {
      listeners.add(listener);
      return Promise.resolve(() => void listeners.delete(listener));
    },
    elsewhere(by, change) {
      const before = origin;
      origin = by;
      try {
        change(host);
      } finally {
        origin = before;
      }
    },
    put(fields) {
      const status = fields.status ?? 'Backlog';
      const projectId = fields.project_id ?? 1;
      const created: Task = {
        id: nextTask,
        project_id: projectId,
        description: '',
        analysis: null,
        type: 'Feature',
        priority: 'Medium',
        git_branch: null,
        blocked_reason: null,
        depends_on: [],
        rank: between(null, columnOf(projectId, status)[0]?.rank ?? null),
        revision: 1,
        created_at: now(),
        updated_at: now(),
        completed_at: status === 'Done' ? now() : null,
        ...fields,
        status,
      };
      nextTask += 1;
      apply('task_created', new Map([[created.id, created]]));
      return created;
    },
    change(id, fields, kind = 'task_updated') {
      const next = changed(task(id), fields);
      apply(kind, new Map([[id, next]]));
      return next;
    },
    drop(ids) {
      apply('task_deleted', new Map(ids.map((id) => [id, null])));
    },
    task,
    rows: (status) =>
      [...tasks.values()]
        .filter((one) => !status || one.status === status)
        .sort(compareRows)
        .map(row),
  };

  function counted(one: Project): Project {
    const own = [...tasks.values()].filter((known) => known.project_id === one.id);
    return {
      ...one,
      tasks: own.length,
      open_tasks: own.filter((known) => known.status !== 'Done').length,
      in_progress: own.filter((known) => known.status === 'In Progress').length,
      code_review: own.filter((known) => known.status === 'Code Review').length,
    };
  }

  function names(): string[] {
    return projects.map((one) => one.name);
  }

  function inOrder(rows: TaskRow[]): TaskRow[] {
    return rows.sort((a, b) => STATUSES.indexOf(a.status) - STATUSES.indexOf(b.status) || compareRows(a, b));
  }

  seed();
  if (options.runs === 'some') seedRuns(runs, options.items);
  return host;
}

/** The fields that hold a value: for those that cannot be cleared, null names nothing. */
function given<T extends object>(patch: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value != null)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}

/** The fields that are named, null included. */
function defined<T extends object>(patch: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

function shownAs(value: Task[keyof Task]): FieldValue {
  return typeof value === 'number' ? String(value) : value;
}

/** In a browser the address sets the options: `?tasks=10000&failing=taskMove&theme=dark&projects=3&others=12&limits=Ready:2&attention=2&agents=300&agents_folder=readonly`. */
function fromAddress(): Partial<MemoryOptions> {
  const search = globalThis.location?.search;
  if (!search) return {};
  const asked = new URLSearchParams(search);
  const options: Partial<MemoryOptions> = {};
  if (asked.has('tasks')) options.tasks = Number(asked.get('tasks'));
  if (asked.has('projects')) options.projects = Number(asked.get('projects'));
  if (asked.has('delay')) options.delay = Number(asked.get('delay'));
  if (asked.has('failing')) options.failing = new Set(asked.get('failing')?.split(','));
  if (asked.has('long')) options.longTexts = true;
  if (asked.has('others')) options.others = Number(asked.get('others'));
  if (asked.has('attention')) options.attention = Number(asked.get('attention'));
  if (asked.get('folder') === 'gone') options.folderGone = true;
  if (asked.get('trusted') === 'unasked') options.trusted = null;
  if (asked.get('trusted') === 'no') options.trusted = false;
  if (asked.has('runs')) options.runs = 'some';
  if (asked.has('items')) options.items = Number(asked.get('items'));
  if (asked.has('lively')) options.lively = true;
  const column = STATUSES.find((status) => status === asked.get('column'));
  if (column) options.column = column;
  if (asked.has('limits')) {
    const pairs = (asked.get('limits') ?? '').split(',').map((pair) => pair.split(':'));
    options.limits = Object.fromEntries(pairs.map(([status, limit]) => [status, Number(limit)]));
  }
  if (asked.has('agents')) options.agents = Number(asked.get('agents'));
  if (asked.get('agents_folder') === 'readonly') options.agentsReadOnly = true;
  const files = filesFrom(asked.get('instructions'));
  if (files) options.files = files;
  const theme = asked.get('theme');
  const density = asked.get('density');
  const contrast = asked.get('contrast');
  const onClose = asked.get('on_close');
  options.settings = {
    ...(theme === 'dark' || theme === 'light' ? { theme } : {}),
    ...(density === 'compact' ? { density } : {}),
    ...(contrast === 'high' || contrast === 'normal' ? { contrast } : {}),
    ...(onClose === 'quit' || onClose === 'tray' ? { on_close: onClose } : {}),
    ...(asked.has('saved')
      ? {
          saved_filters: [
            { name: 'Urgent bugs', filter: 'type:bug priority:high' },
            { name: 'Waiting', filter: 'blocked' },
          ],
        }
      : {}),
  };
  const shortcut = asked.get('shortcut');
  options.desktop = {
    ...(asked.get('tray') === 'missing' ? { tray: 'missing' } : {}),
    ...(shortcut === 'taken' || shortcut === 'off' || shortcut === 'unavailable' ? { shortcut_state: shortcut } : {}),
  };
  return options;
}
