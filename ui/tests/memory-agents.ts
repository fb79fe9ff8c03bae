// Agents in memory: front matter as far as plain keys, lists and blocks go, the rules that refuse a file, and what is
// done to files. It imitates what the window has to show; how Claude Code really reads YAML is not its business.
import type {
  AgentApplied,
  AgentChange,
  AgentField,
  AgentFinding,
  AgentFolder,
  AgentList,
  AgentReading,
  AgentRow,
  AgentTemplate,
  AgentValue,
  DocPath,
  DocScope,
  ErrorReport,
  Host,
  NewAgent,
} from '../src/lib/host';
import { BODY, COLORS, FIELDS, MODELS, SAMPLE_AGENTS, TEMPLATES, TOOLS } from './memory-agent-samples';
import type { MemoryDocuments } from './memory-documents';

type Fail = (code: string, message: string, hint: string, more?: Partial<ErrorReport>) => never;
type Answering = <A extends unknown[], T>(name: string, run: (...args: A) => T) => (...args: A) => Promise<T>;

const FOLDERS: Record<DocScope, DocPath> = { project: '.claude/agents', user: '~/.claude/agents' };
const FILE = /^(~\/)?\.claude\/agents\/.*\.md(\.disabled)?$/;

interface Entry {
  key: string;
  /** 0-based lines of the whole text, `to` not included. */
  from: number;
  to: number;
  raw: string;
  value: AgentValue | null;
}

interface Parts {
  lines: string[];
  entries: Entry[];
  /** The line of the closing dashes; null where there is no front matter. */
  end: number | null;
}

function parse(text: string): Parts {
  const lines = text.split('\n');
  const end = lines[0] === '---' ? lines.indexOf('---', 1) : -1;
  if (end < 0) return { lines, entries: [], end: null };
  const entries: Entry[] = [];
  for (let at = 1; at < end; at += 1) {
    const found = /^([A-Za-z_][\w-]*):(.*)$/.exec(lines[at] ?? '');
    if (!found) continue;
    let to = at + 1;
    while (to < end && /^(\s|-)/.test(lines[to] ?? '')) to += 1;
    const written = (found[2] ?? '').trim();
    const below = lines.slice(at + 1, to);
    entries.push({
      key: found[1] ?? '',
      from: at,
      to,
      raw: lines.slice(at, to).join('\n'),
      value: valueOf(written, below),
    });
    at = to - 1;
  }
  return { lines, entries, end };
}

function valueOf(written: string, below: string[]): AgentValue | null {
  const items = below.flatMap((line) => /^\s*-\s+(.*)$/.exec(line)?.[1] ?? []);
  if (written === '' && items.length > 0) return items.map(unquoted);
  if (/^[|>]/.test(written)) return below.map((line) => line.trim()).join(written.startsWith('|') ? '\n' : ' ');
  if (/^\[.*\]$/.test(written)) return commas(written.slice(1, -1));
  return written === '' ? null : unquoted(written);
}

const unquoted = (text: string): string => text.trim().replace(/^(["'])(.*)\1$/, '$2');
const commas = (text: string): string[] => text.split(',').map(unquoted).filter(Boolean);

function typed(kind: AgentField['kind'], value: AgentValue | null): AgentValue | null {
  if (value === null) return kind === 'tools' ? [] : null;
  if (kind === 'raw') return null;
  if (kind === 'tools' || kind === 'list') return Array.isArray(value) ? value : commas(String(value));
  if (kind === 'number') return Number.isNaN(Number(value)) ? null : Number(value);
  if (kind === 'flag') return value === 'true';
  return Array.isArray(value) ? value.join(', ') : String(value);
}

function findingsOf(path: DocPath, parts: Parts): AgentFinding[] {
  const findings: AgentFinding[] = [];
  const say = (level: AgentFinding['level'], code: string, message: string, hint: string, at?: Entry): void => {
    findings.push({ code, level, message, hint, field: at?.key ?? null, line: at ? at.from + 1 : 1 });
  };
  if (parts.end === null) {
    say('refused', 'no_front_matter', 'there is no front matter', 'Begin the file with a line of three dashes.');
    return findings;
  }
  const entry = (key: string): Entry | undefined => parts.entries.findLast((one) => one.key === key);
  const need = (key: string, message: string, hint: string): void => {
    const found = entry(key);
    const text = found?.value;
    if (typeof text === 'string' && text.trim() !== '') return;
    findings.push({ code: `no_${key}`, level: 'refused', message, hint, field: key, line: found ? found.from + 1 : 1 });
  };
  need('name', 'there is no name', 'Give it one.');
  need('description', 'there is no description', 'Say when Claude should call it.');
  const name = entry('name');
  if (typeof name?.value === 'string' && name.value.includes(':'))
    say('refused', 'colon_in_name', 'the name holds a colon', 'Use a hyphen instead.', name);
  const stem = /([^/]+)\.md(\.disabled)?$/.exec(path)?.[1];
  if (typeof name?.value === 'string' && !name.value.includes(':') && stem !== name.value)
    say('surprising', 'name_differs', 'the name is not the one of the file', 'Claude Code goes by the name.', name);
  for (const one of parts.entries) {
    const known = FIELDS.find((field) => field.key === one.key);
    if (!known) say('ignored', 'unknown_key', `${one.key} means nothing`, 'It is kept as it is.', one);
    else if (known.kind === 'choice' && known.open !== true && !known.choices?.includes(String(one.value)))
      say('ignored', 'unknown_value', `${String(one.value)} is no ${one.key}`, 'Choose one of the list.', one);
    else if (one.key === 'tools' && one.value === null)
      say(
        'surprising',
        'no_tools',
        'tools is there but names none, so the agent has no tools at all',
        'Take it out to allow all.',
        one,
      );
    else if (known.kind === 'number' && typed('number', one.value) === null)
      say('ignored', 'not_a_number', `${String(one.value)} is no number`, 'Write a positive integer.', one);
  }
  return findings;
}

/** Returns what is read of an agent's text. */
export function readAgent(path: DocPath, text: string): AgentReading {
  const parts = parse(text);
  const findings = findingsOf(path, parts);
  const field = (key: string, entry: Entry | undefined): AgentField => {
    const known = FIELDS.find((one) => one.key === key);
    return {
      key,
      kind: known?.kind ?? 'raw',
      choices: known?.choices ?? [],
      open: known?.open ?? false,
      help: known?.help ?? '',
      documented: known !== undefined,
      present: entry !== undefined,
      value: entry ? typed(known?.kind ?? 'raw', entry.value) : null,
      raw: entry?.raw ?? null,
      line: entry ? entry.from + 1 : null,
    };
  };
  const end = parts.end ?? -1;
  const refused = findings.some((one) => one.level === 'refused');
  return {
    has_front_matter: parts.end !== null,
    fields: [
      ...FIELDS.map(({ key }) =>
        field(
          key,
          parts.entries.findLast((one) => one.key === key),
        ),
      ),
      ...parts.entries.filter((one) => !FIELDS.some(({ key }) => key === one.key)).map((one) => field(one.key, one)),
    ],
    body: parts.lines.slice(end + 1).join('\n'),
    body_line: Math.min(end + 2, parts.lines.length),
    verdict: refused ? 'refused' : findings.length > 0 ? 'accepted_with_warnings' : 'accepted',
    findings,
  };
}

function written(key: string, value: AgentValue): string[] {
  if (Array.isArray(value)) return [`${key}:${value.length > 0 ? ` ${value.join(', ')}` : ''}`];
  const text = String(value);
  if (text.includes('\n')) return [`${key}: |`, ...text.split('\n').map((line) => `  ${line}`)];
  return [`${key}: ${text === '' || /^\s|\s$|^["'[{&*!|>%@`#]/.test(text) ? JSON.stringify(text) : text}`];
}

/** Returns a text with changes of its fields; every other line stays as it is. */
export function applyToAgent(path: DocPath, text: string, changes: readonly AgentChange[]): AgentApplied {
  let now = text;
  for (const { key, value } of changes) {
    const { lines, entries, end } = parse(now);
    if (key === 'body') {
      now = [...lines.slice(0, (end ?? -1) + 1), String(value ?? '')].join('\n');
      continue;
    }
    if (end === null) {
      now = ['---', ...(value === null ? [] : written(key, value)), '---', '', ...lines].join('\n');
      continue;
    }
    const at = entries.findLast((one) => one.key === key);
    const put = value === null ? [] : written(key, value);
    if (at) lines.splice(at.from, at.to - at.from, ...put);
    else lines.splice(end, 0, ...put);
    now = lines.join('\n');
  }
  return { text: now, reading: readAgent(path, now) };
}

export interface AgentOptions {
  /** How many agents the project has; null for some that show what there is to show. */
  agents: number | null;
  /** The folder of the user's agents can't be written. */
  agentsReadOnly: boolean;
}

/** Returns the operations of the host that are about agents, over the files in memory. */
export function memoryAgents(documents: MemoryDocuments, answering: Answering, fail: Fail, options: AgentOptions) {
  return new MemoryAgents(options, documents, fail).operations(answering);
}

class MemoryAgents {
  constructor(
    private readonly options: AgentOptions,
    private readonly documents: MemoryDocuments,
    private readonly fail: Fail,
  ) {
    for (const [path, text] of Object.entries(options.agents === null ? SAMPLE_AGENTS : {}))
      documents.outside(path, text);
    for (let at = 0; at < (options.agents ?? 0); at += 1) {
      const name = `agent-${String(at + 1).padStart(3, '0')}`;
      const description = at % 17 === 9 ? '' : `Looks after part ${at + 1} of the code. Use it for changes there.`;
      const color = COLORS[at % COLORS.length] ?? 'red';
      documents.outside(
        `${at % 5 === 4 ? '~/' : ''}.claude/agents/${name}.md${at % 23 === 7 ? '.disabled' : ''}`,
        `---\nname: ${name}\ndescription: ${description}\ncolor: ${color}\n---\n${BODY}`,
      );
    }
  }

  #rows(project: number): AgentRow[] {
    const rows = this.documents
      .paths(project)
      .filter((path) => FILE.test(path))
      .map((path): AgentRow => {
        const document = this.documents.document(project, path);
        const reading = readAgent(path, document.text);
        const value = (key: string): AgentValue | null => reading.fields.find((one) => one.key === key)?.value ?? null;
        const tools = reading.fields.find((one) => one.key === 'tools');
        const count = Array.isArray(tools?.value) ? tools.value.length : 0;
        const text = (key: string): string | null => (typeof value(key) === 'string' ? String(value(key)) : null);
        return {
          path,
          file: document.file,
          scope: document.scope,
          name: text('name') ?? path.replace(/^.*\//, '').replace(/\.md(\.disabled)?$/, ''),
          description: (text('description') ?? '').slice(0, 300),
          model: text('model'),
          color: text('color'),
          tools: !tools?.present ? 'all' : count > 0 ? 'some' : 'none',
          tool_count: count,
          enabled: !path.endsWith('.disabled'),
          verdict: reading.verdict,
          findings: reading.findings,
          in_force: true,
          shadowed_by: null,
          shadows: [],
          hash: document.hash ?? '',
          modified_at: document.modified_at,
        };
      })
      .sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
    const winners = new Map<string, AgentRow>();
    const loads = (row: AgentRow): boolean => row.enabled && row.verdict !== 'refused';
    for (const row of [...rows].sort((a, b) => (a.scope < b.scope ? -1 : 1))) {
      if (loads(row) && !winners.has(row.name)) winners.set(row.name, row);
    }
    for (const row of rows) {
      const winner = winners.get(row.name);
      if (loads(row) && winner && winner !== row) {
        row.shadowed_by = winner.path;
        winner.shadows.push(row.path);
      }
      row.in_force = loads(row) && winner === row;
    }
    return rows;
  }

  #list(project: number): AgentList {
    const rows = this.#rows(project);
    const folder = (scope: DocScope): AgentFolder => ({
      scope,
      path: FOLDERS[scope],
      file: this.documents.absolute(project, FOLDERS[scope]),
      exists: rows.some((row) => row.scope === scope),
      writable: !(scope === 'user' && this.options.agentsReadOnly),
      problem: null,
    });
    return {
      agents: rows,
      folders: [folder('project'), folder('user')],
      builtin: ['general-purpose', 'Explore', 'Plan'],
      tools: TOOLS,
      models: MODELS,
      colors: COLORS,
      outside: [],
      problems: [],
    };
  }

  #free(project: number, path: DocPath): void {
    const taken = this.documents.paths(project).find((one) => one.toLowerCase() === path.toLowerCase());
    if (taken !== undefined) this.fail('agent_exists', `${taken} is there already.`, 'Choose another name.');
  }

  #path(folder: DocPath, name: string): DocPath {
    const stem = name
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
      .replaceAll(/^-|-$/g, '');
    return `${folder}/${stem === '' ? 'agent' : stem}.md`;
  }

  #checkName(name: string): void {
    if (name.trim() === '') this.fail('agent_invalid', 'An agent needs a name.', 'Write one.', { field: 'name' });
    if (name.includes(':'))
      this.fail('agent_invalid', `“${name}” has a colon.`, 'Claude Code would not load it.', { field: 'name' });
  }

  /** The operations of the host that are about agents. */
  operations(answering: Answering) {
    const folderOf = (path: DocPath): DocPath => path.slice(0, path.lastIndexOf('/'));
    const { documents } = this;
    return {
      agentsList: answering('agentsList', (project: number) => this.#list(project)),
      agentRead: answering('agentRead', readAgent),
      agentApply: answering('agentApply', applyToAgent),
      agentTemplates: answering('agentTemplates', (): AgentTemplate[] => TEMPLATES),
      agentCreate: answering('agentCreate', (project: number, agent: NewAgent) => {
        this.#checkName(agent.name);
        const path = this.#path(FOLDERS[agent.scope], agent.name);
        this.#free(project, path);
        const start = TEMPLATES.find((one) => one.id === agent.template)?.text ?? '---\n---\n';
        const changes = [
          { key: 'name', value: agent.name },
          { key: 'description', value: agent.description },
        ];
        return documents.write(project, [[path, applyToAgent(path, start, changes).text]]);
      }),
      agentRename: answering('agentRename', (project: number, path: DocPath, name: string, base: string) => {
        this.#checkName(name);
        documents.check(project, path, base);
        const to = this.#path(folderOf(path), name) + (path.endsWith('.disabled') ? '.disabled' : '');
        if (to !== path) this.#free(project, to);
        const { text } = applyToAgent(path, documents.document(project, path).text, [{ key: 'name', value: name }]);
        const moved: [DocPath, string | null][] = to === path ? [] : [[path, null]];
        return documents.write(project, [[to, text], ...moved]);
      }),
      agentDuplicate: answering('agentDuplicate', (project: number, path: DocPath, name: string) => {
        const to = this.#path(folderOf(path), name);
        this.#free(project, to);
        const { text } = applyToAgent(path, documents.document(project, path).text, [{ key: 'name', value: name }]);
        return documents.write(project, [[to, text]]);
      }),
      agentSetEnabled: answering(
        'agentSetEnabled',
        (project: number, path: DocPath, enabled: boolean, base: string) => {
          documents.check(project, path, base);
          const to = enabled ? path.replace(/\.disabled$/, '') : `${path.replace(/\.disabled$/, '')}.disabled`;
          if (to === path) return { document: documents.document(project, path), seq: null };
          const { text } = documents.document(project, path);
          const changes: [DocPath, string | null][] = [
            [to, text],
            [path, null],
          ];
          return documents.write(project, changes);
        },
      ),
    } satisfies Partial<Host>;
  }
}
