import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { memoryHost, type MemoryHost } from '../../tests/memory-host';
import { forgetMemory } from '../lib/drafts';
import { setHost } from '../lib/host';
import { agents } from './agents.svelte';
import { freshAgent } from './agents-fresh.svelte';
import { documents } from './documents.svelte';
import { toasts } from './toasts.svelte';

const REVIEWER = '.claude/agents/api-reviewer.md';
const DEVELOPER = '.claude/agents/developer.md';
const OWN_DEVELOPER = '~/.claude/agents/developer.md';

let host: MemoryHost;
let stop: (() => void)[] = [];

const names = () => agents.shown.map((row) => row.name);
const lastToast = () => toasts.items.at(-1);
const undo = () => lastToast()?.undo?.();

async function enter(options: Parameters<typeof memoryHost>[0] = {}): Promise<void> {
  host = memoryHost({ tasks: 0, ...options });
  setHost(host);
  const listening = host.onDocuments((change) => agents.changed(change));
  stop = [documents.start(), await listening];
  agents.enter(1);
  await agents.load();
}

async function open(path: string): Promise<void> {
  agents.open(path);
  await vi.waitFor(() => expect(agents.opened?.document.document?.exists).toBe(true));
}

beforeEach(() => {
  localStorage.clear();
  forgetMemory();
  toasts.items = [];
});
afterEach(() => {
  for (const one of stop) one();
  agents.closeOpened();
  documents.leave();
  agents.project = null;
});

describe('the list of agents', () => {
  it('counts those that Claude does not load', async () => {
    await enter();
    expect(agents.counts).toEqual({ all: 10, left: 4, off: 1 });
    expect(agents.items.filter((item) => item.kind === 'head').map((item) => item.count)).toEqual([8, 2]);
  });

  it('is narrowed by words of name and description, and to findings', async () => {
    await enter();
    agents.query = 'database each';
    expect(names()).toEqual(['migrations']);
    agents.query = '';
    agents.onlyFindings = true;
    expect(names()).toContain('no-description');
    expect(names()).not.toContain('explainer');
    expect(agents.shown.filter((row) => row.name === 'developer').map((row) => row.scope)).toEqual(['user']);
  });

  it('follows what other programs do to the folder', async () => {
    await enter();
    host.documents.outside('.claude/agents/later.md', '---\nname: later\ndescription: Came later.\n---\n');
    await vi.waitFor(() => expect(names()).toContain('later'));
    host.documents.outside(REVIEWER, null);
    await vi.waitFor(() => expect(names()).not.toContain('api-reviewer'));
  });

  it('is loaded once more, not many times, for changes that come while it is loaded', async () => {
    await enter();
    const before = host.calls.filter((call) => call === 'agentsList').length;
    await Promise.all([agents.load(), agents.load(), agents.load()]);
    expect(host.calls.filter((call) => call === 'agentsList').length - before).toBe(2);
  });

  it('stays when it could not be loaded again, and says why', async () => {
    await enter();
    host.options.failing.add('agentsList');
    await agents.load();
    expect(agents.error?.code).toBe('database_locked');
    expect(agents.rows).toHaveLength(10);
  });

  it('has a place for the keyboard that stays within it', async () => {
    await enter();
    agents.step('last');
    expect(agents.at).toBe('~/.claude/agents/explainer.md');
    agents.step(5);
    expect(agents.at).toBe('~/.claude/agents/explainer.md');
    agents.step(-100);
    expect(agents.at).toBe(REVIEWER);
  });

  it('holds 500 agents and narrows them at once', async () => {
    await enter({ agents: 500 });
    expect(agents.rows).toHaveLength(500);
    const start = performance.now();
    agents.query = 'part 499';
    expect(names()).toEqual(['agent-499']);
    expect(performance.now() - start).toBeLessThan(50);
  });
});

describe('an agent', () => {
  it('is deleted, and its undo brings it back, open as before', async () => {
    await enter();
    await open(REVIEWER);
    await agents.delete(REVIEWER);
    expect(agents.opened).toBeNull();
    expect(names()).not.toContain('api-reviewer');
    expect(agents.at).toBe(DEVELOPER);
    undo();
    await vi.waitFor(() => expect(agents.opened?.path).toBe(REVIEWER));
    expect(names()).toContain('api-reviewer');
  });

  it('is renamed with its file, and the open one follows', async () => {
    await enter();
    await open(REVIEWER);
    expect(await agents.rename(REVIEWER, 'Surface reviewer')).toBe(true);
    const now = '.claude/agents/surface-reviewer.md';
    expect(agents.opened?.path).toBe(now);
    expect(host.documents.file(now)?.text).toContain('name: Surface reviewer\n');
    expect(host.documents.file(REVIEWER)).toBeNull();
    undo();
    await vi.waitFor(() => expect(agents.opened?.path).toBe(REVIEWER));
    expect(host.documents.file(now)).toBeNull();
  });

  it('is saved before it is renamed, so that nothing typed is lost', async () => {
    await enter();
    await open(REVIEWER);
    const text = agents.opened?.document.text ?? '';
    agents.opened?.document.type(text.replace('# Read only', '# Typed just now'));
    await agents.rename(REVIEWER, 'other');
    expect(host.documents.file('.claude/agents/other.md')?.text).toContain('# Typed just now');
  });

  it('leaves no draft behind when it goes away', async () => {
    await enter();
    await open(REVIEWER);
    await agents.delete(REVIEWER);
    await agents.setEnabled(DEVELOPER, false);
    expect(documents.unsaved.size).toBe(0);
    host.documents.outside(REVIEWER, '---\nname: api-reviewer\ndescription: A new one.\n---\n');
    await vi.waitFor(() => expect(agents.row(REVIEWER)).toBeDefined());
    await open(REVIEWER);
    expect(agents.opened?.document.dirty).toBe(false);
    expect(agents.opened?.document.text).toContain('A new one.');
  });

  it('that is not open is saved with its draft before it is renamed', async () => {
    await enter();
    await open(REVIEWER);
    agents.opened?.document.type('---\nname: api-reviewer\ndescription: Drafted.\n---\n');
    await open(DEVELOPER);
    expect(documents.unsaved.has(REVIEWER)).toBe(true);
    await agents.rename(REVIEWER, 'drafted');
    expect(host.documents.file('.claude/agents/drafted.md')?.text).toContain('Drafted.');
  });

  it('is open as before when what was asked for is refused', async () => {
    await enter();
    await open(REVIEWER);
    host.options.failing.add('agentSetEnabled');
    await agents.setEnabled(REVIEWER, false);
    expect(lastToast()?.code).toBe('database_locked');
    expect(agents.opened?.path).toBe(REVIEWER);
    host.documents.outside(REVIEWER, '---\nname: api-reviewer\ndescription: Seen.\n---\n');
    await vi.waitFor(() => expect(agents.opened?.document.text).toContain('Seen.'));
  });

  it('that changed while another screen showed is read again', async () => {
    await enter();
    await open(REVIEWER);
    for (const one of stop.splice(0)) one();
    host.documents.outside(REVIEWER, '---\nname: api-reviewer\ndescription: Meanwhile.\n---\n');
    agents.enter(1);
    await vi.waitFor(() => expect(agents.opened?.document.text).toContain('Meanwhile.'));
  });

  it('stays as it is when it cannot be saved first', async () => {
    await enter();
    await open(REVIEWER);
    agents.opened?.document.type('---\nname: mine\n---\n');
    host.documents.outside(REVIEWER, '---\nname: theirs\ndescription: Theirs.\n---\n');
    await vi.waitFor(() => expect(agents.opened?.document.theirs).not.toBeNull());
    await agents.delete(REVIEWER);
    expect(lastToast()?.code).toBe('unsaved_changes');
    expect(host.documents.file(REVIEWER)?.text).toContain('theirs');
    expect(agents.opened?.document.text).toContain('mine');
  });

  it('that is renamed to one that is there is refused', async () => {
    await enter();
    expect(await agents.rename(REVIEWER, 'Developer')).toBe(false);
    expect(lastToast()?.code).toBe('agent_exists');
    expect(names()).toContain('api-reviewer');
  });

  it('is turned off and on again; its file is kept', async () => {
    await enter();
    await open(DEVELOPER);
    await agents.setEnabled(DEVELOPER, false);
    const off = `${DEVELOPER}.disabled`;
    expect(agents.opened?.path).toBe(off);
    expect(agents.row(off)?.enabled).toBe(false);
    // The user's own of the same name is used now.
    expect(agents.row(OWN_DEVELOPER)?.in_force).toBe(true);
    await agents.setEnabled(off, true);
    expect(agents.row(DEVELOPER)?.in_force).toBe(true);
  });

  it('is duplicated under a name that is free, and waits to be named', async () => {
    await enter();
    await agents.duplicate(REVIEWER);
    await agents.duplicate(REVIEWER);
    expect(names()).toEqual(expect.arrayContaining(['api-reviewer-copy', 'api-reviewer-copy-2']));
    expect(agents.renaming).toBe('.claude/agents/api-reviewer-copy-2.md');
    expect(agents.opened?.path).toBe('.claude/agents/api-reviewer-copy-2.md');
  });

  it('of another project is not shown', async () => {
    await enter({ projects: 2 });
    await open(REVIEWER);
    agents.enter(2);
    expect(agents.opened).toBeNull();
    await agents.load();
    expect(agents.rows.every((row) => row.scope === 'user')).toBe(true);
  });
});

describe('a new agent', () => {
  it('begins with a template, and opens with its description in hand', async () => {
    await enter();
    agents.begin('tester');
    await vi.waitFor(() => expect(agents.templates).not.toBeNull());
    freshAgent.choose('tester');
    expect(freshAgent.name).toBe('tester');
    expect(freshAgent.check.problem).toContain('.claude/agents/tester.md');
    expect(await freshAgent.create()).toBe(false);
    freshAgent.type('Load tester');
    expect(freshAgent.check.path).toBe('.claude/agents/load-tester.md');
    freshAgent.description = 'Tests under load.';
    expect(await freshAgent.create()).toBe(true);
    expect(agents.opened?.path).toBe('.claude/agents/load-tester.md');
    expect(agents.opened?.focusAsked).toBe('description');
    expect(host.documents.file('.claude/agents/load-tester.md')?.text).toContain('description: Tests under load.');
    expect(freshAgent.name).toBe('');
  });

  it('that is refused keeps what was typed and says why', async () => {
    await enter();
    host.options.failing.add('agentCreate');
    freshAgent.type('Mine');
    expect(await freshAgent.create()).toBe(false);
    expect(freshAgent.error?.code).toBe('database_locked');
    expect(freshAgent.name).toBe('Mine');
    freshAgent.clear();
  });
});
