import { describe, expect, it } from 'vitest';
import type { AgentRow } from '../lib/host';
import { checkName, freshPath, renamedPath, stemOf } from './agents-names';

const row = (path: string, name: string): AgentRow => ({
  path,
  name,
  file: `/p/${path}`,
  scope: 'project',
  description: '',
  model: null,
  color: null,
  tools: 'all',
  tool_count: 0,
  enabled: true,
  verdict: 'accepted',
  findings: [],
  in_force: true,
  shadowed_by: null,
  shadows: [],
  hash: '',
  modified_at: null,
});

describe('the file of a name', () => {
  it.each([
    ['API Reviewer', 'api-reviewer'],
    ['a/b..c:d', 'a-b-c-d'],
    ['Größe ändern', 'größe-ändern'],
    ['../../etc/passwd', 'etc-passwd'],
    ['🎉', 'agent'],
    ['snake_case_', 'snake_case'],
    ['CON', 'con-agent'],
    ['lpt1', 'lpt1-agent'],
    ['x'.repeat(300), 'x'.repeat(60)],
  ])('of “%s” is %s', (name, stem) => {
    expect(stemOf(name)).toBe(stem);
  });

  it('is in the folder of its scope', () => {
    expect(freshPath('project', 'Tester')).toBe('.claude/agents/tester.md');
    expect(freshPath('user', 'Tester')).toBe('~/.claude/agents/tester.md');
  });

  it('stays in its folder and turned off when it is renamed', () => {
    expect(renamedPath('.claude/agents/db/old.md.disabled', 'New one')).toBe('.claude/agents/db/new-one.md.disabled');
  });
});

describe('a name', () => {
  const rows = [row('.claude/agents/tester.md', 'tester'), row('.claude/agents/Écrit.md', 'écrivain')];
  const check = (name: string, own: string | null = null) => checkName(name, freshPath('project', name), rows, own);

  it('is refused when it is empty, has a colon, or is too long', () => {
    expect(check('').problem).toMatch(/needs a name/);
    expect(check('a:b').problem).toMatch(/“:”/);
    expect(check('x'.repeat(257)).problem).toMatch(/at most 256/);
  });

  it('is refused when its file is there already, also turned off or in another case', () => {
    expect(check('Tester').problem).toContain('.claude/agents/tester.md');
    expect(checkName('t', '.claude/agents/tester.md.disabled', rows, null).problem).toContain('tester.md');
    expect(check('écrit').problem).toContain('case');
  });

  it('is fine for the file that has it', () => {
    expect(check('tester', '.claude/agents/tester.md').problem).toBeNull();
  });

  it('that another file has is said, and allowed', () => {
    const found = check('écrivain');
    expect(found.problem).toBeNull();
    expect(found.note).toContain('Écrit.md');
  });
});
