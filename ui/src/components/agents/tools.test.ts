import { describe, expect, it } from 'vitest';
import type { AgentTool } from '../../lib/host';
import { groupsOf, isKnown, modeOf, toolsOf } from './tools';

const tool = (name: string, source = 'cli'): AgentTool => ({ name, source, description: `Does ${name}` });
const TOOLS = [tool('Bash'), tool('Read'), tool('mcp__git__log', 'git')];

describe('the field of tools', () => {
  it.each([
    [false, null, 'all'],
    [true, null, 'none'],
    [true, [], 'none'],
    [true, '', 'none'],
    [true, ['Read'], 'some'],
    [true, 'Read, Bash', 'some'],
  ] as const)('present: %s with %j means %s', (present, value, mode) => {
    expect(modeOf(present, value === null || typeof value === 'string' ? value : [...value])).toBe(mode);
  });

  it('reads a line with commas as a list', () => {
    expect(toolsOf(' Read , Bash,, ')).toEqual(['Read', 'Bash']);
  });

  it.each([
    ['Bash', true],
    ['Bash(git log:*)', true],
    ['*', true],
    ['mcp__git', true],
    ['mcp__git__*', true],
    ['mcp__git__log', true],
    ['mcp__other', false],
    ['bash', false],
    ['Search', false],
  ])('knows %s: %s', (name, known) => {
    expect(isKnown(name, TOOLS)).toBe(known);
  });

  it('groups by where they come from, strangers first, and narrows', () => {
    const names = (query: string) =>
      groupsOf(TOOLS, ['Search', 'Read'], query).map((group) => [group.source, ...group.tools.map(({ name }) => name)]);
    expect(names('')).toEqual([
      [null, 'Search'],
      ['cli', 'Bash', 'Read'],
      ['git', 'mcp__git__log'],
    ]);
    expect(names('does rea')).toEqual([['cli', 'Read']]);
    expect(names('nothing')).toEqual([]);
  });
});
