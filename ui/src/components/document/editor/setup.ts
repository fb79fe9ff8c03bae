// What the editor can do: history, search, Markdown, soft wrap. Its keys are its own while it has the focus.
import { defaultKeymap, history, historyKeymap, indentLess, indentMore } from '@codemirror/commands';
import { deleteMarkupBackward, insertNewlineContinueMarkup, markdownLanguage } from '@codemirror/lang-markdown';
import { yamlFrontmatter } from '@codemirror/lang-yaml';
import { bracketMatching, indentUnit, LanguageSupport } from '@codemirror/language';
import { lintGutter, nextDiagnostic } from '@codemirror/lint';
import { searchKeymap } from '@codemirror/search';
import { Compartment, EditorState, Prec, type Extension } from '@codemirror/state';
import {
  drawSelection,
  dropCursor,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  placeholder,
  type KeyBinding,
} from '@codemirror/view';
import { t } from '../../../texts';
import { findPanel } from './find';
import { importLinks } from './links';
import { look } from './look';

export type EditorLanguage = 'markdown' | 'agent';

/** What may change while the editor lives. */
export interface EditorParts {
  label: string;
  readonly: boolean;
  placeholder: string;
  /** Whether there is room beside the lines for marks. */
  marked: boolean;
}

const editable = new Compartment();
const named = new Compartment();
const gutter = new Compartment();
const empty = new Compartment();

function partsOf(parts: EditorParts): [Compartment, Extension][] {
  return [
    [editable, EditorState.readOnly.of(parts.readonly)],
    [
      named,
      EditorView.contentAttributes.of({
        'aria-label': parts.label,
        'aria-readonly': String(parts.readonly),
        spellcheck: 'true',
        autocapitalize: 'off',
        dir: 'auto',
      }),
    ],
    [gutter, parts.marked ? lintGutter() : []],
    [empty, parts.placeholder === '' ? [] : placeholder(parts.placeholder)],
  ];
}

/** Brings the parts that may change up to date. */
export function reconfigure(view: EditorView, parts: EditorParts): void {
  view.dispatch({ effects: partsOf(parts).map(([compartment, extension]) => compartment.reconfigure(extension)) });
}

/** Markdown alone, or below a front matter in YAML. The parsers of HTML and scripts are not needed and stay out. */
function languageOf(language: EditorLanguage): Extension {
  const markdown = new LanguageSupport(markdownLanguage);
  return language === 'agent' ? yamlFrontmatter({ content: markdown }) : markdown;
}

const OWN: readonly KeyBinding[] = [
  { key: 'Enter', run: insertNewlineContinueMarkup },
  { key: 'Backspace', run: deleteMarkupBackward },
  { key: 'F8', run: nextDiagnostic },
  // Indenting takes Tab only inside; `Esc` and then `Tab` leaves.
  { key: 'Tab', run: indentMore, shift: indentLess },
];

/** Returns all that the editor is made of. */
export function extensions(
  language: EditorLanguage,
  parts: EditorParts,
  leave: () => void,
  more: Extension,
): Extension {
  return [
    more,
    lineNumbers(),
    highlightSpecialChars(),
    history(),
    drawSelection(),
    dropCursor(),
    bracketMatching({ brackets: '()[]{}' }),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    EditorView.lineWrapping,
    indentUnit.of('  '),
    languageOf(language),
    findPanel,
    importLinks,
    look,
    EditorState.phrases.of(t.document.phrases),
    partsOf(parts).map(([compartment, extension]) => compartment.of(extension)),
    Prec.high(keymap.of(OWN)),
    keymap.of([...searchKeymap, ...historyKeymap, ...defaultKeymap]),
    // After CodeMirror's own, which closes the search panel or gives a selection up.
    Prec.lowest(
      keymap.of([
        {
          key: 'Escape',
          run: () => {
            leave();
            return true;
          },
        },
      ]),
    ),
  ];
}
