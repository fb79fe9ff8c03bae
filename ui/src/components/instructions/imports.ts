// The imports of a text, in words and as the editor draws them.
import type { Import } from '../../lib/host';
import { t } from '../../texts';
import type { EditorLink } from '../document/editor/links';

/** Returns what an import leads to, or why it leads nowhere. */
export function importTitle(one: Import): string {
  return one.state === 'found' ? t.document.imports.found(one.path ?? one.written) : t.document.imports[one.state];
}

/** Returns the imports that the text itself names, as the editor draws them. */
export function linksOf(imports: readonly Import[]): EditorLink[] {
  return imports.map((one) => ({
    line: one.line,
    column: one.column,
    length: one.written.length + 1,
    state: one.state,
    title: importTitle(one),
  }));
}
