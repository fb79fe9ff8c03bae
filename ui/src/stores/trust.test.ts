import { beforeEach, expect, it, vi } from 'vitest';
import { memoryHost, type MemoryHost } from '../../tests/memory-host';
import { TRUST } from '../../tests/claude-samples';
import { setHost, type Project, type ProjectPatch } from '../lib/host';
import { app } from './app.svelte';
import { trust } from './trust.svelte';

let host: MemoryHost;
let patches: ProjectPatch[];
let project: Project;

beforeEach(async () => {
  trust.cancel();
  host = memoryHost();
  patches = [];
  host.projectTrustReport = () => Promise.resolve(TRUST);
  host.projectUpdate = (id, patch) => {
    patches.push(patch);
    const known = app.projects.find((one) => one.id === id) ?? project;
    return Promise.resolve({ ...known, trusted: patch.trusted ?? null });
  };
  setHost(host);
  await app.start();
  project = { ...(app.projects[0] as Project), trusted: null };
  app.know(project);
});

it('is asked once: the answer is saved, and given at once from then on', async () => {
  const answer = trust.ask(project);
  await vi.waitFor(() => expect(trust.asking?.report).toEqual(TRUST));
  await trust.answer(true);
  expect(await answer).toBe(true);
  expect(patches).toEqual([{ trusted: true }]);
  expect(trust.asking).toBeNull();
  expect(await trust.ask(project)).toBe(true);
  expect(trust.asking).toBeNull();
});

it('remembers a refusal too, which is an answer and no cancellation', async () => {
  const answer = trust.ask(project);
  await trust.answer(false);
  expect(await answer).toBe(false);
  expect(await trust.ask(project)).toBe(false);
});

it('saves nothing when it is cancelled', async () => {
  const answer = trust.ask(project);
  trust.cancel();
  expect(await answer).toBeNull();
  expect(patches).toEqual([]);
  expect(trust.asking).toBeNull();
});

it('asks again in the settings, whatever was said', async () => {
  app.know({ ...project, trusted: true });
  const answer = trust.review(project);
  expect(trust.asking?.purpose).toBe('setting');
  await trust.answer(false);
  expect(await answer).toBe(false);
});

it('stays when the answer could not be saved, and says why', async () => {
  host.projectUpdate = () =>
    Promise.reject({ code: 'database_locked', message: 'Locked.', hint: 'Try again.', retryable: true });
  void trust.ask(project);
  await trust.answer(true);
  expect(trust.asking?.error?.code).toBe('database_locked');
  expect(trust.asking?.saving).toBe(false);
});

it('says when it is not known what the project would run, and looks again', async () => {
  host.projectTrustReport = () => Promise.reject({ code: 'folder_gone', message: 'Gone.', hint: '', retryable: true });
  void trust.ask(project);
  await vi.waitFor(() => expect(trust.asking?.unknown?.code).toBe('folder_gone'));
  host.projectTrustReport = () => Promise.resolve(TRUST);
  await trust.asking?.look();
  expect(trust.asking?.unknown).toBeNull();
  expect(trust.asking?.report).toEqual(TRUST);
});

it('lets a newer question take the place of an older one', async () => {
  const older = trust.ask(project);
  const newer = trust.review(project);
  expect(await older).toBeNull();
  await trust.answer(true);
  expect(await newer).toBe(true);
});
