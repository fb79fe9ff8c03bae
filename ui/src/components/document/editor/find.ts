// The editor's search panel: find, and replace where the text can be changed.
import {
  closeSearchPanel,
  findNext,
  findPrevious,
  getSearchQuery,
  replaceAll,
  replaceNext,
  search,
  SearchQuery,
  setSearchQuery,
} from '@codemirror/search';
import type { Extension } from '@codemirror/state';
import { runScopeHandlers, type EditorView, type Panel, type ViewUpdate } from '@codemirror/view';
import { t } from '../../../texts';

/** More matches than this are not counted. */
const MOST = 1000;
const COUNT_AFTER_MS = 120;

// Outlines of the window's icon set (Lucide).
const ICONS = {
  up: 'm18 15-6-6-6 6',
  down: 'm6 9 6 6 6-6',
  close: 'M18 6 6 18M6 6l12 12',
};

function icon(path: string): SVGElement {
  const namespace = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(namespace, 'svg');
  const line = document.createElementNS(namespace, 'path');
  for (const [name, value] of Object.entries({
    viewBox: '0 0 24 24',
    fill: 'none',
    stroke: 'currentColor',
    'stroke-width': '2',
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
    'aria-hidden': 'true',
  })) {
    svg.setAttribute(name, value);
  }
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
}

function button(label: string, face: string | SVGElement, press: () => void): HTMLButtonElement {
  const made = document.createElement('button');
  made.type = 'button';
  made.append(face);
  if (face !== label) {
    made.title = label;
    made.setAttribute('aria-label', label);
  }
  made.addEventListener('click', press);
  return made;
}

function input(label: string, value: string): HTMLInputElement {
  const made = document.createElement('input');
  made.value = value;
  made.placeholder = label;
  made.spellcheck = false;
  made.setAttribute('aria-label', label);
  return made;
}

class FindPanel implements Panel {
  readonly dom = document.createElement('div');
  readonly top = true;
  readonly #view: EditorView;
  readonly #find: HTMLInputElement;
  readonly #replace: HTMLInputElement;
  readonly #case: HTMLButtonElement;
  readonly #pattern: HTMLButtonElement;
  readonly #count = document.createElement('span');
  #query: SearchQuery;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(view: EditorView) {
    this.#view = view;
    this.#query = getSearchQuery(view.state);
    const words = t.document.find;
    this.#find = input(words.find, this.#query.search);
    // CodeMirror puts the focus here when the panel opens.
    this.#find.setAttribute('main-field', 'true');
    this.#replace = input(words.replace, this.#query.replace);
    this.#case = button(words.matchCase, 'Aa', () => this.#toggle(this.#case));
    this.#pattern = button(words.pattern, '.*', () => this.#toggle(this.#pattern));
    this.#count.className = 'count';
    this.#count.setAttribute('role', 'status');
    this.dom.className = 'cm-find';
    this.dom.setAttribute('role', 'search');
    this.dom.addEventListener('keydown', (event) => this.#key(event));
    for (const field of [this.#find, this.#replace]) field.addEventListener('input', () => this.#commit());
    this.dom.append(
      this.#find,
      group(
        this.#case,
        this.#pattern,
        button(words.previous, icon(ICONS.up), () => findPrevious(view)),
        button(words.next, icon(ICONS.down), () => findNext(view)),
      ),
      this.#count,
      button(t.shared.close, icon(ICONS.close), () => closeSearchPanel(view)),
    );
    if (!view.state.readOnly) {
      const one = button(words.replaceOne, words.replaceOne, () => replaceNext(view));
      const all = button(words.replaceAll, words.replaceAll, () => replaceAll(view));
      this.dom.append(this.#replace, group(one, all));
    }
    this.#show();
  }

  mount(): void {
    this.#find.select();
  }

  update(update: ViewUpdate): void {
    for (const transaction of update.transactions) {
      for (const effect of transaction.effects) {
        if (effect.is(setSearchQuery) && !effect.value.eq(this.#query)) {
          this.#query = effect.value;
          this.#find.value = this.#query.search;
          this.#replace.value = this.#query.replace;
          this.#show();
        }
      }
    }
    if (update.docChanged) this.#countSoon();
  }

  destroy(): void {
    clearTimeout(this.#timer);
  }

  #toggle(of: HTMLButtonElement): void {
    of.setAttribute('aria-pressed', String(of.getAttribute('aria-pressed') !== 'true'));
    this.#commit();
  }

  #commit(): void {
    const query = new SearchQuery({
      search: this.#find.value,
      replace: this.#replace.value,
      caseSensitive: this.#case.getAttribute('aria-pressed') === 'true',
      regexp: this.#pattern.getAttribute('aria-pressed') === 'true',
      literal: true,
    });
    if (query.eq(this.#query)) return;
    this.#query = query;
    this.#view.dispatch({ effects: setSearchQuery.of(query) });
    this.#show();
  }

  #show(): void {
    this.#case.setAttribute('aria-pressed', String(this.#query.caseSensitive));
    this.#pattern.setAttribute('aria-pressed', String(this.#query.regexp));
    this.#find.setAttribute('aria-invalid', String(this.#query.search !== '' && !this.#query.valid));
    this.#countSoon();
  }

  #countSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.#count.textContent = this.#counted()), COUNT_AFTER_MS);
  }

  #counted(): string {
    if (this.#query.search === '') return '';
    if (!this.#query.valid) return t.document.find.invalid;
    const cursor = this.#query.getCursor(this.#view.state);
    let count = 0;
    while (count <= MOST && !cursor.next().done) count += 1;
    return count > MOST ? t.document.find.many(MOST) : t.document.find.matches(count);
  }

  #key(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (runScopeHandlers(this.#view, event, 'search-panel')) event.preventDefault();
    else if (event.key === 'Enter' && event.target === this.#find) {
      event.preventDefault();
      (event.shiftKey ? findPrevious : findNext)(this.#view);
    } else if (event.key === 'Enter' && event.target === this.#replace) {
      event.preventDefault();
      replaceNext(this.#view);
    }
  }
}

function group(...parts: HTMLElement[]): HTMLElement {
  const made = document.createElement('div');
  made.className = 'do';
  made.append(...parts);
  return made;
}

export const findPanel: Extension = search({ top: true, literal: true, createPanel: (view) => new FindPanel(view) });
