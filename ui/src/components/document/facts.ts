// What is unusual about a file's bytes, in a word each.
import type { DocumentText } from '../../lib/host';
import { t } from '../../texts';

export interface Fact {
  label: string;
  hint: string;
  /** It stands in the way of something. */
  warn: boolean;
}

/** Returns what should be said about a file beside its name. */
export function factsOf(document: DocumentText): Fact[] {
  const words = t.document.facts;
  const ending = words.ending[document.line_ending];
  const fact = (label: string, hint: string, warn = false): Fact => ({ label, hint, warn });
  return [
    ...(document.exists && !document.writable ? [fact(words.readOnly, words.readOnlyHint, true)] : []),
    ...(document.utf8 ? [] : [fact(words.notUtf8, words.notUtf8Hint, true)]),
    ...(document.bom ? [fact(words.bom, words.bomHint)] : []),
    ...(ending === '' ? [] : [fact(ending, words.endingHint)]),
    ...(document.linked_to === null ? [] : [fact(words.linked(document.linked_to), document.file)]),
  ];
}
