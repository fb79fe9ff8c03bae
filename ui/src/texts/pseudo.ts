// A made-up language for looking at the window: each text a third longer and with accents, between marks.
// What shows without accents does not come from the catalogue; what shows without its end is cut off.

const LETTERS: Record<string, string> = {
  ...letters('abcdefghijklmnopqrstuvwxyz', 'åƀçđéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýž'),
  ...letters('ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'ÅƁÇĐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ'),
};

function letters(plain: string, accented: string): Record<string, string> {
  const signs = [...accented];
  return Object.fromEntries([...plain].map((letter, at) => [letter, signs[at] ?? letter]));
}

/** Returns a text in the made-up language. Gaps and markers in braces stay as they are. */
export function pseudoText(text: string): string {
  // An empty text means that there is nothing to say; what has its marks already is part of a longer text.
  if (text === '') return text;
  const accented = text.replace(/\{[a-z]*\}|[A-Za-z]/g, (found) => LETTERS[found] ?? found);
  if (accented === text) return text;
  return `⟦${accented.replaceAll(/[⟦⟧]/g, '')}${' ~'.repeat(Math.ceil((text.length * 0.3) / 2))}⟧`;
}

/** Returns the catalogue in the made-up language. */
export function pseudo<T>(catalogue: T): T {
  return translated(catalogue) as T;
}

function translated(value: unknown): unknown {
  if (typeof value === 'string') return pseudoText(value);
  if (typeof value === 'function') return (...gaps: unknown[]): unknown => translated(Reflect.apply(value, null, gaps));
  if (Array.isArray(value)) return value.map(translated);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, text]) => [name, translated(text)]));
  }
  return value;
}
