// The editor as its owner meets it. What needs a layout is looked at in a real window.
import { render, screen } from '@testing-library/svelte';
import { EditorView } from '@codemirror/view';
import { undo } from '@codemirror/commands';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { isTyping } from '../../lib/keys';
import CodeEditor from './CodeEditor.svelte';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  return () => void vi.useRealTimers();
});

function open(props: Partial<Parameters<typeof render<typeof CodeEditor>>[1]> = {}) {
  const onchange = vi.fn<(text: string) => void>();
  const onsave = vi.fn<() => void>();
  const shown = render(CodeEditor, {
    value: '# Title\n\ntext\n',
    language: 'markdown',
    label: 'Text of CLAUDE.md',
    onchange,
    onsave,
    ...props,
  });
  const root = screen.getByTestId('code-editor').shadowRoot;
  const content = root?.querySelector<HTMLElement>('.cm-content');
  const view = content ? EditorView.findFromDOM(content) : null;
  if (!root || !content || !view) throw new Error('there is no editor');
  const type = (text: string) => view.dispatch(view.state.replaceSelection(text));
  return { ...shown, onchange, onsave, root, content, view, type };
}

describe('the editor', () => {
  it('is a named text field with spelling, outside of the page’s styles', () => {
    const { content } = open();
    expect(content.getAttribute('role')).toBe('textbox');
    expect(content.getAttribute('aria-label')).toBe('Text of CLAUDE.md');
    expect(content.getAttribute('spellcheck')).toBe('true');
  });

  it('brings what was typed once, a moment after the last key', () => {
    const { type, onchange } = open();
    type('a');
    type('b');
    expect(onchange).not.toHaveBeenCalled();
    vi.advanceTimersByTime(200);
    expect(onchange.mock.calls).toEqual([['ab# Title\n\ntext\n']]);
  });

  it('brings it at once when it is asked to, and no second time', () => {
    const { type, onchange, component } = open();
    type('a');
    component.flush();
    vi.advanceTimersByTime(500);
    expect(onchange).toHaveBeenCalledTimes(1);
  });

  it('brings it when it goes', () => {
    const { type, onchange, unmount } = open();
    type('a');
    unmount();
    expect(onchange).toHaveBeenCalledTimes(1);
  });

  it('takes another text by the smallest change, so that the cursor and the way back stay', async () => {
    const { view, rerender, onchange } = open();
    view.dispatch({ selection: { anchor: 11 } });
    await rerender({ value: '# A longer title\n\ntext\n' });
    expect(view.state.selection.main.head).toBe(20);
    vi.advanceTimersByTime(500);
    expect(onchange).not.toHaveBeenCalled();
    undo(view);
    expect(view.state.doc.toString()).toBe('# Title\n\ntext\n');
  });

  it('saves by its key, with the text of this moment', () => {
    const { content, type, onchange, onsave } = open();
    type('a');
    content.dispatchEvent(
      new KeyboardEvent('keydown', { key: 's', code: 'KeyS', keyCode: 83, ctrlKey: true, bubbles: true }),
    );
    expect([onchange.mock.calls.length, onsave.mock.calls.length]).toEqual([1, 1]);
  });

  it('is left with Esc', () => {
    const { content, root } = open();
    content.focus();
    expect(root.activeElement).toBe(content);
    content.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', keyCode: 27, bubbles: true }));
    expect(root.activeElement).toBeNull();
    expect(document.activeElement?.textContent).toContain('goes on');
  });

  it('counts as a field in which the user types', () => {
    const { content } = open();
    content.focus();
    // The page's test has no `isContentEditable`.
    Object.defineProperty(content, 'isContentEditable', { value: true });
    expect(isTyping(screen.getByTestId('code-editor'))).toBe(true);
    content.blur();
    expect(isTyping(screen.getByTestId('code-editor'))).toBe(false);
  });

  it('goes to a line, and no further than the last', () => {
    const { view, component } = open();
    component.goTo(3);
    expect(view.state.doc.lineAt(view.state.selection.main.head).number).toBe(3);
    component.goTo(99);
    expect(view.state.doc.lineAt(view.state.selection.main.head).number).toBe(4);
  });

  it('is read-only when it is told to be, also later', async () => {
    const { view, rerender } = open({ readonly: true });
    expect(view.state.readOnly).toBe(true);
    await rerender({ readonly: false });
    expect(view.state.readOnly).toBe(false);
  });

  it('lists its problems for who cannot see them', async () => {
    const { root, rerender } = open();
    expect(screen.queryByRole('list')).toBeNull();
    await rerender({ marks: [{ line: 3, level: 'error', message: 'No name' }] });
    expect(screen.getByRole('list').textContent).toContain('Line 3, error: No name');
    expect(root.querySelector('.cm-lintRange-error')?.textContent).toBe('text');
  });

  it('draws imports by what they lead to, where they still are', async () => {
    const { root, rerender, view } = open({ value: 'see @a.md and @b.md\n' });
    const link = { line: 1, length: 5, title: 'x' };
    await rerender({
      links: [
        { ...link, column: 14, state: 'missing' as const },
        { ...link, column: 4, state: 'found' as const },
        { ...link, column: 9, state: 'cyclic' as const },
        { ...link, line: 9, column: 0, state: 'cyclic' as const },
      ],
    });
    const drawn = () => [...root.querySelectorAll('.cm-import')].map((one) => [one.className, one.textContent]);
    expect(drawn()).toEqual([
      ['cm-import cm-import-found', '@a.md'],
      ['cm-import cm-import-missing', '@b.md'],
    ]);
    view.dispatch({ changes: { from: 0, insert: 'Now ' } });
    expect(drawn().map(([, text]) => text)).toEqual(['@a.md', '@b.md']);
  });

  it('continues a list', () => {
    const { view, content } = open({ value: '- one' });
    view.dispatch({ selection: { anchor: 5 } });
    content.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', keyCode: 13, bubbles: true }));
    expect(view.state.doc.toString()).toBe('- one\n- ');
  });
});
