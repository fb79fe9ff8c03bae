// How the editor looks: all colours are the window's tokens, which pass through the shadow root, so that theme
// and contrast change without the editor's doing.
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const theme = EditorView.theme({
  '&': {
    height: '100%',
    backgroundColor: 'var(--surface)',
    color: 'var(--ink)',
    fontSize: '13px',
  },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': {
    overflow: 'auto',
    fontFamily: 'var(--mono)',
    lineHeight: '21px',
    scrollbarWidth: 'thin',
    overscrollBehavior: 'contain',
  },
  '.cm-content': { padding: '12px 0 40vh', caretColor: 'var(--ink)' },
  '.cm-line': { padding: '0 20px 0 12px' },
  '.cm-cursor, .cm-dropCursor': { borderLeft: '2px solid var(--accent)', marginLeft: '-1px' },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': {
    background: 'var(--selection)',
  },
  '.cm-content ::selection': { backgroundColor: 'transparent' },
  '.cm-activeLine': { backgroundColor: 'transparent' },
  '&.cm-focused .cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--hover) 60%, transparent)' },
  '.cm-placeholder': { color: 'var(--ink-3)' },
  '.cm-gutters': {
    border: '0',
    backgroundColor: 'var(--surface)',
    color: 'var(--ink-3)',
    fontSize: '11px',
    fontVariantNumeric: 'tabular-nums',
  },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '36px', padding: '0 4px 0 8px' },
  '.cm-activeLineGutter': { backgroundColor: 'transparent' },
  '&.cm-focused .cm-activeLineGutter': { color: 'var(--ink)' },
  '.cm-specialChar': { color: 'var(--danger)' },
  '.cm-searchMatch': {
    borderRadius: '3px',
    backgroundColor: 'var(--warn-soft)',
    boxShadow: '0 0 0 1px color-mix(in srgb, var(--warn) 45%, transparent)',
  },
  '.cm-searchMatch.cm-searchMatch-selected': {
    backgroundColor: 'var(--selection)',
    boxShadow: '0 0 0 1px var(--focus)',
  },
  '.cm-selectionMatch': { backgroundColor: 'color-mix(in srgb, var(--selection) 50%, transparent)' },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': {
    backgroundColor: 'transparent',
    boxShadow: '0 0 0 1px var(--line-strong)',
  },

  // Problems: a wavy line under the words, a mark in the gutter, the sentence on hover.
  '.cm-gutter-lint': { width: '20px' },
  '.cm-gutter-lint .cm-gutterElement': { padding: '0 0 0 6px' },
  '.cm-lint-marker': {
    width: '14px',
    height: '14px',
    marginTop: '3px',
    borderRadius: '50%',
    font: '600 10px/14px var(--font)',
    textAlign: 'center',
  },
  '.cm-lint-marker::before': { content: '"!"' },
  '.cm-lint-marker-error': { content: 'normal', background: 'var(--bug-soft)', color: 'var(--danger)' },
  '.cm-lint-marker-warning': { content: 'normal', background: 'var(--warn-soft)', color: 'var(--warn)' },
  '.cm-lint-marker-info': { content: 'normal', background: 'var(--run-soft)', color: 'var(--run)' },
  '.cm-lint-marker-info::before': { content: '"i"' },
  '.cm-lintRange': {
    backgroundImage: 'none',
    paddingBottom: '0',
    textDecorationLine: 'underline',
    textDecorationStyle: 'wavy',
    textDecorationThickness: '1px',
    textUnderlineOffset: '3px',
    textDecorationSkipInk: 'none',
  },
  '.cm-lintRange-error': { textDecorationColor: 'var(--danger)' },
  '.cm-lintRange-warning': { textDecorationColor: 'var(--warn)' },
  '.cm-lintRange-info': { textDecorationColor: 'var(--run)' },
  '.cm-lintRange-active': { backgroundColor: 'transparent' },
  '.cm-lintPoint::after': { display: 'none' },
  '.cm-tooltip': {
    maxWidth: 'min(420px, 80vw)',
    overflow: 'hidden',
    border: '0',
    borderRadius: 'var(--r-md)',
    backgroundColor: 'var(--raised)',
    color: 'var(--ink)',
    boxShadow: 'var(--float)',
    font: 'var(--text-sm)/1.45 var(--font)',
  },
  '.cm-tooltip-lint': { padding: '0' },
  '.cm-diagnostic': { padding: '7px 10px', marginLeft: '0', borderLeft: '3px solid var(--run)' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--danger)' },
  '.cm-diagnostic-warning': { borderLeftColor: 'var(--warn)' },

  // Imports, by what they lead to.
  '.cm-import': { borderRadius: '3px', color: 'var(--accent-text)' },
  '.cm-import-found': {
    textDecoration: 'underline',
    textDecorationColor: 'color-mix(in srgb, currentColor 40%, transparent)',
    textUnderlineOffset: '3px',
  },
  '.cm-import-missing, .cm-import-not_a_file, .cm-import-unreadable': {
    backgroundColor: 'var(--bug-soft)',
    color: 'var(--danger)',
  },
  '.cm-import-cyclic, .cm-import-outside, .cm-import-too_deep': {
    backgroundColor: 'var(--warn-soft)',
    color: 'var(--warn)',
  },

  // The search panel.
  '.cm-panels': { backgroundColor: 'var(--surface)', color: 'var(--ink)' },
  '.cm-panels-top': { borderBottom: '1px solid var(--line)' },
  '.cm-find': {
    display: 'grid',
    gridTemplateColumns: 'minmax(120px, 320px) auto 1fr auto',
    gap: '6px',
    alignItems: 'center',
    padding: '8px 12px',
    font: 'var(--text-sm)/1.4 var(--font)',
  },
  '.cm-find .do': { display: 'flex', gap: '2px', alignItems: 'center' },
  '.cm-find input': {
    width: '100%',
    height: '26px',
    padding: '0 8px',
    border: '1px solid var(--line-field)',
    borderRadius: 'var(--r-md)',
    backgroundColor: 'var(--surface)',
    color: 'inherit',
    font: 'inherit',
    boxSizing: 'border-box',
  },
  '.cm-find input:focus': { outline: '1px solid var(--focus)', borderColor: 'var(--focus)' },
  '.cm-find input[aria-invalid=true]': { borderColor: 'var(--danger)' },
  '.cm-find input::placeholder': { color: 'var(--ink-3)', opacity: '1' },
  '.cm-find button': {
    minWidth: '26px',
    height: '26px',
    padding: '0 7px',
    border: '0',
    borderRadius: 'var(--r-sm)',
    background: 'none',
    color: 'var(--ink-2)',
    font: 'inherit',
    whiteSpace: 'nowrap',
  },
  '.cm-find button:hover': { backgroundColor: 'var(--hover)', color: 'var(--ink)' },
  '.cm-find button:focus-visible': { outline: '2px solid var(--focus)', outlineOffset: '0' },
  '.cm-find button[aria-pressed=true]': { backgroundColor: 'var(--accent-soft)', color: 'var(--accent-text)' },
  '.cm-find .count': { color: 'var(--ink-3)', fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' },
  '.cm-find svg': { display: 'block', width: '14px', height: '14px', margin: '0 auto' },
});

const syntax = HighlightStyle.define([
  { tag: tags.heading, color: 'var(--ink)', fontWeight: '650' },
  { tag: tags.strong, fontWeight: '650' },
  { tag: tags.emphasis, fontStyle: 'italic' },
  { tag: tags.strikethrough, textDecoration: 'line-through' },
  { tag: tags.link, color: 'var(--accent-text)' },
  { tag: tags.url, color: 'var(--ink-3)' },
  { tag: [tags.monospace, tags.string], color: 'var(--ink-2)' },
  { tag: tags.quote, color: 'var(--ink-2)' },
  { tag: [tags.processingInstruction, tags.contentSeparator, tags.punctuation], color: 'var(--ink-3)' },
  { tag: [tags.comment, tags.meta, tags.labelName], color: 'var(--ink-3)' },
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--run)' },
  { tag: [tags.keyword, tags.bool, tags.number, tags.atom], color: 'var(--accent-text)' },
  { tag: tags.invalid, color: 'var(--danger)' },
]);

export const look: Extension = [theme, syntaxHighlighting(syntax)];
