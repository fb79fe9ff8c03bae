import type { Attachment } from 'svelte/attachments';

function scrollerOf(node: HTMLElement): HTMLElement | null {
  for (let up = node.parentElement; up; up = up.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(up).overflowY)) return up;
  }
  return null;
}

/** Lets a textarea grow with its text, where the browser does not do so by itself. */
export const grow: Attachment<HTMLTextAreaElement> = (node) => {
  if ('fieldSizing' in node.style) return;
  const scroller = scrollerOf(node);
  let width = 0;
  const fit = () => {
    // While it is measured the textarea is small: what scrolls around it must not jump.
    const top = scroller?.scrollTop ?? 0;
    node.style.height = 'auto';
    node.style.height = `${node.scrollHeight + node.offsetHeight - node.clientHeight}px`;
    if (scroller) scroller.scrollTop = top;
  };
  const resized = new ResizeObserver(() => {
    if (node.clientWidth === width) return;
    width = node.clientWidth;
    fit();
  });
  node.addEventListener('input', fit);
  resized.observe(node);
  fit();
  return () => {
    node.removeEventListener('input', fit);
    resized.disconnect();
    node.style.height = '';
  };
};
