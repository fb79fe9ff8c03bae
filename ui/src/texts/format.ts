// Numbers, plurals and lists as the user's language writes them.

/** Returns a language as it was given where it can be used: in the locale `C`, WebKit says that the language is “C”. */
export function usableLocale(language: string | undefined): string {
  try {
    return (language && Intl.getCanonicalLocales(language)[0]) || 'en';
  } catch {
    return 'en';
  }
}

/** The language of numbers and dates: the system's, also where the texts are in another. */
export const locale: string = usableLocale(globalThis.navigator?.language);

const numbers = new Intl.NumberFormat(locale);
const lists = new Intl.ListFormat('en', { style: 'long', type: 'conjunction' });
const plurals = new Intl.PluralRules('en');

/** Returns a number with the separators of the user's language. */
export function number(value: number): string {
  return numbers.format(value);
}

/** Returns the form of a text that a count asks for, with `{}` as the place of the count. */
export function plural(count: number, forms: Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }): string {
  return (forms[plurals.select(count)] ?? forms.other).replace('{}', number(count));
}

/** Returns the parts as one enumeration: `a, b, and c`. */
export function list(parts: readonly string[]): string {
  return lists.format(parts);
}
