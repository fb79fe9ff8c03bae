// The imports of a text, drawn by what they lead to. They move with the text until the next ones come.
import { RangeSetBuilder, StateEffect, StateField, type Extension, type Text } from '@codemirror/state';
import { Decoration, EditorView, type DecorationSet } from '@codemirror/view';
import type { ImportState } from '../../../lib/host';

export interface EditorLink {
  /** 1-based. */
  line: number;
  /** Of the `@`, in UTF-16 units from the line's start. */
  column: number;
  /** With the `@`. */
  length: number;
  state: ImportState;
  /** What it leads to, in words. */
  title: string;
}

const linksShown = StateEffect.define<readonly EditorLink[]>();

function drawn(doc: Text, links: readonly EditorLink[]): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  const places = links.flatMap((link) => {
    if (link.line < 1 || link.line > doc.lines || link.length < 1) return [];
    const line = doc.line(link.line);
    const from = line.from + link.column;
    const to = from + link.length;
    // The text may have moved on since it was looked at.
    if (to > line.to || line.text[link.column] !== '@') return [];
    return [{ from, to, link }];
  });
  places.sort((a, b) => a.from - b.from || a.to - b.to);
  for (const { from, to, link } of places) {
    builder.add(
      from,
      to,
      Decoration.mark({ class: `cm-import cm-import-${link.state}`, attributes: { title: link.title } }),
    );
  }
  return builder.finish();
}

const field = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(shown, transaction) {
    let next = shown.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (effect.is(linksShown)) next = drawn(transaction.state.doc, effect.value);
    }
    return next;
  },
  provide: (of) => EditorView.decorations.from(of),
});

export const importLinks: Extension = field;

/** Shows the imports of the text. */
export function showLinks(view: EditorView, links: readonly EditorLink[]): void {
  view.dispatch({ effects: linksShown.of(links) });
}
