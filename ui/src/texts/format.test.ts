import { expect, it } from 'vitest';
import { usableLocale } from './format';

it('takes the system’s language, and English where it has none that can be used', () => {
  expect(usableLocale('de-CH')).toBe('de-CH');
  for (const unusable of ['C', 'POSIX!', '', undefined]) expect(usableLocale(unusable), unusable).toBe('en');
});
