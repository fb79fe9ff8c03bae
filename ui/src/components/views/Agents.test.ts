import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { memoryHost, type MemoryHost, type MemoryOptions } from '../../../tests/memory-host';
import { forgetMemory } from '../../lib/drafts';
import { setHost } from '../../lib/host';
import { agents } from '../../stores/agents.svelte';
import { agentsLayout } from '../../stores/agents-layout.svelte';
import { app } from '../../stores/app.svelte';
import { documents } from '../../stores/documents.svelte';
import { popup } from '../../stores/popup.svelte';
import { toasts } from '../../stores/toasts.svelte';
import Agents from './Agents.svelte';

const REVIEWER = '.claude/agents/api-reviewer.md';
const SILENT = '.claude/agents/no-description.md';
const OWN_DEVELOPER = '~/.claude/agents/developer.md';

let host: MemoryHost;
let stop: () => void = () => {};

async function show(options: Partial<MemoryOptions> = {}): Promise<void> {
  host = memoryHost({ tasks: 3, ...options });
  setHost(host);
  await app.start();
  app.screen = 'agents';
  stop = documents.start();
  render(Agents, { project: 1 });
}

async function open(path: string): Promise<void> {
  await fireEvent.click(await screen.findByTestId(`agent-${path}`));
  await waitFor(() => expect(agents.opened?.form.reading).not.toBeNull());
}

const text = (): string => agents.opened?.document.text ?? '';
const field = (key: string) => screen.findByTestId<HTMLInputElement>(`field-${key}`);
const list = () => screen.getByRole('listbox', { name: 'Agents' });
const press = (on: Element, key: string, more: KeyboardEventInit = {}) => fireEvent.keyDown(on, { key, ...more });
const rowOf = (path: string) => screen.getByTestId(`agent-${path}`);

/** What axe finds, but for contrasts, which need a page that is painted. */
async function violations(): Promise<string[]> {
  const found = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
  return found.violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.html}`));
}

beforeEach(() => {
  localStorage.clear();
  forgetMemory();
  toasts.items = [];
  popup.open = false;
  agentsLayout.mode = 'both';
  agentsLayout.versions = false;
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(800);
});
afterEach(() => {
  stop();
  agents.closeOpened();
  agents.project = null;
  agents.fresh = null;
  documents.leave();
});

describe('the list', () => {
  it('says of each agent how it stands, in words', async () => {
    await show();
    await screen.findByTestId(`agent-${REVIEWER}`);
    const said = (path: string) => rowOf(path).textContent;
    expect(said(REVIEWER)).toContain('Loaded');
    expect(said(SILENT)).toMatch(/Not loaded.*there is no description/);
    expect(said('.claude/agents/tester.md')).toContain('Warning');
    expect(said('.claude/agents/translator.md.disabled')).toContain('Turned off');
    expect(said(OWN_DEVELOPER)).toMatch(/Not used.*project’s file/);
    expect(screen.getByTestId('agents-counts').textContent).toBe('10 agents · 4 not loaded by Claude · 1 turned off');
  });

  it('is gone through with the keyboard; Enter opens', async () => {
    await show();
    await screen.findByTestId(`agent-${REVIEWER}`);
    list().focus();
    await press(list(), 'ArrowDown');
    await press(list(), 'ArrowDown');
    const active = list().getAttribute('aria-activedescendant') ?? '';
    expect(document.getElementById(active)?.dataset['agent']).toBe('.claude/agents/db/migrations.md');
    await press(list(), 'Enter');
    expect(agents.opened?.path).toBe('.claude/agents/db/migrations.md');
  });

  it('deletes with a key and brings back with the toast', async () => {
    await show();
    await screen.findByTestId(`agent-${REVIEWER}`);
    list().focus();
    await press(list(), 'Delete');
    await waitFor(() => expect(screen.queryByTestId(`agent-${REVIEWER}`)).toBeNull());
    toasts.items.at(-1)?.undo?.();
    await screen.findByTestId(`agent-${REVIEWER}`);
  });

  it('offers everything in the menu of a row', async () => {
    await show();
    await fireEvent.contextMenu(await screen.findByTestId(`agent-${SILENT}`));
    expect(popup.open).toBe(true);
    expect(popup.items.map((item) => item.label)).toEqual([
      'Open',
      'Rename',
      'Duplicate',
      'Turn off',
      'Copy path',
      'Delete',
    ]);
  });

  it('renames in place, and says what speaks against a name', async () => {
    await show();
    await screen.findByTestId(`agent-${REVIEWER}`);
    agents.renaming = REVIEWER;
    const input = await screen.findByTestId<HTMLInputElement>('rename-input');
    expect(document.activeElement).toBe(input);
    await fireEvent.input(input, { target: { value: 'Developer' } });
    expect(screen.getByText('.claude/agents/developer.md is there already.')).toBeTruthy();
    await press(input, 'Enter');
    expect(agents.renaming).toBe(REVIEWER);
    await fireEvent.input(input, { target: { value: 'Surface' } });
    expect(screen.getByText('File: surface.md')).toBeTruthy();
    await press(input, 'Enter');
    await screen.findByTestId('agent-.claude/agents/surface.md');
    await waitFor(() => expect(document.activeElement).toBe(list()));
  });

  it('draws only what is in sight of 500', async () => {
    await show({ agents: 500 });
    await screen.findByTestId('agent-.claude/agents/agent-001.md');
    expect(screen.getAllByRole('option').length).toBeLessThan(60);
    expect(screen.getAllByRole('option')[0]?.getAttribute('aria-setsize')).toBe('500');
  });

  it('is searched, and says when nothing is found', async () => {
    await show();
    const search = await screen.findByTestId('agents-search');
    await fireEvent.input(search, { target: { value: 'zzz' } });
    expect(screen.getByText('No agent matches')).toBeTruthy();
    await fireEvent.click(screen.getByText('Show all'));
    await fireEvent.click(screen.getByTestId('agents-only-findings'));
    expect(screen.queryByTestId('agent-~/.claude/agents/explainer.md')).toBeNull();
    expect(rowOf(SILENT)).toBeTruthy();
  });

  it('says that a folder can only be read', async () => {
    await show({ agentsReadOnly: true });
    expect((await screen.findByTestId('folder-user')).textContent).toContain('read-only');
    await fireEvent.contextMenu(rowOf(OWN_DEVELOPER));
    expect(popup.items.find((item) => item.label === 'Delete')?.disabled).toBe(true);
  });
});

describe('the form', () => {
  it('writes what is typed into the text', async () => {
    await show();
    await open(REVIEWER);
    await fireEvent.input(await field('description'), { target: { value: 'Another one.' } });
    await waitFor(() => expect(text()).toContain('description: Another one.\n'));
    expect(text()).toContain('# Read only: it must not repair what it finds.');
  });

  it('shows what is typed in the text', async () => {
    await show();
    await open(REVIEWER);
    agents.opened?.document.type(text().replace('name: api-reviewer', 'name: typed-in-the-text'));
    await waitFor(async () => expect((await field('name')).value).toBe('typed-in-the-text'));
    expect(within(screen.getByTestId('findings')).getByText('the name is not the one of the file.')).toBeTruthy();
  });

  it('leaves what is being typed alone, whatever is read of it', async () => {
    await show();
    await open(REVIEWER);
    const name = await field('name');
    name.focus();
    await fireEvent.input(name, { target: { value: 'api ' } });
    await waitFor(() => expect(text()).toContain('name: "api "'));
    expect(name.value).toBe('api ');
  });

  it('has the tools as all, none, or those that are chosen', async () => {
    await show();
    await open(REVIEWER);
    const chips = () => [...screen.getByRole('list', { name: 'Tools' }).children].map((one) => one.textContent?.trim());
    expect(chips()[4]).toMatch(/CodeSearch\s*not known/);
    await fireEvent.click(screen.getByTestId('tools-none'));
    await waitFor(() => expect(text()).toMatch(/^tools:$/m));
    expect(screen.getByTestId('findings-tools').textContent).toContain('so the agent has no tools at all.');
    await fireEvent.click(screen.getByTestId('tools-all'));
    await waitFor(() => expect(text()).not.toMatch(/^tools:/m));
    // What was chosen before is chosen again.
    await fireEvent.click(screen.getByTestId('tools-some'));
    await waitFor(() => expect(text()).toMatch(/^tools: Read, Grep, Glob, mcp__github__create_issue, CodeSearch$/m));
    await fireEvent.click(screen.getByTestId('tools-choose'));
    const search = await screen.findByTestId('tools-search');
    await fireEvent.input(search, { target: { value: 'query' } });
    expect(screen.getByRole('group', { name: 'MCP server postgres' })).toBeTruthy();
    await press(search, 'Enter');
    await waitFor(() => expect(text()).toContain('CodeSearch, mcp__postgres__query\n'));
    await fireEvent.input(search, { target: { value: 'Unheard' } });
    await fireEvent.click(screen.getByTestId('tool-Unheard'));
    await waitFor(() => expect(text()).toContain('mcp__postgres__query, Unheard\n'));
    await fireEvent.click(screen.getByRole('button', { name: 'Remove CodeSearch' }));
    await waitFor(() => expect(text()).not.toContain('CodeSearch'));
  });

  it('keeps absent fields out of sight until they are asked for, and one that was taken out in its place', async () => {
    await show();
    await open('.claude/agents/developer.md');
    const turns = await field('maxTurns');
    expect(turns.value).toBe('40');
    expect(screen.queryByTestId('field-effort')).toBeNull();
    await fireEvent.input(turns, { target: { value: '' } });
    await waitFor(() => expect(text()).not.toContain('maxTurns'));
    expect(screen.getByTestId('field-maxTurns')).toBe(turns);
    await fireEvent.input(turns, { target: { value: '12' } });
    await waitFor(() => expect(text()).toContain('maxTurns: 12\n'));
    await fireEvent.click(screen.getByTestId('more-fields'));
    await fireEvent.click(await screen.findByRole('switch', { name: 'Runs in the background' }));
    await waitFor(() => expect(text()).toContain('background: true\n'));
    const skills = await field('skills');
    await fireEvent.input(skills, { target: { value: 'review, plan' } });
    await press(skills, 'Enter');
    await waitFor(() => expect(text()).toContain('skills: review, plan\n'));
    await press(skills, 'Backspace');
    await waitFor(() => expect(text()).toContain('skills: review\n'));
  });

  it('shows what Claude Code does not know as it is written', async () => {
    await show();
    await open('.claude/agents/db/migrations.md');
    expect((await screen.findByTestId('unknown-keys')).textContent).toContain('owner: data-team');
  });

  it('chooses a colour by its name', async () => {
    await show();
    await open(REVIEWER);
    await fireEvent.click(await screen.findByTestId('field-color'));
    await fireEvent.click(await screen.findByRole('menuitemcheckbox', { name: 'Cyan' }));
    await waitFor(() => expect(text()).toContain('color: cyan\n'));
  });

  it('saves with the key what is still on its way', async () => {
    await show();
    await open(REVIEWER);
    const description = await field('description');
    void fireEvent.input(description, { target: { value: 'At the last moment.' } });
    await press(description, 's', { ctrlKey: true });
    await waitFor(() => expect(host.documents.file(REVIEWER)?.text).toContain('At the last moment.'));
    await waitFor(() => expect(rowOf(REVIEWER).textContent).toContain('At the last moment.'));
  });

  it('edits the prompt where the text does not stand beside it', async () => {
    await show();
    agentsLayout.mode = 'form';
    await open(REVIEWER);
    await fireEvent.input(await field('body'), { target: { value: 'You are brief.\n' } });
    await waitFor(() => expect(text().endsWith('---\nYou are brief.\n')).toBe(true));
  });
});

describe('what Claude Code makes of a file', () => {
  it('is said above it when it does not load it, and leads to the field', async () => {
    await show();
    await open(SILENT);
    const banner = await screen.findByTestId('refused');
    expect(banner.textContent).toMatch(/does not load this file: there is no description\./);
    await fireEvent.click(within(banner).getByTestId('finding'));
    await waitFor(() => expect((document.activeElement as HTMLElement).dataset['testid']).toBe('field-description'));
    await fireEvent.input(await field('description'), { target: { value: 'Now there is one.' } });
    await waitFor(() => expect(screen.queryByTestId('refused')).toBeNull());
  });

  it('says that a file has no part that could be a form', async () => {
    await show();
    await open('.claude/agents/notes.md');
    expect(await screen.findByText('This file has no part that could be shown as a form.')).toBeTruthy();
    await fireEvent.click(screen.getByTestId('add-front-matter'));
    await waitFor(() => expect(text()).toMatch(/^---\nname: notes\ndescription: ""\n---\n\nAn agent that was begun/));
    await waitFor(() => expect((document.activeElement as HTMLElement).dataset['testid']).toBe('field-description'));
  });

  it('leads from a file that is not used to the one that wins, and back', async () => {
    await show();
    await open(OWN_DEVELOPER);
    const note = await screen.findByTestId('agent-shadowed');
    await fireEvent.click(within(note).getByRole('button'));
    await waitFor(() => expect(agents.opened?.path).toBe('.claude/agents/developer.md'));
    expect((await screen.findByTestId('agent-shadows')).textContent).toContain(OWN_DEVELOPER);
  });

  it('keeps the change and says why when it could not be made', async () => {
    await show();
    await open(REVIEWER);
    host.options.failing.add('agentApply');
    const description = await field('description');
    await fireEvent.input(description, { target: { value: 'Kept.' } });
    expect((await screen.findByRole('alert')).textContent).toContain('Another program holds it.');
    await fireEvent.blur(description);
    expect(description.value).toBe('Kept.');
    host.options.failing.clear();
    await fireEvent.click(screen.getByText('Try again'));
    await waitFor(() => expect(text()).toContain('description: Kept.'));
  });
});

describe('the screen', () => {
  it('says what an agent is where there is none, and begins with a template', async () => {
    await show({ agents: 0 });
    expect(await screen.findByText('No agents yet')).toBeTruthy();
    await fireEvent.click(await screen.findByTestId('empty-reviewer'));
    const name = await screen.findByTestId<HTMLInputElement>('new-agent-name');
    expect(name.value).toBe('reviewer');
    expect(document.activeElement).toBe(name);
    expect(screen.getByTestId('new-agent-file').textContent).toContain('.claude/agents/reviewer.md');
    await fireEvent.click(screen.getByTestId('new-agent-create'));
    await waitFor(() => expect(agents.opened?.path).toBe('.claude/agents/reviewer.md'));
    await waitFor(() => expect((document.activeElement as HTMLElement).dataset['testid']).toBe('field-description'));
  });

  it('leaves the panel of a new agent with Esc and keeps what was typed', async () => {
    await show();
    await fireEvent.click(await screen.findByTestId('new-agent'));
    const name = await screen.findByTestId<HTMLInputElement>('new-agent-name');
    await fireEvent.input(name, { target: { value: 'a:b' } });
    expect(screen.getByTestId('new-agent-file').textContent).toContain('“:”');
    await press(name, 'Escape');
    await waitFor(() => expect(screen.queryByTestId('new-agent-panel')).toBeNull());
    await waitFor(() => expect(document.activeElement).toBe(list()));
    await fireEvent.click(screen.getByTestId('new-agent'));
    expect((await screen.findByTestId<HTMLInputElement>('new-agent-name')).value).toBe('a:b');
    await fireEvent.input(screen.getByTestId('new-agent-name'), { target: { value: '' } });
  });

  it('says why the agents could not be listed, and tries again', async () => {
    await show({ failing: new Set(['agentsList']) });
    expect((await screen.findByRole('alert')).textContent).toContain('Another program holds it.');
    host.options.failing.clear();
    await fireEvent.click(screen.getByText('Try again'));
    await screen.findByTestId(`agent-${REVIEWER}`);
  });

  it('shows both texts when another program changed the file meanwhile', async () => {
    await show();
    agentsLayout.mode = 'form';
    await open(REVIEWER);
    await fireEvent.input(await field('description'), { target: { value: 'Mine.' } });
    await waitFor(() => expect(text()).toContain('Mine.'));
    host.documents.outside(REVIEWER, '---\nname: api-reviewer\ndescription: Theirs.\n---\n');
    await screen.findByTestId('document-conflict');
    await fireEvent.click(screen.getByTestId('agent-save'));
    expect(await screen.findByTestId('three-way')).toBeTruthy();
    expect(host.documents.file(REVIEWER)?.text).toContain('Theirs.');
  });

  it('has nothing that axe finds wrong', { timeout: 60_000 }, async () => {
    await show();
    await open('.claude/agents/tester.md');
    await fireEvent.click(screen.getByTestId('more-fields'));
    await fireEvent.click(screen.getByTestId('agent-versions'));
    await screen.findByTestId('versions');
    expect(await violations()).toEqual([]);
    await fireEvent.click(screen.getByTestId('new-agent'));
    await screen.findByTestId('new-agent-panel');
    expect(await violations()).toEqual([]);
  });
});
