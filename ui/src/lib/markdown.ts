// Renders a user's Markdown as a safe piece of document. It owns the grammar (GitHub's) and what may
// stay in the result; it refuses scripts, styles, frames, forms, remote images and every link that is
// not http, https or mailto. Import it lazily: it brings a parser and a sanitiser with it.

import DOMPurify from 'dompurify';
import { Marked, type Tokens } from 'marked';

/** Texts up to this many characters render at once; longer ones render their beginning first. */
export const PIECE = 20_000;

const TAGS = [
  ...['a', 'b', 'blockquote', 'br', 'code', 'dd', 'del', 'details', 'div', 'dl', 'dt', 'em', 'h1', 'h2', 'h3', 'h4'],
  ...['h5', 'h6', 'hr', 'i', 'ins', 'kbd', 'li', 'mark', 'ol', 'p', 'pre', 'q', 's', 'samp', 'small', 'span'],
  ...['strong', 'sub', 'summary', 'sup', 'table', 'tbody', 'td', 'tfoot', 'th', 'thead', 'tr', 'u', 'ul', 'var'],
];
const ATTRIBUTES = ['href', 'title', 'class', 'start', 'colspan', 'rowspan', 'align', 'open'];

// Marks of the renderer's own, so that no text of the user's can pass for a box or a picture.
const OWN = crypto.getRandomValues(new Uint32Array(2)).join('-');
const BOX = `box-${OWN}`;
const IMAGE = `image-${OWN}`;

const escape = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

const marked = new Marked({
  gfm: true,
  async: false,
  renderer: {
    checkbox: ({ checked }: Tokens.Checkbox) => `<span class="${BOX}${checked ? ' on' : ''}"></span> `,
    image: ({ href, title, text }: Tokens.Image) => imageMark(href, text || title || ''),
  },
});

function imageMark(address: string, alt: string): string {
  return `<span class="${IMAGE}" title="${escape(address)}">${escape(alt || address)}</span>`;
}

/** Returns the address when a link may be opened outside, else null. */
export function outsideLink(href: string): string | null {
  if (!/^(?:https?:\/\/|mailto:)/i.test(href.trim())) return null;
  try {
    return new URL(href.trim()).href;
  } catch {
    return null;
  }
}

/**
 * Returns the Markdown as a document fragment that is safe to insert. Text that no parser can follow
 * (thousands of nested quotes) comes back as plain text.
 */
export function renderMarkdown(source: string): DocumentFragment {
  let html: string;
  try {
    html = marked.parse(source, { async: false });
  } catch {
    return plain(source);
  }
  if (/<img/i.test(html)) html = marksForImages(html);
  const fragment = DOMPurify.sanitize(html, {
    ALLOWED_TAGS: TAGS,
    ALLOWED_ATTR: ATTRIBUTES,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  });
  settle(fragment);
  return fragment;
}

function plain(source: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  const pre = document.createElement('pre');
  pre.textContent = source;
  fragment.append(pre);
  return fragment;
}

// A parsed document is inert: it loads no image and runs no script. It is sanitised afterwards.
function marksForImages(html: string): string {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  for (const image of parsed.querySelectorAll('img')) {
    const mark = parsed.createElement('span');
    mark.className = IMAGE;
    mark.title = image.getAttribute('src') ?? '';
    mark.textContent = image.getAttribute('alt') || mark.title;
    image.replaceWith(mark);
  }
  return parsed.body.innerHTML;
}

function settle(fragment: DocumentFragment): void {
  for (const mark of fragment.querySelectorAll(`.${IMAGE}`)) settleImage(mark);
  for (const link of fragment.querySelectorAll('a')) settleLink(link);
  let box = 0;
  for (const element of fragment.querySelectorAll('[class]')) {
    if (element.classList.contains(BOX)) {
      element.replaceWith(checkbox(element.classList.contains('on'), box++));
    } else if (element.tagName === 'CODE') {
      const language = [...element.classList].find((name) => /^language-[\w+#.-]{1,40}$/.test(name));
      if (language) element.className = language;
      else element.removeAttribute('class');
    } else if (!element.classList.contains(IMAGE)) element.removeAttribute('class');
    else element.className = 'image';
  }
  for (const item of fragment.querySelectorAll('li')) {
    const first = item.firstElementChild;
    if (first?.matches('input') || first?.firstElementChild?.matches('p > input')) item.classList.add('task');
  }
  for (const element of fragment.querySelectorAll('p, li, h1, h2, h3, h4, h5, h6, td, th, blockquote, summary')) {
    element.setAttribute('dir', 'auto');
  }
  outline(fragment);
  for (const table of fragment.querySelectorAll('table')) {
    const frame = document.createElement('div');
    frame.className = 'table';
    table.replaceWith(frame);
    frame.append(table);
  }
}

// The headings of a text stand below the panel's own title in the page's outline, without a gap.
function outline(fragment: DocumentFragment): void {
  const headings = [...fragment.querySelectorAll('h1, h2, h3, h4, h5, h6')];
  const top = Math.min(...headings.map((heading) => Number(heading.tagName[1])));
  let before = 2;
  for (const heading of headings) {
    const level = Math.min(3 + Number(heading.tagName[1]) - top, before + 1);
    heading.setAttribute('aria-level', String(level));
    before = level;
  }
}

// A picture is a link to where it is, or its words within a link that is there already.
function settleImage(mark: Element): void {
  if (mark.closest('a')) {
    mark.removeAttribute('title');
    return;
  }
  const link = document.createElement('a');
  link.className = mark.className;
  link.setAttribute('href', mark.getAttribute('title') ?? '');
  link.append(...mark.childNodes);
  mark.replaceWith(link);
}

function settleLink(link: HTMLAnchorElement): void {
  const address = outsideLink(link.getAttribute('href') ?? '');
  if (address === null) {
    const text = document.createElement('span');
    text.append(...link.childNodes);
    link.replaceWith(text);
    return;
  }
  link.setAttribute('href', address);
  link.setAttribute('rel', 'noopener noreferrer nofollow');
  link.title = address;
}

function checkbox(checked: boolean, index: number): HTMLInputElement {
  const input = document.createElement('input');
  input.type = 'checkbox';
  input.defaultChecked = checked;
  input.disabled = true;
  input.dataset.box = String(index);
  return input;
}

const BOX_LINE = /^((?:\s|>)*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)+)\[([ xX])\](?=\s+\S)/;

/** Returns where the boxes of the task lists stand: the offsets of the character between the brackets. */
export function taskBoxes(source: string): number[] {
  const boxes: number[] = [];
  let fence: string | null = null;
  let offset = 0;
  for (const line of source.split('\n')) {
    const mark = /^[\s>]*(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence !== null) {
      if (mark?.startsWith(fence) && line.trim().replace(/^[\s>]*/, '') === mark) fence = null;
    } else if (mark !== undefined) {
      fence = mark;
    } else {
      const found = BOX_LINE.exec(line);
      if (found) boxes.push(offset + (found[1]?.length ?? 0) + 1);
    }
    offset += line.length + 1;
  }
  return boxes;
}

/** Returns the source with its box number `index` ticked or cleared, or null when there is none. */
export function toggleBox(source: string, index: number): string | null {
  const at = taskBoxes(source)[index];
  if (at === undefined) return null;
  return source.slice(0, at) + (source[at] === ' ' ? 'x' : ' ') + source.slice(at + 1);
}

/**
 * Cuts a long source into pieces of about `PIECE` characters between its blocks, so that each renders
 * on its own; a fence that a cut falls into is closed and opened again.
 */
export function pieces(source: string, size: number = PIECE): string[] {
  if (source.length <= size) return [source];
  const result: string[] = [];
  let piece = '';
  let fence: string | null = null;
  const put = (): void => {
    result.push(fence === null ? piece : `${piece}${fence}\n`);
    piece = fence === null ? '' : `${fence}\n`;
  };
  for (const whole of source.split('\n')) {
    const sliced = slices(whole, size);
    for (const line of sliced) {
      const mark = /^\s{0,3}(`{3,}|~{3,})/.exec(line)?.[1];
      if (mark !== undefined) {
        if (fence === null) fence = mark;
        else if (mark.startsWith(fence) && line.trim() === mark) fence = null;
      }
      piece += `${line}\n`;
      const between = line.trim() === '' || sliced.length > 1 || piece.length > size * 1.5;
      if (piece.length >= size && between) put();
    }
  }
  if (piece.trim() !== '') result.push(piece);
  return result;
}

function slices(line: string, size: number): string[] {
  if (line.length <= size) return [line];
  const parts: string[] = [];
  for (let at = 0; at < line.length; at += size) parts.push(line.slice(at, at + size));
  return parts;
}
