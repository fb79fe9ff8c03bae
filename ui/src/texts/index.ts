// All texts that the window shows, one catalogue a language. A text with a gap is a function, or has `{}`
// where something of its own stands (components/shared/Gap.svelte). A further language is one more folder
// whose catalogue has the type `Texts`, chosen here.
import { en } from './en';
import { pseudo } from './pseudo';

export type Texts = typeof en;

function chosen(): Texts {
  // Never in the built app: the condition is false there, and the made-up language is not in the bundle.
  if (import.meta.env.DEV || import.meta.env.MODE === 'memory') {
    if (new URLSearchParams(globalThis.location?.search ?? '').get('texts') === 'pseudo') return pseudo(en);
  }
  return en;
}

export const t: Texts = chosen();

export { list, locale, number, plural } from './format';
