import { beforeEach, describe, expect, it } from 'vitest';
import { memoryHost } from '../../../tests/memory-host';
import { pattern } from '../../lib/fuzzy';
import type { TaskRow } from '../../lib/host';
import { TaskIndex } from './tasks';

const ROWS = memoryHost({ tasks: 10_000 }).rows();

let index: TaskIndex;

beforeEach(() => {
  index = new TaskIndex();
  index.use(1, () => ROWS);
});

function find(query: string, most = 8): TaskRow[] {
  const wanted = pattern(query);
  if (!wanted) throw new Error(`“${query}” holds nothing`);
  return index.search(wanted, most).map(({ item }) => item);
}

describe('ten thousand tasks', () => {
  it('are found by number, the very one first', () => {
    expect(find('#4217')[0]?.id).toBe(4217);
    expect(find('421').map((row) => row.id)[0]).toBe(421);
    expect(
      find('421')
        .slice(1, 4)
        .every((row) => String(row.id).startsWith('421')),
    ).toBe(true);
  });

  it('are found by words in any order', () => {
    expect(find('safari login')[0]?.id).toBe(1);
    expect(find('recurring')[0]?.id).toBe(9);
    expect(find('logsaf')[0]?.id).toBe(1);
  });

  it('give what is open before what is done', () => {
    const found = find('session');
    const done = found.findIndex((row) => row.status === 'Done');
    expect(found.slice(0, done).every((row) => row.status !== 'Done')).toBe(true);
  });

  it('are mostly passed over by a glance', () => {
    find('q');
    expect(index.looked).toBeLessThan(500);
    // Nearly all titles hold an “e”, but few begin with it.
    find('e');
    expect(index.looked).toBeLessThan(3_000);
    find('login fai');
    expect(index.looked).toBeLessThan(1_500);
  });

  it('are found the same, letter by letter or at once', () => {
    for (const query of ['export drops', 'login fai', 'cache', 'wrong number', 'smy']) {
      let typed: TaskRow[] = [];
      for (let end = 1; end <= query.length; end += 1) {
        if (query.slice(0, end).trim() !== '') typed = find(query.slice(0, end));
      }
      const fresh = new TaskIndex();
      fresh.use(1, () => ROWS);
      const wanted = pattern(query);
      const once = wanted ? fresh.search(wanted, 8).map(({ item }) => item) : [];
      expect(
        typed.map((row) => row.id),
        query,
      ).toEqual(once.map((row) => row.id));
    }
  });

  it('are taken in anew when the board changed', () => {
    expect(find('zebra')).toEqual([]);
    const row = ROWS[5_000];
    if (!row) throw new Error('no row');
    index.use(2, () => ROWS.with(5_000, { ...row, title: 'A zebra' }));
    expect(find('zebra').map((one) => one.id)).toEqual([row.id]);
  });
});
