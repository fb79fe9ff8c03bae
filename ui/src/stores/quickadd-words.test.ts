import { expect, it } from 'vitest';
import type { Project } from '../lib/host';
import { choicesFor, isWhole, oneWord, wordAt } from './quickadd-words';

const project = (id: number, name: string) => ({ id, name }) as Project;
const PROJECTS = [project(1, 'atlas-api'), project(2, 'My Web Shop'), project(3, 'my-web-shop'), project(4, '🎉')];

/** The word at the `|` of a line, and the line with `[…]` around it. */
function at(marked: string): string | null {
  const caret = marked.indexOf('|');
  const line = marked.replace('|', '');
  const word = wordAt(line, caret);
  return word && `${line.slice(0, word.start)}[${word.sign}${word.text}]${line.slice(word.end)}`;
}

function inserts(line: string): string[] {
  const word = wordAt(line, line.length);
  return word ? choicesFor(word, PROJECTS).map((choice) => choice.insert) : [];
}

it('completes a word that begins with a sign while the caret is at its end', () => {
  for (const [marked, expected] of [
    ['Fix it >re|', 'Fix it [>re]'],
    ['>|', '[>]'],
    ['a @x| b', 'a [@x] b'],
    ['a\t!h|', 'a\t[!h]'],
    ['👩‍👧 fix #b|', '👩‍👧 fix [#b]'],
    ['修复\u3000^12|', '修复\u3000[^12]'],
    ['http://a !h|', 'http://a [!h]'],
    ['// no description >r|', '// no description [>r]'],
  ]) {
    expect(at(marked ?? ''), marked).toBe(expected);
  }
});

it('completes nothing elsewhere', () => {
  for (const marked of [
    '>r|eady',
    '|>ready',
    'wow!|',
    'a@b|',
    '\\@at|',
    '\\\\>re|',
    'a // b >r|',
    'a // >|',
    '|',
    'a |',
  ]) {
    expect(at(marked), marked).toBeNull();
  }
});

it('reads a name as one word, as the grammar does', () => {
  for (const [name, word] of [
    ['My App', 'my-app'],
    ['Größe ändern', 'größe-ändern'],
    ['a/b..c@{d}~', 'a-b-c-d'],
    ['🎉', ''],
    ['One two three four five six seven eight nine ten', 'one-two-three-four-five-six-seven-eight'],
    ['x'.repeat(90), 'x'.repeat(40)],
  ]) {
    expect(oneWord(name ?? '')).toBe(word);
  }
});

it('offers what fits, the beginning of a name before the beginning of a word in it', () => {
  expect(inserts('a >')).toHaveLength(7);
  expect(inserts('a >re')).toEqual(['>ready', '>code-review']);
  expect(inserts('a >in-p')).toEqual(['>in-progress']);
  expect(inserts('a !')).toEqual(['!high', '!medium', '!low']);
  expect(inserts('a #F')).toEqual(['#feature']);
  expect(inserts('a #1')).toEqual([]);
  expect(inserts('a @web')).toEqual(['@my-web-shop']);
});

it('offers no project that the line cannot name', () => {
  expect(inserts('a @')).toEqual(['@atlas-api', '@my-web-shop']);
});

it('knows which words are understood as they stand', () => {
  const whole = (line: string) => {
    const word = wordAt(line, line.length);
    return word !== null && isWhole(word, PROJECTS);
  };
  for (const line of ['>r', '>in-progress', '!H', '!low', '#BUG', '^12', '@atlas-api', '@MY_WEB_SHOP']) {
    expect(whole(line), line).toBe(true);
  }
  for (const line of ['>', '>-', '>x', '!', '!hi', '#b', '^', '^0', '^log', '@', '@atlas', '@🎉']) {
    expect(whole(line), line).toBe(false);
  }
});
