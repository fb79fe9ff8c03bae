import { describe, expect, it } from 'vitest';
import { actions } from './actions';
import { Keymap, refusal, takenOver, withKeys, withoutAll, type Keyed } from './keymap';

const NEW: Keyed = { id: 'new', keys: ['C'], scope: 'window' };
const OPEN: Keyed = { id: 'open', keys: ['Enter', 'Space'], scope: 'board' };
const GO: Keyed = { id: 'go', keys: ['G then B'], scope: 'window' };
const FIND: Keyed = { id: 'find', keys: ['Mod+K'], scope: 'window', always: true };
const CLOSE: Keyed = { id: 'window.close', keys: ['Escape'], scope: 'window', always: true };
const ALL = [NEW, OPEN, GO, FIND, CLOSE];

const idsOf = (map: Keymap<Keyed>, keys: string): string[] => map.actions(keys).map((action) => action.id);

describe('the keys in force', () => {
  it('are the table’s where the user says nothing, and none where he says none', () => {
    const map = new Keymap(ALL, { new: [], open: ['O'] });
    expect(map.of('new')).toEqual([]);
    expect(map.of('open')).toEqual(['O']);
    expect(map.of('go')).toEqual(['G then B']);
    expect(idsOf(map, 'C')).toEqual([]);
    expect(idsOf(map, 'Enter')).toEqual([]);
    expect(idsOf(map, 'O')).toEqual(['open']);
    expect(map.begins('G')).toBe(true);
    expect(map.begins('C')).toBe(false);
  });

  it('pass over ids that no action has', () => {
    const map = new Keymap(ALL, { 'from.the.future': ['C'] });
    expect(idsOf(map, 'C')).toEqual(['new']);
    expect(map.conflicts('new', 'C')).toEqual([]);
  });

  it('never lose the way out', () => {
    expect(new Keymap(ALL, { 'window.close': [] }).of('window.close')).toEqual(['Escape']);
  });
});

describe('a conflict', () => {
  it('names the action that has the keys', () => {
    expect(new Keymap(ALL, {}).conflicts('open', 'C')).toEqual([{ action: NEW, keys: 'C' }]);
    expect(new Keymap(ALL, {}).conflicts('new', 'C')).toEqual([]);
  });

  it('is also a key behind which a longer combination would hide, in both directions', () => {
    expect(new Keymap(ALL, {}).conflicts('new', 'G')).toEqual([{ action: GO, keys: 'G then B' }]);
    expect(new Keymap(ALL, {}).conflicts('go', 'C then B')).toEqual([{ action: NEW, keys: 'C' }]);
  });

  it('is settled by taking the keys from the other, which keeps its further ones', () => {
    const own = takenOver(ALL, { old: ['Q'] }, NEW, ['Space'], 'Space');
    expect(own).toEqual({ old: ['Q'], new: ['Space'], open: ['Enter'] });
    const map = new Keymap(ALL, own);
    expect(idsOf(map, 'Space')).toEqual(['new']);
    expect(map.conflicts('new', 'Space')).toEqual([]);
  });
});

it('keys that equal the table’s leave no entry, and a reset keeps what it does not know', () => {
  expect(withKeys({ new: ['N'] }, NEW, ['C'])).toEqual({});
  expect(withKeys({}, NEW, [])).toEqual({ new: [] });
  expect(withoutAll({ new: ['N'], 'from.the.future': ['F'] }, ALL)).toEqual({ 'from.the.future': ['F'] });
});

describe('keys that can’t be had', () => {
  it.each([
    [NEW, 'Escape'],
    [NEW, 'G then Escape'],
    [NEW, 'Tab'],
    [NEW, 'Shift+Tab'],
    [NEW, 'Enter'],
    [NEW, 'Space'],
    [NEW, 'Mod+C'],
    [FIND, 'K'],
    [FIND, 'Mod+Z'],
    [FIND, 'G then K'],
  ])('are refused with the reason: %s', (action, keys) => {
    expect(refusal(action, keys)).toMatch(/\.$/);
  });

  it.each([
    [OPEN, 'Enter'],
    [NEW, 'N'],
    [NEW, 'G then N'],
    [FIND, 'Mod+P'],
    [FIND, 'F2'],
  ])('are not refused without need: %s', (action, keys) => {
    expect(refusal(action, keys)).toBeNull();
  });

  it('are in no entry of the table', () => {
    for (const action of actions) {
      if (action.id === 'window.close') continue;
      for (const keys of action.keys) expect(refusal(action, keys), `${action.id} ${keys}`).toBeNull();
    }
  });
});
