// What the tokens promise: colours that are used together can be told apart, in every theme, and no style
// goes past them.
import { describe, expect, it } from 'vitest';
import { contrast, luminance, MARK_ON, TEXT_ON } from '../src/gallery/contrast';

const sources = import.meta.glob<string>(['../src/**/*.{svelte,css}', '!../src/gallery/**'], {
  query: '?raw',
  import: 'default',
  eager: true,
});
const css = (sources['../src/tokens.css'] ?? '').replaceAll(/\/\*[^]*?\*\//g, '');

function block(selector: string): Record<string, string> {
  const start = css.indexOf(`\n${selector} {`);
  if (start < 0) throw new Error(`tokens.css has no ${selector}`);
  const body = css.slice(css.indexOf('{', start) + 1, css.indexOf('}', start));
  return Object.fromEntries([...body.matchAll(/--([a-z0-9-]+):\s*([^;]+);/g)].map(([, name, value]) => [name, value]));
}

const light = block(':root');
const dark = block("[data-theme='dark']");
const high = block("[data-contrast='high']");
const darkHigh = block("[data-theme='dark'][data-contrast='high']");

// As the cascade has it: the later of two equally specific blocks wins.
const THEMES: Record<string, Record<string, string>> = {
  light,
  dark: { ...light, ...dark },
  'light, high contrast': { ...light, ...high },
  'dark, high contrast': { ...light, ...dark, ...high, ...darkHigh },
};

describe.each(Object.entries(THEMES))('the colours in %s', (name, theme) => {
  const colour = (token: string): string => {
    const value = theme[token] ?? '';
    if (!/^#[0-9a-f]{6}$/.test(value)) throw new Error(`--${token} is no colour: “${value}”`);
    return value;
  };
  const strong = name.includes('high');

  /** Names the pairs that are too close. */
  const tooClose = (table: Record<string, string[]>, least: number): string[] =>
    Object.entries(table).flatMap(([front, grounds]) =>
      grounds
        .map((ground): [string, number] => [`${front} on ${ground}`, contrast(colour(front), colour(ground))])
        .filter(([, ratio]) => ratio < least)
        .map(([pair, ratio]) => `${pair} has ${ratio.toFixed(2)}`),
    );

  it('tell text from its ground', () => {
    expect(tooClose(TEXT_ON, strong ? 7 : 4.5)).toEqual([]);
  });

  it('tell icons, marks and the edges of fields from their ground', () => {
    expect(tooClose(MARK_ON, strong ? 4.5 : 3)).toEqual([]);
  });

  it('lighten or keep the surfaces as they rise', () => {
    const [bg, surface, raised] = ['bg', 'surface', 'raised'].map((token) => luminance(colour(token)));
    expect(bg).toBeLessThanOrEqual(surface ?? 0);
    expect(surface).toBeLessThanOrEqual(raised ?? 0);
  });
});

describe('the tokens', () => {
  const isColour = ([, value]: [string, string]): boolean => value.startsWith('#');
  const colours = Object.entries(light).filter(isColour);

  it('say every colour of light anew for dark', () => {
    expect(colours.filter(([token]) => dark[token] === undefined)).toEqual([]);
  });

  it('have no theme with a token that light does not know', () => {
    const unknown = [dark, high, darkHigh, block("[data-density='compact']")].flatMap((theme) =>
      Object.keys(theme).filter((token) => light[token] === undefined),
    );
    expect(unknown).toEqual([]);
  });
});

const HANDED_DOWN = /(?<=--)[a-z0-9-]+(?=[:=}'`])/g;

describe('the styles', () => {
  const files = Object.entries(sources)
    .filter(([path]) => !path.endsWith('/tokens.css'))
    .map(([path, text]): [string, string] => [
      path.replace('../src/', ''),
      path.endsWith('.css') ? text : (/<style>([^]*)<\/style>/.exec(text)?.[1] ?? ''),
    ]);

  it('take their colours from the tokens', () => {
    const found = files.flatMap(([path, style]) =>
      (style.replaceAll(/\/\*[^]*?\*\//g, '').match(/#[0-9a-f]{3,8}\b|\b(rgb|hsl|oklch)a?\(/gi) ?? []).map(
        (colour) => `${path}: ${colour}`,
      ),
    );
    expect(found).toEqual([]);
  });

  it('ask only for tokens that there are', () => {
    // What a component hands down to its parts is set in a style attribute or an attachment.
    const own = new Set(Object.values(sources).flatMap((text): string[] => text.match(HANDED_DOWN) ?? []));
    const found = files.flatMap(([path, style]) =>
      [...style.matchAll(/var\(--([a-z0-9-]+)/g)]
        .map(([, token]) => token ?? '')
        .filter((token) => light[token] === undefined && !own.has(token))
        .map((token) => `${path}: --${token}`),
    );
    expect(found).toEqual([]);
  });
});
