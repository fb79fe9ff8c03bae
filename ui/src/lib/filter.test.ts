import { describe, expect, it } from 'vitest';
import { fold, oneWord, predicateOf, type Surroundings } from './filter';
import type { FilterTest, TaskRow } from './host/types';

const DAY = 86_400_000;
const NOW = Date.parse('2026-03-10T12:00:00Z');
const ago = (days: number) => new Date(NOW - days * DAY).toISOString();

function row(fields: Partial<TaskRow> = {}): TaskRow {
  return {
    id: 12,
    project_id: 1,
    title: 'Login fails',
    type: 'Bug',
    priority: 'High',
    status: 'In Progress',
    git_branch: null,
    blocked_reason: null,
    depends_on: [],
    has_analysis: false,
    run_state: null,
    rank: 'a',
    revision: 1,
    created_at: ago(1),
    updated_at: ago(1),
    completed_at: null,
    ...fields,
  };
}

const around: Surroundings = {
  now: NOW,
  blockers: (one) => one.depends_on,
  projectName: (id) => (id === 1 ? 'Atlas API' : undefined),
  hits: () => undefined,
};

function holds(test: FilterTest, one: TaskRow, more: Partial<Surroundings> = {}): boolean {
  const plain = predicateOf([{ negated: false, test }], { ...around, ...more });
  const negated = predicateOf([{ negated: true, test }], { ...around, ...more });
  // A negated term is always the opposite.
  expect(negated?.(one)).toBe(!plain?.(one));
  return plain?.(one) ?? false;
}

it('asks nothing where there are no terms', () => {
  expect(predicateOf([], around)).toBeNull();
});

describe('each kind of term', () => {
  const cases: [string, FilterTest, Partial<TaskRow>, boolean][] = [
    ['a type', { kind: 'type', any: ['Bug'] }, {}, true],
    ['another type', { kind: 'type', any: ['Feature'] }, {}, false],
    ['one of two priorities', { kind: 'priority', any: ['Low', 'High'] }, {}, true],
    ['another priority', { kind: 'priority', any: ['Low'] }, {}, false],
    ['a column', { kind: 'status', any: ['In Progress'] }, {}, true],
    ['another column', { kind: 'status', any: ['Done'] }, {}, false],
    ['a reason', { kind: 'blocked' }, { blocked_reason: 'CI is red' }, true],
    ['an empty reason', { kind: 'blocked' }, { blocked_reason: '' }, true],
    ['a task to wait for', { kind: 'blocked' }, { depends_on: [3] }, true],
    ['nothing to wait for', { kind: 'blocked' }, {}, false],
    ['a week without a change', { kind: 'stale' }, { updated_at: ago(7) }, true],
    ['almost a week', { kind: 'stale' }, { updated_at: ago(6.99) }, false],
    ['a week in Ready', { kind: 'stale' }, { updated_at: ago(30), status: 'Ready' }, false],
    ['a week in Done', { kind: 'stale' }, { updated_at: ago(30), status: 'Done' }, false],
    ['a branch', { kind: 'has', what: 'branch' }, { git_branch: 'x' }, true],
    ['no branch', { kind: 'has', what: 'branch' }, {}, false],
    ['an analysis', { kind: 'has', what: 'analysis' }, { has_analysis: true }, true],
    ['dependencies', { kind: 'has', what: 'dependencies' }, { depends_on: [1] }, true],
    ['no dependencies', { kind: 'has', what: 'dependencies' }, {}, false],
    ['no run', { kind: 'has', what: 'run' }, {}, false],
    ['a run that goes on', { kind: 'has', what: 'run' }, { run_state: 'waiting' }, true],
    ['a run that waits for its turn', { kind: 'has', what: 'run' }, { run_state: 'queued' }, true],
    ['a run that is over', { kind: 'has', what: 'run' }, { run_state: 'failed' }, false],
    ['an id', { kind: 'id', any: [3, 12] }, {}, true],
    ['the beginning of an id', { kind: 'id', any: [1] }, {}, false],
    ['a part of the project', { kind: 'project', any: ['web', 'las-a'] }, {}, true],
    ['another project', { kind: 'project', any: ['web'] }, {}, false],
    ['a project that is not known', { kind: 'project', any: ['atlas'] }, { project_id: 9 }, false],
    ['a part of the branch', { kind: 'branch', text: 'login' }, { git_branch: 'task/12-Login' }, true],
    ['another branch', { kind: 'branch', text: 'mail' }, { git_branch: 'task/12-Login' }, false],
    ['no branch to hold it', { kind: 'branch', text: 'login' }, {}, false],
    ['added long ago', { kind: 'older', seconds: 86_400 }, { created_at: ago(1) }, true],
    ['added lately', { kind: 'older', seconds: 86_400 }, { created_at: ago(0.9) }, false],
    ['unchanged for long', { kind: 'idle', seconds: 86_400 }, { updated_at: ago(2) }, true],
    ['changed lately', { kind: 'idle', seconds: 86_400 }, { updated_at: ago(0.5), created_at: ago(9) }, false],
    ['changed after a clock that was set back', { kind: 'idle', seconds: 60 }, { updated_at: ago(-1) }, false],
    ['a word of the title', { kind: 'text', text: 'login' }, {}, true],
    ['another word', { kind: 'text', text: 'mail' }, {}, false],
    ['the beginning of the number', { kind: 'text', text: '1' }, {}, true],
    ['another number', { kind: 'text', text: '2' }, {}, false],
  ];
  it.each(cases)('%s', (_name, test, fields, expected) => {
    expect(holds(test, row(fields))).toBe(expected);
  });
});

it('finds letters however they were typed', () => {
  const composed = row({ title: 'GRÖẞE prüfen' });
  const decomposed = row({ title: 'GRO\u0308SSE pru\u0308fen' });
  expect(holds({ kind: 'text', text: fold('prüfen') }, composed)).toBe(true);
  expect(holds({ kind: 'text', text: fold('Pru\u0308fen') }, decomposed)).toBe(true);
  expect(holds({ kind: 'text', text: fold('修复') }, row({ title: '修复导出' }))).toBe(true);
});

it('finds long texts once the database has said where', () => {
  const test: FilterTest = { kind: 'text', text: 'cookie' };
  expect(holds(test, row())).toBe(false);
  expect(holds(test, row(), { hits: (text) => (text === 'cookie' ? new Set([12]) : undefined) })).toBe(true);
});

it('wants all terms to hold', () => {
  const predicate = predicateOf(
    [
      { negated: false, test: { kind: 'type', any: ['Bug'] } },
      { negated: true, test: { kind: 'blocked' } },
    ],
    around,
  );
  expect(predicate?.(row())).toBe(true);
  expect(predicate?.(row({ blocked_reason: 'x' }))).toBe(false);
  expect(predicate?.(row({ type: 'Feature' }))).toBe(false);
});

it('makes one word of a name, as the program does', () => {
  for (const [name, word] of [
    ['Code Review', 'code-review'],
    ['  My_App (old) ', 'my-app-old'],
    ['Größe 2', 'größe-2'],
    ['', ''],
    ['!!!', ''],
    ['a'.repeat(50), 'a'.repeat(40)],
    [`${'a'.repeat(30)} ${'b'.repeat(20)}`, 'a'.repeat(30)],
  ] as const) {
    expect(oneWord(name), name).toBe(word);
  }
});
