// Every text that a person reads stands in the catalogue: none is left in a template, in an attribute that
// is read out or shown, or in a message that a script makes.
import { parse, type AST } from 'svelte/compiler';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { en } from '../src/texts/en';
import { pseudo, pseudoText } from '../src/texts/pseudo';

/** All but the catalogue itself, and the page that shows every component to its makers. */
const sources = import.meta.glob<string>(
  ['../src/**/*.{svelte,ts}', '!../src/{texts,gallery}/**', '!../src/**/*.test.ts', '!../src/lib/bindings.ts'],
  { query: '?raw', import: 'default', eager: true },
);

/** Attributes and properties whose value a person reads. */
const READ =
  /^(aria-label|aria-description|aria-roledescription|aria-valuetext|title|placeholder|alt|label|text|hint|message|note|none|empty|start)$/;
const LETTERS = /\p{L}{2}/u;

/** Words that are the same in every language. */
const NAMES = new Set(['ClaudeTask']);

const isText = (text: string): boolean => LETTERS.test(text) && !NAMES.has(text.trim());

interface Found {
  line: number;
  text: string;
}

type Node = { type: string; start: number } & Record<string, unknown>;

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value;

/** Texts that an expression may answer: `open ? 'Hide' : 'Show'`, `` `Task ${id}` ``. */
function answered(node: unknown): { start: number; text: string }[] {
  if (!isNode(node)) return [];
  switch (node.type) {
    case 'Literal':
      return typeof node['value'] === 'string' ? [{ start: node.start, text: node['value'] }] : [];
    case 'TemplateLiteral':
      return (node['quasis'] as (Node & { value: { raw: string } })[]).map((part) => ({
        start: part.start,
        text: part.value.raw,
      }));
    case 'ConditionalExpression':
      return [...answered(node['consequent']), ...answered(node['alternate'])];
    case 'LogicalExpression':
    case 'BinaryExpression':
      return node['operator'] === '===' || node['operator'] === '!=='
        ? []
        : [...answered(node['left']), ...answered(node['right'])];
    default:
      return [];
  }
}

/** Finds texts in the template of a component. */
function inTemplate(source: string): Found[] {
  const found: Found[] = [];
  const lineOf = (at: number): number => source.slice(0, at).split('\n').length;
  const take = (parts: { start: number; text: string }[]): void => {
    for (const part of parts) if (isText(part.text)) found.push({ line: lineOf(part.start), text: part.text.trim() });
  };
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(visit);
    if (!isNode(node)) return;
    if (node.type === 'Text') take([{ start: node.start, text: String(node['data']) }]);
    if (node.type === 'ExpressionTag') take(answered(node['expression']));
    if (node.type === 'Attribute') {
      if (!READ.test(String(node['name']))) return visit(nested(node['value']));
      const value: unknown = node['value'];
      for (const part of Array.isArray(value) ? value : [value]) visit(part);
      return;
    }
    if (
      node.type === 'StyleDirective' ||
      node.type === 'StyleSheet' ||
      node.type === 'Script' ||
      node.type === 'ClassDirective'
    )
      return;
    for (const [name, child] of Object.entries(node)) {
      if (name !== 'expression' || node.type !== 'ExpressionTag') visit(child);
    }
  };
  const root: AST.Root = parse(source, { modern: true });
  visit(root.fragment);
  return found;
}

/** Snippets and elements inside of an attribute that is not read itself. */
function nested(value: unknown): unknown {
  return Array.isArray(value)
    ? value.filter((part) => isNode(part) && part.type !== 'Text' && part.type !== 'ExpressionTag')
    : null;
}

/** Finds texts in what a script says: `toasts.show({ text: 'Saved' })`, `{ label: 'Close' }`. */
function inScript(source: string): Found[] {
  const found: Found[] = [];
  const file = ts.createSourceFile('x.ts', source, ts.ScriptTarget.Latest, true);
  const texts = (node: ts.Expression): string[] => {
    if (ts.isStringLiteralLike(node)) return [node.text];
    if (ts.isTemplateExpression(node)) return [node.head.text, ...node.templateSpans.map((span) => span.literal.text)];
    if (ts.isConditionalExpression(node)) return [...texts(node.whenTrue), ...texts(node.whenFalse)];
    if (ts.isParenthesizedExpression(node)) return texts(node.expression);
    if (ts.isBinaryExpression(node)) return [...texts(node.left), ...texts(node.right)];
    if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) return texts(node.body);
    return [];
  };
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && READ.test(node.name.getText(file).replaceAll(/['"]/g, ''))) {
      for (const text of texts(node.initializer)) {
        const line = file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
        if (isText(text)) found.push({ line, text });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function findIn(path: string, source: string): string[] {
  const script = path.endsWith('.svelte')
    ? [...source.matchAll(/<script[^>]*>([^]*?)<\/script>/g)].flatMap((part) => {
        const before = source.slice(0, part.index).split('\n').length - 1;
        return inScript(part[1] ?? '').map((one) => ({ ...one, line: one.line + before }));
      })
    : inScript(source);
  const template = path.endsWith('.svelte') ? inTemplate(source) : [];
  return [...template, ...script].map(({ line, text }) => `${path}:${line} “${text}”`);
}

const files = Object.entries(sources).map(([path, source]): [string, string] => [path.replace('../src/', ''), source]);

describe('the catalogue holds the texts', () => {
  it('of every component and script', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(files.flatMap(([path, source]) => findIn(path, source))).toEqual([]);
  });

  it.each([
    ['a text of a template', 'x.svelte', '<p>Nothing here</p>'],
    ['a text beside a value', 'x.svelte', '<p>{count} tasks</p>'],
    ['a choice of texts', 'x.svelte', "<p>{open ? 'Hide' : more || `Show ${more}`}</p>"],
    ['an attribute', 'x.svelte', '<input placeholder="Name" />'],
    ['an attribute of a component', 'x.svelte', '<Field label={`Name of ${thing}`} />'],
    ['a snippet in a component', 'x.svelte', '<Field>{#snippet after()}<b>Then</b>{/snippet}</Field>'],
    ['a menu in a script', 'x.svelte', "<script>const items = [{ label: 'Close' }];</script>"],
    ['a toast', 'x.ts', 'toasts.show({ text: `${name} saved` });'],
    ['an error of the page', 'x.ts', "throw { code: 'x', message: 'It failed.', hint: why ? 'Wait.' : '' };"],
  ])('and notices %s', (_, path, source) => {
    expect(findIn(path, source).length).toBeGreaterThan(0);
  });

  it.each([
    ['x.svelte', '<p class="wide" data-testid="here">{t.task.none} · {#if a === \'Done\'}#{id}{/if}</p>'],
    ['x.svelte', '<Field label={t.task.name} {title} kbd="Escape" />'],
    ['x.svelte', '<p style:width={`${width}px`} style="color: red">{#each [\'a\'] as b (`${b} key`)}{b}{/each}</p>'],
    ['x.ts', "const event = { kind: 'created', text: t.board.moved(id) };"],
  ])('and lets %s pass: %s', (path, source) => {
    expect(findIn(path, source)).toEqual([]);
  });
});

describe('the made-up language', () => {
  it('has every text of the catalogue, longer and with accents', () => {
    const check = (real: unknown, made: unknown, name: string): void => {
      expect(typeof made, name).toBe(typeof real);
      if (typeof real === 'string' && LETTERS.test(real.replaceAll(/\{[a-z]*\}/g, ''))) {
        expect(String(made), name).not.toMatch(/[A-Za-z]{2}(?![a-z]*\})/);
        expect(String(made).length, name).toBeGreaterThan(real.length);
      }
      if (typeof real !== 'object' || real === null || typeof made !== 'object' || made === null) return;
      expect(Object.keys(made), name).toEqual(Object.keys(real));
      for (const [key, value] of Object.entries(real)) check(value, Reflect.get(made, key), `${name}.${key}`);
    };
    check(en, pseudo(en), 'en');
  });

  it('keeps gaps and markers', () => {
    expect(pseudoText('May hold {id}: {}')).toMatch(/\{id\}.*\{\}/);
    expect(pseudo(en).task.created).toContain('{}');
  });

  it('speaks through the texts with gaps', () => {
    expect(pseudo(en).task.name(12)).toMatch(/^⟦Ţåšķ #12/);
  });
});
