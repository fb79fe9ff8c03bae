import { beforeEach, describe, expect, it, vi } from 'vitest';
import { memoryHost, type MemoryHost } from '../../tests/memory-host';
import { setHost, type Filter } from '../lib/host';
import { app } from './app.svelte';
import { board } from './board.svelte';
import { filters } from './filters.svelte';
import { problemOf, savedFilters } from './saved-filters.svelte';
import { toasts } from './toasts.svelte';

let host: MemoryHost;
const settled = () => new Promise((done) => setTimeout(done));
const shown = () => board.columns.flatMap((column) => column.shown.map((row) => row.id));

beforeEach(async () => {
  host = memoryHost({ tasks: 24, projects: 2 });
  setHost(host);
  board.unload();
  filters.clear();
  toasts.items = [];
  await app.start();
  await vi.waitFor(() => expect(board.state).toBe('ready'));
});

describe('the text', () => {
  it('counts at once when it is words alone', () => {
    filters.setText('safari login');
    expect(shown()).toEqual([1]);
  });

  it('keeps what counted before until its meaning is known', async () => {
    filters.setText('safari');
    filters.setText('safari type:feature');
    expect(shown()).toEqual([1]);
    expect(filters.settled).toBe(false);
    await settled();
    expect(filters.settled).toBe(true);
    expect(shown()).toEqual([]);
  });

  it('drops an answer that came too late', async () => {
    const answers: ((filter: Filter) => void)[] = [];
    vi.spyOn(host, 'filterParse').mockImplementation(() => new Promise((done) => answers.push(done)));
    filters.setText('type:bug');
    filters.setText('type:feature');
    answers[1]?.({ terms: [{ negated: false, test: { kind: 'type', any: ['Feature'] } }], marks: [] });
    answers[0]?.({ terms: [{ negated: false, test: { kind: 'type', any: ['Bug'] } }], marks: [] });
    await settled();
    expect([...filters.types]).toEqual(['Feature']);
  });

  it("says what can't be used, and filters by the rest", async () => {
    filters.setText('type:bg priority:high');
    await settled();
    expect(filters.problem?.problem).toContain('bg');
    expect([...filters.priorities]).toEqual(['High']);
    expect(shown().length).toBeLessThan(24);
  });

  it('says when it could not be read', async () => {
    host.options.failing.add('filterParse');
    filters.setText('type:bug');
    await settled();
    expect(filters.problem?.problem).toContain('database could not be written');
    expect(board.shown).toBe(24);
  });

  it('follows what blocks a task', async () => {
    filters.setText('blocked');
    await settled();
    expect(shown()).toContain(15);
    await board.move([6, 8], 'Done', { at: 'top' });
    expect(shown()).not.toContain(15);
  });

  it('asks once for each text, and not again for one that stayed', async () => {
    const asked = vi.spyOn(host, 'taskSearch');
    filters.setText('alpha');
    filters.setText('alpha beta');
    await vi.waitFor(() => expect(asked.mock.calls.map((call) => call[1])).toEqual(['alpha', 'beta']));
    await settled();
    filters.setText('alpha beta gamma');
    await vi.waitFor(() => expect(asked).toHaveBeenCalledTimes(3));
    expect(asked.mock.calls[2]?.[1]).toBe('gamma');
  });

  it('is written by the pickers', async () => {
    filters.setText('login');
    filters.toggleType('Bug');
    await settled();
    filters.togglePriority('High');
    await settled();
    filters.togglePriority('Low');
    await settled();
    expect(filters.text).toBe('login type:bug priority:high,low');
    filters.clearTypes();
    await settled();
    expect(filters.text).toBe('login priority:high,low');
    expect(filters.types.size).toBe(0);
  });

  it('is kept for each project', async () => {
    filters.setText('safari');
    await app.switchTo(2);
    expect(filters.text).toBe('');
    expect(filters.predicate).toBeNull();
    filters.setText('other');
    await app.switchTo(1);
    expect(filters.text).toBe('safari');
    await vi.waitFor(() => expect(shown()).toEqual([1]));
  });
});

describe('saved filters', () => {
  it('have a name of their own', () => {
    const saved = [{ name: 'Größe', filter: 'a' }];
    expect(problemOf('  ', 'a', saved)).toContain('name');
    expect(problemOf(' GRO\u0308SSE', 'a', [{ name: 'GRÖSSE', filter: 'a' }])).toContain('GRÖSSE');
    expect(problemOf('Other', 'a', saved)).toBeNull();
    expect(problemOf('x'.repeat(61), 'a', saved)).toContain('60');
    expect(problemOf('🚀'.repeat(60), 'a', saved)).toBeNull();
    expect(problemOf('x', 'a'.repeat(1001), saved)).toContain('1,000');
    expect(problemOf('größe', 'a', saved, saved[0])).toBeNull();
  });

  it('are saved, applied, renamed, deleted and brought back to their place', async () => {
    expect(await savedFilters.save(' Urgent ', ' type:bug  priority:high ')).toBeNull();
    expect(await savedFilters.save('Second', 'blocked')).toBeNull();
    expect(await savedFilters.save('urgent', 'x')).toContain('Urgent');
    const [urgent] = filters.saved;
    if (!urgent) throw new Error('nothing was saved');
    filters.apply(urgent);
    expect(filters.current?.name).toBe('Urgent');
    filters.setText('priority:high');
    expect(filters.current).toBeNull();

    expect(await savedFilters.rename(urgent, 'Now')).toBeNull();
    const [now] = filters.saved;
    if (!now) throw new Error('nothing was renamed');
    await savedFilters.remove(now);
    expect(filters.saved.map((saved) => saved.name)).toEqual(['Second']);
    toasts.shown.at(-1)?.undo?.();
    await vi.waitFor(() => expect(filters.saved.map((saved) => saved.name)).toEqual(['Now', 'Second']));
  });

  it('are renamed and deleted after the settings were told anew', async () => {
    await savedFilters.save('A', 'x');
    const [saved] = filters.saved;
    if (!saved) throw new Error('nothing was saved');
    const copy = { ...saved };
    expect(await savedFilters.rename(copy, 'a')).toBeNull();
    expect(filters.saved.map((one) => one.name)).toEqual(['a']);
    await savedFilters.remove({ ...copy, name: 'a' });
    expect(filters.saved).toEqual([]);
  });

  it('come back with another name when theirs was taken', async () => {
    await savedFilters.save('A', 'x');
    const [saved] = filters.saved;
    if (!saved) throw new Error('nothing was saved');
    await savedFilters.remove(saved);
    await savedFilters.save('a', 'y');
    toasts.shown.at(-1)?.undo?.();
    await vi.waitFor(() => expect(filters.saved.map((one) => one.name)).toEqual(['A 2', 'a']));
  });

  it('stay as they were when they could not be saved', async () => {
    host.options.failing.add('settingsUpdate');
    expect(await savedFilters.save('A', 'x')).toContain('could not be written');
    expect(filters.saved).toEqual([]);
    expect(toasts.shown.at(-1)?.tone).toBe('error');
  });
});
