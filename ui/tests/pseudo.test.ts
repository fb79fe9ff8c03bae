// In a made-up language nothing on the screen is readable but what the user wrote: then all texts come from
// the catalogue.
import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeAll, beforeEach, expect, it, vi } from 'vitest';
import App from '../src/App.svelte';
import { setHost, type InstructionsOverview, type PromptPreview } from '../src/lib/host';
import { agents } from '../src/stores/agents.svelte';
import { app } from '../src/stores/app.svelte';
import { board } from '../src/stores/board.svelte';
import { claude, doctor } from '../src/stores/claude.svelte';
import { documents } from '../src/stores/documents.svelte';
import { palette } from '../src/stores/palette.svelte';
import { panel } from '../src/stores/panel.svelte';
import { quickAdd } from '../src/stores/quickadd.svelte';
import { runs } from '../src/stores/runs.svelte';
import { sheet } from '../src/stores/sheet.svelte';
import { strip } from '../src/stores/strip.svelte';
import { toasts } from '../src/stores/toasts.svelte';
import { trust } from '../src/stores/trust.svelte';
import { t } from '../src/texts';
import { memoryHost, type MemoryHost } from './memory-host';

// The catalogue is chosen when it is loaded, before any import of this file.
vi.hoisted(() => history.replaceState(null, '', '/?texts=pseudo'));

/** Screens that are loaded when they are first shown. */
const LAZY = { timeout: 10_000 };
vi.setConfig({ testTimeout: 30_000 });

/** What is not read, names of keys, and times, which come as the system's language writes them. */
const OTHERS = 'style, script, kbd, time';

const READ = ['aria-label', 'title', 'placeholder', 'alt'];

let host: MemoryHost;
/** What the host says of the instructions. */
let overview: InstructionsOverview | null = null;
/** What the host says of the prompt of an analysis. */
let prompt: PromptPreview | null = null;

const KEYS = ['Ctrl', 'Shift', 'Alt', 'Esc', 'Enter', 'Space', 'Del'];

/** Words that the user or the system wrote, names of keys, and the app's own name. */
function given(): Set<string> {
  const { description, analysis } = host.task(1);
  const written = host.rows().map((row) => [row.title, row.git_branch, row.blocked_reason]);
  const around = app.projects.map((one) => [
    one.name,
    one.path,
    one.repository,
    one.default_branch,
    one.branch_pattern,
  ]);
  // What the host says of agents comes from it, not from the catalogue.
  const said = [agents.list, agents.templates, agents.opened?.form.reading, agents.opened?.document.document];
  const files = host.documents
    .paths()
    .map((path) => [path, host.documents.file(path), host.documents.absolute(1, path)]);
  const words = JSON.stringify([
    files,
    overview,
    prompt,
    doctor.report,
    claude.status,
    runs.live,
    runs.requests,
    trust.asking?.report,
    said,
    description,
    analysis,
    written,
    around,
    app.version,
    app.dataDir,
    app.database,
  ]);
  return new Set([...(words.replaceAll('\\n', ' ').match(/\p{L}+/gu) ?? []), ...KEYS, 'ClaudeTask']);
}

/** Returns what on the page is neither of the catalogue nor given. */
function plainTexts(): string[] {
  const texts: string[] = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node instanceof Element) {
      if (!node.matches(OTHERS)) for (const name of READ) texts.push(node.getAttribute(name) ?? '');
    } else if (node.parentElement && !node.parentElement.closest(OTHERS)) texts.push(node.textContent ?? '');
  }
  const known = given();
  return texts.filter((text) =>
    (text.replaceAll(/⟦[^⟧]*⟧/g, '').match(/[A-Za-z]{2,}/g) ?? []).some((word) => !known.has(word)),
  );
}

beforeAll(
  () =>
    Promise.all([
      import('../src/components/palette/Palette.svelte'),
      import('../src/components/views/Agents.svelte'),
      import('../src/components/task/TaskPanel.svelte'),
      import('../src/components/views/Instructions.svelte'),
      import('../src/components/views/Settings.svelte'),
      import('../src/components/views/Welcome.svelte'),
      import('../src/components/window/ShortcutSheet.svelte'),
    ]),
  60_000,
);

beforeEach(async () => {
  localStorage.clear();
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(800);
  panel.close();
  board.unload();
  toasts.items = [];
  app.started = false;
  app.project = null;
  host = memoryHost({ tasks: 24 });
  setHost(host);
  await app.start();
  render(App);
  await screen.findByTestId('board');
});

it('reads the made-up language', () => {
  expect(t.shared.close).toMatch(/^⟦.*⟧$/);
});

it('has every text of the board from the catalogue', () => {
  expect(plainTexts()).toEqual([]);
});

it('has every text of the task panel from the catalogue', async () => {
  panel.open(1);
  await screen.findByTestId('task-panel', undefined, LAZY);
  await waitFor(() => expect(panel.task).not.toBeNull());
  await board.update(1, { priority: 'Low' });
  for (const tab of ['task', 'analysis', 'history'] as const) {
    panel.tab = tab;
    await waitFor(() => expect(document.querySelector('[role=tabpanel]')?.textContent.trim()).not.toBe(''));
    expect(plainTexts()).toEqual([]);
  }
});

it('has every text of the settings from the catalogue', async () => {
  prompt = await host.analysisPrompt(1, null, null);
  app.screen = 'settings';
  await screen.findByTestId('settings-name', undefined, LAZY);
  await fireEvent.click(screen.getByTestId('doctor-check'));
  await screen.findByTestId('doctor-report');
  await waitFor(() => expect(screen.getByTestId<HTMLTextAreaElement>('settings-template').value).not.toBe(''));
  expect(plainTexts()).toEqual([]);
});

it('has every text of what runs ask from the catalogue', async () => {
  const first = host.runs.start(1);
  host.runs.ask(first.id);
  await screen.findByTestId('strip-requests');
  await fireEvent.click(screen.getByTestId('strip-requests'));
  await fireEvent.click(await screen.findByTestId('deny', undefined, LAZY));
  expect(plainTexts()).toEqual([]);
  await fireEvent.click(screen.getByTestId('strip-runs'));
  await screen.findByTestId('live-popover', undefined, LAZY);
  expect(plainTexts()).toEqual([]);
  strip.shown = null;
  if (app.project) void trust.review(app.project);
  await screen.findByTestId('trust-question', undefined, LAZY);
  await waitFor(() => expect(trust.asking?.report).not.toBeNull());
  expect(plainTexts()).toEqual([]);
  trust.cancel();
});

it('has every text of the agents from the catalogue', async () => {
  app.screen = 'agents';
  const paths = ['api-reviewer.md', 'tester.md', 'notes.md', 'translator.md.disabled', 'db/migrations.md'];
  await screen.findByTestId('agent-list', undefined, LAZY);
  for (const path of [...paths.map((one) => `.claude/agents/${one}`), '~/.claude/agents/developer.md']) {
    agents.open(path);
    await waitFor(() => expect(agents.opened?.form.reading).not.toBeNull());
    await screen.findByTestId('agent-form');
    const more = screen.queryByTestId('more-fields');
    if (more) await fireEvent.click(more);
    expect(plainTexts()).toEqual([]);
  }
  agents.begin('reviewer');
  await screen.findByTestId('new-agent-panel');
  await waitFor(() => expect(agents.templates).not.toBeNull());
  expect(plainTexts()).toEqual([]);
  agents.fresh = null;
  agents.closeOpened();
  app.screen = 'board';
});

it('has every text of the first screen from the catalogue', async () => {
  app.screen = 'welcome';
  await screen.findByTestId('welcome-open', undefined, LAZY);
  expect(plainTexts()).toEqual([]);
});

it('has every text of the instructions from the catalogue', async () => {
  overview = await host.instructionsList(1);
  app.screen = 'instructions';
  await screen.findByTestId('instructions', undefined, LAZY);
  await waitFor(() => expect(documents.current?.document).toBeTruthy());
  for (const tab of ['preview', 'outline', 'imports', 'versions']) {
    await fireEvent.click(document.getElementById(`instructions-side-${tab}`) as HTMLElement);
    await waitFor(() => expect(screen.getByRole('tabpanel').textContent.trim()).not.toBe(''));
    expect(plainTexts()).toEqual([]);
  }
  documents.current?.type('mine');
  host.documents.outside('CLAUDE.md', 'theirs');
  await screen.findByTestId('document-conflict');
  expect(plainTexts()).toEqual([]);
  await documents.current?.save();
  await screen.findByTestId('three-way');
  expect(plainTexts()).toEqual([]);
  documents.current?.takeTheirs();
  app.screen = 'board';
});

it('has every text of the sheet of shortcuts from the catalogue', async () => {
  sheet.open = true;
  await screen.findByRole('dialog', undefined, LAZY);
  expect(plainTexts()).toEqual([]);
  sheet.open = false;
});

it('has every text of a menu from the catalogue', async () => {
  await fireEvent.click(screen.getByTestId('project-switcher'));
  await screen.findByRole('menu');
  expect(plainTexts()).toEqual([]);
});

it('has every text of the palette from the catalogue', async () => {
  palette.show();
  await screen.findByRole('dialog', undefined, LAZY);
  await waitFor(() => expect(screen.getAllByRole('option').length).toBeGreaterThan(5));
  expect(plainTexts()).toEqual([]);
  palette.close();
});

it('has every text of quick add and of a message from the catalogue', async () => {
  quickAdd.open(null);
  await screen.findByRole('textbox', { name: /⟦/ });
  expect(plainTexts()).toEqual([]);
  quickAdd.close();
  panel.open(1);
  await waitFor(() => expect(panel.task).not.toBeNull());
  await panel.change({ priority: 'Low' }, t.task.isNowPriority('Low'));
  await screen.findByTestId('toast');
  expect(plainTexts()).toEqual([]);
});
