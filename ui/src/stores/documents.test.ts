// The files that are open in the window.
import { beforeEach, expect, it, vi } from 'vitest';
import { memoryHost, type MemoryHost } from '../../tests/memory-host';
import { forgetMemory } from '../lib/drafts';
import { setHost } from '../lib/host';
import type { OpenDocument } from './document.svelte';
import { documents } from './documents.svelte';
import { toasts } from './toasts.svelte';

let host: MemoryHost;

beforeEach(() => {
  localStorage.clear();
  forgetMemory();
  toasts.items = [];
  documents.leave();
  host = memoryHost({ projects: 2, files: { 'CLAUDE.md': 'one\n', 'docs/style.md': 'style\n' } });
  setHost(host);
});

async function open(path: string, project = 1): Promise<OpenDocument> {
  const document = documents.open(project, path);
  await vi.waitFor(() => expect(document.document).not.toBeNull());
  return document;
}

it('a file that is open is one object', async () => {
  const document = await open('CLAUDE.md');
  expect(documents.open(1, 'CLAUDE.md')).toBe(document);
  expect(documents.current).toBe(document);
});

it('a change on disk reaches the open file and who asked', async () => {
  const stop = documents.start();
  const heard: string[] = [];
  const off = documents.onChanged((paths) => heard.push(...paths));
  const document = await open('CLAUDE.md');
  host.documents.outside('CLAUDE.md', 'two\n');
  await vi.waitFor(() => expect(document.text).toBe('two\n'));
  expect(heard).toEqual(['CLAUDE.md']);
  off();
  stop();
});

it('a change in another project is none of it', async () => {
  const stop = documents.start();
  const document = await open('CLAUDE.md');
  host.documents.outside('CLAUDE.md', 'two\n', 2);
  await new Promise((done) => queueMicrotask(() => queueMicrotask(() => done(null))));
  expect([document.text, host.calls.filter((call) => call === 'documentGet').length]).toEqual(['one\n', 1]);
  stop();
});

it('says which files have unsaved text, open or not', async () => {
  const document = await open('CLAUDE.md');
  expect([...documents.unsaved]).toEqual([]);
  document.type('mine\n');
  expect([...documents.unsaved]).toEqual(['CLAUDE.md']);
  documents.close(document);
  await open('docs/style.md');
  expect([...documents.unsaved]).toEqual(['CLAUDE.md']);
  const again = await open('CLAUDE.md');
  expect(again.text).toBe('mine\n');
  await again.save();
  expect([...documents.unsaved]).toEqual([]);
});

it('drafts of one project are not those of another', async () => {
  (await open('CLAUDE.md')).type('mine\n');
  await open('CLAUDE.md', 2);
  expect([...documents.unsaved]).toEqual([]);
  await open('docs/style.md', 1);
  expect([...documents.unsaved]).toEqual(['CLAUDE.md']);
});

it('keeps all unsaved text before the window closes', async () => {
  const document = await open('CLAUDE.md');
  document.settle = () => document.type('typed just now\n');
  documents.keep();
  forgetMemory();
  documents.leave();
  expect((await open('CLAUDE.md')).text).toBe('typed just now\n');
});
