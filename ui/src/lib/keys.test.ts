import { describe, expect, it } from 'vitest';
import { isTyping, keyLabel, strokeOf, Strokes } from './keys';

const key = (key: string, more: Partial<KeyboardEvent> = {}) => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});

describe('a stroke', () => {
  it('is written as in the table of actions', () => {
    expect(strokeOf(key('c'), false)).toBe('C');
    expect(strokeOf(key('Z', { ctrlKey: true, shiftKey: true }), false)).toBe('Mod+Shift+Z');
    expect(strokeOf(key('z', { metaKey: true }), true)).toBe('Mod+Z');
    expect(strokeOf(key('ArrowUp', { shiftKey: true }), false)).toBe('Shift+ArrowUp');
    expect(strokeOf(key(' '), false)).toBe('Space');
  });

  it('never takes Control for Command or the other way round', () => {
    expect(strokeOf(key('z', { metaKey: true }), false)).toBe('Meta+Z');
    expect(strokeOf(key('z', { ctrlKey: true }), true)).toBe('Ctrl+Z');
  });

  it('lets signs name themselves, whatever shift they need', () => {
    expect(strokeOf(key('?', { shiftKey: true }), false)).toBe('?');
    expect(strokeOf(key('/', { shiftKey: true }), false)).toBe('/');
  });

  it('goes by the place of the key on a keyboard without Latin letters', () => {
    expect(strokeOf(key('с', { code: 'KeyC' }), false)).toBe('C');
  });
});

it('follows two strokes in time, and forgets the first after a while', () => {
  const strokes = new Strokes();
  strokes.hold('G', 1000);
  expect(strokes.next('B', 1400)).toEqual(['G then B', 'B']);
  expect(strokes.next('B', 1500)).toEqual(['B']);
  strokes.hold('G', 1000);
  expect(strokes.next('B', 4000)).toEqual(['B']);
});

it('knows where letters are text', () => {
  const input = document.createElement('input');
  expect(isTyping(input)).toBe(true);
  input.type = 'checkbox';
  expect(isTyping(input)).toBe(false);
  expect(isTyping(document.createElement('textarea'))).toBe(true);
  expect(isTyping(document.createElement('button'))).toBe(false);
  expect(isTyping(null)).toBe(false);
});

it('shows combinations as the system writes them', () => {
  expect(keyLabel('Mod+Shift+Z', false)).toBe('Ctrl Shift Z');
  expect(keyLabel('Mod+Shift+Z', true)).toBe('⌘⇧Z');
  expect(keyLabel('G then B', false)).toBe('G then B');
  expect(keyLabel('Alt+ArrowUp', false)).toBe('Alt ↑');
});
