import { describe, expect, it } from 'vitest';
import type { PathReport } from '../../lib/host';
import { branchSample, factsOf, refusal } from './facts';
import { needsWord } from './opening.svelte';

function report(patch: Partial<PathReport> = {}): PathReport {
  return {
    given: '~/atlas',
    path: '/home/ada/atlas',
    exists: true,
    is_folder: true,
    readable: true,
    writable: true,
    git: 'repository',
    git_root: '/home/ada/atlas',
    default_branch: 'trunk',
    remote_url: null,
    suggested_repository: null,
    has_claude_md: false,
    agents: 0,
    project_id: null,
    can_open: true,
    error: null,
    warnings: [],
    ...patch,
  };
}

describe('a folder in words', () => {
  it('says what was found', () => {
    const facts = factsOf(report({ has_claude_md: true, agents: 7, suggested_repository: 'ada/atlas' }));
    expect(facts.map((fact) => fact.text)).toEqual([
      'Git repository, default branch trunk',
      'Remote ada/atlas',
      'CLAUDE.md found',
      '7 agents',
    ]);
  });

  it('warns first', () => {
    const warnings = [{ code: 'home_folder', message: '/home/ada is your home folder', hint: 'Open one project.' }];
    expect(factsOf(report({ git: 'none', warnings }))[0]).toEqual({
      tone: 'warn',
      text: '/home/ada is your home folder. Open one project.',
    });
  });

  it('says why it cannot be opened, and what to do', () => {
    expect(refusal(report())).toBeNull();
    const error = { code: 'path_not_found', message: '/home/ada/atlas does not exist', hint: 'Check it.' };
    expect(refusal(report({ can_open: false, error }))).toEqual({
      message: '/home/ada/atlas does not exist.',
      hint: 'Check it.',
    });
    expect(refusal(report({ can_open: false }))?.message).toContain('/home/ada/atlas');
  });
});

describe('opening a folder', () => {
  it('asks for a word only where something speaks against it', () => {
    const warned = (code: string) => report({ warnings: [{ code, message: '', hint: '' }] });
    expect(needsWord(report())).toBe(false);
    expect(needsWord(warned('worktree'))).toBe(false);
    for (const code of ['home_folder', 'not_a_repository', 'not_writable']) expect(needsWord(warned(code))).toBe(true);
    expect(needsWord(report({ can_open: false }))).toBe(true);
  });
});

describe('the sample of a branch', () => {
  it.each([
    ['task/{id}-{slug}', 'task/142-login-fails-on-safari'],
    ['{type}/{id}', 'bug/142'],
    ['{id}/{id}', '142/142'],
  ])('%s', (pattern, expected) => {
    expect(branchSample(pattern, 142, 'Login fails on Safari!', 'Bug')).toBe(expected);
  });

  it('cuts a long title at a word, as the branch will', () => {
    expect(branchSample('{slug}', 1, 'One two three four five six seven eight nine ten', 'Bug')).toBe(
      'one-two-three-four-five-six-seven-eight',
    );
    expect(branchSample('{slug}', 1, '🎉', 'Bug')).toBe('task');
  });
});
