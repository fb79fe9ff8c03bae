import { expect, it } from 'vitest';
import { highlighted } from './marks';

const line = 'Fix it !high // more';
const marks = [
  { start: 7, end: 12, kind: 'priority' as const },
  { start: 13, end: 20, kind: 'description' as const },
];
const shown = (text: string, of = line) => highlighted(text, of, marks).map(({ text, kind }) => `${kind}:${text}`);

it('cuts a line at its marks', () => {
  expect(shown(line)).toEqual(['plain:Fix it ', 'mark:!high', 'plain: ', 'rest:// more']);
});

it('keeps what was understood while the end is typed', () => {
  expect(shown(`${line} words`)).toEqual(['plain:Fix it ', 'mark:!high', 'plain: ', 'rest:// more words']);
});

it('drops a mark as soon as the text before its end is another', () => {
  expect(shown('Fix at !high // more')).toEqual(['plain:Fix at !high // more']);
  expect(shown('Fix it !hi')).toEqual(['plain:Fix it !hi']);
});

it('never loses or doubles a character', () => {
  const wild = [...marks, { start: 2, end: 9, kind: 'type' as const }, { start: 90, end: 99, kind: 'type' as const }];
  for (const text of [line, '', 'Fix', `${line}!!`]) {
    expect(
      highlighted(text, line, wild)
        .map((piece) => piece.text)
        .join(''),
    ).toBe(text);
  }
});
