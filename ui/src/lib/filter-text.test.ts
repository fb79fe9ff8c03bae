import { expect, it } from 'vitest';
import { completed, completionsAt, isPlain, withValues, wordsOf, type Known } from './filter-text';

const known: Known = {
  projects: () => ['Atlas API', 'webshop'],
  branches: () => ['task/6-webhook', 'task/7-Images'],
};

const words = (text: string) => wordsOf(text).map((word) => word.text);
const offered = (text: string, caret = text.length, all = false) =>
  completionsAt(text, caret, known, all)?.options.map((option) => option.insert) ?? null;

it('cuts at white space, and not within quotes', () => {
  expect(words('  a\tb ')).toEqual(['a', 'b']);
  expect(words('type:bug "log in" -"two words" x')).toEqual(['type:bug', '"log in"', '-"two words"', 'x']);
  expect(words('project:"my app",b c')).toEqual(['project:"my app",b', 'c']);
  expect(words('a 12" screen')).toEqual(['a', '12"', 'screen']);
  expect(words('"never closed here')).toEqual(['"never closed here']);
  expect(words('')).toEqual([]);
});

it('knows a text of words alone', () => {
  for (const text of ['login', 'login fails', 'größe 修复', 'has it', 'unblocked'])
    expect(isPlain(text), text).toBe(true);
  for (const text of ['type:bug', '"a', '-a', '#12', 'blocked', 'a Blocked b', '\\x'])
    expect(isPlain(text), text).toBe(false);
});

it('writes the choice of a picker into the text, at its place', () => {
  expect(withValues('', 'type', ['Bug'])).toBe('type:bug');
  expect(withValues('login', 'priority', ['High', 'Low'])).toBe('login priority:high,low');
  expect(withValues('type:bug login', 'type', ['Bug', 'Feature'])).toBe('type:bug,feature login');
  expect(withValues('a TYPE:bug  b type:feature "c  d"', 'type', [])).toBe('a b "c  d"');
  expect(withValues('t:bug is:feature is:stale', 'type', ['Bug'])).toBe('type:bug is:stale');
  expect(withValues('-type:bug', 'type', ['Bug'])).toBe('-type:bug type:bug');
});

it('offers keys while a word begins like one', () => {
  expect(offered('ty')).toEqual(['type:']);
  expect(offered('login -st')).toEqual(['status:']);
  expect(offered('p')).toEqual(['priority:', 'project:']);
  expect(offered('login')).toBeNull();
  expect(offered('')).toBeNull();
  expect(offered('', 0, true)).toHaveLength(10);
  expect(offered('login ', 6, true)).toHaveLength(10);
});

it('offers values behind a key, and those that are not there yet', () => {
  expect(offered('type:')).toEqual(['feature', 'bug']);
  expect(offered('t:b')).toEqual(['bug']);
  expect(offered('type:bug')).toBeNull();
  expect(offered('type:bug,')).toEqual(['feature']);
  expect(offered('status:in')).toEqual(['in-progress']);
  expect(offered('status:re')).toEqual(['ready', 'code-review']);
  expect(offered('-is:')).toEqual(['blocked', 'stale', 'open', 'done']);
  expect(offered('project:at')).toEqual(['atlas-api']);
  expect(offered('branch:im')).toEqual(['task/7-images']);
  expect(offered('id:')).toBeNull();
  expect(offered('note:x')).toBeNull();
});

it('puts a completion in where the caret is', () => {
  const put = (text: string, caret = text.length) => {
    const at = completionsAt(text, caret, known);
    const first = at?.options[0];
    return at && first ? completed(text, at, first) : null;
  };
  expect(put('login -st')).toEqual({ text: 'login -status:', caret: 14 });
  expect(put('type:b')).toEqual({ text: 'type:bug ', caret: 9 });
  expect(put('type:b,feature x', 6)).toEqual({ text: 'type:bug,feature x', caret: 8 });
  expect(put('ty login', 2)).toEqual({ text: 'type: login', caret: 5 });
});
