// One open file, on a host in memory: what it shows, what it saves, and that it never loses or overwrites a text.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { memoryHost, type MemoryHost } from '../../tests/memory-host';
import { forgetMemory } from '../lib/drafts';
import { setHost } from '../lib/host';
import { OpenDocument } from './document.svelte';
import { readAsides, readDocumentDraft } from './document-drafts';
import { toasts } from './toasts.svelte';

const PATH = 'CLAUDE.md';
const BASE = 'one\ntwo\nthree\n';

let host: MemoryHost;

beforeEach(() => {
  localStorage.clear();
  forgetMemory();
  toasts.items = [];
  host = memoryHost({ files: { [PATH]: BASE } });
  setHost(host);
});

async function opened(path = PATH): Promise<OpenDocument> {
  const document = new OpenDocument(1, path);
  await document.load();
  return document;
}

/** Another program writes, and the window hears of it. */
async function outside(document: OpenDocument, change: Parameters<MemoryHost['documents']['outside']>[1]) {
  host.documents.outside(document.path, change);
  await document.changed();
}

const onDisk = (path = PATH): string | null => host.documents.file(path)?.text ?? null;
const toast = () => toasts.items.at(-1);

describe('a file', () => {
  it('shows its text and is not dirty', async () => {
    const document = await opened();
    expect([document.text, document.dirty, document.writable]).toEqual([BASE, false, true]);
  });

  it('that is not there is empty and can be made', async () => {
    const document = await opened('CLAUDE.local.md');
    expect([document.document?.exists, document.text, document.dirty]).toEqual([false, '', false]);
    await document.create('mine\n');
    expect(onDisk('CLAUDE.local.md')).toBe('mine\n');
    expect(toast()?.text).toBe('CLAUDE.local.md created');
  });

  it('that cannot be read says why, and can be tried again', async () => {
    host.options.failing.add('documentGet');
    const document = await opened();
    expect([document.error?.code, document.document]).toEqual(['database_locked', null]);
    host.options.failing.clear();
    await document.reload();
    expect([document.error, document.text]).toEqual([null, BASE]);
  });

  it('that is a folder cannot be saved', async () => {
    host.documents.outside(PATH, { problem: { code: 'document_is_folder', message: 'A folder.', hint: 'Look.' } });
    const document = await opened();
    document.type('x');
    expect(document.writable).toBe(false);
    await document.save();
    expect(host.calls).not.toContain('documentPut');
  });

  it('that is read-only cannot be saved', async () => {
    host.documents.outside(PATH, { writable: false });
    expect((await opened()).writable).toBe(false);
  });
});

describe('saving', () => {
  it('writes the text and is clean again', async () => {
    const document = await opened();
    document.type(`${BASE}four\n`);
    expect(document.dirty).toBe(true);
    expect(await document.save()).toBe(true);
    expect([onDisk(), document.dirty]).toEqual([`${BASE}four\n`, false]);
  });

  it('asks the editor first for what it holds back', async () => {
    const document = await opened();
    document.settle = () => document.type('typed just now\n');
    await document.save();
    expect(onDisk()).toBe('typed just now\n');
  });

  it('writes nothing where nothing differs', async () => {
    const document = await opened();
    document.type('x');
    document.type(BASE);
    await document.save();
    expect(host.calls).not.toContain('documentPut');
  });

  it('offers to take the save back', async () => {
    const document = await opened();
    document.type('new\n');
    await document.save();
    toast()?.undo?.();
    await vi.waitFor(() => expect(document.text).toBe(BASE));
    expect([onDisk(), document.dirty, document.note]).toEqual([BASE, false, null]);
  });

  it('keeps what was typed while it was saved', async () => {
    const document = await opened();
    document.type('first\n');
    const put = host.documentPut;
    host.documentPut = (...asked) => {
      document.type('first and more\n');
      return put(...asked);
    };
    await document.save();
    expect([onDisk(), document.text, document.dirty]).toEqual(['first\n', 'first and more\n', true]);
    await document.save();
    expect(onDisk()).toBe('first and more\n');
  });

  it('that fails keeps the text and says why', async () => {
    const document = await opened();
    document.type('mine\n');
    host.options.failing.add('documentPut');
    expect(await document.save()).toBe(false);
    expect([document.text, document.dirty, document.error?.code]).toEqual(['mine\n', true, 'database_locked']);
    host.options.failing.clear();
    await document.save();
    expect([onDisk(), document.error]).toEqual(['mine\n', null]);
  });

  it('twice at once writes one after the other', async () => {
    const document = await opened();
    document.type('first\n');
    const first = document.save();
    document.type('second\n');
    await Promise.all([first, document.save()]);
    expect([onDisk(), document.theirs]).toEqual(['second\n', null]);
  });
});

describe('a change by another program', () => {
  it('shows at once where nothing was typed, with a quiet note', async () => {
    const document = await opened();
    await outside(document, 'theirs\n');
    expect([document.text, document.dirty, document.note]).toEqual(['theirs\n', false, 'changed']);
  });

  it('leaves typed text alone and waits for a choice', async () => {
    const document = await opened();
    document.type('mine\n');
    await outside(document, 'theirs\n');
    expect([document.text, document.theirs?.text, document.comparing]).toEqual(['mine\n', 'theirs\n', false]);
    expect(await document.save()).toBe(false);
    expect([onDisk(), document.comparing]).toEqual(['theirs\n', true]);
  });

  it('leaves alone what the editor still holds back', async () => {
    const document = await opened();
    document.settle = () => document.type('mine\n');
    await outside(document, 'theirs\n');
    expect([document.text, document.theirs?.text]).toEqual(['mine\n', 'theirs\n']);
  });

  it('that was not heard of is found when saving, and not overwritten', async () => {
    const document = await opened();
    document.type('mine\n');
    host.documents.outside(PATH, 'theirs\n');
    expect(await document.save()).toBe(false);
    expect([onDisk(), document.text, document.theirs?.text, document.comparing]).toEqual([
      'theirs\n',
      'mine\n',
      'theirs\n',
      true,
    ]);
  });

  it('to the same text is no conflict', async () => {
    const document = await opened();
    document.type('same\n');
    await outside(document, 'same\n');
    expect([document.dirty, document.theirs, document.note]).toEqual([false, null, null]);
  });

  it('of bytes alone is no conflict, and the next save is over them', async () => {
    const document = await opened();
    document.type('mine\n');
    await outside(document, { text: BASE, bom: true });
    expect(document.theirs).toBeNull();
    await document.save();
    expect(onDisk()).toBe('mine\n');
  });

  it('that was taken back settles the conflict', async () => {
    const document = await opened();
    document.type('mine\n');
    await outside(document, 'theirs\n');
    await outside(document, BASE);
    expect([document.theirs, document.text, document.dirty]).toEqual([null, 'mine\n', true]);
  });

  it('that is older than a newer answer is passed over', async () => {
    const document = await opened();
    const late = document.reload();
    host.documents.outside(PATH, 'newest\n');
    await document.reload();
    await late;
    expect(document.text).toBe('newest\n');
  });
});

describe('a deleted file', () => {
  it('keeps its text on screen, and saving makes it again', async () => {
    const document = await opened();
    await outside(document, null);
    expect([document.text, document.note, document.dirty]).toEqual([BASE, 'deleted', true]);
    await document.save();
    expect([onDisk(), document.note, document.dirty]).toEqual([BASE, null, false]);
  });

  it('keeps typed text', async () => {
    const document = await opened();
    document.type('mine\n');
    await outside(document, null);
    expect([document.text, document.theirs]).toEqual(['mine\n', null]);
    await document.save();
    expect(onDisk()).toBe('mine\n');
  });

  it('that went while it was saved is made again', async () => {
    const document = await opened();
    document.type('mine\n');
    host.documents.outside(PATH, null);
    await document.save();
    expect(onDisk()).toBe('mine\n');
  });

  it('that comes back with another text is a conflict', async () => {
    const document = await opened();
    await outside(document, null);
    await outside(document, 'theirs\n');
    expect([document.text, document.theirs?.text]).toEqual([BASE, 'theirs\n']);
  });

  it('that comes back as it was is clean', async () => {
    const document = await opened();
    await outside(document, null);
    await outside(document, BASE);
    expect([document.dirty, document.theirs, document.note]).toEqual([false, null, null]);
  });

  it('can be let go', async () => {
    const document = await opened();
    await outside(document, null);
    document.discard();
    expect([document.text, document.dirty]).toEqual(['', false]);
    toast()?.undo?.();
    expect([document.text, document.dirty]).toEqual([BASE, true]);
  });
});

describe('a conflict', () => {
  async function conflict(): Promise<OpenDocument> {
    const document = await opened();
    document.type('mine\n');
    await outside(document, 'theirs\n');
    return document;
  }

  it('is settled by the own text, and the other stays in the versions', async () => {
    const document = await conflict();
    expect(await document.keepMine()).toBe(true);
    expect([onDisk(), document.theirs, document.dirty]).toEqual(['mine\n', null, false]);
    const versions = await host.documentVersions(1, PATH);
    const texts = await Promise.all(versions.map(({ id }) => host.documentVersion(1, PATH, id)));
    expect(texts.map((version) => version.text)).toContain('theirs\n');
  });

  it('is settled by a text made of both', async () => {
    const document = await conflict();
    const { theirs } = document;
    if (!theirs) throw new Error('there is no conflict');
    expect(await document.saveMerged('both\n', theirs)).toBe(true);
    expect([onDisk(), document.text, document.theirs]).toEqual(['both\n', 'both\n', null]);
  });

  it('is not settled by a text made of an older file', async () => {
    const document = await conflict();
    const { theirs } = document;
    if (!theirs) throw new Error('there is no conflict');
    host.documents.outside(PATH, 'newer\n');
    expect(await document.saveMerged('both\n', theirs)).toBe(false);
    expect([onDisk(), document.text, document.theirs?.text]).toEqual(['newer\n', 'mine\n', 'newer\n']);
  });

  it('is settled by the text on disk, and the own can be brought back', async () => {
    const document = await conflict();
    document.takeTheirs();
    expect([document.text, document.dirty, document.theirs]).toEqual(['theirs\n', false, null]);
    expect(onDisk()).toBe('theirs\n');
    toast()?.action?.run();
    expect([document.text, document.dirty]).toEqual(['mine\n', true]);
    await document.save();
    expect(onDisk()).toBe('mine\n');
  });

  it('is seen again in another window', async () => {
    const document = await conflict();
    document.close();
    forgetMemory();
    const again = await opened();
    expect([again.text, again.theirs?.text]).toEqual(['mine\n', 'theirs\n']);
  });
});

describe('what is not saved', () => {
  it('comes back as a draft in another window', async () => {
    const document = await opened();
    document.type('mine\n');
    document.close();
    forgetMemory();
    const again = await opened();
    expect([again.text, again.dirty, again.note]).toEqual(['mine\n', true, 'draft']);
    await again.save();
    expect([onDisk(), readDocumentDraft(1, PATH)]).toEqual(['mine\n', null]);
  });

  it('comes back over what changed meanwhile as a conflict', async () => {
    const document = await opened();
    document.type('mine\n');
    document.close();
    host.documents.outside(PATH, 'theirs\n');
    const again = await opened();
    expect([again.text, again.theirs?.text]).toEqual(['mine\n', 'theirs\n']);
  });

  it('is no draft when it equals what is on disk now', async () => {
    const document = await opened();
    document.type('mine\n');
    document.close();
    host.documents.outside(PATH, 'mine\n');
    const again = await opened();
    expect([again.dirty, again.note, readDocumentDraft(1, PATH)]).toEqual([false, null, null]);
  });

  it('stays in this window when storage is full, and says so', async () => {
    const document = await opened();
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    document.type('mine\n');
    document.keep();
    expect([document.kept, readDocumentDraft(1, PATH)?.text]).toEqual([false, 'mine\n']);
  });

  it('of the user’s own file is one draft in all projects', async () => {
    const path = '~/.claude/CLAUDE.md';
    const document = await opened(path);
    document.type('mine\n');
    document.close();
    expect(readDocumentDraft(2, path)?.text).toBe('mine\n');
    expect(readDocumentDraft(2, PATH)).toBeNull();
  });

  it('can be discarded and brought back', async () => {
    const document = await opened();
    document.type('mine\n');
    document.discard();
    expect([document.text, document.dirty, readDocumentDraft(1, PATH)]).toEqual([BASE, false, null]);
    toast()?.undo?.();
    expect([document.text, document.dirty]).toEqual(['mine\n', true]);
  });

  it('is put aside when a version is restored', async () => {
    const document = await opened();
    document.type('mine\n');
    document.took({ document: { ...(await host.documentGet(1, PATH)), text: 'restored\n' }, seq: 7 });
    expect([document.text, document.dirty]).toEqual(['restored\n', false]);
    expect(readAsides(1, PATH).map((aside) => aside.text)).toEqual(['mine\n']);
    const [aside] = document.asides;
    if (!aside) throw new Error('nothing was put aside');
    document.bringBack(aside);
    expect([document.text, document.asides]).toEqual(['mine\n', []]);
  });

  it('is put aside for at most five texts', async () => {
    const document = await opened();
    for (let at = 0; at < 7; at += 1) {
      document.type(`mine ${at}\n`);
      document.took({ document: await host.documentGet(1, PATH), seq: null });
    }
    expect(readAsides(1, PATH).map((aside) => aside.text)).toEqual([6, 5, 4, 3, 2].map((at) => `mine ${at}\n`));
  });
});
