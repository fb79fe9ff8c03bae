// The instructions of a project as their reader meets them, on a host in memory.
import { EditorView } from '@codemirror/view';
import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { memoryHost, type MemoryHost, type MemoryOptions } from '../../../tests/memory-host';
import { forgetMemory } from '../../lib/drafts';
import { setHost } from '../../lib/host';
import { documents } from '../../stores/documents.svelte';
import { toasts } from '../../stores/toasts.svelte';
import Instructions from './Instructions.svelte';

vi.setConfig({ testTimeout: 30_000 });

let host: MemoryHost;

beforeEach(() => {
  localStorage.clear();
  forgetMemory();
  toasts.items = [];
  documents.leave();
});

async function open(options: Partial<MemoryOptions> = {}): Promise<() => void> {
  host = memoryHost(options);
  setHost(host);
  const stop = documents.start();
  const { unmount } = render(Instructions, { project: 1 });
  await waitFor(() => expect(documents.current?.document).toBeTruthy());
  return () => {
    unmount();
    stop();
  };
}

function editor(): EditorView {
  const content = screen.getByTestId('code-editor').shadowRoot?.querySelector<HTMLElement>('.cm-content');
  const view = content ? EditorView.findFromDOM(content) : null;
  if (!view) throw new Error('there is no editor');
  return view;
}

const text = (): string => editor().state.doc.toString();
const row = (path: string) => screen.getByTestId(`instructions-${path}`);
type Tab = 'preview' | 'outline' | 'imports' | 'versions';
/** A tab by its id: roles and names take long to find in a page of this size. */
const tab = (name: Tab) => document.getElementById(`instructions-side-${name}`) as HTMLElement;
const onDisk = (path = 'CLAUDE.md'): string | null => host.documents.file(path)?.text ?? null;
const save = () => screen.getByTestId<HTMLButtonElement>('document-save');

/** Types at the beginning of the text, as far as the document knows of it. */
function type(typed: string): void {
  editor().dispatch({ changes: { from: 0, insert: typed } });
  documents.current?.settle();
}

describe('the list', () => {
  it('groups the files by what Claude does with them', async () => {
    await open();
    const groups = screen
      .getAllByRole('region')
      .map((group) => [within(group).getByRole('heading').textContent, within(group).getAllByRole('button').length]);
    expect(groups).toEqual([
      ['Claude loads here', 4],
      ['Imported', 3],
      ['Yours, in every project', 1],
      ['Not loaded', 1],
      ['Could be made', 1],
    ]);
    expect(row('CLAUDE.md').getAttribute('aria-current')).toBe('true');
  });

  it('is walked with the arrows', async () => {
    await open();
    row('CLAUDE.md').focus();
    await fireEvent.keyDown(row('CLAUDE.md'), { key: 'End' });
    expect(document.activeElement).toBe(row('.claude/CLAUDE.md'));
    await fireEvent.keyDown(row('.claude/CLAUDE.md'), { key: 'ArrowUp' });
    expect(document.activeElement).toBe(row('AGENTS.md'));
  });

  it('has the focus at first, and gives it to the text of the open file', async () => {
    await open();
    await waitFor(() => expect(document.activeElement).toBe(row('CLAUDE.md')));
    await fireEvent.click(row('CLAUDE.md'));
    expect(document.activeElement).toBe(screen.getByTestId('code-editor'));
  });

  it('marks what has unsaved text, also when another file is open', async () => {
    await open();
    type('Mine. ');
    await waitFor(() => expect(row('CLAUDE.md').textContent).toContain('has unsaved text'));
    await fireEvent.click(row('CLAUDE.local.md'));
    await waitFor(() => expect(text()).toContain('# Mine'));
    expect(row('CLAUDE.md').textContent).toContain('has unsaved text');
    await fireEvent.click(row('CLAUDE.md'));
    await waitFor(() => expect(text()).toMatch(/^Mine\. # Atlas API/));
    expect(onDisk('CLAUDE.local.md')).not.toContain('Mine. ');
  });

  it('follows what other programs make', async () => {
    await open();
    host.documents.outside('.claude/rules/new.md', '# New\n');
    await waitFor(() => expect(row('.claude/rules/new.md')).toBeTruthy());
  });

  it('that cannot be read says why', async () => {
    host = memoryHost({ failing: new Set(['instructionsList']) });
    setHost(host);
    render(Instructions, { project: 1 });
    expect((await screen.findByRole('alert')).textContent).toContain('Another program holds it.');
    host.options.failing.clear();
    await fireEvent.click(screen.getByText('Try again'));
    await waitFor(() => expect(row('CLAUDE.md')).toBeTruthy());
  });
});

describe('the text', () => {
  it('is saved by the button and can be taken back', async () => {
    await open();
    expect(save().disabled).toBe(true);
    type('Hello. ');
    await waitFor(() => expect(save().disabled).toBe(false));
    await fireEvent.click(save());
    await waitFor(() => expect(onDisk()).toMatch(/^Hello\. # Atlas/));
    expect(screen.getByTestId('document-state').textContent).toBe('Saved');
    toasts.items.at(-1)?.undo?.();
    await waitFor(() => expect(text()).toMatch(/^# Atlas/));
  });

  it('stays as a draft when the screen is left', async () => {
    const leave = await open();
    editor().dispatch({ changes: { from: 0, insert: 'Half a thought. ' } });
    leave();
    expect(onDisk()).toMatch(/^# Atlas/);
    await open();
    await waitFor(() => expect(text()).toMatch(/^Half a thought\. /));
    expect(screen.getByTestId('document-note').textContent).toContain('brought back');
  });

  it('says its size, and that it is an estimate', async () => {
    await open({ files: { 'CLAUDE.md': 'x'.repeat(400) } });
    const size = await screen.findByText('400 characters · about 100 tokens');
    expect(size.title).toContain('estimate');
  });

  it('warns when it is large', async () => {
    await open({ files: { 'CLAUDE.md': 'word '.repeat(9_000) } });
    expect(await screen.findByText(/above 40,000 characters Claude Code warns/)).toBeTruthy();
  });

  it('tells of the file’s bytes what is unusual', async () => {
    host = memoryHost();
    host.documents.outside('CLAUDE.md', { bom: true, utf8: false, lineEnding: 'crlf', writable: false });
    setHost(host);
    render(Instructions, { project: 1 });
    for (const fact of ['Read-only', 'Not UTF-8', 'BOM', 'CRLF']) expect(await screen.findByText(fact)).toBeTruthy();
    expect(editor().state.readOnly).toBe(true);
  });

  it('that is no text says what to do', async () => {
    host = memoryHost();
    host.documents.outside('CLAUDE.md', {
      problem: { code: 'document_is_folder', message: 'CLAUDE.md is a folder.', hint: 'Rename it.' },
    });
    setHost(host);
    render(Instructions, { project: 1 });
    expect((await screen.findByRole('alert')).textContent).toMatch(/CLAUDE\.md is a folder\.\s*Rename it\./);
    expect(screen.queryByTestId('code-editor')).toBeNull();
  });
});

describe('without a CLAUDE.md', () => {
  it('says what it is for and makes it from the template', async () => {
    await open({ files: {} });
    expect(await screen.findByText('No CLAUDE.md yet')).toBeTruthy();
    expect(host.calls).not.toContain('documentPut');
    await fireEvent.click(screen.getByTestId('instructions-create'));
    await waitFor(() => expect(onDisk()).toContain('# Project'));
    await waitFor(() => expect(text()).toContain('# Project'));
    expect(screen.queryByTestId('instructions-empty')).toBeNull();
  });

  it('keeps the template when it cannot be written', async () => {
    await open({ files: {}, failing: new Set(['documentPut']) });
    await fireEvent.click(await screen.findByTestId('instructions-create'));
    expect((await screen.findByRole('alert')).textContent).toContain('Another program holds it.');
    expect([text().includes('# Project'), onDisk()]).toEqual([true, null]);
  });

  it('makes another file only when it is saved', async () => {
    await open();
    await fireEvent.click(row('.claude/CLAUDE.md'));
    await waitFor(() => expect(screen.getByTestId('document-state').textContent).toBe('Not there yet'));
    type('Short.\n');
    await waitFor(() => expect(save().disabled).toBe(false));
    expect(onDisk('.claude/CLAUDE.md')).toBeNull();
    await fireEvent.click(save());
    await waitFor(() => expect(onDisk('.claude/CLAUDE.md')).toBe('Short.\n'));
  });
});

describe('beside the text', () => {
  it('the outline leads to its lines', async () => {
    await open();
    await fireEvent.click(tab('outline'));
    await fireEvent.click(await screen.findByText('Architecture', { selector: 'li span' }));
    expect(editor().state.doc.lineAt(editor().state.selection.main.head).text).toBe('## Architecture');
  });

  it('the imports say where each leads, and open', async () => {
    await open();
    await fireEvent.click(tab('imports'));
    for (const state of ['Missing', 'Circular', 'Outside']) expect(await screen.findByText(state)).toBeTruthy();
    await fireEvent.click(screen.getByTitle('Open docs/architecture.md'));
    await waitFor(() => expect(text()).toMatch(/^# Architecture/));
  });

  it('the preview renders what is typed, without its front matter', async () => {
    await open();
    await fireEvent.click(row('.claude/rules/testing.md'));
    const preview = await screen.findByRole('document');
    await waitFor(() => expect(within(preview).getByText('Testing')).toBeTruthy());
    expect(preview.textContent).not.toContain('paths:');
    editor().dispatch({ changes: { from: editor().state.doc.length, insert: '\n**Bold words**\n' } });
    await waitFor(() => expect(within(preview).getByText('Bold words').tagName).toBe('STRONG'));
  });

  it('a version is compared and brought back, and that is taken back', async () => {
    await open();
    const before = onDisk();
    await fireEvent.click(tab('versions'));
    const versions = await screen.findByRole('list', { name: 'Versions of CLAUDE.md' });
    const rows = within(versions).getAllByRole('button');
    expect(rows.map((one) => one.textContent.replaceAll(/\s+/g, ' ').trim())).toEqual([
      '1 day ago On disk You · 1,080 characters',
      '2 days ago Another program · 328 characters',
      '3 days ago You · 182 characters',
    ]);
    await fireEvent.click(rows[1] as HTMLElement);
    await fireEvent.click(await screen.findByTestId('restore'));
    await waitFor(() => expect(text()).toContain('Read @docs/architecture.md before you change a route.'));
    expect(onDisk()).toBe(text());
    toasts.items.findLast((toast) => toast.text === 'CLAUDE.md restored')?.undo?.();
    await waitFor(() => expect(onDisk()).toBe(before));
    await waitFor(() => expect(text()).toBe(before));
  });

  it('two versions are compared with each other', async () => {
    await open();
    await fireEvent.click(tab('versions'));
    const versions = await screen.findByRole('list', { name: 'Versions of CLAUDE.md' });
    const rows = within(versions).getAllByRole('button');
    await fireEvent.click(rows[2] as HTMLElement);
    await fireEvent.click(rows[1] as HTMLElement);
    expect(await screen.findByText('Between the two')).toBeTruthy();
    const difference = screen.getByRole('group', { name: 'What changed' });
    expect(difference.textContent).toMatch(/Newer:\s*-?.*cargo xtask check/);
    expect(screen.queryByTestId('restore')).toBeNull();
  });
});

describe('a conflict', () => {
  async function conflict(): Promise<void> {
    await open({ files: { 'CLAUDE.md': 'one\n\ntwo\n\nthree\n' } });
    type('mine ');
    host.documents.outside('CLAUDE.md', 'one\n\ntwo\n\ntheirs\n');
    await screen.findByTestId('document-conflict');
  }

  it('leaves the text alone until it is compared, then merges', async () => {
    await conflict();
    expect(text()).toBe('mine one\n\ntwo\n\nthree\n');
    await fireEvent.click(screen.getByText('Compare…'));
    await screen.findByTestId('three-way');
    await waitFor(() => expect(text()).toBe('mine one\n\ntwo\n\ntheirs\n'));
    await fireEvent.click(screen.getByTestId('save-merged'));
    await waitFor(() => expect(onDisk()).toBe('mine one\n\ntwo\n\ntheirs\n'));
    await waitFor(() => expect(screen.queryByTestId('three-way')).toBeNull());
    expect(text()).toBe('mine one\n\ntwo\n\ntheirs\n');
  });

  it('cannot be saved while both changed the same lines', async () => {
    await conflict();
    host.documents.outside('CLAUDE.md', 'other one\n\ntwo\n\nthree\n');
    await fireEvent.click(screen.getByText('Compare…'));
    expect(await screen.findByText('1 conflict to settle')).toBeTruthy();
    expect(screen.getByTestId<HTMLButtonElement>('save-merged').disabled).toBe(true);
    const view = editor();
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: 'settled\n' } });
    await waitFor(() => expect(screen.getByTestId<HTMLButtonElement>('save-merged').disabled).toBe(false));
    await fireEvent.click(screen.getByTestId('save-merged'));
    await waitFor(() => expect(onDisk()).toBe('settled\n'));
  });

  it('takes in what changes while it is settled, without losing what was merged', async () => {
    await conflict();
    await fireEvent.click(screen.getByText('Compare…'));
    await waitFor(() => expect(text()).toBe('mine one\n\ntwo\n\ntheirs\n'));
    const view = editor();
    view.dispatch({ changes: { from: view.state.doc.length, insert: 'merged by hand\n' } });
    host.documents.outside('CLAUDE.md', 'one\n\n2\n\ntheirs\n');
    await waitFor(() => expect(text()).toBe('mine one\n\n2\n\ntheirs\nmerged by hand\n'));
  });

  it('is settled by either side', async () => {
    await conflict();
    await fireEvent.click(save());
    await fireEvent.click(await screen.findByTestId('keep-mine'));
    await waitFor(() => expect(onDisk()).toBe('mine one\n\ntwo\n\nthree\n'));
    type('again ');
    host.documents.outside('CLAUDE.md', 'theirs again\n');
    await fireEvent.click(await screen.findByText('Compare…'));
    await fireEvent.click(await screen.findByTestId('take-theirs'));
    await waitFor(() => expect(text()).toBe('theirs again\n'));
    expect(onDisk()).toBe('theirs again\n');
    await fireEvent.click(tab('versions'));
    const asides = await screen.findByRole('list', { name: 'Texts that were put aside' });
    await fireEvent.click(within(asides).getByRole('button', { name: 'Bring back' }));
    await waitFor(() => expect(text()).toBe('again mine one\n\ntwo\n\nthree\n'));
    expect(screen.queryByRole('list', { name: 'Texts that were put aside' })).toBeNull();
  });
});

describe('the screen', () => {
  it('has nothing that axe finds wrong', { timeout: 60_000 }, async () => {
    await open();
    for (const name of ['preview', 'outline', 'imports', 'versions'] as const) {
      await fireEvent.click(tab(name));
      await waitFor(() => expect(screen.getByRole('tabpanel').textContent.trim()).not.toBe(''));
      const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
      expect(violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.html}`))).toEqual([]);
    }
  });
});
